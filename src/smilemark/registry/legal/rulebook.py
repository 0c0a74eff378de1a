"""The rules as the public reads them: by place in the text, with numbers, readings and what the software does."""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from smilemark.law import ask as law_ask
from smilemark.law.ask import Asked, Example
from smilemark.law.citation import Citation
from smilemark.law.facts import FactsError
from smilemark.law.finding import Reason
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.parameters import all_parameters
from smilemark.law.rules import UnknownRuleError, all_rules, find
from smilemark.registry.legal import showing, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smilemark.law.parameters import Parameter
    from smilemark.law.rules import Rule

__all__ = ["Asked", "Example", "FactsError", "Reason"]

READING = re.compile(r"AMB-\d+[a-z]?")
SECTION = re.compile(r"\s*\b(Source|Units|Reading|Errors):")


@dataclass(frozen=True, slots=True)
class Place:
    """A point, an annex, or another law: where rules stand."""

    slug: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the regulation with its versions."""

    name: str
    zh: str
    en: str
    versions: tuple[tuple[date, str, str], ...]
    """First day, and the value in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Page:
    """A rule as a page shows it."""

    name: str
    title_zh: str
    title_en: str
    citations: tuple[Citation, ...]
    places: tuple[Place, ...]
    meaning_zh: str
    meaning_en: str
    details_en: tuple[tuple[str, str], ...]
    readings: tuple[str, ...]
    numbers: tuple[Number, ...]


def regulation_version() -> date:
    """First day of the version of the regulation the rules follow."""
    return REGULATION_VERSION


@cache
def pages() -> tuple[Page, ...]:
    """All rules, in the order of the contract."""
    return tuple(_page(rule) for rule in all_rules())


def page(name: str) -> Page | None:
    """One rule by its name."""
    return next((found for found in pages() if found.name == name), None)


@cache
def places() -> dict[Place, tuple[Page, ...]]:
    """Points in their order, then annexes, then other laws; each with the rules that cite it."""
    found: dict[tuple[int, int], tuple[Place, list[Page]]] = {}
    laws: list[str] = []
    for each in pages():
        for citation in each.citations:
            place = _place(citation)
            if place not in each.places:
                continue
            if place.slug not in laws:
                laws.append(place.slug)
            key = _order(citation, laws.index(place.slug))
            rules = found.setdefault(key, (place, []))[1]
            if each not in rules:
                rules.append(each)
    return {place: tuple(rules) for _key, (place, rules) in sorted(found.items(), key=lambda entry: entry[0])}


def _order(citation: Citation, law: int) -> tuple[int, int]:
    if not citation.law.uses_points:
        return 2, law
    return (1, citation.annex) if citation.annex is not None else (0, citation.number or 0)


def _place(citation: Citation) -> Place:
    """Points and annexes one by one, another law as a whole."""
    if not citation.law.uses_points:
        return Place(slugify(citation.law.en), citation.law.zh, citation.law.en)
    whole = Citation(citation.law, citation.annex, citation.number if citation.annex is None else None)
    return Place(slugify(whole.en), whole.zh.removeprefix(citation.law.zh), whole.en)


def _page(rule: Rule) -> Page:
    details = dict(_sections(inspect.getdoc(rule.function) or ""))
    summary = details.pop("")
    return Page(
        rule.name,
        rule.title_zh,
        rule.title,
        rule.citations,
        tuple(dict.fromkeys(_place(citation) for citation in rule.citations)),
        words.meaning(rule.name),
        summary,
        tuple(details.items()),
        tuple(dict.fromkeys(READING.findall(details.get("Reading", "")))),
        _numbers(rule),
    )


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """The first sentence of a docstring under "", then what stands under Source, Units, Reading and Errors."""
    first, *rest = SECTION.split(" ".join(text.split()))
    yield "", first
    for name, words_of_it in zip(rest[::2], rest[1::2], strict=True):
        yield name, words_of_it.strip()


def _numbers(rule: Rule) -> tuple[Number, ...]:
    """The numbers with versions the rule or a function it calls reads."""
    reached = _reached(rule.function, set())
    return tuple(_number(parameter) for parameter in all_parameters() if id(parameter.versions) in reached)


def _number(parameter: Parameter) -> Number:
    zh, en = parameter.title_zh, parameter.name
    key = _key_of(parameter)
    if key is not None:
        en = en.removesuffix(f".{key.value}")
        zh = zh.removesuffix(str(key.value)) + showing.plain(key, english=False)
    en = words.parameter(en) + (f": {showing.plain(key, english=True)}" if key is not None else "")
    versions = sorted(parameter.versions.items())
    shown = ((day, showing.plain(value, english=False), showing.plain(value, english=True)) for day, value in versions)
    return Number(parameter.name, zh, en, tuple(shown))


def _key_of(parameter: Parameter) -> Enum | None:
    """The key of the parameter in a table of several."""
    for table in vars(sys.modules[f"smilemark.law.{parameter.module}"]).values():
        if isinstance(table, dict):
            for key, versions in table.items():
                if versions is parameter.versions and isinstance(key, Enum):
                    return key
    return None


def _reached(function: Any, seen: set[object]) -> set[int]:  # noqa: ANN401  # a rule, or what it calls
    """Identities of the tables a function names, and of the tables in them."""
    function = inspect.unwrap(function)
    if function in seen:
        return set()
    seen.add(function)
    found: set[int] = set()
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        if isinstance(value, dict):
            found |= {id(value), *map(id, value.values())}
        elif isinstance(value, FunctionType) and value.__module__.startswith("smilemark.law"):
            found |= _reached(value, seen)
        elif isinstance(value, type) and value.__module__.startswith("smilemark.law"):
            for method in vars(value).values():
                if isinstance(method, FunctionType):
                    found |= _reached(method, seen)
    return found


def _names(code: CodeType) -> set[str]:
    inner = (_names(constant) for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*inner)


def ask(name: str, facts: dict[str, Any]) -> Asked:
    """Ask a rule with the facts that are known. Errors: FactsError names the field; LookupError for the rule."""
    try:
        return law_ask.ask(find(name), facts)
    except UnknownRuleError:
        raise LookupError(name) from None
