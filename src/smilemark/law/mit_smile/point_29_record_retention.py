"""Point 29, annexes 15, 16 and 17: how long reports are kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import ONE_DAY, months_from
from smilemark.law.rules import rule

_MONTHS_A_YEAR = 12

SUMMARY_REPORT = point(29)
OPERATORS = annex(15, 4, paragraph=2)
BODIES = annex(16, 3, 3)
OTHER_USERS = annex(17, 3, 2)


class RetainedDocument(StrEnum):
    """What is kept."""

    VERIFICATION_SUMMARY_REPORT = auto()
    OPERATOR_REGULAR_AUDIT_REPORT = auto()
    OPERATOR_IRREGULAR_AUDIT_REPORT = auto()
    OPERATOR_SURVEILLANCE_SUMMARY = auto()
    CB_AUDIT_REPORT = auto()
    OTHER_USER_AUDIT_REPORT = auto()
    CB_SURVEILLANCE_SUMMARY = auto()
    OTHER_USER_SURVEILLANCE_SUMMARY = auto()


MINIMUM_YEARS = {
    RetainedDocument.VERIFICATION_SUMMARY_REPORT: {REGULATION_VERSION: 6},
    RetainedDocument.OPERATOR_REGULAR_AUDIT_REPORT: {REGULATION_VERSION: 3},
    RetainedDocument.OPERATOR_IRREGULAR_AUDIT_REPORT: {REGULATION_VERSION: 3},
    RetainedDocument.OPERATOR_SURVEILLANCE_SUMMARY: {REGULATION_VERSION: 3},
    RetainedDocument.CB_AUDIT_REPORT: {REGULATION_VERSION: 3},
    RetainedDocument.OTHER_USER_AUDIT_REPORT: {REGULATION_VERSION: 3},
}
"""Years the text names; the two other summaries have no minimum in it."""

APPLIED_WHERE_SILENT = {REGULATION_VERSION: 3}
"""Years kept where the text names none (AMB-45)."""

PLACE = {
    RetainedDocument.VERIFICATION_SUMMARY_REPORT: SUMMARY_REPORT,
    RetainedDocument.OPERATOR_REGULAR_AUDIT_REPORT: OPERATORS,
    RetainedDocument.OPERATOR_IRREGULAR_AUDIT_REPORT: OPERATORS,
    RetainedDocument.OPERATOR_SURVEILLANCE_SUMMARY: OPERATORS,
    RetainedDocument.CB_AUDIT_REPORT: BODIES,
    RetainedDocument.CB_SURVEILLANCE_SUMMARY: BODIES,
    RetainedDocument.OTHER_USER_AUDIT_REPORT: OTHER_USERS,
    RetainedDocument.OTHER_USER_SURVEILLANCE_SUMMARY: OTHER_USERS,
}


@dataclass(frozen=True, slots=True)
class RecordRetention:
    """Result of `record-retention`."""

    regulation_minimum_years: int | None
    keep_years: int
    keep_through: date
    deletion_allowed: bool | None


@rule(
    "record-retention",
    "How long must a report be kept?",
    "報告保存期限",
    SUMMARY_REPORT,
    OPERATORS,
    BODIES,
    OTHER_USERS,
)
def record_retention(
    *, document: RetainedDocument, completed_date: date, deletion_date: date | None, on: date
) -> Finding[RecordRetention]:
    """Last day the document must be kept, and whether a planned deletion is allowed.

    Source: point 29; annex 15 point 4 II; annex 16 point 3(3); annex 17 point 3(2). Units: years from the
    day of completion, that day not counted, never moved. Reading: AMB-45.
    Errors: `deletion_date` before `completed_date`.
    """
    early = deletion_date is not None and deletion_date < completed_date
    require(not early, "deletion_date", "before the document was completed")
    minimum = in_force(MINIMUM_YEARS[document], on) if document in MINIMUM_YEARS else None
    years = in_force(APPLIED_WHERE_SILENT, on) if minimum is None else minimum
    through = months_from(completed_date + ONE_DAY, _MONTHS_A_YEAR * years)
    allowed = None if deletion_date is None else deletion_date > through
    reason = Reason(
        f"自完成日起留存{years}年，至{through.isoformat()}止不得銷毀。",
        f"Kept for {years} years from completion: through {through.isoformat()}.",
        PLACE[document],
    )
    result = RecordRetention(minimum, years, through, allowed)
    return Finding("record-retention", result, (reason,), passed=allowed)
