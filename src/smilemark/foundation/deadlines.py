"""Last days that run, kept where they can be sorted: a table derived from the rows of the apps, never counted down.

An app says in ``queries/deadlines.py`` which periods run on its rows (``Source``) and registers them when it is ready.
Every event of such a row marks it as stale in the transaction of the event; ``settle`` derives the marked rows anew
(the worker every minute, a reader before reading), ``sweep`` all of them once a day and whenever a day of the
office calendar was changed. So a last day always follows from its start, its rule and the calendar as they are now.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from django.db import transaction

from smilemark.foundation import events, statements
from smilemark.foundation.models import Deadline, DeadlineSweep, Event, StaleDeadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime

AT_ONCE = 200
"""How many stale rows a reader settles; more are the worker's."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of deadline, as the board filters by it.

    Attributes:
        code: ``D12`` of the table of deadlines, or a word of ours. words: what is to be done. cite: the point it
            rests on. english: the words for mails in English.
    """

    code: str
    words: str
    cite: str
    english: str


@dataclass(frozen=True, slots=True)
class Running:
    """One period that runs on a row; see ``foundation.models.Deadline`` for what each field says."""

    stream: str
    code: str
    kind: str
    title: str
    url: str
    last_day: date
    roles: frozenset[str]
    number: str = ""
    organisation_id: int | None = None
    body_id: int | None = None
    person_id: int | None = None
    started_on: date | None = None
    last_moment: datetime | None = None
    is_estimated: bool = False
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where deadlines come from: one family of streams.

    Attributes:
        prefix: what the streams of its deadlines begin with (``remedies.improvementorder:``).
        running: ``(day, ids)`` -> what runs; ids None: of all rows, else of those rows only.
        follows: label of a model whose events change these deadlines -> ``pk -> ids`` of the rows concerned.
    """

    prefix: str
    running: Callable[[date, list[Any] | None], Iterable[Running]]
    follows: Mapping[str, Callable[[str], Iterable[Any]]] = field(default_factory=dict)


_sources: dict[str, Source] = {}
_kinds: dict[str, Kind] = {}


def offer(kinds: Iterable[Kind], sources: Iterable[Source]) -> None:
    """Register an app's kinds and sources (when the app is ready)."""
    _kinds.update({kind.code: kind for kind in kinds})
    _sources.update({source.prefix: source for source in sources})


def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of their codes."""
    return {code: _kinds[code] for code in sorted(_kinds, key=_by_number)}


def _by_number(code: str) -> tuple[str, int, str]:
    letters = code.rstrip("0123456789")
    return (letters, int(code[len(letters) :] or 0), code)


def listen_to_events() -> None:
    """Mark the row of each event that may change a deadline."""
    events.listen(_mark)


def _mark(event: Event) -> None:
    label, _colon, _pk = event.stream.partition(":")
    if any(label in source.follows for source in _sources.values()):
        statements.insert(StaleDeadline(stream=event.stream))


def settle(day: date, *, limit: int | None = AT_ONCE) -> int:
    """Derive the marked rows anew; gives how many marks were settled. Safe to call by many at once."""
    if not StaleDeadline.objects.exists():
        return 0
    with transaction.atomic():
        marks = list(StaleDeadline.objects.select_for_update(skip_locked=True).order_by("pk")[:limit])
        for source in _sources.values():
            ids = {
                pk
                for mark in marks
                for label, _colon, of in (mark.stream.partition(":"),)
                if label in source.follows
                for pk in source.follows[label](of)
            }
            if ids:
                _reconcile(source, day, sorted(ids, key=str))
        StaleDeadline.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def sweep(day: date) -> None:
    """Derive everything anew for the day; what was marked until now is settled with it."""
    with transaction.atomic():
        marks = list(StaleDeadline.objects.values_list("pk", flat=True))
        for source in _sources.values():
            _reconcile(source, day, None)
        for part in _parts(marks):
            StaleDeadline.objects.filter(pk__in=part).delete()
        DeadlineSweep.objects.get_or_create(day=day)


def sweep_once(day: date) -> None:
    """The day's sweep, unless it was made."""
    if not DeadlineSweep.objects.filter(day=day).exists():
        sweep(day)


def drifted(day: date) -> list[str]:
    """What the table says other than the rows do (stream and code); empty when all is settled."""
    found: list[str] = []
    for source in _sources.values():
        wanted = {(one.stream, one.code): _values(one) for one in source.running(day, None)}
        stored = {(row.stream, row.code): row for row in Deadline.objects.filter(stream__startswith=source.prefix)}
        found += [f"{stream} {code}" for stream, code in wanted.keys() ^ stored.keys()]
        found += [
            f"{stream} {code}"
            for (stream, code), values in wanted.items()
            if (stream, code) in stored and _differs(stored[stream, code], values)
        ]
    return sorted(found)


def _reconcile(source: Source, day: date, ids: list[Any] | None) -> None:
    """Make the stored rows of the source (of these ids) what they should be; unchanged ones are not written."""
    kept = Deadline.objects.filter(stream__startswith=source.prefix)
    if ids is not None:
        kept = kept.filter(stream__in=[f"{source.prefix}{pk}" for pk in ids])
    stored = {(row.stream, row.code): row for row in kept}
    changed: list[Deadline] = []
    for one in source.running(day, ids):
        row = stored.pop((one.stream, one.code), None)
        values = _values(one)
        if row is None or _differs(row, values):
            changed.append(Deadline(stream=one.stream, code=one.code, **values))
    for part in _parts([row.pk for row in stored.values()]):
        Deadline.objects.filter(pk__in=part).delete()
    Deadline.objects.bulk_create(
        changed, _BATCH, update_conflicts=True, unique_fields=["stream", "code"], update_fields=_WRITTEN
    )


_WRITTEN = [one.name for one in fields(Running) if one.name not in ("stream", "code")]


def _values(one: Running) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _WRITTEN}
    values["roles"] = f" {' '.join(sorted(one.roles))} "
    return values


def _differs(row: Deadline, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
