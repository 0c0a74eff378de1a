"""A value nobody has told: what a rule may do with it, and which paths it can take.

A rule is asked with missing facts by running it as it stands. Where it compares an `Unknown`, both outcomes that
are still possible are followed, one run each (`Paths`). Where it calculates with one, the result is unknown too;
`lifted` says so for functions that would have to look inside. Where it needs the value itself, `ValueNeededError`
ends the run. Nothing is ever assumed: a path may be followed that no real value leads to, never the reverse.
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar, cast

Parameters = ParamSpec("Parameters")
Given = TypeVar("Given")

IN_TEXT = "\ue000"
"""Stands in a sentence where an unknown value would be written; a private character no statute uses."""


class ValueNeededError(Exception):
    """The rule cannot go on without the value of one of these facts."""

    def __init__(self, fields: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Condition:
    """One side of a choice: this fact stands in this relation to this value; no relation where it is a calculation."""

    fact: str
    relation: str
    value: object


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice taken on a path."""

    fields: frozenset[str]
    taken: int
    options: int
    condition: Condition | None


@dataclass(slots=True)
class Path:
    """One run: repeats the choices it was given, then takes the first option of every further one."""

    given: Sequence[int] = ()
    choices: list[Choice] = field(default_factory=list)

    def choose(self, fields: frozenset[str], options: int, condition: Callable[[int], Condition] | None = None) -> int:
        """Which of so many options this run takes, and what is said by taking it."""
        place = len(self.choices)
        taken = self.given[place] if place < len(self.given) else 0
        self.choices.append(Choice(fields, taken, options, condition and condition(taken)))
        return taken

    def following(self) -> list[int] | None:
        """The choices of the next path in depth-first order; None after the last one."""
        taken = [choice.taken for choice in self.choices]
        while taken:
            if taken[-1] + 1 < self.choices[len(taken) - 1].options:
                taken[-1] += 1
                return taken
            taken.pop()
        return None


@dataclass(slots=True)
class Range:
    """What is known of an ordered value: its bounds, and values it is not.

    `step` where the values are discrete; `each` where they are so few that a calculation tries every one.
    """

    least: Any
    most: Any
    step: Any = None
    least_open: bool = False
    most_open: bool = False
    excluded: frozenset[object] = frozenset()
    each: bool = False

    def parts(self, limit: Any, *, strict: bool) -> "tuple[Range, Range]":  # noqa: ANN401 - any ordered value
        """What is under a limit, and what is not; where one is empty, the bounds of the other say nothing."""
        under = self._trimmed(self.least, limit, self.least_open, strict)
        return under, self._trimmed(limit, self.most, not strict, self.most_open)

    def without(self, value: object) -> "Range":
        """The range without one value."""
        excluded = self.excluded | {value}
        return Range(self.least, self.most, self.step, self.least_open, self.most_open, excluded, self.each).settled()

    def holds(self, value: Any) -> bool:  # noqa: ANN401 - any ordered value
        """Whether the value may be it."""
        if value in self.excluded:
            return False
        low = self.least < value or (self.least == value and not self.least_open)
        return bool(low and (value < self.most or (value == self.most and not self.most_open)))

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        bound = self.least_open or self.most_open or self.least in self.excluded
        return bool(self.least > self.most or (self.least == self.most and bound))

    def few(self) -> list[int]:
        """Every integer it may be, where each is to be tried or only one is left; else none."""
        if self.step != 1 or not (self.each or self.least == self.most):
            return []
        return [value for value in range(self.least, self.most + 1) if value not in self.excluded]

    def _trimmed(self, least: Any, most: Any, least_open: bool, most_open: bool) -> "Range":  # noqa: ANN401 - see below
        return Range(least, most, self.step, least_open, most_open, self.excluded, self.each).settled()

    def settled(self) -> "Range":
        """Discrete bounds on values that can be taken."""
        if self.step is None:
            return self
        if self.step == 1:
            lowest, highest = -int(-self.least // 1), int(self.most // 1)
            self.least, self.least_open = lowest, self.least_open and lowest == self.least
            self.most, self.most_open = highest, self.most_open and highest == self.most
        while self.least_open or self.least in self.excluded:
            self.least, self.least_open = self.least + self.step, False
        while self.most_open or self.most in self.excluded:
            self.most, self.most_open = self.most - self.step, False
        return self


def _both_ways(operate: Callable[[Any, Any], Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A calculation with the unknown on its left, and on its right."""

    def left(self: "Unknown", other: object) -> Any:  # noqa: ANN401 - whatever the calculation gives
        value = self._value()
        return self.derived(other) if value is None else operate(value, other)

    def right(self: "Unknown", other: object) -> Any:  # noqa: ANN401 - whatever the calculation gives
        value = self._value()
        return self.derived(other) if value is None else operate(other, value)

    return left, right


class Unknown:
    """A fact nobody has told, or what a calculation with one gives."""

    __slots__ = ("_path", "_range", "fields")

    def __init__(self, path: Path, fields: frozenset[str], known: Range | None = None) -> None:
        self._path = path
        self._range = known
        self.fields = fields

    # Comparing: every outcome that is still possible is followed.

    def __eq__(self, other: object) -> bool:
        if other is self:
            return True
        if other is None:
            return False
        if self._range is None or isinstance(other, Unknown):
            return self._either(other)
        if not self._range.holds(other):
            return False
        rest = self._range.without(other)
        equal = Range(other, other, self._range.step)
        return self._split((equal, "="), (rest, "≠"), other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: object) -> bool:
        return self._below(other, strict=True)

    def __le__(self, other: object) -> bool:
        return self._below(other, strict=False)

    def __gt__(self, other: object) -> bool:
        return not self._below(other, strict=False)

    def __ge__(self, other: object) -> bool:
        return not self._below(other, strict=True)

    def __bool__(self) -> bool:
        if self._range is not None and self._range.step == 1:
            return self != 0
        return self._either(None)

    def __contains__(self, entry: object) -> bool:
        return self._either(entry)

    def _below(self, other: object, *, strict: bool) -> bool:
        if self._range is None or isinstance(other, Unknown):
            return self._either(other)
        low, high = self._range.parts(other, strict=strict)
        return self._split((low, "<" if strict else "≤"), (high, "≥" if strict else ">"), other)

    def _split(self, yes: tuple[Range, str], no: tuple[Range, str], value: object) -> bool:
        if yes[0].empty or no[0].empty:
            return not yes[0].empty
        (fact,) = self.fields
        sides = (yes, no)
        taken = self._path.choose(self.fields, 2, lambda taken: Condition(fact, sides[taken][1], value))
        self._range = sides[taken][0]
        return taken == 0

    def _either(self, other: object) -> bool:
        return self._path.choose(self.fields | fields_in(other), 2) == 0

    # Calculating: with each value where there are few, else the result is another unknown.

    def _value(self) -> Any:  # noqa: ANN401 - None, or one value of the range
        few = self._range and self._range.few()
        if not few:
            return None
        if len(few) == 1:
            return few.pop()
        (fact,) = self.fields
        value = few[self._path.choose(self.fields, len(few), lambda taken: Condition(fact, "=", few[taken]))]
        self._range = Range(value, value, 1)
        return value

    def derived(self, others: object = None) -> "Unknown":
        """What a calculation with this and other values gives: of it nothing is known."""
        return Unknown(self._path, self.fields | fields_in(others) if type(others) in _HOLDING else self.fields)

    __add__, __radd__ = _both_ways(operator.add)
    __sub__, __rsub__ = _both_ways(operator.sub)
    __mul__, __rmul__ = _both_ways(operator.mul)
    __floordiv__, __rfloordiv__ = _both_ways(operator.floordiv)
    __mod__, __rmod__ = _both_ways(operator.mod)

    def __divmod__(self, other: Any) -> Any:  # noqa: ANN401 - any number
        return self // other, self % other

    def __neg__(self) -> Any:  # noqa: ANN401 - any number
        return 0 - self

    def __getitem__(self, place: object) -> "Unknown":
        return self.derived(place)

    def date(self) -> "Unknown":
        """The day of a moment."""
        return self.derived()

    @property
    def numerator(self) -> "Unknown":
        """Of a fraction."""
        return self.derived()

    @property
    def denominator(self) -> "Unknown":
        """Of a fraction."""
        return self.derived()

    # Writing leaves a gap in the sentence.

    def __str__(self) -> str:
        few = self._range and self._range.few()
        return str(few.pop()) if few and len(few) == 1 else IN_TEXT

    def __format__(self, specification: str) -> str:
        return format(str(self), specification if str(self) != IN_TEXT else "")

    def isoformat(self) -> str:
        """As the date would be written in a sentence."""
        return IN_TEXT

    # Everything else needs the value.

    def _needed(self, *_: object) -> NoReturn:
        raise ValueNeededError(self.fields)

    __iter__ = __len__ = __int__ = __index__ = __call__ = cast("Callable[..., Any]", _needed)

    def __hash__(self) -> int:
        return cast("int", self._needed())

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ValueNeededError(self.fields)


_HOLDING = (Unknown, tuple, list)
"""Types of values in which an unknown may stand."""


def unknowns_in(value: object) -> Iterator[Unknown]:
    """The value itself, or the entries of a list, that are unknown."""
    if type(value) is Unknown:
        yield value
    elif type(value) in (tuple, list):
        for entry in cast("Sequence[object]", value):
            yield from unknowns_in(entry)


def fields_in(value: object) -> frozenset[str]:
    """The facts that would have to be told for this value to be known."""
    return frozenset().union(*(unknown.fields for unknown in unknowns_in(value)))


def lifted(function: Callable[Parameters, Given]) -> Callable[Parameters, Given]:
    """A calculation with an unknown gives an unknown; the function itself only ever sees known values."""

    @wraps(function)
    def call(*arguments: Parameters.args, **named: Parameters.kwargs) -> Given:
        values = (*arguments, *named.values())
        for value in values:
            for unknown in unknowns_in(value):
                return cast("Given", unknown.derived(list(values)))
        return function(*arguments, **named)

    return call
