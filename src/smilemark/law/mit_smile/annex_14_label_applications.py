"""Annex 14 points 2 to 5 and 7: who may print labels, on whose decision, with which documents."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import annex, point
from smilemark.law.facts import Count, Size
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.rules import rule
from smilemark.law.wording import missing_reason

SELF_PRINT = annex(14, 3, 1)
SELF_PRINT_CLASS_2 = annex(14, 3, 3)
GOVERNMENT_PRINT = annex(14, 2, 2)
GOVERNMENT_PRINT_DECISION = annex(14, 3, 4)
QUANTITY = annex(14, 4, 2)
SELF_PRINT_DOCUMENTS = annex(14, 5, 1)
GOVERNMENT_PRINT_DOCUMENTS = annex(14, 5, 2)
INTAKE_STOP = annex(14, 7)
PRINTED_WITHOUT_APPROVAL = point(43, 1, 2)


class LabelRequest(StrEnum):
    """自行印製; 本署印製 (tags or stickers)."""

    SELF_PRINT = auto()
    GOVERNMENT_PRINT = auto()


class PrintDecider(StrEnum):
    """Who decides on the request."""

    CERTIFICATION_BODY = auto()
    ADOPTED_SCHEME = auto()


@dataclass(frozen=True, slots=True)
class LabelPrintRoute:
    """Result of `label-print-route`."""

    may_apply: bool
    decided_by: PrintDecider | None


@rule(
    "label-print-route",
    "Who decides on printing labels?",
    "標章印製之申請與審查機關",
    GOVERNMENT_PRINT,
    SELF_PRINT,
    SELF_PRINT_CLASS_2,
    GOVERNMENT_PRINT_DECISION,
    INTAKE_STOP,
)
def label_print_route(
    *, product_class: ProductClass, request: LabelRequest, intake_stopped: bool
) -> Finding[LabelPrintRoute]:
    """Whether an application is possible, and who decides on it. A stop concerns government printing only.

    Source: annex 14 points 2, 3, 7. Errors: none.
    """
    decider: PrintDecider | None = PrintDecider.CERTIFICATION_BODY
    if request == LabelRequest.SELF_PRINT:
        if product_class == ProductClass.SECOND:
            decider = PrintDecider.ADOPTED_SCHEME
            zh = "第二類產品依採認之特定產品驗證制度辦理。"
            reason = Reason(zh, "Class 2 follows the adopted scheme.", SELF_PRINT_CLASS_2)
        else:
            zh = "向驗證機構申請，審查通過後方得自行印製。"
            reason = Reason(zh, "The certification body decides.", SELF_PRINT)
    elif product_class != ProductClass.FIRST:
        decider = None
        zh = "僅第一類產品得申請本署印製吊牌或貼紙。"
        reason = Reason(zh, "Government-printed labels are for class 1 only.", GOVERNMENT_PRINT)
    elif intake_stopped:
        decider = None
        reason = Reason("本署公告停止受理申請中。", "A stop of intake is in force.", INTAKE_STOP)
    else:
        zh = "得依實際需求隨時向驗證機構申請。"
        reason = Reason(zh, "The certification body decides.", GOVERNMENT_PRINT_DECISION)
    may_apply = decider is not None
    return Finding("label-print-route", LabelPrintRoute(may_apply, decider), (reason,), passed=may_apply)


class Printer(StrEnum):
    """Who prints: the operator or, entrusted by it, the industry association."""

    OPERATOR = auto()
    INDUSTRY_ASSOCIATION = auto()


class FollowUp(StrEnum):
    """Nothing, or 命其限期改善."""

    NONE = auto()
    ORDER_IMPROVEMENT = auto()


@dataclass(frozen=True, slots=True)
class SelfPrintCheck:
    """Result of `self-print-check`."""

    compliant: bool
    follow_up: FollowUp


@rule(
    "self-print-check",
    "Was self-printing in order?",
    "自行印製是否合規",
    SELF_PRINT,
    PRINTED_WITHOUT_APPROVAL,
)
def self_print_check(
    *,
    approval_date: date | None,
    print_date: date,
    printer: Printer,  # noqa: ARG001 - the contract asks it; printing may be entrusted, so it decides nothing
) -> Finding[SelfPrintCheck]:
    """In order if the certification body approved on or before the day of printing, whoever prints.

    Source: annex 14 point 3(1); point 43 I(2). Units: days. Errors: none.
    """
    compliant = approval_date is not None and approval_date <= print_date
    if compliant:
        reason = Reason("經驗證機構審查通過後印製。", "Printed after approval.", SELF_PRINT)
    else:
        zh = "未經審查通過而自行印製，應命其限期改善。"
        reason = Reason(zh, "Printed without approval: order improvement.", PRINTED_WITHOUT_APPROVAL)
    follow_up = FollowUp.NONE if compliant else FollowUp.ORDER_IMPROVEMENT
    return Finding("self-print-check", SelfPrintCheck(compliant, follow_up), (reason,), passed=compliant)


class LabelPaper(StrEnum):
    """申請書、標章樣本、標章申請數量證明文件."""

    FORM = auto()
    SAMPLE = auto()
    QUANTITY_PROOF = auto()


_PAPER_WORDS = {
    LabelPaper.FORM: "申請書一式二份",
    LabelPaper.SAMPLE: "標章樣本一式二份",
    LabelPaper.QUANTITY_PROOF: "標章申請數量證明文件影本一式二份或電子掃描檔一份",
}
COPIES = {REGULATION_VERSION: 2}
"""一式二份."""
SCANS = {REGULATION_VERSION: 1}
"""電子掃描檔一份, in place of the copies."""


@dataclass(frozen=True, slots=True)
class LabelApplicationDocuments:
    """Result of `label-application-documents`."""

    complete: bool
    missing: tuple[LabelPaper, ...]


@rule(
    "label-application-documents",
    "Documents for a label application",
    "標章印製申請文件",
    SELF_PRINT_DOCUMENTS,
    GOVERNMENT_PRINT_DOCUMENTS,
)
def label_application_documents(
    *,
    request: LabelRequest,
    form_copies: Count,
    sample_copies: Count,
    quantity_proof_copies: Count,
    quantity_proof_scans: Count,
    on: date,
) -> Finding[LabelApplicationDocuments]:
    """What is missing for this request; what only the other one needs is not looked at.

    Source: annex 14 point 5. Units: copies, scans. Errors: none.
    """
    copies, scans = in_force(COPIES, on), in_force(SCANS, on)
    self_print = request == LabelRequest.SELF_PRINT
    given = {LabelPaper.FORM: form_copies >= copies}
    if self_print:
        given[LabelPaper.SAMPLE] = sample_copies >= copies
    else:
        proved = quantity_proof_copies >= copies or quantity_proof_scans >= scans
        given[LabelPaper.QUANTITY_PROOF] = proved
    missing = tuple(paper for paper, there in given.items() if not there)
    place = SELF_PRINT_DOCUMENTS if self_print else GOVERNMENT_PRINT_DOCUMENTS
    result = LabelApplicationDocuments(not missing, missing)
    reason = missing_reason(missing, _PAPER_WORDS, place)
    return Finding("label-application-documents", result, (reason,), passed=not missing)


class QuantityCriterion(StrEnum):
    """銷售實績、產能規模、安全存量."""

    SALES_RECORD = auto()
    PRODUCTION_CAPACITY = auto()
    SAFETY_STOCK = auto()


_CRITERION_WORDS = {
    QuantityCriterion.SALES_RECORD: "銷售實績",
    QuantityCriterion.PRODUCTION_CAPACITY: "產能規模",
    QuantityCriterion.SAFETY_STOCK: "安全存量",
}


@dataclass(frozen=True, slots=True)
class LabelQuantityReview:
    """Result of `label-quantity-review`."""

    complete: bool
    missing: tuple[QuantityCriterion, ...]


@rule(
    "label-quantity-review",
    "Criteria for the quantity of government-printed labels",
    "本署印製標章數量之審查項目",
    QUANTITY,
)
def label_quantity_review(
    *, criteria: Annotated[tuple[QuantityCriterion, ...], Size(0, 3, unique=True)]
) -> Finding[LabelQuantityReview]:
    """Which of the three criteria were not looked at.

    Source: annex 14 point 4(2). Errors: none.
    """
    missing = tuple(criterion for criterion in QuantityCriterion if criterion not in criteria)
    reason = missing_reason(missing, _CRITERION_WORDS, QUANTITY)
    result = LabelQuantityReview(not missing, missing)
    return Finding("label-quantity-review", result, (reason,), passed=not missing)
