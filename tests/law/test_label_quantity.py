"""Annex 14 point 4(2): what sales record, capacity and safety stock come to, in whole labels."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.annex_14_label_quantity import QuantityLimit, QuantityWorksheet, quantity_worksheet

PLAIN: dict[str, int] = {
    "asked": 10_000,
    "sold_in_year": 12_000,
    "capacity_of_year": 24_000,
    "at_hand": 500,
    "safety_stock": 1_500,
    "months": 6,
}


def worksheet(**changed: int) -> QuantityWorksheet:
    return quantity_worksheet(**(PLAIN | changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (6000, 12000, 7000, 7000, QuantityLimit.SALES_RECORD)),
        ({"asked": 7001}, (6000, 12000, 7000, 7000, QuantityLimit.SALES_RECORD)),
        ({"asked": 7000}, (6000, 12000, 7000, 7000, QuantityLimit.ASKED)),
        ({"asked": 6999}, (6000, 12000, 7000, 6999, QuantityLimit.ASKED)),
        ({"capacity_of_year": 11_999}, (6000, 5999, 6999, 6999, QuantityLimit.PRODUCTION_CAPACITY)),
        ({"capacity_of_year": 12_000}, (6000, 6000, 7000, 7000, QuantityLimit.SALES_RECORD)),
        ({"capacity_of_year": 11_998}, (6000, 5999, 6999, 6999, QuantityLimit.PRODUCTION_CAPACITY)),
        ({"sold_in_year": 12_001}, (6001, 12000, 7001, 7001, QuantityLimit.SALES_RECORD)),
        ({"at_hand": 7_499}, (6000, 12000, 1, 1, QuantityLimit.SALES_RECORD)),
        ({"at_hand": 7_499, "asked": 1}, (6000, 12000, 1, 1, QuantityLimit.ASKED)),
        ({"at_hand": 7_500}, (6000, 12000, 0, 0, QuantityLimit.STOCK_SUFFICES)),
        ({"at_hand": 9_000}, (6000, 12000, 0, 0, QuantityLimit.STOCK_SUFFICES)),
        ({"sold_in_year": 0, "at_hand": 0}, (0, 12000, 1500, 1500, QuantityLimit.SALES_RECORD)),
        ({"months": 1}, (1000, 2000, 2000, 2000, QuantityLimit.SALES_RECORD)),
        ({"months": 12}, (12000, 24000, 13000, 10000, QuantityLimit.ASKED)),
        (
            {"sold_in_year": 1, "months": 1, "at_hand": 0, "safety_stock": 0},
            (1, 2000, 1, 1, QuantityLimit.SALES_RECORD),
        ),
    ],
)
def test_the_three_criteria_come_to_one_number(changed: dict[str, int], expected: tuple[Any, ...]) -> None:
    found = worksheet(**changed)

    assert (found.by_sales, found.by_capacity, found.needed, found.proposed, found.limit) == expected


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("sold_in_year", -1, 0),
        ("capacity_of_year", -1, 0),
        ("at_hand", -1, 0),
        ("safety_stock", -1, 0),
        ("asked", 0, 1),
        ("months", 0, 1),
        ("months", 13, 12),
    ],
)
def test_a_number_that_cannot_be_is_named(field: str, wrong: int, right: int) -> None:
    with pytest.raises(FactsError) as caught:
        worksheet(**{field: wrong})

    assert caught.value.field == field
    worksheet(**{field: right})


_few = st.integers(0, 10**9)


@given(st.integers(1, 10**9), _few, _few, _few, _few, st.integers(1, 12))
def test_never_more_than_asked_nor_than_needed(
    asked: int, sold: int, capacity: int, at_hand: int, safety: int, months: int
) -> None:
    found = quantity_worksheet(
        asked=asked, sold_in_year=sold, capacity_of_year=capacity, at_hand=at_hand, safety_stock=safety, months=months
    )

    assert 0 <= found.proposed <= min(asked, found.needed)
    assert found.by_sales * 12 >= sold * months > (found.by_sales - 1) * 12
    assert found.by_capacity * 12 <= capacity * months < (found.by_capacity + 1) * 12
