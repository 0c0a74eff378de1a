"""Tables: matters (orders, ending cases, objections, batches), and the papers that decide and reach people."""

from smilemark.remedies.models.matters import (
    Batch,
    BatchLine,
    Determination,
    EndingCase,
    ImprovementOrder,
    Objection,
    Paper,
    Statement,
)
from smilemark.remedies.models.papers import Decision, Letter, Service

__all__ = [
    "Batch",
    "BatchLine",
    "Decision",
    "Determination",
    "EndingCase",
    "ImprovementOrder",
    "Letter",
    "Objection",
    "Paper",
    "Service",
    "Statement",
]
