"""What is kept, what may go today and what is held; ``visible_to`` is where lists and their items start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.queries import retention as certification
from smilemark.foundation.todo import TodoItem
from smilemark.remedies.queries import retention as remedies
from smilemark.retention.models import DisposalItem, DisposalList, Hold
from smilemark.retention.states import PLACE, ListState
from smilemark.surveillance.queries import retention as surveillance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.foundation.retention import Kept

OFFICES = (roles.SECRETARIAT, roles.ADMINISTRATION)


def sees(user: User | AnonymousUser) -> bool:
    """The secretariat proposes, the administration approves; nobody else reads lists of disposal."""
    return user.is_authenticated and any(user.holds(role) for role in OFFICES)


def visible_to(user: User | AnonymousUser) -> QuerySet[DisposalList]:
    """The lists a person may read."""
    rows = DisposalList.objects.select_related("body", "proposed_by", "approved_by")
    return rows if sees(user) else rows.none()


def register_visible_to(user: User | AnonymousUser) -> QuerySet[DisposalItem]:
    """銷毀登記簿: what was disposed of, newest first."""
    rows = DisposalItem.objects.filter(disposed_on__isnull=False).select_related("list__approved_by")
    return (rows if sees(user) else rows.none()).order_by("-disposed_on", "-pk")


def holds_visible_to(user: User | AnonymousUser) -> QuerySet[Hold]:
    """The holds a person may read."""
    rows = Hold.objects.select_related("firm", "placed_by", "released_by")
    return rows if sees(user) else rows.none()


def kept(day: date, streams: list[str] | None = None) -> Iterator[Kept]:
    """Everything kept for a time, each with why it is held on the day (``streams``: these alone)."""
    held = remedies.held_firms(day)
    for firm_id, reason in Hold.objects.filter(released_at=None).order_by("pk").values_list("firm_id", "reason"):
        held.setdefault(firm_id, f"暫緩銷毀：{reason}")
    for source in (certification.kept, surveillance.kept):
        for found in source(streams):
            yield found if found.held or found.firm_id is None else replace(found, held=held.get(found.firm_id, ""))


def may_go(day: date, *, body_id: int | None = None) -> list[Kept]:
    """What may be disposed of on the day: its floor past, nothing holds it, not on a list under way; by body."""
    under_way = set(
        DisposalItem.objects.filter(list__state__in=[ListState.PROPOSED, ListState.APPROVED]).values_list(
            "stream", flat=True
        )
    )
    return [
        found
        for found in kept(day)
        if day > found.keep_through
        and not found.held
        and found.stream not in under_way
        and (body_id is None or found.body_id == body_id)
    ]


def bodies() -> list[tuple[int, str]]:
    """Id and name of the bodies that keep records, for the choice of one."""
    return [(row.pk, row.name) for row in accreditation.bodies_visible_to(AnonymousUser()).order_by("name")]


def todo_for(user: User, today: date) -> list[TodoItem]:
    """Lists that wait for the person's approval; their own do not."""
    del today
    if not user.holds(roles.ADMINISTRATION):
        return []
    rows = visible_to(user).filter(state=ListState.PROPOSED).exclude(proposed_by=user).order_by("pk")
    return [
        TodoItem(
            title=f"核准銷毀清冊：{row.number}",
            url=reverse("retention:list", args=[row.number]),
            since=timezone.localdate(row.proposed_at),
            cite=PLACE,
            next_step="核准後由系統銷毀並登記",
        )
        for row in rows
    ]
