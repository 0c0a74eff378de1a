"""A result was set aside on an objection (point 49 I(1)): the finding ends, or is judged anew by the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from smilemark.foundation import moves
from smilemark.foundation.moves import SYSTEM
from smilemark.surveillance.actions import telling
from smilemark.surveillance.actions.reporting import close_check
from smilemark.surveillance.models import Fault
from smilemark.surveillance.states import FaultState

if TYPE_CHECKING:
    from datetime import datetime

REMITTED = "remit"


def revise(*, source: str, outcome: str, at: datetime) -> Fault | None:
    """What becomes of a finding whose result no longer stands; gives the finding that takes its place, if any.

    Idempotent: a finding is set aside once, and has one finding in its place.

    Args:
        source: chain of the finding.
        outcome: ``remit``: the body judges anew; every other one: the finding is at its end.
        at: now.
    """
    with transaction.atomic():
        fault = Fault.objects.select_for_update(of=("self",)).get(pk=int(source.rpartition(":")[2]))
        if fault.state in (FaultState.SET_ASIDE, FaultState.LIFTED):
            return fault.again.first()
        with moves.moving(Fault, fault.pk, "set_aside", by=SYSTEM, at=at) as row:
            moves.note(row, outcome=outcome)
        again = _again(row, at) if outcome == REMITTED else None
        telling.desk(row, "異議有理由，原判定撤銷", row.get_kind_display(), at=at)
        close_check(row, at=at)
    return again


def _again(fault: Fault, at: datetime) -> Fault:
    """The same finding, to be judged anew; a serious one is heard again."""
    again = Fault(
        visit=fault.visit,
        inquiry=fault.inquiry,
        firm=fault.firm,
        body=fault.body,
        product=fault.product,
        kind=fault.kind,
        text=fault.text,
        qms_counts=fault.qms_counts,
        is_severe=fault.is_severe,
        finding=fault.finding,
        judged_anew=fault,
    )
    moves.begin(again, "find", by=SYSTEM, at=at, kind=fault.kind, is_severe=fault.is_severe, anew=fault.pk)
    if not again.is_severe:
        return again
    with moves.moving(Fault, again.pk, "grade_serious", by=SYSTEM, at=at) as graded:
        moves.note(graded, finding=fault.finding_id)
    return graded
