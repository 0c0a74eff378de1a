"""What may be disposed of, the lists, the register, the holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, events, moves
from smilemark.foundation.models import JobProgress
from smilemark.foundation.moves import Refused
from smilemark.retention import actions, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

OFFICES = (roles.SECRETARIAT, roles.ADMINISTRATION)
PER_PAGE = 50
CONFLICT = 409


def _page(request: HttpRequest, name: str, context: dict[str, Any], refusal: Refused | None = None) -> HttpResponse:
    more = {
        "refusal": refusal.reason if refusal else "",
        "refusal_field": refusal.field if refusal else "",
        "typed": request.POST,
    }
    return render(request, f"retention/{name}.html", context | more, status=CONFLICT if refusal else 200)


def _tried(handlers: dict[str, Callable[[], str]], request: HttpRequest) -> Refused | None:
    """Do what the button says; None: done, and said."""
    handler = handlers.get(request.POST.get("do", ""))
    if handler is None:
        raise Http404("沒有這個動作。")
    try:
        messages.success(request, handler())
    except Refused as refusal:
        return refusal
    return None


@role_required(*OFFICES)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What may go today, by rule and by body; chosen and proposed. Below: the lists."""
    user, today = signed_in(request), clock.today()
    made: list[str] = []

    def propose() -> str:
        row = actions.propose(
            streams=request.POST.getlist("streams"), reason=request.POST.get("reason", ""), by=user, at=clock.now()
        )
        made.append(row.number)
        return "已提出銷毀清冊，待另一位人員核准。"

    refusal = _tried({"propose": propose}, request) if request.method == "POST" else None
    if made:
        return redirect("retention:list", made[0])
    bodies = queries.bodies()
    chosen = request.GET.get("body", "")
    body_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= 18 else None  # noqa: PLR2004  # an id
    page = Paginator(queries.may_go(today, body_id=body_id), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "bodies": bodies,
        "body_names": dict(bodies),
        "chosen": body_id,
        "lists": queries.visible_to(user).order_by("-pk")[:PER_PAGE],
        "ticked": request.POST.getlist("streams"),
    }
    return _page(request, "index", context, refusal)


@role_required(*OFFICES)
@require_http_methods(["GET", "POST"])
def disposal_list(request: HttpRequest, number: str) -> HttpResponse:
    """One list: its items, who proposed and approved, what became of each."""
    user = signed_in(request)
    row = get_object_or_404(queries.visible_to(user), number=number)
    handlers: dict[str, Callable[[], str]] = {
        "approve": lambda: (actions.approve(number=number, by=user, at=clock.now()), "已核准，開始銷毀。")[1],
        "send_back": lambda: (
            actions.send_back(number=number, reason=request.POST.get("reason", ""), by=user, at=clock.now()),
            "已退回。",
        )[1],
    }
    refusal = _tried(handlers, request) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        return redirect("retention:list", number)
    row = queries.visible_to(user).get(pk=row.pk)
    context = {
        "list": row,
        "items": row.items.all(),
        "open": {offer.name: offer for offer in moves.open_to(row, user)},
        "progress": JobProgress.objects.filter(pk=row.progress_id).first() if row.progress_id else None,
        "history": events.history(row),
    }
    return _page(request, "list", context, refusal)


@role_required(*OFFICES)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """銷毀登記簿: what, when, by whom approved, on which list, with which hash."""
    rows = queries.register_visible_to(signed_in(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, "register", {"page": page})


@role_required(*OFFICES)
@require_http_methods(["GET", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """暫緩銷毀: placed on a firm, released by hand."""
    user = signed_in(request)

    def place() -> str:
        actions.place_hold(
            firm_ubn=request.POST.get("ubn", ""), reason=request.POST.get("reason", ""), by=user, at=clock.now()
        )
        return "已登錄暫緩銷毀。"

    def release() -> str:
        chosen = request.POST.get("hold", "")
        row = queries.holds_visible_to(user).filter(pk=chosen if chosen.isascii() and chosen.isdigit() else -1).first()
        if row is None:
            raise Http404
        actions.release_hold(hold_id=row.pk, by=user, at=clock.now())
        return "已解除暫緩銷毀。"

    refusal = _tried({"place": place, "release": release}, request) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        return redirect("retention:holds")
    return _page(request, "holds", {"holds": queries.holds_visible_to(user)}, refusal)
