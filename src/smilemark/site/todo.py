"""The to-do home: what every app says waits for a person, and what the person waits for."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smilemark.accounts.models import User
    from smilemark.foundation.todo import TodoItem

APPS: Final = (
    "retention",
    "surveillance",
    "remedies",
    "mark",
    "certification",
    "assessment",
    "accreditation",
    "governance",
    "companies",
    "registry",
    "accounts",
)


class Bars(NamedTuple):
    """One bar of a chart: its word, its number, its colour (ok, warn, bad or empty)."""

    label: str
    number: int
    tone: str


def for_person(user: User, today: date) -> list[TodoItem]:
    """What waits for the person: overdue and soonest legal day first, then what has waited longest."""
    return sorted(_asked("todo_for", user, today), key=_urgency)


def awaited_by(user: User, today: date) -> list[TodoItem]:
    """What the person waits for, in the same order."""
    return sorted(_asked("waiting_for", user, today), key=_urgency)


def _urgency(item: TodoItem) -> tuple[date, date, str]:
    return (item.until or date.max, item.since or date.max, item.title)


def _asked(question: str, user: User, today: date) -> Iterator[TodoItem]:
    for ask in providers(question):
        yield from ask(user, today)


def providers(question: str) -> list[Callable[[User, date], list[Any]]]:
    """The functions of that name in the apps' ``queries``, top of the stack first."""
    found = []
    for app in APPS:
        if find_spec(f"smilemark.{app}.queries") is None:
            continue
        ask = getattr(import_module(f"smilemark.{app}.queries"), question, None)
        if ask is not None:
            found.append(ask)
    return found


def charts(user: User, today: date) -> list[tuple[str, str, list[Bars]]]:
    """Charts of the dashboard: title, unit and bars, from the apps that count something for this person."""
    questions = (("各狀態案件數", "workload_for"), ("案件已進行日數", "ages_for"), ("待辦期限", "deadlines_for"))
    return [
        (title, "件", [Bars(*row) for row in rows])
        for title, question in questions
        for ask in providers(question)
        if (rows := ask(user, today))
    ]
