"""What surveillance keeps for a time: reports of visits and of irregular checks, yearly summaries (annex 15 point 4 II)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.foundation.events import stream_of
from smilemark.foundation.retention import Kept
from smilemark.surveillance import legal
from smilemark.surveillance.models import Inquiry, Summary, Visit
from smilemark.surveillance.states import FAULT_OVER, InquiryState, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from smilemark.surveillance.models import Fault

PLACE = "推動及管理要點附件十五第四點第二項"


def kept(streams: list[str] | None = None) -> Iterator[Kept]:
    """Every report and summary whose paper is still there (``streams``: these alone), oldest first."""
    yield from _visits(streams)
    yield from _inquiries(streams)
    yield from _summaries(streams)


def _named(rows: QuerySet[Any], streams: list[str] | None) -> QuerySet[Any]:
    if streams is None:
        return rows
    prefix = f"{rows.model._meta.label_lower}:"  # noqa: SLF001  # Django's documented API
    return rows.filter(pk__in=[int(stream.rpartition(":")[2]) for stream in streams if stream.startswith(prefix)])


def _visits(streams: list[str] | None) -> Iterator[Kept]:
    rows = Visit.objects.filter(report__isnull=False, report__disposed_on=None, reported_at__isnull=False)
    rows = rows.prefetch_related("faults", "photos", "products").order_by("reported_at", "pk")
    for row in _named(rows, streams):
        completed = timezone.localdate(row.reported_at)
        faults = list(row.faults.all())
        papers = [photo.file_id for photo in row.photos.all()]
        papers += [check.test_report_id for check in row.products.all() if check.test_report_id]
        yield Kept(
            stream=stream_of(row),
            kind="定期查核報告",
            title=f"{row.number}（業者代碼 {row.certificate_number}）",
            body_id=row.body_id,
            firm_id=row.firm_id,
            completed_on=completed,
            keep_through=legal.keep_until("operator_regular_audit_report", completed),
            citation=PLACE,
            documents=(row.report_id,),
            files=tuple(sorted({*papers, *_papers_of(faults)})),
            streams=(stream_of(row), *(stream_of(fault) for fault in faults)),
            held=_open(faults) or ("" if row.state == VisitState.CLOSED else "查核尚未結案"),
        )


def _papers_of(faults: Iterable[Fault]) -> list[int]:
    found = [(fault.improvement_proof_id, fault.statement_file_id) for fault in faults]
    return [pk for pair in found for pk in pair if pk is not None]


def _open(faults: Iterable[Fault]) -> str:
    return "查核缺失尚未處理完畢" if any(fault.state not in FAULT_OVER for fault in faults) else ""


def _inquiries(streams: list[str] | None) -> Iterator[Kept]:
    rows = Inquiry.objects.filter(report__isnull=False, report__disposed_on=None, reported_at__isnull=False)
    for row in _named(rows.prefetch_related("faults", "photos").order_by("reported_at", "pk"), streams):
        completed = timezone.localdate(row.reported_at)
        faults = list(row.faults.all())
        yield Kept(
            stream=stream_of(row),
            kind="不定期查核報告",
            title=row.number,
            body_id=row.body_id,
            firm_id=row.firm_id,
            completed_on=completed,
            keep_through=legal.keep_until("operator_irregular_audit_report", completed),
            citation=PLACE,
            documents=(row.report_id,),
            files=tuple(sorted({*(photo.file_id for photo in row.photos.all()), *_papers_of(faults)})),
            streams=(stream_of(row), *(stream_of(fault) for fault in faults)),
            held=_open(faults) or ("" if row.state == InquiryState.CLOSED else "查核尚未結案"),
        )


def _summaries(streams: list[str] | None) -> Iterator[Kept]:
    rows = Summary.objects.filter(paper__isnull=False, paper__disposed_on=None, filed_at__isnull=False)
    for row in _named(rows.select_related("industry").order_by("filed_at", "pk"), streams):
        completed = timezone.localdate(row.filed_at)
        yield Kept(
            stream=stream_of(row),
            kind="年度追蹤管理彙整報告",
            title=str(row),
            body_id=row.body_id,
            firm_id=None,
            completed_on=completed,
            keep_through=legal.keep_until("operator_surveillance_summary", completed),
            citation=PLACE,
            documents=(row.paper_id,),
            streams=(stream_of(row),),
        )
