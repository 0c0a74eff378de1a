"""Reading: ``plans`` and ``frames`` (the year and its draws), ``visits`` (visits and findings), ``totals``, ``todo``."""

from __future__ import annotations

from smilemark.surveillance.queries.plans import visible_to
from smilemark.surveillance.queries.todo import todo_for, waiting_for

__all__ = ["todo_for", "visible_to", "waiting_for"]
