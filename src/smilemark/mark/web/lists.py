"""Approval lists: compiled by the body, sent on by the secretariat, read by the printing body; the body's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import clock, documents, moves, spreadsheets
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import lists as actions
from smilemark.mark.documents import lists as papers
from smilemark.mark.queries import lists as queries
from smilemark.mark.queries import orders as order_queries
from smilemark.mark.queries.history import history_of
from smilemark.mark.states.lists import LIST_MOVES, ListState
from smilemark.mark.web.orders import PER_PAGE, chosen, table_response
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.accounts.web.acting import Typed

READERS = (*sorted(roles.BODY_ROLES), roles.PRINTING_BODY, roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "核准清單", "mark:lists", frozenset(READERS), "驗證機構每月編製之核准清單，由秘書處轉送標章印製執行機構。"
)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The lists a person may read; a body compiles this month's and sets its day."""
    user = signed_in(request)
    made: list[str] = []

    def body(typed: Typed) -> int:
        found = typed.number("body", "驗證機構")
        if found not in _bodies_of(user):
            raise Refused("請選擇貴機構。", field="body")
        return found

    def compile_it(typed: Typed) -> str:
        row = actions.compile_list(body_id=body(typed), by=typed.by, at=typed.at)
        made.append(row.number)
        return f"已編製核准清單 {row.number}，並函知各業者核准數量。"

    def set_day(typed: Typed) -> str:
        row = actions.set_list_day(
            body_id=body(typed),
            day=typed.number("day", "每月編製日"),
            effective_from=typed.day("effective_from", "生效日"),
            by=typed.by,
            at=typed.at,
        )
        return f"已設定自生效日起每月 {row.day} 日編製。"

    def show(refusal: Refused | None) -> HttpResponse:
        return acting.page(request, "lists", _shown(request, user), refusal)

    answer = acting.act(request, {"compile": compile_it, "set_day": set_day}, show)
    return redirect("mark:list", made[0]) if made else answer


def _bodies_of(user: User) -> list[int]:
    return user.organisations_as(*actions.COMPILERS)


def _shown(request: HttpRequest, user: User) -> dict[str, object]:
    today = clock.today()
    page = Paginator(queries.listed(user, **chosen(request)), PER_PAGE).get_page(request.GET.get("page"))
    bodies = accreditation.bodies_visible_to(user).filter(pk__in=_bodies_of(user))
    return chosen(request) | {
        "page": page,
        "states": ListState.choices,
        "bodies": [
            {
                "body": body,
                "due": queries.due_day(body.pk, today),
                "days": queries.list_days_of(body.pk),
                "usual": queries.list_day(body.pk, today),
                "may_set": user.holds(roles.DECIDER, body.pk),
                "waiting": [
                    (order, order_queries.why_not_list(order, today)) for order in order_queries.approved_of(body.pk)
                ],
            }
            for body in bodies
        ],
    }


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def one_list(request: HttpRequest, number: str) -> HttpResponse:
    """One list; the secretariat sends it on."""
    user = signed_in(request)
    found = get_object_or_404(queries.lists_visible_to(user), number=number)

    def forward(typed: Typed) -> str:
        row = actions.forward_list(
            list_id=found.pk,
            printing_body_id=typed.number("printing_body", "標章印製執行機構"),
            by=typed.by,
            at=typed.at,
        )
        return f"已轉送{row.printing_body}。"

    def show(refusal: Refused | None) -> HttpResponse:
        row = queries.lists_visible_to(user).get(pk=found.pk)
        context = {
            "list": row,
            "rows": row.words["rows"],
            "orders": row.orders.select_related("firm").prefetch_related("deliveries").order_by("pk"),
            "reads_orders": not user.holds(roles.PRINTING_BODY),
            "open": {offer.name: offer for offer in moves.open_to(row, user)},
            "printers": queries.printing_bodies(),
            "formats": spreadsheets.FORMS,
            "history": history_of(row, LIST_MOVES, beginning="編製核准清單"),
            "section": SECTION,
        }
        return acting.page(request, "list", context, refusal)

    return acting.act(request, {"forward": forward}, show)


@role_required(*READERS)
@require_GET
def list_pdf(request: HttpRequest, number: str) -> FileResponse:
    """The list's paper."""
    found = get_object_or_404(queries.lists_visible_to(signed_in(request)), number=number)
    return documents.response(found.document, inline=True)


@role_required(*READERS)
@require_GET
def list_odt(request: HttpRequest, number: str) -> HttpResponse:
    """The list as an editable text."""
    found = get_object_or_404(queries.lists_visible_to(signed_in(request)), number=number)
    return documents.odt_response(found.document)


@role_required(*READERS)
@require_GET
def list_export(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The rows of the list, for the printer's own tables."""
    found = get_object_or_404(queries.lists_visible_to(signed_in(request)), number=number)
    rows = [tuple(row[name] for name in papers.FIELDS) for row in found.words["rows"]]
    return table_response(form, found.number, queries.COLUMNS, rows)


urlpatterns = [
    path("mark/lists/", lists, name="lists"),
    path("mark/lists/<slug:number>/", one_list, name="list"),
    path("mark/lists/<slug:number>/list.pdf", list_pdf, name="list_pdf"),
    path("mark/lists/<slug:number>/list.odt", list_odt, name="list_odt"),
    path("mark/lists/<slug:number>/export.<slug:form>", list_export, name="list_export"),
]
