"""What can be done in the register: take over and give out the official form, take in a report of the public."""

from __future__ import annotations

from smilemark.registry.actions.exporting import export_register
from smilemark.registry.actions.importing import import_register
from smilemark.registry.actions.outcome import ImportOutcome, Rejection
from smilemark.registry.actions.reports import add_to_report, receive_report

__all__ = [
    "ImportOutcome",
    "Rejection",
    "add_to_report",
    "export_register",
    "import_register",
    "receive_report",
]
