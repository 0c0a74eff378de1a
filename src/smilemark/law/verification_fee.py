"""The official fee: 臺灣製產品MIT微笑標章審查及發證收費標準 (101-09-11)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import FEE_STANDARD, article
from smilemark.law.facts import AtLeastOne
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import in_force, version_in_force
from smilemark.law.rules import rule

AMOUNTS = article(FEE_STANDARD, 2)
EXEMPTION = article(FEE_STANDARD, 3)


class FeeCase(StrEnum):
    """新申請、加發、補發、變更名稱、變更地址、變更負責人."""

    NEW = auto()
    ADDITIONAL = auto()
    REISSUE = auto()
    NAME_CHANGE = auto()
    ADDRESS_CHANGE = auto()
    REPRESENTATIVE_CHANGE = auto()


class FeeUnit(StrEnum):
    """每案 or 每一證書."""

    CASE = auto()
    CERTIFICATE = auto()


UNIT_FEES = {
    date(2012, 9, 11): {
        FeeCase.NEW: 400,
        FeeCase.ADDITIONAL: 200,
        FeeCase.REISSUE: 100,
        FeeCase.NAME_CHANGE: 100,
        FeeCase.ADDRESS_CHANGE: 100,
        FeeCase.REPRESENTATIVE_CHANGE: 100,
    }
}
"""NT$ per case or certificate."""

_PER_CASE = frozenset({FeeCase.NEW, FeeCase.ADDITIONAL})


@dataclass(frozen=True, slots=True)
class VerificationFee:
    """Result of `verification-fee`."""

    unit: FeeUnit
    unit_fee: int
    amount: int
    may_be_exempted: bool


@rule("verification-fee", "Official fee for review and certificate", "審查及發證規費", AMOUNTS, EXEMPTION)
def verification_fee(
    *, case_type: FeeCase, quantity: AtLeastOne, exempt_industry: bool, on: date
) -> Finding[VerificationFee]:
    """Unit, unit fee and amount; an exemption is discretion (得免收), so the amount stays.

    Source: fee standard art. 2, 3. Units: NT$. Reading: AMB-39, AMB-78. Errors: none.
    """
    unit_fee = in_force(UNIT_FEES, on)[case_type]
    unit = FeeUnit.CASE if case_type in _PER_CASE else FeeUnit.CERTIFICATE
    amount = unit_fee * quantity
    words = "案" if unit == FeeUnit.CASE else "證書"
    reasons = [
        Reason(
            f"每一{words}新臺幣{unit_fee}元，計{quantity}件，共{amount}元。",
            f"NT${unit_fee} per {unit.value}, {quantity} of them: NT${amount}.",
            AMOUNTS,
        )
    ]
    if exempt_industry:
        reasons.append(Reason("屬公告產業，得免收規費。", "An announced industry: may be exempted.", EXEMPTION))
    return Finding(
        "verification-fee",
        VerificationFee(unit, unit_fee, amount, exempt_industry),
        tuple(reasons),
        version=version_in_force(UNIT_FEES, on),
    )
