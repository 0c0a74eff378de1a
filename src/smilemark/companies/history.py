"""Events of firms and factories as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.companies.actions import factories, firms

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.foundation.models import Event

_WORDS = {
    "companies.firm.register": "登錄業者",
    "companies.firm.change": "變更業者資料",
    "companies.firm.ban": "登錄不得重新申請之期間",
    "companies.firm.lift_ban": "原處分經撤銷，解除不得重新申請之期間",
    "companies.factory.add": "新增工廠",
    "companies.factory.change": "變更工廠資料",
    "companies.factory.close": "停用工廠",
    "companies.factory.reopen": "恢復使用工廠",
}
_LABELS = {field: label for table in (firms.FIELDS, factories.FIELDS) for field, (label, _, _) in table.items()}
_LABELS |= {"entity_kind": "組織型態"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as a reader meets it."""

    at: datetime
    who: str
    what: str


def line_of(event: Event) -> Line:
    """The event as one line; what was disposed of is no longer named."""
    text = event.eventtext.text
    words = _WORDS.get(event.kind, event.kind)
    if event.kind.startswith("companies.factory."):
        words += f"「{event.data['name']}」"
    changed = event.data.get("changed", [])
    if changed:
        words += "：" + "、".join(_change(field, text) for field in changed)
    if event.move == "ban":
        words += f"：{event.data['first_day']} 至 {event.data['last_day']}"
    return Line(event.at, text.get("actor", ""), words)


def _change(field: str, text: dict[str, str]) -> str:
    label = _LABELS.get(field, field)
    before, after = text.get(f"{field}.before"), text.get(f"{field}.after")
    return label if before is None else f"{label}由「{before}」改為「{after}」"
