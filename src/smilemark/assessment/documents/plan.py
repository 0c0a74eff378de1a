"""The words of the annex 9 plan, field by field."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from smilemark.assessment import legal, queries
from smilemark.assessment.documents.form import AREAS, Choice, roc
from smilemark.assessment.models import ItemResult
from smilemark.foundation import documents

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.assessment.models import CorrectivePlan, FactoryAssessment
    from smilemark.companies.models import Firm
    from smilemark.foundation.models import StoredDocument


@dataclass(frozen=True, slots=True)
class PlanArea:
    """One of the six rows of annex 9."""

    number: str
    title: str
    results: list[Choice]
    findings: str
    corrections: str
    attachments: str


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Annex 9, field by field, with the way of delivery and the decisive day."""

    firm: str
    ubn: str
    industry: str
    areas: list[PlanArea]
    sent_on: str
    received_on: str
    delivery: str
    decisive_on: str
    due_on: str


def plan_words(row: FactoryAssessment, plan: CorrectivePlan) -> PlanWords:
    """The words of annex 9."""
    items = {item.code: item for item in row.items.all()}
    answers = {entry.item_code: entry for entry in plan.rows.all()}
    firm: Firm = row.firm
    areas = []
    for digit, number, name in AREAS:
        here = [items[code] for code in legal.CODES if code.startswith(f"{digit}.") and code in items]
        counts = {grade: sum(item.grade == grade for item in here) for grade in ("major", "minor", "slight")}
        results = [Choice(not any(counts.values()), "符合／不適用")]
        results += [Choice(n > 0, f"{ItemResult.Grade(grade).label}{n}項") for grade, n in counts.items()]
        written = [answers[item.code] for item in here if item.code in answers]
        areas.append(
            PlanArea(
                number,
                name,
                results,
                "\n".join(f"{item.code}：{item.text}" for item in here if item.code in answers),
                "\n".join(
                    f"{entry.item_code}：原因：{entry.cause}；矯正：{entry.correction}"
                    for entry in written
                    if entry.correction or entry.cause
                ),
                "、".join(entry.attachment_label for entry in written if entry.attachment_label),
            )
        )
    return PlanWords(
        firm=firm.name,
        ubn=firm.ubn or "",
        industry=str(row.industry.name),
        areas=areas,
        sent_on=roc(plan.sent_on),
        received_on=roc(plan.received_on),
        delivery=plan.get_delivery_display(),
        decisive_on=roc(plan.decisive_on),
        due_on=roc(queries.plan_last_day(row)),
    )


def draw_plan(row: FactoryAssessment, plan: CorrectivePlan, *, at: datetime) -> StoredDocument:
    """Draw the annex 9 plan as filed."""
    title = f"品質管理系統矯正計畫 {row.case_number} {row.factory.name}"
    return documents.draw("assessment/annex9", asdict(plan_words(row, plan)), title=title, at=at)
