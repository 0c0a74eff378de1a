"""Requests no browser makes."""

from __future__ import annotations

import pytest
from tests.factories.accounts import person

from smilemark.accounts import roles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/announcements/?industry=%00", "/products/?q=a%00", "/?%00=1"])
def test_a_null_character_in_a_question_is_refused_naming_the_field(client, address):
    answer = client.get(address)

    assert answer.status_code == 422
    assert "U+0000" in answer.content.decode()


def test_a_null_character_in_a_form_is_refused(client):
    answer = client.post("/accounts/login/", {"login": "a\0b", "password": "x"})

    assert answer.status_code == 422
    assert "「login」" in answer.content.decode()


def test_a_null_character_in_an_address_finds_nothing(client):
    assert client.get("/reports/a%00b").status_code == 404
    assert client.get("/verify/a%00b").status_code == 404


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize("place", ["bodies", "laboratories", "firms", "announcements"])
def test_an_id_beyond_every_column_finds_nothing(client, place, number):
    assert client.get(f"/{place}/{number}/").status_code == 404


def test_what_a_person_is_shown_is_kept_by_no_cache(client):
    public = client.get("/")
    client.force_login(person(roles.APPLICANT))
    answers = [client.get(address) for address in ("/", "/home/", "/accounts/profile/", "/cases/export.csv")]

    assert "Cache-Control" not in public.headers
    assert [answer["Cache-Control"] for answer in answers] == ["private, no-store"] * 4
