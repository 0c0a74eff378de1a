"""Rows as they lie in the database, read with plain SQL that both databases take."""

from __future__ import annotations

import calendar
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = dict[str, Any]
_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it must be, and where."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


def records(sql: str, *parameters: str | int) -> Iterator[Record]:
    """The rows of a query by column name, streamed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def events_of(kinds: tuple[str, ...]) -> dict[str, list[Record]]:
    """Events of some kinds by stream, in order; ``data`` read from JSON."""
    marks = ", ".join(["%s"] * len(kinds))
    found: dict[str, list[Record]] = {}
    sql = f"SELECT stream, kind, at, data FROM foundation_event WHERE kind IN ({marks}) ORDER BY stream, sequence"  # noqa: S608  # marks only
    for row in records(sql, *kinds):
        row["data"] = from_json(row["data"])
        found.setdefault(row["stream"], []).append(row)
    return found


def from_json(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """A JSON column, which one driver gives as text and the other as a value."""
    return json.loads(value) if isinstance(value, str) else value


def day_of(moment: datetime) -> date:
    """The legal day of a moment (Asia/Taipei)."""
    return timezone.localdate(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def months_later(day: date, months: int) -> date:
    """The same day-number some months later or earlier, the last day of the month where there is none (reading C4)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
