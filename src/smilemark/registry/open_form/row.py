"""One row of the form: checked, and turned into a value."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from smilemark.foundation import names
from smilemark.foundation.moves import Refused

COLUMNS = (
    "序號",
    "產業別",
    "獲證業者",
    "統一編號",
    "產品名稱",
    "產品型號",
    "產品效期",
    "標章編號",
    "品牌名稱",
    "備註",
)
_NUMBER = re.compile(r"[0-9]{8}-[0-9]{5}")
_DAY = re.compile(r"([0-9]{4})([/-])([0-9]{2})\2([0-9]{2})|([0-9]{3})([0-9]{2})([0-9]{2})")
_ROC_YEAR = 1911
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LIMITS = ((1, 40), (2, 200), (3, 12), (4, 200), (5, 200), (8, 120), (9, 300))
"""(place, most characters)."""
_REQUIRED = (1, 2, 4)
"""Places of the texts that may not be empty: industry, firm, product."""


class BadRow(Exception):  # noqa: N818  # an answer about a row, not a defect of ours
    """The row cannot be taken over; the text names the column and says why."""


class Row(NamedTuple):
    """A row of the register as it was published, the day read.

    ``serial`` (序號) is the row's place in its file and no part of what it says.
    """

    serial: str
    industry: str
    firm: str
    ubn: str
    product: str
    model: str
    valid_until: date
    number: str
    brand: str
    note: str

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything but the serial, the day in ISO form, joined by U+001F: who has the same says the same."""
        return sha256("\x1f".join(map(str, self[1:])).encode()).hexdigest()


def parse(fields: list[str]) -> Row:
    """Check one line of a data file.

    Args:
        fields: the cells in the order of ``COLUMNS``.

    Raises:
        BadRow: what is wrong, naming the column.
    """
    if len(fields) != len(COLUMNS):
        raise BadRow(f"應有 {len(COLUMNS)} 欄，此列為 {len(fields)} 欄")
    if _NUMBER.fullmatch(fields[7]) is None:
        raise BadRow(f"標章編號「{fields[7]}」應為八位數字、連字號、五位數字")
    for place in _REQUIRED:
        if not fields[place].strip():
            raise BadRow(f"「{COLUMNS[place]}」未填")
    for place, limit in _LIMITS:
        if len(fields[place]) > limit:
            raise BadRow(f"「{COLUMNS[place]}」超過 {limit} 字")
    if _CONTROL.search("".join(fields)) is not None:
        at = next(place for place, text in enumerate(fields) if _CONTROL.search(text))
        raise BadRow(f"「{COLUMNS[at]}」含有控制字元")
    clean_name(fields[2])
    return checked(fields)


def checked(fields: list[str]) -> Row:
    """The row of cells that ``parse`` has taken before."""
    serial, industry, firm, ubn, product, model, last_day, number, brand, note = fields
    return Row(serial, industry, firm, ubn, product, model, day(last_day), number, brand, note)


@lru_cache(maxsize=20_000)
def clean_name(firm: str) -> str:
    """The firm's name as the register keeps it.

    Raises:
        BadRow: it cannot be kept; the text names the column.
    """
    try:
        return names.cleaned(firm, field="獲證業者", label="獲證業者", limit=200)
    except Refused as refusal:
        raise BadRow(refusal.reason) from None


@lru_cache(maxsize=20_000)
def day(text: str) -> date:
    """The last valid day: ``2029/06/15``, ``2029-06-15``, or seven digits of the ROC calendar, ``1180615``.

    Raises:
        BadRow: another form, or no real day.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise BadRow(f"產品效期「{text}」應為 2029/06/15、2029-06-15 或 1180615 之形式")
    year, _, month, of_month, roc, roc_month, roc_day = match.groups()
    try:
        if roc is not None:
            return date(int(roc) + _ROC_YEAR, int(roc_month), int(roc_day))
        return date(int(year), int(month), int(of_month))
    except ValueError:
        raise BadRow(f"產品效期「{text}」不是存在的日期") from None
