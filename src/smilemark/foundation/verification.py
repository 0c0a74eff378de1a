"""Whether the record is whole: chains, and governed rows against the chains that brought them where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smilemark.foundation import events, files, moves
from smilemark.foundation.events import Broken
from smilemark.foundation.models import Event, StoredDocument, StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

_CHUNK = 2000


def problems(*, with_files: bool = False) -> Iterator[Broken]:
    """All that does not fit, chains first.

    Args:
        with_files: also read every stored file and paper and compare its hash.
    """
    yield from events.broken_chains()
    for model, table in moves.governed().items():
        yield from rows_against_chains(model, table)
    if with_files:
        yield from _broken_files()


def rows_against_chains(model: type[models.Model], table: moves.Table) -> Iterator[Broken]:
    """Every row of a governed model stands where its last event left it, and every step is in the table of moves."""
    label = model._meta.label_lower  # noqa: SLF001  # Django's documented API
    ends: dict[str, tuple[int, str]] = {}
    walk = Event.objects.filter(stream__startswith=f"{label}:").order_by("stream", "sequence")
    for event in walk.iterator(chunk_size=_CHUNK):
        if "to" not in event.data:
            continue
        before = ends.get(event.stream)
        yield from _wrong_step(model, table, event, before[1] if before else None)
        ends[event.stream] = (event.sequence, event.data["to"])
    rows = model._base_manager.order_by("pk")  # noqa: SLF001  # Django's documented API
    for pk, state in rows.values_list("pk", "state").iterator(chunk_size=_CHUNK):
        stream = f"{label}:{pk}"
        end = ends.pop(stream, None)
        if end is None:
            yield Broken(stream, 0, "the row has no chain: it did not begin by a move")
        elif end[1] != state:
            yield Broken(stream, end[0], f"the row is in state {state}, its last event led to {end[1]}")
    for stream, (sequence, _state) in sorted(ends.items()):
        yield Broken(stream, sequence, "the chain has no row: it was removed")


def _wrong_step(model: type[models.Model], table: moves.Table, event: Event, before: str | None) -> Iterator[Broken]:
    came, went = event.data.get("from"), event.data["to"]
    if came != before:
        yield Broken(event.stream, event.sequence, f"starts from {came}, but the row was in {before}")
    if came is None:
        if went != moves.initial_state(model):
            yield Broken(event.stream, event.sequence, f"begins in {went}")
        return
    move = table.get(event.move)
    if move is None:
        yield Broken(event.stream, event.sequence, f"{event.move} is not in the table of moves")
    elif came not in move.sources or went != (move.target or came):
        yield Broken(event.stream, event.sequence, f"{event.move} does not lead from {came} to {went}")


def _broken_files() -> Iterator[Broken]:
    rows: list[tuple[str, Any]] = [
        ("file", StoredFile.objects.filter(disposed_on=None).order_by("pk")),
        ("paper", StoredDocument.objects.filter(disposed_on=None).exclude(sha256="").order_by("pk")),
    ]
    for name, stored in rows:
        for row in stored.iterator(chunk_size=_CHUNK):
            reason = files.why_broken(row.sha256)
            if reason is not None:
                yield Broken(f"{name}:{row.pk}", 0, reason)
