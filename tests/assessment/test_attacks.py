"""Days and numbers an attacker types into the pages of an assessment."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.assessment import AT, DUE, World, open_origin, plan_due

from smilemark.foundation import clock


@pytest.fixture(autouse=True)
def _in_time():
    with clock.travelled(AT):
        yield


@pytest.mark.parametrize("typed", ["9999-12-31", "99999999999999999999.1.1", "2060-12-31"])
def test_a_plan_is_not_extended_beyond_the_calendar(client, world: World, typed: str) -> None:
    row = plan_due(world)
    client.force_login(world.reviewer)

    answer = client.post(f"/assessments/factory/{row.pk}/plan/extend/", {"plan_due_on": typed, "reason": "x"})

    assert answer.status_code in {409, 422}
    row.refresh_from_db()
    assert row.plan_due_on == DUE


def test_a_plan_is_not_asked_for_beyond_the_calendar(world: World) -> None:
    with pytest.raises(Exception, match="不在辦公日曆表之範圍"):
        plan_due(world, date(9999, 12, 31))


@pytest.mark.parametrize("typed", ["²", "9" * 5000])
def test_rows_of_a_bill_of_materials_are_numbered_by_numbers(client, world: World, typed: str) -> None:
    row = open_origin(world)
    client.force_login(world.applicant)

    answer = client.post(f"/assessments/origin/{row.pk}/inputs/", {f"inputs-{typed}-name": "棉紗"})

    assert answer.status_code < 500
