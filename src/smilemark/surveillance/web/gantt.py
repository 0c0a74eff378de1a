"""The schedule of a plan as a picture: one bar per quarter over the months of the year (annex 15, appendix 1, part 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from smilemark.surveillance.models import Plan

LEFT, MONTH, ROW, TOP = 60, 60, 34, 26
WIDTH = LEFT + 12 * MONTH


@dataclass(frozen=True, slots=True)
class Bar:
    """One quarter: name, place and words of its bar."""

    name: str
    x: int
    y: int
    width: int
    text_y: int
    words: str


@dataclass(frozen=True, slots=True)
class Gantt:
    """The picture: its size, the lines of the months, the bars, and what it says in words."""

    width: int
    height: int
    months: list[tuple[int, str]]
    bars: list[Bar]
    words: str
    bottom: int


def gantt(plan: Plan) -> Gantt:
    """The picture of the plan's quarters."""
    rows = list(plan.quarters.all())
    days = (date(plan.year + 1, 1, 1) - date(plan.year, 1, 1)).days
    bars = []
    for place, row in enumerate(rows):
        begin = (row.first_day - date(plan.year, 1, 1)).days
        end = (row.last_day - date(plan.year, 1, 1)).days + 1
        x = LEFT + begin * 12 * MONTH // days
        y = TOP + place * ROW + 6
        said = f"{calendar.roc_short(row.first_day)}至{calendar.roc_short(row.last_day)}"
        width = max(2, (end - begin) * 12 * MONTH // days)
        bars.append(Bar(f"第{row.quarter}季", x, y, width, y + 16, said))
    height = TOP + len(rows) * ROW + 6
    months = [(LEFT + place * MONTH, f"{place + 1}月") for place in range(12)]
    return Gantt(WIDTH, height, months, bars, "；".join(f"{bar.name}{bar.words}" for bar in bars), height - 4)
