"""Deliveries: the printing body's list and job; what was damaged or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import files, moves, spreadsheets
from smilemark.mark.actions import deliveries as actions
from smilemark.mark.actions import deliveries_losses as loss_actions
from smilemark.mark.actions.deliveries_losses import Loss
from smilemark.mark.models import LabelLoss
from smilemark.mark.queries import deliveries as queries
from smilemark.mark.queries import deliveries_losses as loss_queries
from smilemark.mark.queries import orders as order_queries
from smilemark.mark.states.orders import AT_PRINTER, OrderState
from smilemark.mark.web.orders import PER_PAGE, chosen, table_response
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Handler, Typed
    from smilemark.foundation.moves import Refused
    from smilemark.mark.models import LabelOrder

READERS = (roles.PRINTING_BODY, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "標章印製及送交", "mark:deliveries", frozenset(READERS), "印製執行機構編號印製、送交業者，查證誤差及重新印製。"
)
LOSS_READERS = (roles.APPLICANT, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
LOSSES = Section("標章毀損遺失通報", "mark:losses", frozenset(LOSS_READERS), "業者保管之標章毀損或遺失時通報。")


@role_required(*READERS)
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Orders at the printer, the soonest last day first."""
    user = signed_in(request)
    page = Paginator(queries.listed(user, **chosen(request)), PER_PAGE).get_page(request.GET.get("page"))
    states = [(state.value, state.label) for state in OrderState if state in AT_PRINTER]
    context = chosen(request) | {"page": page, "states": states, "formats": spreadsheets.FORMS}
    return acting.page(request, "deliveries", context)


@role_required(*READERS)
@require_GET
def deliveries_export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as it is shown, for download."""
    rows = queries.exported(queries.listed(signed_in(request), **chosen(request)))
    return table_response(form, "label-deliveries", queries.COLUMNS, rows)


def _handlers(row: LabelOrder) -> dict[str, Handler]:
    def allot(t: Typed) -> str:
        lines = list(row.lines.values_list("pk", flat=True))
        quantities = {pk: t.number(f"quantity-{pk}", "數量") for pk in lines if t.text(f"quantity-{pk}")}
        made = actions.allot(
            order_id=row.pk, quantities=quantities, printed_on=t.day("printed_on", "印製日"), by=t.by, at=t.at
        )
        return f"已編號 {len(made)} 批。"

    def deliver(t: Typed) -> str:
        actions.deliver(
            order_id=row.pk,
            delivered_on=t.day("delivered_on", "送交日"),
            way=t.text("way"),
            late_reason=t.text("late_reason"),
            uploads=t.files("files"),
            by=t.by,
            at=t.at,
        )
        return "已登錄送交，並通知業者核對。"

    def confirm(t: Typed) -> str:
        delivery = actions.confirm_error(order_id=row.pk, answer=t.text("answer"), by=t.by, at=t.at)
        return f"查證屬實，請於{queries.last_day_words(delivery)}前重新印製送交。"

    def deny(t: Typed) -> str:
        actions.deny_error(order_id=row.pk, answer=t.text("answer"), by=t.by, at=t.at)
        return "已登錄查證結果，並通知業者。"

    return {"allot": allot, "deliver": deliver, "confirm_error": confirm, "deny_error": deny}


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """One order at the printer: what to print and where it goes; no figure of the firm's business."""
    user = signed_in(request)
    found = get_object_or_404(order_queries.jobs_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        row = order_queries.jobs_visible_to(user).get(pk=found.pk)
        rounds = queries.of_order(row)
        context = {
            "order": row,
            "lines": row.lines.select_related("label").filter(approved__gt=0),
            "deliveries": rounds,
            "now": rounds[-1],
            "papers": order_queries.papers_visible_to(user).filter(order=row, kind__in=["error", "delivery"]),
            "open": {offer.name: offer for offer in moves.open_to(row, user)},
            "section": SECTION,
        }
        return acting.page(request, "delivery", context, refusal)

    return acting.act(request, _handlers(found), show)


# ---- damaged or lost --------------------------------------------------------------------------------------


@role_required(*LOSS_READERS)
@require_http_methods(["GET", "POST"])
def losses(request: HttpRequest) -> HttpResponse:
    """What was told, newest first; the firm tells."""
    user = signed_in(request)

    def report(t: Typed) -> str:
        loss = Loss(
            label=t.text("label"),
            kind=t.text("kind"),
            quantity=t.number("quantity", "數量"),
            happened_on=t.day("happened_on", "發生或發現日"),
            text=t.text("text"),
            serials=t.text("serials"),
        )
        row = loss_actions.report_loss(loss=loss, upload=t.file("file"), key=t.text("key"), by=t.by, at=t.at)
        return f"已通報 {row.number}。"

    def show(refusal: Refused | None) -> HttpResponse:
        rows = loss_queries.losses_visible_to(user)
        may = user.holds(roles.APPLICANT)
        context = {
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "may_report": may,
            "labels": loss_queries.labels_of(user) if may else [],
            "kinds": LabelLoss.Kind.choices,
            "key": request.POST.get("key") if refusal else uuid4().hex,
        }
        return acting.page(request, "losses", context, refusal)

    return acting.act(request, {"report": report}, show)


@role_required(*LOSS_READERS)
@require_GET
def loss_file(request: HttpRequest, pk: int) -> FileResponse:
    """The evidence of a loss."""
    found = get_object_or_404(loss_queries.losses_visible_to(signed_in(request)), pk=pk)
    if found.file is None:
        raise Http404("沒有檔案。")
    return files.response(found.file)


urlpatterns = [
    path("mark/deliveries/", deliveries, name="deliveries"),
    path("mark/deliveries/export.<slug:form>", deliveries_export, name="deliveries_export"),
    path("mark/deliveries/<slug:number>/", delivery, name="delivery"),
    path("mark/losses/", losses, name="losses"),
    path("mark/losses/<int:pk>/file", loss_file, name="loss_file"),
]
