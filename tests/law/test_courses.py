"""The courses of a rule by themselves: how many are followed, what each ends in, which facts make a difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from smilemark.law import courses
from smilemark.law.ask import Verdict, ask
from smilemark.law.citation import point
from smilemark.law.courses import Course, deciding, follow
from smilemark.law.facts import Between, FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import Rule, find
from smilemark.law.unknown import IN_TEXT, Path, Unknown, ValueNeededError

X, Y = frozenset({"x"}), frozenset({"y"})
BOTH = X | Y
REFUSED = object()


@dataclass(frozen=True)
class Got:
    value: Any
    name: str = "布"


def finding(value: object, *, passed: bool | None = None) -> Finding[object]:
    return Finding("got", Got(value), (Reason("因此。", "So.", point(1)),), passed=passed)


def ending_in(ends: Sequence[object]) -> Callable[[Path], Finding[object]]:
    """A rule with one choice: True and False are yes and no, REFUSED refuses, anything else is a result without either."""

    def run(path: Path) -> Finding[object]:
        end = ends[path.choose(X, len(ends))]
        if end is REFUSED:
            raise FactsError("x", "not possible")
        return finding(0, passed=end) if isinstance(end, bool) else finding(end)

    return run


@pytest.mark.parametrize(
    ("ends", "followed", "complete"),
    [
        ([True] * 5, 5, True),  # as many as are followed, and no more
        ([True] * 6, 5, False),
        ([True, True, True, False] + [True] * 4, 4, False),  # the second answer comes after two
        ([True, False], 2, True),
        ([True, False, True], 2, False),
        (["a", "b", "c"], 2, False),  # results that differ are answers too
        (["a"] * 5, 5, True),
        ([True, REFUSED, True, REFUSED, True], 5, True),  # a refusal is no answer
        ([REFUSED, False, True, True], 3, False),
    ],
)
def test_how_many_courses_are_followed(
    ends: list[object], followed: int, complete: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses, "MOST_COURSES", 5)
    monkeypatch.setattr(courses, "MOST_UNDECIDED", 2)

    found, whole = follow(ending_in(ends), X)

    assert (len(found), whole) == (followed, complete)


def test_a_third_answer_is_as_undecided_as_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "MOST_COURSES", 9)
    monkeypatch.setattr(courses, "MOST_UNDECIDED", 3)

    assert len(follow(ending_in("abcdef"), X)[0]) == 3


def test_one_answer_with_many_results_is_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "MOST_UNDECIDED", 2)

    def run(path: Path) -> Finding[object]:
        return finding(path.choose(X, 4), passed=True)

    found, complete = follow(run, X)
    assert ([course.parts["value"] for course in found], complete) == ([0, 1, 2, 3], True)


def test_so_many_are_followed() -> None:
    assert [len(follow(ending_in([True] * ends), X)[0]) for ends in (2560, 2561)] == [2560, 2560]
    assert [len(follow(ending_in([False] + [True] * ends), X)[0]) for ends in (639, 640)] == [640, 640]
    assert (courses.MOST_COURSES, courses.MOST_UNDECIDED) == (2560, 640)


def only(run: Callable[[Path], Finding[object]], untold: frozenset[str] = BOTH) -> Course:
    (course,), complete = follow(run, untold)
    assert complete
    return course


def test_a_part_that_is_unknown_hangs_on_its_own_fact() -> None:
    course = only(lambda path: finding(Unknown(path, X)))

    assert (course.parts, course.written, course.open_for) == ({"name": "布"}, '{"name": "布"}', X)


def test_a_part_without_a_form_hangs_on_every_fact() -> None:
    assert only(lambda _path: finding(object())).open_for == BOTH


def test_a_text_with_a_gap_is_no_part() -> None:
    course = only(lambda _path: finding(f"至{IN_TEXT}止"))

    assert (course.parts, course.written, course.open_for) == ({"name": "布"}, '{"name": "布"}', BOTH)


def test_whole_parts_hang_on_nothing() -> None:
    course = only(lambda _path: finding("布"))

    assert (course.written, course.open_for, course.needs) == (
        '{"value": "布", "name": "布"}',
        frozenset(),
        frozenset(),
    )


@pytest.mark.parametrize("error", [ValueNeededError(X), TypeError(), ValueError(), ArithmeticError(), LookupError()])
def test_where_it_cannot_go_on_it_needs_every_fact(error: Exception) -> None:
    def run(_path: Path) -> Finding[object]:
        raise error

    course = only(run)
    assert (course.needs, course.finding, course.refused) == (BOTH, None, None)


def test_an_error_of_the_rule_is_an_error_where_every_fact_is_told() -> None:
    def run(_path: Path) -> Finding[object]:
        raise LookupError

    with pytest.raises(LookupError):
        follow(run, frozenset())


def of_two(ends: Sequence[Sequence[object]]) -> list[Course]:
    """The courses of a rule that asks for x, then for y."""

    def run(path: Path) -> Finding[object]:
        row = ends[path.choose(X, len(ends))]
        end = row[path.choose(Y, len(row))]
        if end is REFUSED:
            raise FactsError("x", "not possible")
        return finding(end)

    return follow(run, BOTH)[0]


@pytest.mark.parametrize(
    ("ends", "facts"),
    [
        ([[1, 1], [1, 1]], set()),
        ([[1, 2], [1, 2]], {"y"}),
        ([[1, 1], [2, 2]], {"x"}),
        ([[1, 2], [2, 2]], {"x", "y"}),
        ([[1, REFUSED], [1, 1]], set()),  # what is refused makes no difference
        ([[1, REFUSED], [REFUSED, 2]], {"x"}),
        ([[REFUSED, REFUSED], [1, 1]], set()),
        ([[REFUSED, REFUSED], [REFUSED, REFUSED]], set()),
        ([[1, 2], [REFUSED, REFUSED]], {"y"}),
    ],
)
def test_a_fact_decides_where_its_sides_end_differently(ends: list[list[object]], facts: set[str]) -> None:
    assert deciding(of_two(ends), lambda course: course.written) == facts


def test_what_is_open_at_an_end_decides_too() -> None:
    def run(path: Path) -> Finding[object]:
        return finding(Unknown(path, Y)) if path.choose(X, 2) else finding(1)

    found = follow(run, BOTH)[0]
    assert deciding(found, lambda course: course.written) == BOTH
    assert deciding(found, lambda _course: "same") == frozenset()


def test_a_course_that_needs_a_value_hangs_on_what_it_needs() -> None:
    def run(path: Path) -> Finding[object]:
        if path.choose(X, 2):
            raise ValueNeededError(Y)
        return finding(1)

    assert deciding(follow(run, BOTH)[0], lambda _course: "same") == BOTH


def test_there_is_one_way_to_each_answer_not_to_each_sentence() -> None:
    found = ask(find("applicant-eligibility"), {"entity": "company"})

    assert [example.verdict for example in found.examples] == [Verdict.YES, Verdict.NO]
    assert [[(said.fact, said.relation, said.value) for said in example.conditions] for example in found.examples] == [
        [
            ("lawfully_registered", "=", True),
            ("manufactured_or_processed", "=", True),
            ("applicants", "=", 1),
        ],
        [
            ("lawfully_registered", "=", False),
            ("manufactured_or_processed", "=", False),
            ("applicants", "=", 1),
        ],
    ]


@dataclass(frozen=True)
class Gate:
    open: bool


Number = Annotated[int, Between(1, 900)]


def answered(*, passed: bool) -> Finding[Gate]:
    said = Reason("開。", "Open.", point(2)) if passed else Reason("不開。", "Shut.", point(2))
    return Finding("gate", Gate(passed), (Reason("因此。", "So.", point(1)), said), passed=passed)


def gate(*, first: bool, second: Number) -> Finding[Gate]:
    return answered(passed=first and second <= 4)


def other_gate(*, first: bool, second: Number) -> Finding[Gate]:
    return answered(passed=not first and second <= 4)


@pytest.mark.parametrize(("rule", "shut_by"), [(gate, False), (other_gate, True)])
def test_the_shortest_way_to_an_answer_is_shown_wherever_it_stands(rule: Any, shut_by: bool) -> None:
    found = ask(Rule("gate", "A gate", "門", (point(1),), rule), {})

    shut = next(example for example in found.examples if example.verdict == Verdict.NO)
    assert [(one.fact, one.value) for one in shut.conditions] == [("first", shut_by)]
    assert [reason.text for reason in found.because] == ["因此。"]
