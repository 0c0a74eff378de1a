"""Asking a rule with missing facts: yes, no, known, or cannot tell; and which facts are missing.

The rule itself is run, never a copy of it: once for each course it can take (`courses`, `unknown`). The answer is

- `yes` or `no`, to the question the rule is named after, where every completion of the facts that the rule
  accepts gives that answer;
- `known` where the rule asks no yes-or-no question (or leaves it open) and its whole result is the same for all;
- `cannot tell` everywhere else. It is never a guess: it also stands where no proof was found.

`missing` names the facts the answer still depends on, `decided_without` those that were not told and cannot change
it. A completion the rule refuses is none; where none is left, its first refusal is the answer.
"""

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from smilemark.law.contract import FILLED, Answer, Json, error_body, known_rule, plain, read_json
from smilemark.law.courses import Course, deciding, follow
from smilemark.law.facts import FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.partial import object_of, read
from smilemark.law.rules import Rule
from smilemark.law.unknown import Condition, Path

MOST_EXAMPLES = 4
ASKED_THE_OTHER_WAY = frozenset({"recusal"})
"""Rules that ask whether something stands against a person, while their finding passes where nothing does."""

Prepared = Callable[[object], tuple[Callable[[Path], Finding[object]], tuple[str, ...]]]


class Verdict(StrEnum):
    """What can be said."""

    YES = "yes"
    NO = "no"
    KNOWN = "known"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Example:
    """One way the missing facts may turn out, and what the answer would be then."""

    verdict: Verdict
    conditions: tuple[Condition, ...]
    because: tuple[Reason, ...]
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a rule asked with what is known.

    Attributes:
        rule: its name.
        verdict: what can be said.
        missing: facts the answer depends on, in the order of the rule.
        decided_without: facts that were not told and cannot change the answer.
        result: the parts of the result that are certain, as JSON values.
        open_parts: the other parts of the result.
        open_for: the facts they depend on.
        because: what holds whatever the missing facts are.
        examples: for each answer that is still possible, one way to it; empty where nothing is open.
    """

    rule: str
    verdict: Verdict
    missing: tuple[str, ...]
    decided_without: tuple[str, ...]
    result: Mapping[str, Any]
    open_parts: tuple[str, ...]
    open_for: tuple[str, ...]
    because: tuple[Reason, ...]
    examples: tuple[Example, ...]


def ask(rule: Rule, facts: object) -> Asked:
    """Ask one rule with the facts that are known, as JSON gives them.

    Errors: FactsError names the field, for a value that is wrong and for facts no completion of which is accepted.
    """
    run, untold = _prepared(rule.function)(facts)
    courses, complete = follow(run, frozenset(untold))
    if rule.name in ASKED_THE_OTHER_WAY:
        courses = [replace(course, passed=None if course.passed is None else not course.passed) for course in courses]
    accepted = [course for course in courses if course.refused is None]
    if not accepted and complete:
        raise next(course.refused for course in courses if course.refused is not None)
    verdict = _verdict(accepted) if complete else Verdict.CANNOT_TELL
    return _asked(rule, verdict, courses, untold, complete=complete)


def answer(rule_name: str, text: bytes) -> Answer:
    """`smilemark law ask RULE`: the facts that are known as the bytes of one JSON object."""
    try:
        asked = ask(known_rule(rule_name), read_json(text, "stdin"))
    except FactsError as error:
        return Answer(error_body(error), ok=False)
    body: Json = {
        "rule": asked.rule,
        "answer": asked.verdict.value,
        "missing": list(asked.missing),
        "decided_without": list(asked.decided_without),
        "result": dict(asked.result),
        "open": {"parts": list(asked.open_parts), "facts": list(asked.open_for)},
        "because": _reasons(asked.because),
        "examples": [_example_body(example) for example in asked.examples],
        "in_force": REGULATION_VERSION.isoformat(),
    }
    return Answer(body, ok=True)


def _example_body(example: Example) -> Json:
    return {
        "answer": example.verdict.value,
        "if": [
            {"fact": condition.fact, "is": condition.relation, "value": plain(condition.value)}
            for condition in example.conditions
        ],
        "result": dict(example.result),
        "because": _reasons(example.because),
    }


def _reasons(because: Sequence[Reason]) -> list[Json]:
    return [{"text": f"{each.text} {each.english}", "citation": str(each.citation)} for each in because]


@cache
def _prepared(function: Callable[..., Finding[object]]) -> Prepared:
    """How to call a rule with what is known; worked out once per rule."""
    hints = get_type_hints(function, include_extras=True)
    names = tuple(inspect.signature(function).parameters)
    filled = {name: value for name, value in FILLED.items() if name in names}
    asked = {name: hints[name] for name in names if name not in filled}
    whole = hints.get("facts")

    def prepare(facts: object) -> tuple[Callable[[Path], Finding[object]], tuple[str, ...]]:
        if whole is None:
            makers, untold = object_of(asked, facts)
            return lambda path: function(**{name: make(path) for name, make in makers.items()}, **filled), untold
        partial = read(whole, facts, "")
        return lambda path: function(facts=partial.make(path), **filled), partial.missing

    return prepare


def _verdict(accepted: Sequence[Course]) -> Verdict:
    """What every course agrees on."""
    if any(course.finding is None for course in accepted):
        return Verdict.CANNOT_TELL
    answers = {course.passed for course in accepted}
    if answers in ({True}, {False}):
        return Verdict.YES if answers == {True} else Verdict.NO
    if any(course.open_for for course in accepted):
        return Verdict.CANNOT_TELL
    return Verdict.KNOWN if len({course.written for course in accepted}) == 1 else Verdict.CANNOT_TELL


def _asked(rule: Rule, verdict: Verdict, courses: list[Course], untold: tuple[str, ...], *, complete: bool) -> Asked:
    """Put together what the courses say."""
    result, open_parts = _certain_result(rule, courses) if complete else ({}, _parts_of(rule))
    missing = deciding(courses, _answer_of) if complete else frozenset(untold)
    open_for = deciding(courses, lambda course: course.written) if complete else frozenset(untold)
    if verdict != Verdict.CANNOT_TELL:
        missing = frozenset()
    if verdict == Verdict.CANNOT_TELL:
        examples = _examples(courses, missing, _answer_of)
    else:
        examples = _examples(courses, deciding(courses, _said), _said)
    return Asked(
        rule.name,
        verdict,
        missing=tuple(fact for fact in untold if fact in missing),
        decided_without=tuple(fact for fact in untold if fact not in missing),
        result=result,
        open_parts=open_parts,
        open_for=tuple(fact for fact in untold if fact in open_for) if open_parts else (),
        because=_common_reasons(courses) if complete else (),
        examples=examples if len(examples) > 1 else (),
    )


def _found(courses: Sequence[Course]) -> list[Course]:
    return [course for course in courses if course.finding is not None]


def _certain_result(rule: Rule, courses: Sequence[Course]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The parts of the result all courses share, and the names of the others."""
    names = _parts_of(rule)
    if any(course.needs for course in courses):
        return {}, names
    seen = [course.parts for course in _found(courses)]
    certain = {
        name: seen[0][name]
        for name in names
        if all(name in parts and json.dumps(parts[name]) == json.dumps(seen[0].get(name)) for parts in seen)
    }
    return certain, tuple(name for name in names if name not in certain)


def _parts_of(rule: Rule) -> tuple[str, ...]:
    """Names of the parts of a rule's result."""
    (kind,) = get_args(get_type_hints(rule.function)["return"])
    return tuple(field.name for field in fields(kind))


def _answer_of(course: Course) -> str:
    """Yes or no; where it is neither, the result itself."""
    return course.written if course.passed is None else str(course.passed)


def _said(course: Course) -> str:
    """The reasons of a course as one text."""
    return "".join(reason.text for reason in course.because)


def _common_reasons(courses: Sequence[Course]) -> tuple[Reason, ...]:
    """The reasons every course gives."""
    accepted = [course for course in courses if course.refused is None]
    first, *rest = [course.because for course in accepted]
    return tuple(reason for reason in first if all(reason in others for others in rest))


def _examples(courses: Sequence[Course], facts: frozenset[str], end_of: Callable[[Course], str]) -> tuple[Example, ...]:
    """For each end that is possible, the course to it that asks least of the facts; few ends only."""
    best: dict[str, tuple[Condition, ...]] = {}
    of: dict[str, Course] = {}
    for course in _found(courses):
        conditions = _conditions(course, facts)
        end = end_of(course)
        if conditions is not None and (end not in best or len(conditions) < len(best[end])):
            best[end], of[end] = conditions, course
    ends = sorted(best, key=lambda end: len(_said(of[end])))[:MOST_EXAMPLES]
    return tuple(Example(_verdict([of[end]]), best[end], of[end].because, of[end].parts) for end in ends)


def _conditions(course: Course, facts: frozenset[str]) -> tuple[Condition, ...] | None:
    """What a course says of these facts; None where it rests on a calculation that says nothing of one fact."""
    found: list[Condition] = []
    for choice in course.choices:
        if not choice.fields & facts:
            continue
        if choice.condition is None:
            return None
        found.append(choice.condition)
    return tuple(found)
