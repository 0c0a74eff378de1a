"""Point 24 II: collection and disposal of samples."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import FIRST_DAY_NOT_COUNTED, ONE_DAY, REST_DAY_MOVES, months_from, rest_day_reason
from smilemark.law.rules import rule
from smilemark.law.wording import missing_reason
from smilemark.law.working_days import WorkingDayCalendar, moved

POINT_24 = point(24, 2)

COLLECTION_MONTHS = {REGULATION_VERSION: 1}
"""自通知日起一個月未領回者."""


@dataclass(frozen=True, slots=True)
class SampleCollection:
    """Result of `sample-collection`."""

    nominal_end: date
    collect_until: date
    may_destroy_from: date


def _collection(notice_date: date, calendar: WorkingDayCalendar, on: date) -> SampleCollection:
    nominal = months_from(notice_date + ONE_DAY, in_force(COLLECTION_MONTHS, on))
    until = moved(nominal, calendar, field="notice_date")
    return SampleCollection(nominal, until, until + ONE_DAY)


@rule(
    "sample-collection",
    "Until when may samples be collected?",
    "樣品領回期限",
    POINT_24,
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
)
def sample_collection(*, notice_date: date, calendar: WorkingDayCalendar, on: date) -> Finding[SampleCollection]:
    """Last day to collect samples, and the first day they may be destroyed.

    Source: point 24 II. Units: one month from the day the notice is sent, that day not counted.
    Reading: AMB-44, AMB-02. Errors: `notice_date` if the day to test lies outside the calendar.
    """
    result = _collection(notice_date, calendar, on)
    reason = Reason(
        f"通知領回後一個月內得領回，至{result.collect_until.isoformat()}止。",
        f"Samples may be collected within one month of the notice: to {result.collect_until.isoformat()}.",
        POINT_24,
    )
    reasons = (reason, *rest_day_reason(result.nominal_end, result.collect_until))
    return Finding("sample-collection", result, reasons)


class DisposalPaper(StrEnum):
    """拍照存證、做成紀錄、通知業者."""

    PHOTO = auto()
    RECORD = auto()
    RESULT_NOTICE = auto()


_PAPER_WORDS = {
    DisposalPaper.PHOTO: "拍照存證",
    DisposalPaper.RECORD: "做成紀錄",
    DisposalPaper.RESULT_NOTICE: "將處理結果通知業者",
}


@dataclass(frozen=True, slots=True)
class SampleDisposal:
    """Result of `sample-disposal`."""

    may_destroy_from: date
    disposal_allowed: bool
    missing: tuple[DisposalPaper, ...]
    compliant: bool


@rule("sample-disposal", "Was the disposal of samples in order?", "樣品銷毀是否合規", POINT_24)
def sample_disposal(
    *,
    notice_date: date,
    disposal_date: date,
    collected: bool,
    photographed: bool,
    recorded: bool,
    result_notified: bool,
    calendar: WorkingDayCalendar,
    on: date,
) -> Finding[SampleDisposal]:
    """Whether samples might be destroyed that day, and whether photo, record and notice were made.

    Source: point 24 II. Units: days. Reading: AMB-44.
    Errors: `notice_date` outside the calendar; `disposal_date` before `notice_date`.
    """
    collection = _collection(notice_date, calendar, on)
    require(disposal_date >= notice_date, "disposal_date", "before the notice")
    done = {
        DisposalPaper.PHOTO: photographed,
        DisposalPaper.RECORD: recorded,
        DisposalPaper.RESULT_NOTICE: result_notified,
    }
    missing = tuple(paper for paper, made in done.items() if not made)
    allowed = not collected and disposal_date >= collection.may_destroy_from
    compliant = allowed and not missing
    if allowed:
        reason = Reason("逾期未領回，得逕予銷毀。", "Not collected in time: may be destroyed.", POINT_24)
    else:
        zh = "樣品已領回或領回期限尚未屆滿，不得銷毀。"
        reason = Reason(zh, "Collected, or the time to collect is still running.", POINT_24)
    return Finding(
        "sample-disposal",
        SampleDisposal(collection.may_destroy_from, allowed, missing, compliant),
        (reason, missing_reason(missing, _PAPER_WORDS, POINT_24)),
        passed=compliant,
    )
