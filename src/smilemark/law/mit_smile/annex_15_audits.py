"""Annex 15 points 2 and 3 (and annex 16 point 3(2)): notice of audits, deadlines of irregular checks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import annex
from smilemark.law.facts import Size, require, taipei_day
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import (
    FIRST_DAY_NOT_COUNTED,
    HOURS_RUN_AT_ONCE,
    REST_DAY_MOVES,
    days_after,
    hours_after,
    rest_day_reason,
)
from smilemark.law.rules import rule
from smilemark.law.working_days import WorkingDayCalendar, moved

IRREGULAR = annex(15, 2, 2)
IRREGULAR_PROCEDURE = annex(15, 3, 2, 1)


class NoticedParty(StrEnum):
    """Who is told of an audit."""

    CERTIFIED_OPERATOR = auto()
    CERTIFICATION_BODY = auto()


NOTICE_PLACE = {
    NoticedParty.CERTIFIED_OPERATOR: annex(15, 3, 1, 2),
    NoticedParty.CERTIFICATION_BODY: annex(16, 3, 2),
}
FULL_DAYS_BETWEEN = {
    NoticedParty.CERTIFIED_OPERATOR: {REGULATION_VERSION: 3},
    NoticedParty.CERTIFICATION_BODY: {REGULATION_VERSION: 0},
}
"""應於查核三日前通知; for a body 查核日前, any day before."""


@dataclass(frozen=True, slots=True)
class AuditNotice:
    """Result of `audit-notice`."""

    latest_notice_date: date
    on_time: bool


@rule("audit-notice", "Notice of a regular audit", "定期查核通知", *NOTICE_PLACE.values())
def audit_notice(*, audited: NoticedParty, audit_date: date, notice_date: date, on: date) -> Finding[AuditNotice]:
    """The latest day of the notice, and whether it was kept.

    Source: annex 15 point 3(1)2; annex 16 point 3(2). Units: full calendar days between, never moved.
    Reading: AMB-23, settled reading 3. Errors: none.
    """
    between = in_force(FULL_DAYS_BETWEEN[audited], on)
    latest = audit_date - timedelta(days=between + 1)
    on_time = notice_date <= latest
    zh = f"通知與查核之間應有{between}整日" if between else "應於查核日前通知"
    english = f"{between} full days lie between notice and audit" if between else "Notice before the audit day"
    reason = Reason(
        f"{zh}，至遲為{latest.isoformat()}，{'已依限' if on_time else '已逾期'}。",
        f"{english}: latest {latest.isoformat()}; {'in time' if on_time else 'too late'}.",
        NOTICE_PLACE[audited],
    )
    return Finding("audit-notice", AuditNotice(latest, on_time), (reason,), passed=on_time)


class Trigger(StrEnum):
    """What makes an irregular check necessary (annex 15 point 2(2)1 to 4)."""

    QUALITY_COMPLAINT = auto()
    ORIGIN_LABEL_COMPLAINT = auto()
    SUSPECTED_MISUSE = auto()
    RIGHT_WITHDRAWN = auto()


class Channel(StrEnum):
    """虛擬通路、實體通路."""

    VIRTUAL = auto()
    PHYSICAL = auto()


class Step(StrEnum):
    """What must be done within days."""

    SAMPLING = auto()
    LABEL_CHECK = auto()
    SITE_VISIT = auto()
    PHYSICAL_CHECK = auto()


STEP_DAYS = {
    Step.SAMPLING: {REGULATION_VERSION: 5},
    Step.LABEL_CHECK: {REGULATION_VERSION: 3},
    Step.SITE_VISIT: {REGULATION_VERSION: 5},
    Step.PHYSICAL_CHECK: {REGULATION_VERSION: 3},
}
VIRTUAL_CHECK_HOURS = {REGULATION_VERSION: 24}

_STEP_WORDS = {
    Step.SAMPLING: ("購樣並進行產品品質檢驗", "Sampling and start of the test"),
    Step.LABEL_CHECK: ("確認產品標示情形", "Check of the label"),
    Step.SITE_VISIT: ("實施生產工廠現場評核", "On-site assessment of the factory"),
    Step.PHYSICAL_CHECK: ("完成實體通路標章使用情形查核", "Check of physical channels"),
}


@dataclass(frozen=True, slots=True)
class IrregularCheckDeadlines:
    """Result of `irregular-check-deadlines`."""

    sampling_deadline: date | None
    label_check_deadline: date | None
    site_visit_deadline: date | None
    virtual_check_deadline: datetime | None
    physical_check_deadline: date | None


@dataclass(slots=True)
class _Clocks:
    """Works out deadlines and collects the sentence on each."""

    calendar: WorkingDayCalendar
    on: date
    reasons: tuple[Reason, ...] = ()

    def day(self, step: Step, start: date, field: str) -> date:
        """The start day is not counted; a rest day moves."""
        days = in_force(STEP_DAYS[step], self.on)
        nominal = days_after(start, days)
        deadline = moved(nominal, self.calendar, field=field)
        zh, english = _STEP_WORDS[step]
        reason = Reason(
            f"應於{days}日內{zh}，至{deadline.isoformat()}止。",
            f"{english} within {days} days: to {deadline.isoformat()}.",
            IRREGULAR_PROCEDURE,
        )
        self.reasons += (reason, *rest_day_reason(nominal, deadline))
        return deadline

    def virtual(self, start: datetime) -> datetime:
        """Hours run at once and are never moved."""
        hours = in_force(VIRTUAL_CHECK_HOURS, self.on)
        end = hours_after(start, hours)
        self.reasons += (
            Reason(
                f"應於{hours}小時內完成虛擬通路標章使用情形查核，至{end:%Y-%m-%d %H:%M:%S}止。",
                f"Check of virtual channels within {hours} hours: to {end:%Y-%m-%d %H:%M:%S}.",
                IRREGULAR_PROCEDURE,
            ),
        )
        return end


@rule(
    "irregular-check-deadlines",
    "Deadlines of an irregular surveillance case",
    "不定期追蹤查核期限",
    IRREGULAR,
    IRREGULAR_PROCEDURE,
    HOURS_RUN_AT_ONCE,
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
)
def irregular_check_deadlines(
    *,
    trigger: Trigger,
    trigger_time: datetime,
    channels: Annotated[tuple[Channel, ...], Size(0, 2, unique=True)],
    suspicion_found_date: date | None,
    calendar: WorkingDayCalendar,
    on: date,
) -> Finding[IrregularCheckDeadlines]:
    """Until when each step of the case is due; null for what does not apply.

    Source: annex 15 points 2(2), 3(2)1. Units: days (the start day not counted) and hours (at once).
    Reading: AMB-24, AMB-28, AMB-65. Errors: `channels` that do not fit the trigger; `suspicion_found_date`
    of another trigger or before the complaint; the start of a period that ends outside the calendar.
    """
    start = taipei_day(trigger_time)
    _check_fit(trigger, start.date(), channels, suspicion_found_date)
    clocks = _Clocks(calendar, on)
    sampling = label = visit = physical = virtual = None
    if trigger == Trigger.QUALITY_COMPLAINT:
        sampling = clocks.day(Step.SAMPLING, start.date(), "trigger_time")
    elif trigger == Trigger.ORIGIN_LABEL_COMPLAINT:
        label = clocks.day(Step.LABEL_CHECK, start.date(), "trigger_time")
        if suspicion_found_date is not None:
            visit = clocks.day(Step.SITE_VISIT, suspicion_found_date, "suspicion_found_date")
    concerned = tuple(Channel) if trigger == Trigger.RIGHT_WITHDRAWN else channels
    if Channel.VIRTUAL in concerned:
        virtual = clocks.virtual(start)
    if Channel.PHYSICAL in concerned:
        physical = clocks.day(Step.PHYSICAL_CHECK, start.date(), "trigger_time")
    result = IrregularCheckDeadlines(sampling, label, visit, virtual, physical)
    return Finding("irregular-check-deadlines", result, clocks.reasons)


def _check_fit(trigger: Trigger, start: date, channels: tuple[Channel, ...], suspicion_found_date: date | None) -> None:
    """Channels belong to suspected misuse only, a suspicion to an origin complaint only."""
    fits = bool(channels) == (trigger == Trigger.SUSPECTED_MISUSE)
    require(fits, "channels", "at least one for suspected_misuse, none for another trigger")
    if suspicion_found_date is not None:
        concerns_origin = trigger == Trigger.ORIGIN_LABEL_COMPLAINT
        require(concerns_origin, "suspicion_found_date", f"not allowed for {trigger}")
        require(suspicion_found_date >= start, "suspicion_found_date", "before the complaint")


@dataclass(frozen=True, slots=True)
class QualityComplaintCheck:
    """Result of `quality-complaint-check`."""

    deadline: date
    on_time: bool


@rule(
    "quality-complaint-check",
    "Was a quality complaint sampled in time?",
    "品質異常反應是否依限購樣檢驗",
    IRREGULAR_PROCEDURE,
    REST_DAY_MOVES,
)
def quality_complaint_check(
    *,
    complaint_date: date,
    sample_sent_to_lab_date: date,
    test_report_date: date | None,
    calendar: WorkingDayCalendar,
    on: date,
) -> Finding[QualityComplaintCheck]:
    """Whether the sample was bought and handed to the laboratory in time; the test may end later.

    Source: annex 15 point 3(2)1(1). Units: five days, the day of the complaint not counted.
    Reading: AMB-24, AMB-69. Errors: `sample_sent_to_lab_date` before the complaint; `test_report_date` before
    the sample was sent; `complaint_date` if the day to test lies outside the calendar.
    """
    require(sample_sent_to_lab_date >= complaint_date, "sample_sent_to_lab_date", "before the complaint")
    reported_early = test_report_date is not None and test_report_date < sample_sent_to_lab_date
    require(not reported_early, "test_report_date", "before the sample was sent")
    clocks = _Clocks(calendar, on)
    deadline = clocks.day(Step.SAMPLING, complaint_date, "complaint_date")
    on_time = sample_sent_to_lab_date <= deadline
    zh, english = ("已依限送驗。", "Sent in time.") if on_time else ("逾期送驗。", "Sent too late.")
    reasons = (Reason(zh, english, IRREGULAR_PROCEDURE), *clocks.reasons)
    return Finding("quality-complaint-check", QualityComplaintCheck(deadline, on_time), reasons, passed=on_time)
