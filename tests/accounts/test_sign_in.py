"""Signing in: what it writes down, when it is locked, and who must bring a second factor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from tests.factories.accounts import PASSWORD, person

from smilemark.accounts import queries, roles
from smilemark.accounts.models import FailedSignIn, User
from smilemark.foundation import clock
from smilemark.foundation.models import Event, EventText

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
LOCKED = "登入失敗次數過多"


def try_password(client: Client, name: str, password: str, address: str = "203.0.113.7") -> HttpResponse:
    return client.post("/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=address)  # type: ignore[return-value]  # the test client's own type


def kinds(user: User) -> list[str]:
    return [
        kind.removeprefix("accounts.user.")
        for kind in Event.objects.filter(stream=f"accounts.user:{user.pk}")
        .order_by("sequence")
        .values_list("kind", flat=True)
    ]


def second_factor_of(user: User) -> str:
    """Give the person an authenticator app; its secret."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_signing_in_and_out_are_events_with_the_address_apart(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)

    signed_in = try_password(client, user.email, PASSWORD)
    client.post("/accounts/logout/")

    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, "/home/")
    assert kinds(user) == ["created", "role_given", "signed_in", "signed_out"]
    event = Event.objects.get(stream=f"accounts.user:{user.pk}", kind="accounts.user.signed_in")
    assert event.data == {}
    assert EventText.objects.get(event=event).text == {"actor": user.full_name, "address": "203.0.113.7"}


def test_the_fifth_failure_locks_the_account_for_fifteen_minutes(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)

    with clock.travelled(NOON):
        for number in range(5):
            answer = try_password(client, user.username, "wrong", address=f"203.0.113.{number}")
            assert LOCKED not in answer.content.decode()
        refused = try_password(client, user.username, PASSWORD, address="203.0.113.99")
    with clock.travelled(NOON + timedelta(minutes=14, seconds=50)):
        still_refused = try_password(client, user.email, PASSWORD, address="203.0.113.99")
    with clock.travelled(NOON + timedelta(minutes=15, seconds=10)):
        admitted = try_password(client, user.username, PASSWORD, address="203.0.113.99")

    assert "登入失敗次數過多，為保護帳號，請於 12:1" in refused.content.decode()
    assert LOCKED in still_refused.content.decode()
    assert admitted.status_code == 302
    assert kinds(user) == ["created", "role_given", *["sign_in_failed"] * 5, "locked", "signed_in"]
    assert not FailedSignIn.objects.filter(name=user.username).exists()


def test_four_failures_lock_nothing(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    for _number in range(4):
        try_password(client, user.username, "wrong")

    assert try_password(client, user.username, PASSWORD).status_code == 302


def test_five_failures_over_more_than_fifteen_minutes_lock_nothing(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    for number in range(5):
        with clock.travelled(NOON + timedelta(minutes=4 * number)):
            try_password(client, user.username, "wrong")

    with clock.travelled(NOON + timedelta(minutes=17)):
        assert try_password(client, user.username, PASSWORD).status_code == 302


def test_an_address_that_tries_five_names_is_locked_for_all_and_others_are_not(client: Client) -> None:
    user = person(roles.APPLICANT, password=PASSWORD)
    for number in range(5):
        try_password(client, f"nobody{number}", "wrong")

    refused = try_password(client, user.username, PASSWORD)
    elsewhere = try_password(client, user.username, PASSWORD, address="198.51.100.4")

    assert LOCKED in refused.content.decode()
    assert elsewhere.status_code == 302


def test_an_unknown_name_is_locked_like_a_known_one(client: Client) -> None:
    for number in range(5):
        try_password(client, "Nobody ", "wrong", address=f"203.0.113.{number}")

    assert LOCKED in try_password(client, "nobody", "wrong", address="203.0.113.99").content.decode()


def test_the_lock_is_said_in_english_too(client: Client) -> None:
    for _number in range(5):
        try_password(client, "nobody", "wrong")
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})

    assert "Too many failed sign-ins" in try_password(client, "nobody", "wrong").content.decode()


def test_wrong_codes_count_like_wrong_passwords(client: Client) -> None:
    user = person(roles.REVIEWER, password=PASSWORD)
    secret = second_factor_of(user)
    try_password(client, user.username, PASSWORD)
    for _number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    refused = client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})

    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    assert kinds(user)[-2:] == ["sign_in_failed", "locked"]


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client: Client, settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = True
    client.force_login(person(roles.REVIEWER))

    sent = client.get("/home/")
    there = client.get("/accounts/2fa/")

    assert (sent.status_code, sent.headers["Location"]) == (302, "/accounts/2fa/")
    assert there.status_code == 200
    assert "您的角色須使用多因子驗證" in there.content.decode()


@pytest.mark.parametrize("role", [role.code for role in roles.BUILT_IN if role.is_staff_role])
def test_every_staff_role_needs_a_second_factor(client: Client, settings: Any, role: str) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = True
    client.force_login(person(role))

    assert client.get("/home/").status_code == 302


def test_applicants_and_the_demonstration_need_none(client: Client, settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = True
    client.force_login(person(roles.APPLICANT))
    assert client.get("/home/").status_code == 200

    settings.MFA_REQUIRED_FOR_STAFF = False
    client.force_login(person(roles.REVIEWER))
    assert client.get("/home/").status_code == 200


def test_staff_with_a_second_factor_sign_in_with_it(client: Client, settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = True
    user = person(roles.REVIEWER, password=PASSWORD)
    secret = second_factor_of(user)

    first = try_password(client, user.username, PASSWORD)
    second = client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})

    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert second.headers["Location"] == "/home/"
    assert client.get("/home/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_and_removing_a_second_factor_are_events(client: Client, settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = True
    user = person(roles.REVIEWER, password=PASSWORD)
    try_password(client, user.username, PASSWORD)

    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    client.post("/accounts/2fa/totp/deactivate/", {})

    assert kinds(user)[2:] == [
        "signed_in",
        "second_factor_added",
        "second_factor_added",
        "second_factor_removed",
        "second_factor_removed",
    ]
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_staff_session_ends_after_half_an_hour_of_rest(client: Client) -> None:
    client.force_login(person(roles.REVIEWER))
    with clock.travelled(NOON):
        client.get("/home/")
    with clock.travelled(NOON + timedelta(minutes=29)):
        client.get("/home/")
    with clock.travelled(NOON + timedelta(minutes=58)):
        kept = "_auth_user_id" in client.session
        client.get("/home/")
    with clock.travelled(NOON + timedelta(minutes=89)):
        ended = client.get("/home/")

    assert kept
    assert ended.headers["Location"] == "/accounts/login/?next=/home/"
    assert "_auth_user_id" not in client.session


def test_an_applicant_may_think_for_longer(client: Client) -> None:
    client.force_login(person(roles.APPLICANT))
    with clock.travelled(NOON):
        client.get("/home/")
    with clock.travelled(NOON + timedelta(hours=3)):
        assert client.get("/home/").status_code == 200


def test_a_new_person_signs_up_by_themselves(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/",
        {
            "full_name": "林淑芬",
            "email": "lin@example.tw",
            "username": "lin",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    user = User.objects.get(username="lin")
    assert (answer.status_code, user.full_name, user.held_roles()) == (302, "林淑芬", frozenset())
    assert kinds(user) == ["signed_up", "signed_in"]
    assert "您的帳號還沒有角色" in client.get("/home/").content.decode()


def test_a_password_is_reset_by_mail(client: Client) -> None:
    user = person(roles.APPLICANT)
    client.post("/accounts/password/reset/", {"email": user.email})

    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})

    assert try_password(client, user.username, PASSWORD).status_code == 302
    assert "password_changed" in kinds(user)


def test_a_mail_server_that_is_down_is_said_and_nothing_breaks(client: Client, settings: Any) -> None:
    user = person(roles.APPLICANT)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = client.post("/accounts/password/reset/", {"email": user.email}, follow=True)

    assert answer.status_code == 200
    assert "信件暫時無法寄出" in answer.content.decode()


def test_the_lock_is_asked_with_the_same_number_of_queries_whatever_was_typed(
    django_assert_num_queries: Any,
) -> None:
    for name in (person(roles.APPLICANT).username, "nobody"):
        with django_assert_num_queries(3):
            assert queries.locked_until(name=name, address="203.0.113.7", at=NOON) is None


def test_the_demonstration_sign_in_does_not_exist_outside_the_demonstration(client: Client, settings: Any) -> None:
    user = person(roles.REVIEWER)
    User.objects.filter(pk=user.pk).update(is_demo=True)
    settings.DEMO = False

    assert client.post("/accounts/demo-sign-in/", {"user": user.pk}).status_code == 404
    assert "展示帳號" not in client.get("/accounts/login/").content.decode()
    assert "_auth_user_id" not in client.session


def test_one_click_signs_in_as_a_demonstration_person_and_as_nobody_else(client: Client, settings: Any) -> None:
    settings.DEMO = True
    shown, real = person(roles.REVIEWER), person(roles.REVIEWER)
    User.objects.filter(pk=shown.pk).update(is_demo=True)

    page = client.get("/accounts/login/").content.decode()
    assert shown.full_name in page
    assert real.full_name not in page
    assert client.post("/accounts/demo-sign-in/", {"user": real.pk}).status_code == 404
    assert client.get("/accounts/demo-sign-in/").status_code == 405
    assert client.post("/accounts/demo-sign-in/", {"user": shown.pk}).headers["Location"] == "/home/"
    assert client.session["_auth_user_id"] == str(shown.pk)
