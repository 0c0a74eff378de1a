"""States and moves of a body's monthly approval list (annex 14 point 3(4))."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

PLACE = "附件十四第三點第四款"


class ListState(models.TextChoices):
    """Where an approval list stands."""

    COMPILED = "compiled", "待秘書處轉送"
    SENT = "sent", "印製執行機構辦理中"
    DONE = "done", "業者均已核對"


LIST_MOVES: dict[str, Move] = {
    "forward": Move("轉送印製執行機構", {ListState.COMPILED}, ListState.SENT, {roles.SECRETARIAT}, PLACE),
    "finish": Move("業者均已核對", {ListState.SENT}, ListState.DONE, set(), PLACE, by_system=True),
}
