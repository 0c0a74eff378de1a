"""What a rule expects, in words: read from its annotations."""

import inspect
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from smilemark.law.facts import Between, Digits, Money, Size, Text
from smilemark.law.rules import find

FILLED = ("calendar", "on")
_PLAIN = {bool: "boolean", date: "date", datetime: "datetime", Fraction: "ratio"}


def hints_of(rule: str) -> dict[str, Any]:
    """The annotations of the fields of a rule, those of objects inside with their path."""
    hints = get_type_hints(find(rule).function, include_extras=True)
    names = [name for name in inspect.signature(find(rule).function).parameters if name not in FILLED]
    if names == ["facts"]:
        return _of_dataclass(hints["facts"], "")
    found: dict[str, Any] = {}
    for name in names:
        found |= {name: hints[name]} | _inside(hints[name], name)
    return found


def _of_dataclass(kind: Any, prefix: str) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, Any] = {}
    for field in fields(kind):
        path = f"{prefix}{field.name}"
        found |= {path: hints[field.name]} | _inside(hints[field.name], path)
    return found


def _inside(hint: Any, path: str) -> dict[str, Any]:
    hint, _ = _split(hint)
    if get_origin(hint) in (Union, UnionType):
        return _inside(_inner(hint), path)
    if get_origin(hint) is tuple:
        return _inside(get_args(hint)[0], f"{path}[]")
    return _of_dataclass(hint, f"{path}.") if is_dataclass(hint) else {}


def _split(hint: Any) -> tuple[Any, Any]:
    if get_origin(hint) is not Annotated:
        return hint, None
    hint, *marks = get_args(hint)
    return hint, marks[0]


def _inner(hint: Any) -> Any:
    return next(part for part in get_args(hint) if part is not NoneType)


def fields_of(rule: str) -> dict[str, str]:
    """Each field with its type and limits in words."""
    return {path: text_of(hint) for path, hint in hints_of(rule).items()}


def text_of(hint: Any) -> str:  # noqa: PLR0911 - one return per type
    """One annotation in words: integer 1 to 20 or null."""
    hint, mark = _split(hint)
    if get_origin(hint) in (Union, UnionType):
        return f"{text_of(_inner(hint))} or null"
    if isinstance(mark, Between):
        return f"integer {mark.least} to {mark.most}"
    if isinstance(mark, Text):
        return f"string {mark.least} to {mark.most}{' not blank' if mark.non_blank else ''}"
    if isinstance(mark, Digits):
        return f"digits {' '.join(map(str, mark.lengths))}"
    if isinstance(mark, Money):
        return "decimal above 0" if mark.positive else "decimal"
    if isinstance(mark, Size):
        unique = " unique" if mark.unique else ""
        return f"list {mark.least} to {mark.most}{unique} of {text_of(get_args(hint)[0])}"
    if is_dataclass(hint):
        return "object"
    if issubclass(hint, Enum):
        return f"one of {' '.join(str(member.value) for member in hint)}"
    assert hint is not Decimal
    return _PLAIN[hint]
