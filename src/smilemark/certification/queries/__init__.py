"""Reading: ``cases`` (what may be seen, lists, to-do) and ``results`` (what was decided and issued)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.queries import cases, grant, todo
from smilemark.certification.queries.cases import ages_for, history_of, listed, visible_to, workload_for
from smilemark.certification.search_entry import KIND as LABEL_KIND
from smilemark.certification.search_entry import words as label_words

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.foundation.todo import TodoItem

__all__ = [
    "LABEL_KIND",
    "ages_for",
    "history_of",
    "label_words",
    "listed",
    "todo_for",
    "visible_to",
    "waiting_for",
    "workload_for",
]


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for this person in certification: cases, tests, samples, fees, letters; the earliest due first."""
    return _by_day([*cases.todo_for(user, today), *todo.todo_for(user, today), *grant.todo_for(user, today)])


def waiting_for(user: User, today: date) -> list[TodoItem]:
    """What this person waits for."""
    return _by_day([*cases.waiting_for(user, today), *todo.waiting_for(user, today)])


def _by_day(items: list[TodoItem]) -> list[TodoItem]:
    """With a last day first, the earliest of them on top; then by how long they have waited."""
    return sorted(items, key=lambda item: (str(item.until or "9"), str(item.since or "9"), item.title))
