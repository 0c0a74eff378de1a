"""The signed-in home: what waits for me, since when, until when; the same number of queries for one case as for three."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.browser import on_one_database, sign_in
from tests.factories.certification import World, make_submitted, make_world
from tests.worlds import shared

from smilemark.foundation.todo import TodoItem
from smilemark.site import todo
from smilemark.site.templatetags.smilemark_charts import bars

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from tests.browser import Look

TODAY = date(2026, 11, 21)
world = shared(make_world)


def test_the_soonest_legal_day_stands_first_and_undated_things_by_age() -> None:
    items = [
        TodoItem("新", "/1", since=date(2026, 11, 20)),
        TodoItem("舊", "/2", since=date(2026, 10, 1)),
        TodoItem("期限", "/3", until=date(2026, 12, 1)),
        TodoItem("逾期", "/4", until=date(2026, 11, 1)),
    ]

    assert [item.title for item in sorted(items, key=todo._urgency)] == ["逾期", "期限", "舊", "新"]
    assert [item.title for item in items if item.is_late(TODAY)] == ["逾期"]


@pytest.mark.parametrize(
    ("until", "late"), [(date(2026, 11, 20), True), (TODAY, False), (date(2026, 11, 22), False), (None, False)]
)
def test_a_thing_is_late_from_the_day_after_its_last_day(until: date | None, *, late: bool) -> None:
    assert TodoItem("x", "/", until=until).is_late(TODAY) is late


@pytest.mark.django_db
def test_a_submitted_case_waits_for_the_reviewer_and_the_applicant_waits_for_it(client: Client, world: World) -> None:
    case = make_submitted(world)

    client.force_login(world.reviewer)
    reviewer = client.get("/home/").content.decode()
    client.force_login(world.applicant)
    applicant = client.get("/home/").content.decode()

    mine, others = reviewer.split('aria-labelledby="others"')
    assert f"資格審查：{world.firm.name} {case.number}" in mine
    assert case.number not in others
    assert "目前沒有事情等您處理" in applicant
    assert case.number in applicant.split('aria-labelledby="others"')[1]


@pytest.mark.django_db
def test_home_asks_the_database_as_often_for_three_cases_as_for_one(client: Client, world: World) -> None:
    make_submitted(world)
    client.force_login(world.reviewer)
    client.get("/home/")

    with CaptureQueriesContext(connection) as one:
        client.get("/home/")
    make_submitted(world)
    make_submitted(world)
    with CaptureQueriesContext(connection) as three:
        page = client.get("/home/").content.decode()

    assert page.count("資格審查：") == 3
    assert len(three) == len(one)


@pytest.mark.django_db
def test_the_dashboard_counts_the_cases_and_shows_the_numbers_as_a_table(client: Client, world: World) -> None:
    make_submitted(world)
    client.force_login(world.reviewer)

    page = client.get("/dashboard/").content.decode()

    assert '<svg viewBox="0 0 560 ' in page
    assert '<td class="num">1</td>' in page


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = bars([("甲", 4, ""), ("乙", 1, "warn"), ("丙", 0, "")], "題", "件")

    assert [bar.length for bar in drawn.bars] == [320, 80, 0]
    assert (drawn.total, drawn.words, drawn.height) == (5, "甲 4 件、乙 1 件、丙 0 件", 94)


def test_a_chart_without_rows_is_empty_and_does_not_break() -> None:
    assert bars([], "題", "件").bars == []


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@on_one_database
def test_home_and_dashboard_with_cases_have_no_barrier(browser_page: Page, barrier_free: Look, world: World) -> None:
    make_submitted(world)
    make_submitted(world)
    sign_in(browser_page, world.reviewer)

    for name, address in {"todo-with-cases": "/home/", "dashboard": "/dashboard/"}.items():
        browser_page.goto(address)
        barrier_free(browser_page, f"people-{name}")
