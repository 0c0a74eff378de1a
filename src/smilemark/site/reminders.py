"""Reminders of last days: three days before, on the day, overdue; one mail a day per person, each stage told once.

An overdue duty is told to the head of the body too (its deciders), one of the secretariat to the administration.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.foundation import calendar, outbox
from smilemark.foundation import deadlines as running
from smilemark.site import deadlines
from smilemark.site.models import DailyRound, Reminder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from smilemark.foundation.models import Deadline

HOUR: Final = 8
"""From eight in the morning on."""
BEFORE: Final = timedelta(days=3)
KIND: Final = "site.deadlines"
HEADS: Final = frozenset({roles.DECIDER, roles.SCHEME_AUTHORITY})
STAGES: Final = {
    "overdue": ("逾期", "Overdue"),
    "head": ("所屬逾期事項", "Overdue in your body"),
    "today": ("今日到期", "Due today"),
    "before": ("三日內到期", "Due within three days"),
}


class _Told(NamedTuple):
    user: int
    stream: str
    code: str
    last_day: date
    stage: str


def make_round(at: datetime) -> int:
    """The round of the day, once: reminders, then the gathered mails; gives how many people were reminded."""
    day = timezone.localdate(at)
    if timezone.localtime(at).hour < HOUR or DailyRound.objects.filter(day=day).exists():
        return 0
    with transaction.atomic():
        DailyRound.objects.create(day=day)
        reminded = remind(at)
        outbox.gather(at=at)
    return reminded


def remind(at: datetime) -> int:
    """Tell everybody what has come to a new stage since they were last told; gives how many people were told."""
    day = timezone.localdate(at)
    running.sweep_once(day)
    running.settle(day, limit=None)
    rows = list(deadlines.running(at).filter(last_day__lte=day + BEFORE))
    people = _People(rows)
    asked = deadlines.running(at).filter(last_day__lte=day + BEFORE).order_by().values("stream")
    known = set(Reminder.objects.filter(stream__in=asked).values_list("user_id", "stream", "code", "last_day", "stage"))
    fresh: dict[int, list[tuple[str, Deadline]]] = defaultdict(list)
    told: list[Reminder] = []
    for row in rows:
        for user, stage in _stages(row, people, at):
            one = _Told(user, row.stream, row.code, row.last_day, stage)
            if one not in known:
                fresh[user].append((stage, row))
                told.append(
                    Reminder(
                        user_id=user, stream=row.stream, code=row.code, last_day=row.last_day, stage=stage, told_at=at
                    )
                )
    with transaction.atomic():
        Reminder.objects.bulk_create(told, 500)
        languages = accounts.mail_languages(fresh)
        for user, found in sorted(fresh.items()):
            _tell(user, found, english=languages.get(user) == "en", at=at)
    return len(fresh)


class _People:
    """Who must act on a deadline, and who heads them, from one look at the roles held."""

    def __init__(self, rows: Iterable[Deadline]) -> None:
        organisations = {pk for row in rows for pk in (row.organisation_id, row.body_id) if pk is not None}
        self._held: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        for user, role, organisation in accounts.holders(organisations, deadlines.OVERSEERS):
            self._held[role, organisation].add(user)
            self._held[role, None].add(user)

    def acting(self, row: Deadline) -> set[int]:
        if row.person_id is not None:
            return {row.person_id}
        return {user for role in row.roles.split() for user in self._held[role, row.organisation_id]}

    def heads(self, row: Deadline) -> set[int]:
        if row.body_id is not None:
            return {user for role in HEADS for user in self._held[role, row.body_id]}
        return self._held[roles.ADMINISTRATION, None] if roles.SECRETARIAT in row.roles.split() else set()


def _stages(row: Deadline, people: _People, at: datetime) -> Iterable[tuple[int, str]]:
    day = timezone.localdate(at)
    acting = people.acting(row)
    if row.last_day < day or (row.last_moment is not None and row.last_moment < at):
        yield from ((user, "overdue") for user in sorted(acting))
        yield from ((user, "head") for user in sorted(people.heads(row) - acting))
    else:
        stage = "today" if row.last_day == day else "before"
        yield from ((user, stage) for user in sorted(acting))


def _tell(user: int, found: list[tuple[str, Deadline]], *, english: bool, at: datetime) -> None:
    kinds = running.kinds()
    parts: list[str] = []
    for stage, words in STAGES.items():
        lines = [_line(row, kinds.get(row.kind), english=english) for its, row in found if its == stage]
        if lines:
            parts.append("\n".join([f"【{words[english]}】", *lines]))
    count = len(found)
    outbox.notify(
        kind=KIND,
        to=[user],
        subject=f"MIT Smile: {count} deadline(s)" if english else f"期限提醒：{count} 件",
        text="\n\n".join(parts),
        url=reverse("site:deadlines") + "?mine=1",
        at=at,
    )


def _line(row: Deadline, kind: running.Kind | None, *, english: bool) -> str:
    """Kind and number alone: a mail names nobody."""
    words = row.kind if kind is None else kind.english if english else kind.words
    if row.last_moment is not None:
        moment = timezone.localtime(row.last_moment)
        last = f"{moment:%Y-%m-%d %H:%M}" if english else f"{calendar.roc_short(moment)} {moment:%H:%M}"
    else:
        last = row.last_day.isoformat() if english else calendar.roc_short(row.last_day)
    estimated = (" (estimated)" if english else "（推估）") if row.is_estimated else ""
    return f"{last}{estimated}　{words} {row.number}".rstrip() + f"\n{settings.SITE_URL}{row.url}"
