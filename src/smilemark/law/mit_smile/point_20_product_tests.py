"""Points 20 and 23 II(3), annex 3: product tests and their standards."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

SAFETY_STANDARD = point(20, 1, 1)
ADOPTED_RESULTS = point(20, 2)
TEST_PROOF = point(23, 2, 3)
ORDER_OF_STANDARDS = annex(3)
NOTE = annex(6)


class Proof(StrEnum):
    """An existing test result under a national standard, regulation or another scheme."""

    NONE = auto()
    VALID = auto()
    EXPIRED = auto()


class Testing(StrEnum):
    """How much must be tested; MAY_BE_OMITTED is discretion (得採認)."""

    FULL = auto()
    UNCOVERED_PARTS = auto()
    MAY_BE_OMITTED = auto()


@dataclass(frozen=True, slots=True)
class ProductTestingNeed:
    """Result of `product-testing-need`."""

    testing: Testing


_TESTING_WORDS = {
    Testing.FULL: ("無有效之檢測證明，應辦理產品品質檢驗。", "No valid proof: a full test."),
    Testing.UNCOVERED_PARTS: ("未涵蓋之項目仍應檢驗。", "The parts not covered must be tested."),
    Testing.MAY_BE_OMITTED: (
        "有效證明涵蓋全部項目，得採認免再檢驗。",
        "All parts are covered: may be adopted.",
    ),
}


@rule(
    "product-testing-need",
    "Is a new product test needed?",
    "應否辦理產品品質檢驗",
    ADOPTED_RESULTS,
    TEST_PROOF,
    NOTE,
)
def product_testing_need(*, proof: Proof, covers_all_parts: bool) -> Finding[ProductTestingNeed]:
    """How much of the announced standard must still be tested.

    Source: points 20 II, 23 II(3); annex 6 note. Reading: results are adopted only for the parts they cover;
    an expired proof counts as none. Errors: none.
    """
    testing = Testing.FULL
    if proof == Proof.VALID:
        testing = Testing.MAY_BE_OMITTED if covers_all_parts else Testing.UNCOVERED_PARTS
    zh, english = _TESTING_WORDS[testing]
    reason = Reason(zh, english, ADOPTED_RESULTS)
    return Finding("product-testing-need", ProductTestingNeed(testing), (reason,))


class StandardSource(StrEnum):
    """In the order in which they are taken."""

    MANDATORY_INSPECTION_STANDARD = auto()
    NATIONAL_STANDARD = auto()
    INTERNATIONAL_NORM = auto()
    INDUSTRY_COMMON_STANDARD = auto()


_SOURCE_WORDS = {
    StandardSource.MANDATORY_INSPECTION_STANDARD: "應施檢驗項目之標準",
    StandardSource.NATIONAL_STANDARD: "國家標準",
    StandardSource.INTERNATIONAL_NORM: "國際相關規範",
    StandardSource.INDUSTRY_COMMON_STANDARD: "產業通用標準",
}


@dataclass(frozen=True, slots=True)
class SafetyStandardSource:
    """Result of `test-standard-source`."""

    source: StandardSource


@rule(
    "test-standard-source",
    "Source of a product safety test standard",
    "產品安全性檢驗基準之來源",
    ORDER_OF_STANDARDS,
    SAFETY_STANDARD,
)
def safety_standard_source(
    *, mandatory_inspection_standard: bool, national_standard: bool, international_norm: bool
) -> Finding[SafetyStandardSource]:
    """The first standard that exists; the industry's own only where none does.

    Source: annex 3 (order 1-2); point 20 I(1). Reading: for safety standards point 20 is followed, which also
    names international norms. Errors: none.
    """
    exists = {
        StandardSource.MANDATORY_INSPECTION_STANDARD: mandatory_inspection_standard,
        StandardSource.NATIONAL_STANDARD: national_standard,
        StandardSource.INTERNATIONAL_NORM: international_norm,
        StandardSource.INDUSTRY_COMMON_STANDARD: True,
    }
    source = next(source for source, found in exists.items() if found)
    reason = Reason(f"採用{_SOURCE_WORDS[source]}。", f"Taken: {source.value}.", SAFETY_STANDARD)
    return Finding("test-standard-source", SafetyStandardSource(source), (reason,))
