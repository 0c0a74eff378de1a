"""The self-check for visitors: which class, which papers, which fee."""

from __future__ import annotations

import pytest
from tests.factories.certification import NOON, make_world
from tests.worlds import shared

from smilemark.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.travelled(NOON):
        yield


world = shared(make_world)


def test_the_self_check_answers_without_signing_in(client, world):
    asked = {
        "industry": "015",
        "scheme": "no",
        "entity": "company",
        "registered": "yes",
        "role": "joint",
        "manufactured": "yes",
        "qms": "yes",
        "mandatory": "no",
        "tested": "no",
    }

    page = client.get("/apply/check/", asked)
    text = page.content.decode()

    assert page.status_code == 200
    assert page.context["product_class"] == 1
    assert [code for _name, code in page.context["paper_names"]] == [
        "application_form",
        "manufacturers_data",
        "product_data",
        "product_labelling",
        "makers_mandate_evidence",
        "qms_certificate",
    ]
    assert world.body.name in text
    assert "script" not in text
    assert len(page.content) < 50_000
    assert client.get("/apply/check/", {"industry": "015"}).status_code == 422


def test_the_self_check_of_class_3_names_the_fee(client):
    make_world("301")

    page = client.get(
        "/apply/check/",
        {
            "industry": "301",
            "scheme": "no",
            "entity": "other",
            "registered": "no",
            "role": "maker",
            "manufactured": "yes",
            "qms": "no",
            "mandatory": "no",
            "tested": "no",
        },
    )

    assert page.context["product_class"] == 3
    assert page.context["fee"].result.amount == 400
    assert page.context["applicant"].passed is False
