"""行政程序法第四十八條: counting, against an independent and naive reading of the article."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.facts import FactsError
from smilemark.law.periods import (
    Effect,
    Unit,
    days_after,
    months_from,
    period_end,
    period_end_hours,
    same_day_number,
)
from smilemark.law.working_days import OFFICIAL, DayKind, OutsideCalendarError

DAYS = st.dates(date(1912, 1, 1), date(2199, 12, 31))
OFFICIAL_DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
MONTHS = st.integers(1, 240)
ONE = timedelta(days=1)
Ask = Callable[..., str]


def naive_months_from(first: date, months: int) -> date:
    """Walk day by day to the month the period ends in, looking for the corresponding day."""
    year, month = first.year, first.month
    for _ in range(months):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    day = date(year, month, 1)
    while day.month == month:
        if day.day == first.day:
            return day - ONE  # 與起算日相當日之前一日
        day += ONE
    return day - ONE  # 於最後之月無相當日者，以其月之末日


@given(DAYS, MONTHS)
def test_months_agree_with_the_naive_reading(first: date, months: int) -> None:
    assert months_from(first, months) == naive_months_from(first, months)


@given(DAYS, MONTHS)
def test_a_period_and_the_one_after_it_leave_no_gap_longer_than_a_clamp(first: date, months: int) -> None:
    end = months_from(first, months)

    assert end >= first
    assert end < date(first.year + months // 12 + 2, 1, 31)


@given(DAYS, st.integers(-240, 240))
def test_same_day_number_keeps_the_number_or_takes_the_last_day(day: date, months: int) -> None:
    moved = same_day_number(day, months)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(DAYS, st.integers(1, 3660))
def test_days_do_not_count_the_day_of_the_event(day: date, length: int) -> None:
    assert (days_after(day, length) - day).days == length


@given(OFFICIAL_DAYS)
def test_the_next_working_day_is_the_first_one(day: date) -> None:
    found = OFFICIAL.next_working_day(day)

    assert found >= day
    assert OFFICIAL.is_working_day(found)
    assert not any(OFFICIAL.is_working_day(day + ONE * n) for n in range((found - day).days))


@pytest.mark.parametrize(("year", "rest_days"), [(2023, 116), (2024, 115), (2025, 118), (2026, 120)])
def test_official_number_of_rest_days(year: int, rest_days: int) -> None:
    days = [date(year, 1, 1) + ONE * n for n in range(366)]

    assert sum(not OFFICIAL.is_working_day(day) for day in days if day.year == year) == rest_days


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2025, 2, 8), DayKind.MAKE_UP_WORKING_DAY),
        (date(2025, 2, 9), DayKind.WEEKEND),
        (date(2025, 5, 1), DayKind.WORKING_DAY),
        (date(2026, 5, 1), DayKind.HOLIDAY),
        (date(2026, 10, 10), DayKind.WEEKEND),
        (date(2026, 12, 31), DayKind.WORKING_DAY),
    ],
)
def test_kinds_of_days(day: date, kind: DayKind) -> None:
    assert OFFICIAL.kind(day) == kind


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2027, 1, 1)])
def test_a_day_outside_the_calendar_is_never_guessed(day: date, field_in_error: Ask) -> None:
    with pytest.raises(OutsideCalendarError):
        OFFICIAL.kind(day)
    assert field_in_error("working-day", date=day.isoformat()) == "date"


def test_a_calendar_may_be_extended_with_an_estimated_year() -> None:
    longer = OFFICIAL.with_year(2027, closed=[date(2027, 1, 1)], estimated=True)

    assert longer.kind(date(2027, 1, 1)) == DayKind.HOLIDAY
    assert longer.is_estimated(date(2027, 1, 4))
    assert not longer.is_estimated(date(2026, 1, 5))
    assert not OFFICIAL.covers(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("unit", "limit"), [(Unit.DAYS, 3660), (Unit.WEEKS, 520), (Unit.MONTHS, 120), (Unit.YEARS, 20)]
)
def test_limits_of_the_units(unit: Unit, limit: int) -> None:
    start = date(2025, 1, 2)

    period_end(start_date=start, length=limit, unit=unit, effect=Effect.ADVERSE, calendar=OFFICIAL)
    with pytest.raises(FactsError) as refused:
        period_end(start_date=start, length=limit + 1, unit=unit, effect=Effect.ADVERSE, calendar=OFFICIAL)
    assert refused.value.field == "length"


def test_the_limit_comes_before_the_calendar(field_in_error: Ask) -> None:
    facts = {"start_date": "2030-01-01", "unit": "years", "effect": "ordinary"}

    assert field_in_error("period-end", length=21, **facts) == "length"
    assert field_in_error("period-end", length=20, **facts) == "start_date"


@given(OFFICIAL_DAYS, st.integers(1, 500), st.sampled_from(Unit))
def test_an_adverse_period_starts_a_day_earlier_and_never_moves(day: date, length: int, unit: Unit) -> None:
    if length > {Unit.DAYS: 3660, Unit.WEEKS: 520, Unit.MONTHS: 120, Unit.YEARS: 20}[unit]:
        return
    found = period_end(start_date=day, length=length, unit=unit, effect=Effect.ADVERSE, calendar=OFFICIAL).result

    assert found.first_counted_day == day
    assert found.effective_end == found.nominal_end
    assert not found.moved


def test_hours_run_through_nights_and_rest_days() -> None:
    start = datetime(2026, 2, 13, 16, 0, tzinfo=UTC)

    end = period_end_hours(start_time=start, hours=24).result.end_time

    assert end.isoformat() == "2026-02-15T00:00:00+08:00"
