"""Licences of other users and laboratories: states and the table of moves (annex 13)."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

SECRETARIAT = {roles.SECRETARIAT}


class LicenceState(models.TextChoices):
    """Where a licence stands."""

    DRAFT = "draft", "擬約"
    IN_FORCE = "in_force", "授權中"
    EXPIRED = "expired", "期滿"
    ENDED = "ended", "已終止"
    DROPPED = "dropped", "未簽訂"


LICENCE_MOVES: dict[str, Move] = {
    "amend": Move("修改擬約", {LicenceState.DRAFT}, None, SECRETARIAT, "附件十三第四點"),
    "attach": Move("附加合約或附件", {LicenceState.DRAFT, LicenceState.IN_FORCE}, None, SECRETARIAT, "附件十三第四點"),
    "put_in_force": Move(
        "簽訂合約，授權生效", {LicenceState.DRAFT}, LicenceState.IN_FORCE, SECRETARIAT, "附件十三第三點、第四點"
    ),
    "drop": Move("不予簽訂", {LicenceState.DRAFT}, LicenceState.DROPPED, SECRETARIAT, "附件十三第四點"),
    "end": Move("終止授權", {LicenceState.IN_FORCE}, LicenceState.ENDED, SECRETARIAT, "附件十三第八點"),
    "expire": Move("期滿", {LicenceState.IN_FORCE}, LicenceState.EXPIRED, set(), "附件十三第四點", by_system=True),
}
