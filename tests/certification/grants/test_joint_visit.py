"""The joint visit where the origin is in doubt (annex 12 point 2 III): with the administration, and what it settles."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from tests.factories.companies import make_person
from tests.factories.grants import NOON, answer, decide, make_authority, make_grant_world, make_sent
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.certification.actions import joint_visits
from smilemark.certification.actions.joint_visits import VisitWords
from smilemark.certification.models import Case, GrantSheet, JointVisit
from smilemark.companies import actions as companies
from smilemark.foundation.models import Event, Notice
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db


def make_doubted(world):
    case = make_sent(world)
    answer(case.products.get(), world.examiner, origin={"origin": "doubt", "facts": "主要布料來源不明。"})
    return case


world = shared(make_grant_world)
doubted = shared(make_doubted, on=world)


def words(world, case, **changed):
    given = VisitWords(
        product_ids=[case.products.get().pk],
        visited_on=date(2025, 6, 2),
        place="彰化縣和美鎮工業路2號",
        authority_ids=[world.examiner.pk],
        administration_ids=[world.officer.pk],
        findings="布料於本廠織造，進料單據相符。",
        result="met",
    )
    return dataclasses.replace(given, **changed)


def visit(world, case, by=None, **changed):
    return joint_visits.record(case_id=case.pk, words=words(world, case, **changed), by=by or world.examiner, at=NOON)


def test_a_doubt_stops_the_decision_until_it_is_settled(world, doubted):
    with pytest.raises(Refused, match="會同本署現場查核"):
        decide(doubted, world.chief)


@pytest.mark.parametrize(("result", "state"), [("met", "registered"), ("unmet", "refused")])
def test_its_result_becomes_the_finding_on_origin(world, doubted, result, state):
    row = visit(world, doubted, result=result)

    sheet = GrantSheet.objects.get()
    assert (row.place, row.result, list(row.authority_people.all())) == (
        "彰化縣和美鎮工業路2號",
        result,
        [world.examiner],
    )
    assert list(row.administration_people.all()) == [world.officer]
    assert (sheet.origin, "會同本署現場查核" in sheet.origin_facts) == (result, True)
    event = Event.objects.get(kind="certification.case.visit_jointly")
    assert event.data["administration"] == [world.officer.pk]
    assert Notice.objects.filter(user=world.officer, subject__startswith="會同現場查核").exists()
    decide(doubted, world.chief)
    assert Case.objects.get(pk=doubted.pk).state == state


def test_nobody_of_the_administration_is_no_joint_visit(world, doubted):
    with pytest.raises(Refused, match="本署人員至少一人") as refused:
        visit(world, doubted, administration_ids=[])

    assert refused.value.field == "administration_people"
    assert not JointVisit.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"visited_on": date(2025, 6, 3)}, "visited_on"),
        ({"visited_on": date(2025, 6, 1)}, "visited_on"),
        ({"place": " "}, "place"),
        ({"findings": " "}, "findings"),
        ({"result": "perhaps"}, "result"),
        ({"product_ids": []}, "products"),
        ({"product_ids": [999]}, "product"),
        ({"authority_ids": []}, "authority_people"),
        ({"attended_by": "長" * 201}, "attended_by"),
    ],
)
def test_bad_input_is_refused_at_its_field(world, doubted, changed, field):
    with pytest.raises(Refused) as refused:
        visit(world, doubted, **changed)

    assert refused.value.field == field
    assert not JointVisit.objects.exists()


def test_people_of_another_office_did_not_take_part_for_these(world, doubted):
    stranger = make_person(roles.SCHEME_AUTHORITY, make_authority("另一制度主管機關"))

    for changed in ({"authority_ids": [stranger.pk]}, {"administration_ids": [world.decider.pk]}):
        with pytest.raises(Refused, match="不屬該機關"):
            visit(world, doubted, **changed)


def test_a_recused_participant_is_refused(world, doubted):
    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="spouse", by=world.officer, at=NOON)

    with pytest.raises(Refused, match="署員己"):
        visit(world, doubted)


def test_without_a_doubt_there_is_nothing_to_visit(world):
    case = make_sent(world)
    answer(case.products.get(), world.examiner)

    with pytest.raises(Refused, match="無須會同現場查核"):
        visit(world, case)


def test_who_took_part_does_not_decide(world, doubted):
    visit(world, doubted, authority_ids=[world.chief.pk])

    with pytest.raises(Refused, match="審查與核定分離"):
        decide(doubted, world.chief)


def test_without_a_delegation_the_administration_visits_by_itself(world, doubted):
    accreditation.end_delegation(
        delegation_id=world.delegation.pk, ended_on=date(2025, 6, 2), reason="收回。", by=world.officer, at=NOON
    )

    with pytest.raises(Refused, match="不屬該機關"):
        visit(world, doubted, by=world.officer)
    row = visit(world, doubted, by=world.officer, authority_ids=[])

    assert (list(row.authority_people.all()), list(row.administration_people.all())) == ([], [world.officer])


def test_the_administration_does_not_record_for_the_authority(world, doubted):
    with pytest.raises(Refused, match="已委託"):
        visit(world, doubted, by=world.officer)
