"""Point 6 and annex 3: the evaluation of a class-3 product item."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_6 = point(6)
PROCEDURE = annex(3)


class ItemStep(StrEnum):
    """Where an item goes."""

    PRODUCT_VERIFICATION = auto()
    SET_STANDARD = auto()
    STUDY_STANDARD = auto()


@dataclass(frozen=True, slots=True)
class Class3ItemEvaluation:
    """Result of `class3-item-evaluation`."""

    next: ItemStep
    priority: bool | None


@rule(
    "class3-item-evaluation",
    "Evaluation of a class-3 product item",
    "第三類產品驗證推動評估",
    POINT_6,
    PROCEDURE,
)
def class3_item_evaluation(*, already_open: bool, mandatory_inspection_item: bool) -> Finding[Class3ItemEvaluation]:
    """Whether an item goes to verification, or a standard is set (with priority) or studied first.

    Source: point 6; annex 3. Reading: the wording. Errors: none.
    """
    if already_open:
        reason = Reason("已納入開放驗證產品項目，依驗證程序辦理。", "The item is already open.", PROCEDURE)
        result = Class3ItemEvaluation(ItemStep.PRODUCT_VERIFICATION, None)
    elif mandatory_inspection_item:
        zh = "屬應施檢驗品目，得訂定產品品質檢驗基準後優先推動。"
        reason = Reason(zh, "Subject to mandatory inspection: a standard is set, with priority.", POINT_6)
        result = Class3ItemEvaluation(ItemStep.SET_STANDARD, priority=True)
    else:
        zh = "未納入應施檢驗品目，研議是否訂定產品品質檢驗基準後再行推動。"
        reason = Reason(zh, "Not subject to mandatory inspection: a standard is studied.", POINT_6)
        result = Class3ItemEvaluation(ItemStep.STUDY_STANDARD, priority=False)
    return Finding("class3-item-evaluation", result, (reason,))
