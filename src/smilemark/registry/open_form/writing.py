"""Writing the zip: the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from smilemark.registry.open_form.archive import MANIFEST
from smilemark.registry.open_form.row import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of every member: an export of the same register is the same file."""

Cells = tuple[str, ...]
"""産業別 to 備註, without the serial, the day as ``2029/06/15``."""


def write_archive(target: Path | BinaryIO, files: Iterable[tuple[str, Iterable[Cells]]]) -> int:
    """Write the form: per (industry code, rows) one data file and its schema, and the manifest.

    Args:
        target: a path (replaced only when the whole is written) or an open binary stream.
        files: industry code and its rows, in the order they are to stand in.

    Returns:
        how many rows were written.
    """
    if not isinstance(target, Path):
        return _write(target, files)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as stream:
            count = _write(stream, files)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return count


def _write(stream: BinaryIO, files: Iterable[tuple[str, Iterable[Cells]]]) -> int:
    count, names = 0, []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, rows in files:
            name = f"{code}.csv"
            names.append(name)
            numbered = ((str(serial), *cells) for serial, cells in enumerate(rows, start=1))
            count += _member(archive, name, COLUMNS, numbered)
            _member(archive, f"schema-{name}", ("欄位名稱", "資料型態"), ((column, "string") for column in COLUMNS))
        _member(archive, MANIFEST, ("name",), ((name,) for name in names))
    return count


def _member(archive: zipfile.ZipFile, name: str, header: tuple[str, ...], rows: Iterable[Cells]) -> int:
    information = zipfile.ZipInfo(name, _STAMP)
    information.compress_type = zipfile.ZIP_DEFLATED
    count = 0
    with archive.open(information, "w") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
