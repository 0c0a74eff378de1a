"""The words of the annex 7 sheet, field by field."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from smilemark.assessment import legal, queries
from smilemark.assessment.documents.form import AREAS, GRADES, ITEM_TITLES, Choice, roc
from smilemark.assessment.models import FactoryAssessment, ItemResult, Purpose
from smilemark.foundation import calendar, documents

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.foundation.models import StoredDocument


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One of the eleven lines of annex 7 part II."""

    code: str
    title: str
    grades: list[Choice]


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """One area with its items and the itemised text."""

    number: str
    title: str
    items: list[ItemLine]
    text: str


@dataclass(frozen=True, slots=True)
class GateWords:
    """Annex 7 part I."""

    licence: list[Choice]
    licence_text: str
    licence_until: str
    qms: list[Choice]
    qms_text: str
    qms_until: str
    previous: list[Choice]
    previous_on: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Annex 7, field by field."""

    firm: str
    process: str
    factory: str
    gate: GateWords
    areas: list[AreaBlock]
    incident: str
    purpose: list[Choice]
    case_number: str
    period: str
    found: list[Choice]
    converted: str
    result: list[Choice]
    remark: str
    body: str
    representative: str
    unsigned_reason: str
    assessor: str
    signed_on: str
    declared: bool
    consented: bool
    reasons: list[str]


def sheet_words(row: FactoryAssessment, outcome: str) -> SheetWords:
    """The words of annex 7.

    Args:
        row: the assessment.
        outcome: ``pass``, ``plan_required``, ``fail``, ``plan_passed`` or ``plan_failed``.
    """
    items = {item.code: item for item in row.items.all()}
    raw = row.raw_counts or {}
    names = (("severe", "嚴重缺點"), ("major", "主要缺點"), ("minor", "次要缺點"), ("slight", "輕微缺失"))
    found = [Choice(bool(items) and not any(raw.values()), "未發現缺點。")]
    found += [Choice(raw.get(code, 0) > 0, f"發現{name}數：{raw.get(code, 0)}個。") for code, name in names]
    converted = "、".join(f"{name}數{(row.converted_counts or {}).get(code, 0)}個" for code, name in names[:3]) + "。"
    signed = row.assessor_signed_at
    return SheetWords(
        firm=row.firm.name,
        process=row.process,
        factory=f"{row.factory.name}（{row.factory.address}）",
        gate=_gate_words(row),
        areas=[_area(digit, name, items) for digit, _, name in AREAS],
        incident=_incident(row),
        purpose=[
            Choice(row.purpose == kind, words)
            for kind, words in (
                (Purpose.VERIFICATION, "屬驗證申請案"),
                (Purpose.SURVEILLANCE, "屬獲證業者年度追蹤管理"),
            )
        ],
        case_number=row.case_number,
        period=row.period,
        found=found,
        converted=converted,
        result=_result(row, outcome),
        remark=row.remark,
        body=row.body.name,
        representative=row.representative,
        unsigned_reason=row.unsigned_reason,
        assessor=row.assessor.display_name if row.assessor else "",
        signed_on=calendar.roc(signed) if signed else "",
        declared=row.declared_true,
        consented=row.consented_personal_data,
        reasons=_reasons(row),
    )


def _gate_words(row: FactoryAssessment) -> GateWords:
    licence = FactoryAssessment.Licence
    previous = FactoryAssessment.Previous
    return GateWords(
        licence=[
            Choice(row.licence == kind, str(kind.label)) for kind in (licence.YES, licence.NO, licence.NOT_LICENSED)
        ],
        licence_text=row.licence_number,
        licence_until=roc(row.licence_valid_until),
        qms=[Choice(row.qms_adopted is True, "是"), Choice(row.qms_adopted is False, "否")],
        qms_text="，".join(filter(None, (row.qms_standard, row.qms_certificate))),
        qms_until=roc(row.qms_valid_until),
        previous=[
            Choice(row.previous == kind, str(kind.label)) for kind in (previous.WAIVE, previous.ASSESS, previous.NONE)
        ],
        previous_on=roc(row.previous_passed_on),
    )


def _area(digit: str, name: str, items: dict[str, ItemResult]) -> AreaBlock:
    codes = [code for code in legal.CODES if code.startswith(f"{digit}.")]
    lines = [
        ItemLine(
            code,
            ITEM_TITLES[code],
            [Choice(code in items and items[code].grade == grade, label) for grade, label in GRADES],
        )
        for code in codes
    ]
    texts = [f"{code}：{items[code].text}" for code in codes if code in items and items[code].text]
    texts += [
        f"{code}：評核結果與依規定判定（{items[code].get_proposed_grade_display()}）不同之理由：{items[code].override_reason}"
        for code in codes
        if code in items and items[code].override_reason
    ]
    return AreaBlock(digit, name, lines, "\n".join(texts))


def _incident(row: FactoryAssessment) -> str:
    if row.incident == FactoryAssessment.Incident.NONE:
        return ""
    return f"安全危害或污染事件（{row.incident_item}）：{row.get_incident_display()}。{row.incident_text}"


def _result(row: FactoryAssessment, outcome: str) -> list[Choice]:
    due = roc(row.plan_due_on) if row.plan_due_on else "   年  月  日"
    plan = queries.plan_of(row)
    filed = roc(plan.decisive_on) if plan and plan.decisive_on else "   年  月  日"
    has_plan = outcome in ("plan_required", "plan_passed", "plan_failed")
    return [
        Choice(outcome == "pass", "通過"),
        Choice(has_plan, f"受評業者應於{due}前，提出矯正計畫後再行判定："),
        Choice(outcome == "plan_passed", f"受評業者已於{filed}提出矯正計畫，判定為通過。"),
        Choice(outcome == "plan_failed", "受評業者未依期限遵期提出矯正計畫（或拒絕查核），判定為不通過。"),
        Choice(outcome == "fail", "不通過"),
    ]


def _reasons(row: FactoryAssessment) -> list[str]:
    because = row.finding.because if row.finding is not None else []
    reasons = [f"{entry['text']}（{entry['citation']}）" for entry in because]
    return [*reasons, f"拒絕評核情形：{row.refusal_text}"] if row.refusal_text else reasons


def draw_sheet(row: FactoryAssessment, outcome: str, *, at: datetime) -> StoredDocument:
    """Draw the annex 7 sheet of a concluded assessment."""
    title = f"工廠品質管理系統評核表 {row.case_number} {row.factory.name}"
    return documents.draw("assessment/annex7", asdict(sheet_words(row, outcome)), title=title, at=at)
