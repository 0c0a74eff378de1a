"""One assessor for everything in a case that waits for one: all of it, or nothing; recusal is asked for each."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.accreditation import make_assessor
from tests.factories.certification import NOON, make_verifying, make_world
from tests.factories.companies import make_firm, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification import actions
from smilemark.companies import actions as companies
from smilemark.companies.models import Factory
from smilemark.foundation import clock, events
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db


world = shared(make_world, factories=2)


def make_case(world):
    return make_verifying(world, products=2)


case = shared(make_case, on=world)


def assign_all(case, person, by, at=NOON):
    return actions.assign_assessor_to_all(case_id=case.pk, user_id=person.pk, by=by, at=at)


def assessors(case):
    factories = [row.assessment.assessor for row in case.factories.select_related("assessment").order_by("pk")]
    return factories, [product.origin.assessor for product in case.products.order_by("pk")]


def test_everything_that_waits_is_given_at_once_and_kept_in_one_event(world, case):
    assert assign_all(case, world.assessor, world.reviewer) == (2, 2)

    assert assessors(case) == ([world.assessor] * 2, [world.assessor] * 2)
    assert case.assignments.get(role=roles.ASSESSOR).user == world.assessor
    event = events.history(case)[-1]
    assert (event.move, event.data["user"]) == ("assign", world.assessor.pk)
    assert event.data["factories"] == list(case.factories.order_by("pk").values_list("pk", flat=True))
    assert event.data["products"] == list(case.products.order_by("pk").values_list("pk", flat=True))


def test_a_second_time_there_is_nothing_left_and_another_person_takes_all(world, case):
    assign_all(case, world.assessor, world.reviewer)
    other = make_assessor(world.body, "評核員己")

    with pytest.raises(Refused, match="本案沒有待指派評核員丙之工廠或產品"):
        assign_all(case, world.assessor, world.reviewer)

    assert assign_all(case, other, world.reviewer) == (2, 2)
    assert assessors(case) == ([other] * 2, [other] * 2)


def test_what_is_no_longer_open_stays_with_whom_it_was(world, case):
    product = case.products.order_by("pk").last()
    actions.assign_assessor(
        case_id=case.pk, user_id=world.assessor.pk, product_id=product.pk, by=world.reviewer, at=NOON
    )
    type(product.origin).objects.filter(pk=product.origin.pk).update(state="closed")
    other = make_assessor(world.body, "評核員己")

    assert assign_all(case, other, world.reviewer) == (2, 1)

    assert assessors(case) == ([other] * 2, [other, world.assessor])


def test_a_relative_of_one_joint_maker_is_given_nothing_at_all(world, case):
    maker = make_firm("協同製造股份有限公司")
    row = case.factories.order_by("pk").last()
    Factory.objects.filter(pk=row.factory_id).update(firm=maker)
    companies.declare_relation(
        firm_id=maker.pk, ground="party", who="cousin", user_id=world.assessor.pk, by=world.assessor, at=NOON
    )

    with pytest.raises(Refused, match=f"工廠「{row.factory.name}」：.*第十五點"):
        assign_all(case, world.assessor, world.reviewer)

    assert assessors(case) == ([None] * 2, [None] * 2)
    assert not case.assignments.filter(role=roles.ASSESSOR).exists()


def test_a_relative_of_a_joint_maker_does_not_determine_the_origin_either(world, case):
    maker = make_firm("協同製造股份有限公司")
    Factory.objects.filter(pk=case.factories.first().factory_id).update(firm=maker)
    companies.declare_relation(
        firm_id=maker.pk, ground="party", who="cousin", user_id=world.assessor.pk, by=world.assessor, at=NOON
    )

    with pytest.raises(Refused, match="第十五點"):
        actions.assign_assessor(
            case_id=case.pk, user_id=world.assessor.pk, product_id=case.products.first().pk, by=world.reviewer, at=NOON
        )


def test_only_an_assessor_of_this_body(world, case):
    untrained = make_person(roles.ASSESSOR, world.body)

    with pytest.raises(Refused, match="此人不是本驗證機構之現場評核人員"):
        assign_all(case, make_assessor(make_world("017").body), world.reviewer)
    with pytest.raises(Refused, match=r"工廠「.*」：.*訓練合格證書"):
        assign_all(case, untrained, world.reviewer)

    assert assessors(case) == ([None] * 2, [None] * 2)


def test_on_the_case_page_it_is_one_button(world, case, settings):
    settings.MFA_REQUIRED_FOR_STAFF = False
    client = Client()
    client.force_login(world.reviewer)
    typed = {"role": "body_assessor", "user": world.assessor.pk, "all": "yes"}
    with clock.travelled(NOON):
        page = client.get(f"/cases/{case.number}/").content.decode()
        done = client.post(f"/cases/{case.number}/assign/", typed)
        again = client.post(f"/cases/{case.number}/assign/", typed)

    assert "指派至全部待評核之工廠及產品" in page
    assert (done.status_code, again.status_code) == (302, 409)
    assert "本案沒有待指派" in again.content.decode()
    assert assessors(case) == ([world.assessor] * 2, [world.assessor] * 2)
