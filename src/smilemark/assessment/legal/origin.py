"""Origin: the bill of materials and the recorded facts become the law's facts (point 17)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from smilemark.foundation.legal import Facts, Judged, ask
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.origin.determination import Operation, origin_determination

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from smilemark.assessment.models import OriginDetermination, OriginInput

MINIMAL_OPERATIONS: dict[int, str] = {
    1: "運送或儲存期間所必要之保存作業",
    2: "為銷售或裝運所為之分類、分級、分裝、包裝、加作記號或重貼標籤等作業",
    3: "組合或混合作業，未使組合後或混合後之貨品與被組合或混合貨品之特性造成重大差異",
    4: "簡單之切割或簡易之接合、裝配或組裝等加工作業",
    5: "檢測、簡單之乾燥、稀釋或濃縮作業而未改變其性質",
}
"""原產地證明書及加工證明書管理辦法第五條第三項第一款至第五款."""
WHOLLY_OBTAINED_HEADS: dict[int, str] = {
    1: "自我國境內挖掘出之礦產品",
    2: "在我國境內收割或採集之植物產品",
    3: "在我國境內出生及養殖之活動物",
    4: "自我國境內活動物取得之產品",
    5: "在我國境內狩獵或漁撈取得之產品",
    6: "由在我國登記之船舶自海洋所獲取之漁獲物及其他產品，或以其為材料產製之產品",
    7: "自我國具有開採權之領海外海床或海床下層土壤採得之產品",
    8: "在我國境內蒐集且僅適用於原料回收之使用過之物品或產生之廢料",
    9: "在我國境內取材自前八款生產之物品",
}
"""原產地證明書及加工證明書管理辦法第四條第一款至第九款."""
_OPERATION_CODES = dict(zip(MINIMAL_OPERATIONS, (o for o in Operation if o != Operation.OTHER_PROCESSING), strict=True))
NOT_COMPARED = "000000"
"""Stands for the heading of an input left out of the comparison: the tariff has no chapter 00, the value still counts."""


def hs_digits(text: str) -> str:
    """A tariff code as typed (dots, dashes, spaces, full width) to its digits; anything else stays and is refused."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c not in ".- \u3000\t")


def why_not_hs(text: str) -> str | None:
    """Why this is no tariff code; None when it is (6, 8, 10 or 11 digits, chapter 01-99)."""
    digits = hs_digits(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (6, 8, 10, 11)):
        return f"稅則號列「{text}」有誤：應為 6、8、10 或 11 位數字（原產地證明書及加工證明書管理辦法第五條第一項第一款比對前六位碼）。"
    return "稅則號列不得以 00 章開頭。" if digits.startswith("00") else None


def material_origin(code: str) -> str:
    """``taiwan``, ``unknown`` (counts as imported) or ``foreign``."""
    return {"TW": "taiwan", "ZZ": "unknown", "": "unknown"}.get(code.upper(), "foreign")


def origin(
    row: OriginDetermination, inputs: Iterable[OriginInput], special: Iterable[tuple[str, str]], *, on: date
) -> Judged:
    """Is the product of Taiwan origin: basic and special condition (point 17; origin regulation art. 3-5).

    Args:
        row: the determination with its recorded facts.
        inputs: its bill of materials.
        special: (code, text) of the pinned special conditions; the recorded results stand in ``special_results``.
        on: the day whose law applies.

    Raises:
        Refused: a fact is missing or impossible; names the field.
    """
    facts: Facts = {
        "product_hs_code": hs_digits(row.hs_code),
        "wholly_obtained": row.wholly_obtained_head is not None,
        "final_transformation_in_taiwan": bool(row.final_transformation_in_taiwan),
        "operations": _operations(row),
        "materials": [_material(entry) for entry in inputs],
        "fob_price": _decimal(row.fob_price),
        "important_process_met": bool(row.important_process_met),
        "authority_decision": row.authority_decision,
        "special_conditions": [
            {"name": f"{code} {text}"[:200], "met": met}
            for code, text in special
            if (met := _special_met(row.special_results.get(code))) is not None
        ],
    }
    try:
        return ask(origin_determination, "origin-determination", facts, on=on)
    except FactsError as error:
        words, field = _origin_words(error.field)
        raise Refused(words, field=field) from error


def _operations(row: OriginDetermination) -> list[str]:
    codes = [
        _OPERATION_CODES[number].value for number in sorted(set(row.minimal_operations)) if number in _OPERATION_CODES
    ]
    return [*codes, Operation.OTHER_PROCESSING.value] if row.other_processing else codes


def _material(entry: OriginInput) -> Facts:
    return {
        "hs_code": NOT_COMPARED if entry.is_excluded else hs_digits(entry.hs_code),
        "origin": material_origin(entry.origin),
        "cif_value": _decimal(entry.cif_price),
    }


def _special_met(result: object) -> bool | None:
    """Recorded result of one condition; None where it does not concern this product."""
    answer = result.get("result") if isinstance(result, dict) else None
    return None if answer == "not_applicable" else answer == "met"


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


_ORIGIN_WORDS = {
    "product_hs_code": ("產品稅則號列應為 6、8、10 或 11 位數字。", "hs_code"),
    "operations": ("請勾選在我國境內從事之作業（第五條第三項各款，或其他加工製造）。", "operations"),
    "fob_price": ("產品價格須大於 0（原產地證明書及加工證明書管理辦法第五條第二項）。", "fob_price"),
    "materials": ("物料清單至多二百項。", "inputs"),
    "special_conditions": ("特殊條件至多五十項。", "special"),
}


def _origin_words(field: str) -> tuple[str, str]:
    """The sentence and the form's field for a field of the facts; ``materials[2].hs_code`` is row 2 of the inputs."""
    if found := re.match(r"materials\[(\d+)\]\.(\w+)", field):
        column = "hs_code" if found[2] == "hs_code" else "cif_price"
        words = "稅則號列應為 6、8、10 或 11 位數字" if column == "hs_code" else "金額應為 0 以上"
        return f"物料清單第 {int(found[1]) + 1} 列：{words}。", f"inputs-{found[1]}-{column}"
    return _ORIGIN_WORDS.get(field, (f"資料有誤：{field}。", field))
