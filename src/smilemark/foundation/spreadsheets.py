"""Cells of a table that somebody will open in a spreadsheet program."""

from __future__ import annotations

_STARTS = frozenset("=+-@＝＋－＠")
_BLANKS = frozenset("\t\r\n")


def as_text(value: object) -> str:
    """The value as a cell of a CSV file; what a spreadsheet would take for a formula is marked as text by ``'``."""
    text = str(value)
    return f"'{text}" if text.lstrip()[:1] in _STARTS or text[:1] in _BLANKS else text
