"""What somebody means harm with: names that are formulas, texts no column holds."""

from __future__ import annotations

import csv
import io

import pytest
from tests.factories import remedies as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return made.make_scene(products=1)


def test_a_name_in_the_export_is_never_a_formula(client, scene):
    scene.world.firm.name = '=HYPERLINK("http://x.example")'
    scene.world.firm.save()
    made.open_case(scene)
    client.force_login(scene.reviewer)

    text = client.get("/remedies/export.csv?kind=endings").content.decode("utf-8-sig")

    (found,) = csv.DictReader(io.StringIO(text))
    assert found["業者"] == '\'=HYPERLINK("http://x.example")'
