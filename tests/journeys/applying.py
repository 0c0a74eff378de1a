"""What visitors and applicants do in a journey: the self-check, the application, the answer to a supplement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.journeys.stage import Stage, a_photo, choose, press, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Product:
    """What is typed about a product; ``rows`` of the bill of materials are name, HS code, origin, price, key."""

    name: str
    model: str
    brand: str
    item: str
    hs_code: str
    price: str
    rows: tuple[tuple[str, str, str, str, bool], ...]
    texts: tuple[tuple[str, str], ...]
    makers: tuple[int, ...] = (0,)


TOWEL = Product(
    name="和美素色毛巾",
    model="HM-100（白）",
    brand="和美",
    item="",
    hs_code="6302.60.00.00-0",
    price="120",
    rows=(("精梳棉紗", "520524", "IN", "30", True), ("反應性染料", "320416", "TW", "5", False)),
    texts=(
        ("功能規格", "吸水性佳，34×76公分"),
        ("生產製程", "織造、染整、裁剪、縫製、包裝"),
        ("關鍵物料或配方之功能規格", "精梳棉紗20支，吸水速度60秒以下"),
        ("商品標示內容", "商品名稱、成分：棉100%、製造商、產地：臺灣"),
    ),
)


class Applying(Stage):
    """The applicant's part of the walk."""

    def check_myself(self, industry: str) -> None:
        """A visitor asks which class the product is of and what it needs."""
        page = self.page()
        page.goto("/")
        self.keep(page, "home")
        page.get_by_role("link", name="為我的產品申請標章").click()
        page.get_by_label("您的產品屬於哪一個產業？").select_option(industry)
        answers = {"scheme": "no", "registered": "yes", "manufactured": "yes", "qms": "no", "mandatory": "no"}
        for name, value in (answers | {"tested": "no"}).items():
            choose(page, name, value)
        page.get_by_label("您的組織型態").select_option("company")
        page.get_by_label("您的角色").select_option("maker")
        press(page, "看結果")
        said(page, "可以申請")
        self.keep(page, "self-check")

    def begin(self) -> Page:
        """Start the application; it has its number from the first moment."""
        page = self.menu(self.world.applicant, "申請案件")
        press(page, "開始填寫")
        said(page, "節已填妥")
        self.number = page.url.rstrip("/").rsplit("/", 1)[-1]
        self.keep(page, "task-list-empty")
        return page

    def apply(self, products: Sequence[Product], *, new_factory: bool = False) -> None:
        """Fill every section, look everything over, hand in."""
        page = self.begin()
        self._contact(page)
        self._role(page)
        self._scope(page)
        self._factories(page, new_factory=new_factory)
        for product in products:
            self._product(page, product)
        self._photos(page)
        page.get_by_role("link", name="聲明", exact=True).click()
        page.locator("input[name=declared_true]").check()
        press(page, "儲存")
        said(page, "7／7 節已填妥")
        self.keep(page, "task-list-done")
        self._hand_in(page, products)

    def _contact(self, page: Page) -> None:
        page.get_by_role("link", name="業者及聯絡人").click()
        page.locator("#id_contact_name").fill("林經理")
        page.locator("#id_contact_phone").fill("04-7551234")
        self.keep(page, "contact")
        press(page, "儲存")
        said(page, "已儲存。")

    def _role(self, page: Page) -> None:
        page.get_by_role("link", name="申請角色").click()
        choose(page, "maker_role", "maker")
        choose(page, "is_manufactured", "true")
        press(page, "儲存")
        said(page, "已儲存。")

    def _scope(self, page: Page) -> None:
        page.get_by_role("link", name="產業、類別及驗證機構").click()
        page.locator("#id_industry").select_option(str(self.world.industry.pk))
        body = page.locator("#id_body")
        body.get_by_role("option", name=self.world.body.name).wait_for(state="attached")
        body.select_option(label=self.world.body.name)
        self.keep(page, "scope")
        press(page, "儲存")
        said(page, "已儲存。")

    def _factories(self, page: Page, *, new_factory: bool) -> None:
        page.get_by_role("link", name="製造商（工廠）").click()
        if new_factory:
            self._new_factory(page)
        else:
            for name in self.world_factory_names:
                self._listed_factory(page, name)
        self.keep(page, "factories")
        page.get_by_role("link", name="返回申請書").click()

    def _new_factory(self, page: Page) -> None:
        page.locator("#id_name").fill("和美一廠")
        page.locator("#id_number").fill("65001234")
        page.locator("#id_county").fill("彰化縣")
        page.locator("#id_address").fill("彰化縣和美鎮工業路8號")
        page.locator("#id_processes").fill("織造、染整、縫製、包裝")
        press(page, "新增並列入")
        page.get_by_role("link", name="和美一廠").wait_for()

    def _listed_factory(self, page: Page, name: str) -> None:
        option = page.locator("select[name=factory] option", has_text=name).first
        page.locator("select[name=factory]").select_option(str(option.get_attribute("value")))
        press(page, "列入")
        page.get_by_role("link", name=name).click()
        page.locator("#id_process").fill("織造、染整、縫製、包裝")
        press(page, "儲存")
        page.get_by_role("link", name=name).wait_for()

    def _product(self, page: Page, product: Product) -> None:
        page.get_by_role("link", name="申請產品", exact=True).click()
        page.locator("#id_name").fill(product.name)
        press(page, "新增")
        page.get_by_label("型號（含顏色）").fill(product.model)
        page.get_by_label("品牌").fill(product.brand)
        items = page.get_by_label("開放驗證產品項目")
        items.select_option(label=product.item) if product.item else items.select_option(index=1)
        page.get_by_label("稅則號列（選填）").fill(product.hs_code)
        for place in product.makers:
            page.locator("input[name=factories]").nth(place).check()
        for label, text in product.texts:
            page.get_by_label(f"{label}（選填）", exact=True).fill(text)
        page.get_by_label("產品價格（元，每單位）").fill(product.price)
        for number, (name, code, origin, price, is_key) in enumerate(product.rows, start=1):
            page.get_by_label(f"第{number}列物料名稱").fill(name)
            page.get_by_label(f"第{number}列稅則號列").fill(code)
            page.get_by_label(f"第{number}列原產地").fill(origin)
            page.get_by_label(f"第{number}列單位耗用金額").fill(price)
            page.get_by_label(f"第{number}列為關鍵物料").set_checked(is_key)
        self.keep(page, "product")
        press(page, "儲存")
        said(page, "已儲存。")
        page.get_by_role("link", name="返回申請書").click()

    def _photos(self, page: Page) -> None:
        page.get_by_role("link", name="應備文件").click()
        waiting = page.locator("li.upload", has=page.locator(".badge", has_text="待上傳"))
        said(page, "待上傳")
        for left in range(waiting.count() - 1, -1, -1):
            slot = waiting.first
            slot.locator("input[type=file]").set_input_files(a_photo("產品正面"))
            slot.get_by_role("button", name="上傳").click()
            page.wait_for_function(
                "left => [...document.querySelectorAll('li.upload .badge')]"
                ".filter(badge => badge.textContent.trim() === '待上傳').length === left",
                arg=left,
            )
        self.keep(page, "documents")
        page.get_by_role("link", name="返回申請書").click()

    def _hand_in(self, page: Page, products: Sequence[Product]) -> None:
        page.get_by_role("link", name="檢視填報內容並送件").click()
        for product in products:
            said(page, product.name)
        self.keep(page, "check-your-answers")
        press(page, "送件")
        said(page, f"案件編號 {self.number}")
        self.keep(page, "receipt")
        page.get_by_role("link", name="查看案件進度").click()
        said(page, "資格審查")
        self.keep(page, "case-of-applicant")

    def answer_supplement(self, asked: str, text: str) -> None:
        """The firm corrects what was asked for and says what it did."""
        page = self.open_case(self.world.applicant, "申請案件")
        page.get_by_role("link", name="補正並送出").click()
        said(page, asked)
        page.get_by_role("link", name="申請產品").click()
        page.locator("ol.tasks a").first.click()
        page.get_by_label("生產製程（選填）").fill("織造、染整、裁剪、縫製、檢針、包裝，均於申請之工廠完成")
        press(page, "儲存")
        said(page, "已儲存。")
        page = self.open_case(self.world.applicant, "申請案件")
        page.get_by_role("link", name="補正並送出").click()
        page.get_by_label("說明").fill(text)
        self.keep(page, "supplement-answered")
        press(page, "補件送出")
        said(page, "補件已送出")
