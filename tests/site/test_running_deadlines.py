"""The table of running deadlines: marked at the event, derived from the row, never counted down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import surveillance as made
from tests.factories.surveillance import NOON, World, make_world
from tests.worlds import shared

from smilemark.foundation import calendar, deadlines, jobs
from smilemark.foundation.models import CalendarOverride, Deadline, StaleDeadline
from smilemark.surveillance import actions

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 26)


world = shared(make_world)


def days(prefix: str = "surveillance.inquiry") -> dict[str, date]:
    return dict(Deadline.objects.filter(stream__startswith=prefix).values_list("code", "last_day"))


def test_an_event_marks_its_row_and_settling_derives_it(world: World) -> None:
    row = made.inquiry(world)
    assert days() == {}

    deadlines.settle(DAY)

    assert days() == {"virtual": date(2025, 9, 27), "physical": date(2025, 9, 30)}
    assert not StaleDeadline.objects.exists()
    at = NOON + timedelta(hours=1)
    actions.record_step(inquiry_id=row.pk, step="virtual", done_at=at, by=world.reviewer, at=at)
    deadlines.settle(DAY)
    assert days() == {"physical": date(2025, 9, 30)}
    assert deadlines.settle(DAY) == 0
    assert deadlines.drifted(DAY) == [f"surveillance.year:all plan-{world.body.pk}-{world.industry.pk}-2025"]
    deadlines.sweep(DAY)
    assert deadlines.drifted(DAY) == []


def test_an_announced_holiday_moves_what_runs_and_its_removal_moves_it_back(world: World) -> None:
    made.inquiry(world, channels=["physical"])
    deadlines.settle(DAY)
    with_typhoon = CalendarOverride(day=date(2025, 9, 30), is_working_day=False, reason="颱風停止上班")

    with_typhoon.save()
    calendar.forget()
    jobs.run_waiting()
    assert days() == {"physical": date(2025, 10, 1)}

    with_typhoon.delete()
    jobs.run_waiting()
    assert days() == {"physical": date(2025, 9, 30)}


def test_the_table_says_nothing_the_rows_do_not_say(world: World) -> None:
    made.inquiry(world)
    deadlines.sweep(DAY)
    Deadline.objects.filter(code="virtual").update(last_day=date(2030, 1, 1))
    Deadline.objects.filter(code="physical").delete()

    row = Deadline.objects.get(code="virtual")
    assert deadlines.drifted(DAY) == [f"{row.stream} physical", f"{row.stream} virtual"]

    deadlines.sweep(DAY)
    assert deadlines.drifted(DAY) == []
