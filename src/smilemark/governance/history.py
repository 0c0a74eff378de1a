"""Events of announcements as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.governance.parts import PARTS
from smilemark.governance.states import MOVES

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.foundation.models import Event


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as a reader meets it."""

    at: datetime
    who: str
    what: str


_DONE = {"added": "新增", "changed": "修改", "removed": "刪除"}


def line_of(event: Event) -> Line:
    """The event as one line."""
    label = MOVES[event.move].label if event.move in MOVES else "草擬"
    for key, word in _DONE.items():
        if key in event.data:
            label += f"：{word}{PARTS[event.data[key]].label}"
    if event.data.get("number"):
        label += f"：{event.data['number']}"
    if event.data.get("effective_until"):
        label += f"：適用至 {event.data['effective_until']}"
    return Line(event.at, event.eventtext.text.get("actor", ""), label)
