"""The shape of a rule's facts, from its own annotations: what a form must offer, and how values are shown."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum, auto
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from smilemark.law.contract import FILLED
from smilemark.law.facts import Between, Digits, Size, Text
from smilemark.law.rules import find


class Kind(StrEnum):
    """What a fact is, as a form sees it."""

    YES_NO = auto()
    CHOICE = auto()
    CHOICES = auto()
    NUMBER = auto()
    NUMBERS = auto()
    DAY = auto()
    DAYS = auto()
    MOMENT = auto()
    AMOUNT = auto()
    RATIO = auto()
    TEXT = auto()
    GROUP = auto()
    ROWS = auto()


@dataclass(frozen=True, slots=True)
class Shape:
    """One fact.

    Attributes:
        name: its name in the rule.
        kind: what it is.
        may_be_null: whether "none" is an answer.
        codes: for choices, the enumeration's name and its values.
        least: smallest number, shortest text or list.
        most: largest number, longest text or list.
        parts: of a group, or of one row.
    """

    name: str
    kind: Kind
    may_be_null: bool = False
    enumeration: str = ""
    codes: tuple[str | int, ...] = ()
    least: int | None = None
    most: int | None = None
    parts: tuple[Shape, ...] = ()


LONGEST_NUMBER = 50
"""A text up to here is a number or a date as written, which is not asked for where there is none."""

PLAIN = {
    bool: Kind.YES_NO,
    date: Kind.DAY,
    datetime: Kind.MOMENT,
    Decimal: Kind.AMOUNT,
    Fraction: Kind.RATIO,
}


@cache
def of_rule(name: str) -> tuple[Shape, ...]:
    """The facts of a rule, in its order."""
    function = find(name).function
    hints = get_type_hints(function, include_extras=True)
    if "facts" in hints:
        return of_object(hints["facts"])
    asked = [each for each in inspect.signature(function).parameters if each not in FILLED]
    return tuple(of_hint(each, hints[each]) for each in asked)


def of_object(kind: Any) -> tuple[Shape, ...]:  # noqa: ANN401  # any dataclass of facts
    """The facts inside one."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(of_hint(field.name, hints[field.name]) for field in fields(kind))


def of_hint(name: str, hint: Any) -> Shape:  # noqa: ANN401, PLR0911  # a type hint is any object; one return per kind
    """The shape of one annotation."""
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        marks = tuple(rest)
    if get_origin(hint) in (Union, UnionType):
        given = next(part for part in get_args(hint) if part is not NoneType)
        return replace(of_hint(name, given), may_be_null=True)
    if get_origin(hint) is tuple:
        return _of_list(name, get_args(hint)[0], next(mark for mark in marks if isinstance(mark, Size)))
    if is_dataclass(hint):
        return Shape(name, Kind.GROUP, parts=of_object(hint))
    if issubclass(hint, Enum):
        return Shape(name, Kind.CHOICE, enumeration=hint.__name__, codes=tuple(each.value for each in hint))
    if hint is int:
        limits = next(mark for mark in marks if isinstance(mark, Between))
        return Shape(name, Kind.NUMBER, least=limits.least, most=limits.most)
    if hint is str:
        return _of_text(name, marks)
    return Shape(name, PLAIN[hint])


def _of_text(name: str, marks: tuple[Any, ...]) -> Shape:
    for mark in marks:
        if isinstance(mark, Text):
            return Shape(name, Kind.TEXT, least=mark.least if mark.most > LONGEST_NUMBER else 1, most=mark.most)
        if isinstance(mark, Digits):
            return Shape(name, Kind.TEXT, least=1, most=max(mark.lengths))
    raise TypeError("a text without a length")


def _of_list(name: str, entry: Any, size: Size) -> Shape:  # noqa: ANN401  # a type hint is any object
    one = of_hint(name, entry)
    if one.kind == Kind.GROUP:
        return Shape(name, Kind.ROWS, least=size.least, most=size.most, parts=one.parts)
    if one.kind == Kind.CHOICE:
        return replace(one, kind=Kind.CHOICES, least=size.least, most=size.most)
    if one.kind == Kind.DAY:
        return Shape(name, Kind.DAYS, least=size.least, most=size.most)
    if size.unique and one.least is not None and one.most is not None:  # few numbers, each once: ticked
        codes = tuple(range(one.least, one.most + 1))
        return Shape(name, Kind.CHOICES, codes=codes, least=size.least, most=size.most)
    return replace(one, kind=Kind.NUMBERS, parts=(one,) * size.most)


def result_hints(name: str) -> dict[str, Any]:
    """The parts of a rule's result and their types."""
    (kind,) = get_args(get_type_hints(find(name).function)["return"])
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
