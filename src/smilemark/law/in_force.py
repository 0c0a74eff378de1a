"""Which version of a number applied on a day."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from types import MappingProxyType
from typing import TypeVar, cast

Value = TypeVar("Value")

REGULATION_VERSION = date(2023, 10, 24)
"""The version of the 要點 (112年10月24日產策字第11201236362號令) this package follows."""

_NOTHING: Mapping[int, Mapping[date, object]] = MappingProxyType({})
_SUPPOSED: ContextVar[Mapping[int, Mapping[date, object]]] = ContextVar("supposed", default=_NOTHING)
"""Identity of a table of versions -> the table to use instead, in this context only (see `supposing`)."""


class NotInForceError(LookupError):
    """No version was in force on the day asked about."""


def versions_of(versions: Mapping[date, Value]) -> Mapping[date, Value]:
    """The table itself, or what this context supposes in its place."""
    return cast("Mapping[date, Value]", _SUPPOSED.get().get(id(versions), versions))


def version_in_force(versions: Mapping[date, object], on: date) -> date:
    """First day of the version in force on a day."""
    started = [first_day for first_day in versions_of(versions) if first_day <= on]
    if not started:
        raise NotInForceError(f"no version was in force on {on.isoformat()}")
    return max(started)


def in_force(versions: Mapping[date, Value], on: date) -> Value:
    """The value in force on a day; a day before the first version is an error, never a default."""
    return versions_of(versions)[version_in_force(versions, on)]


@contextmanager
def supposing(*changes: tuple[Mapping[date, object], Mapping[date, object]]) -> Iterator[None]:
    """Ask the rules as if tables of versions read otherwise: pairs of the table and what to suppose in its place.

    Only the context of the caller is concerned: no table is written, no other thread or task sees anything, and
    what was supposed ends with the block. Inside another such block the changes add up; the inner one wins.
    """
    supposed = {**_SUPPOSED.get(), **{id(versions): instead for versions, instead in changes}}
    token = _SUPPOSED.set(MappingProxyType(supposed))
    try:
        yield
    finally:
        _SUPPOSED.reset(token)
