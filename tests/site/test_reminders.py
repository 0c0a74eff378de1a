"""Reminders by mail: three days before, on the day, overdue; once each, one mail a day, to whom they concern."""

from __future__ import annotations

import email
import email.policy
import socket
from datetime import UTC, date, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from tests.factories.companies import make_person
from tests.factories.surveillance import World, make_world
from tests.worlds import shared

from smilemark.accounts import actions as accounts
from smilemark.accounts import roles
from smilemark.foundation import jobs, outbox
from smilemark.foundation.models import Deadline, Notice, OutboxMessage
from smilemark.site import reminders, tasks

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
EIGHT = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
"""Eight in the morning in Taipei."""


class Postman:
    """Keeps what a mail server is given."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802  # aiosmtpd's name
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def postman(settings):
    found = Postman()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield found
    controller.stop()


world = shared(make_world)


@pytest.fixture(autouse=True)
def _only_these(monkeypatch):
    """The deadlines of a test are the rows it makes."""
    monkeypatch.setattr("smilemark.foundation.deadlines.sweep", lambda _day: None)


def runs(world: World, last_day: date, code: str = "one", **given) -> Deadline:
    values = {
        "stream": f"test.row:{code}",
        "code": code,
        "kind": "D12",
        "title": f"購樣送驗：{world.firm.name}",
        "number": f"I115-{code}",
        "url": "/surveillance/",
        "organisation_id": world.body.pk,
        "body_id": world.body.pk,
        "roles": f" {roles.REVIEWER} ",
        "last_day": last_day,
    }
    return Deadline.objects.create(**(values | given))


def told() -> list[tuple[str, str]]:
    return [(row.user.full_name, row.text.split("】")[0][1:]) for row in Notice.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (4, []),
        (3, [("審查員甲", "三日內到期")]),
        (1, [("審查員甲", "三日內到期")]),
        (0, [("審查員甲", "今日到期")]),
        (-1, [("審查員甲", "逾期"), ("核定員乙", "所屬逾期事項")]),
    ],
)
def test_who_is_told_what_on_which_day(world: World, number: int, expected: list[tuple[str, str]]) -> None:
    runs(world, DAY + timedelta(days=number))

    reminders.make_round(EIGHT)

    assert told() == expected


def test_each_stage_is_told_once_and_each_day_is_one_mail(world: World, postman: Postman) -> None:
    for number in range(10):
        runs(world, date(2026, 3, 13), code=f"{number:02d}")

    for hour in range(6 * 24):  # six days, the worker looks every hour
        tasks.make_round(EIGHT + timedelta(hours=hour))
    jobs.run_waiting()

    assert told() == [
        ("審查員甲", "三日內到期"), ("審查員甲", "今日到期"), ("審查員甲", "逾期"), ("核定員乙", "所屬逾期事項"),
    ]  # fmt: skip
    assert [mail["Subject"] for mail in postman.mails] == ["期限提醒：10 件"] * 4
    text = postman.mails[0].get_content().replace("\r\n", "\n")
    assert text.startswith("【三日內到期】\n115.03.13　品質異常之購樣送驗（五日） I115-00\nhttp")
    assert world.firm.name not in text
    assert {mail["To"] for mail in postman.mails} == {world.reviewer.email, world.decider.email}


def test_nothing_before_eight_and_a_missed_day_is_made_up(world: World) -> None:
    runs(world, date(2026, 3, 13))

    assert reminders.make_round(EIGHT - timedelta(seconds=1)) == 0
    assert reminders.make_round(EIGHT + timedelta(days=1)) == 1  # the worker stood still on the third day before

    assert told() == [("審查員甲", "三日內到期")]


def test_a_right_is_not_overdue_and_the_secretariats_matter_goes_up_to_the_administration(world: World) -> None:
    secretariat = make_person(roles.SECRETARIAT, full_name="秘書")
    runs(world, DAY - timedelta(days=1), code="right", is_right=True)
    runs(
        world, DAY - timedelta(days=1), code="office", organisation_id=None, body_id=None,
        roles=f" {roles.SECRETARIAT} ",
    )  # fmt: skip

    reminders.make_round(EIGHT)

    assert set(told()) >= {(world.administration.full_name, "所屬逾期事項"), (secretariat.full_name, "逾期")}
    assert Notice.objects.filter(user__in=[world.reviewer, world.decider]).count() == 0


def test_a_new_last_day_is_reminded_anew(world: World) -> None:
    row = runs(world, DAY)
    reminders.make_round(EIGHT)
    Deadline.objects.filter(pk=row.pk).update(last_day=DAY + timedelta(days=1))

    reminders.make_round(EIGHT + timedelta(days=1))

    assert told() == [("審查員甲", "今日到期")] * 2


def test_who_wants_them_in_english_gets_them_and_who_wants_none_gets_the_notice_only(
    world: World, postman: Postman
) -> None:
    accounts.choose_mails(user_id=world.reviewer.pk, choices={}, language="en", at=EIGHT)
    accounts.choose_mails(user_id=world.decider.pk, choices={"site.deadlines": "none"}, language="zh-hant", at=EIGHT)
    runs(world, DAY - timedelta(days=1))

    reminders.make_round(EIGHT)
    jobs.run_waiting()

    (mail,) = postman.mails
    assert mail["Subject"] == "MIT Smile: 1 deadline(s)"
    assert mail.get_content().startswith("【Overdue】")
    assert "2026-03-09　Quality complaint: sample bought and sent to test (5 days) I115-one" in mail.get_content()
    assert Notice.objects.count() == 2


def test_gathered_mails_go_out_as_one_in_the_morning(world: World, postman: Postman) -> None:
    accounts.choose_mails(user_id=world.reviewer.pk, choices={"certification.": "digest"}, language="zh-hant", at=EIGHT)
    for number in (1, 2, 3):
        outbox.notify(
            kind="certification.case", to=[world.reviewer.pk], subject=f"新送件 {number}", text="請審查。",
            url=f"/cases/{number}/", at=EIGHT,
        )  # fmt: skip
    jobs.run_waiting()
    assert postman.mails == []
    assert outbox.given_up()[0].count() == 0

    tasks.make_round(EIGHT + timedelta(days=1))
    tasks.make_round(EIGHT + timedelta(days=1, hours=1))
    jobs.run_waiting()

    (mail,) = postman.mails
    assert mail["Subject"] == "新送件 1 等 3 則通知"
    assert [f"新送件 {number}" in mail.get_content() for number in (1, 2, 3)] == [True] * 3
    assert OutboxMessage.objects.filter(sent_at=None).count() == 0
