"""Numbers and days an attacker sends to the pages of surveillance."""

from __future__ import annotations

import pytest
from tests.factories import surveillance as made

from smilemark.foundation import clock

pytestmark = pytest.mark.django_db
NO_NUMBERS = ("²", "9" * 5000, "9223372036854775808", "-1", "")


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_a_draw_that_is_no_number_is_not_there(client, world, typed):
    plan = made.approved_plan(world)
    client.force_login(world.reviewer)

    with clock.travelled(made.moment(made.FRAME_DAY)):
        assert client.post(f"/surveillance/plans/{plan.pk}/", {"do": "draw", "draw": typed}).status_code == 404


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "2060-01-01", "2150-01-01", "9" * 29])
def test_a_day_no_calendar_holds_is_refused(client, world, typed):
    visit = made.selected(world)
    client.force_login(world.reviewer)

    with clock.travelled(made.moment(made.FRAME_DAY)):
        answer = client.post(f"/surveillance/visits/{visit.pk}/", {"do": "notify", "audit_on": typed})

    assert answer.status_code in {409, 422}
