"""Reading replays: who may see them, and their rows filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from smilemark.accounts import roles
from smilemark.site.models import Replay, ReplayedFinding

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smilemark.accounts.models import User


def why_not_replay(user: User) -> str | None:
    """Why a person may not replay; None: the person may."""
    held = {role for role, _organisation in user.held_roles()}
    return None if roles.ADMINISTRATION in held else "僅產業發展署承辦人員得試算要點參數變更。"


def visible_to(user: User) -> QuerySet[Replay]:
    """The replays of the administration, to the administration."""
    return Replay.objects.none() if why_not_replay(user) is not None else Replay.objects.all()


def rows_of(replay: Replay, *, kind: str = "", rule: str = "", words: str = "") -> QuerySet[ReplayedFinding]:
    """Its findings that do not simply stay; of one kind, of one rule, with some words in whose or about."""
    rows = ReplayedFinding.objects.filter(replay=replay).order_by("finding_id")
    if kind:
        rows = rows.filter(kind=kind)
    if rule:
        rows = rows.filter(rule=rule)
    if words:
        rows = rows.filter(Q(whose__icontains=words) | Q(about__icontains=words))
    return rows
