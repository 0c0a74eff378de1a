"""In a real Chromium: a firm prints its own tags, and one of them is traced; no barrier on any page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import on_one_database, sign_in, walked_once
from tests.factories import mark as made
from tests.factories.certification import PNG
from tests.factories.companies import make_person
from tests.factories.mark import START

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.mark.models import Letter, PrintApplication, PrintRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from tests.browser import Look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.travelled(START):
        yield


def click(page: Page, name: str, said: str) -> None:
    """Press the button and wait for the sentence of the next page."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(said).first).to_be_visible()


def test_a_firm_prints_its_own_tags_and_one_of_them_is_traced(browser_page: Page) -> None:
    page, scene = browser_page, made.make_scene(products=1)
    number = scene.numbers[0]

    sign_in(page, scene.firm_person)
    page.goto("/mark/printing/")
    page.get_by_role("link", name="申請自行印製").click()
    page.get_by_label(number).check()
    page.get_by_label("吊牌", exact=True).check()
    click(page, "建立申請", "已建立申請")
    address = f"/mark/printing/{PrintApplication.objects.get().number}/"
    attach = page.locator("form", has=page.get_by_role("button", name="附加", exact=True))
    attach.get_by_label("樣本說明").fill("吊牌正面")
    attach.get_by_label("樣本檔案").set_input_files({"name": "樣本.png", "mimeType": "image/png", "buffer": PNG})
    click(page, "附加", "已附加標章樣本。")
    expect(page.get_by_role("link", name="吊牌正面")).to_be_visible()
    click(page, "送件", "已送件，請等候驗證機構審查。")

    sign_in(page, scene.reviewer)
    page.goto(address)
    page.locator("summary", has_text="通知補正").click()
    page.get_by_label("應補正事項").fill("請補吊牌背面。")
    click(page, "通知補正", "已通知補正（第1次）。")
    sign_in(page, scene.firm_person)
    page.goto(address)
    expect(page.get_by_text("請補吊牌背面。").first).to_be_visible()
    click(page, "送件", "已送件，請等候驗證機構審查。")
    sign_in(page, scene.reviewer)
    page.goto(address)
    click(page, "送核定", "樣本不符標章使用原則，不得擬具通過")
    for box in page.get_by_role("group", name="標章使用原則（符合者勾選）").get_by_role("checkbox").all():
        box.check()
    click(page, "送核定", "已審查，送核定人員核定。")
    sign_in(page, scene.decider)
    page.goto(address)
    click(page, "核定：審查通過", "已審查通過、登錄並通知業者。")

    sign_in(page, scene.firm_person)
    page.goto(address)
    page.get_by_label("印製數量").fill("500")
    page.get_by_label("印製日").fill("115.3.2")
    click(page, "登錄並取得流水號", "流水號 1 至 500。")
    sign_in(page, scene.reviewer)
    page.goto("/mark/runs/")
    page.get_by_label("標章編號").fill(number)
    page.get_by_label("流水號").fill("499")
    page.get_by_role("button", name="追溯").click()
    expect(page.get_by_role("heading", name="追溯結果")).to_be_visible()
    expect(page.get_by_text("1 至 500（500 個吊牌）")).to_be_visible()
    page.get_by_label("流水號").fill("501")
    page.get_by_role("button", name="追溯").click()
    expect(page.get_by_text("查無這個標章編號與流水號之印製批次")).to_be_visible()
    assert PrintRun.objects.get().source == PrintApplication.objects.get().number


@on_one_database
def test_no_page_of_the_mark_has_a_barrier(browser_page: Page, barrier_free: Look) -> None:
    scene = made.make_scene(products=2)
    draft, submitted = made.draft_application(scene), made.submitted_application(scene)
    reviewed, run = made.reviewed_application(scene), made.recorded_run(scene)
    letter = Letter.objects.get(addressee=scene.world.firm)
    desk = make_person(roles.SECRETARIAT)
    contract, licence = made.drafted_licence(desk), made.signed_licence(desk)
    seen, noticed = made.opened_check(desk, licence=licence.number), made.noticed_check(desk, licence=licence.number)
    pages = {
        scene.firm_person: {
            "mark": "/mark/",
            "printing-new": "/mark/printing/new/",
            "printing-draft": f"/mark/printing/{draft.number}/",
            "printing-registered": f"/mark/printing/{run.source}/",
            "mark-letter": f"/mark/letters/{letter.pk}/",
        },
        scene.reviewer: {
            "printings": "/mark/printing/",
            "printing-review": f"/mark/printing/{submitted.number}/",
            "runs": f"/mark/runs/?label={run.label.number}&serial=1",
            "run": f"/mark/runs/{run.number}/",
        },
        scene.decider: {"printing-decide": f"/mark/printing/{reviewed.number}/"},
        scene.officer: {"consents": "/mark/consents/"},
        desk: {
            "licences": "/mark/licences/",
            "licence-new": "/mark/licences/new/",
            "licence-draft": f"/mark/licences/{contract.number}/",
            "licence": f"/mark/licences/{licence.number}/",
            "checks": "/mark/checks/",
            "check-new": "/mark/checks/new/",
            "check-seen": f"/mark/checks/{seen.number}/",
            "check-noticed": f"/mark/checks/{noticed.number}/",
        },
    }
    for person, addresses in pages.items():
        sign_in(browser_page, person)
        for name, address in addresses.items():
            browser_page.goto(address)
            barrier_free(browser_page, name)
