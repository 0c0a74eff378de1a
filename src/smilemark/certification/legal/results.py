"""From tests to the certificate: rows become facts, the law answers, the answer can be stored with its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from smilemark.foundation import calendar, findings
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_20_product_tests import Proof, Testing, product_testing_need
from smilemark.law.mit_smile.point_24_samples import sample_collection, sample_disposal
from smilemark.law.mit_smile.point_26_verification import (
    CaseStage,
    NextStep,
    StageResult,
    VerifiedClass,
    verification_next_step,
)
from smilemark.law.mit_smile.point_29_record_retention import RetainedDocument, record_retention
from smilemark.law.mit_smile.point_31_certificate_issue import CertificateIssue, certificate_issue
from smilemark.law.mit_smile.point_32_changes import (
    CertificateEvent,
    CertificateReissue,
    Change,
    ChangeClassification,
    certificate_reissue,
    change_classification,
)
from smilemark.law.mit_smile.point_34_mark_period import (
    MarkPeriod,
    MarkRenewal,
    RenewalResult,
    mark_period,
    mark_renewal,
    mark_status,
)
from smilemark.law.mit_smile.point_49_objections import Remedy, objection_deadline
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, WindowStatus, renewal_window
from smilemark.law.verification_fee import FeeCase, VerificationFee, verification_fee

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import Model

    from smilemark.certification.models import Label
    from smilemark.foundation.models import StoredFinding
    from smilemark.law.finding import Finding

R_co = TypeVar("R_co", covariant=True)

VALID, RENEWAL_PENDING, EXPIRED = "valid", "renewal_pending", "expired"
UNKNOWN = "unknown"

__all__ = ["CertificateEvent", "Change", "StageResult", "Testing"]


@dataclass(frozen=True, slots=True)
class Answer(Generic[R_co]):
    """What the law said, with the facts it was asked about (the contract's JSON), so that it can be kept and replayed."""

    facts: Mapping[str, Any]
    finding: Finding[R_co]
    on: date | None = None
    """The day whose law was asked, where the rule asks one."""

    @property
    def result(self) -> R_co:
        """The rule's result."""
        return self.finding.result

    @property
    def because(self) -> list[dict[str, str]]:
        """Reasons as a decision prints them: text and citation."""
        return [{"text": why.text, "citation": why.citation.zh} for why in self.finding.because]

    def store(self, subject: Model, at: datetime) -> StoredFinding:
        """Keep the answer about ``subject``, inside the caller's transaction."""
        return findings.store(subject, self.finding.rule, dict(self.facts), self.finding, at, on=self.on)


def _ask(facts: dict[str, Any], rule: Callable[..., Finding[R_co]], field: str = "", **more: Any) -> Answer[R_co]:  # noqa: ANN401  # every rule has parameters of its own
    """Ask one rule; facts it cannot judge are a refusal that names the field."""
    try:
        return Answer(findings.as_json(facts), rule(**facts, **more), more.get("on"))
    except FactsError as error:
        raise Refused(f"資料無法依規定判斷（{error.field}）：{error.message}", field=field or error.field) from error


ask = _ask
"""For the other doors of this app."""


def fee_exemption(case_type: str, *, on: date) -> Answer[VerificationFee]:
    """What the fee standard says of a case of an announced industry on the day (art. 3: 得免收)."""
    facts = {"case_type": FeeCase(case_type), "quantity": 1, "exempt_industry": True}
    return _ask(facts, verification_fee, on=on)


# ---- tests and samples ----------------------------------------------------------------------------------


def testing_need(*, valid_until: date | None, covers_all_parts: bool, on: date) -> Answer[Any]:
    """How much must still be tested, given an existing result valid until a day (point 20 II; None: no result)."""
    proof = Proof.NONE
    if valid_until is not None:
        proof = Proof.VALID if valid_until >= on else Proof.EXPIRED
    return _ask({"proof": proof, "covers_all_parts": covers_all_parts}, product_testing_need)


def test_concluded(product_class: int, *, passed: bool) -> Answer[Any]:
    """What follows from the test of a class 1 or 3 product (annex 6)."""
    facts = {
        "product_class": VerifiedClass(product_class),
        "stage": CaseStage.PRODUCT_TESTING,
        "result": StageResult.PASS if passed else StageResult.FAIL,
        "fee_paid": None,
    }
    return _ask(facts, verification_next_step)


@dataclass(frozen=True, slots=True)
class CollectionDays:
    """Until when samples may be collected, from when they may be destroyed, and whether that rests on an estimate."""

    collect_until: date
    may_destroy_from: date
    is_estimated: bool


def collection_days(notified_on: date) -> CollectionDays:
    """The days of point 24 II from the day of the notice (not counted; a rest day moves)."""
    office = calendar.office()
    found = _ask({"notice_date": notified_on}, sample_collection, calendar=office, on=notified_on).result
    estimated = office.is_estimated(found.nominal_end) or office.is_estimated(found.collect_until)
    return CollectionDays(found.collect_until, found.may_destroy_from, estimated)


def disposal(*, notified_on: date, disposed_on: date, photographed: bool, recorded: bool) -> Answer[Any]:
    """Whether the samples may be destroyed on the day (point 24 II); the letter of the result is written with it."""
    facts = {
        "notice_date": notified_on,
        "disposal_date": disposed_on,
        "collected": False,
        "photographed": photographed,
        "recorded": recorded,
        "result_notified": True,
    }
    return _ask(facts, sample_disposal, calendar=calendar.office(), on=disposed_on)


# ---- report, fee, issue ---------------------------------------------------------------------------------


def keep_report_until(completed_on: date) -> Answer[Any]:
    """How long the summary report must be kept (point 29)."""
    facts = {
        "document": RetainedDocument.VERIFICATION_SUMMARY_REPORT,
        "completed_date": completed_on,
        "deletion_date": None,
    }
    return _ask(facts, record_retention, on=completed_on)


def report_reviewed(product_class: int, *, passed: bool, fee_paid: bool | None) -> Answer[Any]:
    """What follows from the review of the report (annex 6)."""
    facts = {
        "product_class": VerifiedClass(product_class),
        "stage": CaseStage.REPORT_REVIEW,
        "result": StageResult.PASS if passed else StageResult.FAIL,
        "fee_paid": fee_paid if passed and product_class == VerifiedClass.THIRD else None,
    }
    return _ask(facts, verification_next_step)


def leads_to_contract(answer: Answer[Any]) -> bool:
    """Whether the next step is the contract."""
    return bool(answer.result.next == NextStep.CONTRACT)


def may_issue(
    product_class: int, *, report_passed: bool, contract_signed: bool, fee_proof: bool
) -> Answer[CertificateIssue]:
    """Whether report, contract and (class 3) fee are there (point 31 I)."""
    facts = {
        "product_class": VerifiedClass(product_class),
        "report_passed": report_passed,
        "contract_signed": contract_signed,
        "fee_proof": fee_proof if product_class == VerifiedClass.THIRD else None,
    }
    return _ask(facts, certificate_issue)


def first_period(
    product_class: int, *, issued_on: date, scheme_last_valid_day: date | None = None
) -> Answer[MarkPeriod]:
    """The first period of use (point 34); class 2 as its scheme states."""
    facts = {
        "product_class": ProductClass(product_class),
        "issue_date": issued_on,
        "scheme_last_valid_day": scheme_last_valid_day,
    }
    return _ask(facts, mark_period, "scheme_valid_until", on=issued_on)


# ---- renewal --------------------------------------------------------------------------------------------


def window(last_valid_day: date, filed_on: date) -> Answer[Any]:
    """Where a filing lies against the renewal window (point 34)."""
    facts = {"certificate": RenewableCertificate.MARK, "last_valid_day": last_valid_day, "filed_date": filed_on}
    return _ask(facts, renewal_window, on=filed_on)


def renewed_period(*, last_valid_day: date, filed_on: date, previous_renewals: int) -> Answer[MarkRenewal]:
    """The new period of a renewal that passed (point 34)."""
    facts = {
        "last_valid_day": last_valid_day,
        "filed_date": filed_on,
        "approved": True,
        "previous_renewals": previous_renewals,
    }
    return _ask(facts, mark_renewal, on=filed_on)


def why_not_renew(label: Label, day: date) -> str | None:
    """Why a renewal of the label may not be filed on the day; None: it may (point 34).

    Too early is told the opening day; too late is offered a new application (no ban; AMB-06). In class 2 the adopted
    scheme governs (its last sentence): no window of ours, but a right that has run out is not prolonged backwards.
    """
    if label.ended_on is not None and label.ended_on <= day:
        return f"標章 {label.number} 之使用權已{label.get_end_kind_display()}，不得申請展延。"
    if label.renewal_filed_on is not None:
        return f"標章 {label.number} 之展延案正在審查中，不得重複申請。"
    found = window(label.valid_until, day).result
    if found.status == WindowStatus.TOO_LATE:
        return _too_late(label)
    if found.status == WindowStatus.TOO_EARLY and not is_of_a_scheme(label):
        return (
            f"標章 {label.number} 使用期間至{calendar.roc(label.valid_until)}屆滿，自{calendar.roc(found.window_opens)}起"
            "始得申請展延（推動及管理要點第三十四點）。"
        )
    return None


def _too_late(label: Label) -> str:
    last = calendar.roc(label.valid_until)
    if is_of_a_scheme(label):
        return (
            f"標章 {label.number} 依採認制度之使用期間已於{last}屆滿；請於該制度續證後另提新申請案"
            "（推動及管理要點第三十四點但書）。"
        )
    return f"標章 {label.number} 使用期間已於{last}屆滿而未申請展延，不得展延；請另提新申請案（推動及管理要點第三十四點）。"


def is_of_a_scheme(label: Label) -> bool:
    """Whether the label is of class 2, whose renewals the adopted scheme governs (point 34)."""
    return bool(label.certificate.industry.product_class == ProductClass.SECOND)


def renewal_is_near(label: Label, day: date) -> bool:
    """Whether to remind of the renewal on the day: the window of point 34, in class 2 too, where it binds nobody."""
    return bool(window(label.valid_until, day).result.status == WindowStatus.IN_WINDOW)


def label_status(label: Label, on: date) -> str:
    """State of a label on a day: valid, renewal_pending, expired, cancelled, withdrawn or unknown (point 34)."""
    known_from = label.certified_on or label.first_imported_on
    if known_from is None or known_from > on:
        return UNKNOWN
    if label.ended_on is not None and label.ended_on <= on:
        return str(label.end_kind)
    filed = label.renewal_filed_on
    if filed is not None and filed > on:
        filed = None
    facts = {
        "last_valid_day": label.valid_until,
        "as_of_date": on,
        "renewal_filed_date": filed,
        "renewal_result": RenewalResult.PENDING if filed else RenewalResult.NONE,
    }
    return str(_ask(facts, mark_status, on=on).result.status.value)


# ---- change, reissue, remedy ----------------------------------------------------------------------------


def classify_change(change: Change, *, function_or_spec_differs: bool) -> Answer[ChangeClassification]:
    """Which procedure a change needs (points 31 II, 32)."""
    facts = {"change": change, "function_or_spec_differs": function_or_spec_differs}
    return _ask(facts, change_classification)


def reprint(
    event: CertificateEvent, *, number: str, last_valid_day: date, issued_on: date
) -> Answer[CertificateReissue]:
    """Number, expiry and annotation of a replaced or reissued certificate (point 32)."""
    facts = {
        "event": event,
        "original_number": number,
        "original_last_valid_day": last_valid_day,
        "issued_on": issued_on,
    }
    return _ask(facts, certificate_reissue, "certificate")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of an objection, and whether it rests on an estimated calendar."""

    last_day: date
    is_estimated: bool


def objection_until(served_on: date) -> Deadline:
    """The last day of an operator's objection, from the day the decision was received (point 49)."""
    office = calendar.office()
    facts = {"remedy": Remedy.OPERATOR_OBJECTION, "notice_date": served_on}
    found = _ask(facts, objection_deadline, calendar=office, on=served_on).result
    estimated = office.is_estimated(found.nominal_end) or office.is_estimated(found.deadline)
    return Deadline(found.deadline, estimated)
