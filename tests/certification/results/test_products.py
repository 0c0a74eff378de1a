"""The fate of each product: two products, three factories, one failing; and all failing."""

from __future__ import annotations

import pytest
from tests.factories.certification import NOON
from tests.factories.certification_results import (
    assign_assessor,
    make_chain_case,
    make_world,
    pass_factory,
    pass_origin,
    pass_test,
)
from tests.factories.companies import give
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.actions import products, refusal, report
from smilemark.certification.models import Case, CaseProduct, Decision, Letter, ProductTest
from smilemark.certification.queries.products import product_outlook, products_of
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db


world = shared(make_world, factories=3)


def make_case(world):
    """毛巾甲 is made by factories 1 and 2, 毛巾乙 by 2 and 3; factory 3 fails, everything else passes."""
    case = make_chain_case(world, {"毛巾甲": [0, 1], "毛巾乙": [1, 2]})
    assign_assessor(case, world)
    for number, row in enumerate(case.factories.order_by("pk")):
        pass_factory(row, world, passed=number < 2)
    for product in case.products.all():
        pass_origin(product, world)
    pass_test(case.products.get(name="毛巾甲"), world)
    return case


case = shared(make_case, on=world)


def by_name(case):
    return {product.name: product for product in products_of(case)}


def test_a_product_fails_as_soon_as_one_factory_of_its_chain_fails(case):
    found = by_name(case)

    good, bad = product_outlook(found["毛巾甲"]), product_outlook(found["毛巾乙"])

    assert (good.verdict, good.reasons, good.waiting_for) == ("passed", (), ())
    assert bad.verdict == "failed"
    assert len(bad.reasons) == 1
    third = case.factories.order_by("pk")[2].factory.name
    assert bad.reasons[0]["text"].startswith(f"工廠「{third}」之工廠品管系統評核不通過")
    assert bad.reasons[0]["citation"] == "推動及管理要點第二十八點、附件六"
    assert bad.waiting_for == ("產品品質檢驗（待送樣）",)


def test_the_reviewer_passes_the_decider_refuses_and_the_other_goes_on(case, world):
    first = products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    assert [p.name for p in first.passed] == ["毛巾甲"]
    assert [p.name for p in first.to_be_refused] == ["毛巾乙"]
    with pytest.raises(Refused, match=r"產品「毛巾乙.*須先由核定人員作成該產品之核駁決定"):
        report.start(case_id=case.pk, by=world.reviewer, at=NOON)

    second = products.settle(case_id=case.pk, by=world.decider, at=NOON)

    assert [p.name for p in second.refused] == ["毛巾乙"]
    states = dict(CaseProduct.objects.values_list("name", "state"))
    assert states == {"毛巾甲": "passed", "毛巾乙": "refused"}
    assert ProductTest.objects.get(product__name="毛巾乙").state == "closed"
    decision = Decision.objects.get()
    assert (decision.kind, decision.product.name, decision.decided_by) == ("product_refusal", "毛巾乙", world.decider)
    letter = Letter.objects.get()
    assert letter.decision == decision
    assert "之產品「毛巾乙" in letter.words["subject"]
    assert any("評核不通過" in line for line in letter.words["explanation"])
    assert "第四十九點" in letter.words["remedy"]
    assert Case.objects.get().state == "verifying"
    report.start(case_id=case.pk, by=world.reviewer, at=NOON)
    assert Case.objects.get().state == "report"


def test_settling_again_changes_nothing(case, world):
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    products.settle(case_id=case.pk, by=world.decider, at=NOON)

    again = products.settle(case_id=case.pk, by=world.decider, at=NOON)

    assert (again.passed, again.refused, again.to_be_refused, again.waiting) == ((), (), (), ())
    assert Decision.objects.count() == 1
    assert Letter.objects.count() == 1


def test_a_product_that_did_not_fail_is_not_refused(case, world):
    with pytest.raises(Refused, match="並未不通過"):
        refusal.refuse_product(product_id=case.products.get(name="毛巾甲").pk, by=world.decider, at=NOON)

    assert Decision.objects.count() == 0


def test_the_case_is_not_refused_while_a_product_stands(case, world):
    with pytest.raises(Refused, match="不得核駁全案"):
        refusal.refuse_all(case_id=case.pk, by=world.decider, at=NOON)

    assert Case.objects.get().state == "verifying"


def test_when_all_fail_the_case_is_refused_with_the_reasons_of_each(world):
    case = make_chain_case(world, {"毛巾甲": [0, 2], "毛巾乙": [1, 2]})
    assign_assessor(case, world)
    for number, row in enumerate(case.factories.order_by("pk")):
        pass_factory(row, world, passed=number < 2)

    settled = products.settle(case_id=case.pk, by=world.decider, at=NOON)
    assert (settled.refused, len(settled.to_be_refused)) == ((), 2)
    decision = refusal.refuse_all(case_id=case.pk, by=world.decider, at=NOON)

    assert Case.objects.get().state == "refused"
    assert set(CaseProduct.objects.values_list("state", flat=True)) == {"refused"}
    assert set(ProductTest.objects.values_list("state", flat=True)) == {"closed"}
    assert [reason["text"][:8] for reason in decision.reasons] == ["產品「毛巾甲 T", "產品「毛巾乙 T"]
    assert Letter.objects.count() == 1
    assert "核駁" in Letter.objects.get().words["subject"]


def test_the_last_standing_product_is_not_refused_alone(world):
    case = make_chain_case(world, {"毛巾甲": [0]})
    assign_assessor(case, world)
    for row in case.factories.order_by("pk"):
        pass_factory(row, world, passed=False)

    with pytest.raises(Refused, match="應核駁全案"):
        refusal.refuse_product(product_id=case.products.get().pk, by=world.decider, at=NOON)


def test_the_assessor_does_not_decide(case, world):
    give(world.assessor, roles.DECIDER, world.body)

    with pytest.raises(Refused, match="評核"):
        refusal.refuse_product(product_id=case.products.get(name="毛巾乙").pk, by=world.assessor, at=NOON)

    assert Decision.objects.count() == 0
