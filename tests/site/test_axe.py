"""Every page of the shell passes axe (WCAG 2.1 AA), by day and by night, on a desk and in a hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser import Look, on_one_database, sign_in
from tests.factories.accounts import person

from smilemark.accounts import roles

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, on_one_database]

PUBLIC = {
    "home": "/",
    "privacy": "/about/privacy/",
    "open-data-terms": "/about/open-data-terms/",
    "accessibility": "/about/accessibility/",
    "contact": "/about/contact/",
    "site-map": "/site-map/",
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "password-reset": "/accounts/password/reset/",
    "not-found": "/nothing-here/",
}
SIGNED_IN = {
    "todo": "/home/",
    "forbidden": "/dashboard/",
    "profile": "/accounts/profile/",
    "people": "/people/",
    "everyone": "/people/all/",
    "new-person": "/people/new/",
    "mail-addresses": "/accounts/email/",
    "change-password": "/accounts/password/change/",
    "second-factor": "/accounts/2fa/",
    "sign-out": "/accounts/logout/",
}


def test_public_pages_have_no_barrier(browser_page: Page, barrier_free: Look) -> None:
    for name, address in PUBLIC.items():
        browser_page.goto(address)
        barrier_free(browser_page, f"public-{name}")


def test_pages_of_people_have_no_barrier(browser_page: Page, barrier_free: Look) -> None:
    user = person(roles.SYSTEM_ADMIN, password="x")
    person(roles.REVIEWER)
    sign_in(browser_page, user)

    for name, address in {**SIGNED_IN, "person": f"/people/{user.pk}/"}.items():
        browser_page.goto(address)
        barrier_free(browser_page, f"people-{name}")


def test_a_phone_shows_every_page_without_scrolling_sideways(browser_page: Page) -> None:
    browser_page.set_viewport_size({"width": 360, "height": 740})

    for address in PUBLIC.values():
        browser_page.goto(address)
        assert browser_page.evaluate("document.documentElement.scrollWidth") == 360, address
