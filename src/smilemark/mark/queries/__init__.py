"""Reading, a module per subject; here what waits for whom, of every subject together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.mark.queries import checks, letters, licences, orders_todo, printing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.foundation.todo import TodoItem

TODO: tuple[Callable[[User, date], list[TodoItem]], ...] = (
    letters.todo_for,
    printing.todo_for,
    orders_todo.todo_for,
    licences.todo_for,
    checks.todo_for,
)
WAITING: tuple[Callable[[User, date], list[TodoItem]], ...] = (printing.waiting_for, orders_todo.waiting_for)


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for the person."""
    return [item for ask in TODO for item in ask(user, today)]


def waiting_for(user: User, today: date) -> list[TodoItem]:
    """What the person waits for."""
    return [item for ask in WAITING for item in ask(user, today)]
