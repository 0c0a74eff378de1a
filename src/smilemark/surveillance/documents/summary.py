"""The words of the yearly summary, field by field (FM-A15-6), with the rows the form lacks (AMB-72)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation.documents import Odt, Paragraphs, Table

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.surveillance.models import Summary
    from smilemark.surveillance.queries.totals import Totals

REGULAR_HEAD = ["項次", "追蹤事項", "總計查核數", "缺失數", "改善數", "廢止使用權（增列）"]
FIRM_HEAD = ["項次", "受查核業者", "業者代碼", "受查核產品", "產品代碼", "查核時間"]
IRREGULAR_HEAD = ["項次", "查核案由", "查核數", "合格", "不合格", "已改善", "未改善", "廢止使用權", "移送檢警"]
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
        irregular=[
            [
                str(place),
                row.reason,
                f"{row.checked}{row.unit}",
                str(row.conforming),
                str(row.failed),
                str(row.improved),
                str(row.not_improved),
                str(row.ended),
                str(row.handed_over),
            ]
            for place, row in enumerate(counted.irregular, start=1)
        ],
        remark=summary.remark,
    )


def summary_odt(words: SummaryWords, *, title: str, at: datetime) -> bytes:
    """The summary as an editable text."""
    none = ["－"]
    return Odt(
        title,
        at,
        (
            Paragraphs("", [f"驗證機構：{words.body}　彙整報告編號：{words.number}"]),
            Paragraphs("定期追蹤管理", [f"壹、產業：{words.industry}"]),
            Table("貳、受查核業者", FIRM_HEAD, words.firms or [none * len(FIRM_HEAD)]),
            Table("參、查核情形彙整", REGULAR_HEAD, words.regular),
            Paragraphs("", ["註：異常狀況及改善情形", *(words.explanations or ["無"])]),
            Paragraphs("不定期追蹤管理", [f"壹、產業：{words.industry}"]),
            Table("貳、受查核業者", CASE_HEAD, words.cases or [none * len(CASE_HEAD)]),
            Table("參、查核情形彙整", IRREGULAR_HEAD, words.irregular),
            Paragraphs("說明", words.remark.split("\n") if words.remark else ["無"]),
        ),
    ).to_bytes()
