"""Annexes 15, 16 and 17: the year of regular surveillance - plans, summaries, fixed arrangement."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import Citation, annex
from smilemark.law.facts import Between, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import REST_DAY_MOVES, rest_day_reason
from smilemark.law.rules import rule
from smilemark.law.working_days import WorkingDayCalendar, moved


class Audited(StrEnum):
    """Whose surveillance it is."""

    CERTIFIED_OPERATOR = auto()
    CERTIFICATION_BODY = auto()
    OTHER_USER = auto()


class Responsible(StrEnum):
    """Who plans, conducts and reports."""

    CERTIFICATION_BODY = auto()
    SECRETARIAT = auto()


class Handling(StrEnum):
    """核定 or 備查."""

    APPROVAL = auto()
    RECORD = auto()


class Duty(StrEnum):
    """Plan or summary of one of the three surveillances."""

    OPERATOR_SURVEILLANCE_PLAN = auto()
    OPERATOR_SURVEILLANCE_SUMMARY = auto()
    CB_SURVEILLANCE_PLAN = auto()
    CB_SURVEILLANCE_SUMMARY = auto()
    OTHER_USER_SURVEILLANCE_PLAN = auto()
    OTHER_USER_SURVEILLANCE_SUMMARY = auto()


PLAN_PLACE = {
    Audited.CERTIFIED_OPERATOR: annex(15, 3, 1, 1),
    Audited.CERTIFICATION_BODY: annex(16, 3, 1),
    Audited.OTHER_USER: annex(17, 3, 1),
}
PLACE = {
    Duty.OPERATOR_SURVEILLANCE_PLAN: PLAN_PLACE[Audited.CERTIFIED_OPERATOR],
    Duty.OPERATOR_SURVEILLANCE_SUMMARY: annex(15, 4, paragraph=1),
    Duty.CB_SURVEILLANCE_PLAN: PLAN_PLACE[Audited.CERTIFICATION_BODY],
    Duty.CB_SURVEILLANCE_SUMMARY: annex(16, 3, 3),
    Duty.OTHER_USER_SURVEILLANCE_PLAN: PLAN_PLACE[Audited.OTHER_USER],
    Duty.OTHER_USER_SURVEILLANCE_SUMMARY: annex(17, 3, 2),
}

_SUMMARY_DAY = (12, 15)
_SECRETARIAT_PLAN_DAY = (1, 15)
MONTH_AND_DAY = {
    REGULATION_VERSION: {
        Duty.OPERATOR_SURVEILLANCE_PLAN: (1, 31),
        Duty.OPERATOR_SURVEILLANCE_SUMMARY: _SUMMARY_DAY,
        Duty.CB_SURVEILLANCE_PLAN: _SECRETARIAT_PLAN_DAY,
        Duty.CB_SURVEILLANCE_SUMMARY: _SUMMARY_DAY,
        Duty.OTHER_USER_SURVEILLANCE_PLAN: _SECRETARIAT_PLAN_DAY,
        Duty.OTHER_USER_SURVEILLANCE_SUMMARY: _SUMMARY_DAY,
    }
}
"""每年…月…日前: the day itself is included (AMB-25)."""

OPERATOR_DUTIES = frozenset({Duty.OPERATOR_SURVEILLANCE_PLAN, Duty.OPERATOR_SURVEILLANCE_SUMMARY})
APPROVED_PLANS = frozenset({Audited.CERTIFIED_OPERATOR})
"""Only this plan is 報請本署核定後實施; the other two are 送本署備查 (AMB-26)."""

Year = Annotated[int, Between(2023, 2026)]


@dataclass(frozen=True, slots=True)
class AnnualDuty:
    """Result of `annual-duty`."""

    nominal_date: date
    deadline: date
    on_time: bool | None
    responsible: Responsible
    handling: Handling


_HANDLING_WORDS = {
    Handling.APPROVAL: ("報請本署核定", "for approval"),
    Handling.RECORD: ("送本署備查", "for the record"),
}


@rule(
    "annual-duty",
    "Yearly plans and summaries",
    "年度計畫與彙整報告之期限",
    *dict.fromkeys(PLACE.values()),
    REST_DAY_MOVES,
)
def annual_duty(
    *, duty: Duty, year: Year, filed_date: date | None, calendar: WorkingDayCalendar, on: date
) -> Finding[AnnualDuty]:
    """Until when a yearly plan or summary is due, from whom, and what the administration does with it.

    Source: annex 15 points 3(1)1, 4; annex 16 point 3(1), (3); annex 17 point 3(1), (2). Units: days.
    Reading: AMB-25 (the day is included, a rest day moves), AMB-26 (備查 where text and chart differ).
    Errors: none.
    """
    month, day = in_force(MONTH_AND_DAY, on)[duty]
    nominal = date(year, month, day)
    deadline = moved(nominal, calendar, field="year")
    on_time = None if filed_date is None else filed_date <= deadline
    by_body = duty in OPERATOR_DUTIES
    responsible = Responsible.CERTIFICATION_BODY if by_body else Responsible.SECRETARIAT
    handling = Handling.APPROVAL if duty == Duty.OPERATOR_SURVEILLANCE_PLAN else Handling.RECORD
    zh, english = _HANDLING_WORDS[handling]
    reason = Reason(
        f"{'驗證機構' if by_body else '秘書處'}應於{nominal.isoformat()}前（含當日）{zh}。",
        f"Due from the {responsible.value} by {nominal.isoformat()}, {english}.",
        PLACE[duty],
    )
    result = AnnualDuty(nominal, deadline, on_time, responsible, handling)
    return Finding("annual-duty", result, (reason, *rest_day_reason(nominal, deadline)), passed=on_time)


@dataclass(frozen=True, slots=True)
class AnnualPlanGate:
    """Result of `annual-plan-gate`."""

    approval_required: bool
    may_start: bool


@rule("annual-plan-gate", "May regular audits start?", "定期查核得否開始", *PLAN_PLACE.values())
def annual_plan_gate(*, audited: Audited, filed: bool, approved: bool | None) -> Finding[AnnualPlanGate]:
    """Whether audits under a yearly plan may start.

    Source: annex 15 point 3(1)1; annex 16 point 3(1); annex 17 point 3(1).
    Reading: AMB-26 (a plan filed for the record needs no approval). Errors: `approved` true while not filed.
    """
    require(filed or approved is not True, "approved", "approved though it was not filed")
    approval_required = audited in APPROVED_PLANS
    may_start = filed and (approved is True or not approval_required)
    if may_start:
        zh, english = "年度追蹤管理計畫之程序已完成，得開始查核。", "The plan is in order: audits may start."
    elif approval_required:
        zh, english = "年度追蹤管理計畫應報請本署核定後實施。", "Audits start only after approval."
    else:
        zh, english = "年度追蹤管理計畫尚未送本署備查。", "The plan has not been filed for the record."
    reason = Reason(zh, english, PLAN_PLACE[audited])
    result = AnnualPlanGate(approval_required, may_start)
    return Finding("annual-plan-gate", result, (reason,), passed=may_start)


class Interval(StrEnum):
    """每季、每年."""

    QUARTER = auto()
    YEAR = auto()


class Coverage(StrEnum):
    """Who is reached in a year."""

    RANDOM_SAMPLE = auto()
    EACH_BODY = auto()
    EACH_CASE = auto()


class Performer(StrEnum):
    """Who does the work on the spot."""

    QMS_ASSESSORS = auto()
    AUDIT_TEAM = auto()
    SECRETARIAT_STAFF = auto()


class TeamMember(StrEnum):
    """From whom the audit team of annex 16 is formed."""

    EXPERTS = auto()
    COUNCIL_MEMBERS = auto()
    ADMINISTRATION_STAFF = auto()


@dataclass(frozen=True, slots=True)
class SurveillanceArrangement:
    """Result of `surveillance-arrangement`."""

    interval: Interval
    minimum_per_year: int
    coverage: Coverage
    conducted_by: Responsible
    performed_by: Performer
    team_from: tuple[TeamMember, ...]
    legal_breach_reported_by: Responsible | None


ARRANGEMENTS = {
    REGULATION_VERSION: {
        Audited.CERTIFIED_OPERATOR: SurveillanceArrangement(
            interval=Interval.QUARTER,
            minimum_per_year=4,
            coverage=Coverage.RANDOM_SAMPLE,
            conducted_by=Responsible.CERTIFICATION_BODY,
            performed_by=Performer.QMS_ASSESSORS,
            team_from=(),
            legal_breach_reported_by=Responsible.CERTIFICATION_BODY,
        ),
        Audited.CERTIFICATION_BODY: SurveillanceArrangement(
            interval=Interval.YEAR,
            minimum_per_year=1,
            coverage=Coverage.EACH_BODY,
            conducted_by=Responsible.SECRETARIAT,
            performed_by=Performer.AUDIT_TEAM,
            team_from=tuple(TeamMember),
            legal_breach_reported_by=None,
        ),
        Audited.OTHER_USER: SurveillanceArrangement(
            interval=Interval.YEAR,
            minimum_per_year=1,
            coverage=Coverage.EACH_CASE,
            conducted_by=Responsible.SECRETARIAT,
            performed_by=Performer.SECRETARIAT_STAFF,
            team_from=(),
            legal_breach_reported_by=Responsible.SECRETARIAT,
        ),
    }
}
"""Annex 16 has no rule on reporting breaches of other law."""

_ARRANGEMENT_WORDS: dict[Audited, tuple[tuple[str, str, Citation], ...]] = {
    Audited.CERTIFIED_OPERATOR: (
        ("驗證機構應每季隨機抽樣查核。", "A random sample each quarter by the body.", annex(15, 2, 1)),
        ("現場評核由工廠品管系統評核人員擔任。", "Done on site by QMS assessors.", annex(15, 5)),
        ("違反其他法規者，驗證機構應即層報。", "The body reports other breaches at once.", annex(15, 7)),
    ),
    Audited.CERTIFICATION_BODY: (
        ("秘書處每年最少查核一次。", "The secretariat audits each body yearly.", annex(16, 2, 1)),
        ("由追蹤查核小組辦理。", "Done by an audit team.", annex(16, 4)),
    ),
    Audited.OTHER_USER: (
        ("秘書處每年逐案查核，每案至少一次。", "Each case at least once a year.", annex(17, 2, 1)),
        ("由秘書處人員擔任。", "Done by staff of the secretariat.", annex(17, 5)),
        ("違反其他法規者，秘書處應即層報。", "The secretariat reports breaches at once.", annex(17, 4)),
    ),
}


@rule(
    "surveillance-arrangement",
    "Fixed arrangement of regular surveillance",
    "定期追蹤管理之頻率與辦理人員",
    *(place for words in _ARRANGEMENT_WORDS.values() for _, _, place in words),
)
def surveillance_arrangement(*, audited: Audited, on: date) -> Finding[SurveillanceArrangement]:
    """How often, whom, by whom: what the three annexes fix.

    Source: annex 15 points 2(1), 5, 7; annex 16 points 2(1), 4; annex 17 points 2(1), 4, 5.
    Reading: AMB-21c (each licence case at least once a year). Errors: none.
    """
    reasons = tuple(Reason(*words) for words in _ARRANGEMENT_WORDS[audited])
    return Finding("surveillance-arrangement", in_force(ARRANGEMENTS, on)[audited], reasons)
