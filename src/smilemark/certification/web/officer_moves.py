"""What the body's people do on a case: one POST each, back to the case page, or the page again with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification import actions
from smilemark.certification.actions.review import Wanted
from smilemark.certification.web import case_page
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from smilemark.certification.models import Case


def done(request: HttpRequest, number: str, act: Callable[[Case], object], said: str) -> HttpResponse:
    """Make one move; a refusal shows the case page with the reason and everything that was typed."""
    case = case_page.visible_case(request, number)
    try:
        act(case)
    except Refused as refusal:
        return case_page.show(request, case, status=409, refusal=refusal.reason, refusal_field=refusal.field)
    messages.success(request, said)
    return redirect("certification:case", number)


def _number(request: HttpRequest, name: str) -> int | None:
    return row_id(request.POST.get(name, ""))


@role_required(roles.REVIEWER)
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """資格符合."""
    by, at, confirmed = signed_in(request), clock.now(), request.POST.get("manufactured_confirmed") == "on"
    return done(
        request,
        number,
        lambda case: actions.accept(case_id=case.pk, manufactured_confirmed=confirmed, by=by, at=at),
        "資格符合，進入書面審查。",
    )


@role_required(roles.DECIDER)
@require_POST
def refuse_eligibility(request: HttpRequest, number: str) -> HttpResponse:
    """資格不符，核駁."""
    by, at, given = signed_in(request), clock.now(), request.POST
    return done(
        request,
        number,
        lambda case: actions.refuse_eligibility(
            case_id=case.pk,
            not_manufactured=given.get("not_manufactured", ""),
            explanation=given.get("explanation", ""),
            by=by,
            at=at,
        ),
        "已核駁，決定書及通知函已作成。",
    )


@role_required(roles.REVIEWER)
@require_POST
def request_supplement(request: HttpRequest, number: str) -> HttpResponse:
    """通知補件."""
    by, at, given = signed_in(request), clock.now(), request.POST
    items = [
        Wanted(
            text=given.get(f"item-{n}-text", ""),
            document_kind=given.get(f"item-{n}-document", ""),
            section=given.get(f"item-{n}-section", ""),
        )
        for n in range(1, case_page.MOST_ITEMS + 1)
        if any(given.get(f"item-{n}-{part}") for part in ("text", "document", "section"))
    ]
    return done(
        request,
        number,
        lambda case: actions.request_supplement(case_id=case.pk, items=items, by=by, at=at),
        "已通知補件。",
    )


@role_required(roles.DECIDER)
@require_POST
def refuse_documents(request: HttpRequest, number: str) -> HttpResponse:
    """逾期未補正，核駁."""
    by, at, words = signed_in(request), clock.now(), request.POST.get("explanation", "")
    return done(
        request,
        number,
        lambda case: actions.refuse_documents(case_id=case.pk, explanation=words, by=by, at=at),
        "已核駁，決定書及通知函已作成。",
    )


@role_required(roles.REVIEWER)
@require_POST
def documents_complete(request: HttpRequest, number: str) -> HttpResponse:
    """文件齊備."""
    by, at = signed_in(request), clock.now()
    return done(
        request,
        number,
        lambda case: actions.documents_complete(case_id=case.pk, by=by, at=at),
        "文件齊備，已開立原產地認定、工廠評核及產品檢驗。",
    )


@role_required(roles.REVIEWER, roles.DECIDER)
@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """指派人員."""
    by, at, role, user_id = signed_in(request), clock.now(), request.POST.get("role", ""), _number(request, "user")
    factory_id, product_id = _number(request, "factory"), _number(request, "product")

    def act(case: Case) -> None:
        if user_id is None:
            raise Refused("請選擇人員。", field="user")
        if role == roles.ASSESSOR and request.POST.get("all"):
            actions.assign_assessor_to_all(case_id=case.pk, user_id=user_id, by=by, at=at)
        elif role == roles.ASSESSOR and (factory_id is not None or product_id is not None):
            actions.assign_assessor(
                case_id=case.pk, user_id=user_id, factory_id=factory_id, product_id=product_id, by=by, at=at
            )
        else:
            actions.assign(case_id=case.pk, user_id=user_id, role=role, by=by, at=at)

    return done(request, number, act, "已指派。")


@role_required(roles.REVIEWER, roles.DECIDER)
@require_POST
def end_assignment(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """解除指派."""
    by, at, reason = signed_in(request), clock.now(), request.POST.get("reason", "")

    def act(case: Case) -> None:
        if not case.assignments.filter(pk=pk).exists():
            raise Refused("本案沒有這項指派。")
        actions.end_assignment(assignment_id=pk, reason=reason, by=by, at=at)

    return done(request, number, act, "已解除指派。")
