"""The answer of a rule in words: what can be said, what is missing, why, and what would decide it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from smilemark.registry.legal import showing, words
from smilemark.registry.legal.shapes import result_hints
from smilemark.registry.web.rule_form import control_id, query_name

if TYPE_CHECKING:
    from smilemark.registry.legal.rulebook import Asked, Example, Reason

TONES = {"yes": "ok", "no": "bad", "known": "ok", "cannot tell": "warn"}


@dataclass(frozen=True, slots=True)
class Because:
    """A reason: its sentence, and its place in English (on an English page) and in Chinese."""

    text: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Case:
    """What would decide it: the conditions, the answer then, and why."""

    conditions: tuple[str, ...]
    answer: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An answer as the page shows it.

    Attributes:
        tone: ok, warn or bad.
        heading: the answer in a few words.
        missing: (id of the control, words) of each fact it depends on.
        decided_without: words of the facts that were not told and change nothing.
        parts: (words, value) of each part of the result that is certain.
        open_parts: words of the parts that are not.
        open_for: words of the facts those depend on.
        because: the reasons.
        cases: what would decide it.
    """

    tone: str
    heading: str
    missing: tuple[tuple[str, str], ...]
    decided_without: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    open_parts: tuple[str, ...]
    open_for: tuple[str, ...]
    because: tuple[Because, ...]
    cases: tuple[Case, ...]


def answer_page(asked: Asked, *, english: bool) -> AnswerPage:
    """The answer in the language of the page."""
    hints = result_hints(asked.rule)

    def fact(path: str) -> str:
        return words.fact(asked.rule, path, english=english)

    return AnswerPage(
        tone=TONES[asked.verdict.value],
        heading=_headings()[asked.verdict.value],
        missing=tuple((control_id(query_name(path)), fact(path)) for path in asked.missing),
        decided_without=tuple(fact(path) for path in asked.decided_without),
        parts=tuple(
            (
                words.part(asked.rule, name, english=english),
                showing.part(asked.rule, value, hints[name], english=english),
            )
            for name, value in asked.result.items()
        ),
        open_parts=tuple(words.part(asked.rule, name, english=english) for name in asked.open_parts),
        open_for=tuple(fact(path) for path in asked.open_for),
        because=_because(asked.because, english=english),
        cases=tuple(_case(asked.rule, example, english=english) for example in asked.examples),
    )


def _headings() -> dict[str, str]:
    return {"yes": _("是"), "no": _("否"), "known": _("可以確定"), "cannot tell": _("無法判斷")}


def _case(rule: str, example: Example, *, english: bool) -> Case:
    return Case(
        tuple(showing.condition(rule, condition, english=english) for condition in example.conditions),
        _headings()[example.verdict.value],
        _because(example.because, english=english),
    )


def _because(reasons: tuple[Reason, ...], *, english: bool) -> tuple[Because, ...]:
    """Each reason's sentence and place."""
    return tuple(
        Because(reason.english if english else reason.text, reason.citation.en if english else "", reason.citation.zh)
        for reason in reasons
    )
