"""The second half of a body's year: findings, the end of a right, its channels, objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from tests.journeys.stage import press, said
from tests.journeys.visiting import Visiting

from smilemark.remedies.models import EndingCase, Letter, Objection

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import Fault, Inquiry


class Finding(Visiting):
    """What follows from a visit with findings, by the clicks of those who decide and of the firm."""

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
