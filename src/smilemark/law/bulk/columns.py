"""What the rules over columns share: codes, days, months, and parameters by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from smilemark.law.citation import Citation
from smilemark.law.facts import FactsError
from smilemark.law.in_force import REGULATION_VERSION, NotInForceError, versions_of
from smilemark.law.reading import FIRST_YEAR, LAST_YEAR

Integers = npt.NDArray[Any]
"""Any integer type, signed or not."""
Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int8]
"""1 yes, 0 no, `OPEN` where the rule leaves it open."""
Days = npt.NDArray[np.datetime64]
On = date | Days
"""One day for all rows, or a column of days."""

OPEN = -1
DAY = np.timedelta64(1, "D")
NO_DAY = np.datetime64("NaT", "D")
MOST_OF_INT64 = 2**63 - 1

Result_co = TypeVar("Result_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Code(Generic[Result_co]):
    """One way a rule can come out: the result, whether it passed, and the place it rests on."""

    name: str
    result: Result_co
    citation: Citation
    passed: bool | None = None


def places_of(kind: type[Enum], values: Iterable[object]) -> Codes:
    """A column of members of an enumeration as their places in it; members or their values.

    Errors: `<row>` of a value that is none of them.
    """
    place = {member.value: number for number, member in enumerate(kind)}
    found = []
    for row, value in enumerate(values):
        key = value.value if isinstance(value, Enum) else value
        if key not in place:
            raise FactsError(f"[{row}]", f"not one of {', '.join(map(str, place))}")
        found.append(place[key])
    return np.array(found, np.uint8)


def checked_places(column: npt.ArrayLike, kind: type[Enum], field: str) -> Codes:
    """The column, once every place is one of the enumeration."""
    given = np.asarray(column)
    refuse_where((given < 0) | (given >= len(kind)), field, f"not a place in {kind.__name__}")
    return given.astype(np.uint8, copy=False)


def days(column: npt.ArrayLike, field: str, *, nullable: bool = False) -> Days:
    """A column of days from 1912 to 2199, as the contract reads them; NaT only where `nullable`."""
    given = np.asarray(column, dtype="datetime64[D]")
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(f"{LAST_YEAR}-12-31")
    missing = np.isnat(given)
    if not nullable:
        refuse_where(missing, field, "missing")
    refuse_where(~missing & ((given < first) | (given > last)), field, f"not a day from {FIRST_YEAR} to {LAST_YEAR}")
    return given


def refuse_where(wrong: Flags, field: str, message: str) -> None:
    """Refuse the columns, naming field and first row, where anything is wrong."""
    if wrong.any():
        raise FactsError(f"{field}[{int(np.argmax(wrong))}]", message)


def asked_where(needed: Flags, on: On) -> Days:
    """The day whose law is asked on each row; where none is needed, one on which every table has a version."""
    return np.asarray(np.where(needed, np.asarray(on, "datetime64[D]"), np.datetime64(REGULATION_VERSION)))


def months_from(first_counted_day: Days, months: int | Integers) -> Days:
    """C3, C5 over a column: see `law.periods.months_from`."""
    start, length = _month_after(first_counted_day, months)
    place = _place_in_month(first_counted_day)
    last: Days = start + np.where(place >= length, length - 1, place - 1)
    return last


def same_day_number(day: Days, months: int | Integers) -> Days:
    """C4 over a column: see `law.periods.same_day_number`."""
    start, length = _month_after(day, months)
    same: Days = start + np.minimum(_place_in_month(day), length - 1)
    return same


def _place_in_month(day: Days) -> Integers:
    """0 on the first of the month."""
    place: Integers = (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return place


def _month_after(day: Days, months: int | Integers) -> tuple[Days, Integers]:
    """First day, and number of days, of the month `months` later."""
    month = day.astype("datetime64[M]") + np.asarray(months, np.int64)
    start = month.astype("datetime64[D]")
    return start, ((month + 1).astype("datetime64[D]") - start).astype(np.int64)


def parameter(versions: Mapping[date, int], on: On) -> Integers:
    """The number in force on a day, or on each day of a column, as an array that fits beside the columns."""
    table = versions_of(versions)
    numbers: Integers = np.array([table[day] for day in sorted(table)], np.int64)[version_place(versions, on)]
    return numbers


def version_day(versions: Mapping[date, object], on: On) -> Days:
    """First day of the version in force on a day, or on each day of a column."""
    return np.array(sorted(versions_of(versions)), "datetime64[D]")[version_place(versions, on)]


def version_place(versions: Mapping[date, object], on: On) -> Integers:
    """Which version, in the order of their first days; a day before the first is an error, never a default."""
    asked = np.asarray(on, "datetime64[D]")
    place = np.searchsorted(np.array(sorted(versions_of(versions)), "datetime64[D]"), asked, side="right") - 1
    if (place < 0).any():
        raise NotInForceError(f"no version was in force on {asked[place < 0].min()}")
    return place
