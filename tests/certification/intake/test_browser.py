"""In a real Chromium: no barrier on any page of the first half; what is typed saves itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser import on_one_database, sign_in, walked_once
from tests.factories.certification import NOON, make_accepted, make_draft, make_submitted, make_verifying, make_world

from smilemark.certification import actions
from smilemark.certification.actions.review import Wanted
from smilemark.certification.models import Case
from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from tests.browser import Look
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]
CHECK = "/apply/check/?industry=015&scheme=no&entity=company&registered=yes&role=joint&manufactured=yes&qms=yes&mandatory=no&tested=yes"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.travelled(NOON):
        yield


@on_one_database
def test_no_page_of_the_first_half_has_a_barrier(browser_page: Page, barrier_free: Look) -> None:
    world = make_world(factories=2)
    draft, empty = (
        make_draft(world, products=2),
        actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=NOON),
    )
    submitted, accepted, verifying = make_submitted(world), make_accepted(world), make_verifying(world)
    asked = make_accepted(world)
    actions.request_supplement(
        case_id=asked.pk, items=[Wanted("請補正製程", section="products")], by=world.reviewer, at=NOON
    )
    product, row = draft.products.first(), draft.factories.first()
    own = f"/apply/{draft.number}/"
    pages = {
        None: {"check": "/apply/check/", "check-answered": CHECK},
        world.applicant: {
            "my-cases": "/apply/",
            "task-list": own,
            "task-list-empty": f"/apply/{empty.number}/",
            "contact": f"{own}contact/",
            "role": f"{own}role/",
            "scope": f"{own}scope/",
            "declaration": f"{own}declaration/",
            "factories": f"{own}factories/",
            "factory": f"{own}factories/{row.pk}/",
            "products": f"{own}products/",
            "product": f"{own}products/{product.pk}/",
            "documents": f"{own}documents/",
            "review": f"{own}review/",
            "review-empty": f"/apply/{empty.number}/review/",
            "receipt": f"/apply/{submitted.number}/receipt/",
            "supplement": f"/cases/{asked.number}/supplement/",
            "case-of-firm": f"/cases/{verifying.number}/",
        },
        world.reviewer: {
            "cases": "/cases/",
            "case-applied": f"/cases/{submitted.number}/",
            "case-review": f"/cases/{accepted.number}/",
            "case-supplement": f"/cases/{asked.number}/",
            "case-verifying": f"/cases/{verifying.number}/",
        },
        world.decider: {"case-decider": f"/cases/{submitted.number}/"},
    }

    for reader, addresses in pages.items():
        if reader is not None:
            sign_in(browser_page, reader)
        for name, address in addresses.items():
            browser_page.goto(address)
            barrier_free(browser_page, f"intake-{name}")


def test_what_is_typed_saves_itself_and_the_next_save_meets_no_conflict(browser_page: Page) -> None:
    world = make_world()
    case = make_draft(world)
    sign_in(browser_page, world.applicant)

    browser_page.goto(f"/apply/{case.number}/contact/")
    browser_page.get_by_label("聯絡人").fill("自動存")
    browser_page.get_by_text("已自動儲存").wait_for()
    assert Case.objects.get(pk=case.pk).contact_name == "自動存"
    browser_page.get_by_label("聯絡人").fill("再改")
    browser_page.get_by_role("button", name="儲存").click()

    browser_page.wait_for_url(f"**/apply/{case.number}/")
    assert Case.objects.get(pk=case.pk).contact_name == "再改"


def test_choosing_the_industry_offers_its_bodies(browser_page: Page) -> None:
    world = make_world()
    case = actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=NOON)
    sign_in(browser_page, world.applicant)

    browser_page.goto(f"/apply/{case.number}/scope/")
    browser_page.get_by_label("產業").select_option(str(world.industry.pk))

    browser_page.get_by_role("option", name=world.body.name).wait_for(state="attached")
