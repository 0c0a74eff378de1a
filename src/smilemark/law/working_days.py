"""Working days of government offices: 行政程序法第四十八條第四項 and the yearly 辦公日曆表.

A calendar is a value the caller passes in. The official years are data here; the applications may add years
they only estimate, and such a day says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto

from smilemark.law.citation import OFFICE_CALENDAR, PROCEDURE_ACT, Citation, article
from smilemark.law.facts import FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule
from smilemark.law.unknown import lifted

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)

REST_DAYS = article(PROCEDURE_ACT, 48, 4)
YEARLY_TABLE = Citation(OFFICE_CALENDAR)


class OutsideCalendarError(LookupError):
    """The office calendar of that year has not been published; a working day is never guessed."""


class DayKind(StrEnum):
    """What the office calendar says of a day."""

    WORKING_DAY = auto()
    MAKE_UP_WORKING_DAY = auto()
    WEEKEND = auto()
    HOLIDAY = auto()


@dataclass(frozen=True, slots=True)
class WorkingDayCalendar:
    """The office calendars of some years."""

    years: frozenset[int]
    closed: frozenset[date]
    """Monday to Friday, offices closed."""
    make_up: frozenset[date]
    """Saturdays on which offices work."""
    estimated_years: frozenset[int] = frozenset()
    """Years not yet published; a date computed in them must be marked as estimated."""

    def covers(self, day: date) -> bool:
        """Whether the day can be tested."""
        return day.year in self.years

    def is_estimated(self, day: date) -> bool:
        """Whether the day lies in a year that is only estimated."""
        return day.year in self.estimated_years

    def kind(self, day: date) -> DayKind:
        """What the day is."""
        if not self.covers(day):
            raise OutsideCalendarError(f"no office calendar for {day.isoformat()}")
        if day.weekday() >= _SATURDAY:
            return DayKind.MAKE_UP_WORKING_DAY if day in self.make_up else DayKind.WEEKEND
        return DayKind.HOLIDAY if day in self.closed else DayKind.WORKING_DAY

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day."""
        return self.kind(day) in (DayKind.WORKING_DAY, DayKind.MAKE_UP_WORKING_DAY)

    def next_working_day(self, day: date) -> date:
        """The day itself if offices work, else the next day they do (counting rule C6)."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def with_year(
        self, year: int, *, closed: Iterable[date], make_up: Iterable[date] = (), estimated: bool
    ) -> "WorkingDayCalendar":
        """The same calendar with a further year, replacing what it knew of that year."""
        return replace(
            self,
            years=self.years | {year},
            closed=frozenset(day for day in self.closed if day.year != year) | frozenset(closed),
            make_up=frozenset(day for day in self.make_up if day.year != year) | frozenset(make_up),
            estimated_years=self.estimated_years | {year} if estimated else self.estimated_years - {year},
        )


def _days(table: dict[int, str]) -> frozenset[date]:
    return frozenset(
        date.fromisoformat(f"{year}-{month_day}") for year, listed in table.items() for month_day in listed.split()
    )


OFFICIAL_CLOSED = {
    2023: ("01-02 01-20 01-23 01-24 01-25 01-26 01-27 02-27 02-28 04-03 04-04 04-05 06-22 06-23 09-29 10-09 10-10"),
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 02-28 04-04 04-05 06-10 09-17 10-10",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 02-28 04-03 04-04 05-30 09-29 10-06 10-10 10-24 12-25",
    2026: "01-01 02-16 02-17 02-18 02-19 02-20 02-27 04-03 04-06 05-01 06-19 09-25 09-28 10-09 10-26 12-25",
}
OFFICIAL_MAKE_UP = {
    2023: "01-07 02-04 02-18 03-25 06-17 09-23",
    2024: "02-17",
    2025: "02-08",
    2026: "",
}

OFFICIAL = WorkingDayCalendar(frozenset(OFFICIAL_CLOSED), _days(OFFICIAL_CLOSED), _days(OFFICIAL_MAKE_UP))
"""行政院人事行政總處 政府行政機關辦公日曆表, to be extended when a further year is published."""


@lifted
def moved(day: date, calendar: WorkingDayCalendar, *, field: str) -> date:
    """Counting rule C6 inside a rule: a day outside the calendar is an error of the field that led to it."""
    try:
        return calendar.next_working_day(day)
    except OutsideCalendarError as error:
        raise FactsError(field, str(error)) from error


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """Result of `working-day`."""

    kind: DayKind
    is_working_day: bool
    effective_day: date


_KIND_WORDS = {
    DayKind.WORKING_DAY: ("上班日", "a working day"),
    DayKind.MAKE_UP_WORKING_DAY: ("補行上班之星期六，屬上班日", "a make-up working Saturday"),
    DayKind.WEEKEND: ("星期六或星期日，屬休息日", "a weekend day"),
    DayKind.HOLIDAY: ("平日放假，屬休息日", "a closed weekday"),
}


@rule(
    "working-day",
    "Is a day a working day of government offices?",
    "機關上班日之認定",
    REST_DAYS,
    YEARLY_TABLE,
)
def working_day(*, date: date, calendar: WorkingDayCalendar) -> Finding[WorkingDay]:
    """Whether offices work on a day, and the working day it moves to.

    Source: 行政程序法第四十八條第四項; 政府行政機關辦公日曆表.
    Reading: AMB-02 (a make-up working Saturday is a working day; Labour Day 2025 was one, 2026 is not).
    Errors: `date` outside the calendar.
    """
    effective = moved(date, calendar, field="date")
    kind = calendar.kind(date)
    zh, english = _KIND_WORDS[kind]
    reasons = [Reason(f"{date.isoformat()}為{zh}。", f"{date.isoformat()} is {english}.", YEARLY_TABLE)]
    if effective != date:
        reasons.append(
            Reason(
                f"期間末日為休息日者，以次一上班日{effective.isoformat()}代之。",
                f"A last day that is a rest day moves to {effective.isoformat()}.",
                REST_DAYS,
            )
        )
    works = effective == date
    return Finding("working-day", WorkingDay(kind, works, effective), tuple(reasons), passed=works)
