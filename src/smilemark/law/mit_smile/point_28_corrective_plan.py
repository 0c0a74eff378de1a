"""Point 28 I(1)3, (2): the corrective plan (annex 9) and its time limit."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import FactsError, require, taipei_day
from smilemark.law.finding import Finding, Reason
from smilemark.law.periods import REST_DAY_MOVES, rest_day_reason
from smilemark.law.rules import rule
from smilemark.law.working_days import WorkingDayCalendar, moved

LATE_FAILS = point(28, 1, 1, 3)
REFUSED_FAILS = point(28, 1, 1, 1)
PLAN_DUE = point(28, 1, 2)
HOW_FILED = annex(9, 2)


class PlanFiling(StrEnum):
    """How the plan was filed; NONE = not filed yet."""

    NONE = auto()
    HAND = auto()
    POST = auto()
    FAX = auto()
    EMAIL = auto()


class PlanOutcome(StrEnum):
    """What the plan leads to."""

    PASS = auto()
    FAIL = auto()
    PLAN_PENDING = auto()


@dataclass(frozen=True, slots=True)
class CorrectivePlan:
    """Result of `corrective-plan`."""

    effective_due_date: date
    decisive_date: date | None
    on_time: bool | None
    outcome: PlanOutcome


_WORDS = {
    PlanOutcome.PASS: ("已於期限內提報矯正計畫，判定通過。", "The plan was filed in time: passed.", PLAN_DUE),
    PlanOutcome.FAIL: (
        "逾期未提報矯正計畫，判定不通過。",
        "The plan was not filed in time: failed.",
        LATE_FAILS,
    ),
    PlanOutcome.PLAN_PENDING: (
        "提報期限尚未屆滿，俟提報後判定。",
        "The time limit is still running.",
        PLAN_DUE,
    ),
}
_REFUSED = Reason(
    "拒絕赴廠查核矯正計畫執行情形，判定不通過。",
    "A check of the plan at the factory was refused: failed.",
    REFUSED_FAILS,
)


@rule(
    "corrective-plan",
    "Was the corrective plan filed in time?",
    "矯正計畫是否依限提報",
    LATE_FAILS,
    PLAN_DUE,
    annex(7),
    HOW_FILED,
    REST_DAY_MOVES,
)
def corrective_plan(
    *,
    due_date: date,
    filing_method: PlanFiling,
    arrival_date: date | None,
    postmark_date: date | None,
    transmitted_at: datetime | None,
    factory_check_refused: bool,
    as_of_date: date,
    calendar: WorkingDayCalendar,
) -> Finding[CorrectivePlan]:
    """Whether the plan was in time, and what follows for the assessment.

    Source: point 28 I(1)3, (2); annex 7 結果判定; annex 9 note 2. Units: days; any post counts by its
    postmark.
    Reading: AMB-16 (filed in time passes, a refused check fails), AMB-17 (a due date on a rest day moves).
    Errors: a date the method needs or forbids; `arrival_date` before the postmark; `as_of_date` before the
    filing; `due_date` outside the calendar.
    """
    decisive = _decisive_date(filing_method, arrival_date, postmark_date, transmitted_at)
    require(decisive is None or decisive <= as_of_date, "as_of_date", "before the plan was filed")
    due = moved(due_date, calendar, field="due_date")
    on_time = _on_time(decisive, due, as_of_date)
    outcome = PlanOutcome.PLAN_PENDING
    if on_time is not None:
        outcome = PlanOutcome.PASS if on_time else PlanOutcome.FAIL
    reason = Reason(*_WORDS[outcome])
    if factory_check_refused:
        outcome, reason = PlanOutcome.FAIL, _REFUSED
    return Finding(
        "corrective-plan",
        CorrectivePlan(due, decisive, on_time, outcome),
        (reason, *rest_day_reason(due_date, due)),
        passed=None if outcome == PlanOutcome.PLAN_PENDING else outcome == PlanOutcome.PASS,
    )


def _on_time(decisive: date | None, due: date, as_of_date: date) -> bool | None:
    """Not filed: open until the end of the due date, then late."""
    if decisive is not None:
        return decisive <= due
    return None if as_of_date <= due else False


_NEEDED = {
    PlanFiling.NONE: frozenset[str](),
    PlanFiling.HAND: frozenset({"arrival_date"}),
    PlanFiling.POST: frozenset({"postmark_date"}),
    PlanFiling.FAX: frozenset({"transmitted_at"}),
    PlanFiling.EMAIL: frozenset({"transmitted_at"}),
}
_OPTIONAL = {PlanFiling.POST: frozenset({"arrival_date"})}


def _decisive_date(
    method: PlanFiling, arrival: date | None, postmark: date | None, transmitted: datetime | None
) -> date | None:
    """Hand: arrival. Post: postmark. Fax and e-mail: the calendar day of the transmission."""
    given = {"arrival_date": arrival, "postmark_date": postmark, "transmitted_at": transmitted}
    for field, value in given.items():
        if value is None:
            require(field not in _NEEDED[method], field, f"needed for filing method {method}")
        elif field not in _NEEDED[method] | _OPTIONAL.get(method, frozenset()):
            raise FactsError(field, f"not allowed for filing method {method}")
    if arrival is not None and postmark is not None:
        require(arrival >= postmark, "arrival_date", "before the postmark")
    if transmitted is not None:
        return taipei_day(transmitted).date()
    return postmark or arrival
