"""From the list of rules to an answer, without script: asked with facts missing, then with all of them, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import on_one_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def plain(browser: Browser, live: str) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = browser.new_context(base_url=live, java_script_enabled=False, locale="zh-TW")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@on_one_database
def test_a_rule_is_asked_without_script(plain: Page) -> None:
    plain.goto("/rules/")
    plain.get_by_role("link", name="申請人資格").first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("申請人資格")

    plain.get_by_label("組織型態").select_option(label="公司")
    plain.get_by_label("依法登記").select_option(label="是")
    plain.get_by_label("屬製造或加工之產品").select_option(label="是")
    plain.get_by_role("button", name="看結果").click()
    expect(plain.get_by_role("heading", name="得否提出申請？ 無法判斷")).to_be_visible()

    plain.get_by_role("link", name="共同申請之業者數").click()
    plain.get_by_label("共同申請之業者數").fill("二")
    plain.get_by_role("button", name="看結果").click()
    expect(plain.get_by_role("link", name="共同申請之業者數：請填整數。")).to_be_visible()
    expect(plain.get_by_label("組織型態")).to_have_value("company")

    plain.get_by_label("共同申請之業者數").fill("1")
    plain.get_by_role("button", name="看結果").click()
    expect(plain.get_by_role("heading", name="得否提出申請？ 是")).to_be_visible()
    expect(plain.get_by_text("各項條件均符合。")).to_be_visible()

    plain.get_by_role("button", name="English").click()
    expect(plain.get_by_role("heading", name="May the operator apply? Yes")).to_be_visible()
    plain.get_by_label("Operators that file together").fill("2")
    plain.get_by_role("button", name="Show the result").click()
    expect(plain.get_by_role("heading", name="May the operator apply? No")).to_be_visible()
    expect(plain.get_by_text("Not met: applicants.")).to_be_visible()


@on_one_database
def test_rows_are_added_one_by_one_and_a_veto_needs_no_prices(
    browser_page: Page, barrier_free: Callable[[Page, str], None]
) -> None:
    browser_page.goto("/rules/at/point-17/")
    browser_page.get_by_role("link", name="臺灣製原產地認定").click()
    browser_page.get_by_role("group", name="原材料及零件").get_by_role("button", name="增加一筆").click()
    expect(browser_page.get_by_label("起岸價格（CIF）")).to_have_count(1)
    browser_page.get_by_label("稅則號別", exact=True).fill("640391")
    browser_page.get_by_label("完全取得或完全生產").select_option(label="否")
    browser_page.get_by_label("最終實質轉型在我國境內").select_option(label="是")
    browser_page.get_by_label("運送或儲存期間之保存作業").check()
    browser_page.get_by_role("button", name="看結果").click()

    expect(browser_page.get_by_role("heading", name="產品是否為臺灣製？ 否")).to_be_visible()
    expect(browser_page.get_by_text("僅從事視為非實質轉型之作業。")).to_be_visible()
    expect(browser_page.get_by_label("稅則號別", exact=True)).to_have_value("640391")
    barrier_free(browser_page, "rule-origin-answer")


@on_one_database
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/rules/", "rules"),
        ("/rules/at/annex-15/", "rule-place"),
        ("/rules/qms-sheet/?x=", "rule-sheet"),
        ("/rules/qms-gate/?licence.expiry_date=2026-02-30&none=adopted_certificate", "rule-refused"),
        ("/rules/training-completion/?hours.0=1", "rule-hours"),
    ],
)
def test_no_rule_page_has_a_barrier(
    browser_page: Page,
    barrier_free: Callable[[Page, str], None],
    address: str,
    name: str,
) -> None:
    browser_page.goto(address)

    barrier_free(browser_page, name)
