"""What is kept for a time, and the one door by which it is destroyed after it.

An app says what it keeps (``Kept``: the last day by rule, the place that says so, its papers, files and chains) in its
``queries.retention``. Rows stay for good, and so does the chain of events; what is destroyed is the content of files and
papers, and the personal text of events, whose hash stays. ``destroy`` refuses before the floor, whoever calls it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.foundation import files
from smilemark.foundation.models import Event, EventText, StoredDocument, StoredFile
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

GONE = "（已依規定銷毀）"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something kept until a day.

    Attributes:
        stream: chain of its row; names it for good. kind: its word. title: which one.
        body_id: organisation whose record it is; None: nobody's known. firm_id: whom it is about.
        completed_on: day it was completed. keep_through: last day it must be kept, by rule. citation: the rule's place.
        documents, files: ids of papers and files. streams: chains whose personal text goes with it.
        held: why it may not go though its time is over; empty: it may.
    """

    stream: str
    kind: str
    title: str
    body_id: int | None
    firm_id: int | None
    completed_on: date
    keep_through: date
    citation: str
    documents: tuple[int, ...] = ()
    files: tuple[int, ...] = ()
    streams: tuple[str, ...] = ()
    held: str = ""

    @property
    def may_go_from(self) -> date:
        """First day on which it may be disposed of."""
        return self.keep_through + timedelta(days=1)


def destroy(kept: Kept, *, at: datetime) -> str:
    """Destroy the content of papers and files and the texts of the chains; gives the hash over what was destroyed.

    Idempotent: what is gone already counts with the hash it had, so that a run that was killed is finished by the next.

    Args:
        kept: as its app says it today.
        at: now (aware).

    Raises:
        Refused: the floor is not past, or it is held; nothing was destroyed.
    """
    today = timezone.localdate(at)
    if today <= kept.keep_through:
        raise Refused(f"{kept.title}應保存至{kept.keep_through.isoformat()}，尚不得銷毀（{kept.citation}）。")
    if kept.held:
        raise Refused(f"{kept.title}：{kept.held}，不得銷毀。")
    with transaction.atomic():
        lines = [f"document {row.pk} {row.sha256}" for row in _documents(kept.documents)]
        lines += [f"file {row.pk} {row.sha256}" for row in _files(kept.files)]
        events = Event.objects.filter(stream__in=kept.streams).order_by("stream", "sequence")
        lines += [f"text {event.stream} {event.sequence} {event.text_hash}" for event in events]
        _forget_texts(kept.streams, at)
        hashes = {row.sha256 for row in _documents(kept.documents)} | {row.sha256 for row in _files(kept.files)}
        _documents(kept.documents).filter(disposed_on=None).update(words={}, title=GONE, disposed_on=today)
        _files(kept.files).filter(disposed_on=None).update(original_name=GONE, disposed_on=today)
        for sha256 in sorted(hashes - {""}):
            _unlink_if_last(sha256)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _documents(ids: Iterable[int]):  # type: ignore[no-untyped-def]  # noqa: ANN202  # a query set of papers
    return StoredDocument.objects.filter(pk__in=list(ids)).order_by("pk")


def _files(ids: Iterable[int]):  # type: ignore[no-untyped-def]  # noqa: ANN202  # a query set of files
    return StoredFile.objects.filter(pk__in=list(ids)).order_by("pk")


def _forget_texts(streams: Iterable[str], at: datetime) -> None:
    texts = EventText.objects.filter(event__stream__in=list(streams), disposed_at=None)
    texts.update(text={}, disposed_at=at)


def _unlink_if_last(sha256: str) -> None:
    """The same content is kept once: it goes with the last row that needs it."""
    needed = (
        StoredFile.objects.filter(sha256=sha256, disposed_on=None).exists()
        or StoredDocument.objects.filter(sha256=sha256, disposed_on=None).exists()
    )
    if not needed:
        files.place_of(sha256).unlink(missing_ok=True)
