"""The official open-data form of the register: a zip of one CSV per industry (contract, ``public-api.md``)."""

from __future__ import annotations

from smilemark.registry.open_form.archive import MANIFEST, Archive, Unreadable
from smilemark.registry.open_form.row import COLUMNS, BadRow, Row, checked, parse
from smilemark.registry.open_form.writing import write_archive

__all__ = ["COLUMNS", "MANIFEST", "Archive", "BadRow", "Row", "Unreadable", "checked", "parse", "write_archive"]
