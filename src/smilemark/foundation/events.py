"""Append-only events, hash-chained per subject.

Every event carries the hash of the one before it in its stream and of its own canonical JSON. Update and
delete are refused by database triggers on both databases. Personal text stands apart (``EventText``) and may
be disposed of when its time has come; the event keeps its hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from smilemark.foundation import statements
from smilemark.foundation.models import Event, EventHead, EventText, RefusedAttempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import Model

    from smilemark.foundation.moves import Actor

GENESIS = "0" * 64
_listeners: list[Callable[[Event], None]] = []


def stream_of(row: Model) -> str:
    """Name of the chain a row's events stand in: ``app.model:pk``."""
    return f"{row._meta.label_lower}:{row.pk}"  # noqa: SLF001  # Django's documented API


def canonical(value: Any) -> str:  # noqa: ANN401  # any JSON
    """The one JSON form that is hashed: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(event: Event) -> str:
    """SHA-256 over the previous hash and the canonical content of the event."""
    content = {
        "stream": event.stream,
        "sequence": event.sequence,
        "kind": event.kind,
        "at": event.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "data": event.data,
        "text_hash": event.text_hash,
    }
    return hashlib.sha256((event.previous_hash + canonical(content)).encode()).hexdigest()


def text_hash(salt: str, text: Mapping[str, str]) -> str:
    """Hash of the disposable personal text; salted, so that it cannot be guessed once the text is gone."""
    return hashlib.sha256((salt + canonical(dict(text))).encode()).hexdigest()


def record(
    row: Model,
    name: str,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any],
    text: Mapping[str, str] | None = None,
    first: bool = False,
) -> Event:
    """Append the event ``app.model.name`` to the row's chain, inside the caller's transaction.

    Args:
        row: the subject; its chain is ``app.model:pk``.
        name: what happened (the move's name).
        by: who did it. The name is kept in the disposable part, the id in the chain.
        at: when (aware).
        data: JSON kept for good; no personal text.
        text: personal or free text, disposable.
        first: the row was made in this transaction and its chain begins here, so nobody else can hold it.
    """
    kind = f"{row._meta.label_lower}.{name}"  # noqa: SLF001  # Django's documented API
    return append(stream_of(row), kind, by=by, at=at, data=data, text=text, first=first)


def append(
    stream: str,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any],
    text: Mapping[str, str] | None = None,
    first: bool = False,
) -> Event:
    """Append an event to a named chain; ``record`` is the usual entrance."""
    with transaction.atomic(savepoint=False):  # what fails here must not be caught and gone on from
        head = EventHead(stream=stream, sequence=0, hash=GENESIS) if first else _locked_head(stream)
        words = {"actor": by.display_name, **(text or {})}
        event = Event(
            stream=stream,
            sequence=head.sequence + 1,
            kind=kind,
            at=at,
            actor_id=by.pk,
            data=json.loads(canonical(dict(data))),
            text_hash=text_hash(f"{stream}:{head.sequence + 1}", words),
            previous_hash=head.hash,
        )
        event.hash = content_hash(event)
        statements.insert(event)
        statements.insert(EventText(event=event, text=words))
        if first:
            statements.insert(EventHead(stream=stream, sequence=event.sequence, hash=event.hash))
        else:
            _move_head(event)
        for listener in _listeners:
            listener(event)
    return event


def _locked_head(stream: str) -> EventHead:
    """Where the chain ends, held until the transaction ends; of two who begin a chain at once the second waits."""
    head = _head(stream)
    if head is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO foundation_eventhead (stream, sequence, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING",
                [stream, GENESIS],
            )
        head = _head(stream)
    if head is None:
        raise LookupError(f"no head of {stream}")  # nobody deletes one
    return head


def _head(stream: str) -> EventHead | None:
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sequence, hash FROM foundation_eventhead WHERE stream = %s{lock}", [stream])  # noqa: S608  # one of two words of ours
        found = cursor.fetchone()
    return None if found is None else EventHead(stream=stream, sequence=found[0], hash=found[1])


def _move_head(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE foundation_eventhead SET sequence = %s, hash = %s WHERE stream = %s",
            [event.sequence, event.hash, event.stream],
        )


def listen(listener: Callable[[Event], None]) -> None:
    """Call ``listener(event)`` inside the transaction of each event (the outbox uses it; keep it to writing rows)."""
    if listener not in _listeners:
        _listeners.append(listener)


def log_refusal(stream: str, move: str, *, by: Actor, at: datetime, reason: str) -> None:
    """Keep a refused attempt, apart from the events."""
    RefusedAttempt.objects.create(stream=stream, move=move, actor_id=by.pk, at=at, reason=reason)


def history(row: Model) -> list[Event]:
    """The row's events from the first to the last, with their text."""
    return list(Event.objects.filter(stream=stream_of(row)).select_related("eventtext").order_by("sequence"))


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with a chain, and where."""

    stream: str
    sequence: int
    reason: str


def broken_chains() -> Iterator[Broken]:
    """Walk every chain; yield what does not fit (hash, link, gap, head, disposable text)."""
    heads = dict(EventHead.objects.values_list("stream", "sequence"))
    hashes = dict(EventHead.objects.values_list("stream", "hash"))
    last: dict[str, tuple[int, str]] = {}
    walk = Event.objects.select_related("eventtext").order_by("stream", "sequence")
    for event in walk.iterator(chunk_size=2000):
        sequence, previous = last.get(event.stream, (0, GENESIS))
        yield from _broken_event(event, sequence, previous)
        last[event.stream] = (event.sequence, event.hash)
    for stream in sorted(heads.keys() | last.keys()):
        sequence, head_hash = last.get(stream, (0, GENESIS))
        if heads.get(stream) != sequence or hashes.get(stream) != head_hash:
            yield Broken(stream, sequence, "the chain does not end where its head says")


def _broken_event(event: Event, sequence: int, previous: str) -> Iterator[Broken]:
    if event.sequence != sequence + 1:
        yield Broken(event.stream, event.sequence, f"expected number {sequence + 1}: an event is missing")
    if event.previous_hash != previous:
        yield Broken(event.stream, event.sequence, "does not link to the event before it")
    if event.hash != content_hash(event):
        yield Broken(event.stream, event.sequence, "its content does not match its hash")
    words = getattr(event, "eventtext", None)
    if words is None:
        yield Broken(event.stream, event.sequence, "its text row is gone without being disposed of")
    elif words.disposed_at is None and text_hash(f"{event.stream}:{event.sequence}", words.text) != event.text_hash:
        yield Broken(event.stream, event.sequence, "its text does not match its hash")
