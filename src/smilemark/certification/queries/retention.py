"""What certification keeps for a time: the summary reports of verification (point 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.legal import results as legal
from smilemark.certification.models import SummaryReport
from smilemark.certification.states import ENDED_STATES
from smilemark.foundation.retention import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "驗證結果彙整報告"


def kept(streams: list[str] | None = None) -> Iterator[Kept]:
    """Every report whose paper is still there (``streams``: these alone), oldest first."""
    rows = SummaryReport.objects.filter(completed_on__isnull=False, document__disposed_on=None)
    rows = rows.exclude(document=None).select_related("case").order_by("completed_on", "pk")
    if streams is not None:
        rows = rows.filter(pk__in=[int(stream.rpartition(":")[2]) for stream in streams if stream.startswith(PREFIX)])
    for row in rows:
        if row.completed_on is None:
            continue
        answer = legal.keep_report_until(row.completed_on)
        yield Kept(
            stream=f"{PREFIX}{row.pk}",
            kind=KIND,
            title=f"{row.case.number} 第 {row.revision} 版",
            body_id=row.case.body_id,
            firm_id=row.case.firm_id,
            completed_on=row.completed_on,
            keep_through=answer.result.keep_through,
            citation=answer.because[0]["citation"],
            documents=(row.document_id,) if row.document_id else (),
            held="" if row.case.state in ENDED_STATES else "案件尚未結案",
        )


PREFIX = "certification.summaryreport:"
