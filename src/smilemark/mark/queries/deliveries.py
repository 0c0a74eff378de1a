"""Deliveries of the printing body: lists with their last days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery, Sum

from smilemark.foundation import calendar
from smilemark.mark.models import Delivery
from smilemark.mark.queries.orders import jobs_visible_to
from smilemark.mark.states.orders import AT_PRINTER

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.mark.models import LabelOrder

COLUMNS = ("案號", "業者", "核准清單", "狀態", "數量", "收到清單或查證屬實日", "送交末日", "送交日", "逾期之特殊情形")


def listed(user: User, *, q: str = "", state: str = "") -> QuerySet[LabelOrder]:
    """Orders at the printer with the delivery under way, the soonest last day first."""
    newest = Delivery.objects.filter(order=OuterRef("pk")).order_by("-round")
    rows = jobs_visible_to(user).annotate(
        pieces=Sum("lines__approved"),
        began_on=Subquery(newest.values("began_on")[:1]),
        due_on=Subquery(newest.values("due_on")[:1]),
        delivered_on=Subquery(newest.values("delivered_on")[:1]),
        late_reason=Subquery(newest.values("late_reason")[:1]),
    )
    if word := q.strip():
        rows = rows.filter(
            Q(number__icontains=word) | Q(firm__name__icontains=word) | Q(approval_list__number__icontains=word)
        )
    if state in AT_PRINTER:
        rows = rows.filter(state=state)
    return rows.order_by("delivered_on", "due_on", "pk")


def exported(rows: Any) -> list[tuple[str, ...]]:  # noqa: ANN401  # annotated orders
    """The rows as they are shown."""
    return [
        (
            row.number,
            row.firm.name,
            row.approval_list.number,
            row.get_state_display(),
            str(row.pieces or 0),
            *(day.isoformat() if day else "" for day in (row.began_on, row.due_on, row.delivered_on)),
            row.late_reason or "",
        )
        for row in rows
    ]


def of_order(order: LabelOrder) -> list[Delivery]:
    """The deliveries of an order, oldest first, with their print runs."""
    return list(order.deliveries.prefetch_related("runs__label").select_related("delivered_by").order_by("round"))


def last_day_words(delivery: Delivery) -> str:
    """The last day in words, marked where it is estimated."""
    more = "（依推估之行事曆）" if delivery.is_estimated else ""
    return f"{calendar.roc(delivery.due_on)}{more}"
