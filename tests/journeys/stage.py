"""The stage of a journey: one real browser per person, the pages they open, the screenshots that are kept."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect
from pypdf import PdfReader
from tests.browser import SHOTS, sign_in
from tests.factories.certification import pdf

from smilemark.site.demo.papers import photo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page, Response
    from tests.factories.certification import World

    from smilemark.accounts.models import User
    from smilemark.certification.models import Case

PATIENCE_MS = 20_000
PIXELS_PER_POINT = 2.0  # 144 dots per inch: a small screen, held close
REFUSED = 400  # nobody on these walks opens what is not there or does what is refused
HALF_TYPED = 422  # what saves itself says so when a slow hand is caught in the middle of a row; nothing is lost


@dataclass
class Stage:
    """Who is on stage, and where. ``folder`` is where the screenshots of the walk are kept, numbered.

    Everything people do goes through pages; ``case`` is read from the database only to say what must be there.
    """

    browser: Browser
    live: str
    world: World
    folder: str
    number: str = ""
    shots: int = 0
    _pages: dict[int, Page] = field(default_factory=dict)

    # ---- people and pages -------------------------------------------------------------------------------

    def page(self, user: User | None = None, **context: Any) -> Page:
        """The person's own browser, signed in; without a person, a visitor's."""
        key = user.pk if user is not None else 0
        if key not in self._pages:
            made = self.browser.new_context(
                base_url=self.live, locale="zh-TW", viewport={"width": 1280, "height": 900}, **context
            )
            page = made.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
            page.on("response", self._watch)
            self._pages[key] = page
            if user is not None:
                sign_in(page, user)
        return self._pages[key]

    faults: list[str] = field(default_factory=list)

    def _watch(self, answer: Response) -> None:
        half_typed = answer.status == HALF_TYPED and answer.request.resource_type == "xhr"
        if answer.status >= REFUSED and not half_typed:
            self.faults.append(f"{answer.status} {answer.request.method} {answer.request.resource_type} {answer.url}")

    def close(self) -> None:
        """Send everybody home; a script error or a refused request nobody expected fails the walk."""
        for page in self._pages.values():
            page.context.close()
        assert self.faults == [], self.faults

    def keep(self, page: Page, name: str) -> None:
        """A screenshot of the whole page, numbered in the order of the walk."""
        self.shots += 1
        place = SHOTS / self.folder / f"{self.shots:02d}-{name}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=place, full_page=True)

    # ---- what everybody does ----------------------------------------------------------------------------

    def menu(self, user: User, name: str) -> Page:
        """Open the person's list by the menu."""
        page = self.page(user)
        if not page.url.startswith(self.live):
            page.goto("/home/")
        page.get_by_role("banner").get_by_role("link", name=name, exact=True).click()
        return page

    def open_case(self, user: User, menu: str = "驗證案件") -> Page:
        """Open the walk's case from the person's list."""
        page = self.menu(user, menu)
        page.get_by_role("link", name=self.number, exact=True).click()
        return page

    @property
    def case(self) -> Case:
        """The case as it stands."""
        from smilemark.certification.models import Case  # noqa: PLC0415  # apps are ready only when tests run

        return Case.objects.get(number=self.number)

    @property
    def world_factory_names(self) -> list[str]:
        """Factories of the firm, in the order they were entered."""
        return [str(factory) for factory in self.world.factories]


def press(place: Page | Locator, name: str, *, exact: bool = True) -> None:
    """Click a button by its words."""
    place.get_by_role("button", name=name, exact=exact).click()


def said(page: Page, words: str) -> None:
    """The page answers with these words."""
    expect(page.get_by_text(words).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)


def unfold(page: Page, words: str) -> Locator:
    """Open the fold with these words; gives the fold."""
    fold = page.locator("details", has=page.locator("summary", has_text=words)).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    return fold


def choose(place: Page | Locator, name: str, value: str) -> None:
    """Choose one of the answers of a question."""
    place.locator(f"input[name='{name}'][value='{value}']").check()


def upload(file: SimpleUploadedFile) -> Any:
    """A file as the browser's chooser gives it."""
    return {"name": str(file.name), "mimeType": str(file.content_type), "buffer": file.read()}


def a_paper(name: str) -> Any:
    """A PDF to upload."""
    return upload(pdf(f"{name}.pdf"))


def a_photo(name: str) -> Any:
    """A picture to upload."""
    return upload(photo(name))


def fetched(page: Page, link: Locator) -> PdfReader:
    """What the link leads to, opened as a PDF."""
    answer = page.context.request.get(str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.body()))


def text_of(paper: PdfReader) -> str:
    """The words of a PDF without any space, as lines break anywhere."""
    return "".join(re.sub(r"\s", "", page.extract_text()) for page in paper.pages)


def codes_on(paper: PdfReader, page: int = 0) -> list[str]:
    """What a camera reads from the QR codes of a page, as it is drawn."""
    drawn = pypdfium2.PdfDocument(paper.stream)[page].render(scale=PIXELS_PER_POINT).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(drawn) if code.format == zxingcpp.BarcodeFormat.QRCode]


def alternatives(paper: PdfReader) -> list[str]:
    """What the pictures of a tagged PDF say instead of themselves."""
    return list(_alternatives(paper.trailer["/Root"]["/StructTreeRoot"].get_object()))


def _alternatives(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _alternatives(child.get_object())
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"].get_object())
