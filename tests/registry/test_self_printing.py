"""The answer about a label says that its firm may print it itself, while that is so; the API keeps its contract."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from tests.factories import mark as made
from tests.factories.mark import START, TODAY, Scene
from tests.worlds import shared

from smilemark.certification.models import Label
from smilemark.foundation import clock
from smilemark.mark.actions import print_reviews

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
SAID = "業者自行印製本標章，已經驗證機構審查通過並登錄（附件十四第三點第二款）。"
BUDGET = 50_000
API = {
    "number", "status", "certified_on", "valid_until", "industry", "firm", "product", "certificate", "as_of",
}  # fmt: skip

scene = shared(made.make_scene, products=2)


def _says(client: Client, number: str, days: int = 0) -> bool:
    with clock.travelled(START + timedelta(days=days)):
        page = client.get(f"/verify/{number}").content.decode()
    assert len(page.encode()) < BUDGET
    assert "<script" not in page
    return SAID in page


def test_only_the_labels_of_the_approval_say_so(client: Client, scene: Scene) -> None:
    made.registered_application(scene, labels=scene.numbers[:1])

    assert [_says(client, number) for number in scene.numbers] == [True, False]


def test_an_application_that_waits_or_was_refused_is_nobodys_business(client: Client, scene: Scene) -> None:
    made.submitted_application(scene, labels=scene.numbers[:1])
    refused = made.reviewed_application(
        scene, "refuse", made.ALL_MET | {made.PRINCIPLES[0].code: False}, labels=scene.numbers[1:]
    )
    print_reviews.decide(application_id=refused.pk, by=scene.decider, at=START)

    assert [_says(client, number) for number in scene.numbers] == [False, False]


def test_it_is_said_to_the_last_day_of_the_right(client: Client, scene: Scene) -> None:
    made.registered_application(scene)
    last = (Label.objects.get(number=scene.numbers[0]).valid_until - TODAY).days

    assert [_says(client, scene.numbers[0], day) for day in (last, last + 1)] == [True, False]


def test_in_english_and_without_the_applications_own_data(client: Client, scene: Scene) -> None:
    row = made.registered_application(scene, contact="王小明", phone="04-1234567", size_text="5×9公分")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    with clock.travelled(START):
        page = client.get(f"/verify/{scene.numbers[0]}").content.decode()

    assert "approved and registered that the firm prints this label itself (annex 14 point 3(2))" in page
    assert [text for text in (row.number, "王小明", "04-1234567", "5×9公分") if text in page] == []


def test_the_api_answers_with_the_fields_of_its_contract(client: Client, scene: Scene) -> None:
    made.registered_application(scene)

    with clock.travelled(START):
        answer = client.get(f"/api/v1/labels/{scene.numbers[0]}").json()

    assert set(answer) == API
