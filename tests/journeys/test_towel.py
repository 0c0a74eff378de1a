"""The main job in one walk, by clicking and typing: from the visitor's first question to the shopper's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.factories.certification import make_world
from tests.journeys.applying import TOWEL
from tests.journeys.stage import alternatives, codes_on, text_of
from tests.journeys.steps import Journey

from smilemark.foundation import calendar, clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
MINORS = {"1.1": (3, "1.1：抽查20件，3件未依期保養。"), "3.1": (3, "3.1：抽查20批，3批未留進料檢驗紀錄。")}


def test_from_the_first_question_to_the_verified_label(
    browser: Browser, live: str, settings: Any, begin: Callable[..., Journey]
) -> None:
    settings.SITE_URL = live
    walk = begin(make_world(factories=0), "towel")

    walk.check_myself("015")
    walk.apply([TOWEL], new_factory=True)
    walk.accept()
    walk.ask_supplement("生產製程未載明檢針及包裝於何處完成，請補正。")
    walk.answer_supplement("生產製程未載明檢針及包裝", "已補正生產製程，檢針及包裝均於和美一廠完成。")
    walk.documents_complete()
    walk.determine_origins()
    walk.assess("和美一廠", faults=MINORS, plan_due=True, result="待提矯正計畫")
    walk.file_plan("和美一廠")
    walk.judge_plan("和美一廠")
    walk.commission(20)
    walk.test()
    walk.settle(walk.world.reviewer)
    walk.report()
    walk.sign()
    walk.issue()

    (label,) = walk.labels
    paper = walk.certificate()
    words = text_of(paper)
    for expected in (
        walk.case.firm.name,
        walk.case.certificate.number,
        label.number,
        "和美素色毛巾",
        "HM-100（白）",
        calendar.roc(clock.today()).removeprefix("中華民國").replace(" ", ""),
        calendar.roc(label.valid_until).removeprefix("中華民國").replace(" ", ""),
    ):
        assert expected in words
    assert label.certified_on == clock.today()

    (address,) = codes_on(paper)
    assert address == f"{walk.live}/verify/{label.number}"
    assert any(address in text for text in alternatives(paper))
    shopper = walk.page()
    shopper.goto(address)
    expect(shopper.get_by_role("heading", name="有效")).to_be_visible()
    expect(shopper.get_by_text("和美素色毛巾")).to_be_visible()
    walk.keep(shopper, "verified")

    answer = shopper.context.request.get(f"/api/v1/labels/{label.number}").json()
    assert answer["status"] == "valid"
    assert answer["number"] == label.number
