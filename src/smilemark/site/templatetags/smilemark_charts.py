"""Bars drawn on the server: no script on the page, prints well, and the table stands under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django import template

if TYPE_CHECKING:
    from collections.abc import Sequence

register = template.Library()

WIDTH: Final = 560
LABEL_END: Final = 170
BAR_START: Final = 180
BAR_WIDTH: Final = 320
ROW: Final = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the units of the picture."""

    label: str
    number: int
    tone: str
    y: int
    text_y: int
    length: int
    number_x: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of bars: sizes, bars, and what it says in words."""

    bars: list[Bar]
    height: int
    words: str
    total: int
    width: int = WIDTH
    label_end: int = LABEL_END
    bar_start: int = BAR_START
    bar_width: int = BAR_WIDTH


@register.simple_tag
def bars(rows: Sequence[tuple[str, int, str]], title: str, unit: str) -> Drawn:  # noqa: ARG001  # the title is the template's
    """Lay the rows out; the longest bar fills the width, a number above zero is always seen."""
    most = max((number for _label, number, _tone in rows), default=0) or 1
    drawn = []
    for place, (label, number, tone) in enumerate(rows):
        length = max(2, round(BAR_WIDTH * number / most)) if number else 0
        y = place * ROW + 5
        drawn.append(Bar(label, number, tone, y, y + 14, length, BAR_START + BAR_WIDTH + 8))
    words = "、".join(f"{label} {number} {unit}" for label, number, _tone in rows)
    return Drawn(drawn, ROW * len(rows) + 10, words, sum(number for _label, number, _tone in rows))
