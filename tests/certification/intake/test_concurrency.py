"""Many people, many clicks at once: every submission is there once, with a number of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.factories.certification import NOON, make_draft, make_world

from smilemark.certification import actions
from smilemark.certification.models import Case
from smilemark.foundation import events
from smilemark.foundation.models import Event
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def _in_threads(call, arguments, threads=8):
    def run(argument):
        try:
            return call(argument)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, arguments))


def test_one_draft_submitted_forty_times_with_one_key_is_one_submission():
    world = make_world()
    case = make_draft(world)

    answers = _in_threads(
        lambda _n: actions.submit(
            case_id=case.pk, revision=case.revision, submission_key="page-1", by=world.applicant, at=NOON
        ),
        range(40),
    )

    assert {answer.number for answer in answers} == {case.number}
    assert [event.move for event in events.history(case)].count("submit") == 1
    assert case.pins.count() == 4


def test_one_draft_submitted_from_two_pages_is_one_submission_and_one_refusal():
    world = make_world()
    case = make_draft(world)

    answers = _in_threads(
        lambda n: actions.submit(
            case_id=case.pk, revision=case.revision, submission_key=f"page-{n}", by=world.applicant, at=NOON
        ),
        range(2),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Case", "Refused"]
    assert Case.objects.filter(state="applied").count() == 1


def test_two_hundred_begun_at_once_have_two_hundred_numbers():
    world = make_world()

    answers = _in_threads(
        lambda n: actions.start_draft(
            firm_id=world.firm.pk, kind="new", by=world.applicant, at=NOON, draft_key=f"click-{n // 2}"
        ),
        range(200),
    )

    assert len({answer.number for answer in answers}) == 100
    assert sorted(Case.objects.values_list("number", flat=True)) == sorted({answer.number for answer in answers})
    assert Event.objects.filter(kind="certification.case.start").count() == 100
    assert list(events.broken_chains()) == []


def test_accepting_twice_at_once_happens_once():
    world = make_world()
    case = make_draft(world)
    actions.submit(case_id=case.pk, revision=case.revision, submission_key="k", by=world.applicant, at=NOON)

    answers = _in_threads(
        lambda _n: actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON), range(8)
    )

    assert sum(isinstance(answer, Case) for answer in answers) == 1
    assert [event.move for event in events.history(case)].count("accept") == 1
