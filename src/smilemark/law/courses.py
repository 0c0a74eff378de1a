"""The courses a rule can take with missing facts, and which of those facts make a difference."""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import groupby
from typing import Any

from smilemark.law.contract import plain
from smilemark.law.facts import FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.unknown import IN_TEXT, Choice, Path, ValueNeededError, fields_in

MOST_COURSES = 2_560
"""More are not followed."""
MOST_UNDECIDED = 640
"""Nor more than these where they have come to different answers: nothing can be proved any more."""

MANY = 2

GAP_ZH, GAP_EN = "（未提供）", "(not given)"

_REFUSED = "no completion the rule accepts"


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One course: the choices that lead to it, and where it ends.

    Attributes:
        finding: None where the rule refuses the facts, and where it needs a value to go on.
        passed: the yes or no of the finding.
        refused: the refusal.
        needs: where the rule could not go on without a value: every fact not told, since what it would have done
            with the others is not known.
        parts: the parts of the result that are known on this course, as JSON values.
        written: the same as one text.
        open_for: the facts the other parts depend on.
        because: the reasons; where a value would stand that was not given, they say so.
    """

    choices: tuple[Choice, ...]
    finding: Finding[object] | None = None
    passed: bool | None = None
    refused: FactsError | None = None
    needs: frozenset[str] = frozenset()
    parts: Mapping[str, object] = field(default_factory=dict)
    written: str = ""
    open_for: frozenset[str] = frozenset()
    because: tuple[Reason, ...] = ()


def follow(run: Callable[[Path], Finding[object]], untold: frozenset[str]) -> tuple[list[Course], bool]:
    """Every course of a rule, and whether really every one was followed."""
    courses: list[Course] = []
    answers: set[tuple[bool | None, str]] = set()
    given: list[int] | None = []
    while given is not None:
        if len(courses) >= (MOST_COURSES if len(answers) < MANY else MOST_UNDECIDED):
            return courses, False
        path = Path(given)
        course = _one(run, path, untold)
        courses.append(course)
        if course.refused is None:
            answers.add((course.passed, "" if course.passed is not None else course.written))
        given = path.following()
    return courses, True


def _one(run: Callable[[Path], Finding[object]], path: Path, untold: frozenset[str]) -> Course:
    """One run. An error about the insides of an unknown value is no fault of the rule: it needs the value."""
    try:
        finding = run(path)
        passed = None if finding.passed is None else bool(finding.passed)  # if unknown, both are followed
    except FactsError as refusal:
        return Course(tuple(path.choices), refused=refusal)
    except ValueNeededError:
        return Course(tuple(path.choices), needs=untold)
    except (TypeError, ValueError, ArithmeticError, LookupError):
        if not untold:
            raise
        return Course(tuple(path.choices), needs=untold)
    parts, open_for = _known_parts(finding.result, untold)
    written = json.dumps(parts, ensure_ascii=False)
    if IN_TEXT in written:  # a text of the result was put together with an unknown value
        parts = {name: value for name, value in parts.items() if IN_TEXT not in json.dumps(value, ensure_ascii=False)}
        written, open_for = json.dumps(parts, ensure_ascii=False), untold
    because = tuple(_without_gaps(reason) for reason in finding.because)
    return Course(tuple(path.choices), finding, passed, None, frozenset(), parts, written, open_for, because)


def _known_parts(result: Any, untold: frozenset[str]) -> tuple[dict[str, object], frozenset[str]]:  # noqa: ANN401 - the dataclass of any rule
    """The parts of a result that hold nothing unknown, as JSON values, and the facts the others depend on."""
    known: dict[str, object] = {}
    open_for: frozenset[str] = frozenset()
    for part in fields(result):
        given = getattr(result, part.name)
        try:
            known[part.name] = plain(given)
        except TypeError:  # an unknown value has no form
            open_for |= fields_in(given) or untold
    return known, open_for


def _without_gaps(reason: Reason) -> Reason:
    if IN_TEXT not in reason.text + reason.english:
        return reason
    return Reason(reason.text.replace(IN_TEXT, GAP_ZH), reason.english.replace(IN_TEXT, GAP_EN), reason.citation)


def deciding(courses: list[Course], end_of: Callable[[Course], str]) -> frozenset[str]:
    """The facts that make a difference to where the courses end; what the rule refuses makes none."""

    def end(course: Course) -> Hashable:
        if course.refused is not None:
            return _REFUSED
        if course.needs:
            return _End("", course.needs)
        text = end_of(course)
        return _End(text, course.open_for if text == course.written else frozenset())

    return _facts_of(_reduced(courses, 0, end))


@dataclass(frozen=True, slots=True)
class _End:
    """Where a course ends: a text to compare, and the facts that would say more."""

    text: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Fork:
    """A choice whose sides end differently."""

    facts: frozenset[str]
    sides: tuple[Hashable, ...]


def _reduced(courses: Iterable[Course], depth: int, end: Callable[[Course], Hashable]) -> Hashable:
    """The tree of choices below a depth, without the choices that make no difference."""
    courses = list(courses)
    first = courses[0]
    if len(first.choices) == depth:
        return end(first)
    sides = tuple(
        _reduced(group, depth + 1, end) for _, group in groupby(courses, key=lambda course: course.choices[depth].taken)
    )
    different = dict.fromkeys(side for side in sides if side != _REFUSED)
    if len(different) > 1:
        return _Fork(first.choices[depth].fields, sides)
    return next(iter(different), _REFUSED)


def _facts_of(tree: Hashable) -> frozenset[str]:
    """The facts named anywhere in a tree."""
    if isinstance(tree, _Fork):
        return tree.facts.union(*(_facts_of(side) for side in dict.fromkeys(tree.sides)))
    return tree.facts if isinstance(tree, _End) else frozenset()
