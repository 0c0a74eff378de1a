"""The year of surveillance: when plan and summary are due, when a plan may start, notice of a visit, keeping of papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smilemark.foundation import calendar
from smilemark.foundation.legal import Judged, ask
from smilemark.foundation.moves import Refused
from smilemark.law.mit_smile.annex_15_audits import AuditNotice, NoticedParty, audit_notice
from smilemark.law.mit_smile.point_29_record_retention import RetainedDocument, record_retention
from smilemark.law.mit_smile.surveillance_year import (
    AnnualDuty,
    AnnualPlanGate,
    Audited,
    Duty,
    annual_duty,
    annual_plan_gate,
)

if TYPE_CHECKING:
    from smilemark.law.finding import Finding

_ROOM = 4  # the first day of a visit that is announced today: three full days lie between (AMB-23)


@dataclass(frozen=True, slots=True)
class Due:
    """A yearly duty: its last day, the day the text names, whether the day rests on an estimate, and the article."""

    last_day: date
    nominal: date
    is_estimated: bool
    cite: str


def plan_due(year: int) -> Due:
    """Until when the plan of the year is to be filed: 31 January, moved from a rest day (AMB-25)."""
    return _due(Duty.OPERATOR_SURVEILLANCE_PLAN, year)


def summary_due(year: int) -> Due:
    """Until when the summary of the year is to be filed: 15 December, moved from a rest day (AMB-25)."""
    return _due(Duty.OPERATOR_SURVEILLANCE_SUMMARY, year)


def _due(duty: Duty, year: int) -> Due:
    office = calendar.office()
    found: Finding[AnnualDuty] = annual_duty(
        duty=duty, year=year, filed_date=None, calendar=office, on=date(max(year, 2024), 1, 1)
    )
    result = found.result
    estimated = office.is_estimated(result.nominal_date) or office.is_estimated(result.deadline)
    return Due(result.deadline, result.nominal_date, estimated, found.because[0].citation.zh)


def plan_year(today: date) -> int:
    """The year whose plan is being drawn up on the day: next year's from October on, else this year's."""
    return today.year + (today.month >= 10)  # noqa: PLR2004  # the last quarter


def plan_gate(*, filed: bool, approved: bool | None) -> AnnualPlanGate:
    """Whether visits under the plan may be announced and made (annex 15 point 3(1)1)."""
    return annual_plan_gate(audited=Audited.CERTIFIED_OPERATOR, filed=filed, approved=approved).result


def notice(*, audit_on: date, noticed_on: date) -> Judged:
    """Whether three full days lie between notice and visit (annex 15 point 3(1)2; AMB-23).

    Raises:
        Refused: the notice is too late for that day; names the first day that may be set.
    """
    facts = {
        "audited": NoticedParty.CERTIFIED_OPERATOR.value,
        "audit_date": audit_on.isoformat(),
        "notice_date": noticed_on.isoformat(),
    }
    judged = ask(audit_notice, "audit-notice", facts, on=noticed_on)
    result: AuditNotice = judged.result
    if not result.on_time:
        first = calendar.roc(earliest_audit(noticed_on))
        raise Refused(
            f"通知與查核之間應有三整日；今日通知者，查核日至早為{first}（{judged.because[0][1]}）。", field="audit_on"
        )
    return judged


def latest_notice(audit_on: date) -> date:
    """The last day a visit on the day may be announced on: three full days before it, never moved (AMB-23)."""
    return audit_notice(
        audited=NoticedParty.CERTIFIED_OPERATOR, audit_date=audit_on, notice_date=audit_on, on=audit_on
    ).result.latest_notice_date


def earliest_audit(noticed_on: date) -> date:
    """The first day a visit may be made on that is announced on the day."""
    return noticed_on + timedelta(days=_ROOM)


def keep_until(kind: str, completed_on: date) -> date:
    """Last day a report or summary must be kept (annex 15 point 4 II). ``kind``: a ``RetainedDocument``."""
    found = record_retention(
        document=RetainedDocument(kind), completed_date=completed_on, deletion_date=None, on=completed_on
    )
    return found.result.keep_through
