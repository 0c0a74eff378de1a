"""Point 27 II and annex 7 part I: is a factory QMS assessment needed at all?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import ONE_DAY, months_from
from smilemark.law.rules import rule

SHEET_PART_ONE = annex(7, 1)
METHOD_PART_ONE = annex(8, 1)
ADOPTED_SYSTEM = point(19, 2)
OTHER_LAW = point(19, 3)
WAIVER = point(27, 2)

WAIVER_MONTHS = {REGULATION_VERSION: 36}
"""評核通過日期未逾三年."""


class LicenceCheck(StrEnum):
    """Annex 7 part I row 1."""

    PASSED = auto()
    FAILED = auto()
    NOT_ASSESSED = auto()


class GateOutcome(StrEnum):
    """What the papers lead to."""

    FAIL = auto()
    DEEMED_MET = auto()
    WAIVED = auto()
    ASSESS = auto()


@dataclass(frozen=True, slots=True)
class Licence:
    """許可證 of a licensed industry (特許製造業)."""

    approved: bool
    factory_standard_met: bool
    expiry_date: date


@dataclass(frozen=True, slots=True)
class AdoptedCertificate:
    """The factory's certificate of a quality management system."""

    system_adopted: bool
    expiry_date: date


@dataclass(frozen=True, slots=True)
class QmsGate:
    """Result of `qms-gate`."""

    licence_check: LicenceCheck
    certificate_deems_met: bool
    waiver_last_day: date | None
    waiver_available: bool
    outcome: GateOutcome
    origin_determination_required: bool


_WORDS = {
    GateOutcome.FAIL: (
        "特許製造業工廠未取得有效許可或未符合工廠標準，評核不通過。",
        "A licensed industry without a valid licence and factory standard: failed.",
        OTHER_LAW,
    ),
    GateOutcome.DEEMED_MET: (
        "工廠持有公告採認之品質管理系統有效證書，視同符合。",
        "A valid certificate of an adopted system: deemed met.",
        ADOPTED_SYSTEM,
    ),
    GateOutcome.WAIVED: (
        "工廠品管系統評核通過日期未逾三年且無評核之必要，免辦理評核。",
        "Passed within three years and no need for another assessment: waived.",
        WAIVER,
    ),
    GateOutcome.ASSESS: (
        "應辦理工廠品管系統評核。",
        "The factory must be assessed.",
        SHEET_PART_ONE,
    ),
}
_ORIGIN_ALWAYS = Reason(
    "免評核僅及於工廠品管系統，臺灣製原產地認定仍應辦理。",
    "A waiver covers the QMS only; the origin is always determined.",
    point(27, 1),
)


def waiver_last_day(last_pass_date: date | None, *, on: date) -> date | None:
    """Last on-site day a pass waives the assessment: three years, the pass day not counted (AMB-19)."""
    if last_pass_date is None:
        return None
    return months_from(last_pass_date + ONE_DAY, in_force(WAIVER_MONTHS, on))


@rule(
    "qms-gate",
    "Documents gate before the factory QMS assessment",
    "工廠品管系統評核相關證明文件審查",
    SHEET_PART_ONE,
    METHOD_PART_ONE,
    ADOPTED_SYSTEM,
    WAIVER,
)
def gate(
    *,
    assessment_date: date,
    licensed_industry: bool,
    licence: Licence | None,
    adopted_certificate: AdoptedCertificate | None,
    last_pass_date: date | None,
    last_waiver_date: date | None,
    assessment_necessary: bool,
    on: date,
) -> Finding[QmsGate]:
    """What the papers of a factory lead to: fail, deemed met, waived, or assess.

    Source: annex 7 part I; annex 8 part I; points 19 II, 27 II. Units: days.
    Reading: AMB-19, AMB-20, AMB-58, AMB-73; a waiver never refreshes the pass date.
    Errors: `licence` against `licensed_industry`; `last_pass_date` after `assessment_date`.
    """
    del last_waiver_date  # recorded on the sheet only
    require((licence is not None) == licensed_industry, "licence", "given exactly in a licensed industry")
    require(
        last_pass_date is None or last_pass_date <= assessment_date,
        "last_pass_date",
        "after the assessment day",
    )
    licence_check = _licence_check(licence, assessment_date)
    deems_met = _is_valid(adopted_certificate, assessment_date)
    last_day = waiver_last_day(last_pass_date, on=on)
    available = last_day is not None and assessment_date <= last_day
    outcome = GateOutcome.ASSESS
    if licence_check == LicenceCheck.FAILED:
        outcome = GateOutcome.FAIL
    elif deems_met:
        outcome = GateOutcome.DEEMED_MET
    elif available and not assessment_necessary:
        outcome = GateOutcome.WAIVED
    result = QmsGate(licence_check, deems_met, last_day, available, outcome, origin_determination_required=True)
    passed = None if outcome == GateOutcome.ASSESS else outcome != GateOutcome.FAIL
    return Finding("qms-gate", result, (Reason(*_WORDS[outcome]), _ORIGIN_ALWAYS), passed=passed)


def _licence_check(licence: Licence | None, day: date) -> LicenceCheck:
    if licence is None:
        return LicenceCheck.NOT_ASSESSED
    valid = licence.approved and licence.factory_standard_met and licence.expiry_date >= day
    return LicenceCheck.PASSED if valid else LicenceCheck.FAILED


def _is_valid(certificate: AdoptedCertificate | None, day: date) -> bool:
    return certificate is not None and certificate.system_adopted and certificate.expiry_date >= day
