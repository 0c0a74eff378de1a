"""The office calendar, and dates as the Republic writes them.

Law takes the calendar as a value. ``office()`` gives it: the official tables, a marked estimate for the
years before and beyond them (written from the ``holidays`` package by ``smilemark estimate-calendar``), and the overrides an installation has entered
(``CalendarOverride``).
"""

from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from smilemark.foundation.models import CalendarOverride
from smilemark.law import reading, roc_dates
from smilemark.law.working_days import OFFICIAL, WorkingDayCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_YEAR, LAST_YEAR = 2010, 2060
"""The years that can be asked: from the first year of the regulation to the longest period of a new case."""

ESTIMATED_YEARS = tuple(year for year in range(FIRST_YEAR, LAST_YEAR + 1) if year not in OFFICIAL.years)
"""Those without an official table."""

ESTIMATE = Path(__file__).parent / "data" / "estimated_days.json"

_SATURDAY = 5
_LAST_ROC_YEAR = 999
_LONGEST_YEAR = 4
_KEEP_SECONDS = 10.0
_kept: list[tuple[float, WorkingDayCalendar]] = []


def office() -> WorkingDayCalendar:
    """The calendar to pass to law as ``calendar=``; its ``is_estimated(day)`` says what a date rests on.

    Kept for ten seconds per process, so that a long list asks the overrides once.
    """
    if _kept and _kept[0][0] > time.monotonic():
        return _kept[0][1]
    value = _overridden(_base(), CalendarOverride.objects.order_by("day").values_list("day", "is_working_day"))
    _kept[:] = [(time.monotonic() + _KEEP_SECONDS, value)]
    return value


def forget(**_signal: object) -> None:
    """Read the overrides anew at the next look (an override was saved; a test begins)."""
    _kept.clear()


post_save.connect(forget, sender=CalendarOverride, dispatch_uid="calendar-forget-saved")
post_delete.connect(forget, sender=CalendarOverride, dispatch_uid="calendar-forget-deleted")


@cache
def _base() -> WorkingDayCalendar:
    """Official years as published; all others as estimated."""
    value = OFFICIAL
    for year, days in json.loads(ESTIMATE.read_text(encoding="utf-8")).items():
        value = value.with_year(
            int(year),
            closed=[date.fromisoformat(day) for day in days["closed"]],
            make_up=[date.fromisoformat(day) for day in days["make_up"]],
            estimated=True,
        )
    return value


def estimated(year: int) -> dict[str, list[str]]:
    """The closed weekdays and make-up Saturdays of a year as the ``holidays`` package has them (ISO dates).

    Needs the package, which only development has: the application reads what ``estimate-calendar`` wrote of it.
    """
    import holidays  # noqa: PLC0415  # a tool of development

    known = holidays.country_holidays("TW", years=year)
    make_up = getattr(known, "weekend_workdays", ())
    return {
        "closed": sorted(day.isoformat() for day in known if day.year == year and day.weekday() < _SATURDAY),
        "make_up": sorted(day.isoformat() for day in make_up if day.year == year and day.weekday() == _SATURDAY),
    }


def _overridden(base: WorkingDayCalendar, overrides: Iterable[tuple[date, bool]]) -> WorkingDayCalendar:
    closed, make_up = set(base.closed), set(base.make_up)
    for day, works in overrides:
        if day.weekday() < _SATURDAY:
            (closed.discard if works else closed.add)(day)
        else:
            (make_up.add if works else make_up.discard)(day)
    return WorkingDayCalendar(base.years, frozenset(closed), frozenset(make_up), base.estimated_years)


def why_not_a_last_day(day: date) -> str | None:
    """Why no period may end on the day: its year, or the next working day's, has no office calendar; None: it may."""
    if FIRST_YEAR <= day.year < LAST_YEAR:
        return None
    return f"{roc(day)}不在辦公日曆表之範圍（{FIRST_YEAR}年至{LAST_YEAR - 1}年），請確認年份。"


def is_working_day(day: date) -> bool:
    """Whether government offices work that day."""
    return office().is_working_day(day)


def moved(day: date) -> tuple[date, bool]:
    """The day itself or the next working day (行政程序法第四十八條第四項), and whether that rests on an estimate."""
    calendar = office()
    effective = calendar.next_working_day(day)
    return effective, calendar.is_estimated(day) or calendar.is_estimated(effective)


def working_days_between(first: date, last: date) -> int:
    """Working days after ``first`` up to and with ``last``; negative where ``last`` lies before."""
    if last < first:
        return -working_days_between(last, first)
    calendar = office()
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def local_day(moment: date | datetime) -> date:
    """The legal day of a moment in Asia/Taipei; a day stays what it is."""
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def roc(day: date | datetime) -> str:
    """中華民國115年6月1日 (公文程式條例第六條)."""
    return roc_dates.long_form(local_day(day))


def roc_short(day: date | datetime) -> str:
    """115.06.01, for tables."""
    here = local_day(day)
    return f"{here.year - roc_dates.YEARS_TO_GREGORIAN}.{here.month:02d}.{here.day:02d}"


def read_date(text: str) -> date | None:
    """The day a reader typed: ISO, 民國 in words, 1150601, or 115.6.1 / 115/6/1 / 115-6-1.

    None if it is no day, or of a year no rule of law reads (``law.reading``).
    """
    day = _read_any_date(text.strip())
    return day if day is not None and reading.FIRST_YEAR <= day.year <= reading.LAST_YEAR else None


def _read_any_date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        pass
    parts = written.replace("/", ".").replace("-", ".").split(".")
    # Longer parts are no year of any calendar, and too large for a date to say so.
    if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) <= _LONGEST_YEAR for part in parts):  # noqa: PLR2004  # y, m, d
        year, month, day = (int(part) for part in parts)
        return _real_day(year if year > _LAST_ROC_YEAR else year + roc_dates.YEARS_TO_GREGORIAN, month, day)
    return roc_dates.read_roc_date(written)


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
