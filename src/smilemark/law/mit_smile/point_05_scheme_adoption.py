"""Point 5, annexes 1 and 2: adoption of a scheme for class-2 products."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import Count, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

POINT_5 = point(5)
FORM = annex(1)
PROCEDURE = annex(2)


class SchemeCondition(StrEnum):
    """Conditions of point 5."""

    ORIGIN_CONDITIONS = auto()
    CERTIFICATION_MECHANISMS = auto()
    SURVEILLANCE_AND_MARK_MECHANISMS = auto()
    PUBLIC_CREDIBILITY = auto()
    SAFETY_STANDARDS = auto()
    FEES_REASONABLE = auto()


_WORDS = {
    SchemeCondition.ORIGIN_CONDITIONS: "產品符合臺灣製產品原產地認定條件",
    SchemeCondition.CERTIFICATION_MECHANISMS: "境內具驗證之受理申請、審查、核定、發證機制",
    SchemeCondition.SURVEILLANCE_AND_MARK_MECHANISMS: "具追蹤管理及標章使用管理機制",
    SchemeCondition.PUBLIC_CREDIBILITY: "具一定公信力",
    SchemeCondition.SAFETY_STANDARDS: "至少具備一項產品安全性品質檢驗基準",
    SchemeCondition.FEES_REASONABLE: "產品驗證收費項目及金額具合理性",
}


@dataclass(frozen=True, slots=True)
class SchemeAdoptionConditions:
    """Result of `scheme-adoption-conditions`."""

    conditions_met: bool
    unmet: tuple[SchemeCondition, ...]


@rule(
    "scheme-adoption-conditions",
    "Conditions for adopting a class-2 scheme",
    "第二類產品驗證制度採認條件",
    POINT_5,
    FORM,
)
def scheme_adoption_conditions(
    *,
    origin_conditions: bool,
    certification_mechanisms: bool,
    surveillance_and_mark_mechanisms: bool,
    public_credibility: bool,
    safety_standards: Count,
    fees_reasonable: bool,
) -> Finding[SchemeAdoptionConditions]:
    """Which of the conditions for adoption are unmet; at least one safety standard is needed.

    Source: point 5; annex 1. Reading: AMB-46 (the misprinted option of annex 1 is ignored). Errors: none.
    """
    met = {
        SchemeCondition.ORIGIN_CONDITIONS: origin_conditions,
        SchemeCondition.CERTIFICATION_MECHANISMS: certification_mechanisms,
        SchemeCondition.SURVEILLANCE_AND_MARK_MECHANISMS: surveillance_and_mark_mechanisms,
        SchemeCondition.PUBLIC_CREDIBILITY: public_credibility,
        SchemeCondition.SAFETY_STANDARDS: safety_standards >= 1,
        SchemeCondition.FEES_REASONABLE: fees_reasonable,
    }
    unmet = tuple(condition for condition, holds in met.items() if not holds)
    result = SchemeAdoptionConditions(not unmet, unmet)
    reason = unmet_reason(unmet, _WORDS, POINT_5)
    return Finding("scheme-adoption-conditions", result, (reason,), passed=not unmet)


class CouncilResult(StrEnum):
    """通過、補件、不通過."""

    PASS = auto()
    SUPPLEMENT = auto()
    FAIL = auto()


class AdoptionStep(StrEnum):
    """Where an adoption case goes."""

    SUPPLEMENT_NOTICE = auto()
    COUNCIL_REVIEW = auto()
    ANNOUNCEMENT = auto()
    REFUSAL_NOTICE = auto()


_STEP_WORDS = {
    AdoptionStep.SUPPLEMENT_NOTICE: ("應發補正通知。", "A notice to supplement."),
    AdoptionStep.COUNCIL_REVIEW: ("文件齊備，召開認證審議會審查。", "Complete: the council reviews."),
    AdoptionStep.ANNOUNCEMENT: ("審查通過，公告採認。", "Passed: announcement."),
    AdoptionStep.REFUSAL_NOTICE: ("審查未通過，發未通過通知。", "Failed: notice of refusal."),
}
_AFTER_COUNCIL = {
    CouncilResult.PASS: AdoptionStep.ANNOUNCEMENT,
    CouncilResult.SUPPLEMENT: AdoptionStep.SUPPLEMENT_NOTICE,
    CouncilResult.FAIL: AdoptionStep.REFUSAL_NOTICE,
}


@dataclass(frozen=True, slots=True)
class SchemeAdoptionStage:
    """Result of `scheme-adoption-stage`."""

    next: AdoptionStep


@rule(
    "scheme-adoption-stage",
    "Next step of a scheme adoption case",
    "第二類產品驗證制度採認程序",
    POINT_5,
    PROCEDURE,
    FORM,
)
def scheme_adoption_stage(
    *, documents_complete: bool, council_result: CouncilResult | None
) -> Finding[SchemeAdoptionStage]:
    """Where an adoption case goes; supplement rounds are not limited.

    Source: point 5; annex 2; annex 1 審查結果. Reading: AMB-41.
    Errors: `council_result` given while documents are incomplete.
    """
    require(council_result is None or documents_complete, "council_result", "the documents are incomplete")
    if not documents_complete:
        step = AdoptionStep.SUPPLEMENT_NOTICE
    elif council_result is None:
        step = AdoptionStep.COUNCIL_REVIEW
    else:
        step = _AFTER_COUNCIL[council_result]
    zh, english = _STEP_WORDS[step]
    reason = Reason(zh, english, PROCEDURE)
    return Finding("scheme-adoption-stage", SchemeAdoptionStage(step), (reason,))
