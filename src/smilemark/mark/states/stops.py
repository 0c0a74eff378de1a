"""States and moves of a stop of intake of government-printed labels (annex 14 point 7)."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

PLACE = "附件十四第七點"


class StopState(models.TextChoices):
    """Where an announcement to stop intake stands; whether it binds on a day, its days say."""

    ANNOUNCED = "announced", "已公告停止受理"
    REOPENED = "reopened", "已公告恢復受理"
    REVOKED = "revoked", "生效前撤回"


STOP_MOVES: dict[str, Move] = {
    "reopen": Move("公告恢復受理", {StopState.ANNOUNCED}, StopState.REOPENED, {roles.ADMINISTRATION}, PLACE),
    "revoke": Move("生效前撤回", {StopState.ANNOUNCED}, StopState.REVOKED, {roles.ADMINISTRATION}, PLACE),
}
