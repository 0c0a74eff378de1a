"""Which firms' records must not be disposed of: something open about them, or a remedy that still runs (point 49; 訴願法)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.remedies.models import EndingCase, ImprovementOrder, Letter, Objection
from smilemark.remedies.states import EndingState, ObjectionState, OrderState

if TYPE_CHECKING:
    from datetime import date

OPEN_OBJECTION = (ObjectionState.FILED, ObjectionState.REVIEW, ObjectionState.PROPOSED)
ENDED_CASE = (EndingState.EFFECTIVE, EndingState.CLOSED, EndingState.SET_ASIDE)
ENDED_ORDER = (OrderState.MET, OrderState.NOT_MET, OrderState.DROPPED, OrderState.REVOKED)


def held_firms(day: date) -> dict[int, str]:
    """Firm id -> why its records are held on the day."""
    found: dict[int, str] = {}
    for objection in Objection.objects.filter(state__in=OPEN_OBJECTION).order_by("pk"):
        found.setdefault(objection.firm_id, f"異議案 {objection.number} 尚未終結")
    for letter in Letter.objects.filter(decision__appeal_until__gte=day).order_by("pk"):
        found.setdefault(letter.firm_id, f"{letter.number}之訴願期間尚未屆滿")
    for letter in Letter.objects.filter(decision__objection_until__gte=day).order_by("pk"):
        found.setdefault(letter.firm_id, f"{letter.number}之異議期間尚未屆滿")
    for case in EndingCase.objects.exclude(state__in=ENDED_CASE).order_by("pk"):
        found.setdefault(case.firm_id, f"撤銷廢止案 {case.number} 尚未終結")
    for order in ImprovementOrder.objects.exclude(state__in=ENDED_ORDER).order_by("pk"):
        found.setdefault(order.firm_id, f"限期改善命令 {order.number} 尚未終結")
    return found
