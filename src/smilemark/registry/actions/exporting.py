"""Give out the register in its official open-data form."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from smilemark.registry import tables
from smilemark.registry.open_form import write_archive
from smilemark.registry.queries import on_register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

_FIELDS = (
    "published_industry",
    "certificate__industry__name",
    "published_firm",
    "certificate__firm__name",
    "published_ubn",
    "certificate__firm__ubn",
    "product_name",
    "product_model",
    "valid_until",
    "number",
    "brand",
    "note",
)


def export_register(target: Path | BinaryIO, *, on: date) -> int:
    """Write every label the register knows on the day and whose right has not been ended; gives how many rows.

    The form has no column for 廢止 or 撤銷: a label that ended is left out, or a reader would take it for valid. Rows
    stand in the order in which the register got them, so that an export of an import is the same row for row.
    """
    codes = tables.industry_model().objects.order_by("code").values_list("code", "pk")
    return write_archive(target, ((code, rows) for code, pk in codes if (rows := _first_known(_rows(pk, on)))))


def _first_known(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]] | None:
    """The rows again, or None where there is none: an industry without rows has no file."""
    first = next(rows, None)
    if first is None:
        return None

    def again() -> Iterator[tuple[str, ...]]:
        yield first
        yield from rows

    return again()


def _rows(industry_id: int, on: date) -> Iterator[tuple[str, ...]]:
    labels = on_register(on).filter(certificate__industry_id=industry_id).exclude(ended_on__lte=on).order_by("pk")
    for row in labels.values_list(*_FIELDS).iterator(chunk_size=5000):
        said_industry, industry, said_firm, firm, said_ubn, ubn, product, model, valid_until, number, brand, note = row
        yield (
            industry if said_industry is None else said_industry,
            firm if said_firm is None else said_firm,
            (ubn or "") if said_ubn is None else said_ubn,
            product,
            model,
            valid_until.strftime("%Y/%m/%d"),
            number,
            brand,
            note,
        )
