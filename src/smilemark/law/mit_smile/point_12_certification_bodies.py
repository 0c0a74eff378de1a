"""Point 12: accreditation of certification bodies, and whom they may have test."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

CONDITIONS = point(12, 1)
DELEGATION = point(12, 2)


class BodyKind(StrEnum):
    """政府機關（構）、法人組織、學術研究機構、大專以上院校、公（民）營事業機構；自然人 is not admitted."""

    GOVERNMENT_AGENCY = auto()
    LEGAL_PERSON = auto()
    RESEARCH_BODY = auto()
    COLLEGE = auto()
    ENTERPRISE = auto()
    NATURAL_PERSON = auto()


class BodyCondition(StrEnum):
    """Conditions of point 12 I."""

    WITHIN_CALL_WINDOW = auto()
    APPLICANT_KIND = auto()
    TESTING_CAPABILITY = auto()
    ORIGIN_AND_SITE_CAPABILITY = auto()
    FEES_REASONABLE = auto()
    BUSINESS_CAPABILITY = auto()


_WORDS = {
    BodyCondition.WITHIN_CALL_WINDOW: "於公告受理期間內申請",
    BodyCondition.APPLICANT_KIND: "申請人資格",
    BodyCondition.TESTING_CAPABILITY: "產品品質檢驗能量",
    BodyCondition.ORIGIN_AND_SITE_CAPABILITY: "原產地認定及現場評核之專業能量",
    BodyCondition.FEES_REASONABLE: "收費項目及金額具合理性",
    BodyCondition.BUSINESS_CAPABILITY: "驗證業務處理能力",
}


@dataclass(frozen=True, slots=True)
class CertificationBodyEligibility:
    """Result of `certification-body-eligibility`."""

    eligible: bool
    unmet: tuple[BodyCondition, ...]


@rule(
    "certification-body-eligibility",
    "Conditions for accreditation as certification body",
    "驗證機構認證條件",
    CONDITIONS,
)
def certification_body_eligibility(
    *,
    within_call_window: bool,
    applicant_kind: BodyKind,
    testing_capability: bool,
    origin_and_site_capability: bool,
    fees_reasonable: bool,
    business_capability: bool,
) -> Finding[CertificationBodyEligibility]:
    """Which of the conditions for accreditation are unmet.

    Source: point 12 I. Reading: all are needed; every kind but a natural person is admitted. Errors: none.
    """
    met = {
        BodyCondition.WITHIN_CALL_WINDOW: within_call_window,
        BodyCondition.APPLICANT_KIND: applicant_kind != BodyKind.NATURAL_PERSON,
        BodyCondition.TESTING_CAPABILITY: testing_capability,
        BodyCondition.ORIGIN_AND_SITE_CAPABILITY: origin_and_site_capability,
        BodyCondition.FEES_REASONABLE: fees_reasonable,
        BodyCondition.BUSINESS_CAPABILITY: business_capability,
    }
    unmet = tuple(condition for condition, holds in met.items() if not holds)
    result = CertificationBodyEligibility(not unmet, unmet)
    reason = unmet_reason(unmet, _WORDS, CONDITIONS)
    return Finding("certification-body-eligibility", result, (reason,), passed=not unmet)


class Tester(StrEnum):
    """Who tests."""

    OWN_LABORATORY = auto()
    DELEGATED_LABORATORY = auto()


@dataclass(frozen=True, slots=True)
class TestingDelegation:
    """Result of `testing-delegation`."""

    allowed: bool


@rule(
    "testing-delegation",
    "May a certification body have the test done there?",
    "產品品質檢驗之委託",
    DELEGATION,
)
def testing_delegation(
    *, tester: Tester, recognised_from: date | None, recognition_last_day: date | None, test_date: date
) -> Finding[TestingDelegation]:
    """Whether the laboratory may test: the body's own, or one recognised on the test day.

    Source: point 12 II. Units: days, both ends included. Reading: AMB-56 (recognition is open-ended).
    Errors: `recognised_from` for the own laboratory; `recognition_last_day` without or before it.
    """
    own = tester == Tester.OWN_LABORATORY
    require(not (own and recognised_from), "recognised_from", "the own laboratory needs no recognition")
    require(
        recognition_last_day is None or (recognised_from is not None and recognition_last_day >= recognised_from),
        "recognition_last_day",
        "needs a first day, not after it",
    )
    recognised = (
        recognised_from is not None
        and recognised_from <= test_date
        and (recognition_last_day is None or test_date <= recognition_last_day)
    )
    allowed = own or recognised
    if own:
        reason = Reason("由驗證機構自行檢驗。", "The body tests itself.", DELEGATION)
    elif recognised:
        zh = "受委託檢驗機構於檢驗日經本署認可。"
        reason = Reason(zh, "The laboratory is recognised on the test day.", DELEGATION)
    else:
        zh = "受委託檢驗機構於檢驗日未經本署認可，不得委託。"
        reason = Reason(zh, "The laboratory is not recognised on the test day.", DELEGATION)
    return Finding("testing-delegation", TestingDelegation(allowed), (reason,), passed=allowed)
