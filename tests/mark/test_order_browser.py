"""In a real Chromium: printed labels from the application to the check on receipt; no barrier on any page, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser import on_one_database, sign_in, walked_once
from tests.factories import label_orders as made
from tests.factories.certification import PDF
from tests.factories.label_orders import START, day

from smilemark.foundation import clock
from smilemark.mark.actions import stops
from smilemark.mark.actions.stops import Stop
from smilemark.mark.models import ApprovalList, LabelOrder

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


def apply(page: Page, scene: made.Scene) -> str:
    """The firm applies; the address of its order."""
    sign_in(page, scene.firm_person)
    page.goto("/mark/orders/")
    page.get_by_role("link", name="申請本署印製").click()
    click(page, "開始填寫", "已建立申請")
    for field, value in {
        "印製格式": "3×4公分",
        "申請數量": "8000",
        "近一年銷售數量": "12000",
        "年產能": "24000",
        "現有標章數量": "500",
    }.items():
        page.get_by_label(field, exact=True).fill(value)
    click(page, "儲存產品", "安全存量：請填整數。")
    expect(page.get_by_label("申請數量", exact=True)).to_have_value("8000")
    page.get_by_label("安全存量", exact=True).fill("1500")
    click(page, "儲存產品", "已儲存 ")
    page.get_by_label("收件電話").fill("04-7551234")
    page.get_by_label("送交地址").fill("彰化縣和美鎮彰美路1號")
    click(page, "儲存送交資料", "已儲存。")
    click(page, "送件", "標章申請數量證明文件影本一式二份或電子掃描檔一份")
    page.get_by_label("檔案", exact=True).set_input_files(
        {"name": "發票.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="附加文件", exact=True).click()
    expect(page.get_by_role("link", name="標章申請數量證明文件")).to_be_visible()
    click(page, "送件", "已送件，案號 G115-000001")
    return f"/mark/orders/{LabelOrder.objects.get().number}/"


def test_printed_labels_from_the_application_to_the_check_on_receipt(browser_page: Page) -> None:
    page, scene = browser_page, made.make_scene(products=1)
    address = apply(page, scene)

    sign_in(page, scene.reviewer)
    page.goto(address)
    for box in page.get_by_role("group", name="已查核之項目").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("核准數量").fill("6000")
    click(page, "送核定", "核准數量與試算 7,000 不同，請填理由")
    page.get_by_label("與試算不同之理由").fill("新包裝將改版")
    click(page, "送核定", "已擬具，待核定人員核定。")
    sign_in(page, scene.decider)
    page.goto(address)
    click(page, "核准印製數量", "已核准，將列入本月核准清單。")
    page.goto("/mark/lists/")
    click(page, "編製本月核准清單", "已編製核准清單 C115-000001")
    sign_in(page, scene.secretary)
    page.goto("/mark/lists/C115-000001/")
    click(page, "轉送", "已轉送標章印製執行機構。")

    sign_in(page, scene.printer)
    page.goto("/home/")
    page.get_by_role("link", name="印製並送交標章").click()
    page.get_by_label("印製日").fill("115.3.2")
    click(page, "登錄並取得流水號", "已編號 1 批。")
    page.get_by_label("送交日").fill("115.3.2")
    page.get_by_label("送交方式及單號").fill("宅配 123")
    click(page, "登錄送交", "已登錄送交，並通知業者核對。")
    sign_in(page, scene.firm_person)
    page.goto(address)
    expect(page.get_by_text("流水號 1 至 6000（6000 個）")).to_be_visible()
    click(page, "數量、類型、編號均無誤", "已登錄核對無誤，請妥善保管標章。")
    assert ApprovalList.objects.get().state == "done"


@on_one_database
def test_no_page_of_printed_labels_has_a_barrier(browser_page: Page, barrier_free: Look) -> None:
    scene = made.make_scene(products=2)
    draft, sent, proposed = made.draft_order(scene), made.submitted_order(scene), made.proposed_order(scene)
    objection = made.filed_objection(scene)
    stops.announce(stop=Stop("產企字第1號", "policy", "調整經費。", day(0), day(9)), by=scene.officer, at=START)
    row, order = ApprovalList.objects.get(), objection.order
    pages = {
        scene.firm_person: {
            "orders": "/mark/orders/",
            "new": "/mark/orders/new/",
            "draft": f"/mark/orders/{draft.number}/",
            "objected": f"/mark/orders/{order.number}/",
            "losses": "/mark/losses/",
        },
        scene.reviewer: {"review": f"/mark/orders/{sent.number}/", "list": f"/mark/lists/{row.number}/"},
        scene.decider: {
            "decide": f"/mark/orders/{proposed.number}/",
            "explain": f"/mark/orders/{order.number}/",
            "lists": "/mark/lists/",
        },
        scene.printer: {"deliveries": "/mark/deliveries/", "delivery": f"/mark/deliveries/{order.number}/"},
        scene.officer: {"stops": "/mark/stops/", "intake": "/labels/intake/"},
    }

    for reader, addresses in pages.items():
        sign_in(browser_page, reader)
        for name, address in addresses.items():
            browser_page.set_viewport_size({"width": 1280, "height": 900})
            browser_page.goto(address)
            barrier_free(browser_page, f"label-{name}")
            browser_page.set_viewport_size({"width": 390, "height": 844})
            wide = browser_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 390, f"{name}: {wide} px wide on a phone"
