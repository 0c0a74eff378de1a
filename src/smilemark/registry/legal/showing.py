"""Values of the law as people read them: dates of the national calendar, words for codes, yes and no."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from smilemark.law.roc_dates import YEARS_TO_GREGORIAN
from smilemark.registry.legal import words

if TYPE_CHECKING:
    from smilemark.law.unknown import Condition

NOTHING = ("無", "none")
YES_NO = {True: ("是", "yes"), False: ("否", "no")}


def part(rule: str, value: Any, hint: Any, *, english: bool) -> str:  # noqa: ANN401  # any JSON value of any type
    """A part of a result, which comes as a JSON value."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(inner for inner in get_args(hint) if inner is not NoneType)
    if value is None or value == []:
        return NOTHING[english]
    if get_origin(hint) is tuple:
        shown = [part(rule, each, get_args(hint)[0], english=english) for each in value]
        return (", " if english else "、").join(shown)
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        shown = [
            f"{words.part(rule, field.name, english=english)} {part(rule, value[field.name], hints[field.name], english=english)}"
            for field in fields(hint)
        ]
        return (", " if english else "、").join(shown)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return words.code(hint.__name__, value, english=english)
    if hint is datetime:
        return plain(datetime.fromisoformat(value), english=english)
    return plain(date.fromisoformat(value) if hint is date else value, english=english)


def plain(value: object, *, english: bool) -> str:  # noqa: PLR0911  # one return per kind of value
    """A value as the law holds it."""
    if value is None:
        return NOTHING[english]
    if isinstance(value, bool):
        return YES_NO[value][english]
    if isinstance(value, Enum):
        return words.code(type(value).__name__, value.value, english=english)
    if isinstance(value, datetime):
        return f"{plain(value.date(), english=english)} {value:%H:%M:%S}"
    if isinstance(value, date):
        if english:
            return value.isoformat()
        return f"民國{value.year - YEARS_TO_GREGORIAN}年{value.month}月{value.day}日"
    if isinstance(value, dict):
        pairs = (f"{plain(key, english=english)} {plain(each, english=english)}" for key, each in value.items())
        return ("; " if english else "；").join(pairs)
    if isinstance(value, tuple):
        return (", " if english else "、").join(plain(each, english=english) for each in value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def condition(rule: str, one: Condition, *, english: bool) -> str:
    """``申請日 ≥ 民國115年1月1日``."""
    fact = words.fact(rule, one.fact, english=english)
    if one.value is None and one.relation == "≠":
        return f"{fact}: given" if english else f"{fact}：有"
    relation = {"=": ": " if english else "：", "≠": " is not " if english else "不是"}.get(
        one.relation, f" {one.relation} "
    )
    return f"{fact}{relation}{plain(one.value, english=english)}"
