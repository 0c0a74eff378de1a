"""In a real Chromium: no barrier on any kind of page of surveillance."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import on_one_database, sign_in
from tests.factories import assessment as assessed
from tests.factories import surveillance as made
from tests.factories.surveillance import AUDIT_DAY, World, moment

from smilemark.foundation import clock
from smilemark.surveillance import actions
from smilemark.surveillance.models import Draw, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from tests.browser import Look

    from smilemark.accounts.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
MINUTES = moment(AUDIT_DAY, 15)


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with clock.travelled(MINUTES):
        yield


@pytest.fixture
def world(browser_page: Page) -> World:
    """Made once the browser stands: its loop has a database connection of its own."""
    return made.make_world(labels=12)


@on_one_database
def test_no_page_has_a_barrier(world: World, browser_page: Page, barrier_free: Look) -> None:
    visit = made.reported(
        world, items=assessed.minors(2), due=date(2025, 6, 9), record=made.ORIGIN_FAILED, quality="fail"
    )
    serious = visit.faults.get(kind="origin_not_met", product=visit.products.first())
    actions.invite_statement(fault_id=serious.pk, state_until=date(2025, 5, 23), by=world.reviewer, at=MINUTES)
    other = Visit.objects.create(
        number="S114-X", draw=visit.draw, plan=visit.plan, body=world.body, industry=world.industry, quarter=2,
        certificate_number="01599999", firm=world.firm, factory=world.factory, state="visiting",
        assessor=world.assessor, audit_on=AUDIT_DAY, started_at=MINUTES, in_production=[],
    )  # fmt: skip
    draft = made.draft_plan(world, day=AUDIT_DAY, year=2026)
    summary = made.summary(world, day=AUDIT_DAY)
    check = made.inquiry(world, at=MINUTES)
    seen: list[tuple[User | None, str, str]] = [
        (world.reviewer, "plans", "/surveillance/plans/"),
        (world.reviewer, "plan-draft", f"/surveillance/plans/{draft.pk}/"),
        (world.reviewer, "plan", f"/surveillance/plans/{visit.plan_id}/"),
        (world.reviewer, "targets", f"/surveillance/plans/{visit.plan_id}/targets/"),
        (world.reviewer, "visits", "/surveillance/visits/"),
        (world.assessor, "visit", f"/surveillance/visits/{other.pk}/"),
        (world.reviewer, "visit-reported", f"/surveillance/visits/{visit.pk}/"),
        (world.applicant, "fault", f"/surveillance/faults/{serious.pk}/"),
        (world.decider, "summary", f"/surveillance/summaries/{summary.pk}/"),
        (world.decider, "summary-firms", f"/surveillance/summaries/{summary.pk}/lists/firms/"),
        (world.decider, "summaries", "/surveillance/summaries/"),
        (world.reviewer, "inquiries", "/surveillance/inquiries/"),
        (world.reviewer, "inquiry", f"/surveillance/inquiries/{check.pk}/"),
        (None, "draws", "/draws/"),
        (None, "draw", f"/draws/{Draw.objects.get(kind='operators').number}/"),
    ]

    for user, name, address in seen:
        browser_page.context.clear_cookies()
        if user is not None:
            sign_in(browser_page, user)
        browser_page.goto(address)
        expect(browser_page.locator("h1")).to_be_visible()
        barrier_free(browser_page, f"surveillance-{name}")
