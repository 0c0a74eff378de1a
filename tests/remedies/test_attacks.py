"""What somebody means harm with: names that are formulas, texts no column holds."""

from __future__ import annotations

import csv
import io

import pytest
from tests.factories import remedies as made
from tests.factories.remedies import days
from tests.worlds import shared

from smilemark.foundation import clock

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def test_a_name_in_the_export_is_never_a_formula(client, scene):
    scene.world.firm.name = '=HYPERLINK("http://x.example")'
    scene.world.firm.save()
    made.open_case(scene)
    client.force_login(scene.reviewer)

    text = client.get("/remedies/export.csv?kind=endings").content.decode("utf-8-sig")

    (found,) = csv.DictReader(io.StringIO(text))
    assert found["業者"] == '\'=HYPERLINK("http://x.example")'


def test_a_key_of_another_objection_files_nothing(client, scene, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: days(2))
    labels = scene.numbers
    known = made.filed_objection(scene, made.effective_case(scene, labels=labels[:1]), at=days(1))
    decision = made.effective_case(scene, labels=labels[1:])
    client.force_login(scene.firm_person)

    typed = {"do": "file", "reasons": "不服。", "key": known.submission_key}
    answer = client.post(f"/remedies/decisions/{decision.pk}/object/", typed)

    assert answer.status_code == 409
    assert "請重新開啟" in answer.content.decode()
