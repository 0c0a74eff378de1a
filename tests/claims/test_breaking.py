"""A broken function is broken wherever it was imported to, in both ways, and whole again afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache, wraps

import pytest
from tests.claims.breaking import IDLE, WRONG, another, broken, function_of

from smilemark.foundation import numbering
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_34_mark_period import mark_period as imported

MARK_PERIOD = "smilemark.law.mit_smile.point_34_mark_period:mark_period"
HERE = __name__
FACTS = {"product_class": ProductClass.FIRST, "issue_date": date(2026, 6, 15), "scheme_last_valid_day": None}


def ask():
    return imported(**FACTS, on=date(2026, 6, 15))


def test_idle_does_nothing():
    with broken(MARK_PERIOD, IDLE):
        assert ask() is None

    assert ask().result.last_valid_day == date(2029, 6, 15)


def test_wrong_works_and_says_something_else():
    with broken(MARK_PERIOD, WRONG):
        wrong = ask()

    assert (wrong.rule, wrong.result.last_valid_day) == ("mark-period", date(2029, 6, 16))
    assert ask().result.last_valid_day == date(2029, 6, 15)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Both:
    yes: bool
    colour: Colour


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (True, False),
        (1, 2),
        (Decimal("1.5"), Decimal("2.5")),
        (Fraction(1, 3), Fraction(4, 3)),
        ("", "broken"),
        ("no", ""),
        (Colour.BLUE, Colour.RED),
        (date(2026, 1, 1), date(2026, 1, 2)),
        ([1], []),
        ((1,), ()),
        ({"a": 1}, {}),
        (b"a", b""),
        (Both(yes=True, colour=Colour.RED), Both(yes=False, colour=Colour.BLUE)),
    ],
)
def test_another_value_of_the_same_kind(value, other):
    assert another(value) == other
    assert type(another(value)) is type(value)


def test_what_has_no_other_stays_itself():
    nothing = object()

    assert another(nothing) is nothing
    assert another(None) is None
    assert another(()) == ()


def reason(no: bool) -> str | None:
    return "because" if no else None


def test_a_reason_or_none_gives_the_other():
    with broken(f"{HERE}:reason", WRONG):
        assert (reason(no=True), reason(no=False)) == (None, "broken")


class Parent:
    def word(self):
        return "parent"


class Child(Parent):
    @property
    def size(self):
        return 3

    @staticmethod
    def still():
        return "still"

    def word(self):
        return super().word() + "s"  # has a free variable, __class__


@cache
def kept():
    return 7


def loud(function):
    @wraps(function)
    def inner():
        return function() * 2

    return inner


@loud
def shouted():
    return 4


def test_methods_properties_and_decorated_functions_are_found():
    names = ("Child.size", "Child.still", "Child.word", "kept", "shouted")

    assert [function_of(f"{HERE}:{name}").__name__ for name in names] == ["size", "still", "word", "kept", "shouted"]


def test_a_method_with_super_and_a_decorated_function_are_broken():
    with broken(f"{HERE}:Child.word", WRONG):
        assert Child().word() == ""
    with broken(f"{HERE}:shouted", WRONG):
        assert shouted() == 10

    assert (Child().word(), shouted()) == ("parents", 8)


def test_what_is_broken_works_on_the_database(db):
    with broken("smilemark.foundation.numbering:next_value", WRONG):
        assert numbering.next_value("broken") == 2

    assert numbering.next_value("broken") == 2
