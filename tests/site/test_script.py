"""What the site's own script adds in a browser: nothing typed is lost, one click is one form, and all of it is optional."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import sign_in, walked_once
from tests.factories.accounts import PASSWORD, organisation, person

from smilemark.accounts import roles
from smilemark.accounts.models import PersonProfile, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]
NEW = "/people/new/"


def test_what_was_typed_is_offered_again_after_a_closed_tab(
    browser_page: Page, shot: Callable[[Page, str], Path], axe: Callable[[Page], None]
) -> None:
    sign_in(browser_page, person(roles.SYSTEM_ADMIN))
    browser_page.goto(NEW)
    browser_page.get_by_label("姓名").fill("王𠮷明😀")
    browser_page.get_by_text("已暫存於這台裝置").wait_for()

    browser_page.goto("/home/")
    browser_page.goto(NEW)
    shot(browser_page, "kept-on-the-device")
    axe(browser_page)
    browser_page.get_by_role("button", name="還原").click()

    assert browser_page.get_by_label("姓名").input_value() == "王𠮷明😀"


def test_what_was_typed_is_forgotten_once_it_has_arrived(browser_page: Page) -> None:
    body = organisation("body")
    sign_in(browser_page, person(roles.SYSTEM_ADMIN))
    browser_page.goto(NEW)
    browser_page.get_by_label("姓名").fill("陳怡君")
    browser_page.get_by_label("使用者名稱").fill("chen")
    browser_page.get_by_label("電子郵件").fill("chen@example.tw")
    browser_page.get_by_label("機構", exact=True).select_option(str(body.pk))
    browser_page.get_by_label("角色", exact=True).select_option(roles.REVIEWER)
    browser_page.get_by_role("button", name="建立帳號並寄信").click()
    browser_page.wait_for_url("**/people/*/")

    browser_page.goto(NEW)

    assert browser_page.get_by_role("button", name="還原").count() == 0
    assert User.objects.filter(username="chen").count() == 1


def test_a_form_refused_by_the_server_shows_the_reason_and_what_was_typed(
    browser_page: Page, shot: Callable[[Page, str], Path], axe: Callable[[Page], None]
) -> None:
    user = person(roles.SYSTEM_ADMIN)
    sign_in(browser_page, user)
    browser_page.goto(NEW)
    browser_page.get_by_label("姓名").fill("陳怡君")
    browser_page.get_by_label("使用者名稱").fill(user.username)
    browser_page.get_by_label("電子郵件").fill("chen@example.tw")
    browser_page.get_by_label("機構", exact=True).select_option(index=1)
    browser_page.get_by_label("角色", exact=True).select_option(index=1)
    browser_page.get_by_role("button", name="建立帳號並寄信").click()

    browser_page.get_by_role("link", name="使用者名稱：已有人使用").wait_for()
    shot(browser_page, "refused-form")
    axe(browser_page)
    assert browser_page.evaluate("document.activeElement.id") == "error-summary"
    assert browser_page.get_by_label("電子郵件").input_value() == "chen@example.tw"


def test_a_session_that_ended_in_the_middle_of_a_form_loses_nothing(
    browser_page: Page, shot: Callable[[Page, str], Path], axe: Callable[[Page], None]
) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    browser_page.goto("/accounts/login/")
    sign_in_by_form(browser_page, user)
    browser_page.goto("/accounts/profile/")
    browser_page.get_by_label("職稱").fill("廠務經理")
    browser_page.context.clear_cookies(name="sessionid")

    browser_page.get_by_role("button", name="儲存").click()
    browser_page.wait_for_url("**/accounts/login/**")
    sign_in_by_form(browser_page, user)
    browser_page.get_by_role("heading", name="您先前送出的內容已保留").wait_for()
    shot(browser_page, "kept-by-the-server")
    axe(browser_page)
    browser_page.get_by_role("button", name="再送出一次").click()
    browser_page.get_by_text("已儲存。").wait_for()

    assert PersonProfile.objects.get(user=user).title == "廠務經理"


def sign_in_by_form(page: Page, user: User) -> None:
    page.get_by_label("使用者名稱或電子郵件").fill(user.username)
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("button", name="登入").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def test_no_network_is_said_in_a_sentence(browser_page: Page) -> None:
    sign_in(browser_page, person(roles.APPLICANT))
    browser_page.goto("/home/")

    browser_page.context.set_offline(True)
    browser_page.get_by_text("目前沒有網路連線。").wait_for()
    browser_page.context.set_offline(False)
    browser_page.get_by_text("目前沒有網路連線。").wait_for(state="detached")


def test_everything_works_with_the_keyboard_and_the_focus_is_seen(browser_page: Page) -> None:
    browser_page.goto("/")
    browser_page.keyboard.press("Tab")

    assert browser_page.evaluate("document.activeElement.className") == "skip"
    assert browser_page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]  # it is on the page
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "main"


def test_signing_in_works_without_any_script(browser_page: Page) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    context = browser_page.context.browser.new_context(  # type: ignore[union-attr]  # it has one
        java_script_enabled=False, base_url=browser_page.context._impl_obj._options["baseURL"]
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    sign_in_by_form(page, user)

    assert page.url.endswith("/home/")
    page.get_by_role("button", name="登出").click()
    expect(page.get_by_role("link", name="登入")).to_have_count(1)
    context.close()
