"""Annex 10 points 7 and 8: the assessor's training certificate, its validity and renewal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import annex
from smilemark.law.facts import Count, Size, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, WindowStatus, window_of
from smilemark.law.periods import ONE_DAY, same_day_number
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

VALIDITY = annex(10, 7)
RENEWAL = annex(10, 8)
ASSESSMENTS_NEEDED = annex(10, 8, paragraph=1)

TERM_MONTHS = {REGULATION_VERSION: 24}
ASSESSMENTS_FOR_RENEWAL = {REGULATION_VERSION: 2}


@dataclass(frozen=True, slots=True)
class AssessorCertificatePeriod:
    """Result of `assessor-certificate-period`."""

    last_valid_day: date
    first_day_after: date


@rule(
    "assessor-certificate-period",
    "Validity of an assessor's training certificate",
    "評核人員訓練合格證書有效期間",
    VALIDITY,
)
def assessor_certificate_period(*, issue_date: date, on: date) -> Finding[AssessorCertificatePeriod]:
    """Last valid day of a certificate: two years, same day-number (C4).

    Source: annex 10 point 7. Units: days. Reading: AMB-04, settled reading 1; never moved. Errors: none.
    """
    last = same_day_number(issue_date, in_force(TERM_MONTHS, on))
    reason = Reason(
        f"證書有效期間二年，始日不計，至{last.isoformat()}止。",
        f"Valid for two years, the issue day not counted: to {last.isoformat()}.",
        VALIDITY,
    )
    return Finding("assessor-certificate-period", AssessorCertificatePeriod(last, last + ONE_DAY), (reason,))


class FiledWith(StrEnum):
    """Where the renewal was filed."""

    ISSUING_TRAINING_BODY = auto()
    OTHER_TRAINING_BODY = auto()


class NotRenewable(StrEnum):
    """Why a certificate is not renewed."""

    TOO_FEW_ASSESSMENTS = auto()
    OUTSIDE_WINDOW = auto()
    WRONG_TRAINING_BODY = auto()


_NOT_RENEWABLE_WORDS = {
    NotRenewable.TOO_FEW_ASSESSMENTS: "有效期間內現場評核未達二次",
    NotRenewable.OUTSIDE_WINDOW: "未於有效期間屆滿前三個月內申請",
    NotRenewable.WRONG_TRAINING_BODY: "未向原發證訓練機構申請",
}


@dataclass(frozen=True, slots=True)
class AssessorRenewal:
    """Result of `assessor-renewal`."""

    window_opens: date
    renewable: bool
    reasons: tuple[NotRenewable, ...]
    new_last_valid_day: date | None


@rule("assessor-renewal", "Renewal of an assessor's training certificate", "評核人員訓練合格證書展延", RENEWAL)
def assessor_renewal(
    *, last_valid_day: date, assessments: Count, filed_date: date, filed_with: FiledWith, on: date
) -> Finding[AssessorRenewal]:
    """Whether a certificate is renewed, and to which day; renewals are unlimited.

    Source: annex 10 point 8. Units: days; assessments.
    Reading: AMB-38, AMB-05, settled readings 1 and 2. Errors: none.
    """
    window = window_of(RenewableCertificate.ASSESSOR, last_valid_day, on=on)
    held = {
        NotRenewable.TOO_FEW_ASSESSMENTS: assessments < in_force(ASSESSMENTS_FOR_RENEWAL, on),
        NotRenewable.OUTSIDE_WINDOW: window.status_of(filed_date) != WindowStatus.IN_WINDOW,
        NotRenewable.WRONG_TRAINING_BODY: filed_with != FiledWith.ISSUING_TRAINING_BODY,
    }
    reasons = tuple(reason for reason, holds in held.items() if holds)
    new_last = None if reasons else same_day_number(last_valid_day, in_force(TERM_MONTHS, on))
    return Finding(
        "assessor-renewal",
        AssessorRenewal(window.opens, not reasons, reasons, new_last),
        (unmet_reason(reasons, _NOT_RENEWABLE_WORDS, RENEWAL),),
        passed=not reasons,
    )


class AssessmentKind(StrEnum):
    """WAIVED: the QMS assessment was waived, nobody assessed."""

    VERIFICATION = auto()
    SURVEILLANCE = auto()
    WAIVED = auto()


@dataclass(frozen=True, slots=True)
class LoggedAssessment:
    """One line of the assessor's log."""

    date: date
    kind: AssessmentKind


@dataclass(frozen=True, slots=True)
class AssessmentCount:
    """Result of `assessor-assessment-count`."""

    counted: int
    enough_for_renewal: bool


@rule(
    "assessor-assessment-count",
    "Assessments that count for an assessor's renewal",
    "展延所計之現場評核次數",
    ASSESSMENTS_NEEDED,
)
def assessor_assessment_count(
    *,
    valid_from: date,
    last_valid_day: date,
    assessments: Annotated[tuple[LoggedAssessment, ...], Size(0, 500)],
    on: date,
) -> Finding[AssessmentCount]:
    """How many logged assessments were really done inside the current validity, both ends included.

    Source: annex 10 point 8 I. Units: assessments. Reading: AMB-38 (a waiver is none).
    Errors: `last_valid_day` before `valid_from`.
    """
    require(last_valid_day >= valid_from, "last_valid_day", "before the first valid day")
    counted = sum(
        logged.kind != AssessmentKind.WAIVED and valid_from <= logged.date <= last_valid_day for logged in assessments
    )
    enough = counted >= in_force(ASSESSMENTS_FOR_RENEWAL, on)
    reason = Reason(
        f"有效期間內實際辦理現場評核{counted}次，{'已達' if enough else '未達'}展延所需次數。",
        f"{counted} assessments inside the validity: {'enough' if enough else 'not enough'} for renewal.",
        ASSESSMENTS_NEEDED,
    )
    return Finding("assessor-assessment-count", AssessmentCount(counted, enough), (reason,), passed=enough)
