"""Point 26 and annex 6: who verifies a product, and the next step of a case."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.rules import rule

POINT_26 = point(26)
CHART = annex(6)
FEE_PROOF = point(31, 1)
CLASS_2 = point(33)


class AssessedBy(StrEnum):
    """Who assesses."""

    CERTIFICATION_BODY = auto()
    ADOPTED_SCHEME = auto()


class VerificationStage(StrEnum):
    """書面審查、現場評核、產品品質檢驗."""

    DOCUMENT_REVIEW = auto()
    ONSITE_ASSESSMENT = auto()
    PRODUCT_TESTING = auto()


class RegisteredData(StrEnum):
    """What is entered in the register."""

    OPERATOR_DATA = auto()
    PRODUCT_NAME = auto()
    PRODUCT_PHOTO = auto()
    PRODUCT_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class VerificationRoute:
    """Result of `verification-route`."""

    assessed_by: AssessedBy
    stages: tuple[VerificationStage, ...]
    registered_data: tuple[RegisteredData, ...]
    fee_proof_required: bool


@rule(
    "verification-route",
    "Who assesses, and what is registered",
    "驗證方式與登錄事項",
    POINT_26,
    FEE_PROOF,
    CLASS_2,
    CHART,
    annex(13, 6),
)
def verification_route(*, product_class: ProductClass) -> Finding[VerificationRoute]:
    """Assessor, stages, registered data and fee proof by class.

    Source: points 26, 31 I, 33; annex 6; annex 13 point 6. Errors: none.
    """
    if product_class == ProductClass.SECOND:
        result = VerificationRoute(AssessedBy.ADOPTED_SCHEME, (), tuple(RegisteredData), fee_proof_required=False)
        zh = "第二類產品依採認之特定產品驗證制度辦理審查及發證。"
        reason = Reason(zh, "Class 2 follows the adopted scheme.", CLASS_2)
        return Finding("verification-route", result, (reason,))
    fee = product_class == ProductClass.THIRD
    result = VerificationRoute(
        AssessedBy.CERTIFICATION_BODY,
        tuple(VerificationStage),
        (RegisteredData.OPERATOR_DATA, RegisteredData.PRODUCT_NAME, RegisteredData.PRODUCT_PHOTO),
        fee_proof_required=fee,
    )
    zh = "由驗證機構辦理書面審查、現場評核及產品品質檢驗。"
    reasons = [Reason(zh, "The certification body reviews, assesses and tests.", POINT_26)]
    if fee:
        reasons.append(Reason("第三類產品另應檢附規費繳納證明。", "Class 3 also proves the fee.", FEE_PROOF))
    return Finding("verification-route", result, tuple(reasons))


class VerifiedClass(IntEnum):
    """Classes verified by a certification body."""

    FIRST = 1
    THIRD = 3


class CaseStage(StrEnum):
    """Stage just decided, in their order."""

    ELIGIBILITY_CHECK = auto()
    DOCUMENT_REVIEW = auto()
    ORIGIN_DETERMINATION = auto()
    QMS_ASSESSMENT = auto()
    PRODUCT_TESTING = auto()
    REPORT_REVIEW = auto()


class StageResult(StrEnum):
    """A QMS assessment passes also by waiver or a plan filed in time."""

    PASS = auto()
    FAIL = auto()


class NextStep(StrEnum):
    """Where the case goes."""

    DOCUMENT_REVIEW = auto()
    SUPPLEMENT = auto()
    ORIGIN_DETERMINATION = auto()
    QMS_ASSESSMENT = auto()
    PRODUCT_TESTING = auto()
    REPORT_REVIEW = auto()
    REPORT_REWORK = auto()
    FEE_DUE = auto()
    CONTRACT = auto()
    REFUSED = auto()


NEXT_STEP_NAMES = {
    NextStep.DOCUMENT_REVIEW: "書面審查",
    NextStep.SUPPLEMENT: "補件",
    NextStep.ORIGIN_DETERMINATION: "原產地認定",
    NextStep.QMS_ASSESSMENT: "工廠品管系統評核",
    NextStep.PRODUCT_TESTING: "產品品質檢驗",
    NextStep.REPORT_REVIEW: "驗證結果彙整報告審查",
    NextStep.REPORT_REWORK: "驗證結果彙整報告重行製作",
    NextStep.FEE_DUE: "通知補繳規費",
    NextStep.CONTRACT: "授權使用契約簽訂",
    NextStep.REFUSED: "核駁",
}

_AFTER_PASS = {
    CaseStage.ELIGIBILITY_CHECK: NextStep.DOCUMENT_REVIEW,
    CaseStage.DOCUMENT_REVIEW: NextStep.ORIGIN_DETERMINATION,
    CaseStage.ORIGIN_DETERMINATION: NextStep.QMS_ASSESSMENT,
    CaseStage.QMS_ASSESSMENT: NextStep.PRODUCT_TESTING,
    CaseStage.PRODUCT_TESTING: NextStep.REPORT_REVIEW,
    CaseStage.REPORT_REVIEW: NextStep.CONTRACT,
}
_AFTER_FAIL = {
    CaseStage.DOCUMENT_REVIEW: NextStep.SUPPLEMENT,
    CaseStage.REPORT_REVIEW: NextStep.REPORT_REWORK,
}


@dataclass(frozen=True, slots=True)
class VerificationNextStep:
    """Result of `verification-next-step`."""

    next: NextStep


@rule(
    "verification-next-step",
    "Next step of a verification case",
    "驗證案件之次一步驟",
    POINT_26,
    CHART,
    FEE_PROOF,
)
def verification_next_step(
    *, product_class: VerifiedClass, stage: CaseStage, result: StageResult, fee_paid: bool | None
) -> Finding[VerificationNextStep]:
    """Where a case goes after a stage.

    Source: point 26; annex 6; point 31 I. Reading: AMB-40 (a failed report review is rework), AMB-19 (failed
    origin refuses whatever the QMS result). Errors: `fee_paid` missing in class 3 after a passed report,
    given elsewhere.
    """
    passed = result == StageResult.PASS
    asks_fee = product_class == VerifiedClass.THIRD and stage == CaseStage.REPORT_REVIEW and passed
    if (fee_paid is not None) != asks_fee:
        raise FactsError("fee_paid", "given exactly in class 3 after a passed report review")
    following = _AFTER_PASS[stage] if passed else _AFTER_FAIL.get(stage, NextStep.REFUSED)
    if fee_paid is False:
        following = NextStep.FEE_DUE
    place = FEE_PROOF if asks_fee else CHART
    reason = Reason(f"次一步驟為{NEXT_STEP_NAMES[following]}。", f"Next: {following.value}.", place)
    return Finding("verification-next-step", VerificationNextStep(following), (reason,))
