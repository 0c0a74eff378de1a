"""Every stored finding asked again, in the order in which they were stored; reads only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.apps import apps

from smilemark.foundation.models import StoredFinding
from smilemark.site.replay import following
from smilemark.site.replay.kinds import Kind
from smilemark.site.replay.legal import deciding, screening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from smilemark.site.replay.legal.changes import Change
    from smilemark.site.replay.legal.deciding import Decided

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Replayed:
    """One finding that does not simply stay: whose, about what, and its answers before and after."""

    finding: StoredFinding
    kind: Kind
    whose: str
    about: str
    now: Decided
    supposed: Decided


@dataclass(slots=True)
class Tally:
    """How many findings became what, in all and by rule."""

    kinds: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, rule: str, kind: Kind, times: int = 1) -> None:
        """So many more."""
        self.kinds[kind.value] += times
        self.rules.setdefault(rule, Counter())[kind.value] += times

    def as_json(self) -> dict[str, Any]:
        """For the job's result."""
        return {"kinds": dict(self.kinds), "rules": {rule: dict(kinds) for rule, kinds in sorted(self.rules.items())}}


def count() -> int:
    """How many findings there are to ask."""
    return StoredFinding.objects.count()


def replay(change: Change, tally: Tally, *, progress: Callable[[int], None]) -> Iterator[Replayed]:
    """Ask every stored finding again and give those that do not simply stay, in portions of ``AT_ONCE``.

    Args:
        change: what is supposed.
        tally: is filled on the way.
        progress: told how many are done after each portion.
    """
    last, done = 0, 0
    while True:
        rows = list(StoredFinding.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE])
        if not rows:
            return
        last, done = rows[-1].pk, done + len(rows)
        yield from _portion(rows, change, tally)
        progress(done)


def _portion(rows: list[StoredFinding], change: Change, tally: Tally) -> Iterator[Replayed]:
    """The rows of one portion, rule by rule."""
    remaining: list[tuple[StoredFinding, Kind, Decided, Decided]] = []
    for rule, group in groupby(sorted(rows, key=lambda row: row.rule), key=lambda row: row.rule):
        of_rule = list(group)
        if not deciding.is_rule(rule):
            tally.add(rule, Kind.NO_RULE, len(of_rule))
            continue
        stays = screening.unchanged(
            rule, [row.facts for row in of_rule], [row.on for row in of_rule], [row.result for row in of_rule], change
        )
        tally.add(rule, Kind.UNCHANGED, sum(stays))
        follow = following.supposed_facts(of_rule, change) if rule == following.SHEET else {}
        for row, is_screened in zip(of_rule, stays, strict=True):
            if is_screened:
                continue
            now, supposed = deciding.both(rule, row.facts, row.on, change, supposed_facts=follow.get(row.pk))
            kind = _kind(row, now, supposed)
            tally.add(rule, kind)
            if kind != Kind.UNCHANGED:
                remaining.append((row, kind, now, supposed))
    subjects = _subjects([row.subject for row, _kind, _now, _supposed in remaining])
    for row, kind, now, supposed in sorted(remaining, key=lambda each: each[0].pk):
        whose, about = subjects[row.subject]
        yield Replayed(row, kind, whose, about, now, supposed)


def _kind(row: StoredFinding, now: Decided, supposed: Decided) -> Kind:
    if (now.passed, now.result) != (supposed.passed, supposed.result):
        return Kind.CANNOT if supposed.error else Kind.CHANGED
    if now.error or (row.passed, row.result) != (now.passed, now.result):
        return Kind.DIFFERS
    return Kind.UNCHANGED


_WAYS = (
    "",
    "case",
    "assessment",
    "product.case",
    "certificate",
    "certificate.case",
    "visit",
    "label",
    "lot.product.case",
)
_HOLDERS = ("firm", "body", "laboratory", "holder")
_NUMBERS = ("case_number", "number")


def _subjects(streams: list[str]) -> dict[str, tuple[str, str]]:
    """Chain of a row -> (whose it is, what it is); rows that are gone are called by their chain."""
    found = {stream: ("", stream) for stream in streams}
    by_model: dict[str, list[str]] = {}
    for stream in found:
        label, _colon, key = stream.rpartition(":")
        by_model.setdefault(label, []).append(key)
    for label, keys in by_model.items():
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            continue
        for pk, row in model._default_manager.in_bulk(keys).items():  # noqa: SLF001  # Django's documented API
            found[f"{label}:{pk}"] = (_told(row, _HOLDERS), _about(row))
    return found


def _told(row: Model, names: tuple[str, ...]) -> str:
    """The first of these attributes that the row, or one of its relations, has."""
    for way in _WAYS:
        place: Any = row
        for step in way.split(".") if way else ():
            place = getattr(place, step, None)
        for name in names:
            if getattr(place, name, None) is not None:
                return str(getattr(place, name))
    return ""


def _about(row: Model) -> str:
    """The row's own words, after the number of its case."""
    number = _told(row, _NUMBERS)
    return str(row) if number in str(row) else f"{number} {row}"
