"""Findings of a visit: serious or slight by rule, and whether a right may be ended (annex 15 points 6, 8, 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation.legal import Judged, ask
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.annex_15_findings import (
    AuditedUser,
    Improvement,
    Severity,
    operator_finding_severity,
    termination_check,
)
from smilemark.law.mit_smile.point_41_mark_right_withdrawal import NamedPoint, severe_finding_cancellation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def severity(
    kind: str,
    *,
    qms_counts: Mapping[str, int] | None,
    on: date,
    improvement: str = Improvement.NOT_NOTIFIED,
    council_finds_severe: bool = False,
) -> Judged:
    """Serious or slight: at once, because it was not improved in time, or slight.

    Args:
        kind: what was found, a ``Fault.Kind``.
        qms_counts: severe, major and minor defects of the sheet as graded, for a defect of the factory's QMS.
        on: the day.
        improvement: ``not_notified``, ``pending``, ``improved`` or ``not_improved``.
        council_finds_severe: for other findings, that the council found it serious (point 8(4)3).

    Raises:
        Refused: facts that do not fit each other.
    """
    facts = {
        "finding": kind,
        "qms_counts": dict(qms_counts) if qms_counts is not None else None,
        "improvement": str(improvement),
        "council_finds_severe": council_finds_severe,
    }
    try:
        return ask(operator_finding_severity, "operator-finding-severity", facts, on=on)
    except FactsError as error:
        raise Refused(f"缺失之事實不一致：{error.field}（附件十五第八點）。", field="kind") from error


def is_severe(judged: Judged) -> bool:
    """Whether the answer of ``severity`` is serious."""
    return bool(judged.result.severity == Severity.SEVERE)


def termination(*, is_severe: bool, invited: bool, view_kept: bool) -> Judged:
    """Whether the right may (得) be ended, and to whom it is reported (annex 15 point 6(2)).

    Raises:
        Refused: the view is kept though nobody was asked to state its case.
    """
    facts = {
        "audited": AuditedUser.CERTIFIED_OPERATOR.value,
        "severity": (Severity.SEVERE if is_severe else Severity.SLIGHT).value,
        "statement_invited": invited,
        "view_kept": view_kept,
    }
    try:
        return ask(termination_check, "termination-check", facts)
    except FactsError as error:
        raise Refused("尚未通知陳述意見，不得維持重大缺失之判斷（附件十五第六點第二款）。") from error


def ban_years(point: str, on: date) -> int:
    """Years without a new application after a cancellation that names the point; ``none``: no ban (AMB-27)."""
    return severe_finding_cancellation(named_point=NamedPoint(point), on=on).result.ban_years
