"""The report of a visit (FM-A15-2): complete, then its findings by rule; and what is reported to the administration."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.assessment.states import FactoryState
from smilemark.foundation import documents, findings, moves
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.surveillance import documents as papers
from smilemark.surveillance import legal
from smilemark.surveillance.actions import telling
from smilemark.surveillance.actions.guarded import making, said
from smilemark.surveillance.models import Draw, Fault, Inquiry, ProductCheck, Visit
from smilemark.surveillance.states import FAULT_OVER, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from smilemark.foundation.moves import Actor

ASSESSED = (
    FactoryState.PASSED,
    FactoryState.PLAN_DUE,
    FactoryState.PLAN_CHECK,
    FactoryState.FAILED,
    FactoryState.WAIVED,
)
GRADES = ("severe", "major", "minor")


def missing_for_report(visit: Visit) -> list[str]:
    """What still has to be recorded before the report can be made, in sentences; empty: nothing."""
    missing = []
    if visit.assessment is None or visit.assessment.state not in ASSESSED:
        missing.append("工廠品管系統評核表（附件七）尚未判定")
    if visit.in_production is None:
        missing.append("尚未登錄仍生產中之產品（附件十五第二點第一款第二目）")
    elif visit.in_production and not Draw.objects.filter(visit=visit).exists():
        missing.append("尚未抽樣產品（附件十五第二點第一款第二目）")
    for check in visit.products.all():
        rows = (("origin", "原產地認定基準"), ("mark_use", "標章使用"), ("quality", "產品品質檢驗"))
        open_rows = [label for name, label in rows if not getattr(check, name)]
        if open_rows:
            missing.append(f"產品{check.label_number}尚未登錄：{'、'.join(open_rows)}（附件十五附錄二）")
    return missing


def make_report(
    *, visit_id: int, by: Actor, at: datetime, remark: str = "", other: Sequence[str] = (), revision: int | None = None
) -> Visit:
    """製作查核報告: one per factory; each failed row becomes a finding, serious or slight by rule (points 6, 8, 9).

    Args:
        visit_id: the visit.
        by: the assigned assessor.
        at: now (aware).
        remark: words on the whole.
        other: further findings, one sentence each (kind ``other``).
        revision: what the writer had seen.

    Raises:
        Refused: something is not recorded yet; the sentence names it.
        Stale: saved elsewhere since ``revision``.
    """
    with making(Visit, visit_id, "report", by=by, at=at, revision=revision) as visit:
        if missing := missing_for_report(visit):
            raise Refused("尚不能製作查核報告：" + "；".join(missing) + "。", field="report")
        visit.remark, visit.reported_at = remark.strip(), at
        found = [
            *_from_sheet(visit),
            *_from_products(visit),
            *((Fault.Kind.OTHER, None, text) for text in other if text.strip()),
        ]
        faults = [open_fault(visit, kind, text, product=product, by=by, at=at) for kind, product, text in found]
        words = asdict(papers.report_words(visit, faults))
        visit.report_words = words
        visit.report = documents.draw("surveillance/report", words, title=papers.report_title(visit), at=at)
        keep = legal.keep_until("operator_regular_audit_report", timezone.localdate(at))
        moves.note(visit, faults=len(faults), keep_until=keep.isoformat())
        telling.firm(visit, "定期追蹤查核結果", _result_words(faults), at=at)
        telling.desk(visit, "定期追蹤查核報告完成", _result_words(faults), at=at)
    return close_where_done(visit, at=at)


def _result_words(faults: Sequence[Fault]) -> str:
    if not faults:
        return "查核未發現缺失，結案。"
    severe = sum(fault.is_severe for fault in faults)
    return f"查核發現重大缺失{severe}項、輕微缺失{len(faults) - severe}項（附件十五第八點、第九點）。"


def _from_sheet(visit: Visit) -> Iterator[tuple[str, ProductCheck | None, str]]:
    sheet = visit.assessment
    if sheet is None:
        return
    counts = qms_counts(visit)
    if any(counts.values()):
        items = [
            f"{item.code}（{item.get_grade_display()}）：{item.text}"
            for item in sheet.items.all()
            if item.grade in GRADES
        ]
        yield Fault.Kind.QMS, None, "\n".join(items) or "工廠品管系統評核不通過。"
    elif sheet.state == FactoryState.FAILED:
        because = sheet.finding.because if sheet.finding is not None else []
        yield Fault.Kind.OTHER, None, "".join(entry["text"] for entry in because[:1]) or "證明文件審查不符合。"


def qms_counts(visit: Visit) -> dict[str, int]:
    """Severe, major and minor defects of the sheet as graded."""
    raw = visit.assessment.raw_counts if visit.assessment is not None else {}
    return {grade: int(raw.get(grade, 0)) for grade in GRADES}


def _from_products(visit: Visit) -> Iterator[tuple[str, ProductCheck | None, str]]:
    for check in visit.products.all():
        name = f"{check.product_name}（{check.label_number}）："
        if check.origin == "fail":
            yield Fault.Kind.ORIGIN, check, name + check.origin_text
        if check.mark_use == "fail":
            yield check.mark_breach, check, name + check.mark_text
        if check.quality == "fail":
            yield Fault.Kind.QUALITY, check, name + check.quality_text


def open_fault(
    found: Visit | Inquiry, kind: str, text: str, *, by: Actor, at: datetime, product: ProductCheck | None = None
) -> Fault:
    """A finding with its severity by rule; serious ones wait for the invitation to state the case at once."""
    counts = qms_counts(found) if kind == Fault.Kind.QMS and isinstance(found, Visit) else None
    judged = legal.severity(kind, qms_counts=counts, on=timezone.localdate(at))
    fault = Fault(
        visit=found if isinstance(found, Visit) else None,
        inquiry=found if isinstance(found, Inquiry) else None,
        firm=found.firm,
        body=found.body,
        product=product,
        kind=kind,
        text=text.strip(),
        qms_counts=counts,
        is_severe=legal.is_severe(judged),
        finding=findings.store(found, judged.rule, judged.facts, judged.finding, at, on=judged.on),
    )
    moves.begin(fault, "find", by=by, at=at, kind=kind, is_severe=fault.is_severe, finding=fault.finding.pk)
    if fault.is_severe:
        with moves.moving(Fault, fault.pk, "grade_serious", by=SYSTEM, at=at) as graded:
            moves.note(graded, finding=fault.finding.pk)
        return graded
    return fault


def refused_entry(*, visit_id: int, text: str, by: Actor, at: datetime) -> Visit:
    """The firm refused or obstructed the visit: a breach of points 39 and 40, improved first (AMB-79)."""
    with making(Visit, visit_id, "refused_entry", by=by, at=at) as visit:
        visit.refusal_text = said(text, field="refusal_text", label="拒絕查核情形")
        visit.started_at = visit.reported_at = at
        fault = open_fault(visit, Fault.Kind.CONTRACT, f"規避、妨礙或拒絕查核：{visit.refusal_text}", by=by, at=at)
        words = asdict(papers.report_words(visit, [fault]))
        visit.report_words = words
        visit.report = documents.draw("surveillance/report", words, title=papers.report_title(visit), at=at)
        telling.desk(visit, "業者拒絕定期追蹤查核", visit.refusal_text, at=at)
    return visit


def close_check(fault: Fault, *, at: datetime) -> None:
    """結案 of the visit the finding is of, once nothing is left; an irregular check is closed by hand, with its answer."""
    if fault.visit is not None:
        close_where_done(fault.visit, at=at)


def close_where_done(visit: Visit, *, at: datetime) -> Visit:
    """結案, once the report is there and nothing is left to do on any finding (FC-A15-3)."""
    fresh = Visit.objects.get(pk=visit.pk)
    if fresh.state != VisitState.REPORTED or fresh.faults.exclude(state__in=FAULT_OVER).exists():
        return visit
    with moves.moving(Visit, visit.pk, "close", by=SYSTEM, at=at) as closed:
        closed.closed_at = at
    return closed


def report_breach(*, visit_id: int, text: str, by: Actor, at: datetime) -> Visit:
    """即層報本署: a suspected breach of criminal, civil, trademark or other law (annex 15 point 7); the case goes on."""
    with making(Visit, visit_id, "report_breach", by=by, at=at) as visit:
        visit.breach_text = said(text, field="breach_text", label="涉嫌違法情事")
        visit.breach_reported_at = at
        moves.note(visit, text={"breach": visit.breach_text})
        telling.administration(visit, "層報涉嫌違法情事（附件十五第七點）", visit.breach_text, at=at)
    return visit
