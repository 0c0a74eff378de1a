"""The bill of materials of an origin determination: read, checked, written; each fault names its row and column."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypedDict

from smilemark.assessment import legal
from smilemark.assessment.models import OriginDetermination, OriginInput
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import why_too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_ROWS = 200
_MOST = Decimal(10) ** 11
_PLACES = 4


class InputRow(TypedDict):
    """One checked row."""

    id: int | None
    name: str
    hs_code: str
    origin: str
    cif_price: Decimal
    is_key_material: bool


def checked_inputs(rows: Iterable[Mapping[str, Any]]) -> list[InputRow]:
    """The rows, checked; wholly empty ones are left out.

    Raises:
        Refused: the first fault, with ``field`` = ``inputs-<row from 0>-<column>``.
    """
    given = [
        (place, row)
        for place, row in enumerate(rows)
        if any(str(row.get(k) or "").strip() for k in ("name", "hs_code", "cif_price"))
    ]
    if len(given) > MOST_ROWS:
        raise Refused(f"物料清單至多 {MOST_ROWS} 項。", field="inputs")
    return [_checked(place, row) for place, row in given]


def _checked(place: int, row: Mapping[str, Any]) -> InputRow:
    def fault(column: str, words: str) -> Refused:
        return Refused(f"物料清單第 {place + 1} 列：{words}", field=f"inputs-{place}-{column}")

    name = str(row.get("name") or "").strip()
    if not name:
        raise fault("name", "請填寫物料名稱（第二十三點第一項第三款）。")
    if (reason := why_too_long(name, label="物料名稱", limit=120)) is not None:
        raise fault("name", reason)
    hs_code = legal.hs_digits(str(row.get("hs_code") or ""))
    if (reason := legal.why_not_hs(hs_code)) is not None:
        raise fault("hs_code", reason)
    origin = unicodedata.normalize("NFKC", str(row.get("origin") or "ZZ")).strip().upper()
    if not (len(origin) == 2 and origin.isascii() and origin.isalpha()):  # noqa: PLR2004  # ISO 3166 alpha-2
        raise fault("origin", f"原產地「{origin}」應為兩碼國別代碼；不明者填 ZZ（視同進口）。")
    try:
        price = read_amount(row.get("cif_price"))
    except ValueError as error:
        raise fault("cif_price", str(error)) from error
    given_id = row.get("id")
    return InputRow(
        id=int(given_id) if given_id else None,
        name=name,
        hs_code=hs_code,
        origin=origin,
        cif_price=price,
        is_key_material=bool(row.get("is_key_material")),
    )


def read_amount(value: object) -> Decimal:
    """A non-negative amount with at most four decimals, exact.

    Raises:
        ValueError: with a sentence saying what is wrong.
    """
    text = unicodedata.normalize("NFKC", str(value if value is not None else "")).strip().replace(",", "")
    if not text:
        raise ValueError("請填寫金額。")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"金額「{text}」不是數字。") from None
    if not amount.is_finite() or amount >= _MOST:
        raise ValueError(f"金額「{text}」超出範圍。")
    if amount < 0:
        raise ValueError("金額不得為負數。")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _PLACES:
        raise ValueError("金額至多四位小數。")
    return amount


def checked_price(value: object) -> Decimal | None:
    """The price of the product: above 0, or None where it is not stated yet.

    Raises:
        Refused: not a number, negative, or 0 (the rate would have no meaning; origin regulation art. 5 II).
    """
    if value is None or str(value).strip() == "":
        return None
    try:
        amount = read_amount(value)
    except ValueError as error:
        raise Refused(f"產品價格：{error}", field="fob_price") from error
    if amount == 0:
        raise Refused("產品價格不得為 0（原產地證明書及加工證明書管理辦法第五條第二項）。", field="fob_price")
    return amount


COLUMNS = ("name", "hs_code", "origin", "cif_price", "is_key_material")


def write_inputs(row: OriginDetermination, rows: Iterable[InputRow]) -> None:
    """Make the stored rows equal to ``rows``: known ids are changed, others are added, the rest goes.

    An exclusion the assessor had made stands only while name and code stay as they were.
    """
    stored = {entry.pk: entry for entry in row.inputs.all()} if row.pk else {}
    known: list[OriginInput] = []
    new: list[OriginInput] = []
    for given in rows:
        entry = stored.get(given["id"] or 0) or OriginInput(determination=row)
        if entry.is_excluded and (entry.name, entry.hs_code) != (given["name"], given["hs_code"]):
            entry.is_excluded, entry.exclusion_reason = False, ""
        for column in COLUMNS:
            setattr(entry, column, given[column])  # type: ignore[literal-required]  # COLUMNS are keys of the row
        (known if entry.pk else new).append(entry)
    row.inputs.exclude(pk__in=[entry.pk for entry in known]).delete()
    if known:
        OriginInput.objects.bulk_update(known, [*COLUMNS, "is_excluded", "exclusion_reason"])
    OriginInput.objects.bulk_create(new)


def as_data(rows: Iterable[OriginInput]) -> list[dict[str, Any]]:
    """The bill of materials as the event keeps it."""
    return [
        {
            "name": entry.name,
            "hs_code": entry.hs_code,
            "origin": entry.origin,
            "cif_price": format(entry.cif_price, "f"),
            "is_key_material": entry.is_key_material,
            "is_excluded": entry.is_excluded,
            "reason": entry.exclusion_reason,
        }
        for entry in rows
    ]
