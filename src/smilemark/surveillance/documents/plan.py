"""The words of the yearly plan, field by field (FM-A15-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Fields, Paragraphs, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smilemark.foundation.documents import Part
    from smilemark.surveillance.models import Plan

PLANNED = "■"
FIRMS = ["業者名稱", "業者代碼"]
PRODUCTS = ["業者名稱", "獲證產品代碼", "產品名稱"]
COUNTED_AGAIN = "各季於抽樣時，就獲證滿三個月以上者重新計算母體。"


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One quarter: its days, and which months it fills."""

    name: str
    days: str
    firms: int
    products: int
    months: list[bool]


@dataclass(frozen=True, slots=True)
class PlanWords:
    """FM-A15-1, field by field."""

    body: str
    industry: str
    year: str
    number: str
    method: str
    ratio: str
    sizes: str
    firms: list[list[str]]
    products: list[list[str]]
    counted_on: str
    matters: str
    safety_focus: str
    function_focus: str
    people: list[str]
    schedule: list[GanttRow]


def plan_title(plan: Plan) -> str:
    """Name of the paper and its file."""
    return f"{plan.industry.name}產業臺灣製MIT微笑產品獲證業者{plan.roc_year}年度追蹤管理計畫"


def plan_words(plan: Plan) -> PlanWords:
    """The words of FM-A15-1."""
    quarters = list(plan.quarters.all())
    firms = sum(row.firms_planned for row in quarters)
    products = sum(row.products_planned for row in quarters)
    ratio = plan.ratio_announcement
    return PlanWords(
        body=plan.body.name,
        industry=plan.industry.name,
        year=str(plan.roc_year),
        number=plan.number,
        method=plan.method,
        ratio=f"{plan.ratio_numerator}/{plan.ratio_denominator}（{ratio.title}，{ratio.number}）",
        sizes="；".join(
            f"第{row.quarter}季業者{row.firms_planned}家、產品約{row.products_planned}款" for row in quarters
        )
        + f"；全年業者{firms}家次、產品約{products}款次。",
        firms=[[target["firm"], target["code"]] for target in plan.targets],
        products=[
            [target["firm"], label["number"], label["name"]] for target in plan.targets for label in target["labels"]
        ],
        counted_on=calendar.roc(plan.counted_on),
        matters=plan.matters,
        safety_focus=plan.safety_focus,
        function_focus=plan.function_focus or "無",
        people=[person.display_name for person in plan.people.order_by("full_name", "pk")],
        schedule=[
            GanttRow(
                f"第{row.quarter}季",
                f"{calendar.roc_short(row.first_day)}－{calendar.roc_short(row.last_day)}",
                row.firms_planned,
                row.products_planned,
                [row.first_day.month <= month <= row.last_day.month for month in range(1, 13)],
            )
            for row in quarters
        ],
    )


@documents.editable("surveillance/plan")
def plan_layout(words: Mapping[str, Any]) -> list[Part]:
    """FM-A15-1 as an editable text."""
    chart = [
        [row["name"], row["days"], str(row["firms"]), str(row["products"])]
        + [PLANNED if month else "" for month in row["months"]]
        for row in words["schedule"]
    ]
    months = [f"{month}\n月" for month in range(1, 13)]
    return [
        Paragraphs("", ["附件十五附錄一"], align="end"),
        Paragraphs(f"{words['industry']}產業", level=1),
        Paragraphs(f"臺灣製MIT微笑產品獲證業者{words['year']}年度追蹤管理計畫", level=1),
        Fields([[("驗證機構", words["body"]), ("計畫編號", words["number"])]]),
        Paragraphs("壹、追蹤查核對象"),
        Paragraphs("一、抽樣方法", [words["method"], f"核定抽樣比例：{words['ratio']}"], level=3),
        Paragraphs("二、抽樣數量", [words["sizes"]], level=3),
        Paragraphs("三、追蹤查核對象", [f"母體計算日：{words['counted_on']}。{COUNTED_AGAIN}"], level=3),
        Table("（一）獲證業者", FIRMS, words["firms"] or [["無", "－"]], [3, 1]),
        Table("（二）獲證產品", PRODUCTS, words["products"] or [["無", "－", "－"]], [2, 1.3, 2]),
        Paragraphs("貳、追蹤管理事項", words["matters"].split("\n")),
        Paragraphs("參、年度追蹤管理重點"),
        Paragraphs("一、安全性重點抽檢項目", words["safety_focus"].split("\n"), level=3),
        Paragraphs("二、功能性重點抽檢項目", words["function_focus"].split("\n"), level=3),
        Paragraphs("肆、追蹤查核人員", ["、".join(words["people"])]),
        Paragraphs("伍、追蹤查核排程"),
        Table("", ["季", "查核期間", "業者", "產品", *months], chart, [2, 3.6, 1.4, 1.4] + [1.2] * 12),
    ]
