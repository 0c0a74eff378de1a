"""A whole journey: everything of ``Applying`` and ``Examining``, and the way from the laboratory to the shopper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.examining import Examining
from tests.journeys.stage import a_paper, fetched, press, said, unfold

from smilemark.certification.actions import testing
from smilemark.certification.models import Label, ProductTest
from smilemark.foundation import calendar, clock

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pypdf import PdfReader

    from smilemark.accounts.models import User


class Journey(Examining):
    """One case from the visitor's first question to the shopper's answer."""

    # ---- laboratory -------------------------------------------------------------------------------------

    def commission(self, quantity: int) -> None:
        """The reviewer commissions the laboratory and takes in the samples of every product."""
        for product in self.case.products.order_by("pk"):
            page = self.open_case(self.world.reviewer)
            panel = self._panel(page, str(product))
            panel.get_by_label("經認可之檢驗機構").select_option(label=self.world.laboratory.name)
            press(panel, "委託")
            page = self.open_case(self.world.reviewer)
            panel = self._panel(page, str(product))
            panel.locator("summary", has_text="收樣").click()
            panel.get_by_label("樣品數量").fill(str(quantity))
            press(panel, "收樣")
            said(page, "已收「")
            self.keep(page, "samples")

    def _panel(self, page: Page, product: str) -> Locator:
        return page.locator("#tests article", has=page.locator("h3", has_text=product))

    def test(self, *, failing: tuple[str, ...] = ()) -> None:
        """The laboratory measures, enters and concludes; products named in ``failing`` miss their first limit."""
        for product in self.case.products.order_by("pk"):
            self._test(ProductTest.objects.get(product=product), fails=product.name in failing)

    def _test(self, test: ProductTest, *, fails: bool) -> None:
        page = self.menu(self.world.tester, "檢驗案件")
        page.get_by_role("link", name=str(test.product)).first.click()
        press(page, "開始檢驗")
        said(page, "已開始檢驗。")
        for number, criterion in enumerate(testing.to_be_tested(test)):
            is_bad = fails and number == 0
            if criterion.limit is None:
                page.locator(f"#id_{'no' if is_bad else 'yes'}_{criterion.pk}").check()
            else:
                worse = criterion.limit + (1 if criterion.comparison == "at_most" else -1)
                page.locator(f"#id_value_{criterion.pk}").fill(f"{(worse if is_bad else criterion.limit):f}")
        press(page, "儲存檢驗結果")
        said(page, "項檢驗結果。")
        page.get_by_label("檢驗日").fill(calendar.roc_short(clock.today()))
        page.get_by_label("報告編號").fill(f"T-{test.pk:04d}")
        page.get_by_label("檢驗報告（PDF）").set_input_files(a_paper("檢驗報告"))
        self.keep(page, "test")
        press(page, "依結果判定")
        said(page, "已判定：")
        self.keep(page, "test-concluded")

    # ---- report, fee, contract --------------------------------------------------------------------------

    def settle(self, by: User) -> Page:
        """彙整產品結果."""
        page = self.open_case(by)
        press(page, "彙整產品結果")
        self.keep(page, "products-settled")
        return page

    def report(self) -> None:
        """The reviewer writes the summary report and submits it; the decider approves."""
        page = self.open_case(self.world.reviewer)
        press(page, "製作彙整報告")
        page.get_by_label("綜合意見").fill("各項驗證結果符合規定，建議核發驗證書。")
        self.keep(page, "report")
        press(page, "送審")
        said(page, "PDF")
        page = self.open_case(self.world.decider)
        self.keep(page, "report-review")
        press(page, "審查通過")
        said(page, "審查通過")

    def sign(self) -> None:
        """簽署授權使用契約, first the firm, then the body."""
        for user, name in ((self.world.applicant, "王小明"), (self.world.decider, self.world.decider.full_name)):
            page = self.open_case(user, "申請案件" if user == self.world.applicant else "驗證案件")
            page.get_by_label("簽署人姓名").fill(name)
            page.get_by_label("已閱讀契約條款並同意簽署").check()
            press(page, "簽署契約")
            said(page, f"{name}，")
            self.keep(page, f"contract-{'operator' if user == self.world.applicant else 'body'}")

    def ask_fee(self, amount: int) -> None:
        """The reviewer finds the fee unpaid and asks for it."""
        page = self.open_case(self.world.reviewer)
        said(page, f"新臺幣 {amount} 元")
        press(page, "通知補繳")
        page.get_by_role("link", name=f"回案件 {self.number}").click()
        said(page, "業者：繳納規費")
        self.keep(page, "fee-asked")

    def pay(self, administration: User, amount: int) -> None:
        """The firm pays and says so; the administration enters its receipt; the reviewer goes on."""
        page = self.open_case(self.world.applicant, "申請案件")
        fold = unfold(page, "登錄繳費")
        fold.get_by_label("金額（元）").fill(str(amount))
        fold.get_by_label("繳納方式").fill("匯款")
        self.keep(page, "fee-letter")
        press(fold, "登錄")
        page = self.open_case(administration)
        fold = unfold(page, "收取規費並登錄收據")
        fold.get_by_label("對應之繳費登錄（選填）").select_option(index=1)
        fold.get_by_label("收據號碼").fill("規收字第1150001號")
        fold.get_by_label("收取日").fill(calendar.roc_short(clock.today()))
        self.keep(page, "fee-receipt")
        press(fold, "登錄收據")
        said(page, "規收字第1150001號")
        page = self.open_case(self.world.reviewer)
        press(page, "規費已繳，進入簽約")
        page.get_by_role("link", name=f"回案件 {self.number}").click()
        said(page, "簽署授權使用契約")
        self.keep(page, "fee-confirmed")

    # ---- certificate ------------------------------------------------------------------------------------

    def issue(self) -> None:
        """編定驗證書編號, the lint shown, 核發驗證書."""
        page = self.open_case(self.world.decider)
        press(page, "編定驗證書編號")
        page = self.open_case(self.world.decider)
        said(page, "核發前檢核")
        checks = page.locator("#certificate ul.tasks > li")
        assert checks.count() > 0
        assert checks.filter(has_text="不符合").count() == 0
        self.keep(page, "lint")
        press(page, "核發驗證書")
        page.get_by_role("link", name="開啟驗證書（PDF）").first.wait_for()
        self.keep(page, "issued")

    def certificate(self) -> PdfReader:
        """The firm downloads its certificate."""
        page = self.menu(self.world.applicant, "現有驗證書")
        self.keep(page, "certificates")
        return fetched(page, page.get_by_role("link", name="開啟驗證書（PDF）").first)

    @property
    def labels(self) -> list[Label]:
        """The labels the case has brought, in the order of their numbers."""
        return list(Label.objects.filter(certificate=self.case.certificate).order_by("number"))
