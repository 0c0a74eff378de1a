"""In a real Chromium: no barrier on any kind of page, and the grade appears while counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.browser import on_one_database, sign_in
from tests.factories.assessment import (
    AT,
    World,
    answers,
    concluded,
    determined,
    filled,
    make_world,
    minors,
    open_factory,
    open_origin,
    plan_due,
)

from smilemark.assessment import actions, queries
from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from tests.browser import Look

    from smilemark.accounts.models import User
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with clock.travelled(AT):
        yield


@pytest.fixture
def world(browser_page: Page) -> World:
    """Made once the browser stands: its loop has a database connection of its own."""
    return make_world()


@on_one_database
def test_no_page_has_a_barrier(world: World, browser_page: Page, barrier_free: Look) -> None:
    due = plan_due(world)
    filed = plan_due(world)
    actions.file_plan(assessment_id=filed.pk, answers=answers(filed), by=world.applicant, at=AT)
    origin, done = open_origin(world), determined(world, open_origin(world))
    sheet = filled(world, minors(4))
    seen: list[tuple[User, str, str]] = [
        (world.assessor, "list", reverse("assessment:mine")),
        (world.assessor, "sheet", queries.factory_url(sheet)),
        (world.assessor, "origin", queries.origin_url(origin)),
        (world.reviewer, "planned", queries.factory_url(open_factory(world, assigned=False))),
        (world.reviewer, "plan-due", queries.factory_url(due)),
        (world.reviewer, "plan-check", queries.factory_url(filed)),
        (world.reviewer, "origin-done", queries.origin_url(done)),
        (world.applicant, "plan", queries.plan_url(due)),
        (world.applicant, "passed", queries.factory_url(concluded(world))),
    ]

    for user, name, address in seen:
        sign_in(browser_page, user)
        browser_page.goto(address)
        barrier_free(browser_page, f"assessment-{name}")


def test_the_grade_appears_while_counting_and_is_saved(world: World, browser_page: Page) -> None:
    row = open_factory(world)
    sign_in(browser_page, world.assessor)
    browser_page.set_viewport_size({"width": 820, "height": 1180})
    browser_page.goto(queries.factory_url(row))

    browser_page.fill("[id='id_1.1-total']", "20")
    browser_page.fill("[id='id_1.1-not_executed']", "10")
    browser_page.press("[id='id_1.1-not_executed']", "Tab")
    browser_page.wait_for_selector("#grade-1-1 >> text=主要缺點")
    browser_page.wait_for_selector("#items-status >> text=已儲存")
    assert row.items.get().grade == "major"

    browser_page.fill("[id='id_1.1-not_executed']", "30")
    browser_page.press("[id='id_1.1-not_executed']", "Tab")
    browser_page.wait_for_selector("#grade-1-1 >> text=未執行數")
    assert row.items.get().not_executed == 10

    browser_page.fill("[id='id_1.1-not_executed']", "1")
    browser_page.press("[id='id_1.1-not_executed']", "Tab")
    browser_page.wait_for_selector("#grade-1-1 >> text=輕微缺失")
    row.refresh_from_db()
    expect(browser_page.locator("#conclude-revision")).to_have_value(str(row.revision))


def test_the_rate_follows_the_typing(world: World, browser_page: Page) -> None:
    row = open_origin(world)
    sign_in(browser_page, world.applicant)
    browser_page.goto(queries.origin_url(row))

    browser_page.locator("summary", has_text="第 1 列").click()
    browser_page.fill("#id_inputs-0-cif_price", "65")
    browser_page.press("#id_inputs-0-cif_price", "Tab")

    browser_page.wait_for_selector("#rate >> text=35.00%")
    browser_page.wait_for_selector("#rate >> text=未超過 35%")
