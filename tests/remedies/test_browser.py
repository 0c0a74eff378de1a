"""In a real Chromium: a right withdrawn and given back, as the register shows it; no barrier on any page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import on_one_database, sign_in, walked_once
from tests.factories import remedies as made
from tests.factories.remedies import START

from smilemark.foundation import clock
from smilemark.remedies import actions
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.models import EndingCase, Letter, Objection

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


def open_newest_letter(page: Page, scene: made.Scene) -> None:
    sign_in(page, scene.firm_person)
    page.goto(f"/remedies/letters/{Letter.objects.order_by('pk').last().pk}/")
    click(page, "開啟本函", "已開啟，本函已送達。")


def test_a_right_is_withdrawn_and_given_back_and_the_register_says_so(browser_page: Page) -> None:
    page, scene = browser_page, made.make_scene(products=1)
    number = scene.numbers[0]
    public = f"/verify/{number}"

    sign_in(page, scene.reviewer)
    page.goto(f"/remedies/open/?certificate={scene.certificate.number}")
    ending = page.get_by_role("region", name="擬撤銷或廢止")
    ending.get_by_label("事由").select_option("false_documents")
    ending.get_by_label("事實", exact=True).fill("原產地證明文件經發證機關函復查無此件。")
    ending.get_by_label("知悉或原因發生日").fill("115.3.1")
    click(page, "立案", "已立案。")
    case = f"/remedies/endings/{EndingCase.objects.get().number}/"
    click(page, "發出陳述意見通知書", "期間自送達之次日起算。")

    open_newest_letter(page, scene)
    page.goto(case)
    page.get_by_label("陳述", exact=True).fill("係代辦公司所為。")
    click(page, "送出陳述", "已收到您的陳述。")

    sign_in(page, scene.reviewer)
    page.goto(case)
    page.get_by_label("處分理由").fill("文件係偽造。")
    page.get_by_label("對陳述意見之查證及判斷").fill("所述不足採。")
    click(page, "送核定", "已擬具處分")
    sign_in(page, scene.decider)
    page.goto(case)
    click(page, "作成處分並發文", "已作成處分（撤銷標章使用權）")
    open_newest_letter(page, scene)
    page.goto(public)
    expect(page.get_by_text("2026-03-02").first).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("撤銷")

    page.goto(case)
    page.get_by_role("link", name="提出異議").click()
    page.get_by_label("異議理由").fill("文件雖有瑕疵，產品確為臺灣製造。")
    click(page, "提出異議", "已提出異議。")
    objection = f"/remedies/objections/{Objection.objects.get().number}/"
    sign_in(page, scene.officer)
    page.goto(objection)
    click(page, "受理，進行複查", "已受理，進行複查。")
    page.get_by_label("撤銷原決定，回復原狀").check()
    page.get_by_label("複查理由").fill("調卷複查，原認定之文件確有發證紀錄。")
    click(page, "送核定", "已擬具複查決定")
    sign_in(page, scene.second_officer)
    page.goto(objection)
    click(page, "核定並發文", "已作成複查決定")
    open_newest_letter(page, scene)

    page.goto(public)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("有效")
    page.goto(case)
    expect(page.get_by_text("原處分經撤銷").first).to_be_visible()


@on_one_database
def test_no_page_of_remedies_has_a_barrier(browser_page: Page, barrier_free: Look) -> None:
    scene = made.make_scene(products=2)
    draft, running = made.draft_order(scene), made.running_order(scene)
    opened, heard = made.open_case(scene), made.invited_case(scene)
    proposed = made.proposed_case(scene)
    decision = made.effective_case(scene, labels=scene.numbers[:1])
    objection = made.filed_objection(scene, decision, at=START)
    reviewed = made.reviewed_objection(scene, running.decisions.get(), "maintain", at=START)
    incident = Incident("檢驗不實", "labels", "ending", made.FALSE, "不實", made.day(0), 10, numbers=scene.numbers)
    batch = actions.open_batch(incident=incident, by=scene.reviewer, at=START)
    actions.try_out_batch(batch_id=batch.pk, by=scene.reviewer, at=START)
    letter = Letter.objects.get(kind=Letter.Kind.DECISION)
    pages = {
        scene.reviewer: {
            "list": "/remedies/",
            "open": f"/remedies/open/?certificate={scene.certificate.number}",
            "order-draft": f"/remedies/orders/{draft.number}/",
            "order-running": f"/remedies/orders/{running.number}/",
            "case-open": f"/remedies/endings/{opened.number}/",
            "letter": f"/remedies/letters/{letter.pk}/",
            "batches": "/remedies/batches/",
            "batch-new": "/remedies/batches/new/",
        },
        scene.decider: {
            "order-issue": f"/remedies/orders/{draft.number}/",
            "case-proposed": f"/remedies/endings/{proposed.number}/",
            "batch": f"/remedies/batches/{batch.number}/",
        },
        scene.firm_person: {
            "order-firm": f"/remedies/orders/{running.number}/",
            "case-firm": f"/remedies/endings/{heard.number}/",
            "case-effective": f"/remedies/endings/{decision.case.number}/",
        },
        scene.officer: {
            "objection": f"/remedies/objections/{objection.number}/",
            "objection-paper": f"/remedies/decisions/{decision.pk}/object/",
        },
        scene.second_officer: {"objection-proposed": f"/remedies/objections/{reviewed.number}/"},
    }

    for reader, addresses in pages.items():
        sign_in(browser_page, reader)
        for name, address in addresses.items():
            browser_page.goto(address)
            barrier_free(browser_page, f"remedies-{name}")
