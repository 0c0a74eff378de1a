"""Point 17 and 原產地證明書及加工證明書管理辦法第三條至第五條: is the product of Taiwan origin?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from fractions import Fraction
from typing import Annotated

from smilemark.law.citation import ORIGIN_ACT, article, point
from smilemark.law.facts import Amount, HsCode, PositiveAmount, ShortText, Size
from smilemark.law.finding import Finding, Reason
from smilemark.law.origin.value_added import is_over_threshold, rate_of, rate_reason
from smilemark.law.rules import rule
from smilemark.law.unknown import lifted

BASIC_CONDITION = point(17, item=1)
SPECIAL_CONDITION = point(17, item=2)
TWO_WAYS = article(ORIGIN_ACT, 3, 1)
LAST_TRANSFORMATION = article(ORIGIN_ACT, 3, 1, 2)
WHOLLY_OBTAINED = article(ORIGIN_ACT, 4)
OTHER_FINDING = article(ORIGIN_ACT, 5, 1)
HS6_CHANGE = article(ORIGIN_ACT, 5, 1, 1)
VALUE_OR_PROCESS = article(ORIGIN_ACT, 5, 1, 2)
NOT_TRANSFORMING = article(ORIGIN_ACT, 5, 3)

_HS6 = 6


class Operation(StrEnum):
    """Work done in Taiwan; the first five are art. 5 III (1) to (5)."""

    PRESERVATION = auto()
    SORTING_PACKING_MARKING = auto()
    COMBINING_WITHOUT_ESSENTIAL_CHANGE = auto()
    SIMPLE_CUTTING_OR_JOINING = auto()
    TESTING_OR_SIMPLE_DRYING_DILUTING = auto()
    OTHER_PROCESSING = auto()


class MaterialOrigin(StrEnum):
    """UNKNOWN counts as foreign; imported goods bought from a domestic trader are foreign."""

    TAIWAN = auto()
    FOREIGN = auto()
    UNKNOWN = auto()


class AuthorityDecision(StrEnum):
    """Another finding of the trade administration (另為認定)."""

    NONE = auto()
    TRANSFORMED = auto()
    NOT_TRANSFORMED = auto()


class Basis(StrEnum):
    """Why the basic condition is met."""

    WHOLLY_OBTAINED = auto()
    AUTHORITY_DECISION = auto()
    HS6_CHANGE = auto()
    VALUE_ADDED = auto()
    IMPORTANT_PROCESS = auto()


@dataclass(frozen=True, slots=True)
class Material:
    """A raw material or part; the value in the unit of the price."""

    hs_code: HsCode
    origin: MaterialOrigin
    cif_value: Amount


@dataclass(frozen=True, slots=True)
class SpecialCondition:
    """A condition announced for the industry, and whether the product meets it."""

    name: ShortText
    met: bool


@dataclass(frozen=True, slots=True)
class OriginFacts:
    """What is known of the product and its making."""

    product_hs_code: HsCode
    wholly_obtained: bool
    final_transformation_in_taiwan: bool
    operations: Annotated[tuple[Operation, ...], Size(1, 6, unique=True)]
    materials: Annotated[tuple[Material, ...], Size(0, 200)]
    fob_price: PositiveAmount
    important_process_met: bool
    authority_decision: AuthorityDecision
    special_conditions: Annotated[tuple[SpecialCondition, ...], Size(0, 50)]


@dataclass(frozen=True, slots=True)
class OriginDetermination:
    """Result of `origin-determination`; the four computed facts are given whatever decides."""

    only_minimal_operations: bool
    hs6_changed: bool
    value_added_rate: Fraction
    value_added_over_35: bool
    basic_met: bool
    basis: Basis | None
    special_met: bool
    origin_taiwan: bool


@rule(
    "origin-determination",
    "Is the product of Taiwan origin?",
    "臺灣製原產地認定",
    BASIC_CONDITION,
    SPECIAL_CONDITION,
    TWO_WAYS,
    WHOLLY_OBTAINED,
    OTHER_FINDING,
    NOT_TRANSFORMING,
)
def origin_determination(*, facts: OriginFacts, on: date) -> Finding[OriginDetermination]:
    """Basic and special origin condition of one product.

    Source: point 17; origin regulation art. 3-5. Units: one currency throughout.
    Reading: basic AND special (AMB-52); no de-minimis tolerance; unknown origin counts as imported; work that
    is only minimal vetoes every other test. Errors: none.
    """
    imported = _imported(facts.materials)
    hs6_changed = _hs6_changed(facts.product_hs_code, imported)
    rate = rate_of(facts.fob_price, _values(imported))
    over = is_over_threshold(rate, on=on)
    minimal = Operation.OTHER_PROCESSING not in facts.operations
    basis, reason = _basic(facts, minimal=minimal, hs6_changed=hs6_changed, over=over)
    special = _all_met(facts.special_conditions)
    result = OriginDetermination(
        only_minimal_operations=minimal,
        hs6_changed=hs6_changed,
        value_added_rate=rate,
        value_added_over_35=over,
        basic_met=basis is not None,
        basis=basis,
        special_met=special,
        origin_taiwan=basis is not None and special,
    )
    reasons = (reason, rate_reason(rate, over=over), *_special_reasons(facts.special_conditions))
    return Finding("origin-determination", result, reasons, passed=result.origin_taiwan)


@lifted
def _imported(materials: tuple[Material, ...]) -> tuple[Material, ...]:
    """Everything but what is proved to be of Taiwan origin."""
    return tuple(material for material in materials if material.origin != MaterialOrigin.TAIWAN)


@lifted
def _hs6_changed(product: str, imported: tuple[Material, ...]) -> bool:
    return all(material.hs_code[:_HS6] != product[:_HS6] for material in imported)


@lifted
def _values(imported: tuple[Material, ...]) -> tuple[Decimal, ...]:
    return tuple(material.cif_value for material in imported)


@lifted
def _all_met(conditions: tuple[SpecialCondition, ...]) -> bool:
    return all(condition.met for condition in conditions)


@lifted
def _unmet_names(conditions: tuple[SpecialCondition, ...]) -> str:
    return "、".join(condition.name for condition in conditions if not condition.met)


def _basic(facts: OriginFacts, *, minimal: bool, hs6_changed: bool, over: bool) -> tuple[Basis | None, Reason]:
    """The first match wins."""
    if facts.wholly_obtained:
        reason = Reason("在我國境內完全取得或完全生產。", "Wholly obtained in Taiwan.", WHOLLY_OBTAINED)
        return Basis.WHOLLY_OBTAINED, reason
    refusal = _not_transformed(facts, minimal=minimal)
    if refusal is not None:
        return None, refusal
    tests = (
        (
            facts.authority_decision == AuthorityDecision.TRANSFORMED,
            Basis.AUTHORITY_DECISION,
            Reason("主管機關另為認定屬實質轉型。", "The authority found a transformation.", OTHER_FINDING),
        ),
        (
            hs6_changed,
            Basis.HS6_CHANGE,
            Reason("原材料與貨品稅則前六位碼相異。", "The first six digits differ.", HS6_CHANGE),
        ),
        (
            over,
            Basis.VALUE_ADDED,
            Reason("附加價值率超過百分之三十五。", "The value added is over 35 %.", VALUE_OR_PROCESS),
        ),
        (
            facts.important_process_met,
            Basis.IMPORTANT_PROCESS,
            Reason("符合公告之重要製程。", "An announced important process is met.", VALUE_OR_PROCESS),
        ),
    )
    for met, basis, reason in tests:
        if met:
            return basis, reason
    return None, Reason("未符合任一實質轉型條件。", "No test of transformation is met.", OTHER_FINDING)


def _not_transformed(facts: OriginFacts, *, minimal: bool) -> Reason | None:
    """What rules a transformation out; minimal work does so before an authority's decision and any value."""
    if not facts.final_transformation_in_taiwan:
        return Reason("最終實質轉型非在我國境內。", "The last working was not in Taiwan.", LAST_TRANSFORMATION)
    if minimal:
        zh, english = "僅從事視為非實質轉型之作業。", "Only operations that are no transformation."
        return Reason(zh, english, NOT_TRANSFORMING)
    if facts.authority_decision == AuthorityDecision.NOT_TRANSFORMED:
        zh, english = "主管機關另為認定非屬實質轉型。", "The authority found no transformation."
        return Reason(zh, english, OTHER_FINDING)
    return None


def _special_reasons(conditions: tuple[SpecialCondition, ...]) -> tuple[Reason, ...]:
    unmet = _unmet_names(conditions)
    if unmet:
        return (Reason(f"未符合特殊條件：{unmet}。", "A special condition is not met.", SPECIAL_CONDITION),)
    return (Reason("特殊條件均符合或未公告。", "No special condition is unmet.", SPECIAL_CONDITION),)
