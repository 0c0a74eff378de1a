"""Announcing: a number, a date, an effective day; the version before ends the day before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.utils import timezone

from smilemark.foundation import calendar, moves
from smilemark.foundation.moves import SYSTEM, Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance.models import Announcement, Criterion
from smilemark.governance.states import State

if TYPE_CHECKING:
    from datetime import date, datetime

_NUMBER_LIMIT = 80
_NEEDED = {
    Criterion.Part.SAFETY: "安全性基準（第二十點第一項第一款）",
    Criterion.Part.LABELLING: "商品標示基準（第二十點第一項第三款）",
}


def announce(
    *,
    announcement_id: int,
    number: str,
    announced_on: date,
    effective_from: date,
    by: Actor,
    at: datetime,
) -> Announcement:
    """公告草案：同一事項（同一產業）之前一公告自生效日前一日起停止適用。

    Args:
        announcement_id: the draft.
        number: 公告文號.
        announced_on: 公告日期, not after today.
        effective_from: 生效日, not before the date of the announcement, later than that of the version before.
        by: who.
        at: when.

    Raises:
        Refused: not allowed, not complete (what is missing is named), or a day does not fit (field named).
    """
    return _announce("announce", announcement_id, number, announced_on, effective_from, by=by, at=at)


def load_announced(
    *, announcement_id: int, number: str, announced_on: date, effective_from: date, at: datetime
) -> Announcement:
    """載入既有公告：內容以所知者為限，故不檢查完備（系統辦理）。"""
    return _announce("load", announcement_id, number, announced_on, effective_from, by=SYSTEM, at=at)


def _announce(  # the two entrances above name every argument
    name: str,
    announcement_id: int,
    number: str,
    announced_on: date,
    effective_from: date,
    *,
    by: Actor,
    at: datetime,
) -> Announcement:
    try:
        with moves.moving(Announcement, announcement_id, name, by=by, at=at) as draft:
            draft.number = cleaned(number, field="number", label="公告文號", limit=_NUMBER_LIMIT)
            _check_days(announced_on, effective_from, timezone.localdate(at))
            if name == "announce":
                _check_complete(draft)
            draft.announced_on, draft.effective_from = announced_on, effective_from
            draft.replaces = _end_the_one_before(draft, effective_from, by=by, at=at)
            moves.note(
                draft,
                number=draft.number,
                announced_on=announced_on.isoformat(),
                effective_from=effective_from.isoformat(),
                replaces=draft.replaces_id,
            )
    except IntegrityError as twice:
        # Two drafts of one subject announced at the same moment: the constraint lets one through.
        raise Refused("同一事項剛剛有另一公告，請重新整理後再辦理。") from twice
    return draft


def _check_days(announced_on: date, effective_from: date, today: date) -> None:
    if announced_on > today:
        raise Refused("公告日期不得晚於今日。", field="announced_on")
    if effective_from < announced_on:
        raise Refused("生效日不得早於公告日期。", field="effective_from")


def _check_complete(draft: Announcement) -> None:
    """Point 20: safety and labelling always, function where set; nothing empty is announced."""
    missing = why_incomplete(draft)
    if missing:
        raise Refused("尚不能公告：" + "；".join(missing) + "。")


def why_incomplete(draft: Announcement) -> list[str]:
    """What the draft still lacks, in sentences without full stop; empty: it may be announced."""
    if draft.subject == Announcement.Subject.CRITERIA:
        return _criteria_missing(draft)
    if draft.subject == Announcement.Subject.LIMITS:
        return [] if hasattr(draft, "supplement_limit") else ["未訂補件次數及期限"]
    present = {
        Announcement.Subject.STYLE: draft.style_rules.exists(),
        Announcement.Subject.QMS: draft.adopted_qms.exists(),
        Announcement.Subject.FEES: draft.fees.exists(),
        Announcement.Subject.SAMPLING: draft.sampling_ratios.exists(),
    }
    return [] if present[Announcement.Subject(draft.subject)] else ["沒有任何內容"]


def _criteria_missing(draft: Announcement) -> list[str]:
    items = list(draft.items.prefetch_related("criteria").order_by("code"))
    if not items:
        return ["未訂開放驗證產品項目（第二十一點）"]
    missing = []
    for item in items:
        parts = {criterion.part for criterion in item.criteria.all()}
        missing += [f"項目「{item.name}」未訂{words}" for part, words in _NEEDED.items() if part not in parts]
        if not item.hs_prefixes:
            missing.append(f"項目「{item.name}」未訂對應稅則號列")
    return missing


def _end_the_one_before(draft: Announcement, effective_from: date, *, by: Actor, at: datetime) -> Announcement | None:
    before = Announcement.objects.filter(
        subject=draft.subject, industry=draft.industry, state=State.ANNOUNCED, effective_until=None
    ).first()
    if before is None:
        return None
    if before.effective_from is not None and effective_from <= before.effective_from:
        day = calendar.roc(before.effective_from)
        raise Refused(f"生效日須晚於現行公告（{before.number}）之生效日{day}。", field="effective_from")
    with moves.moving(Announcement, before.pk, "supersede", by=by, at=at) as ended:
        ended.effective_until = effective_from - timedelta(days=1)
        moves.note(ended, effective_until=ended.effective_until.isoformat(), by_announcement=draft.pk)
    return ended


def drop_draft(*, announcement_id: int, by: Actor, at: datetime) -> Announcement:
    """撤回草案。"""
    with moves.moving(Announcement, announcement_id, "drop", by=by, at=at) as draft:
        pass
    return draft
