"""No barrier on any kind of page, over the demo's data; what the public reads is light and needs no script."""

from __future__ import annotations

import gzip
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import resolve
from playwright.sync_api import expect
from tests.browser import OPEN_EVERY_FOLD, barriers, night, on_one_database, sign_in
from tests.factories.certification import NOON
from tests.factories.certification_results import make_certified, make_world
from tests.journeys import kinds

from smilemark.foundation import clock
from smilemark.registry.models import PublicReport
from smilemark.site import demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response
    from tests.browser import Shot

    from smilemark.certification.models import CertificateVersion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
LIGHT = 50 * 1024
GONE, REFUSED = 404, 400
SELF_CHECK = {
    "scheme": "no",
    "registered": "yes",
    "manufactured": "yes",
    "qms": "no",
    "mandatory": "no",
    "tested": "no",
}


@on_one_database
def test_no_kind_of_page_has_a_barrier(browser_page: Page, shot: Shot) -> None:
    with transaction.atomic():
        call_command("load_governance", verbosity=0)
        demo.load(now=clock.now())
    seen, wrong = defaultdict(int), []

    for reader, addresses in kinds.by_reader():
        if reader is not None:
            sign_in(browser_page, reader)
        for address in addresses:
            answer = browser_page.goto(address)
            if answer is None or answer.status >= REFUSED:
                wrong.append(f"{address}: {answer and answer.status}")
                continue
            kind = resolve(urlsplit(browser_page.url).path).view_name
            seen[kind] += 1
            browser_page.evaluate(OPEN_EVERY_FOLD)
            shot(browser_page, f"kind-{kind}-{seen[kind]}")
            wrong += barriers(browser_page)
            if seen[kind] == 1:
                with night(browser_page):
                    wrong += barriers(browser_page, colours_only=True)

    assert wrong == []
    assert kinds.pages() - seen.keys() == set()


@pytest.fixture
def certified() -> Iterator[CertificateVersion]:
    """One certificate, so that every public page has something to say."""
    with clock.travelled(NOON):
        yield make_certified(make_world())


@pytest.fixture
def plain(browser: Browser, live: str) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(base_url=live, locale="zh-TW", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_public_pages_are_light_and_need_no_script(plain: Page, certified: CertificateVersion) -> None:
    label = certified.certificate.labels.get()
    heard: list[Response] = []
    plain.on("response", lambda answer: heard.append(answer))  # noqa: PLW0108  # Playwright marks its handlers, a built-in takes no mark

    for address in kinds.public(label):
        heard.clear()
        answer = plain.goto(address)
        assert answer is not None
        assert answer.status < REFUSED, address
        assert "script" not in {one.request.resource_type for one in heard}, address
        assert weight(heard) < LIGHT, (address, weight(heard))


def weight(heard: list[Response]) -> int:
    """Bytes of page and style sheet as an installation sends them: WhiteNoise keeps the sheet compressed, pages go plain."""
    pages = [one.body() for one in heard if one.request.resource_type == "document"]
    sheets = [gzip.compress(one.body()) for one in heard if one.request.resource_type == "stylesheet"]
    return sum(len(part) for part in pages + sheets)


def test_verifying_searching_asking_and_reporting_need_no_script(plain: Page, certified: CertificateVersion) -> None:
    label = certified.certificate.labels.get()

    plain.goto("/verify/")
    plain.get_by_label("標章編號").fill(label.number.replace("-", " "))
    plain.get_by_role("button", name="查驗").click()
    expect(plain.get_by_role("heading", level=2).first).to_have_text("有效")

    plain.goto("/products/")
    plain.locator("main input[name=q]").fill(label.product_name)
    plain.locator("main form button").first.click()
    expect(plain.get_by_role("link", name=label.number)).to_have_count(1)

    plain.goto("/apply/check/")
    plain.locator("select[name=industry]").select_option("015")
    plain.locator("select[name=entity]").select_option("company")
    plain.locator("select[name=role]").select_option("maker")
    for name, value in SELF_CHECK.items():
        plain.locator(f"input[name={name}][value={value}]").check()
    plain.get_by_role("button", name="看結果").click()
    expect(plain.get_by_role("heading", name="可以申請")).to_have_count(1)

    plain.goto(f"/verify/{label.number}")
    plain.get_by_role("link", name="通報這個標章").click()
    plain.locator("[name=kind]").first.check()
    plain.locator("[name=channel]").first.check()
    plain.locator("[name=place]").fill("夜市攤位")
    plain.locator("[name=text]").fill("吊牌模糊，疑似仿冒。")
    plain.get_by_role("button", name="送出通報").click()
    expect(plain.get_by_role("heading", name="通報進度")).to_have_count(1)
    assert PublicReport.objects.get().label_number == label.number
