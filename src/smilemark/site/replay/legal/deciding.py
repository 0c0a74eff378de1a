"""One stored finding asked again: today's law, and the law as it is supposed."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints

from smilemark.foundation import calendar
from smilemark.foundation.findings import as_json
from smilemark.law.facts import FactsError
from smilemark.law.in_force import NotInForceError, supposing
from smilemark.law.reading import object_reader, reader_for
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import find
from smilemark.registry.legal import shapes, showing, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smilemark.law.finding import Finding
    from smilemark.site.replay.legal.changes import Change

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer as it is stored, or why there is none."""

    passed: bool | None
    result: Any
    because: list[dict[str, str]]
    error: str = ""


def is_rule(name: str) -> bool:
    """Whether the law knows the rule; other findings are the software's own checks and cannot be asked again."""
    return name in MODULES


def title_of(name: str) -> str:
    """The rule's title, or its name where the law does not know it."""
    return find(name).title_zh if is_rule(name) else name


@cache
def _asker(name: str) -> tuple[Callable[[object], Facts], Callable[..., Finding[Any]], frozenset[str]]:
    """How to read the facts of a rule, the rule, and which of calendar and day it wants."""
    function = find(name).function
    hints = get_type_hints(function, include_extras=True)
    names = tuple(inspect.signature(function).parameters)
    wanted = frozenset(names) & {"calendar", "on"}
    if "facts" in names:
        read_whole = reader_for(hints["facts"])
        return lambda facts: {"facts": read_whole(facts, "")}, function, wanted
    read = object_reader({each: hints[each] for each in names if each not in wanted})
    return lambda facts: read(facts, ""), function, wanted


def both(
    name: str, facts: object, on: date, change: Change, *, supposed_facts: object = None
) -> tuple[Decided, Decided]:
    """The answer on these facts as the law is, and as it is supposed (on other facts, where those follow from it)."""
    now = _ask(name, facts, on)
    with supposing(*change.pairs):
        return now, _ask(name, facts if supposed_facts is None else supposed_facts, on)


def _ask(name: str, facts: object, on: date) -> Decided:
    try:
        read, function, wanted = _asker(name)
        filled = {"calendar": calendar.office(), "on": on}
        found = function(**read(facts), **{each: filled[each] for each in wanted})
    except FactsError as error:
        return Decided(None, None, [], f"{error.field}：{error.message}")
    except NotInForceError as error:
        return Decided(None, None, [], f"該日尚無適用之規定（{error}）")
    except (ArithmeticError, ValueError) as error:  # a supposed number no calendar or division can bear
        return Decided(None, None, [], f"此參數值無法計算（{type(error).__name__}）")
    because = [{"text": why.text, "english": why.english, "citation": why.citation.zh} for why in found.because]
    return Decided(found.passed, as_json(found.result), because)


def differences(rule: str, before: Any, after: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  # results as JSON
    """(part, before, after) in words, of each part of two results that differs; a part that is not there is 無."""
    before, after = before or {}, after or {}
    hints = shapes.result_hints(rule)
    return [
        (
            words.part(rule, name, english=False),
            showing.part(rule, before.get(name), hint, english=False),
            showing.part(rule, after.get(name), hint, english=False),
        )
        for name, hint in hints.items()
        if before.get(name) != after.get(name)
    ]
