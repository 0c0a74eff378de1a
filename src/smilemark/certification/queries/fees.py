"""The official fee of a case: what is due (the fee table), what was received (rows). Nothing is summed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, FeeExemption, FeePayment, Label
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from datetime import date

    from smilemark.governance.models import StartUpFunding

FIRST_CLASS, THIRD_CLASS = 1, 3
ADDITIONAL = "additional"

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
        exemption: that it is not charged, and why, or None.
        kind: row of the fee table (``Fee.Kind``), or nothing.
    """

    due: int
    is_condition: bool
    payments: tuple[FeePayment, ...]
    received: FeePayment | None
    exemption: FeeExemption | None = None
    kind: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed any more: paid, or not charged."""
        return self.due == 0 or self.received is not None or self.exemption is not None

    @property
    def kind_name(self) -> str:
        """The row of the fee table it falls under, in the standard's words."""
        return governance.fee_kind_name(self.kind)


def amount_due(case: Case, on: date) -> int:
    """The fee of a class 3 case by the table in force on the day it was submitted, NTD (J0030125 art. 2)."""
    if case.product_class != THIRD_CLASS or case.kind not in FEE_KINDS:
        return 0
    day = timezone.localdate(case.submitted_at) if case.submitted_at else on
    row = governance.fee(_kind(case, on), day)
    return row.amount if row is not None else 0


def _kind(case: Case, on: date) -> str:
    return case.fee_kind or kind_of_application(case, on)


def kind_of_application(case: Case, on: date) -> str:
    """Row of the fee table a class 3 case falls under when submitted on the day (docs/decisions/0005); else nothing.

    A new application of a firm that uses a label of this industry on the day adds to its certificate: 加發.
    """
    if case.product_class != THIRD_CLASS or case.kind not in FEE_KINDS:
        return ""
    if case.kind == Case.Kind.NEW and _uses_label(case, on):
        return ADDITIONAL
    return FEE_KINDS[case.kind]


def _uses_label(case: Case, on: date) -> bool:
    labels = Label.objects.filter(certificate__firm=case.firm, certificate__industry=case.industry)
    return any(legal.label_status(label, on) in (legal.VALID, legal.RENEWAL_PENDING) for label in labels)


def funding(case: Case, on: date) -> StartUpFunding | None:
    """What lets the government bear the costs of a class-1 case, as set for the day it was submitted (point 38 I)."""
    if case.product_class != FIRST_CLASS:
        return None
    day = timezone.localdate(case.submitted_at) if case.submitted_at else on
    return governance.start_up_funding(case.industry, day)


def fee_state(case: Case, on: date) -> FeeState:
    """What is due and what was received; of a case that falls under no row of the table there is nothing to read."""
    if case.product_class != THIRD_CLASS or case.kind not in FEE_KINDS:
        return FeeState(0, is_condition=False, payments=(), received=None)
    due = amount_due(case, on)
    payments = tuple(FeePayment.objects.filter(case=case).order_by("pk"))
    received = next((p for p in payments if p.outcome == FeePayment.Outcome.RECEIVED and p.amount == due), None)
    condition = case.kind in (Case.Kind.NEW, Case.Kind.RENEWAL)
    exemption = FeeExemption.objects.filter(case=case).first()
    return FeeState(due, condition, payments, received, exemption, _kind(case, on))


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
