"""The deadlines board: what runs, for whom, until when. ``visible_to`` is where board, export, feed and mails start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.foundation import deadlines
from smilemark.foundation.models import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from smilemark.accounts.models import User

OVERSEERS: Final = (roles.SECRETARIAT, roles.ADMINISTRATION)
WHEN: Final[dict[str, str]] = {
    "overdue": "逾期",
    "today": "今日到期",
    "3": "3 日內",
    "7": "7 日內",
    "30": "30 日內",
    "all": "全部",
}
"""The groups of the board; those in days begin today."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the board is narrowed by; exactly this is shown and exactly this is exported."""

    when: str = "all"
    kind: str = ""
    mine: bool = False
    q: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board: the deadline, its kind, who must act, days left (negative: overdue), whether overdue."""

    deadline: Deadline
    kind: deadlines.Kind
    who: str
    left: int
    is_overdue: bool

    @property
    def overdue_days(self) -> int:
        """Days since the last day."""
        return -self.left


def running(now: datetime) -> QuerySet[Deadline]:
    """Every deadline that still says something: duties until they are done, rights until they lapse."""
    day = timezone.localdate(now)
    return Deadline.objects.exclude(is_right=True, last_day__lt=day).order_by("last_day", "pk")


def visible_to(user: User, now: datetime) -> QuerySet[Deadline]:
    """Those the person must act on, those in the hands of the body the person works for; the offices see all."""
    rows = running(now)
    if not user.is_active:
        return rows.none()
    if any(user.holds(role) for role in OVERSEERS):
        return rows
    held = user.held_roles()
    offices = Q(pk=None)
    for role, _organisation in held:
        offices |= Q(organisation_id=None, person_id=None, roles__contains=f" {role} ")
    return rows.filter(
        Q(person_id=user.pk)
        | Q(organisation_id__in=sorted({organisation for _role, organisation in held}))
        | Q(body_id__in=user.organisations_as(*roles.BODY_ROLES, roles.SCHEME_AUTHORITY))
        | offices
    )


def _acting(user: User) -> Q:
    """The deadlines on which the person must act: by name, or by a role held in the organisation named."""
    must = Q(person_id=user.pk)
    for role, organisation in user.held_roles():
        of = Q(organisation_id=organisation) | Q(organisation_id=None)
        must |= Q(roles__contains=f" {role} ", person_id=None) & of
    return must


def overdue(now: datetime) -> Q:
    """The last day has passed, or where the period is one of hours, the last moment."""
    day = timezone.localdate(now)
    return Q(last_day__lt=day) | Q(last_day=day, last_moment__lt=now)


def _when(chosen: str, now: datetime) -> Q:
    day = timezone.localdate(now)
    if chosen == "overdue":
        return overdue(now)
    if chosen == "all":
        return Q()
    days = 0 if chosen == "today" else int(chosen)
    return Q(last_day__range=(day, day + timedelta(days=days))) & ~overdue(now)


def _narrowed(user: User, wanted: Filter, now: datetime) -> QuerySet[Deadline]:
    rows = visible_to(user, now)
    if wanted.mine:
        rows = rows.filter(_acting(user))
    if wanted.kind in deadlines.kinds():
        rows = rows.filter(kind=wanted.kind)
    if wanted.q.strip():
        rows = rows.filter(Q(title__icontains=wanted.q.strip()) | Q(number__icontains=wanted.q.strip()))
    return rows


def listed(user: User, wanted: Filter, now: datetime) -> QuerySet[Deadline]:
    """The board's rows, the earliest last day first."""
    return _narrowed(user, wanted, now).filter(_when(wanted.when if wanted.when in WHEN else "all", now))


def counted(user: User, wanted: Filter, now: datetime) -> list[tuple[str, str, int]]:
    """(code, words, number) of each group under the other filters, in one query."""
    rows = _narrowed(user, wanted, now).order_by()
    found = rows.aggregate(**{f"n{code}": Count("pk", filter=_when(code, now) or None) for code in WHEN})
    return [(code, words, found[f"n{code}"]) for code, words in WHEN.items()]


def lines(rows: Iterable[Deadline], now: datetime) -> list[Line]:
    """The rows with who must act, in two queries however many they are."""
    rows = list(rows)
    names = accounts.names_of(
        organisations={row.organisation_id for row in rows if row.organisation_id is not None},
        people={row.person_id for row in rows if row.person_id is not None},
    )
    kinds, day = deadlines.kinds(), timezone.localdate(now)
    return [
        Line(
            deadline=row,
            kind=kinds.get(row.kind) or deadlines.Kind(row.kind, row.kind, "", row.kind),
            who=_who(row, *names),
            left=(row.last_day - day).days,
            is_overdue=row.last_day < day or (row.last_moment is not None and row.last_moment < now),
        )
        for row in rows
    ]


_ROLE_WORDS: Final = {role.code: role.name for role in roles.BUILT_IN}


def _who(row: Deadline, organisations: dict[int, str], people: dict[int, str]) -> str:
    if row.person_id is not None:
        return people.get(row.person_id, "")
    if row.organisation_id is not None:
        return organisations.get(row.organisation_id, "")
    return "、".join(_ROLE_WORDS.get(role, role) for role in row.roles.split())


COLUMNS: Final = (
    "末日",
    "末時",
    "距今（日）",
    "逾期",
    "期限種類",
    "事項",
    "案號",
    "應辦理者",
    "依據",
    "起算日",
    "推估",
    "網頁",
)


def exported(found: list[Line]) -> list[tuple[str, ...]]:
    """The lines as they are shown, every cell as text."""
    return [
        (
            line.deadline.last_day.isoformat(),
            timezone.localtime(line.deadline.last_moment).strftime("%H:%M") if line.deadline.last_moment else "",
            str(line.left),
            "逾期" if line.is_overdue else "",
            line.kind.words,
            line.deadline.title,
            line.deadline.number,
            line.who,
            line.kind.cite,
            line.deadline.started_on.isoformat() if line.deadline.started_on else "",
            "推估" if line.deadline.is_estimated else "",
            line.deadline.url,
        )
        for line in found
    ]
