"""Visits and findings. ``visible_to`` is where every list, detail, photo and paper starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from smilemark.accounts import roles
from smilemark.surveillance.models import Fault, Visit
from smilemark.surveillance.queries.plans import oversees
from smilemark.surveillance.states import FAULT_OVER, FaultState, VisitState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smilemark.accounts.models import User

OPEN = (
    VisitState.SELECTED,
    VisitState.NOTIFIED,
    VisitState.IDLE,
    VisitState.VISITING,
    VisitState.REPORTED,
)
TOLD = (
    VisitState.NOTIFIED,
    VisitState.IDLE,
    VisitState.VISITING,
    VisitState.REPORTED,
    VisitState.CLOSED,
)
"""A firm knows of a visit from the notice on."""


def visible_to(user: User) -> QuerySet[Visit]:
    """The body's people see its visits, a firm those it was told of; secretariat and administration read all."""
    if not user.is_active:
        return Visit.objects.none()
    rows = Visit.objects.select_related("firm", "factory", "industry", "body", "plan", "draw", "assessor", "assessment")
    rows = rows.defer("plan__targets", "draw__frame_text")  # a whole population each, which no list of visits shows
    if oversees(user):
        return rows
    own = Q(firm_id__in=user.organisations_as(roles.APPLICANT), state__in=TOLD)
    return rows.filter(own | Q(body_id__in=user.organisations_as(*roles.BODY_ROLES)))


def faults_visible_to(user: User) -> QuerySet[Fault]:
    """The findings of the visits the person may read, and of irregular checks: the body's, and the firm's own."""
    rows = Fault.objects.select_related(
        "visit__firm",
        "visit__factory",
        "visit__body",
        "visit__industry",
        "inquiry",
        "firm",
        "body",
        "product",
        "finding",
    )
    if not user.is_active:
        return rows.none()
    if oversees(user):
        return rows
    irregular = Q(inquiry__isnull=False, firm_id__in=user.organisations_as(roles.APPLICANT)) | Q(
        inquiry__isnull=False, body_id__in=user.organisations_as(*roles.BODY_ROLES)
    )
    return rows.filter(Q(visit__in=visible_to(user).order_by().values("pk")) | irregular)


def with_open_faults(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """The visits with ``open_faults`` and ``fault_count``, the next day first, for lists."""
    over = Q(faults__state__in=FAULT_OVER)
    counted = rows.annotate(
        fault_count=Count("faults"), open_faults=Count("faults", filter=~over & Q(faults__isnull=False))
    )
    return counted.order_by(F("audit_on").asc(nulls_first=True), "pk")


def waits_for_improvement(rows: QuerySet[Fault]) -> QuerySet[Fault]:
    """Findings whose improvement is the firm's turn."""
    return rows.filter(state=FaultState.IMPROVING)
