"""Point 4: the three classes of products."""

from dataclasses import dataclass
from enum import IntEnum

from smilemark.law.citation import point
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_4 = point(4)


class ProductClass(IntEnum):
    """第一類、第二類、第三類."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


@dataclass(frozen=True, slots=True)
class ClassOfProduct:
    """Result of `product-class`."""

    product_class: ProductClass


_WORDS = {
    ProductClass.FIRST: (
        "經經濟部評估、跨部會專案小組審議並公告屬加強輔導型產業，為第一類產品。",
        "Assessed, deliberated and announced as an industry under guidance: class 1.",
    ),
    ProductClass.SECOND: (
        "經公告採認之特定產品驗證制度驗證通過，為第二類產品。",
        "Passed a scheme announced as adopted: class 2.",
    ),
    ProductClass.THIRD: (
        "非屬第一類、第二類之一般產品，為第三類產品。",
        "Neither class 1 nor class 2: class 3.",
    ),
}


@rule("product-class", "Class of a product", "產品類別", POINT_4)
def product_class(
    *,
    ministry_assessed: bool,
    task_force_deliberated: bool,
    ministry_announced: bool,
    passed_adopted_scheme: bool,
) -> Finding[ClassOfProduct]:
    """The class of a product; class 1 is tested first.

    Source: point 4. Reading: the wording. Errors: none.
    """
    found = ProductClass.THIRD
    if ministry_assessed and task_force_deliberated and ministry_announced:
        found = ProductClass.FIRST
    elif passed_adopted_scheme:
        found = ProductClass.SECOND
    zh, english = _WORDS[found]
    reason = Reason(zh, english, point(4, item=found.value))
    return Finding("product-class", ClassOfProduct(found), (reason,))
