"""What people do in the year of a body: plan, draw, visit on a tablet, findings, the end of a right, objections, summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import expect
from tests.browser import barriers, sign_in
from tests.factories import assessment as assessed
from tests.factories import surveillance as made
from tests.factories.certification_results import make_certified
from tests.factories.certification_results import make_world as make_people
from tests.factories.companies import make_person
from tests.journeys.examining import Examining
from tests.journeys.stage import choose, press, said, unfold

from smilemark.accounts import roles
from smilemark.assessment import actions as assessment
from smilemark.foundation import calendar
from smilemark.remedies.models import EndingCase, Letter, Objection
from smilemark.surveillance import actions

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, Summary, Visit

TABLET = {"width": 820, "height": 1180}
_LOOKED_AT: set[str] = set()
"""Kinds of pages looked at for barriers in this run."""


def make_year() -> made.World:
    """A body with its people, the administration, and a firm certified by it through the real actions in 2024."""
    people = make_people()
    certificate = make_certified(people, at=made.moment(made.CERTIFIED)).certificate
    return made.World(
        industry=people.industry,
        body=people.body,
        reviewer=people.reviewer,
        decider=people.decider,
        assessor=people.assessor,
        administration=make_person(roles.ADMINISTRATION, None, "署甲"),
        laboratory=people.laboratory,
        firm=people.firm,
        factory=people.factories[0],
        applicant=people.applicant,
        certificate=certificate,
    )


def make_found(world: made.World) -> Visit:
    """The visit of the second quarter with both findings: origin false (serious by rule), test failed (slight)."""
    visit = made.started(world)
    at = made.moment(made.AUDIT_DAY, 11)
    sheet = {"assessment_id": visit.assessment_id, "by": world.assessor, "at": at}
    gate = assessed.plain_gate(previous="assess", previous_passed_on=made.CERTIFIED)
    assessment.record_gate(gate=gate, **sheet)
    assessment.record_items(items=assessed.all_items(), **sheet)
    assessment.conclude(signing=assessed.SIGNED, plan_due_on=None, **sheet)
    made.check_products(world, visit, made.ORIGIN_FAILED, quality="fail")
    actions.make_report(visit_id=visit.pk, by=world.assessor, at=made.moment(made.AUDIT_DAY, 16))
    return visit


class Year(Examining):
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

    # ---- findings ---------------------------------------------------------------------------------------

    def open_fault(self, user: User, fault: Fault) -> Page:
        """The finding, from its visit."""
        page = self.surveillance(user, "", fault.check_row.number)
        page.get_by_role("main").get_by_role("link", name=fault.get_kind_display()).first.click()
        expect(page.get_by_role("heading", level=1, name=fault.get_kind_display())).to_be_visible()
        return page

    def ask_improvement(self, fault: Fault, until: str) -> None:
        """通知改善."""
        page = self.open_fault(self.world.reviewer, fault)
        page.get_by_label("改善期限").fill(until)
        press(page, "通知改善")
        said(page, "已通知業者改善。")

    def improve(self, fault: Fault, done: str, found: str) -> None:
        """The firm says what it did; the reviewer looked and confirms."""
        page = self.open_fault(self.world.applicant, fault)
        page.get_by_label("改善情形").fill(done)
        press(page, "通知改善完成")
        said(page, "已通知驗證機構改善完成。")
        page = self.open_fault(self.world.reviewer, fault)
        page.locator("#id_confirm_improved_check_text").fill(found)
        press(page, "查證已改善")
        said(page, "已登錄改善完成。")
        self.keep(page, "slight-improved")

    def invite_statement(self, fault: Fault, until: str) -> None:
        """通知陳述意見."""
        page = self.open_fault(self.world.reviewer, fault)
        page.get_by_label("陳述意見期限").fill(until)
        press(page, "通知陳述意見")
        said(page, "已通知業者陳述意見。")

    def state_on(self, fault: Fault, words: str) -> None:
        """The firm states its case on the finding."""
        page = self.open_fault(self.world.applicant, fault)
        page.locator("#id_state_case_statement").fill(words)
        press(page, "陳述意見")
        said(page, "已送出陳述意見。")
        self.keep(page, "serious-stated")

    def keep_view(self, fault: Fault, reasons: str) -> None:
        """The decider keeps the view and ends the right, the breach being grave."""
        page = self.open_fault(self.world.decider, fault)
        page.locator("#id_keep_reasons").fill(reasons)
        page.get_by_label("依合約終止標章使用權並廢止產品驗證書").check()
        page.get_by_label("廢止之依據").select_option("42(6)")
        page.get_by_label("認定情節重大").check()
        press(page, "維持重大缺失之判斷")
        said(page, "已決定維持重大缺失之判斷。")
        self.keep(page, "serious-kept")

    def end_right(self, fault: Fault) -> None:
        """The reviewer reports upward and opens the case that carries the decision out; it is heard at once."""
        page = self.open_fault(self.world.reviewer, fault)
        page.get_by_label("層報文號").fill("驗字第1140527號")
        press(page, "逐級層報")
        said(page, "已登錄層報各別產業驗證推動小組及認證審議會。")
        press(page, "立案廢止標章使用權")
        said(page, "已立案")
        page.get_by_role("link", name=EndingCase.objects.get().number).first.click()
        press(page, "發出陳述意見通知書")
        said(page, "已發出陳述意見通知書")
        self.keep(page, "ending-invited")

    def state_ending(self, case: EndingCase, words: str) -> None:
        """The firm states its case on the end of its right."""
        page = self.todo(self.world.applicant, f"陳述意見：{case.number}")
        page.get_by_label("陳述", exact=True).fill(words)
        press(page, "送出陳述")
        said(page, "已收到您的陳述。")

    def decide_ending(self, case: EndingCase, reasons: str, assessment: str) -> None:
        """The reviewer proposes, the decider decides."""
        page = self.todo(self.world.reviewer, f"擬具處分：{case.number}")
        page.get_by_label("處分理由").fill(reasons)
        page.get_by_label("對陳述意見之查證及判斷").fill(assessment)
        press(page, "送核定")
        said(page, "已擬具處分")
        page = self.todo(self.world.decider, f"核定處分：{case.number}")
        press(page, "作成處分並發文")
        said(page, "已作成處分（廢止標章使用權）")
        self.keep(page, "ending-decided")

    def open_letter(self, kind: str) -> Letter:
        """The firm opens the newest letter of the kind: it is served."""
        letter = Letter.objects.filter(kind=kind).latest("pk")
        page = self.todo(self.world.applicant, letter.number)
        press(page, "開啟本函")
        said(page, "已開啟，本函已送達。")
        self.keep(page, f"letter-{kind}-opened")
        return letter

    # ---- channels ---------------------------------------------------------------------------------------

    def check_channels(self, check: Inquiry, *, virtual: tuple[str, str], physical: str) -> None:
        """Both steps with their day (and the hour of the first), the two rows, the report, the end."""
        page = self.surveillance(self.world.reviewer, "不定期查核", check.number)
        self.keep(page, "channels-clocks")
        self._step(page, "virtual", *virtual)
        self._step(page, "physical", physical, "15:00")
        for row in ("promotion", "labelling"):
            page.locator(f"input[name={row}][value=conforming]").check()
        press(page, "登錄查核結果")
        said(page, "查核結果已儲存。")
        press(page, "製作不定期查核報告")
        said(page, "不定期查核報告已完成。")
        self.keep(page, "channels-reported")
        press(page, "結案／函覆檢舉人")
        said(page, "已結案。")

    def _step(self, page: Page, step: str, day: str, hour: str) -> None:
        page.locator("#id_record_step_step").select_option(step)
        page.locator("#id_record_step_day").fill(day)
        page.locator("#id_record_step_time").fill(hour)
        press(page, "登錄查核步驟")
        said(page, "已登錄查核步驟。")

    # ---- objections -------------------------------------------------------------------------------------

    def object_to(self, letter: Letter, reasons: str) -> Objection:
        """The firm objects, from the letter."""
        page = self.back(self.world.applicant)
        page.goto(f"/remedies/letters/{letter.pk}/")
        page.get_by_role("link", name="提出異議").click()
        page.get_by_label("異議理由").fill(reasons)
        press(page, "提出異議")
        said(page, "已提出異議。")
        return Objection.objects.latest("pk")

    def review(self, objection: Objection, outcome: str, reasons: str, second: User) -> None:
        """One officer accepts and proposes, another decides."""
        page = self.todo(self.world.administration, f"審查異議應否受理：{objection.number}")
        press(page, "受理，進行複查")
        said(page, "已受理，進行複查。")
        page.locator(f"#id_outcome_{outcome}").check()
        page.get_by_label("複查理由").fill(reasons)
        press(page, "送核定")
        said(page, "已擬具複查決定")
        self.keep(page, f"objection-{outcome}-proposed")
        page = self.todo(second, f"核定複查決定：{objection.number}")
        press(page, "核定並發文")
        said(page, "已作成複查決定")

    # ---- summary ----------------------------------------------------------------------------------------

    def begin_summary(self) -> Page:
        """製作年度彙整報告."""
        page = self.surveillance(self.world.reviewer, "年度彙整報告", "")
        press(page, "開始製作")
        said(page, "已開始製作，統計由查核紀錄計算。")
        self.keep(page, "summary")
        return page

    def settle_summary(self, summary: Summary, number: str) -> Page:
        """The decider files it; the administration takes note."""
        page = self.surveillance(self.world.decider, "年度彙整報告", summary.number)
        press(page, "陳報備查")
        said(page, "已陳報本署備查。")
        self.keep(page, "summary-filed")
        page = self.surveillance(self.world.administration, "年度彙整報告", summary.number)
        page.get_by_label("備查文號").fill(number)
        press(page, "備查")
        said(page, "已備查。")
        return page


def cells(page: Page, table: str) -> list[list[str]]:
    """The rows of the table of this name, heading of the row first."""
    rows = page.get_by_role("region", name=table, exact=True).locator("tbody tr")
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows.all()]


def told(page: Page, term: str) -> Locator:
    """What the page says of a term."""
    return page.locator("dl.summary div", has=page.locator("dt", has_text=term)).locator("dd").first
