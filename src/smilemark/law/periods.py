"""Counting days, months and hours: 行政程序法第四十八條, and the counting rules C1 to C5 of the contract.

| rule | words | function |
|---|---|---|
| C1 | days, the day of the event not counted | `days_after` |
| C2 | hours run at once, never moved | `hours_after` |
| C3 | months from a first counted day | `months_from` |
| C4 | same day-number, forwards or backwards | `same_day_number` |
| C5 | the start day counts | `months_from` with the start day |
| C6 | a rest day moves to the next working day | `working_days.moved` |
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import PROCEDURE_ACT, article
from smilemark.law.facts import AtLeastOne, Between, require, taipei_day
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule
from smilemark.law.unknown import lifted
from smilemark.law.working_days import WorkingDayCalendar, moved

ONE_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12
_DAYS_A_WEEK = 7

HOURS_RUN_AT_ONCE = article(PROCEDURE_ACT, 48, 1)
FIRST_DAY_NOT_COUNTED = article(PROCEDURE_ACT, 48, 2)
CORRESPONDING_DAY = article(PROCEDURE_ACT, 48, 3)
REST_DAY_MOVES = article(PROCEDURE_ACT, 48, 4)
ADVERSE_PERIOD = article(PROCEDURE_ACT, 48, 5)


def _month_after(day: date, months: int) -> tuple[int, int, int]:
    """Year, month, and number of days of the month `months` later (earlier if negative)."""
    year, month_index = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return year, month_index + 1, monthrange(year, month_index + 1)[1]


@lifted
def days_after(event: date, days: int) -> date:
    """C1: the day of the event is not counted; 「自次日起」 gives the same day."""
    return event + timedelta(days=days)


@lifted
def hours_after(moment: datetime, hours: int) -> datetime:
    """C2: hours run at once and are never suspended or moved."""
    return moment + timedelta(hours=hours)


@lifted
def months_from(first_counted_day: date, months: int) -> date:
    """C3, C5: last day of a period of months whose first counted day is given.

    The day before the corresponding day of the last month; its last day where it has no corresponding day.
    """
    year, month, length = _month_after(first_counted_day, months)
    if first_counted_day.day > length:
        return date(year, month, length)
    return date(year, month, first_counted_day.day) - ONE_DAY


@lifted
def same_day_number(day: date, months: int) -> date:
    """C4: the same day-number some months later (earlier if negative), clamped to the end of the month."""
    year, month, length = _month_after(day, months)
    return date(year, month, min(day.day, length))


class Unit(StrEnum):
    """Unit of a period."""

    DAYS = auto()
    WEEKS = auto()
    MONTHS = auto()
    YEARS = auto()


class Effect(StrEnum):
    """ADVERSE: a sanction or restriction that itself runs for the period; everything else is ORDINARY."""

    ORDINARY = auto()
    ADVERSE = auto()


LONGEST = {Unit.DAYS: 3660, Unit.WEEKS: 520, Unit.MONTHS: 120, Unit.YEARS: 20}


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """Result of `period-end`."""

    first_counted_day: date
    nominal_end: date
    effective_end: date
    moved: bool


@rule(
    "period-end",
    "End of a period counted in days, weeks, months or years",
    "期間末日之計算（日、星期、月、年）",
    FIRST_DAY_NOT_COUNTED,
    CORRESPONDING_DAY,
    REST_DAY_MOVES,
    ADVERSE_PERIOD,
)
def period_end(
    *, start_date: date, length: AtLeastOne, unit: Unit, effect: Effect, calendar: WorkingDayCalendar
) -> Finding[PeriodEnd]:
    """First counted day, nominal and effective end of a period.

    Source: 行政程序法第四十八條第二項至第五項. Units: calendar days, weeks, months or years.
    Reading: AMB-02 (rest days move), AMB-03 (an adverse period is never moved, so no calendar is asked).
    Errors: `length` above the limit of its unit; `start_date` if the day to test lies outside the calendar.
    """
    require(length <= LONGEST[unit], "length", f"more than {LONGEST[unit]} {unit.value}")
    adverse = effect == Effect.ADVERSE
    first = start_date if adverse else start_date + ONE_DAY
    nominal = _last_day(first, length, unit)
    effective = nominal if adverse else moved(nominal, calendar, field="start_date")
    return Finding(
        "period-end",
        PeriodEnd(first, nominal, effective, moved=effective != nominal),
        _because(adverse=adverse, nominal=nominal, effective=effective),
    )


@lifted
def _last_day(first: date, length: int, unit: Unit) -> date:
    if unit == Unit.DAYS:
        return first + timedelta(days=length - 1)
    if unit == Unit.WEEKS:
        return first + timedelta(days=_DAYS_A_WEEK * length - 1)
    return months_from(first, length if unit == Unit.MONTHS else _MONTHS_A_YEAR * length)


def _because(*, adverse: bool, nominal: date, effective: date) -> tuple[Reason, ...]:
    if adverse:
        start = Reason(
            f"不利處分之期間，始日以一日論，末日{nominal.isoformat()}照計，不順延。",
            f"An adverse period counts its first day and is not moved: it ends on {nominal.isoformat()}.",
            ADVERSE_PERIOD,
        )
        return (start,)
    start = Reason(
        f"始日不計算在內，期間末日為{nominal.isoformat()}。",
        f"The first day is not counted; the period ends on {nominal.isoformat()}.",
        FIRST_DAY_NOT_COUNTED,
    )
    return (start, *rest_day_reason(nominal, effective))


def rest_day_reason(nominal: date, effective: date) -> tuple[Reason, ...]:
    """The sentence on the move to a working day; none where nothing moved."""
    if nominal == effective:
        return ()
    return (
        Reason(
            f"{nominal.isoformat()}為休息日，以次一上班日{effective.isoformat()}為末日。",
            f"{nominal.isoformat()} is a rest day; the period ends on {effective.isoformat()}.",
            REST_DAY_MOVES,
        ),
    )


@dataclass(frozen=True, slots=True)
class PeriodEndHours:
    """Result of `period-end-hours`."""

    end_time: datetime


@rule("period-end-hours", "End of a period counted in hours", "期間末時之計算（時）", HOURS_RUN_AT_ONCE)
def period_end_hours(*, start_time: datetime, hours: Annotated[int, Between(1, 8760)]) -> Finding[PeriodEndHours]:
    """End of a period of hours, which runs at once, at night and on rest days too.

    Source: 行政程序法第四十八條第一項. Units: hours. Reading: AMB-01, AMB-02. Errors: none.
    """
    end = taipei_day(hours_after(start_time, hours))
    reason = Reason(
        f"期間以時計算者即時起算，{hours}小時於{end:%Y-%m-%d %H:%M:%S}屆滿。",
        f"Hours run at once; {hours} hours end at {end:%Y-%m-%d %H:%M:%S}.",
        HOURS_RUN_AT_ONCE,
    )
    return Finding("period-end-hours", PeriodEndHours(end), (reason,))
