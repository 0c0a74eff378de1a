"""A shopper's report by clicking on a phone: a number, the check of the body with its clock, the answer; never a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import walked_once
from tests.factories.surveillance import moment
from tests.journeys.stage import a_photo, choose, fetched, press, said, text_of
from tests.journeys.year import Year, make_year, told

from smilemark.foundation import clock, events, jobs
from smilemark.foundation.models import Notice
from smilemark.registry.models import PublicReport
from smilemark.remedies.models import Letter
from smilemark.surveillance import legal
from smilemark.surveillance.models import Fault, Inquiry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]
PHONE = {"width": 390, "height": 844}
SEEN = date(2025, 9, 24)
"""A Wednesday: 24 hours and all that follows lie on working days."""
CONTACT, SHOP, WORDS = "陳小姐 0911-222-333", "https://shop.example/towel", "網頁上的標章與吊牌不同，編號模糊。"
ADDED = "店家說已賣出三百條。"
FOUND, ANSWER = "網頁將標章用於未獲證之浴巾。", "經查屬實，業者已移除網頁上之標章，感謝您的通報。"


@pytest.fixture
def walk(browser: Browser, live: str) -> Iterator[Year]:
    stage = Year(browser, live, make_year(), "shopper")
    yield stage
    stage.close()


def test_from_the_label_to_the_answer(walk: Year) -> None:
    with clock.travelled(moment(SEEN, 10)):
        first = reported(walk, walk.page(), contact=CONTACT)
        jobs.run_waiting()
        check = with_its_clock(walk, first)
        more(walk, first)
    with clock.travelled(moment(SEEN, 11)):
        again = reported(walk, another_phone(walk), contact="")
        jobs.run_waiting()
        merged(walk, check, again)
    with clock.travelled(moment(SEEN, 15)):
        checked(walk, check)
    with clock.travelled(moment(SEEN + timedelta(days=2), 10)):
        asked_and_improved(walk)
        answered(walk, check)
        for report in (first, again):
            follow(walk, report, "已結案", ANSWER)
    firm_knows_nothing(walk)


def another_phone(walk: Year) -> Page:
    """Somebody else's browser, which remembers nothing of the first."""
    walk._pages[-1] = walk._pages.pop(0)
    return walk.page()


def reported(walk: Year, page: Page, *, contact: str) -> PublicReport:
    """Verify the label, find it valid, report it all the same."""
    page.set_viewport_size(PHONE)
    number = walk.world.certificate.labels.get().number
    page.goto("/verify/")
    page.get_by_label("標章編號").fill(number)
    press(page.locator("main"), "查驗")
    expect(page.locator(".answer h2")).to_have_text("有效")
    walk.keep(page, "verified")
    page.get_by_role("link", name="通報這個標章").click()
    expect(page.get_by_label("標章編號")).to_have_value(number)
    choose(page, "kind", "misuse")
    choose(page, "channel", "virtual")
    page.get_by_label("商店或網址").fill(SHOP)
    page.get_by_label("情形").fill(WORDS)
    page.locator("input[name=photos]").set_input_files(a_photo("網頁"))
    page.get_by_label("聯絡方式").fill(contact)
    walk.keep(page, "report")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    press(page, "送出通報")
    expect(page.get_by_role("heading", name="通報進度")).to_be_visible()
    report = PublicReport.objects.latest("pk")
    said(page, report.number)
    expect(page.locator(".answer h2")).to_have_text("已收件")
    expect(told(page, "照片")).to_have_text("1 張")
    assert page.url.endswith(report.token)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    return report


def follow(walk: Year, report: PublicReport, state: str, answer: str = "") -> Page:
    """By the address only the shopper has: the state, the answer, nothing of the contact."""
    page = walk.page()
    page.goto(f"/reports/{report.token}")
    expect(page.locator(".answer h2")).to_have_text(state)
    if answer:
        expect(page.get_by_role("region", name="答復")).to_contain_text(answer)
    else:
        expect(page.get_by_role("region", name="答復")).to_have_count(0)
    assert CONTACT not in page.content()
    walk.keep(page, "followed")
    return page


def with_its_clock(walk: Year, report: PublicReport) -> Inquiry:
    """The certifying body has the check at once: 24 hours from the receipt, what was said, and its picture."""
    check = Inquiry.objects.get()
    assert (check.report_number, check.body, check.trigger, check.state) == (
        report.number, walk.world.body, "suspected_misuse", "checking",
    )  # fmt: skip
    assert {one.step: one.until for one in legal.clocks(check)} == {"virtual": report.received_at + timedelta(hours=24)}
    page = walk.todo(walk.world.reviewer, check.number)
    expect(page.get_by_role("row", name="虛擬通路標章使用情形查核")).to_contain_text("114年9月25日")
    said(page, WORDS)
    walk.keep(page, "check")
    page.get_by_role("link", name=f"民眾通報 {report.number}").click()
    expect(page.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(told(page, "聯絡方式")).to_have_text(CONTACT)
    walk.keep(page, "report-for-the-body")
    return check


def more(walk: Year, report: PublicReport) -> None:
    """The shopper adds something; the body is told and reads it."""
    page = follow(walk, report, "查核中")
    page.get_by_role("textbox", name="補充說明").fill(ADDED)
    press(page, "送出補充")
    said(page, ADDED)
    jobs.run_waiting()
    notice = Notice.objects.filter(user=walk.world.reviewer).latest("pk")
    assert notice.text == f"通報人就 {report.number} 補充說明，請查閱。"
    page = walk.back(walk.world.reviewer)
    page.goto(f"/reports/given/{report.number}/")
    said(page, ADDED)


def merged(walk: Year, check: Inquiry, report: PublicReport) -> None:
    """The same matter reported twice is checked once; its reporter reads the state of the other."""
    other = Inquiry.objects.exclude(pk=check.pk).get()
    assert other.report_number == report.number
    page = walk.todo(walk.world.reviewer, other.number)
    page.get_by_label("併入之查核編號").fill(check.number)
    press(page, "併案")
    said(page, "已併案。")
    other.refresh_from_db()
    assert (other.state, other.merged_into_id) == ("merged", check.pk)
    follow(walk, report, "查核中")


def checked(walk: Year, check: Inquiry) -> None:
    """Within the 24 hours; the row failed; FM-A15-4 says who was checked and what was found, not who told."""
    page = walk.todo(walk.world.reviewer, check.number)
    press(page, "登錄查核步驟")
    said(page, "已登錄查核步驟。")
    choose(page, "promotion", "failed")
    choose(page, "labelling", "conforming")
    page.get_by_label("查核結果說明").fill(FOUND)
    press(page, "登錄查核結果")
    said(page, "查核結果已儲存。")
    press(page, "製作不定期查核報告")
    said(page, "不定期查核報告已完成。")
    walk.keep(page, "check-reported")
    words = text_of(fetched(page, page.get_by_role("link", name="下載查核報告").first))
    assert check.number in words
    assert FOUND in words
    assert walk.world.firm.name in words
    for secret in ("陳小姐", "0911-222-333", "R114-"):
        assert secret not in words
    check.refresh_from_db()
    assert (check.state, [one.is_late(clock.now()) for one in legal.clocks(check)]) == ("reported", [False])


def asked_and_improved(walk: Year) -> None:
    """What was found is a finding like one of a visit: improved and verified before the check is closed."""
    fault = Fault.objects.get()
    assert (fault.kind, fault.is_severe, fault.state) == ("mark_rule_breach", False, "found")
    page = walk.todo(walk.world.reviewer, "通知改善：")
    page.get_by_label("改善期限").fill("114.10.27")
    press(page, "通知改善")
    said(page, "已通知業者改善。")
    walk.open_letter("result")
    page = walk.back(walk.world.applicant)
    page.goto(f"/surveillance/faults/{fault.pk}/")
    page.get_by_label("改善情形").fill("已移除。")
    press(page, "通知改善完成")
    said(page, "已通知驗證機構改善完成。")
    page = walk.todo(walk.world.reviewer, "查證改善情形：")
    page.locator("#id_confirm_improved_check_text").fill("網頁已無標章。")
    press(page, "查證已改善")
    said(page, "已登錄改善完成。")


def answered(walk: Year, check: Inquiry) -> None:
    """An answer is asked for; then the check is closed."""
    page = walk.surveillance(walk.world.decider, "不定期查核", check.number)
    press(page, "結案／函覆檢舉人")
    said(page, "請填寫「答復」。")
    walk.refused((409, f"/surveillance/inquiries/{check.pk}/"))
    page.get_by_label("答復").fill(ANSWER)
    press(page, "結案／函覆檢舉人")
    said(page, "已結案。")
    check.refresh_from_db()
    assert (check.state, check.answer) == ("closed", ANSWER)


def firm_knows_nothing(walk: Year) -> None:
    """No page, notice or letter of the firm says that anybody reported, let alone who."""
    page = walk.back(walk.world.applicant)
    fault, check = Fault.objects.get(), Inquiry.objects.get(state="closed")
    report = PublicReport.objects.earliest("pk")
    secrets = (CONTACT, "0911-222-333", WORDS, ADDED, "民眾通報", "R114-", report.token)
    pages = ["/home/", "/notices/", "/surveillance/visits/", "/remedies/", f"/surveillance/faults/{fault.pk}/"]
    pages += [f"/remedies/letters/{letter.pk}/" for letter in Letter.objects.all()]
    for address in pages:
        page.goto(address)
        assert [secret for secret in secrets if secret in page.content()] == [], address
    told_to_firm = Notice.objects.filter(user=walk.world.applicant)
    assert told_to_firm.exists()
    assert [notice for notice in told_to_firm for secret in secrets if secret in notice.subject + notice.text] == []
    for address in (f"/surveillance/inquiries/{check.pk}/", f"/reports/given/{report.number}/"):
        assert page.context.request.get(address).status in (403, 404)
    assert list(events.broken_chains()) == []
