"""Cells of a table that somebody will open in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}
"""The forms a table can be taken away in, and what each is on the wire."""

_STARTS = frozenset("=+-@＝＋－＠")
_BLANKS = frozenset("\t\r\n")


def as_text(value: object) -> str:
    """The value as a cell of a CSV file; what a spreadsheet would take for a formula is marked as text by ``'``."""
    text = str(value)
    return f"'{text}" if text.lstrip()[:1] in _STARTS or text[:1] in _BLANKS else text


def written(form: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table in one of ``FORMS``; CSV with a byte order mark, so that spreadsheets read it as UTF-8.

    Raises:
        KeyError: there is no such form.
    """
    return {"csv": _csv, "ods": _ods, "json": _json}[form](name, columns, rows)


def _csv(_name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([as_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _json(_name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    data = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _ods(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    from odfdo import Document, Row, Table  # noqa: PLC0415  # slow to import, and few processes ever write one

    document = Document("spreadsheet")
    document.body.clear()
    table = Table(name)
    for values in (columns, *rows):
        line = Row()
        line.set_values(list(values))
        table.append_row(line)
    document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
