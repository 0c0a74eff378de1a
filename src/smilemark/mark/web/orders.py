"""Orders of government-printed labels: the list, a new one, and one as the firm and the body see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, documents, files, moves, spreadsheets
from smilemark.governance import queries as governance
from smilemark.mark.actions.orders_objections import why_not_object
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import QuantityObjection
from smilemark.mark.models.orders import ORDERED_SHAPES
from smilemark.mark.queries import deliveries, letters, stops
from smilemark.mark.queries import orders as queries
from smilemark.mark.states.orders import OrderState
from smilemark.mark.web import orders_acts as acts
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused
    from smilemark.mark.models import LabelOrder

READERS = (roles.APPLICANT, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "本署印製標章",
    "mark:orders",
    frozenset(READERS),
    "第一類產品申請本署印製之吊牌或貼紙：申請、數量審查、核准、送交及核對。",
)
PER_PAGE = 30
NO_FORM = "沒有這種格式。"


def chosen(request: HttpRequest) -> dict[str, str]:
    """Word and state the list is narrowed by."""
    return {"q": request.GET.get("q", ""), "state": request.GET.get("state", "")}


def table_response(form: str, name: str, columns: tuple[str, ...], rows: Any) -> HttpResponse:  # noqa: ANN401  # rows of texts
    """A table to take away, as CSV, ODS or JSON."""
    if form not in spreadsheets.FORMS:
        raise Http404(NO_FORM)
    answer = HttpResponse(spreadsheets.written(form, name, columns, rows), content_type=spreadsheets.FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@role_required(*READERS)
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The orders a person may read."""
    user = signed_in(request)
    page = Paginator(queries.listed(user, **chosen(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, queries.state_words(row, user), queries.shows_quantity(row, user)) for row in page.object_list]
    context = chosen(request) | {
        "page": page,
        "rows": rows,
        "states": OrderState.choices,
        "formats": spreadsheets.FORMS,
        "may_open": user.holds(roles.APPLICANT),
        "stop": stops.in_force(clock.today()),
    }
    return acting.page(request, "orders", context)


@role_required(*READERS)
@require_GET
def orders_export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as it is shown, for download."""
    user = signed_in(request)
    rows = queries.exported(queries.listed(user, **chosen(request)), user)
    return table_response(form, "label-orders", queries.COLUMNS, rows)


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    """申請本署印製, for one certificate of class 1."""
    user, today = signed_in(request), clock.today()
    opened: list[str] = []

    def start(typed: Typed) -> str:
        order = acts.start(typed)
        opened.append(order.number)
        return "已建立申請，請填寫產品、數量及送交資料，附上數量證明文件後送件。"

    def show(refusal: Refused | None) -> HttpResponse:
        held = queries.certificates_of(user, today).filter(industry__product_class=1).select_related("industry")
        funded = governance.industries_funded_on(today)
        context = {
            "certificates": [(row, funded.get(row.industry_id)) for row in held],
            "key": request.POST.get("key") or uuid4().hex,
            "stop": stops.in_force(today),
            "section": SECTION,
        }
        return acting.page(request, "new_order", context, refusal)

    answer = acting.act(request, {"start": start}, show)
    return redirect("mark:order", opened[0]) if opened else answer


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: filled in, reviewed, decided, delivered, checked, objected to."""
    user = signed_in(request)
    row = get_object_or_404(queries.orders_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        found = queries.orders_visible_to(user).get(pk=row.pk)
        return acting.page(request, "order", _shown(request, found), refusal)

    handlers = acts.firm(row.pk) | acts.body(row.pk) | acts.objection(row.pk)
    return acting.act(request, handlers, show)


def _shown(request: HttpRequest, row: LabelOrder) -> dict[str, object]:
    user = signed_in(request)
    is_firm = queries.is_firm(row, user)
    objection = QuantityObjection.objects.filter(order=row).select_related("order", "answered_by").first()
    notice_on = queries.notice_day(row)
    open_ = {offer.name: offer for offer in moves.open_to(row, user)}
    return {
        "order": row,
        "is_firm": is_firm,
        "state_words": queries.state_words(row, user),
        "lines": [(line, _worksheet(line, row.months)) for line in row.lines.select_related("label")],
        "shows_quantity": queries.shows_quantity(row, user),
        "shapes": ORDERED_SHAPES,
        "choosable": queries.labels_for(row.certificate, clock.today()) if "fill" in open_ else [],
        "proofs": queries.papers_visible_to(user).filter(order=row, kind="proof"),
        "papers": queries.papers_visible_to(user).filter(order=row).exclude(kind="proof"),
        "open": open_,
        "deliveries": deliveries.of_order(row),
        "objection": objection,
        "objection_open": {offer.name: offer for offer in moves.open_to(objection, user)} if objection else {},
        "is_late": objection is not None and objection.filed_on > objection.last_day,
        "objection_until": legal.objection_until(notice_on) if notice_on else None,
        "may_object": is_firm and row.approval_list_id is not None and objection is None,
        "why_not_object": why_not_object(row),
        "follows": row.follows,
        "more": row.more.all(),
        "letters": letters.letters_of(row, user),
        "history": queries.order_history(row, inner=not is_firm),
        "section": SECTION,
    }


def _worksheet(line: Any, months: int) -> legal.Worksheet | None:  # noqa: ANN401  # an OrderLine
    return legal.worksheet(line, months) if line.asked else None


@role_required(*READERS)
@require_GET
def order_form(request: HttpRequest, number: str) -> FileResponse:
    """The form as it was sent in, one sheet for each party."""
    return documents.response(_sent(request, number), inline=True)


@role_required(*READERS)
@require_GET
def order_form_odt(request: HttpRequest, number: str) -> HttpResponse:
    """The form as an editable text."""
    return documents.odt_response(_sent(request, number))


def _sent(request: HttpRequest, number: str) -> Any:  # noqa: ANN401  # a StoredDocument
    found = get_object_or_404(queries.orders_visible_to(signed_in(request)), number=number)
    if found.form is None:
        raise Http404("尚未送件。")
    return found.form


PAPER_READERS = (*READERS, roles.PRINTING_BODY)


@role_required(*PAPER_READERS)
@require_GET
def order_paper(request: HttpRequest, pk: int) -> FileResponse:
    """A file of an order."""
    found = get_object_or_404(queries.papers_visible_to(signed_in(request)), pk=pk)
    return files.response(found.file)


urlpatterns = [
    path("mark/orders/", orders, name="orders"),
    path("mark/orders/export.<slug:form>", orders_export, name="orders_export"),
    path("mark/orders/new/", new_order, name="new_order"),
    path("mark/orders/papers/<int:pk>", order_paper, name="order_paper"),
    path("mark/orders/<slug:number>/", order, name="order"),
    path("mark/orders/<slug:number>/form.pdf", order_form, name="order_form"),
    path("mark/orders/<slug:number>/form.odt", order_form_odt, name="order_form_odt"),
]
