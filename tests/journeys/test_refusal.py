"""Refusals: one whole application with its letter; and two products of three factories, one of them failing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser import walked_once
from tests.factories.certification import make_submitted, make_world
from tests.factories.certification_results import make_chain_case
from tests.journeys.stage import fetched, press, said, text_of, unfold
from tests.journeys.steps import Journey

from smilemark.certification.models import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from tests.factories.certification import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]
SEVERE = {"1.1": (20, "1.1：設備均未保養，亦無紀錄。")}


def opened_letter(walk: Journey, words: str) -> tuple[Page, str]:
    """The firm opens its (only) letter about this; gives the page and the letter's words."""
    page = walk.open_case(walk.world.applicant, "申請案件")
    page.locator("#letters").get_by_role("link").last.click()
    said(page, "本函尚未開啟")
    press(page, "開啟本函")
    said(page, words)
    walk.keep(page, "letter")
    return page, text_of(fetched(page, page.get_by_role("link", name="開啟公文（PDF）")))


def test_the_letter_of_a_refusal_says_why_by_what_and_how_to_object(begin: Callable[[World, str], Journey]) -> None:
    walk = begin(make_world(), "refusal")
    walk.number = make_submitted(walk.world).number

    page = walk.open_case(walk.world.decider)
    fold = unfold(page, "資格不符，核駁")
    fold.get_by_label("非屬製造或加工產品之理由（選填）").fill("申請產品僅於臺灣改包裝，非屬製造或加工之產品")
    walk.keep(page, "refusing")
    press(fold, "核駁")
    said(page, "已核駁，決定書及通知函已作成。")
    walk.keep(page, "refused")
    assert walk.case.state == "refused"

    _, words = opened_letter(walk, "救濟")
    firm = walk.world.firm
    for expected in (
        walk.world.body.name,
        f"受文者：{firm.name}",
        firm.ubn,
        firm.address,
        "主旨",
        "核駁",
        walk.number,
        "說明",
        "申請產品僅於臺灣改包裝",
        "第四點",
        "第四十九點",
        "次日起三十日內",
        "異議",
        "經濟部產業發展署",
    ):
        assert expected in words


def test_of_two_products_the_one_of_the_failed_factory_is_refused(begin: Callable[[World, str], Journey]) -> None:
    walk = begin(make_world(factories=3), "two-products")
    case = make_chain_case(walk.world, {"素色毛巾": [0, 1], "緹花毛巾": [1, 2]})
    walk.number = case.number
    first, second, third = walk.world_factory_names

    walk.assign_all()
    walk.determine_origins()
    walk.assess(first, faults={}, plan_due=False, result="通過")
    walk.assess(second, faults={}, plan_due=False, result="通過")
    walk.assess(third, faults=SEVERE, plan_due=False, result="不通過")
    walk.commission(20)
    walk.test()
    walk.settle(walk.world.reviewer)
    page = walk.settle(walk.world.decider)
    walk.keep(page, "one-passed-one-refused")

    kept = {product.name: product.state for product in walk.case.products.all()}
    assert kept == {"素色毛巾": "passed", "緹花毛巾": "refused"}
    _, words = opened_letter(walk, "救濟")
    for expected in ("緹花毛巾", third, "評核", "第二十八點", "三十日", "異議", walk.world.firm.name):
        assert expected in words
    assert "素色毛巾" not in words.partition("說明")[0]

    walk.report()
    walk.sign()
    walk.issue()
    (label,) = walk.labels
    assert label.product_name == "素色毛巾"
    words = text_of(walk.certificate())
    assert "素色毛巾" in words
    assert "緹花毛巾" not in words
    walk.keep(walk.open_case(walk.world.applicant, "申請案件"), "case-of-applicant-at-the-end")
    assert Case.objects.get(pk=case.pk).state == "certified"
