"""Point 14 and annex 5: recognition of laboratories."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import annex, point
from smilemark.law.facts import Between, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

CONDITIONS = point(14, 1)
WORKING_GROUP_WAIVED = point(14, 2)
PROCEDURE = annex(5)

YEARS_OF_WORK = {REGULATION_VERSION: 3}
"""三年以上, of the technical head and of the quality head."""


@dataclass(frozen=True, slots=True)
class LaboratoryHead:
    """Qualification of the technical head or the quality head."""

    college_degree: bool
    related_field: bool
    training: bool
    years: Annotated[int, Between(0, 80)]


class LaboratoryCondition(StrEnum):
    """Conditions of point 14 I."""

    WITHIN_CALL_WINDOW = auto()
    EQUIPMENT = auto()
    PREMISES = auto()
    STAFF = auto()
    QUALITY_SYSTEM = auto()
    TECHNICAL_HEAD = auto()
    QUALITY_HEAD = auto()


_WORDS = {
    LaboratoryCondition.WITHIN_CALL_WINDOW: "於公告受理期間內申請",
    LaboratoryCondition.EQUIPMENT: "檢測設備",
    LaboratoryCondition.PREMISES: "場地",
    LaboratoryCondition.STAFF: "人員",
    LaboratoryCondition.QUALITY_SYSTEM: "品質管理系統",
    LaboratoryCondition.TECHNICAL_HEAD: "技術主管資格",
    LaboratoryCondition.QUALITY_HEAD: "品質管理主管資格",
}


@dataclass(frozen=True, slots=True)
class LaboratoryEligibility:
    """Result of `laboratory-eligibility`."""

    eligible: bool
    unmet: tuple[LaboratoryCondition, ...]


@rule("laboratory-eligibility", "Conditions for recognition as laboratory", "檢驗機構認可條件", CONDITIONS)
def laboratory_eligibility(
    *,
    within_call_window: bool,
    equipment: bool,
    premises: bool,
    staff: bool,
    quality_system: bool,
    technical_head: LaboratoryHead,
    quality_head: LaboratoryHead,
    on: date,
) -> Finding[LaboratoryEligibility]:
    """Which of the conditions for recognition are unmet.

    Source: point 14 I. Units: full years of work. The technical head's degree must be in a related field, the
    quality head's may be in any. Errors: none.
    """
    years = in_force(YEARS_OF_WORK, on)
    met = {
        LaboratoryCondition.WITHIN_CALL_WINDOW: within_call_window,
        LaboratoryCondition.EQUIPMENT: equipment,
        LaboratoryCondition.PREMISES: premises,
        LaboratoryCondition.STAFF: staff,
        LaboratoryCondition.QUALITY_SYSTEM: quality_system,
        LaboratoryCondition.TECHNICAL_HEAD: technical_head.related_field and _qualified(technical_head, years),
        LaboratoryCondition.QUALITY_HEAD: _qualified(quality_head, years),
    }
    unmet = tuple(condition for condition, holds in met.items() if not holds)
    reason = unmet_reason(unmet, _WORDS, CONDITIONS)
    return Finding("laboratory-eligibility", LaboratoryEligibility(not unmet, unmet), (reason,), passed=not unmet)


def _qualified(head: LaboratoryHead, years: int) -> bool:
    return head.college_degree and head.training and head.years >= years


class ReviewResult(StrEnum):
    """Result of the working group or the council."""

    PASS = auto()
    FAIL = auto()


class RecognitionState(StrEnum):
    """Where a case stands."""

    WORKING_GROUP_REVIEW = auto()
    COUNCIL_DELIBERATION = auto()
    REFUSED = auto()
    RECOGNISED = auto()


class RecognitionAction(StrEnum):
    """登錄、公告."""

    REGISTER = auto()
    ANNOUNCE = auto()


_STATE_WORDS = {
    RecognitionState.WORKING_GROUP_REVIEW: ("應送各別產業驗證推動小組評議。", "The working group reviews."),
    RecognitionState.COUNCIL_DELIBERATION: ("應送認證審議會審議。", "The council deliberates."),
    RecognitionState.REFUSED: ("評議或審議不通過，核駁。", "A failed review: refused."),
    RecognitionState.RECOGNISED: ("審議通過，登錄並公告認可檢驗機構。", "The council passed: recognised."),
}


@dataclass(frozen=True, slots=True)
class LaboratoryRecognitionStage:
    """Result of `laboratory-recognition-stage`."""

    working_group_required: bool
    state: RecognitionState
    actions: tuple[RecognitionAction, ...]


@rule(
    "laboratory-recognition-stage",
    "Stage of a laboratory recognition case",
    "檢驗機構認可程序階段",
    point(14),
    PROCEDURE,
)
def laboratory_recognition_stage(
    *,
    recognised_by_adopted_scheme: bool,
    working_group_result: ReviewResult | None,
    council_result: ReviewResult | None,
) -> Finding[LaboratoryRecognitionStage]:
    """Where a recognition case stands; only the working group is waived, never the council.

    Source: point 14; annex 5. Errors: `working_group_result` while waived; `council_result` before the
    working group passed.
    """
    waived = recognised_by_adopted_scheme
    require(working_group_result is None or not waived, "working_group_result", "the working group is waived")
    require(
        council_result is None or waived or working_group_result == ReviewResult.PASS,
        "council_result",
        "the working group has not passed the case",
    )
    state = RecognitionState.WORKING_GROUP_REVIEW
    if ReviewResult.FAIL in (working_group_result, council_result):
        state = RecognitionState.REFUSED
    elif council_result == ReviewResult.PASS:
        state = RecognitionState.RECOGNISED
    elif waived or working_group_result == ReviewResult.PASS:
        state = RecognitionState.COUNCIL_DELIBERATION
    actions = tuple(RecognitionAction) if state == RecognitionState.RECOGNISED else ()
    zh, english = _STATE_WORDS[state]
    reason = Reason(zh, english, WORKING_GROUP_WAIVED if waived else PROCEDURE)
    return Finding("laboratory-recognition-stage", LaboratoryRecognitionStage(not waived, state, actions), (reason,))
