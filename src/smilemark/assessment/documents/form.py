"""What the annex forms share: areas, item titles, grades, ticked boxes, days of the national calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.assessment.models import ItemResult
from smilemark.foundation import calendar

if TYPE_CHECKING:
    from datetime import date

AREAS: tuple[tuple[str, str, str], ...] = (
    ("1", "一", "設備管理"),
    ("2", "二", "原物料管理"),
    ("3", "三", "製程作業管理"),
    ("4", "四", "人員管理"),
    ("5", "五", "檢測作業管理"),
    ("6", "六", "顧客關係管理"),
)
"""The six areas of point 19 I: digit of the item codes, number on annex 9, name."""
ITEM_TITLES: dict[str, str] = {
    "1.1": "生產設備維護保養機制",
    "1.2": "檢測設備維護保養機制",
    "2.1": "主要零組件及原物料之採購驗收機制",
    "2.2": "庫存管理機制",
    "3.1": "製程作業管理機制",
    "3.2": "製程產品管理機制",
    "4.1": "生產操作人員訓練",
    "4.2": "檢測及校驗人員訓練",
    "5.1": "進料、製程及出貨相關檢測機制",
    "5.2": "檢測設備校正機制",
    "6.1": "顧客服務及客訴處理機制",
}
"""The items as annex 7 prints them."""
GRADES: tuple[tuple[str, str], ...] = tuple((grade.value, str(grade.label)) for grade in ItemResult.Grade)


def roc(day: date | None) -> str:
    """The day as papers write it; empty for no day."""
    return calendar.roc(day) if day else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A box with its words: ticked or not."""

    ticked: bool
    text: str
