"""Every page of the registers passes axe (WCAG 2.1 AA), by day and by night: firms, announcements, bodies."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser import Look, on_one_database, sign_in
from tests.factories.accreditation import make_assessor, make_body, make_laboratory
from tests.factories.companies import LONG_AGO, make_applicant, make_factory, make_firm, make_person
from tests.factories.governance import load_scheme

from smilemark.accounts import roles
from smilemark.accounts.models import User
from smilemark.companies import actions as companies
from smilemark.foundation.moves import SYSTEM
from smilemark.governance import actions as governance
from smilemark.governance.models import Announcement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, on_one_database]


@pytest.fixture
def pages() -> dict[str, tuple[User | None, list[str]]]:
    """Kind of reader -> (the person, the addresses), over one small world."""
    load_scheme(("015", "023"))
    firm = make_firm("和美織造有限公司", ubn="22099131")
    factory = make_factory(firm)
    make_factory(firm, number="", no_number_reason="未達規模")
    companies.record_ban(firm_id=firm.pk, point="41", effective_on=LONG_AGO.date(), by=SYSTEM, at=LONG_AGO)
    body, laboratory = make_body(industries=["015"]), make_laboratory(industries=["015"])
    assessor = make_assessor(body)
    companies.declare_relation(firm_id=firm.pk, ground="party", who="cousin", by=assessor, at=LONG_AGO)
    towels = Announcement.objects.get(subject="criteria", industry__code="015")
    draft = governance.draft_announcement(
        subject="criteria",
        title="毛巾第二版",
        industry_id=towels.industry_id,
        copy_of=towels.pk,
        by=SYSTEM,
        at=LONG_AGO,
    )
    item = draft.items.order_by("code")[0]
    return {
        "visitor": (
            None,
            [
                "/announcements/",
                f"/announcements/{towels.pk}/",
                f"/announcements/{towels.pk}/compare/",
                f"/announcements/{Announcement.objects.get(subject='fees').pk}/",
                "/industries/",
                "/bodies/",
                f"/bodies/{body.pk}/",
                "/laboratories/",
                f"/laboratories/{laboratory.pk}/",
            ],
        ),
        "applicant": (
            make_applicant(firm),
            [
                "/firm/",
                "/firm/register/",
                f"/firm/{firm.pk}/",
                f"/firm/{firm.pk}/edit/",
                f"/firm/{firm.pk}/factories/new/",
                f"/firm/factories/{factory.pk}/",
            ],
        ),
        "administration": (
            make_person(roles.ADMINISTRATION),
            [
                "/companies/",
                f"/companies/{firm.pk}/",
                "/relations/",
                "/announcements/",
                "/announcements/drafts/",
                "/announcements/new/",
                f"/announcements/{draft.pk}/draft/",
                f"/announcements/{draft.pk}/item/new/",
                f"/announcements/{draft.pk}/item/{item.pk}/",
                f"/announcements/{draft.pk}/criterion/new/?within={item.pk}",
                "/bodies/new/",
                f"/bodies/{body.pk}/",
                f"/bodies/{body.pk}/accredit/",
                f"/laboratories/{laboratory.pk}/recognise/",
                "/assessors/",
                "/assessors/new/",
            ],
        ),
    }


def test_pages_of_the_registers_have_no_barrier(
    browser_page: Page, barrier_free: Look, pages: dict[str, tuple[User | None, list[str]]]
) -> None:
    for reader, (user, addresses) in pages.items():
        if user is not None:
            sign_in(browser_page, user)
        for number, address in enumerate(addresses):
            browser_page.goto(address)
            barrier_free(browser_page, f"registers-{reader}-{number:02}")
