"""One section of the app: its word, the address of its list, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the entrance page and of the side menu.

    Attributes:
        label: its word.
        view: name of its list.
        roles: who reads it.
        text: what it is for, a sentence.
    """

    label: str
    view: str
    roles: frozenset[str]
    text: str
