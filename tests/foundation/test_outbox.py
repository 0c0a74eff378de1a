"""What must be told is written with what happened, and arrives at least once."""

from __future__ import annotations

import email
import email.policy
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import transaction
from tests.foundation.conftest import make_user

from smilemark.foundation import clock, events, jobs, outbox
from smilemark.foundation.models import Delivery, Event, Notice, OutboxMessage
from smilemark.foundation.moves import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


class Postman:
    """Keeps what a mail server is given."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802  # aiosmtpd's name
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def server(settings) -> Iterator[tuple[Controller, Postman]]:
    postman = Postman()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield controller, postman
    if controller.server is not None:
        controller.stop()


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """A subscriber to everything that happens to users, and what it heard."""
    numbers: list[int] = []
    outbox.subscribe("accounts.user.", lambda event: numbers.append(event.pk), name="test.heard")
    yield numbers
    outbox.unsubscribe("test.heard")


def tell(user, at, subject="補件通知", url="/cases/1/"):
    return outbox.notify(kind="test.told", to=[user.pk], subject=subject, text="請補件。", url=url, at=at)


def test_a_person_is_told_once_in_the_system_and_by_mail(user, server):
    _controller, postman = server

    outbox.notify(
        kind="test.told",
        to=[user.pk, user.pk],
        subject="補件通知",
        text="請補件。",
        url="/cases/1/",
        at=clock.now(),
    )
    jobs.run_waiting()

    notice = Notice.objects.get()
    assert (notice.user_id, notice.subject, notice.read_at) == (user.pk, "補件通知", None)
    (letter,) = postman.mails
    assert letter["To"] == "ming@example.tw"
    assert letter["Subject"] == "補件通知"
    assert letter.get_content().strip().replace("\r\n", "\n") == "請補件。\n\nhttp://127.0.0.1:8000/cases/1/"
    assert letter["Message-ID"] == f"<smilemark-notice-{notice.pk}@localhost>"
    assert OutboxMessage.objects.get().sent_at is not None


def test_nobody_is_told_of_what_was_undone(db_with_flush):
    user = make_user()

    with transaction.atomic():
        tell(user, clock.now())
        transaction.set_rollback(True)

    assert jobs.run_waiting() == 0
    assert not Notice.objects.exists()
    assert mail.outbox == []


def test_a_mail_server_that_is_down_loses_nothing(user, server):
    controller, postman = server
    controller.stop()
    begin = clock.now()
    tell(user, begin)

    jobs.run_waiting()

    waiting = OutboxMessage.objects.get()
    assert (waiting.attempts, waiting.sent_at) == (1, None)
    assert timedelta(seconds=50) < waiting.next_try_at - clock.now() <= outbox.PAUSES[0]
    with clock.travelled(begin + timedelta(minutes=2)):
        again = Controller(postman, hostname="127.0.0.1", port=controller.port)
        again.start()
        outbox.sweep(at=clock.now())
        again.stop()
    waiting.refresh_from_db()
    assert waiting.sent_at is not None
    assert len(postman.mails) == 1


def test_a_server_down_for_a_day_gets_every_mail_once(user, server):
    controller, postman = server
    controller.stop()
    begin, other = clock.now(), make_user("hua")
    for hour in range(24):
        with clock.travelled(begin + timedelta(hours=hour)):
            outbox.notify(
                kind="k", to=[user.pk, other.pk], subject=f"第{hour}時", text="t", url="/cases/1/", at=clock.now()
            )
            jobs.run_waiting()
            outbox.sweep(at=clock.now())
    assert OutboxMessage.objects.filter(sent_at=None, next_try_at__isnull=False).count() == 48
    assert [rows.count() for rows in outbox.given_up()] == [0, 0]

    again = Controller(postman, hostname="127.0.0.1", port=controller.port)
    again.start()
    for hour in range(24, 49):  # the longest pause is a day
        with clock.travelled(begin + timedelta(hours=hour)):
            outbox.sweep(at=clock.now())
            jobs.run_waiting()
    again.stop()

    wanted = [(person.email, f"第{hour}時") for hour in range(24) for person in (user, other)]
    assert sorted((letter["To"], letter["Subject"]) for letter in postman.mails) == sorted(wanted)
    assert len({letter["Message-ID"] for letter in postman.mails}) == 48
    assert OutboxMessage.objects.filter(sent_at=None).count() == 0


def test_it_is_given_up_after_the_last_pause_and_reported_once_a_day(user, settings):
    settings.OPERATORS = ["operator@example.tw"]
    now = clock.now()
    tell(user, now)
    message = OutboxMessage.objects.get()
    OutboxMessage.objects.update(next_try_at=None, attempts=9, last_error="down")

    assert outbox.digest(at=now) == 1
    assert outbox.digest(at=now + timedelta(hours=2)) == 0

    (report,) = mail.outbox
    assert (report.to, report.subject) == (["operator@example.tw"], "Smilemark：1 件未能送達")
    assert report.body == f"郵件 {message.pk}：down"
    assert outbox.try_again(at=now) == 1


def test_failures_are_capped(user, heard):
    outbox.subscribe("accounts.user.", lambda _event: 1 / 0, name="test.broken")
    try:
        now = clock.now()
        events.record(user, "named", by=SYSTEM, at=now, data={})
        for _round in range(len(outbox.PAUSES) + 3):
            with clock.travelled(now):
                outbox.deliver()
            now += timedelta(days=2)
    finally:
        outbox.unsubscribe("test.broken")

    broken = Delivery.objects.get(subscriber="test.broken")
    assert (broken.attempts, broken.next_try_at, broken.done_at) == (len(outbox.PAUSES) + 1, None, None)
    assert broken.last_error == "ZeroDivisionError: division by zero"
    assert len(heard) == 1


def test_one_bad_address_stops_no_other(user, server):
    other = make_user("hua")
    user.email = "not an address\nBcc: x@example.tw"
    user.save()
    outbox.notify(kind="k", to=[user.pk, other.pk], subject="s", text="t", url="", at=clock.now())

    jobs.run_waiting()

    assert [letter["To"] for letter in server[1].mails] == ["hua@example.tw"]
    assert OutboxMessage.objects.filter(sent_at=None).get().notice.user_id == user.pk


def test_a_subscriber_hears_each_event_of_its_kind_once(user, heard, noon):
    first = events.record(user, "named", by=SYSTEM, at=noon, data={})
    events.append("other", "other.kind", by=SYSTEM, at=noon, data={})
    second = events.record(user, "renamed", by=SYSTEM, at=noon, data={})

    jobs.run_waiting()
    outbox.deliver()

    assert heard == [first.pk, second.pk]
    assert Delivery.objects.filter(done_at=None).count() == 0


def test_what_a_failing_handler_wrote_is_undone_and_comes_again(user, noon):
    tries: list[int] = []

    def handler(event: Event) -> None:
        tell(user, noon, subject=f"第{len(tries)}次")
        tries.append(event.pk)
        if len(tries) == 1:
            raise RuntimeError

    outbox.subscribe("accounts.user.named", handler, name="test.twice")
    try:
        events.record(user, "named", by=SYSTEM, at=clock.now(), data={})
        outbox.deliver()
        with clock.travelled(clock.now() + timedelta(minutes=2)):
            outbox.deliver()
    finally:
        outbox.unsubscribe("test.twice")

    assert len(tries) == 2
    assert [notice.subject for notice in Notice.objects.all()] == ["第1次"]


def test_two_subscribers_of_one_name_are_refused(heard):
    with pytest.raises(ValueError, match=r"two subscribers are called 'test\.heard'"):
        outbox.subscribe("accounts.", print, name="test.heard")


def test_reading_concerns_ones_own_notices_only(user, noon):
    other = make_user("hua")
    mine, theirs = tell(user, noon)[0], tell(other, noon)[0]

    assert outbox.mark_read(user_id=user.pk, notice_ids=[mine.pk, theirs.pk], at=noon) == 1

    assert list(outbox.unread(user.pk)) == []
    assert list(outbox.unread(other.pk)) == [theirs]


def test_a_person_who_wants_no_mail_gets_the_notice_only(user, noon):
    def no_mail(users: list[int], kind: str) -> dict[int, outbox.How]:
        return {user: outbox.How.NONE for user in users if kind == "quiet"}

    outbox.ask_before_mail(no_mail)
    try:
        outbox.notify(kind="quiet", to=[user.pk], subject="s", text="t", url="", at=noon)
    finally:
        outbox._wants_mail.remove(no_mail)

    assert (Notice.objects.count(), OutboxMessage.objects.count()) == (1, 0)
