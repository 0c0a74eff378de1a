"""Drafting announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from smilemark.foundation import moves
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance import permissions
from smilemark.governance.actions.filling import fill
from smilemark.governance.models import Announcement, Industry
from smilemark.governance.parts import SUBJECTS_OF_AN_INDUSTRY
from smilemark.governance.queries import contents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TITLE_LIMIT = 200


def draft_announcement(
    *,
    subject: str,
    title: str,
    industry_id: int | None = None,
    is_sample: bool = False,
    parts: Mapping[str, Any] | None = None,
    copy_of: int | None = None,
    by: Actor,
    at: datetime,
) -> Announcement:
    """草擬公告；可由現行公告複製全部內容後修改。

    Args:
        subject: a value of ``Announcement.Subject``.
        title: 標題.
        industry_id: the industry, for criteria and style; None for the others.
        is_sample: not from an official announcement.
        parts: contents at once, ``{"item": [{..., "criteria": [...]}], "condition": [...], ...}``.
        copy_of: id of the announcement whose contents are copied (instead of ``parts``).
        by: who.
        at: when.

    Raises:
        Refused: not allowed, or a field is wrong (named).
    """
    reason = permissions.why_not_draft(by)
    if reason is not None:
        raise Refused(reason)
    industry = _industry(subject, industry_id)
    with transaction.atomic():
        source = None if copy_of is None else _source(copy_of, subject, industry)
        given = parts if source is None else contents(source)
        # Sample values stay marked when they are copied, until somebody says that they are no longer samples.
        is_sample = is_sample or (source is not None and source.is_sample)
        draft = Announcement(subject=subject, industry=industry, title=_title(title), is_sample=is_sample)
        moves.begin(draft, "draft", by=by, at=at, subject=subject, title=draft.title, is_sample=is_sample)
        if given:
            fill(draft, given)
    return draft


def _industry(subject: str, industry_id: int | None) -> Industry | None:
    if subject not in Announcement.Subject.values:
        raise Refused("請選擇「公告事項」。", field="subject")
    if subject not in SUBJECTS_OF_AN_INDUSTRY:
        if industry_id is not None:
            raise Refused("此公告事項適用於全部產業，不得指定產業別。", field="industry")
        return None
    industry = Industry.objects.filter(pk=industry_id or 0).first()
    if industry is None:
        raise Refused("此公告事項應依產業別公告，請選擇「產業別」。", field="industry")
    return industry


def _source(pk: int, subject: str, industry: Industry | None) -> Announcement:
    source = Announcement.objects.filter(pk=pk, subject=subject, industry=industry).first()
    if source is None:
        raise Refused("只能複製同一公告事項、同一產業之公告。", field="copy_of")
    return source


def _title(title: str) -> str:
    return cleaned(title, field="title", label="標題", limit=_TITLE_LIMIT)


def edit_announcement(*, announcement_id: int, title: str, is_sample: bool, by: Actor, at: datetime) -> Announcement:
    """修改草案之標題及示範註記；已公告者不得修改。"""
    with moves.moving(Announcement, announcement_id, "edit", by=by, at=at) as announcement:
        announcement.title = _title(title)
        announcement.is_sample = is_sample
        moves.note(announcement, title=announcement.title, is_sample=is_sample)
    return announcement
