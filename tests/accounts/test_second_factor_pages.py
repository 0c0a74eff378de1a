"""Setting up a second factor in a browser: authenticator app, security key, recovery codes, and signing in with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from tests.factories.accounts import PASSWORD, person

from smilemark.accounts import roles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from smilemark.accounts.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("使用者名稱或電子郵件").fill(user.username)
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("button", name="登入").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def confirm_password(page: Page) -> None:
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()


def test_an_authenticator_app_is_set_up_with_its_recovery_codes(
    browser_page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    user = person(roles.REVIEWER, password=PASSWORD)
    sign_in(browser_page, user)

    browser_page.goto("/accounts/2fa/totp/activate/")
    shot(browser_page, "second-factor-1-confirm")
    axe(browser_page)
    confirm_password(browser_page)
    browser_page.wait_for_url("**/totp/activate/")
    secret = browser_page.locator("#authenticator_secret").input_value()
    shot(browser_page, "second-factor-2-app")
    axe(browser_page)
    browser_page.locator("#id_code").fill(
        format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    )
    browser_page.get_by_role("main").get_by_role("button").last.click()
    browser_page.wait_for_url("**/recovery-codes/")
    shot(browser_page, "second-factor-3-recovery-codes")
    axe(browser_page)

    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    browser_page.goto("/accounts/2fa/")
    shot(browser_page, "second-factor-4-done")
    axe(browser_page)


def test_a_security_key_is_added_and_signs_in(
    browser_page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    user = person(roles.REVIEWER, password=PASSWORD)
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(browser_page, user)

    browser_page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(browser_page)
    browser_page.wait_for_url("**/webauthn/add/")
    browser_page.locator("#id_name").fill("辦公室金鑰")
    shot(browser_page, "security-key-1-add")
    axe(browser_page)
    browser_page.locator("#mfa_webauthn_add").click()
    browser_page.wait_for_url("**/recovery-codes/")
    browser_page.goto("/accounts/2fa/webauthn/")
    shot(browser_page, "security-key-2-list")
    axe(browser_page)
    browser_page.get_by_role("button", name="登出").click()
    sign_in(browser_page, user)
    shot(browser_page, "security-key-3-sign-in")
    axe(browser_page)
    browser_page.locator("#mfa_webauthn_authenticate").click()
    browser_page.wait_for_url("**/home/")

    assert Authenticator.objects.get(user=user, type="webauthn").wrap().name == "辦公室金鑰"
