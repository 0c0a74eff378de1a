"""Class 3: the same walk with the fee between the report and the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser import walked_once
from tests.factories.certification import make_world
from tests.factories.companies import make_person
from tests.journeys.applying import TOWEL
from tests.journeys.stage import text_of
from tests.journeys.steps import Journey

from smilemark.accounts import roles
from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories.certification import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]
SUNGLASSES = replace(
    TOWEL,
    name="偏光太陽眼鏡",
    model="SG-01（黑）",
    brand="晴光",
    hs_code="9004.10.00.00-4",
    price="800",
    rows=(("尼龍粒", "390810", "JP", "60", True), ("鉸鏈螺絲", "731815", "TW", "8", False)),
    texts=(
        ("功能規格", "可見光穿透率第3類，偏光"),
        ("生產製程", "射出、研磨、鍍膜、組裝"),
        ("關鍵物料或配方之功能規格", "尼龍鏡片，抗紫外線400奈米"),
        ("商品標示內容", "商品名稱、鏡片材質、製造商、產地：臺灣"),
    ),
)
FEE = 400


def test_the_fee_comes_before_the_contract(live: str, settings: Any, begin: Callable[[World, str], Journey]) -> None:
    settings.SITE_URL = live
    walk = begin(make_world("301"), "sunglasses")
    (factory,) = walk.world_factory_names
    administration = make_person(roles.ADMINISTRATION, full_name="署內承辦戊")

    walk.check_myself("301")
    walk.apply([SUNGLASSES])
    walk.accept()
    walk.documents_complete()
    walk.determine_origins()
    walk.assess(factory, faults={}, plan_due=False, result="通過")
    walk.commission(3)
    walk.test()
    walk.settle(walk.world.reviewer)
    walk.report()
    assert walk.case.state == "fee_check"
    walk.ask_fee(FEE)
    assert walk.case.state == "fee_due"
    walk.pay(administration, FEE)
    walk.sign()
    walk.issue()

    (label,) = walk.labels
    assert walk.case.payments.get().amount == FEE
    assert label.certified_on == clock.today()
    words = text_of(walk.certificate())
    for expected in (walk.case.firm.name, walk.case.certificate.number, label.number, "偏光太陽眼鏡", "SG-01（黑）"):
        assert expected in words
