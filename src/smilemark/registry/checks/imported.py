"""Imported labels: form, place under their certificate, and the row they came from by its hash."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from smilemark.registry.checks.reading import Difference, Record, records

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"[0-9]{8}-[0-9]{5}")

_ROWS = """
SELECT l.number, c.number AS certificate, l.source_hash, l.first_imported_on, l.valid_until, l.product_name,
       l.product_model, l.brand, l.note, coalesce(l.published_industry, i.name) AS industry,
       coalesce(l.published_firm, o.name) AS firm, coalesce(l.published_ubn, f.ubn, '') AS ubn,
       EXISTS (SELECT 1 FROM certification_labelperiod p WHERE p.label_id = l.id) AS renewed_here
  FROM certification_label l
  JOIN certification_certificate c ON c.id = l.certificate_id
  JOIN governance_industry i ON i.id = c.industry_id
  JOIN companies_firm f ON f.organisation_ptr_id = c.firm_id
  JOIN accounts_organisation o ON o.id = c.firm_id
 WHERE l.source = 'imported' ORDER BY l.number
"""


def differences() -> Iterator[Difference]:
    """What does not agree about imported labels, and numbers that occur twice."""
    for row in records(_ROWS):
        for what in _of_row(row):
            yield Difference(f"標章 {row['number']}", what)
    twice = "SELECT number FROM certification_label GROUP BY number HAVING count(*) > 1 ORDER BY number"
    for row in records(twice):
        yield Difference(f"標章 {row['number']}", "編號重複")


def _of_row(row: Record) -> Iterator[str]:
    if _NUMBER.fullmatch(row["number"]) is None:
        yield "編號不是八位數字、連字號、五位數字"
    if row["number"][:8] != row["certificate"]:
        yield f"前八碼與驗證書編號 {row['certificate']} 不同"
    if row["first_imported_on"] is None:
        yield "沒有首次匯入日"
    if not row["renewed_here"] and row["source_hash"] != _hash(row):
        yield "內容與匯入時之來源列不同"


def _hash(row: Record) -> str:
    texts = (
        row["industry"],
        row["firm"],
        row["ubn"],
        row["product_name"],
        row["product_model"],
        row["valid_until"].isoformat(),
        row["number"],
        row["brand"],
        row["note"],
    )
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
