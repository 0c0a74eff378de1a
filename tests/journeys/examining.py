"""What the body's reviewer and assessor do in a journey, from eligibility to the end of the on-site work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from tests.journeys.applying import Applying
from tests.journeys.stage import PATIENCE_MS, a_paper, a_photo, choose, press, said, unfold

from smilemark.foundation import calendar, clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

CODES = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1")
SEEN, MISSED = 20, 3


class Examining(Applying):
    """Eligibility, papers, origin, factories."""

    # ---- papers -----------------------------------------------------------------------------------------

    def accept(self) -> None:
        """資格符合."""
        page = self.open_case(self.world.reviewer)
        page.get_by_label("經審查，申請產品為製造或加工之產品").check()
        self.keep(page, "eligibility")
        press(page, "資格符合")
        said(page, "資格符合，進入書面審查。")

    def ask_supplement(self, text: str) -> None:
        """通知補件: one thing, in the products."""
        page = self.open_case(self.world.reviewer)
        fold = unfold(page, "通知補件")
        fold.get_by_label("應補正事項").first.fill(text)
        fold.get_by_label("開放修改之填報項目（選填）").first.select_option("products")
        self.keep(page, "supplement-asked")
        press(fold, "通知補件")
        said(page, "已通知補件。")

    def documents_complete(self) -> None:
        """文件齊備; then the assessor is named."""
        page = self.open_case(self.world.reviewer)
        press(page, "文件齊備，進入現場評核及檢驗")
        said(page, "文件齊備，已開立")
        self.assign_all()

    def assign_all(self) -> None:
        """Name the assessor for every factory and every product, at once."""
        page = self.open_case(self.world.reviewer)
        form = unfold(page, "指派人員").locator("form", has=page.get_by_label("評核之工廠"))
        form.locator("select[name=user]").select_option(label=self.world.assessor.display_name)
        form.get_by_role("button", name="指派至全部待評核之工廠及產品").click()
        said(page, "已指派。")
        self.keep(page, "assigned")

    # ---- origin -----------------------------------------------------------------------------------------

    def determine_origins(self, *, only_packed: tuple[str, ...] = ()) -> None:
        """The assessor records what was found and determines; products named in ``only_packed`` fail."""
        for product in self.case.products.order_by("pk"):
            self._determine(str(product), is_packed=product.name in only_packed)

    def _determine(self, name: str, *, is_packed: bool) -> None:
        page = self.menu(self.world.assessor, "現場評核")
        page.get_by_role("link", name=name).first.click()
        evidence = page.locator("#evidence form")
        evidence.locator("input[type=text]").first.fill("生產紀錄抽查")
        evidence.locator("input[type=file]").set_input_files(a_paper("生產紀錄"))
        press(evidence, "附佐證")
        page.get_by_role("link", name="生產紀錄.pdf").wait_for()
        facts = page.locator("#facts form")
        choose(facts, "final_transformation_in_taiwan", "no" if is_packed else "yes")
        choose(facts, "other_processing", "no" if is_packed else "yes")
        if is_packed:
            choose(facts, "operations", "2")
        for group in facts.locator("input[name^='special-'][value=met]").all():
            group.check()
        for note in facts.locator("input[name^='special-'][name$='-note']").all():
            note.fill("現場查核製程紀錄相符")
        facts.get_by_label("認定說明（查核依據及情形）").fill("現場查核進料單據及製程，與申請資料相符。")
        self.keep(page, "origin-facts")
        press(facts, "儲存並認定")
        said(page, "原產地認定結果：")
        self.keep(page, "origin-determined")

    # ---- factories --------------------------------------------------------------------------------------

    def assess(self, name: str, *, faults: Mapping[str, tuple[int, str]], plan_due: bool, result: str) -> None:
        """Annex 7 at one factory. ``faults``: item -> how many of twenty were not done, and in words."""
        page = self.menu(self.world.assessor, "現場評核")
        page.get_by_role("link", name=name, exact=True).click()
        self._gate(page)
        self._items(page, faults)
        photo = page.locator("#photos form")
        photo.locator("input[type=file]").set_input_files(a_photo("織造現場"))
        press(photo, "加入照片")
        page.locator("#photos li.card").scroll_into_view_if_needed()
        expect(page.locator("#photos img")).not_to_have_js_property("naturalWidth", 0)
        self.keep(page, "sheet")
        self._conclude(page, plan_due=plan_due)
        said(page, "已判定評核結果。")
        expect(page.locator(".page-head .badge")).to_have_text(result)
        self.keep(page, "sheet-concluded")

    def _gate(self, page: Page) -> None:
        gate = page.locator("#gate form")
        choose(gate, "licence", "not_licensed")
        choose(gate, "qms_adopted", "no")
        choose(gate, "previous", "none")
        press(gate, "儲存證明文件審查")
        said(page, "已儲存相關證明文件審查。")

    def _items(self, page: Page, faults: Mapping[str, tuple[int, str]]) -> None:
        for code in CODES:
            missed, words = faults.get(code, (0, ""))
            page.locator(f"[id='id_{code}-total']").fill(str(SEEN))
            page.locator(f"[id='id_{code}-not_executed']").fill(str(missed))
            basic = page.locator(f"[id='id_{code}-not_executed_basic']")
            if basic.count():
                basic.fill(str(missed))
            if words:
                page.locator(f"[id='id_{code}-text']").fill(words)
        choose(page, "incident", "none")
        press(page, "儲存評核表")
        said(page, "已儲存評核表。")

    def _conclude(self, page: Page, *, plan_due: bool) -> None:
        form = page.locator("#result form").first
        today = clock.today()
        form.locator("#id_assessed_on").fill(calendar.roc_short(today))
        due = calendar.roc_short(calendar.moved(today + timedelta(days=21))[0]) if plan_due else ""
        form.locator("#id_plan_due_on").fill(due)
        form.locator("#id_declared_true").check()
        form.locator("#id_consented_personal_data").check()
        form.locator("#id_representative").fill("王小明")
        press(form, "簽章並判定")

    def file_plan(self, name: str) -> None:
        """The firm answers every finding of annex 9 and files the plan."""
        page = self.menu(self.world.applicant, "待辦事項")
        self.keep(page, "todo-of-applicant")
        page.get_by_role("main").get_by_role("link", name="矯正計畫").first.click()
        start = page.get_by_role("link", name="填寫並提出矯正計畫")
        expect(start.or_(page.get_by_label("缺失原因")).first).to_be_visible(timeout=PATIENCE_MS)
        said(page, name)
        if start.count():
            start.click()
        page.get_by_label("缺失原因").first.wait_for()
        for box in page.get_by_label("缺失原因").all():
            box.fill("人員異動，交接未完整。")
        for box in page.get_by_label("缺失矯正方式").all():
            box.fill("重新教育訓練，按月檢核並留存紀錄。")
        self.keep(page, "plan")
        press(page, "提出矯正計畫")
        said(page, "已提出矯正計畫，待驗證機構判定。")

    def judge_plan(self, name: str) -> None:
        """The reviewer judges the plan: filed in time, passed."""
        page = self.menu(self.world.reviewer, "現場評核")
        page.get_by_role("link", name=name, exact=True).click()
        self.keep(page, "plan-filed")
        press(page, "判定矯正計畫")
        said(page, "通過日")
        self.keep(page, "plan-judged")
