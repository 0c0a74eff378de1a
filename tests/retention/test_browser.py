"""In a real Chromium: no barrier on any page of retention."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import on_one_database, sign_in
from tests.factories import surveillance as made
from tests.factories.companies import make_person

from smilemark.accounts import roles
from smilemark.foundation import clock, events
from smilemark.retention import actions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from tests.browser import Look
    from tests.factories.surveillance import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
AFTER = datetime(2028, 6, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _years_later() -> Iterator[None]:
    with clock.travelled(AFTER):
        yield


@pytest.fixture
def world(browser_page: Page) -> World:
    """Made once the browser stands: its loop has a database connection of its own."""
    return made.make_world()


@on_one_database
def test_no_page_has_a_barrier(world: World, browser_page: Page, barrier_free: Look) -> None:
    visit = made.reported(world)
    secretary = make_person(roles.SECRETARIAT, None, "秘書甲")
    officer = make_person(roles.ADMINISTRATION, None, "署乙")
    sign_in(browser_page, secretary)
    browser_page.goto("/retention/")
    expect(browser_page.get_by_role("heading", name="今日得銷毀")).to_be_visible()
    barrier_free(browser_page, "retention-may-go")
    row = actions.propose(streams=[events.stream_of(visit)], reason="期限屆滿", by=secretary, at=AFTER)
    actions.place_hold(firm_ubn=world.firm.ubn, reason="訴願中", by=secretary, at=AFTER)
    browser_page.context.clear_cookies()
    sign_in(browser_page, officer)
    for name, address, heading in (
        ("lists", "/retention/", "保存及銷毀"),
        ("list", f"/retention/lists/{row.number}/", f"銷毀清冊 {row.number}"),
        ("holds", "/retention/holds/", "暫緩銷毀"),
        ("register", "/retention/register/", "銷毀登記簿"),
    ):
        browser_page.goto(address)
        expect(browser_page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        barrier_free(browser_page, f"retention-{name}")
