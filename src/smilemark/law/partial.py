"""From JSON in which facts may be missing to what a rule is called with on one path.

What is there is read as the contract reads it (`reading`). What is missing becomes a maker: a boolean, a word of a
list, or the absence of a value is tried in every way; everything else is an `Unknown` with the limits of its type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from smilemark.law.facts import TAIPEI, Between, FactsError, Money, Size, require
from smilemark.law.reading import FIRST_YEAR, LAST_YEAR, reader_for
from smilemark.law.unknown import Condition, Path, Range, Unknown

Maker = Callable[[Path], Any]
"""Gives the value of a fact on one path."""

FEW = 16
"""A number with fewer values than this is tried with each of them where a rule calculates with it."""

_DEAREST = Decimal(10**15)


@dataclass(frozen=True, slots=True)
class Partial:
    """A fact as far as it is known: how its value is made, and which facts are missing in it."""

    make: Maker
    missing: tuple[str, ...] = ()


def object_of(hints: Mapping[str, object], value: object, path: str = "") -> tuple[dict[str, Maker], tuple[str, ...]]:
    """The makers of an object's fields and the names of what is missing, in the order of the contract's errors."""
    if type(value) is not dict:
        raise FactsError(path or "facts", "not an object")
    prefix = f"{path}." if path else ""
    for name in value:
        require(name in hints, f"{prefix}{name}", "unknown field")
    parts = {
        name: read(hint, value[name], prefix + name) if name in value else untold(hint, prefix + name)
        for name, hint in hints.items()
    }
    missing = tuple(name for part in parts.values() for name in part.missing)
    return {name: part.make for name, part in parts.items()}, missing


def read(hint: Any, value: object, path: str) -> Partial:  # noqa: ANN401 - a type hint is any object
    """A fact that is there; inside an object or a list of objects, facts may still be missing."""
    kind, marks = _without_marks(hint)
    if get_origin(kind) in (Union, UnionType):
        return Partial(lambda _: None) if value is None else read(_given(kind), value, path)
    if is_dataclass(kind) and isinstance(kind, type):
        makers, missing = object_of(_hints(kind), value, path)
        return Partial(_making(kind, makers), missing)
    if get_origin(kind) is tuple and is_dataclass(_without_marks(get_args(kind)[0])[0]):
        return _list(get_args(kind)[0], next(mark for mark in marks if isinstance(mark, Size)), value, path)
    known = reader_for(hint)(value, path)
    return Partial(lambda _: known)


def _list(hint: object, size: Size, value: object, path: str) -> Partial:
    if type(value) is not list:
        raise FactsError(path, "not a list")
    require(size.least <= len(value) <= size.most, path, f"not {size.least} to {size.most} entries")
    entries = [read(hint, entry, f"{path}[{place}]") for place, entry in enumerate(value)]
    missing = tuple(name for entry in entries for name in entry.missing)
    return Partial(lambda taken: tuple(entry.make(taken) for entry in entries), missing)


def untold(hint: Any, path: str) -> Partial:  # noqa: ANN401 - a type hint is any object
    """A fact that is not there."""
    kind, marks = _without_marks(hint)
    if get_origin(kind) in (Union, UnionType):
        return _absent_or(untold(_given(kind), path), path)
    if is_dataclass(kind) and isinstance(kind, type):
        makers, missing = object_of(_hints(kind), {}, path)
        return Partial(_making(kind, makers), missing)
    if isinstance(kind, type) and (kind is bool or issubclass(kind, Enum)):
        return Partial(_one_of(path, (False, True) if kind is bool else tuple(kind)), (path,))
    fact = frozenset({path})
    limits = _limits(kind, marks)
    return Partial(lambda taken: Unknown(taken, fact, limits), (path,))


def _absent_or(given: Partial, path: str) -> Partial:
    """Null, or given with every part of it unknown."""
    fact = frozenset({path})

    def said(taken: int) -> Condition:
        return Condition(path, "=≠"[taken], None)

    def make(course: Path) -> object:
        return given.make(course) if course.choose(fact, 2, said) else None

    return Partial(make, tuple(dict.fromkeys((path, *given.missing))))


def _one_of(path: str, values: tuple[Any, ...]) -> Maker:
    fact = frozenset({path})
    options = [Condition(path, "=", value) for value in values]
    return lambda course: values[course.choose(fact, len(options), options.__getitem__)]


def _making(kind: type, makers: Mapping[str, Maker]) -> Maker:
    return lambda taken: kind(**{name: make(taken) for name, make in makers.items()})


def _hints(kind: Any) -> dict[str, object]:  # noqa: ANN401 - any frozen dataclass of facts
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


def _without_marks(hint: Any) -> tuple[Any, tuple[object, ...]]:  # noqa: ANN401 - a type hint is any object
    if get_origin(hint) is Annotated:
        kind, *marks = get_args(hint)
        return kind, tuple(marks)
    return hint, ()


def _given(hint: object) -> object:
    """X of `X | None`."""
    return next(part for part in get_args(hint) if part is not NoneType)


def _limits(kind: object, marks: tuple[object, ...]) -> Range | None:
    """The values the contract accepts, where they have an order."""
    if kind is int:
        between = next(mark for mark in marks if isinstance(mark, Between))
        return Range(between.least, between.most, 1, each=between.most - between.least < FEW)
    if kind is date:
        return Range(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), timedelta(days=1))
    if kind is datetime:
        first = datetime(FIRST_YEAR, 1, 1, tzinfo=TAIPEI)
        return Range(first, datetime(LAST_YEAR, 12, 31, 23, 59, 59, tzinfo=TAIPEI))
    if kind is Decimal:
        positive = any(isinstance(mark, Money) and mark.positive for mark in marks)
        return Range(Decimal(0), _DEAREST, least_open=positive)
    if kind is Fraction:
        return Range(Fraction(0), Fraction(1), least_open=True)
    return None
