"""States and table of moves of a disposal list."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

PLACE = "第二十九點、附件十五第四點第二項"
OFFICES = frozenset({roles.SECRETARIAT, roles.ADMINISTRATION})


class ListState(models.TextChoices):
    """Where a list stands: nothing goes before a second person approved it."""

    PROPOSED = "proposed", "待核准"
    APPROVED = "approved", "已核准，銷毀中"
    DONE = "done", "已銷毀"
    RETURNED = "returned", "退回"


LIST_MOVES: dict[str, Move] = {
    "approve": Move("核准銷毀", {ListState.PROPOSED}, ListState.APPROVED, {roles.ADMINISTRATION}, PLACE),
    "send_back": Move("退回", {ListState.PROPOSED}, ListState.RETURNED, {roles.ADMINISTRATION}, PLACE),
    "finish": Move("銷毀完成", {ListState.APPROVED}, ListState.DONE, set(), PLACE, by_system=True),
}
