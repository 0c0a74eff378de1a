"""From JSON values to the typed facts of a rule, in the order of errors of the contract.

The order inside an object: unknown fields as given, missing fields as declared, then each field as declared
(null, type, allowed values). A list: its kind and length, each entry, then duplicates.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from smilemark.law.facts import (
    TAIPEI,
    Between,
    Digits,
    FactsError,
    Money,
    Size,
    Text,
    is_blank,
    require,
)

Reader = Callable[[object, str], Any]
"""Takes the JSON value and its path, gives the typed value or raises FactsError."""

FIRST_YEAR, LAST_YEAR = 1912, 2199

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATETIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\+08:00")
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_RATIO = re.compile(r"([0-9]{1,9})/([0-9]{1,9})|[0-9](\.[0-9]{1,9})?")


def object_reader(hints: Mapping[str, object]) -> Callable[[object, str], dict[str, Any]]:
    """A reader for a JSON object with exactly these fields; the empty path is the facts themselves."""
    readers = {name: reader_for(hint) for name, hint in hints.items()}

    def read(value: object, path: str) -> dict[str, Any]:
        if type(value) is not dict:
            raise FactsError(path or "facts", "not an object")
        prefix = f"{path}." if path else ""
        for name in value:
            require(name in readers, f"{prefix}{name}", "unknown field")
        for name in readers:
            require(name in value, f"{prefix}{name}", "missing field")
        return {name: reader(value[name], prefix + name) for name, reader in readers.items()}

    return read


def reader_for(hint: Any) -> Reader:  # noqa: ANN401 - a type hint is any object
    """The reader for one annotation."""
    marks: tuple[object, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        marks = tuple(rest)
    if get_origin(hint) in (Union, UnionType):
        return _nullable(hint)
    if get_origin(hint) is tuple:
        size = _mark(marks, Size)
        return _list_reader(reader_for(get_args(hint)[0]), size)
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_reader(hint)
    if issubclass(hint, Enum):
        return _one_of(hint)
    return _plain_reader(hint, marks)


def _nullable(hint: object) -> Reader:
    """A field that may be null is always written `X | None`, and X may carry its own marks."""
    (inner,) = [part for part in get_args(hint) if part is not NoneType]
    read_inner = reader_for(inner)

    def read(value: object, path: str) -> object:
        return None if value is None else read_inner(value, path)

    return read


def _plain_reader(hint: type, marks: tuple[object, ...]) -> Reader:
    without_limits: dict[type, Reader] = {bool: _boolean, date: _date, datetime: _datetime, Fraction: _ratio}
    if hint in without_limits:
        return without_limits[hint]
    if hint is int:
        return _integer(_mark(marks, Between))
    if hint is Decimal:
        return _decimal(_mark(marks, Money))
    if hint is str:
        digits = [mark for mark in marks if isinstance(mark, Digits)]
        return _digits(digits[0]) if digits else _text(_mark(marks, Text))
    raise TypeError(f"{hint!r} is not a type of the contract")


Mark = TypeVar("Mark", Between, Money, Size, Text)


def _mark(marks: Iterable[object], kind: type[Mark]) -> Mark:
    """The one mark of this kind; its absence is a mistake of the rule, not of the facts."""
    (found,) = [mark for mark in marks if isinstance(mark, kind)]
    return found


def _boolean(value: object, path: str) -> bool:
    if type(value) is not bool:
        raise FactsError(path, "not true or false")
    return value


def _integer(limits: Between) -> Reader:
    def read(value: object, path: str) -> int:
        if type(value) is not int:  # a boolean is an int to Python, but not to the contract
            raise FactsError(path, "not an integer")
        require(limits.least <= value <= limits.most, path, f"not an integer from {limits.least} to {limits.most}")
        return value

    return read


def _string(value: object, path: str) -> str:
    if type(value) is not str:
        raise FactsError(path, "not a string")
    require(not has_unpaired_surrogate(value), path, "holds an unpaired surrogate")
    return value


def has_unpaired_surrogate(text: str) -> bool:
    """JSON can spell half a character; such a text cannot be written or compared."""
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _text(limits: Text) -> Reader:
    def read(value: object, path: str) -> str:
        text = _string(value, path)
        require(
            limits.least <= len(text) <= limits.most,
            path,
            f"not {limits.least} to {limits.most} characters long",
        )
        require(not (limits.non_blank and is_blank(text)), path, "blank")
        return text

    return read


def _digits(limits: Digits) -> Reader:
    def read(value: object, path: str) -> str:
        text = _string(value, path)
        good = len(text) in limits.lengths and text.isascii() and text.isdigit()
        require(good, path, f"not a string of {limits.lengths} ASCII digits")
        return text

    return read


@lru_cache(maxsize=8192)  # batches ask about the same days; a bound keeps wrong dates from filling memory
def _day(text: str) -> date | None:
    """The day of an ISO date within the years of the contract, None for anything else."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _date(value: object, path: str) -> date:
    if type(value) is not str:
        raise FactsError(path, "not a string")
    day = _day(value) if len(value) == len("YYYY-MM-DD") else None
    if day is None:
        raise FactsError(path, f"not a real date YYYY-MM-DD of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _datetime(value: object, path: str) -> datetime:
    if type(value) is not str:
        raise FactsError(path, "not a string")
    match = _DATETIME.fullmatch(value)
    day = _day(match[1]) if match else None
    if match is None or day is None:
        raise FactsError(path, "not a real time YYYY-MM-DDTHH:MM:SS+08:00")
    try:
        return datetime(day.year, day.month, day.day, int(match[2]), int(match[3]), int(match[4]), tzinfo=TAIPEI)
    except ValueError:
        raise FactsError(path, "not a real time of day") from None


def _decimal(limits: Money) -> Reader:
    def read(value: object, path: str) -> Decimal:
        if type(value) is not str:
            raise FactsError(path, "not a string")
        require(_DECIMAL.fullmatch(value) is not None, path, "not a decimal string")
        amount = Decimal(value)
        require(amount > 0 or not limits.positive, path, "not greater than 0")
        return amount

    return read


def _ratio(value: object, path: str) -> Fraction:
    if type(value) is not str:
        raise FactsError(path, "not a string")
    match = _RATIO.fullmatch(value)
    if match is None or (match[2] is not None and int(match[2]) == 0):
        raise FactsError(path, "not a ratio a/b or a decimal")
    ratio = Fraction(value)
    require(0 < ratio <= 1, path, "not greater than 0 and at most 1")
    return ratio


def _one_of(kind: type[Enum]) -> Reader:
    by_value = {member.value: member for member in kind}
    json_type = int if issubclass(kind, IntEnum) else str
    if not issubclass(kind, (IntEnum, StrEnum)):
        raise TypeError(f"{kind!r} is neither a string nor an integer enumeration")

    def read(value: object, path: str) -> Enum:
        member = by_value.get(value) if type(value) is json_type else None
        if member is None:
            raise FactsError(path, f"not one of {', '.join(str(known) for known in by_value)}")
        return member

    return read


def _list_reader(read_entry: Reader, size: Size) -> Reader:
    def read(value: object, path: str) -> tuple[object, ...]:
        if type(value) is not list:
            raise FactsError(path, "not a list")
        require(size.least <= len(value) <= size.most, path, f"not {size.least} to {size.most} entries")
        entries = tuple(read_entry(entry, f"{path}[{place}]") for place, entry in enumerate(value))
        if size.unique:
            seen: set[object] = set()
            for place, entry in enumerate(entries):
                require(entry not in seen, f"{path}[{place}]", "the same entry stands earlier in the list")
                seen.add(entry)
        return entries

    return read


def _dataclass_reader(kind: Any) -> Reader:  # noqa: ANN401 - any frozen dataclass of facts
    hints = get_type_hints(kind, include_extras=True)
    read_fields = object_reader({field.name: hints[field.name] for field in fields(kind)})

    def read(value: object, path: str) -> object:
        return kind(**read_fields(value, path))

    return read
