"""Registers in the official form, and labels in every state, made by importing them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from smilemark.registry.actions import ImportOutcome, import_register
from smilemark.registry.open_form import COLUMNS, Archive

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=TAIPEI)
SAMPLE = Path(__file__).parent.parent / "registry" / "register-sample.zip"


def row(number: str = "01700001-00001", **said: str) -> list[str]:
    """One row of a data file; keywords change its cells."""
    cells = {
        "serial": "1",
        "industry": "織襪",
        "firm": "大和襪廠",
        "ubn": "",
        "product": "童襪",
        "model": "A1(紅)",
        "day": "2029/06/15",
        "number": number,
        "brand": "大和",
        "note": "",
    }
    return list({**cells, **said}.values())


def data_file(rows: list[list[str]], header: tuple[str, ...] = COLUMNS, encoding: str = "utf-8-sig") -> bytes:
    """A data file in bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def zip_of(place: Path, files: dict[str, bytes], manifest: list[str] | None = None) -> Path:
    """A zip with a manifest that names its data files."""
    names = [name for name in files if not name.startswith("schema-")] if manifest is None else manifest
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("manifest.csv", "\ufeff" + "\r\n".join(["name", *names]) + "\r\n")
    return place


def take_over(place: Path, *, at: datetime = NOON) -> ImportOutcome:
    """Import an archive."""
    with Archive(place) as archive:
        return import_register(archive, at=at)


def take_over_rows(folder: Path, *rows: list[str], at: datetime = NOON) -> ImportOutcome:
    """Import rows as one data file."""
    return take_over(zip_of(folder / "register.zip", {"017.csv": data_file(list(rows))}), at=at)
