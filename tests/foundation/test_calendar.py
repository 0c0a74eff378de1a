"""The office calendar: official years, estimates, overrides; dates as people write them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from smilemark.foundation import calendar
from smilemark.foundation.models import CalendarOverride
from smilemark.law import periods

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 2, 8), True),  # a make-up Saturday
        (date(2025, 5, 1), True),  # Labour Day before it was one for offices
        (date(2026, 5, 1), False),
        (date(2026, 6, 19), False),
        (date(2026, 6, 20), False),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_work(day, works):
    assert calendar.is_working_day(day) is works


def test_the_years_without_an_official_table_are_what_the_package_has():
    stored = json.loads(calendar.ESTIMATE.read_text(encoding="utf-8"))

    assert stored == {str(year): calendar.estimated(year) for year in calendar.ESTIMATED_YEARS}


def test_a_moved_day_says_whether_it_rests_on_an_estimate():
    assert calendar.moved(date(2026, 6, 19)) == (date(2026, 6, 22), False)
    assert calendar.moved(date(2027, 1, 1)) == (date(2027, 1, 4), True)


def test_law_takes_the_calendar_beyond_the_official_years():
    found = periods.period_end(
        start_date=date(2027, 1, 1), length=1, unit=periods.Unit.DAYS, effect=periods.Effect.ORDINARY,
        calendar=calendar.office(),
    )  # fmt: skip

    assert found.result.effective_end == date(2027, 1, 4)


def test_an_override_closes_and_opens_days_at_once():
    assert calendar.is_working_day(date(2026, 7, 6))
    CalendarOverride.objects.create(day=date(2026, 7, 6), is_working_day=False, reason="公告放假")
    CalendarOverride.objects.create(day=date(2026, 7, 11), is_working_day=True, reason="補行上班")

    assert not calendar.is_working_day(date(2026, 7, 6))
    assert calendar.is_working_day(date(2026, 7, 11))
    assert calendar.moved(date(2026, 7, 4)) == (date(2026, 7, 7), False)


def test_a_long_list_asks_the_overrides_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        for day in range(1, 29):
            calendar.is_working_day(date(2026, 7, day))


def test_working_days_between_two_days():
    assert calendar.working_days_between(date(2026, 6, 18), date(2026, 6, 23)) == 2
    assert calendar.working_days_between(date(2026, 6, 23), date(2026, 6, 18)) == -2
    assert calendar.working_days_between(date(2026, 6, 18), date(2026, 6, 18)) == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        (" 2026/6/1 ", date(2026, 6, 1)),
        ("115.6.1", date(2026, 6, 1)),
        ("115/06/01", date(2026, 6, 1)),
        ("115-6-1", date(2026, 6, 1)),
        ("1150601", date(2026, 6, 1)),
        ("中華民國115年6月1日", date(2026, 6, 1)),
        ("民國 115 年 6 月 1 日", date(2026, 6, 1)),
        ("115.2.30", None),
        ("2026/2/30", None),
        ("2026-02-30", None),
        ("九月", None),
        ("", None),
    ],
)
def test_a_typed_date_is_read_in_roc_and_iso(text, day):
    assert calendar.read_date(text) == day


def test_dates_are_written_as_the_republic_does():
    late = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)  # half past midnight in Taipei

    assert (calendar.roc(date(2026, 6, 1)), calendar.roc_short(date(2026, 6, 1))) == (
        "中華民國115年6月1日",
        "115.06.01",
    )
    assert calendar.roc(late) == "中華民國115年6月1日"
