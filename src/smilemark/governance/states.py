"""States of an announcement and its table of moves."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move


class State(models.TextChoices):
    """Where an announcement stands. Superseded ones held from their effective day to the day before the next."""

    DRAFT = "draft", "草擬中"
    ANNOUNCED = "announced", "已公告"
    SUPERSEDED = "superseded", "已被取代"
    DROPPED = "dropped", "已撤回草案"


_DRAFTERS = frozenset({roles.SECRETARIAT, roles.ADMINISTRATION})
_ANNOUNCERS = frozenset({roles.ADMINISTRATION})

MOVES: dict[str, Move] = {
    "edit": Move("修改草案", {State.DRAFT}, None, _DRAFTERS, "第七點第二項", by_system=True),
    "announce": Move("公告", {State.DRAFT}, State.ANNOUNCED, _ANNOUNCERS, "第七點第二項"),
    "load": Move("載入既有公告", {State.DRAFT}, State.ANNOUNCED, frozenset(), "第七點第二項", by_system=True),
    "supersede": Move("以新公告取代", {State.ANNOUNCED}, State.SUPERSEDED, _ANNOUNCERS, "第七點第二項", by_system=True),
    "drop": Move("撤回草案", {State.DRAFT}, State.DROPPED, _DRAFTERS, "第七點第二項"),
}
