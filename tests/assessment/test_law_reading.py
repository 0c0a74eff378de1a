"""The regulation's own words against what an assessment accepts (points 26, 30; annex 6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.assessment import AT, SIGNED, TODAY, all_items, make_world, open_factory, plain_gate
from tests.factories.companies import make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.assessment import actions
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db

world = shared(make_world)


def conclude(world, row, assessed_on, *, at):
    actions.record_gate(assessment_id=row.pk, gate=plain_gate(), by=world.assessor, at=at)
    row = actions.record_items(assessment_id=row.pk, items=all_items(), by=world.assessor, at=at)
    return actions.conclude(
        assessment_id=row.pk,
        signing=SIGNED,
        assessed_on=assessed_on,
        by=world.assessor,
        at=at,
        revision=row.revision,
    )


def test_the_visit_is_not_before_the_papers_were_complete(world):
    row = open_factory(world)

    with pytest.raises(Refused, match="附件六") as refused:
        conclude(world, row, TODAY - timedelta(days=1), at=AT)

    assert refused.value.field == "assessed_on"
    assert conclude(world, open_factory(world), TODAY, at=AT).state == "passed"


@pytest.mark.parametrize(("issued_on", "state"), [(date(2025, 6, 11), "planned"), (date(2025, 6, 10), "passed")])
def test_who_assessed_was_trained_on_the_day_of_the_visit(issued_on, state, world):
    row = open_factory(world, assigned=False)
    later = AT + timedelta(days=3)
    world.assessor = make_person(roles.ASSESSOR, world.body)
    keeper = make_person(roles.ADMINISTRATION)
    accreditation.certify_assessor(user_id=world.assessor.pk, number="T-1", issued_on=issued_on, by=keeper, at=later)
    actions.assign_assessor(assessment_id=row.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=later)

    if state == "planned":
        with pytest.raises(Refused, match="評核日尚未生效（第三十點第一項）"):
            conclude(world, row, TODAY, at=later)
    else:
        conclude(world, row, TODAY, at=later)

    row.refresh_from_db()
    assert row.state == state
