"""Annex 15 points 6, 8 and 9: severity of a finding at a certified operator, and ending a right after it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import annex
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.point_28_factory_quality import CONVERSION, ItemCount, QmsCounts, converted
from smilemark.law.mit_smile.point_28_item_grades import QmsItem
from smilemark.law.rules import rule

SLIGHT_PROCEDURE = annex(15, 6, 1)
SEVERE_PROCEDURE = annex(15, 6, 2)
SLIGHT_FINDINGS = annex(15, 9)
OTHER_USERS_SLIGHT = annex(17, 6, 1)
OTHER_USERS_SEVERE = annex(17, 6, 2)


class Severity(StrEnum):
    """重大缺失、輕微缺失."""

    SEVERE = auto()
    SLIGHT = auto()


class Improvement(StrEnum):
    """NOT_NOTIFIED: first finding; PENDING: the time is running; NOT_IMPROVED: it has passed in vain."""

    NOT_NOTIFIED = auto()
    PENDING = auto()
    IMPROVED = auto()
    NOT_IMPROVED = auto()


class FindingAction(StrEnum):
    """What follows: notice to improve, or the operator is asked to state its case."""

    NOTIFY_IMPROVEMENT = auto()
    INVITE_STATEMENT = auto()


FOLLOWS = {
    Severity.SEVERE: FindingAction.INVITE_STATEMENT,
    Severity.SLIGHT: FindingAction.NOTIFY_IMPROVEMENT,
}


class OperatorFault(StrEnum):
    """What surveillance found."""

    ORIGIN_NOT_MET = auto()
    QMS_DEFECT = auto()
    PRODUCT_TEST_FAILED = auto()
    MARK_RULE_BREACH = auto()
    CONTRACT_BREACH = auto()
    OTHER = auto()


AT_ONCE_PLACE = {
    OperatorFault.ORIGIN_NOT_MET: annex(15, 8, 1),
    OperatorFault.QMS_DEFECT: annex(15, 8, 2, 1),
    OperatorFault.OTHER: annex(15, 8, 4, 3),
}
NOT_IMPROVED_PLACE = {
    OperatorFault.QMS_DEFECT: annex(15, 8, 2, 2),
    OperatorFault.PRODUCT_TEST_FAILED: annex(15, 8, 3),
    OperatorFault.MARK_RULE_BREACH: annex(15, 8, 4, 1),
    OperatorFault.CONTRACT_BREACH: annex(15, 8, 4, 2),
}

_AT_ONCE_WORDS = {
    OperatorFault.ORIGIN_NOT_MET: (
        "原產地認定經查核不符合規定，屬重大缺失。",
        "The origin condition is not met: severe.",
    ),
    OperatorFault.QMS_DEFECT: ("經評核有一項以上嚴重缺點，屬重大缺失。", "A severe defect: severe."),
    OperatorFault.OTHER: ("經認證審議會認定為重大缺失。", "The council finds it severe."),
}


@dataclass(frozen=True, slots=True)
class RawCounts:
    """Items per grade as graded at the surveillance visit."""

    severe: ItemCount
    major: ItemCount
    minor: ItemCount


@dataclass(frozen=True, slots=True)
class OperatorFindingSeverity:
    """Result of `operator-finding-severity`."""

    severity: Severity
    action: FindingAction


@rule(
    "operator-finding-severity",
    "Severity of a surveillance finding: certified operator",
    "獲證業者追蹤管理缺失之輕重",
    SLIGHT_PROCEDURE,
    SEVERE_PROCEDURE,
    *dict.fromkeys((*AT_ONCE_PLACE.values(), *NOT_IMPROVED_PLACE.values())),
    SLIGHT_FINDINGS,
    CONVERSION,
)
def operator_finding_severity(
    *,
    finding: OperatorFault,
    qms_counts: RawCounts | None,
    improvement: Improvement,
    council_finds_severe: bool,
    on: date,
) -> Finding[OperatorFindingSeverity]:
    """Severe at once, severe because it was not improved in time, or slight.

    Source: annex 15 points 6, 8, 9; point 28 I(3). Units: sub-items. Reading: AMB-47, AMB-62 (defects convert here
    too), AMB-63 (a first product failure is slight).
    Errors: `qms_counts` that do not fit the finding, are all zero or more than eleven; `council_finds_severe`
    for another finding than `other`.
    """
    _check_counts(finding, qms_counts)
    require(
        finding == OperatorFault.OTHER or not council_finds_severe,
        "council_finds_severe",
        "only for the finding other",
    )
    at_once = {
        OperatorFault.ORIGIN_NOT_MET: True,
        OperatorFault.QMS_DEFECT: qms_counts is not None and _severe_defects(qms_counts, on) > 0,
        OperatorFault.OTHER: council_finds_severe,
    }.get(finding, False)
    severity = Severity.SLIGHT
    reason = Reason("非屬重大缺失，為輕微缺失。", "Not severe, so slight.", SLIGHT_FINDINGS)
    by_conversion: tuple[Reason, ...] = ()
    if at_once:
        severity = Severity.SEVERE
        reason = Reason(*_AT_ONCE_WORDS[finding], AT_ONCE_PLACE[finding])
        if qms_counts is not None and not qms_counts.severe:
            by_conversion = (_by_conversion(qms_counts, on),)
    elif improvement == Improvement.NOT_IMPROVED and finding in NOT_IMPROVED_PLACE:
        severity = Severity.SEVERE
        zh = "經通知改善而未改善，屬重大缺失。"
        reason = Reason(zh, "Notified and not improved: severe.", NOT_IMPROVED_PLACE[finding])
    return Finding(
        "operator-finding-severity",
        OperatorFindingSeverity(severity, FOLLOWS[severity]),
        (reason, *by_conversion, _procedure(severity)),
    )


def _check_counts(finding: OperatorFault, counts: RawCounts | None) -> None:
    needed = finding == OperatorFault.QMS_DEFECT
    require((counts is not None) == needed, "qms_counts", "needed for qms_defect, not allowed otherwise")
    if counts is not None:
        items = counts.severe + counts.major + counts.minor
        require(0 < items <= len(QmsItem), "qms_counts", f"not 1 to {len(QmsItem)} sub-items")


def _severe_defects(counts: RawCounts, on: date) -> int:
    """三個次要缺點視為一個主要缺點，三個主要缺點視為一個嚴重缺點 (point 28, AMB-62)."""
    raw = QmsCounts(counts.severe, counts.major, counts.minor, slight=0)
    return converted(raw, on=on).severe


def _by_conversion(counts: RawCounts, on: date) -> Reason:
    """Why a sheet without a severe defect has one."""
    severe = _severe_defects(counts, on)
    return Reason(
        f"主要缺點{counts.major}、次要缺點{counts.minor}，換算後嚴重缺點{severe}。",
        f"Graded {counts.major} major, {counts.minor} minor; converted {severe} severe.",
        CONVERSION,
    )


def _procedure(severity: Severity) -> Reason:
    if severity == Severity.SEVERE:
        return Reason("應通知獲證業者陳述意見並查證之。", "Asked to state its case.", SEVERE_PROCEDURE)
    return Reason("由驗證機構通知其改善。", "The body notifies improvement.", SLIGHT_PROCEDURE)


class AuditedUser(StrEnum):
    """Whose right may be ended after surveillance."""

    CERTIFIED_OPERATOR = auto()
    OTHER_USER = auto()


class ReportTo(StrEnum):
    """Who is told of the end of a right."""

    WORKING_GROUP = auto()
    COUNCIL = auto()


REPORT_TO = {
    AuditedUser.CERTIFIED_OPERATOR: (ReportTo.WORKING_GROUP, ReportTo.COUNCIL),
    AuditedUser.OTHER_USER: (ReportTo.COUNCIL,),
}
_SLIGHT_PLACE = {
    AuditedUser.CERTIFIED_OPERATOR: SLIGHT_PROCEDURE,
    AuditedUser.OTHER_USER: OTHER_USERS_SLIGHT,
}
_SEVERE_PLACE = {
    AuditedUser.CERTIFIED_OPERATOR: SEVERE_PROCEDURE,
    AuditedUser.OTHER_USER: OTHER_USERS_SEVERE,
}
_MAY_END = {
    AuditedUser.CERTIFIED_OPERATOR: (
        "經陳述意見並查證，仍維持重大缺失之判斷，得逕依合約終止標章使用權並廢止產品驗證書，並將結果逐級層報產業驗證推動小組及認證審議會。",
        "The right may be ended and the certificate cancelled; the working group and the council are told.",
    ),
    AuditedUser.OTHER_USER: (
        "經陳述意見，仍維持重大缺失之判斷，得逕依合約終止標章使用權，並將結果陳報認證審議會。",
        "The right may be ended; the council is told.",
    ),
}


@dataclass(frozen=True, slots=True)
class TerminationCheck:
    """Result of `termination-check`."""

    may_terminate: bool
    report_to: tuple[ReportTo, ...]


@rule(
    "termination-check",
    "May the right be ended after a surveillance finding?",
    "追蹤管理後得否終止標章使用權",
    SLIGHT_PROCEDURE,
    SEVERE_PROCEDURE,
    OTHER_USERS_SLIGHT,
    OTHER_USERS_SEVERE,
)
def termination_check(
    *, audited: AuditedUser, severity: Severity, statement_invited: bool, view_kept: bool
) -> Finding[TerminationCheck]:
    """Whether the right may (得) be ended, and who is told.

    Source: annex 15 point 6(1), (2); annex 17 point 6(1), (2). Reading: AMB-54.
    Errors: `view_kept` true although no statement was invited.
    """
    require(statement_invited or not view_kept, "view_kept", "no statement was invited")
    may = severity == Severity.SEVERE and statement_invited and view_kept
    place = _SEVERE_PLACE[audited]
    if may:
        zh, english = _MAY_END[audited]
    elif severity == Severity.SLIGHT:
        zh, english = "輕微缺失僅通知改善，不得終止標章使用權。", "A slight finding never ends the right."
        place = _SLIGHT_PLACE[audited]
    elif not statement_invited:
        zh, english = "尚未通知陳述意見，不得終止標章使用權。", "No statement was invited yet."
    else:
        zh, english = "未維持重大缺失之判斷，不得終止標章使用權。", "The finding is not kept as severe."
    result = TerminationCheck(may, REPORT_TO[audited] if may else ())
    reason = Reason(zh, english, place)
    return Finding("termination-check", result, (reason,), passed=may)
