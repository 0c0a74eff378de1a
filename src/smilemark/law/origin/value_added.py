"""原產地證明書及加工證明書管理辦法第五條第一項第二款、第二項: the value-added rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smilemark.law.citation import ORIGIN_ACT, article
from smilemark.law.facts import Amount, PositiveAmount
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.rules import rule
from smilemark.law.unknown import lifted

THRESHOLD_PLACE = article(ORIGIN_ACT, 5, 1, 2)
FORMULA = article(ORIGIN_ACT, 5, 2)

THRESHOLD = {REGULATION_VERSION: Fraction(35, 100)}
"""附加價值率超過百分之三十五: the number itself is not enough."""


@lifted
def rate_of(fob_price: Decimal, imported: Iterable[Decimal]) -> Fraction:
    """(FOB - imported CIF) / FOB, exact; may be negative."""
    price = Fraction(fob_price)
    return (price - sum((Fraction(value) for value in imported), Fraction(0))) / price


def is_over_threshold(rate: Fraction, *, on: date) -> bool:
    """超過: strictly more."""
    return rate > in_force(THRESHOLD, on)


def rate_reason(rate: Fraction, *, over: bool) -> Reason:
    """The sentence on the rate and the threshold."""
    return Reason(
        f"附加價值率{rate.numerator}/{rate.denominator}，{'超過' if over else '未超過'}百分之三十五。",
        f"The value-added rate {rate.numerator}/{rate.denominator} is {'over' if over else 'not over'} 35 %.",
        THRESHOLD_PLACE,
    )


@dataclass(frozen=True, slots=True)
class ValueAddedRate:
    """Result of `value-added-rate`."""

    rate: Fraction
    over_35_percent: bool


@rule("value-added-rate", "Value-added rate", "附加價值率", THRESHOLD_PLACE, FORMULA)
def value_added_rate(
    *, fob_price: PositiveAmount, direct_imports_cif: Amount, indirect_imports_cif: Amount, on: date
) -> Finding[ValueAddedRate]:
    """Rate = (FOB - direct - indirect imports) / FOB, never rounded before the comparison.

    Source: origin regulation art. 5 I(2), II. Units: one currency throughout; FOB, or ex-factory price of
    goods never exported (a convention outside the text). Exactly 35 % is not over. Errors: none.
    """
    rate = rate_of(fob_price, (direct_imports_cif, indirect_imports_cif))
    over = is_over_threshold(rate, on=on)
    return Finding("value-added-rate", ValueAddedRate(rate, over), (rate_reason(rate, over=over),), passed=over)
