"""Events reach the apps above them."""

from __future__ import annotations

import pytest
from tests.factories.certification import NOON, make_accepted, make_world

from smilemark.companies import actions as companies
from smilemark.foundation import outbox

pytestmark = pytest.mark.django_db


def test_a_relation_declared_late_ends_the_assignment_when_the_post_is_delivered():
    world = make_world()
    case = make_accepted(world)
    assert case.assignments.get().ended_at is None

    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="cousin", by=world.reviewer, at=NOON)
    assert case.assignments.get().ended_at is None
    outbox.deliver()

    row = case.assignments.get()
    assert row.ended_at == NOON
    assert row.end_reason.startswith("應即迴避：")
