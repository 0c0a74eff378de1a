"""What acts up the stack travels as an event: here the subscribers are named, delivered by the outbox."""

from __future__ import annotations

from smilemark.certification import actions as certification
from smilemark.foundation import outbox


def register() -> None:
    """Subscribe every handler; each is idempotent, for an event may be delivered twice."""
    # A relation declared after somebody was assigned ends the assignment at once (point 15: 應即迴避).
    outbox.subscribe(
        "companies.relation.declare",
        certification.recuse_after_declaration,
        name="certification.recuse_after_declaration",
    )
