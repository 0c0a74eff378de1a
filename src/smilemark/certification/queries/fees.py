"""The official fee of a case: what is due (the fee table), what was received (rows). Nothing is summed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.models import Case, FeePayment
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from datetime import date

THIRD_CLASS = 3

FEE_KINDS: dict[str, str] = {Case.Kind.NEW: "new", Case.Kind.RENEWAL: "renewal", Case.Kind.REISSUE: "reissue"}
"""Row of the fee table by kind of case; a change has a row per changed datum (``change_fee_kinds``)."""

CHANGE_FEES = {"name": "name_change", "address": "address_change", "responsible_person": "representative_change"}


@dataclass(frozen=True, slots=True)
class FeeState:
    """The fee of a case.

    Attributes:
        due: NTD; 0 where nothing is due.
        is_condition: whether the certificate waits for it (class 3, point 31 I).
        payments: every attempt, in the order made.
        received: the payment that settled it, or None.
    """

    due: int
    is_condition: bool
    payments: tuple[FeePayment, ...]
    received: FeePayment | None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed any more."""
        return self.due == 0 or self.received is not None


def amount_due(case: Case, on: date) -> int:
    """The fee of a class 3 case by the table in force on the day it was submitted, NTD (J0030125 art. 2)."""
    if case.product_class != THIRD_CLASS or case.kind not in FEE_KINDS:
        return 0
    day = timezone.localdate(case.submitted_at) if case.submitted_at else on
    row = governance.fee(FEE_KINDS[case.kind], day)
    return row.amount if row is not None else 0


def fee_state(case: Case, on: date) -> FeeState:
    """What is due and what was received."""
    due = amount_due(case, on)
    payments = tuple(FeePayment.objects.filter(case=case).order_by("pk"))
    received = next((p for p in payments if p.outcome == FeePayment.Outcome.RECEIVED and p.amount == due), None)
    condition = case.product_class == THIRD_CLASS and case.kind in (Case.Kind.NEW, Case.Kind.RENEWAL)
    return FeeState(due, condition, payments, received)


def table_fee(case: Case, on: date) -> int | None:
    """The row of the fee table that a change or reissue falls under, per certificate; None where there is none.

    Shown only: the regulation does not make payment a condition of 換發 or 補發 (AMB-78). Several data changed on one
    certificate count once.
    """
    if case.kind == Case.Kind.REISSUE:
        kinds = ["reissue"]
    else:
        kinds = [CHANGE_FEES[field] for field in case.change_request if field in CHANGE_FEES]
    rows = [row for row in (governance.fee(kind, on) for kind in kinds) if row is not None]
    return max((row.amount for row in rows), default=None)
