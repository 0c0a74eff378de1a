"""Spot checks of use: states and the table of moves (annex 13 point 7)."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

LICENSOR = {roles.REVIEWER, roles.DECIDER, roles.SECRETARIAT}
LICENSEE = {roles.APPLICANT, roles.LABORATORY}
POINT_7 = "附件十三第七點"


class CheckState(models.TextChoices):
    """Where a spot check stands."""

    DRAFT = "draft", "抽查紀錄"
    CONFORMING = "conforming", "符合規定"
    NOTICED = "noticed", "限期改善中"
    REPORTED = "reported", "待複查"
    IMPROVED = "improved", "已改善"
    NOT_IMPROVED = "not_improved", "屆期未改善"


_OPEN: set[str] = {CheckState.NOTICED, CheckState.REPORTED}
CHECK_MOVES: dict[str, Move] = {
    "amend": Move("修改抽查紀錄", {CheckState.DRAFT}, None, LICENSOR, POINT_7),
    "attach": Move("附加照片", {CheckState.DRAFT, *_OPEN}, None, LICENSOR, POINT_7),
    "conform": Move("符合規定，結案", {CheckState.DRAFT}, CheckState.CONFORMING, LICENSOR, POINT_7),
    "notice": Move("通知限期改善", {CheckState.DRAFT}, CheckState.NOTICED, LICENSOR, POINT_7),
    "report": Move("回報改善", {CheckState.NOTICED}, CheckState.REPORTED, LICENSEE, POINT_7),
    "plan": Move("擇期複查", _OPEN, None, LICENSOR, POINT_7),
    "improved": Move("複查：已改善", _OPEN, CheckState.IMPROVED, LICENSOR, POINT_7),
    "not_improved": Move("複查：屆期未改善", _OPEN, CheckState.NOT_IMPROVED, LICENSOR, POINT_7),
}
