"""The words of the yearly summary, field by field (FM-A15-6), with the rows the form lacks (AMB-72)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import documents
from smilemark.foundation.documents import Fields, NewPage, Paragraphs, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smilemark.foundation.documents import Part
    from smilemark.surveillance.models import Summary
    from smilemark.surveillance.queries.totals import CaseRow, Totals

REGULAR_HEAD = ["項次", "追蹤事項", "總計查核數", "缺失數", "改善數", "廢止使用權（增列）"]
FIRM_HEAD = ["項次", "受查核業者", "業者代碼", "受查核產品", "產品代碼", "查核時間"]
IRREGULAR_HEAD = ["項次", "查核案由", "查核項目及查核數", "查核結果", "備註"]
CASE_HEAD = ["項次", "受查核業者", "業者代碼", "查核案由", "查核項目", "查核時間"]


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """FM-A15-6, field by field; every number as text."""

    body: str
    industry: str
    year: str
    number: str
    firms: list[list[str]]
    regular: list[list[str]]
    explanations: list[str]
    cases: list[list[str]]
    irregular: list[list[str]]
    remark: str


def summary_title(summary: Summary) -> str:
    """Name of the paper and its file."""
    year = summary.year - 1911
    return f"{summary.industry.name}臺灣製MIT微笑產品獲證業者{year}年度追蹤管理彙整報告"


def summary_words(summary: Summary, counted: Totals) -> SummaryWords:
    """The words of FM-A15-6 with the totals as computed."""
    return SummaryWords(
        body=summary.body.name,
        industry=summary.industry.name,
        year=str(summary.year - 1911),
        number=summary.number,
        firms=[
            [str(place), line.firm, line.code, line.products, line.product_codes, line.day]
            for place, line in enumerate(counted.lines, start=1)
        ],
        regular=[
            [str(place), row.matter, str(row.checked), str(row.faults), str(row.improved), str(row.ended)]
            for place, row in enumerate(counted.rows, start=1)
        ],
        explanations=counted.explanations,
        cases=[
            [str(place), line.firm, line.code, line.reason, line.items, line.day]
            for place, line in enumerate(counted.cases, start=1)
        ],
        irregular=[_irregular(place, row) for place, row in enumerate(counted.irregular, start=1)],
        remark=summary.remark,
    )


def _irregular(place: int, row: CaseRow) -> list[str]:
    """A row of the irregular part: counts in the sentences of the form, in each row what became of the right."""
    unit = row.unit
    added = "（增列）" if row.counted == "查獲" else ""
    followed = [f"已改善{row.improved}{unit}", f"未改善{row.not_improved}{unit}", f"廢止使用權{added}{row.ended}{unit}"]
    if unit == "案":
        followed.append(f"移送檢警{row.handed_over}{unit}")
    elif row.handed_over:
        followed.append(f"移送檢警（增列）{row.handed_over}{unit}")
    return [
        str(place),
        row.reason,
        f"{row.counted}{row.checked}{unit}",
        f"合格{row.conforming}{unit}\n不合格{row.failed}{unit}",
        "\n".join(followed),
    ]


@documents.editable("surveillance/summary")
def summary_layout(words: Mapping[str, Any]) -> list[Part]:
    """FM-A15-6 as an editable text."""
    title = f"臺灣製MIT微笑產品獲證業者{words['year']}年度追蹤管理彙整報告"
    return [
        Paragraphs("", ["附件十五附錄六"], align="end"),
        Paragraphs(title, level=1),
        Fields([[("驗證機構", words["body"]), ("報告編號", words["number"])]]),
        Paragraphs("定期追蹤管理"),
        Paragraphs(f"壹、產業：{words['industry']}", level=3),
        Paragraphs("貳、受查核業者", level=3),
        Table("", FIRM_HEAD, words["firms"] or [["－"] * len(FIRM_HEAD)], [1, 3, 2, 3, 3, 2.6]),
        Paragraphs("參、查核情形彙整", level=3),
        Table("", REGULAR_HEAD, words["regular"], [1, 6, 2, 2, 2, 2.6]),
        Paragraphs("", ["註：異常狀況及改善情形", *(words["explanations"] or ["無"])]),
        NewPage(),
        Paragraphs(title),
        Paragraphs("不定期追蹤管理"),
        Paragraphs(f"壹、產業：{words['industry']}", level=3),
        Paragraphs("貳、受查核業者", level=3),
        Table("", CASE_HEAD, words["cases"] or [["－"] * len(CASE_HEAD)], [1, 3, 2, 3, 3, 2.6]),
        Paragraphs("參、查核情形彙整", level=3),
        Table("", IRREGULAR_HEAD, words["irregular"], [1, 4, 3, 3, 3]),
        *([Paragraphs("", [f"說明：{words['remark']}"])] if words["remark"] else []),
    ]
