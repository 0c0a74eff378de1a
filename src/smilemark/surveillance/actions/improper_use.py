"""Improper use of the mark (point 44): reported step by step upward, or settled by the secretariat by law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.foundation import moves
from smilemark.surveillance.actions.guarded import making, said
from smilemark.surveillance.models import Inquiry

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.foundation.moves import Actor


def report_use_up(*, inquiry_id: int, number: str, by: Actor, at: datetime) -> Inquiry:
    """逐級提報: the body may report the matter to the working group of the industry and to the council (point 44 I).

    Args:
        inquiry_id: the check.
        number: of the letter (提報文號).
        by: people of the body.
        at: now (aware).

    Raises:
        Refused: no number, or table, role or recusal say no.
    """
    with making(Inquiry, inquiry_id, "report_up", by=by, at=at) as row:
        row.reported_up_number = said(number, field="number", label="提報文號", limit=60)
        row.reported_up_on = timezone.localdate(at)
        moves.note(row, reported_to=["working_group", "council"], number=row.reported_up_number)
    return row


def settle(*, inquiry_id: int, text: str, answer: str, by: Actor, at: datetime) -> Inquiry:
    """The secretariat acts by law itself, where the use is no certified firm's and no body checks it (point 44 III).

    Args:
        inquiry_id: a check no body was assigned to.
        text: what was gathered and what was done.
        answer: what the person who reported reads; wanted where somebody did.
        by: people of the secretariat.
        at: now (aware).

    Raises:
        Refused: nothing said, no answer to who reported, or a body checks already.
    """
    with making(Inquiry, inquiry_id, "settle", by=by, at=at) as row:
        row.follow_up_text = said(text, field="text", label="處理情形")
        row.answer = said(answer, field="answer", label="答復") if row.report_number else answer.strip()
        row.closed_at = at
        moves.note(row, text={"settled": row.follow_up_text, "answer": row.answer})
    return row
