"""What must be told, written in the transaction of what happened, delivered by the worker, at least once.

Two kinds of post. **Notices** go to people: ``notify`` writes a row the person sees in the system and, where
they have an address, a mail. **Events** go to subscribers: ``subscribe("certification.case.", handler)``,
registered by name in ``site``; each event and subscriber is a ``Delivery`` until the handler has returned.
Handlers must be idempotent.

What fails is tried again after growing pauses, ``len(PAUSES)`` times; then it stands in the daily digest of
failures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models, transaction
from django.db.models import Q

from smilemark.foundation import clock, events, jobs, statements
from smilemark.foundation.models import Delivery, Event, Notice, OutboxMessage
from smilemark.foundation.names import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail.backends.base import BaseEmailBackend

Handler = Callable[[Event], None]
Wants = Callable[[list[int], str], "dict[int, How]"]
Post = TypeVar("Post", OutboxMessage, Delivery)


class How(StrEnum):
    """How a person wants to be told by mail; the notice in the system is written in any case."""

    NOW = "now"
    DIGEST = "digest"
    NONE = "none"


PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60))
"""Pause after the first, second ... failure; after the last the post is given up and reported."""

DIGEST_EVERY = timedelta(days=1)
_BATCH = 200
_ERROR_LENGTH = 500

_log = structlog.get_logger("smilemark.outbox")


@dataclass(frozen=True, slots=True)
class _Subscriber:
    name: str
    prefix: str
    handler: Handler


_subscribers: dict[str, _Subscriber] = {}
_wants_mail: list[Wants] = []


# ---- people --------------------------------------------------------------------------------------------


def notify(*, kind: str, to: Iterable[int], subject: str, text: str, url: str, at: datetime) -> list[Notice]:
    """Tell people something, inside the caller's transaction: one notice each, and a mail to who has an address.

    Args:
        kind: what it is about (the event's kind), for the person's settings.
        to: ids of users; each is told once, in the order of their ids.
        subject: one line in Traditional Chinese, without personal data of others.
        text: the message.
        url: path in the system where it can be looked at ("" for none).
        at: when (aware).
    """
    people = sorted(set(to))
    with transaction.atomic():
        line = shortened(subject, 200)
        notices = statements.create_all(
            [Notice(user_id=user, kind=kind, subject=line, text=text, url=url, created_at=at) for user in people]
        )
        how = dict.fromkeys(people, How.NOW)
        for wants in _wants_mail:
            how |= wants(people, kind)
        mails = [
            OutboxMessage(
                notice=notice,
                next_try_at=at if how[notice.user_id] == How.NOW else None,
                is_held=how[notice.user_id] == How.DIGEST,
            )
            for notice in notices
            if how[notice.user_id] != How.NONE
        ]
        statements.create_all(mails)
        if any(not mail.is_held for mail in mails):
            jobs.start("foundation.mail")
    return notices


def ask_before_mail(wants: Wants) -> None:
    """Let an app say for (user ids, kind) how each wants the mail beside the notice; whom it does not name, at once."""
    if wants not in _wants_mail:
        _wants_mail.append(wants)


def unread(user_id: int) -> models.QuerySet[Notice]:
    """The person's unread notices, newest first."""
    return Notice.objects.filter(user_id=user_id, read_at=None).order_by("-created_at", "-pk")


def mark_read(*, user_id: int, notice_ids: Iterable[int], at: datetime) -> int:
    """The person has read these; gives how many were unread. Other people's notices stay as they are."""
    return unread(user_id).filter(pk__in=list(notice_ids)).update(read_at=at)


def gather(*, at: datetime) -> int:
    """Send what was held back: one mail per person with all of it; gives how many mails. Nothing is sent twice."""
    with transaction.atomic():
        held = list(
            OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(is_held=True)
            .select_related("notice")
            .order_by("notice__created_at", "pk")
        )
        carriers: dict[int, OutboxMessage] = {}
        for message in held:
            carrier = carriers.setdefault(message.notice.user_id, message)
            message.is_held = False
            if carrier is message:
                message.next_try_at = at
            else:
                message.carrier = carrier
        OutboxMessage.objects.bulk_update(held, ["is_held", "next_try_at", "carrier"], 500)
        if carriers:
            jobs.start("foundation.mail")
    return len(carriers)


@jobs.job("foundation.mail", queue="mail")
def send_mails() -> None:
    """Send what is due, each mail on its own: one bad address stops no other."""
    now = clock.now()
    connection = get_connection()
    for pk in _due(OutboxMessage, now):
        with transaction.atomic():
            message = _claimed(OutboxMessage, pk)
            if message is None:
                continue
            try:
                _send(message, connection)
            except Exception as error:  # noqa: BLE001  # any failure of a mail server is kept and tried again
                _failed(message, error, now)
            else:
                message.sent_at, message.next_try_at, message.last_error = now, None, ""
                message.gathered.update(sent_at=now)
            message.save()


def _send(message: OutboxMessage, connection: BaseEmailBackend) -> None:
    notice = message.notice
    address = notice.user.email
    if not address:
        return
    others = [one.notice for one in message.gathered.select_related("notice").order_by("pk")]
    body, subject = _body(notice), notice.subject
    if others:
        subject = f"{notice.subject}　等 {len(others) + 1} 則通知"
        body = "\n\n――――\n\n".join(f"{one.subject}\n\n{_body(one)}" for one in (notice, *others))
    EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[address],
        headers={"Message-ID": f"<smilemark-notice-{notice.pk}@{_mail_domain()}>"},
        connection=connection,
    ).send()


def _body(notice: Notice) -> str:
    return notice.text + (f"\n\n{settings.SITE_URL}{notice.url}" if notice.url else "")


def _mail_domain() -> str:
    """The same message number at every try, so that a mail sent twice is seen to be one."""
    return settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip("> ") or "localhost"


# ---- subscribers ---------------------------------------------------------------------------------------


def subscribe(kind: str, handler: Handler, *, name: str = "") -> None:
    """Call ``handler(event)`` in the worker for every event whose kind begins with ``kind``.

    Args:
        kind: ``certification.case.issue`` or a beginning such as ``certification.case.``.
        handler: idempotent; it may raise, then the event comes again.
        name: what the delivery is kept under; a handler may move, its name may not. Default: its module
            and name.

    Raises:
        ValueError: another handler has this name.
    """
    called = name or f"{handler.__module__}.{handler.__qualname__}"
    known = _subscribers.get(called)
    if known is not None and (known.prefix, known.handler) != (kind, handler):
        raise ValueError(f"two subscribers are called {called!r}")
    _subscribers[called] = _Subscriber(called, kind, handler)


def unsubscribe(name: str) -> None:
    """Forget a subscriber (tests)."""
    _subscribers.pop(name, None)


def listen_to_events() -> None:
    """Write a delivery per subscriber inside the transaction of each event."""
    events.listen(_post_event)


def _post_event(event: Event) -> None:
    wanted = [found for found in _subscribers.values() if event.kind.startswith(found.prefix)]
    if not wanted:
        return
    Delivery.objects.bulk_create(
        [Delivery(event=event, subscriber=found.name, next_try_at=event.at) for found in wanted]
    )
    jobs.start("foundation.deliver")


@jobs.job("foundation.deliver")
def deliver() -> None:
    """Hand due events to their subscribers, oldest first; each in a transaction of its own."""
    now = clock.now()
    for pk in _due(Delivery, now):
        with transaction.atomic():
            delivery = _claimed(Delivery, pk)
            found = _subscribers.get(delivery.subscriber) if delivery is not None else None
            if delivery is None or found is None:
                continue  # a subscriber that is not installed here: its post waits
            try:
                with transaction.atomic():
                    found.handler(delivery.event)
            except Exception as error:  # noqa: BLE001  # any failure of a handler is kept and tried again
                _failed(delivery, error, now)
            else:
                delivery.done_at, delivery.next_try_at, delivery.last_error = now, None, ""
            delivery.save()


# ---- both ----------------------------------------------------------------------------------------------


def _due(kind: type[Post], now: datetime) -> list[int]:
    return list(
        kind._default_manager.filter(next_try_at__lte=now)  # noqa: SLF001  # Django's documented API
        .order_by("next_try_at", "pk")
        .values_list("pk", flat=True)[:_BATCH]
    )


def _claimed(kind: type[Post], pk: int) -> Post | None:
    """The row, locked for this worker; None if another has it or it is done."""
    rows = kind._default_manager.select_for_update(skip_locked=True, of=("self",))  # noqa: SLF001  # documented API
    return rows.filter(pk=pk, next_try_at__isnull=False).first()


def _failed(post: OutboxMessage | Delivery, error: Exception, now: datetime) -> None:
    post.attempts += 1
    post.last_error = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH]
    post.next_try_at = now + PAUSES[post.attempts - 1] if post.attempts <= len(PAUSES) else None
    _log.warning(
        "delivery failed",
        what=type(post).__name__,
        id=post.pk,
        attempts=post.attempts,
        error=type(error).__name__,
        given_up=post.next_try_at is None,
    )


def given_up() -> tuple[models.QuerySet[OutboxMessage], models.QuerySet[Delivery]]:
    """Mails and deliveries that will not be tried again by themselves."""
    over = Q(next_try_at=None)
    return (
        OutboxMessage.objects.filter(over, sent_at=None, is_held=False, carrier=None).order_by("pk"),
        Delivery.objects.filter(over, done_at=None).order_by("pk"),
    )


def try_again(*, at: datetime) -> int:
    """Start over with all that was given up; gives how many."""
    again = sum(rows.update(attempts=0, next_try_at=at, digested_at=None) for rows in given_up())
    if again:
        jobs.start("foundation.mail")
        jobs.start("foundation.deliver")
    return again


def sweep(*, at: datetime) -> None:
    """What the worker does now and then: start what is due again, and report once a day what was given up."""
    if OutboxMessage.objects.filter(next_try_at__lte=at).exists():
        send_mails()
    if Delivery.objects.filter(next_try_at__lte=at).exists():
        deliver()
    digest(at=at)


def digest(*, at: datetime) -> int:
    """Report failures not yet reported to SMILEMARK_OPERATORS, at most once a day; gives how many were reported."""
    all_mails, all_deliveries = given_up()
    mails, deliveries = all_mails.filter(digested_at=None), all_deliveries.filter(digested_at=None)
    count = mails.count() + deliveries.count()
    if not count or _reported_since(at - DIGEST_EVERY):
        return 0
    lines = [f"郵件 {row.pk}：{row.last_error}" for row in mails[:_BATCH]]
    lines += [f"事件 {row.event_id} → {row.subscriber}：{row.last_error}" for row in deliveries[:_BATCH]]
    _log.error("deliveries given up", mails=mails.count(), deliveries=deliveries.count())
    if settings.OPERATORS:
        try:
            EmailMessage(f"Smilemark：{count} 件未能送達", "\n".join(lines), to=settings.OPERATORS).send()
        except OSError as error:
            _log.warning("digest not sent", error=type(error).__name__)
            return 0
    for rows in (mails, deliveries):
        rows.update(digested_at=at)
    return count


def _reported_since(moment: datetime) -> bool:
    return (
        OutboxMessage.objects.filter(digested_at__gt=moment).exists()
        or Delivery.objects.filter(digested_at__gt=moment).exists()
    )
