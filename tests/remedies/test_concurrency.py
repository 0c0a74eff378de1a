"""Two people at the same time: one decision, one refusal in a clear sentence; two openings serve once."""

from __future__ import annotations

import pytest
from tests.factories import remedies as made
from tests.factories.companies import make_person
from tests.factories.remedies import START, days
from tests.together import at_once

from smilemark.accounts import roles
from smilemark.certification.models import LabelEnding
from smilemark.companies.models import Ban
from smilemark.foundation import events, jobs
from smilemark.remedies import actions
from smilemark.remedies.actions import batches
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.models import Batch, Decision, EndingCase, Letter

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_deciders_one_decision_and_two_openings_one_service():
    scene = made.make_scene(products=1)
    case = made.proposed_case(scene)
    other = make_person(roles.DECIDER, scene.world.body)

    def decide(by):
        return lambda: actions.decide_case(case_id=case.pk, by=by, at=START, revision=case.revision)

    answers = at_once(decide(scene.decider), decide(other))

    assert sorted(type(answer).__name__ for answer in answers) == ["Decision", "str"]
    assert [answer for answer in answers if isinstance(answer, str)] == [
        "目前狀態為「處分待送達」，不能辦理「作成處分」（第四十一點至第四十三點）。"
    ]
    assert Decision.objects.count() == 1
    letter = Letter.objects.get(kind=Letter.Kind.DECISION)
    at_once(*[lambda: actions.open_letter(letter_id=letter.pk, by=scene.firm_person, at=days(1)) for _n in range(4)])
    assert (letter.services.count(), LabelEnding.objects.count(), Ban.objects.count()) == (1, 1, 1)
    assert list(events.broken_chains()) == []


def test_two_workers_on_one_batch_do_each_line_once():
    scene = made.make_scene(products=1)
    incident = Incident("事件", "labels", "ending", made.FALSE, "事實", made.day(0), 7, numbers=scene.numbers)
    batch = actions.open_batch(incident=incident, by=scene.reviewer, at=START)
    actions.try_out_batch(batch_id=batch.pk, by=scene.reviewer, at=START)
    actions.execute_batch(batch_id=batch.pk, by=scene.decider, at=START)
    progress = jobs.Progress(Batch.objects.get().progress_id)

    at_once(*[lambda: batches.run_batch(batch_id=batch.pk, at=START, progress=progress) for _n in range(2)])

    assert EndingCase.objects.count() == 1
    assert Batch.objects.get().state == "done"
