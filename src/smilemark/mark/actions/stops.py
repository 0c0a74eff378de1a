"""公告停止受理 and its end (annex 14 point 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import calendar, moves, numbering
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import notices
from smilemark.mark.actions.texts import text_of
from smilemark.mark.models import IntakeStop
from smilemark.mark.queries import stops as queries

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.accounts.models import User


@dataclass(frozen=True, slots=True)
class Stop:
    """An announcement as typed; ``last_day`` None: until intake is reopened."""

    number: str
    ground: str
    text: str
    first_day: date
    last_day: date | None = None


def announce(*, stop: Stop, by: User, at: datetime) -> IntakeStop:
    """公告停止受理, on one of the three grounds; may take effect the same day (得隨時公告).

    Raises:
        Refused: not the administration, number used, no ground, days that cannot be, or another stop in these days.
    """
    if not by.holds(roles.ADMINISTRATION, None):
        raise Refused("停止受理由本署公告（附件十四第七點）。")
    number = text_of(stop.number, field="number", label="公告文號", most=60)
    if stop.ground not in IntakeStop.Ground.values:
        raise Refused("請選擇事由（附件十四第七點各款）。", field="ground")
    if stop.first_day < timezone.localdate(at):
        raise Refused("停止受理起日不得在公告日之前。", field="first_day")
    if stop.last_day is not None and stop.last_day < stop.first_day:
        raise Refused("停止受理迄日不得在起日之前。", field="last_day")
    with transaction.atomic():
        numbering.next_value("mark-intake-stop")  # two officers at once: the second waits here
        if IntakeStop.objects.filter(number=number).exists():
            raise Refused("這個公告文號已登錄。", field="number")
        other = queries.overlapping(stop.first_day, stop.last_day)
        if other is not None:
            raise Refused(f"與公告 {other.number} 之停止受理期間重疊。", field="first_day")
        row = IntakeStop(
            number=number,
            ground=stop.ground,
            text=text_of(stop.text, field="text", label="公告內容", required=False),
            first_day=stop.first_day,
            last_day=stop.last_day,
            announced_at=at,
            announced_by=by,
        )
        until = stop.last_day.isoformat() if stop.last_day else None
        moves.begin(row, "announce", by=by, at=at, ground=row.ground, first=stop.first_day.isoformat(), last=until)
        _tell(row, "公告停止受理本署印製標章之申請", at)
    return row


def reopen(*, stop_id: int, open_from: date, number: str, text: str, by: User, at: datetime) -> IntakeStop:
    """公告恢復受理 from a day on.

    Raises:
        Refused: not running or to come, a day that cannot be, or no number.
    """
    with moves.moving(IntakeStop, stop_id, "reopen", by=by, at=at) as row:
        if open_from < timezone.localdate(at):
            raise Refused("恢復受理日不得在公告日之前。", field="open_from")
        if open_from <= row.first_day:
            raise Refused("恢復受理日應在停止受理起日之後；尚未生效者請撤回。", field="open_from")
        last = open_from - timedelta(days=1)
        if row.last_day is not None and last >= row.last_day:
            raise Refused("恢復受理日應早於原公告之迄日。", field="open_from")
        row.last_day = last
        _end(row, number, text, by=by, at=at)
        moves.note(row, open_from=open_from.isoformat())
        _tell(row, f"公告自{calendar.roc(open_from)}恢復受理本署印製標章之申請", at)
    return row


def revoke(*, stop_id: int, number: str, text: str, by: User, at: datetime) -> IntakeStop:
    """生效前撤回.

    Raises:
        Refused: in effect already, or no number.
    """
    with moves.moving(IntakeStop, stop_id, "revoke", by=by, at=at) as row:
        if timezone.localdate(at) >= row.first_day:
            raise Refused("公告已生效，請公告恢復受理。")
        _end(row, number, text, by=by, at=at)
        _tell(row, "撤回停止受理之公告", at)
    return row


def _end(row: IntakeStop, number: str, text: str, *, by: User, at: datetime) -> None:
    row.end_number = text_of(number, field="end_number", label="公告文號", most=60)
    row.end_text = text_of(text, field="end_text", label="說明", required=False)
    row.ended_at, row.ended_by = at, by


def _tell(row: IntakeStop, subject: str, at: datetime) -> None:
    until = f"至{calendar.roc(row.last_day)}" if row.last_day else "，恢復受理日另行公告"
    notices.tell_all(
        *(roles.REVIEWER, roles.DECIDER, roles.SECRETARIAT),
        subject=f"{subject}（{row.number}）",
        text=f"停止受理期間：自{calendar.roc(row.first_day)}{until}。事由：{row.get_ground_display()}。",
        url=reverse("mark:intake"),
        at=at,
    )
