"""Reading: ``matters`` (what may be seen, lists, history) and ``waiting`` (to-do lists); ``incidents`` for batches."""

from smilemark.remedies.queries.matters import (
    batches_visible_to,
    cases_visible_to,
    decisions_visible_to,
    letters_visible_to,
    objections_visible_to,
    orders_visible_to,
    papers_visible_to,
    standing_ends,
)
from smilemark.remedies.queries.waiting import todo_for, waiting_for, workload_for

__all__ = [
    "batches_visible_to",
    "cases_visible_to",
    "decisions_visible_to",
    "letters_visible_to",
    "objections_visible_to",
    "orders_visible_to",
    "papers_visible_to",
    "standing_ends",
    "todo_for",
    "waiting_for",
    "workload_for",
]
