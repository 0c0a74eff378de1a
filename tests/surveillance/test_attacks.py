"""Numbers and days an attacker sends to the pages of surveillance."""

from __future__ import annotations

import pytest
from tests.factories import surveillance as made
from tests.factories.companies import make_applicant, make_person

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.surveillance import actions

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


def test_a_made_up_conflict_does_not_tell_the_firm_what_the_sheet_holds(client, world):
    visit = made.started(world)
    made.assess(world, visit)
    typed = {"kind": "item", "key": "k", "code": "2.1", "total": "1", "not_executed": "0", "base": "x"}

    answers = {}
    for name, user in (
        ("firm", make_applicant(visit.firm)),
        ("secretariat", make_person(roles.SECRETARIAT)),
        ("assessor", world.assessor),
    ):
        client.force_login(user)
        with clock.travelled(made.moment(made.AUDIT_DAY)):
            answers[name] = client.post(f"/surveillance/visits/{visit.pk}/sync/", typed)

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "firm": 404,
        "secretariat": 404,
        "assessor": 409,
    }
    assert "stored" in answers["assessor"].json()


def test_the_firm_is_not_told_that_it_was_reported(client, world):
    visit = made.started(world)
    at = made.moment(made.AUDIT_DAY, 12)
    actions.report_breach(visit_id=visit.pk, text="涉嫌偽造產地證明", by=world.reviewer, at=at)

    pages = {}
    for user in (world.applicant, world.reviewer):
        client.force_login(user)
        with clock.travelled(at):
            pages[user.pk] = client.get(f"/surveillance/visits/{visit.pk}/").content.decode()

    for words in ("涉嫌偽造產地證明", "層報涉嫌違法情事"):
        assert words not in pages[world.applicant.pk]
        assert words in pages[world.reviewer.pk]
