"""Approval lists: who reads them, what is due, whom they can be sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation, RoleAssignment
from smilemark.foundation import calendar
from smilemark.mark.models import ApprovalList, LabelOrder, ListDay
from smilemark.mark.states.lists import ListState
from smilemark.mark.states.orders import OrderState

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
USUAL_DAY = 25
"""Day of the month where a body has set none (每月定期; the text names no day)."""


def lists_visible_to(user: User | AnonymousUser) -> QuerySet[ApprovalList]:
    """Lists: the body its own, the printing body those sent to it, and who oversees; no firm (it gets its own notice)."""
    rows = ApprovalList.objects.select_related("body", "printing_body", "compiled_by", "sent_by", "document")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(body_id__in=user.organisations_as(*roles.BODY_ROLES))
        | Q(printing_body_id__in=user.organisations_as(roles.PRINTING_BODY))
    )


def listed(user: User, *, q: str = "", state: str = "") -> QuerySet[ApprovalList]:
    """The lists, filtered, newest first."""
    rows = lists_visible_to(user)
    if word := q.strip():
        rows = rows.filter(Q(number__icontains=word) | Q(body__name__icontains=word))
    if state in ListState.values:
        rows = rows.filter(state=state)
    counted = rows.annotate(count=Count("orders", distinct=True), total=Sum("orders__lines__approved"))
    return counted.order_by("-month", "-pk")


COLUMNS = (
    "項次", "案號", "業者", "統一編號", "標章編號", "產品名稱及型號", "種類", "印製格式", "核准數量", "收件人", "電話", "送交地址",
)  # fmt: skip


def printing_bodies() -> QuerySet[Organisation]:
    """The organisations in which somebody holds the role of the printing body."""
    held = RoleAssignment.objects.filter(role_id=roles.PRINTING_BODY, ended_at=None).values("organisation_id")
    return Organisation.objects.filter(pk__in=held).order_by("name", "pk")


# ---- the day ----------------------------------------------------------------------------------------------


def list_day(body_id: int, on: date) -> int:
    """The day of the month on which the body's list is compiled, as set for the day."""
    row = ListDay.objects.filter(body_id=body_id, effective_from__lte=on).order_by("-effective_from").first()
    return USUAL_DAY if row is None else row.day


def due_day(body_id: int, on: date) -> date:
    """The day of this month's list; from a rest day to the next working day, within the month or at its end."""
    day = on.replace(day=list_day(body_id, on))
    moved, _is_estimated = calendar.moved(day)
    return moved if moved.month == day.month else day


def list_days_of(body_id: int) -> QuerySet[ListDay]:
    """All settings of a body, newest first."""
    return ListDay.objects.filter(body_id=body_id).select_related("set_by").order_by("-effective_from")


def bodies_waiting(on: date) -> list[int]:
    """Ids of the bodies with approved orders and no list this month."""
    month = on.replace(day=1)
    done = ApprovalList.objects.filter(month=month).values("body_id")
    rows = LabelOrder.objects.filter(state=OrderState.APPROVED).exclude(body_id__in=done)
    return sorted(set(rows.values_list("body_id", flat=True)))
