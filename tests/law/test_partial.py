"""Facts that are missing: what is tried in their place, and within which limits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

import pytest

from smilemark.law.facts import TAIPEI, Between, Digits, FactsError, Money, Ratio, Size, Text
from smilemark.law.partial import Partial, object_of, read, untold
from smilemark.law.unknown import Path, Range, Unknown


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Part:
    colour: Colour
    weight: Annotated[int, Between(1, 100)]


def made(partial: Partial) -> list[tuple[Any, list[tuple[str, str, object]]]]:
    """What stands in the fact's place on each path, and what is said by taking it."""
    found = []
    given: list[int] | None = []
    while given is not None:
        path = Path(given)
        value = partial.make(path)
        said = [choice.condition for choice in path.choices]
        found.append((value, [(one.fact, one.relation, one.value) for one in said if one]))
        given = path.following()
    return found


def limits(hint: Any) -> Range | None:
    (value, said), *others = made(untold(hint, "x"))
    assert isinstance(value, Unknown)
    assert value.fields == {"x"}
    assert (said, others) == ([], [])
    return value._range


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (Annotated[int, Between(3, 18)], Range(3, 18, 1, each=True)),
        (Annotated[int, Between(3, 19)], Range(3, 19, 1)),
        (date, Range(date(1912, 1, 1), date(2199, 12, 31), timedelta(days=1))),
        (datetime, Range(datetime(1912, 1, 1, tzinfo=TAIPEI), datetime(2199, 12, 31, 23, 59, 59, tzinfo=TAIPEI))),
        (Annotated[Decimal, Money()], Range(Decimal(0), Decimal(10**15))),
        (Annotated[Decimal, Money(positive=True)], Range(Decimal(0), Decimal(10**15), least_open=True)),
        (Annotated[Fraction, Ratio()], Range(Fraction(0), Fraction(1), least_open=True)),
        (Annotated[str, Text(0, 9)], None),
        (Annotated[str, Digits((6, 8))], None),
        (Annotated[tuple[date, ...], Size(0, 9)], None),
        (Annotated[tuple[Part, ...], Size(0, 9)], None),
    ],
)
def test_an_ordered_fact_keeps_the_limits_of_its_type(hint: Any, expected: Range | None) -> None:
    assert limits(hint) == expected


def test_yes_and_no_and_every_word_of_a_list_are_tried() -> None:
    assert made(untold(bool, "x")) == [(False, [("x", "=", False)]), (True, [("x", "=", True)])]
    assert made(untold(Colour, "x")) == [
        (Colour.RED, [("x", "=", Colour.RED)]),
        (Colour.BLUE, [("x", "=", Colour.BLUE)]),
    ]
    assert made(untold(bool | None, "x")) == [
        (None, [("x", "=", None)]),
        (False, [("x", "≠", None), ("x", "=", False)]),
        (True, [("x", "≠", None), ("x", "=", True)]),
    ]


def test_an_object_is_missing_with_all_its_parts() -> None:
    partial = untold(Part | None, "part")

    assert partial.missing == ("part", "part.colour", "part.weight")
    assert [value and value.colour for value, _said in made(partial)] == [None, Colour.RED, Colour.BLUE]
    assert untold(Part, "part").missing == ("part.colour", "part.weight")


def test_what_is_there_is_read_and_what_is_not_is_named() -> None:
    makers, missing = object_of({"part": Part, "day": date, "none": date | None}, {"part": {"weight": 3}, "none": None})

    assert missing == ("part.colour", "day")
    part = makers["part"](Path())
    assert (part.weight, part.colour, makers["none"](Path())) == (3, Colour.RED, None)


def test_entries_of_a_list_may_miss_facts() -> None:
    hint = Annotated[tuple[Part, ...], Size(1, 2)]
    partial = read(hint, [{"weight": 1, "colour": "blue"}, {"weight": 2}], "parts")

    assert partial.missing == ("parts[1].colour",)
    assert [[part.colour for part in parts] for parts, _said in made(partial)] == [
        [Colour.BLUE, Colour.RED],
        [Colour.BLUE, Colour.BLUE],
    ]


@pytest.mark.parametrize(
    ("value", "field", "message"),
    [
        ([], "parts", "not 1 to 2 entries"),
        ([{}, {}, {}], "parts", "not 1 to 2 entries"),
        ("parts", "parts", "not a list"),
        ([3], "parts[0]", "not an object"),
        ([{"weight": 0}], "parts[0].weight", "not an integer from 1 to 100"),
        ([{}, {"size": 1}], "parts[1].size", "unknown field"),
    ],
)
def test_what_is_wrong_in_a_list_is_named(value: object, field: str, message: str) -> None:
    with pytest.raises(FactsError) as refused:
        read(Annotated[tuple[Part, ...], Size(1, 2)], value, "parts")
    assert (refused.value.field, refused.value.message) == (field, message)


def test_the_facts_themselves_must_be_an_object() -> None:
    with pytest.raises(FactsError) as refused:
        object_of({"day": date}, [])
    assert (refused.value.field, refused.value.message) == ("facts", "not an object")
    with pytest.raises(FactsError) as refused:
        object_of({"day": date}, {"month": 1})
    assert (refused.value.field, refused.value.message) == ("month", "unknown field")


def test_a_value_of_a_simple_type_is_read_as_the_contract_reads_it() -> None:
    assert made(read(Annotated[tuple[Colour, ...], Size(0, 2)], ["red"], "x")) == [((Colour.RED,), [])]
    assert made(read(date | None, "2026-01-01", "x")) == [(date(2026, 1, 1), [])]
    with pytest.raises(FactsError):
        read(date, None, "x")
