"""Unknown values: both outcomes that are possible are followed, and no other."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.unknown import (
    IN_TEXT,
    Path,
    Range,
    Unknown,
    ValueNeededError,
    fields_in,
    lifted,
)

X = frozenset({"x"})
WHOLE = {"=": lambda x, c: x == c, "≠": lambda x, c: x != c, "<": lambda x, c: x < c}
WHOLE |= {"≤": lambda x, c: x <= c, ">": lambda x, c: x > c, "≥": lambda x, c: x >= c}


def outcomes(limits: Range | None, run: Callable[[Any], object]) -> list[object]:
    """What a program gives on each of its paths."""
    found: list[object] = []
    given_choices: list[int] | None = []
    while given_choices is not None:
        path = Path(given_choices)
        found.append(run(Unknown(path, X, limits)))
        given_choices = path.following()
    return found


def calculated(limits: Range | None, run: Callable[[Any], object]) -> list[object]:
    """The same with a gap for what is unknown: an unknown compared with any value would be equal to it."""
    return [with_gaps(found) for found in outcomes(limits, run)]


def with_gaps(found: object) -> object:
    if isinstance(found, tuple):
        return tuple(with_gaps(part) for part in found)
    return IN_TEXT if isinstance(found, Unknown) else found


def said(limits: Range | None, run: Callable[[Any], object]) -> list[list[tuple[str, object]]]:
    """What is said of the fact on each path."""
    found = []
    given_choices: list[int] | None = []
    while given_choices is not None:
        path = Path(given_choices)
        run(Unknown(path, X, limits))
        found.append([(one.condition.relation, one.condition.value) for one in path.choices if one.condition])
        given_choices = path.following()
    return found


tests = st.lists(st.tuples(st.sampled_from(sorted(WHOLE)), st.integers(-1, 7)), min_size=1, max_size=4)


@given(tests, st.booleans())
def test_the_paths_are_exactly_those_some_whole_number_takes(questions: list[tuple[str, int]], each: bool) -> None:
    def program(x: Any) -> tuple[bool, ...]:
        return tuple(WHOLE[relation](x, limit) for relation, limit in questions)

    paths = outcomes(Range(0, 6, 1, each=each), program)

    assert sorted(set(paths)) == sorted({program(x) for x in range(7)})
    assert len(paths) == len(set(paths))


@given(st.lists(st.tuples(st.sampled_from(sorted(WHOLE)), st.integers(-1, 4)), min_size=1, max_size=4))
def test_the_paths_of_an_amount_are_those_some_amount_takes(questions: list[tuple[str, int]]) -> None:
    def program(x: Any) -> tuple[bool, ...]:
        return tuple(WHOLE[relation](x, limit) for relation, limit in questions)

    amounts = [Decimal(n) / 4 for n in range(13)]

    assert set(outcomes(Range(Decimal(0), Decimal(3)), program)) == {program(amount) for amount in amounts}
    open_below = Range(Decimal(0), Decimal(3), least_open=True)
    assert set(outcomes(open_below, program)) == {program(amount) for amount in amounts[1:]}


def test_a_limit_that_is_not_reached_is_left_out() -> None:
    amounts = Range(Decimal(0), Decimal(3))

    assert outcomes(amounts, lambda x: (x < 3, x == 3)) == [(True, False), (False, True)]
    assert outcomes(amounts, lambda x: (x > 0, x == 0)) == [(False, True), (True, False)]


def test_each_side_of_a_limit_is_named() -> None:
    assert said(Range(0, 6, 1), lambda x: x < 3) == [[("<", 3)], [("≥", 3)]]
    assert said(Range(0, 6, 1), lambda x: x <= 3) == [[("≤", 3)], [(">", 3)]]
    assert said(Range(0, 6, 1), lambda x: x > 3) == [[("≤", 3)], [(">", 3)]]
    assert said(Range(0, 6, 1), lambda x: x >= 3) == [[("<", 3)], [("≥", 3)]]
    assert said(Range(0, 6, 1), lambda x: x == 3) == [[("=", 3)], [("≠", 3)]]
    assert said(Range(0, 1, 1, each=True), lambda x: x + 1) == [[("=", 0)], [("=", 1)]]


def test_what_is_certain_is_not_said() -> None:
    assert said(Range(0, 6, 1), lambda x: (x < 3, x < 5, x > 6, x < 0, x == 7)) == [
        [("<", 3)],
        [("≥", 3), ("<", 5)],
        [("≥", 3), ("≥", 5)],
    ]
    assert said(Range(0, 6, 1), lambda x: x + 1 if x < 1 else None) == [[("<", 1)], [("≥", 1)]]


def test_a_day_has_a_day_before_it() -> None:
    days = Range(date(2026, 1, 1), date(2026, 1, 2), timedelta(days=1))

    assert set(outcomes(days, lambda x: (x > date(2026, 1, 1), x < date(2026, 1, 2)))) == {(True, False), (False, True)}
    assert set(outcomes(days, lambda x: (x != date(2026, 1, 1), x == date(2026, 1, 2)))) == {
        (True, True),
        (False, False),
    }


def test_a_whole_number_against_a_fraction() -> None:
    assert set(outcomes(Range(0, 1, 1), lambda x: (x > Fraction(1, 2), x == 1))) == {(True, True), (False, False)}
    assert set(outcomes(Range(0, 1, 1), lambda x: (x < Fraction(1, 2), x == 0))) == {(True, True), (False, False)}


def test_a_small_number_is_tried_with_each_of_its_values() -> None:
    assert calculated(Range(0, 3, 1, each=True), lambda x: (x + 1) * 2) == [2, 4, 6, 8]
    assert calculated(Range(0, 1, 1, each=True), lambda x: x + 1) == [1, 2]
    assert calculated(Range(0, 1, 1, each=True), lambda x: (x + 1, x + 1, f"{x}")) == [(1, 1, "0"), (2, 2, "1")]
    assert calculated(Range(0, 1, 1, each=True), lambda x: f"{x}") == [IN_TEXT]
    assert calculated(Range(0, 3, 1, each=True), lambda x: divmod(7 - x, 2)) == [(3, 1), (3, 0), (2, 1), (2, 0)]
    assert calculated(Range(0, 3, 1, each=True), lambda x: divmod(x, 2)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert calculated(Range(0, 3, 1, each=True), lambda x: x - 1 if x == 2 else -x) == [1, 0, -1, -3]
    assert calculated(Range(0, 3, 1, each=True), lambda x: x + 1 if x != 0 else None) == [None, 2, 3, 4]


def test_of_a_calculation_nothing_is_known() -> None:
    assert set(outcomes(Range(1, 900, 1), lambda x: x + 1 > 0)) == {True, False}
    (sum_of_both,) = outcomes(Range(1, 900, 1), lambda x: x + Unknown(Path(), frozenset({"y"})))
    assert fields_in((1, sum_of_both)) == {"x", "y"}


def test_one_left_is_known() -> None:
    assert calculated(Range(0, 900, 1), lambda x: x + 1 if x < 1 else f"{x}") == [1, IN_TEXT]
    assert outcomes(Range(0, 900, 1), lambda x: f"{x:03}" if x <= 0 else "") == ["000", ""]


def test_what_the_comparisons_leave_is_calculated_with() -> None:
    assert calculated(Range(0, 2, 1), lambda x: x + 1 if x > 1 else None) == [None, 3]
    assert calculated(Range(0, 2, 1), lambda x: x + 1 if x < 1 else None) == [1, None]
    assert calculated(Range(0, 1, 1), lambda x: x + 1 if x != 0 else None) == [None, 2]
    assert calculated(Range(0, 1, 1), lambda x: x + 1 if x != 1 else None) == [None, 1]
    assert calculated(Range(0, 2, 1), lambda x: x + 1 if x > Fraction(1, 2) and x < Fraction(3, 2) else None) == [
        None,
        2,
        None,
    ]
    assert calculated(Range(-1, 0, 1), lambda x: x + 1 if x < Fraction(-1, 2) else None) == [0, None]
    assert calculated(Range(-1, 0, 1), lambda x: x + 1 if x > Fraction(-1, 2) else None) == [None, 1]


def test_two_unknowns_compare_either_way() -> None:
    assert outcomes(Range(0, 9, 1), lambda x: x < Unknown(Path(), frozenset({"y"}), Range(0, 9, 1))) == [True, False]
    assert outcomes(Range(0, 9, 1), lambda x: x == Unknown(Path(), frozenset({"y"}), Range(0, 9, 1))) == [True, False]
    assert set(outcomes(None, lambda x: (x == x, x is None, x == None))) == {(True, False, False)}  # noqa: E711, PLR0124  # what a rule may write


def test_a_choice_between_two_unknowns_is_of_both() -> None:
    path = Path()
    Unknown(path, X) < Unknown(path, frozenset({"y"}))  # noqa: B015  # what it leaves on the path is looked at

    assert [choice.fields for choice in path.choices] == [{"x", "y"}]


def test_a_value_without_an_order_is_anything_or_nothing() -> None:
    assert outcomes(None, lambda x: x == "a") == [True, False]
    assert outcomes(None, bool) == [True, False]
    assert outcomes(None, str) == [IN_TEXT]


def test_a_number_is_true_unless_it_is_nothing() -> None:
    assert set(outcomes(Range(0, 5, 1), lambda x: (bool(x), x == 0))) == {(True, False), (False, True)}
    assert outcomes(Range(1, 5, 1), bool) == [True]
    assert outcomes(None, lambda x: "a" in x) == [True, False]


@pytest.mark.parametrize("use", [hash, list, len, int, lambda x: x.year, lambda x: x(), lambda x: {1: 2}[x]])
def test_the_value_itself_is_not_there(use: Callable[[Any], object]) -> None:
    with pytest.raises(ValueNeededError) as needed:
        use(Unknown(Path(), X))
    assert needed.value.fields == X


def test_a_lifted_function_only_sees_known_values() -> None:
    @lifted
    def double(values: tuple[int, ...], *, times: int = 2) -> int:
        return sum(values) * times

    x: Any = Unknown(Path(), X)
    assert double((1, 2)) == 6
    assert fields_in(double((1, x))) == X
    assert fields_in(double((1, 2), times=x)) == X


def test_a_lifted_function_is_not_asked_for_what_it_cannot_look_up() -> None:
    @lifted
    def letter(place: int) -> str:
        return "abc"[place]

    x: Any = Unknown(Path(), X)
    assert letter(1) == "b"
    assert fields_in(letter(x)) == X
    assert fields_in(letter(place=x)) == X
