"""The yearly summary: totals from the records, filed by 15 December, taken note of (annex 15 point 4)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import documents, moves, numbering
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned
from smilemark.surveillance import documents as papers
from smilemark.surveillance import legal
from smilemark.surveillance.actions import telling
from smilemark.surveillance.actions.guarded import making
from smilemark.surveillance.models import Summary
from smilemark.surveillance.queries.totals import totals

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accreditation.models import Body
    from smilemark.foundation.moves import Actor
    from smilemark.governance.models import Industry


def start_summary(*, body: Body, industry: Industry, year: int, by: Actor, at: datetime) -> Summary:
    """Begin the summary of a year.

    Raises:
        Refused: not a reviewer or decider of the body, a year to come, or the summary is there already.
    """
    if not any(by.holds(role, body.pk) for role in (roles.REVIEWER, roles.DECIDER)):
        raise Refused("僅本驗證機構之審查或核定人員得製作年度彙整報告（附件十五第四點第一項）。")
    if year > timezone.localdate(at).year:
        raise Refused("年度尚未開始。", field="year")
    summary = Summary(
        number=f"Y{year - 1911}-{numbering.next_value(f'surveillance-summary-{year}'):04d}",
        body=body,
        industry=industry,
        year=year,
    )
    try:
        with transaction.atomic():
            return moves.begin(summary, "draft", by=by, at=at, year=year, industry=industry.code, body=body.pk)
    except IntegrityError as twice:
        raise Refused(f"{industry.name}{year - 1911}年度之彙整報告已經存在。", field="year") from twice


def edit_summary(*, summary_id: int, remark: str, by: Actor, at: datetime, revision: int | None = None) -> Summary:
    """Write what the form asks below the table: irregularities and how they were improved."""
    with making(Summary, summary_id, "edit", by=by, at=at, revision=revision) as summary:
        summary.remark = remark.strip()[:4000]
    return summary


def file_summary(*, summary_id: int, by: Actor, at: datetime, revision: int | None = None) -> Summary:
    """陳報備查: totals are computed, kept and drawn on the paper (FM-A15-6)."""
    today = timezone.localdate(at)
    with making(Summary, summary_id, "file", by=by, at=at, revision=revision) as summary:
        counted = totals(summary)
        summary.totals, summary.filed_at = counted.as_json(), at
        words = asdict(papers.summary_words(summary, counted))
        summary.paper = documents.draw("surveillance/summary", words, title=papers.summary_title(summary), at=at)
        due = legal.summary_due(summary.year)
        moves.note(summary, due=due.last_day.isoformat(), on_time=today <= due.last_day, totals=summary.totals["rows"])
        telling.administration(
            summary,
            "年度追蹤管理彙整報告陳報備查",
            f"{summary.body.name}陳報{summary.year - 1911}年度{summary.industry.name}彙整報告。",
            at=at,
        )
    return summary


def note_summary(*, summary_id: int, number: str, by: Actor, at: datetime) -> Summary:
    """備查 (the chart says 核備; the text prevails, AMB-26)."""
    with making(Summary, summary_id, "note", by=by, at=at) as summary:
        summary.note_number = cleaned(number, field="number", label="備查文號", limit=60)
        summary.noted_at = at
        moves.note(summary, note_number=summary.note_number)
        telling.body(summary, "年度追蹤管理彙整報告已備查", f"備查文號：{summary.note_number}。", at=at)
    return summary
