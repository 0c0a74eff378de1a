"""Take over the register in its official open-data form.

Two walks over the archive in one transaction. The first reads every row, refuses what cannot be read and finds labels
that stand in two places: rows alike but for their serial are one, rows that differ are rejected, all of them, each with
the other place named, since nobody can say which is right. The second walk writes, chunk by chunk.

The key of a firm is the 8-digit prefix, which is its certificate number (AMB-42). Two prefixes are one firm only where
both the name and a valid 統一編號 are the same; never by the name alone. What a row says of firm or industry in other
words than the register's own row is kept with the label (``published_…``), so that an export says it again.

A label of our own, and an imported one on which a decision was taken here, is never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.foundation import events
from smilemark.foundation.moves import SYSTEM
from smilemark.registry.actions.holders import Holders
from smilemark.registry.actions.outcome import ImportOutcome, Rejection
from smilemark.registry.actions.rows import LabelWriter
from smilemark.registry.open_form import BadRow, checked, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from smilemark.foundation.moves import Actor
    from smilemark.registry.open_form import Archive, Row

CHUNK = 10_000
STREAM = "registry.import"

Progress = "Callable[[int, int], None]"


@dataclass(slots=True)
class _Seen:
    """Where a label number stood first, what the row said, and whether another row said otherwise."""

    digest: str
    file: str
    line: int
    differs: bool = False


def import_register(
    archive: Archive, *, by: Actor = SYSTEM, at: datetime, progress: Callable[[int, int], None] | None = None
) -> ImportOutcome:
    """Take over an archive; all or nothing.

    Args:
        archive: open, its names and manifest already checked.
        by: who imports.
        at: when (aware); its legal day is the day the rows were first imported.
        progress: called now and then with (rows walked, rows in all); the total is 0 while it is not known.

    Raises:
        Unreadable: header, encoding or CSV broken; nothing was written.
    """
    outcome = ImportOutcome()
    tell = progress or (lambda _done, _total: None)
    with transaction.atomic():
        seen = _first_walk(archive, outcome, tell)
        holders = Holders(at=at, by=by)
        writer = LabelWriter(outcome=outcome, at=at)
        walk = _second_walk(archive, seen)
        done = 0
        while chunk := list(islice(walk, CHUNK)):
            writer.write(chunk, holders.of(chunk, outcome))
            done += len(chunk)
            tell(outcome.read + done, 2 * outcome.read)
        writer.finish()
        if outcome.changed:
            _record(archive, outcome, by=by, at=at)
    return outcome


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row to be written, with its place and its digest."""

    row: Row
    digest: str
    file: str
    line: int

    def refused(self, reason: str) -> Rejection:
        """The row's place with a reason."""
        return Rejection(self.file, self.line, reason)


def _first_walk(archive: Archive, outcome: ImportOutcome, tell: Callable[[int, int], None]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = {}
    for file in archive.files:
        for line, cells in archive.rows(file):
            outcome.read += 1
            if not outcome.read % CHUNK:
                tell(outcome.read, 0)
            try:
                row = parse(cells)
            except BadRow as bad:
                outcome.rejected.append(Rejection(file, line, str(bad)))
                continue
            digest, before = row.digest, seen.get(row.number)
            if before is None:
                seen[row.number] = _Seen(digest, file, line)
            elif before.digest == digest and not before.differs:
                outcome.duplicates += 1
            else:
                _reject_both(outcome, row.number, before, file, line)
    return seen


def _reject_both(outcome: ImportOutcome, number: str, before: _Seen, file: str, line: int) -> None:
    """Both rows are rejected, each naming the other's place; the first only once."""
    here, there = f"{file}:{line}", f"{before.file}:{before.line}"
    if not before.differs:
        before.differs = True
        outcome.rejected.append(
            Rejection(before.file, before.line, f"標章編號 {number} 與 {here} 的內容不同，兩列均不予匯入")
        )
    outcome.rejected.append(Rejection(file, line, f"標章編號 {number} 與 {there} 的內容不同，兩列均不予匯入"))


def _second_walk(archive: Archive, seen: dict[str, _Seen]) -> Iterator[Accepted]:
    """The rows to be written: each label once, at its first place."""
    for file in archive.files:
        for line, cells in archive.rows(file):
            known = seen.get(cells[7]) if len(cells) > 7 else None  # noqa: PLR2004  # the place of 標章編號
            if known is not None and not known.differs and (known.file, known.line) == (file, line):
                yield Accepted(checked(cells), known.digest, file, line)


def _record(archive: Archive, outcome: ImportOutcome, *, by: Actor, at: datetime) -> None:
    events.append(
        STREAM,
        "registry.import.done",
        by=by,
        at=at,
        data={
            "file": archive.place.name,
            "day": timezone.localdate(at).isoformat(),
            "read": outcome.read,
            "created": outcome.created,
            "updated": outcome.updated,
            "rejected": len(outcome.rejected),
        },
    )
