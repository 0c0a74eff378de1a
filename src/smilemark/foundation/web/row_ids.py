"""Ids of rows as a request names them: what is no number, or too long for a column, is no id."""

from __future__ import annotations

_LONGEST = 18  # digits every database takes


def row_id(text: str) -> int | None:
    """The id the text names; None where it names none (``²`` is a digit to Python, but no number)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None
