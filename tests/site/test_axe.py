"""Every page of the shell passes axe (WCAG 2.1 AA), by day and by night, on a desk and in a hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser import sign_in
from tests.factories.accounts import person

from smilemark.accounts import roles

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_barrier(
    browser_page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path], scheme: str
) -> None:
    browser_page.emulate_media(color_scheme=scheme)

    for name, address in PUBLIC.items():
        browser_page.goto(address)
        shot(browser_page, f"public-{name}-{scheme}")
        axe(browser_page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_people_have_no_barrier(
    browser_page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path], scheme: str
) -> None:
    user = person(roles.SYSTEM_ADMIN, password="x")
    person(roles.REVIEWER)
    sign_in(browser_page, user)
    browser_page.emulate_media(color_scheme=scheme)

    for name, address in {**SIGNED_IN, "person": f"/people/{user.pk}/"}.items():
        browser_page.goto(address)
        shot(browser_page, f"people-{name}-{scheme}")
        axe(browser_page)


def test_a_phone_shows_every_page_without_scrolling_sideways(browser_page: Page) -> None:
    browser_page.set_viewport_size({"width": 360, "height": 740})

    for address in PUBLIC.values():
        browser_page.goto(address)
        assert browser_page.evaluate("document.documentElement.scrollWidth") == 360, address
