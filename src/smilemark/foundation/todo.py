"""What waits for a person: the shape in which every app hands its part of the home page to the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One line of a to-do list.

    Attributes:
        title: what is to be done, as a sentence part (「審查補件：大和毛巾 115-0001」).
        url: where it is done.
        since: the day from which it has been waiting; None where nobody can say.
        until: the legal last day; None where there is none.
        cite: the point or article that sets the last day; empty where there is none.
        next_step: what follows once it is done (「通過後安排現場評核」).
        count: how many things one line stands for.
    """

    title: str
    url: str
    since: date | None = None
    until: date | None = None
    cite: str = ""
    next_step: str = ""
    count: int = 1

    def is_late(self, today: date) -> bool:
        """Whether the last day has passed."""
        return self.until is not None and self.until < today
