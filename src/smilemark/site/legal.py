"""The door to law for the checks of numbers while they are typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smilemark.law.identifiers import business_number, factory_number

if TYPE_CHECKING:
    from datetime import date

KINDS = {"general": "一般工廠", "temporary": "臨時工廠", "managed": "納管工廠", "specific": "特定工廠"}
HS_CODE = re.compile(r"[0-9]{6}|[0-9]{8}|[0-9]{10}|[0-9]{11}")
DOTS = re.compile(r"[.\- ]")


def about_business_number(number: str, *, on: date) -> tuple[bool, str]:
    """Whether a 統一編號 can be one, and the sentence for the person who types it."""
    finding = business_number(number=number, on=on)
    if finding.passed:
        return True, "統一編號格式正確。"
    if not finding.result.well_formed:
        return False, "統一編號應為八位數字。"
    return False, "統一編號檢查碼不符，請確認是否輸入錯誤。"


def about_factory_number(number: str) -> tuple[bool, str]:
    """Whether a 工廠登記編號 is well formed, and which kind it names."""
    finding = factory_number(number=number)
    if not finding.passed or finding.result.kind is None:
        return False, "工廠登記編號應為八碼：首碼為數字或 T、P、S，其後七位數字。"
    return True, f"格式正確：{KINDS[finding.result.kind.value]}。"


def about_hs_code(code: str) -> tuple[bool, str]:
    """Whether a tariff code has 6, 8, 10 or 11 digits and an existing chapter; dots, hyphens and spaces are allowed."""
    digits = DOTS.sub("", code)
    if HS_CODE.fullmatch(digits) is None:
        return False, "稅則號別應為 6、8、10 或 11 位數字。"
    chapter = int(digits[:2])
    if chapter not in range(1, 99) or chapter == 77:  # noqa: PLR2004  # chapter 77 of the HS is reserved
        return False, f"稅則號別前兩碼「{digits[:2]}」不是現有的章別。"
    return True, f"格式正確：第 {chapter} 章，目別 {digits[:4]}.{digits[4:6]}。"
