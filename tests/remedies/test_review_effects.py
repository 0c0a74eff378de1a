"""What a review ends anew is checked in its channels like every other end of a right (annex 15 point 2(2)4)."""

from __future__ import annotations

import pytest
from tests.factories import remedies as made
from tests.factories.remedies import days

from smilemark.foundation.models import Event
from smilemark.site.subscribers import follow_a_review
from smilemark.surveillance.models import Inquiry

pytestmark = pytest.mark.django_db


def reviewed(outcome: str, **given: object) -> tuple[made.Scene, Event]:
    """A withdrawal objected to and reviewed; the letter of the review is opened."""
    scene = made.make_scene()
    decision = made.effective_case(scene)
    made.closed_objection(scene, decision, outcome, at=days(1), **given)
    made.open_letters(scene, at=days(2))
    event = Event.objects.get(kind="remedies.objection.take_effect")
    follow_a_review(event)
    follow_a_review(event)  # told twice, opened once
    return scene, event


def test_a_decision_in_the_place_of_the_old_one_starts_the_channel_checks_again():
    scene, event = reviewed("replace", new_ground="origin_or_quality_breach", new_serious=True)

    check = Inquiry.objects.get(source_stream=event.stream)
    assert (check.trigger, check.labels, check.trigger_at) == ("right_withdrawn", scene.numbers, event.at)


def test_a_right_that_came_back_starts_none():
    _scene, event = reviewed("restore")

    assert not Inquiry.objects.filter(source_stream=event.stream).exists()
