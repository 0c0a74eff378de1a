"""The first half of a body's year: plan, draw, notice, a visit on a tablet, its report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import expect
from tests.browser import barriers, sign_in
from tests.factories import surveillance as made
from tests.journeys.examining import Examining
from tests.journeys.stage import choose, press, said, unfold

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import Draw, Plan, Visit

TABLET = {"width": 820, "height": 1180}
_LOOKED_AT: set[str] = set()
"""Kinds of pages looked at for barriers in this run."""


class Visiting(Examining):
    """The walk; everybody comes back after days, so everybody signs in anew."""

    def back(self, user: User) -> Page:
        """The person's browser, signed in today, at the things to do."""
        page = self.page(user)
        sign_in(page, user)
        page.goto("/home/")
        return page

    def keep(self, page: Page, name: str) -> None:
        """A screenshot, and no barrier on the page the first time one of its kind is kept."""
        super().keep(page, name)
        kind = resolve(urlsplit(page.url).path).view_name
        if kind not in _LOOKED_AT:
            _LOOKED_AT.add(kind)
            assert barriers(page) == []

    def refused(self, *expected: tuple[int, str]) -> None:
        """The answers to what was just tried, each a status and a part of the address; they are no faults of the walk."""
        seen = {(int(fault[:3]), fault.rsplit(" ", 1)[-1]) for fault in self.faults}
        assert len(seen) == len(expected), self.faults
        for status, part in expected:
            assert any(code == status and part in address for code, address in seen), self.faults
        self.faults.clear()

    def surveillance(self, user: User, place: str, name: str) -> Page:
        """Open one of the lists of surveillance by the menu, and in it the row of this name."""
        self.back(user)
        page = self.menu(user, "追蹤管理")
        if place:
            page.get_by_role("navigation", name="追蹤管理").get_by_role("link", name=place, exact=True).click()
        if name:
            page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        return page

    def todo(self, user: User, name: str) -> Page:
        """Open what waits for the person, by (a part of) its words."""
        page = self.back(user)
        page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(name))).first.click()
        return page

    # ---- plan and draw ----------------------------------------------------------------------------------

    def draft_plan(self) -> None:
        """擬定新計畫, of this year."""
        page = self.surveillance(self.world.reviewer, "年度計畫及抽樣", "")
        form = page.get_by_role("region", name="擬定新計畫")
        form.get_by_label("年度").select_option(label="114年度")
        press(form, "開始擬定")
        said(page, "已開始擬定，抽樣數量已依獲證業者計算。")
        self.keep(page, "plan-draft")

    def file_plan_of_year(self, plan: Plan) -> Page:
        """報請核定."""
        page = self.surveillance(self.world.decider, "年度計畫及抽樣", plan.number)
        press(page, "報請核定")
        said(page, "已報請本署核定。")
        return page

    def approve_plan(self, plan: Plan, number: str) -> None:
        """The administration approves."""
        page = self.surveillance(self.world.administration, "年度計畫及抽樣", plan.number)
        page.get_by_label("核定文號").fill(number)
        press(page, "核定")
        said(page, "已核定，驗證機構得開始查核。")
        self.keep(page, "plan-approved")

    def publish_frame(self, plan: Plan) -> None:
        """公布母體."""
        page = self.surveillance(self.world.reviewer, "年度計畫及抽樣", plan.number)
        page.locator("#id_freeze_quarter").select_option("2")
        press(page, "公布母體及種子雜湊值")
        said(page, "母體及種子雜湊值已公布，得進行抽樣。")
        self.keep(page, "frame-published")

    def draw(self, plan: Plan) -> None:
        """抽樣."""
        page = self.surveillance(self.world.reviewer, "年度計畫及抽樣", plan.number)
        press(page, "抽樣")
        said(page, "已抽樣，受查核工廠已列入查核清單。")

    def anybody_looks_at(self, draw: Draw) -> Page:
        """A visitor opens the draw among all of them."""
        page = self.page()
        page.goto("/draws/")
        page.get_by_role("link", name=draw.number).click()
        return page

    # ---- visit ------------------------------------------------------------------------------------------

    def notify(self, visit: Visit, *, too_early: str, day: str) -> None:
        """The assessor is named; a day too near is refused, the next one is taken."""
        page = self.surveillance(self.world.reviewer, "", visit.number)
        page.locator("#id_assign_assessor_id").select_option(label=self.world.assessor.display_name)
        press(page, "指派查核人員")
        said(page, "已指派查核人員。")
        page.locator("#id_notify_audit_on").fill(too_early)
        press(page, "通知查核")
        said(page, "三整日")
        self.refused((409, f"/surveillance/visits/{visit.pk}/"))
        page.locator("#id_notify_audit_on").fill(day)
        press(page, "通知查核")
        said(page, "已通知業者。")
        self.keep(page, "visit-notified")

    def arrive(self, visit: Visit) -> Page:
        """On site, on a tablet: begin, say what is in production, draw the products, open the tablet's page."""
        page = self.page(self.world.assessor)
        page.set_viewport_size(TABLET)
        self.surveillance(self.world.assessor, "", visit.number)
        press(page, "開始現場查核")
        said(page, "已開始現場查核")
        press(page, "登錄仍生產中之產品")
        said(page, "已登錄仍生產中之產品。")
        press(page, "抽樣產品")
        said(page, "已抽樣產品。")
        page.get_by_role("link", name="平板現場查核（可離線）").click()
        expect(page.locator("#tablet[data-ready='1']")).to_be_attached()
        self.keep(page, "tablet")
        return page

    def fill_tablet(self, page: Page, photos: list[Any]) -> None:
        """Eleven items, the product of false origin, the pictures."""
        for part in page.locator("[data-kind=item]").all():
            part.locator("[name=total]").fill("20")
        product = page.locator("[data-kind=product]")
        product.locator("input[name=origin][value=fail]").check()
        product.locator("[name=origin_text]").fill("主要製程於境外完成")
        product.locator("input[name=mark_use][value=pass]").check()
        page.locator("#tablet-photo").set_input_files(photos)

    def in_another_window(self, visit: Visit) -> None:
        """The same assessor, at a desk, stores the first item and the product meanwhile; then closes the window."""
        window = self.browser.new_context(base_url=self.live, locale="zh-TW", viewport={"width": 1280, "height": 900})
        other = window.new_page()
        sign_in(other, self.world.assessor)
        other.goto(f"/surveillance/visits/{visit.pk}/tablet/")
        other.locator("[data-part='item-1.1'] [name=total]").fill("50")
        expect(other.locator("[data-part='item-1.1'] [data-said]")).to_have_text("已儲存")
        other.locator("[data-kind=product] input[name=origin][value=pass]").check()
        expect(other.locator("[data-kind=product] > [data-said]")).to_have_text("已儲存")
        window.close()

    def sign_in_again(self, page: Page) -> None:
        """By the link of the tablet's page, with name and password."""
        page.locator("#tablet-sign-in").get_by_role("link").click()
        page.locator("input[name=login]").fill(self.world.assessor.username)
        page.locator("input[name=password]").fill("correct horse battery")
        press(page.locator("main"), "登入")
        expect(page.locator("#tablet")).to_be_attached()

    def conclude_sheet(self, visit: Visit) -> None:
        """The sheet of annex 7 holds what the tablet sent; it is judged."""
        page = self.surveillance(self.world.assessor, "", visit.number)
        page.get_by_role("link", name="工廠品管系統評核表（附件七，十一項）").click()
        self._known_gate(page)
        expect(page.locator("[id='id_6.1-total']")).to_have_value("20")
        self._conclude(page, plan_due=False)
        said(page, "已判定評核結果。")
        self.keep(page, "sheet-concluded")

    def _known_gate(self, page: Page) -> None:
        """The factory passed when it was certified; it is assessed again all the same."""
        gate = page.locator("#gate form")
        choose(gate, "licence", "not_licensed")
        choose(gate, "qms_adopted", "no")
        choose(gate, "previous", "assess")
        gate.locator("[name=previous_passed_on]").fill(calendar.roc_short(made.CERTIFIED))
        press(gate, "儲存證明文件審查")
        said(page, "已儲存相關證明文件審查。")

    def test_failed(self, visit: Visit, words: str) -> None:
        """The reviewer records the laboratory's result: failed."""
        page = self.surveillance(self.world.reviewer, "", visit.number)
        fold = unfold(page, "登錄產品檢驗結果")
        fold.locator("input[name=quality][value=fail]").check()
        fold.locator("[name=quality_text]").fill(words)
        fold.locator("[name=laboratory]").select_option(label=self.world.laboratory.name)
        fold.locator("[name=report_number]").fill("檢-114-0509")
        press(fold, "儲存檢驗結果", exact=False)
        said(page, "產品檢驗結果已儲存。")

    def report_visit(self, visit: Visit) -> Page:
        """製作查核報告."""
        page = self.surveillance(self.world.assessor, "", visit.number)
        press(page, "製作查核報告")
        said(page, "查核報告已完成。")
        self.keep(page, "visit-reported")
        return page
