"""Breaking a function in the running process, wherever it was imported to: its code is exchanged, not its name."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property, singledispatch
from importlib import import_module
from typing import Any

from django.db.models import QuerySet

IDLE, WRONG, WATCHED = "idle", "wrong", "watched"
"""It returns at once and does nothing; it does its work and returns something else; or it is only watched."""


seen: dict[str, bool] = {}
"""Places that were called while watched or broken, and whether an answer of theirs could be another."""


def function_of(place: str) -> types.FunctionType:
    """The plain function behind ``module:name`` or ``module:Class.name``, without its decorators."""
    module, _, name = place.partition(":")
    found: Any = import_module(module)
    for each in name.split("."):
        found = inspect.getattr_static(found, each)
    if isinstance(found, staticmethod | classmethod):
        found = found.__func__
    if isinstance(found, property):
        found = found.fget
    if isinstance(found, cached_property):
        found = found.func
    found = inspect.unwrap(found)
    assert isinstance(found, types.FunctionType), f"{place} is not a function"
    return found


@contextmanager
def broken(place: str, way: str) -> Iterator[None]:
    """The function at ``place`` is broken while this runs."""
    function = function_of(place)
    whole, signature = function.__code__, function.__dict__.get("__signature__")
    original = types.FunctionType(whole, function.__globals__, function.__name__, None, function.__closure__)
    original.__defaults__, original.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
    original.__annotations__ = function.__annotations__
    _behind[place] = (original, way)
    function.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]  # what inspect reads first
    function.__code__ = _stub(place, function)
    try:
        yield
    finally:
        function.__code__ = whole
        if signature is None:
            del function.__signature__  # type: ignore[attr-defined]  # set above
        else:
            function.__signature__ = signature  # type: ignore[attr-defined]  # as it was


_behind: dict[str, tuple[Callable[..., Any], str]] = {}

_STUB = """
def make({free}):
    def stub(*args, **kwargs):
        if False:
            ({uses})
        from tests.claims.breaking import answer
        return answer({place!r}, args, kwargs)
    return stub
"""


def _stub(place: str, function: types.FunctionType) -> types.CodeType:
    """Code that asks `answer` instead; it has the free variables of the original, as Python demands."""
    free = function.__code__.co_freevars
    names = [f"free_{at}" if name == "__class__" else name for at, name in enumerate(free)]
    made: dict[str, Any] = {}
    exec(_STUB.format(free=", ".join(names), uses=", ".join(names), place=place), made)  # noqa: S102  # names of our own code
    stub = made["make"](*names).__code__
    assert set(stub.co_freevars) == set(names)
    return stub.replace(co_freevars=tuple(free), co_name=function.__name__)


def answer(place: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a broken function gives."""
    original, way = _behind[place]
    seen.setdefault(place, False)
    if inspect.isgeneratorfunction(original):
        return iter(()) if way == IDLE else original(*args, **kwargs)
    if way == IDLE:
        return None
    given = original(*args, **kwargs)
    other = _another_of(original, given)
    seen[place] |= other is not given
    return other if way == WRONG else given


def _another_of(function: Callable[..., Any], given: Any) -> Any:
    """A function that gives something or None gives the other; one that gives a reason or None, a reason for None."""
    said = str(function.__annotations__.get("return", ""))
    if "None" not in said or said == "None":
        return another(given)
    return None if given is not None else "broken" if "str" in said else None


@singledispatch
def another(value: Any) -> Any:
    """Another value of the same kind; the same object where there is none."""
    if is_dataclass(value) and not isinstance(value, type):
        return _another_dataclass(value)
    return value


def _another_dataclass(value: Any) -> Any:
    """Every field another; a Finding keeps the rule's name and its reasons, which are words."""
    kept = {"rule", "because", "version", "facts"}
    values = {each.name: getattr(value, each.name) for each in fields(value) if each.init and each.name not in kept}
    changed = {name: another(old) for name, old in values.items()}
    if all(changed[name] is old for name, old in values.items()):
        return value
    try:
        return replace(value, **changed)
    except (TypeError, ValueError):
        made = object.__new__(type(value))
        for each in fields(value):
            object.__setattr__(made, each.name, changed.get(each.name, getattr(value, each.name)))
        return made


@another.register
def _(value: bool) -> bool:
    return not value


@another.register
def _(value: int) -> Any:
    return _another_member(value) if isinstance(value, Enum) else value + 1


@another.register(Decimal)
@another.register(Fraction)
def _(value: Any) -> Any:
    return value + 1


@another.register
def _(value: str) -> str:
    if isinstance(value, Enum):
        return _another_member(value)
    return "" if value else "broken"


@another.register
def _another_member(value: Enum) -> Any:
    members = list(type(value))
    return members[(members.index(value) + 1) % len(members)]


@another.register
def _(value: date) -> date:
    return value + timedelta(days=1)


@another.register(list)
@another.register(tuple)
@another.register(set)
@another.register(frozenset)
def _(value: Any) -> Any:
    return type(value)() if value and not hasattr(value, "_fields") else value


@another.register
def _(value: dict) -> dict[Any, Any]:
    return {} if value else value


@another.register
def _(value: bytes) -> bytes:
    return b""


@another.register
def _(value: QuerySet) -> Any:  # type: ignore[type-arg]  # of any model
    return value.none()
