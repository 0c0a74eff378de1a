"""Points 4 and 22: who may apply for which product."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import point
from smilemark.law.facts import Between
from smilemark.law.finding import Finding
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

POINT_22 = point(22)


class Entity(StrEnum):
    """Legal form."""

    SOLE_PROPRIETORSHIP = auto()
    PARTNERSHIP = auto()
    COMPANY = auto()
    ASSOCIATION = auto()
    NATURAL_PERSON = auto()
    OTHER = auto()


ADMITTED = frozenset({Entity.SOLE_PROPRIETORSHIP, Entity.PARTNERSHIP, Entity.COMPANY})


class MakerRole(StrEnum):
    """獨立製造者、聯合製造者、統合製造之品牌行銷業者."""

    INDEPENDENT_MAKER = auto()
    JOINT_MAKERS = auto()
    BRAND_MARKETER = auto()


class ApplicantCondition(StrEnum):
    """What an applicant must meet."""

    ENTITY = auto()
    LAWFULLY_REGISTERED = auto()
    APPLICANTS = auto()
    MANUFACTURED_OR_PROCESSED = auto()


_WORDS = {
    ApplicantCondition.ENTITY: "申請人應為獨資、合夥事業或公司",
    ApplicantCondition.LAWFULLY_REGISTERED: "申請人應依法登記",
    ApplicantCondition.APPLICANTS: "應由單一業者提出申請",
    ApplicantCondition.MANUFACTURED_OR_PROCESSED: "以製造或加工之產品為限",
}


@dataclass(frozen=True, slots=True)
class ApplicantEligibility:
    """Result of `applicant-eligibility`."""

    eligible: bool
    unmet: tuple[ApplicantCondition, ...]


@rule("applicant-eligibility", "Who may apply for which product?", "申請人資格", point(4), POINT_22)
def applicant_eligibility(
    *,
    entity: Entity,
    lawfully_registered: bool,
    role: MakerRole,
    applicants: Annotated[int, Between(1, 1000)],
    manufactured_or_processed: bool,
) -> Finding[ApplicantEligibility]:
    """Whether an operator may apply; bans are another rule (`reapplication-ban`).

    Source: points 4, 22. Units: operators that file. Joint makers mandate one operator, so every role files
    alone.
    Reading: AMB-83 (no factory registration in classes 1 and 3). Errors: none.
    """
    del role  # one applicant in every role
    met = {
        ApplicantCondition.ENTITY: entity in ADMITTED,
        ApplicantCondition.LAWFULLY_REGISTERED: lawfully_registered,
        ApplicantCondition.APPLICANTS: applicants == 1,
        ApplicantCondition.MANUFACTURED_OR_PROCESSED: manufactured_or_processed,
    }
    unmet = tuple(condition for condition, holds in met.items() if not holds)
    result = ApplicantEligibility(not unmet, unmet)
    reason = unmet_reason(unmet, _WORDS, POINT_22)
    return Finding("applicant-eligibility", result, (reason,), passed=not unmet)
