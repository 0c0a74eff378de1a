"""Many at the same time: no serial is given twice, one decision is made, a second click opens nothing."""

from __future__ import annotations

import pytest
from tests.factories import mark as made
from tests.factories.companies import make_person
from tests.factories.mark import START, TODAY
from tests.together import at_once

from smilemark.accounts import roles
from smilemark.foundation import events
from smilemark.mark.actions import print_reviews, printing
from smilemark.mark.actions.runs import Printing, record_run
from smilemark.mark.models import Letter, PrintRun

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_serial_is_given_twice():
    scene = made.make_scene()
    label = scene.certificate.labels.select_related("certificate__firm").get()

    def record(quantity, key=""):
        run = Printing(label, "self", "tag", quantity, "P115-000001", "大和毛巾", TODAY, key)
        return lambda: record_run(printing=run, by=scene.firm_person, at=START)

    at_once(*[record(quantity) for quantity in (1, 7, 50, 3, 20, 1)], *[record(9, "k")] * 3)

    ranges = sorted(PrintRun.objects.values_list("first_serial", "last_serial"))
    assert [first for first, _last in ranges] == [1, *[last + 1 for _first, last in ranges[:-1]]]
    assert ranges[-1][1] == 1 + 7 + 50 + 3 + 20 + 1 + 9
    assert PrintRun.objects.filter(submission_key="k").count() == 1
    assert list(events.broken_chains()) == []


def test_two_deciders_one_decision_one_letter_and_two_firms_people_two_runs():
    scene = made.make_scene()
    row = made.reviewed_application(scene)
    other = make_person(roles.DECIDER, scene.world.body)

    answers = at_once(
        *[
            lambda by=by: print_reviews.decide(application_id=row.pk, by=by, at=START, revision=row.revision)
            for by in (scene.decider, other)
        ]
    )
    at_once(
        *[
            lambda: printing.print_tags(
                application_id=row.pk,
                label=scene.numbers[0],
                quantity=10,
                printed_on=TODAY,
                by=scene.firm_person,
                at=START,
            )
        ]
        * 2
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["PrintApplication", "str"]
    assert Letter.objects.count() == 1
    assert sorted(PrintRun.objects.values_list("first_serial", "last_serial")) == [(1, 10), (11, 20)]
