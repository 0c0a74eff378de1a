"""What was typed before a session ended is not lost, and nobody else sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

import pytest
from tests.factories.accounts import PASSWORD, person

from smilemark.accounts import roles
from smilemark.accounts.models import KeptForm, PersonProfile, User
from smilemark.foundation import clock

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TYPED = {"full_name": "王𠮷明😀", "title": '"經理" & <b>'}
PAGE = "/accounts/profile/"


def lose_session(client: Client) -> None:
    del client.cookies["sessionid"]


def sign_in(client: Client, user: User) -> None:
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})


def test_a_form_sent_after_the_session_ended_is_offered_after_sign_in_and_sent_again(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    sign_in(client, user)
    client.get(PAGE)
    lose_session(client)

    sent = client.post(
        PAGE,
        {**TYPED, "password": "secret", "csrfmiddlewaretoken": "t"},
        headers={"Referer": f"http://testserver{PAGE}?tab=1"},
    )
    assert sent.headers["Location"] == "/accounts/login/?next=%2Faccounts%2Fprofile%2F%3Ftab%3D1"
    sign_in(client, user)
    offered = client.get(f"{PAGE}?tab=1").content.decode()

    kept = KeptForm.objects.get()
    assert kept.fields == [["full_name", TYPED["full_name"]], ["title", TYPED["title"]]]
    assert "您先前送出的內容已保留" in offered
    assert f'name="title" value="{escape(TYPED["title"])}"' in offered
    again = client.post(PAGE, {**TYPED, "_kept_form": kept.key})
    assert again.status_code == 302
    assert PersonProfile.objects.get(user=user).title == TYPED["title"]
    assert not KeptForm.objects.exists()
    assert "您先前送出的內容已保留" not in client.get(PAGE).content.decode()


def test_a_kept_form_can_be_thrown_away(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    sign_in(client, user)
    client.get(PAGE)
    lose_session(client)
    client.post(PAGE, TYPED)
    sign_in(client, user)

    thrown = client.post("/accounts/kept-form/discard/", {"key": KeptForm.objects.get().key})

    assert thrown.headers["Location"] == PAGE
    assert not KeptForm.objects.exists()
    assert not PersonProfile.objects.exists()


def test_another_person_on_the_same_machine_is_not_offered_it(client: Client) -> None:
    first, second = person(roles.APPLICANT, password=PASSWORD), person(roles.APPLICANT, password=PASSWORD)
    sign_in(client, first)
    client.get(PAGE)
    lose_session(client)
    client.post(PAGE, TYPED)
    sign_in(client, second)

    page = client.get(PAGE).content.decode()
    client.post("/accounts/kept-form/discard/", {"key": KeptForm.objects.get().key})

    assert "您先前送出的內容已保留" not in page
    assert KeptForm.objects.get().user == first


def test_a_visitor_who_never_signed_in_leaves_nothing_behind(client: Client) -> None:
    assert client.post(PAGE, TYPED).headers["Location"] == f"/accounts/login/?next={PAGE}"
    assert not KeptForm.objects.exists()


def test_a_kept_form_is_gone_after_a_day(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    sign_in(client, user)
    client.get(PAGE)
    lose_session(client)
    client.post(PAGE, TYPED)
    sign_in(client, user)

    with clock.travelled(datetime.now(UTC) + timedelta(hours=25)):
        assert "您先前送出的內容已保留" not in client.get(PAGE).content.decode()


def test_a_page_elsewhere_is_never_the_way_back(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    sign_in(client, user)
    client.get(PAGE)
    lose_session(client)

    sent = client.post(PAGE, TYPED, headers={"Referer": "https://evil.example/steal"})

    assert sent.headers["Location"] == "/accounts/login/?next=%2Faccounts%2Fprofile%2F"


def test_an_idle_staff_session_keeps_the_form_too(client: Client) -> None:
    user = person(roles.REVIEWER, password=PASSWORD)
    noon = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    client.force_login(user)
    with clock.travelled(noon):
        client.get("/home/")
    KeptForm.objects.all().delete()

    with clock.travelled(noon + timedelta(minutes=31)):
        client.post(PAGE, TYPED)

    assert KeptForm.objects.get().user == user
