"""What happened on a matter, in sentences, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, events

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import Model

    from smilemark.foundation.moves import Move


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the history: when, who, what, and what the person said."""

    at: Any
    actor: str
    text: str
    said: str = ""


DAYS = (("until", "期限至"), ("due_on", "末日"), ("effective_on", "生效日"), ("registered_on", "登錄日"))


def history_of(
    row: Model, table: Mapping[str, Move], *, beginning: str, hidden: Collection[str] = ()
) -> list[Sentence]:
    """The events of the row's chain in words.

    Args:
        row: the matter.
        table: its table of moves.
        beginning: what its first event is called: 擬具申請 ...
        hidden: moves the reader is not told.
    """
    found = []
    for event in events.history(row):
        if event.move in hidden:
            continue
        words = event.eventtext.text if hasattr(event, "eventtext") else {}
        move = table.get(event.move)
        label = f"{move.label}（{move.cite}）" if move is not None else beginning
        data = event.data
        more = "".join(f"，{word}{calendar.roc(date.fromisoformat(data[key]))}" for key, word in DAYS if data.get(key))
        more += f"，批次 {data['run']}：{data['first']} 至 {data['last']}" if data.get("run") else ""
        said = "；".join(str(value) for key, value in words.items() if key != "actor" and value)
        found.append(Sentence(event.at, words.get("actor", "（已依規定刪除）"), f"{label}{more}", said))
    return found
