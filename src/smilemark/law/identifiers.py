"""Numbers of firms, factories and labels, checked as written: nothing is trimmed or folded."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import FACTORY_ACT, LABEL_REGISTER, TAX_NUMBER_NOTICE, Citation, annex
from smilemark.law.facts import AsWritten
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import in_force
from smilemark.law.rules import rule

TAX_NOTICE = Citation(TAX_NUMBER_NOTICE)
FACTORY_NUMBERS = Citation(FACTORY_ACT)
LABEL_NUMBERS = annex(14)
LABEL_FORMAT = Citation(LABEL_REGISTER)

_BUSINESS_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_SEVENTH = 6
_OLD_DIVISOR = 10
BUSINESS_DIVISOR = {date(1912, 1, 1): _OLD_DIVISOR, date(2023, 4, 1): 5}
"""By 10 until 112-03-31, by 5 from 112-04-01; numbers valid before stay valid."""

_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_FACTORY_NUMBER = re.compile(r"([0-9TPS])[0-9]{7}")
_LABEL_NUMBER = re.compile(r"([0-9]{3})([0-9]{5})-([0-9]{5})")


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """Result of `business-number`."""

    well_formed: bool
    checksum: int | None
    valid_old_rule: bool
    valid: bool


@rule("business-number", "Check of a unified business number (統一編號)", "統一編號檢查", TAX_NOTICE)
def business_number(*, number: AsWritten, on: date) -> Finding[BusinessNumber]:
    """Whether a unified business number can be one: a filter against typing errors, not a look-up.

    Source: 財政部統一編號檢查邏輯. Units: digits. Reading: in use since 2023-04-01;
    numbers valid under the old rule stay valid. Errors: none; a malformed number is a result.
    """
    if _EIGHT_DIGITS.fullmatch(number) is None:
        malformed = Reason("統一編號應為八位數字。", "Not exactly eight ASCII digits.", TAX_NOTICE)
        result = BusinessNumber(well_formed=False, checksum=None, valid_old_rule=False, valid=False)
        return Finding("business-number", result, (malformed,), passed=False)
    checksum = sum(
        sum(divmod(int(digit) * weight, _OLD_DIVISOR)) for digit, weight in zip(number, _BUSINESS_WEIGHTS, strict=True)
    )
    divisor = in_force(BUSINESS_DIVISOR, on)
    valid = _divides(number, checksum, divisor)
    zh, english = (
        ("（第七碼為7，得加一）", " (the seventh digit is 7: one more will do)")
        if number[_SEVENTH] == "7"
        else ("", "")
    )
    reason = Reason(
        f"檢查碼合計{checksum}{zh}，{'符合' if valid else '不符合'}可被{divisor}整除之規則。",
        f"The checksum {checksum}{english} {'passes' if valid else 'fails'} the division by {divisor}.",
        TAX_NOTICE,
    )
    result = BusinessNumber(
        well_formed=True,
        checksum=checksum,
        valid_old_rule=_divides(number, checksum, _OLD_DIVISOR),
        valid=valid,
    )
    return Finding("business-number", result, (reason,), passed=valid)


def _divides(number: str, checksum: int, divisor: int) -> bool:
    """The seventh digit 7 gives 28, whose digit sum 10 may count as 1 or 0: then one more is allowed."""
    if set(number) == {"0"}:
        return False
    return checksum % divisor == 0 or (number[_SEVENTH] == "7" and (checksum + 1) % divisor == 0)


class FactoryKind(StrEnum):
    """一般、臨時、納管、特定."""

    GENERAL = auto()
    TEMPORARY = auto()
    MANAGED = auto()
    SPECIFIC = auto()


_FACTORY_KINDS = {"T": FactoryKind.TEMPORARY, "P": FactoryKind.MANAGED, "S": FactoryKind.SPECIFIC}


@dataclass(frozen=True, slots=True)
class FactoryNumber:
    """Result of `factory-number`."""

    valid: bool
    kind: FactoryKind | None


@rule(
    "factory-number",
    "Check of a factory registration number (工廠登記編號)",
    "工廠登記編號檢查",
    FACTORY_NUMBERS,
)
def factory_number(*, number: AsWritten) -> Finding[FactoryNumber]:
    """Whether a factory registration number is well formed, and which kind of factory it names.

    Source: 工廠管理輔導法 (format of the register). Reading: the capital letters T, P, S. Errors: none.
    """
    match = _FACTORY_NUMBER.fullmatch(number)
    if match is None:
        zh = "工廠登記編號應為八碼：首碼為數字或T、P、S，其後七位數字。"
        reason = Reason(zh, "Not a digit, T, P or S and seven digits.", FACTORY_NUMBERS)
        return Finding("factory-number", FactoryNumber(valid=False, kind=None), (reason,), passed=False)
    kind = _FACTORY_KINDS.get(match[1], FactoryKind.GENERAL)
    reason = Reason("工廠登記編號格式正確。", f"Well formed: {kind.value}.", FACTORY_NUMBERS)
    return Finding("factory-number", FactoryNumber(valid=True, kind=kind), (reason,), passed=True)


@dataclass(frozen=True, slots=True)
class LabelNumber:
    """Result of `label-number`."""

    valid: bool
    industry_code: str | None
    firm_serial: str | None
    product_serial: str | None


@rule("label-number", "Check of a label number (標章編號)", "標章編號檢查", LABEL_NUMBERS, LABEL_FORMAT)
def label_number(*, number: AsWritten) -> Finding[LabelNumber]:
    """Whether a label number has the form NNNNNNNN-NNNNN, and its parts; there is no check digit.

    Source: annex 14; the public register. Reading: AMB-42, settled. Errors: none.
    """
    match = _LABEL_NUMBER.fullmatch(number)
    if match is None:
        reason = Reason("標章編號應為八位數字、連字號及五位數字。", "Not NNNNNNNN-NNNNN.", LABEL_FORMAT)
        nothing = LabelNumber(valid=False, industry_code=None, firm_serial=None, product_serial=None)
        return Finding("label-number", nothing, (reason,), passed=False)
    reason = Reason("標章編號格式正確。", "Well formed.", LABEL_FORMAT)
    industry, firm, product = match.groups()
    result = LabelNumber(valid=True, industry_code=industry, firm_serial=firm, product_serial=product)
    return Finding("label-number", result, (reason,), passed=True)
