"""Annex 14 point 4(2): the worksheet of a quantity. The text names three criteria and no formula; the body decides."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.facts import require

MONTHS_OF_A_YEAR = 12


class QuantityLimit(StrEnum):
    """What the proposed quantity ends at: what was asked, 銷售實績, or 產能規模; nothing is needed while stock lasts."""

    ASKED = auto()
    SALES_RECORD = auto()
    PRODUCTION_CAPACITY = auto()
    STOCK_SUFFICES = auto()


@dataclass(frozen=True, slots=True)
class QuantityWorksheet:
    """One product's worksheet, in labels.

    Attributes:
        by_sales: labels for what the sales record lets expect, rounded up. by_capacity: labels for what can be made in
            that time, rounded down. needed: the smaller of the two, plus safety stock, less what is at hand; at least 0.
        proposed: at most what was asked. limit: what it ends at.
    """

    by_sales: int
    by_capacity: int
    needed: int
    proposed: int
    limit: QuantityLimit


def quantity_worksheet(
    *, asked: int, sold_in_year: int, capacity_of_year: int, at_hand: int, safety_stock: int, months: int
) -> QuantityWorksheet:
    """What the three criteria of the annex come to, for so many months, exactly.

    Source: annex 14 point 4(2) (銷售實績、產能規模、安全存量); the arithmetic is a proposal, the quantity is approved by
    the certification body. Units: labels, pieces a year, months. Errors: a negative number; `asked` below one;
    `months` outside 1 to 12; each names its field.
    """
    given = {
        "sold_in_year": sold_in_year,
        "capacity_of_year": capacity_of_year,
        "at_hand": at_hand,
        "safety_stock": safety_stock,
    }
    for field, number in given.items():
        require(number >= 0, field, "negative")
    require(asked >= 1, "asked", "at least one")
    require(1 <= months <= MONTHS_OF_A_YEAR, "months", "one to twelve months")
    by_sales = -(-sold_in_year * months // MONTHS_OF_A_YEAR)
    by_capacity = capacity_of_year * months // MONTHS_OF_A_YEAR
    needed = max(0, min(by_sales, by_capacity) + safety_stock - at_hand)
    limit = QuantityLimit.PRODUCTION_CAPACITY if by_capacity < by_sales else QuantityLimit.SALES_RECORD
    if needed == 0:
        limit = QuantityLimit.STOCK_SUFFICES
    elif asked <= needed:
        limit = QuantityLimit.ASKED
    return QuantityWorksheet(by_sales, by_capacity, needed, min(asked, needed), limit)
