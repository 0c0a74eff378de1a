"""The words of the annex 9 plan, field by field."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from smilemark.assessment import legal, queries
from smilemark.assessment.documents.form import AREAS, Choice, roc
from smilemark.assessment.models import ItemResult
from smilemark.foundation import documents
from smilemark.foundation.documents import Fields, Paragraphs, Table, boxes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from smilemark.assessment.models import CorrectivePlan, FactoryAssessment
    from smilemark.companies.models import Firm
    from smilemark.foundation.documents import Part
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
        results = [Choice(not any(counts.values()), "符合/不適用")]
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


@documents.editable("assessment/annex9")
def plan_layout(words: Mapping[str, Any]) -> list[Part]:
    """Annex 9 as an editable text."""
    rows = [
        [
            area["number"],
            area["title"],
            boxes(area["results"], between="\n"),
            area["findings"],
            area["corrections"],
            area["attachments"],
        ]
        for area in words["areas"]
    ]
    return [
        Paragraphs("", ["附件九"], align="end"),
        Paragraphs("臺灣製MIT微笑產品生產工廠品質管理系統矯正計畫", level=1),
        Paragraphs("壹、基本資料"),
        Paragraphs(
            "",
            [
                f"一、公司名稱：{words['firm']}",
                f"二、統一編號：{words['ubn']}",
                f"三、驗證產業：{words['industry']}",
            ],
        ),
        Paragraphs("貳、矯正項目表"),
        Table("", HEAD, rows, [1, 2.8, 3.6, 5, 5, 1.6]),
        Fields(
            [
                [("業者送件日期", words["sent_on"]), ("驗證機構收件日期", words["received_on"])],
                [("送件方式（增列）", words["delivery"]), ("判定送件之日（增列）", words["decisive_on"])],
                [("提出期限（增列）", words["due_on"])],
            ]
        ),
        Paragraphs("", NOTES),
    ]


HEAD = ["項次", "項目", "驗證機構評核結果", "評核缺失內容", "缺失矯正方式\n（業者填寫）", "附件\n編號"]
NOTES = [
    "備註：",
    "1.受評業者應於「臺灣製MIT微笑產品生產工廠品質管理系統評核表」上所載之期間內提出矯正計畫。",
    "2.期間計算方式如下：",
    "（1）親自送件者為本矯正計畫送至驗證機構之日。",
    "（2）郵寄者以郵戳為憑。",
    "（3）傳真或電子郵件為傳送至驗證機構之日。",
]


def plan_title(row: FactoryAssessment) -> str:
    """Name of the paper and its file."""
    return f"品質管理系統矯正計畫 {row.case_number} {row.factory.name}"


def draw_plan(row: FactoryAssessment, plan: CorrectivePlan, *, at: datetime) -> StoredDocument:
    """Draw the annex 9 plan as filed."""
    return documents.draw("assessment/annex9", asdict(plan_words(row, plan)), title=plan_title(row), at=at)


def draft_plan(row: FactoryAssessment, plan: CorrectivePlan, *, at: datetime) -> StoredDocument:
    """The annex 9 plan as it stands, not kept: for the firm to go on with outside the system."""
    return documents.draft("assessment/annex9", asdict(plan_words(row, plan)), title=plan_title(row), at=at)
