"""Points 49 and 50, annexes 14 and 17: objections - whom to, until when, whether accepted, and what follows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import APPEAL_ACT, PROCEDURE_ACT, annex, article, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import FIRST_DAY_NOT_COUNTED, REST_DAY_MOVES, days_after, rest_day_reason
from smilemark.law.rules import rule
from smilemark.law.working_days import WorkingDayCalendar, moved

APPEAL = article(APPEAL_ACT, 14, 1)
POSTMARK_COUNTS = article(PROCEDURE_ACT, 49)


class Remedy(StrEnum):
    """Who objects to what."""

    OPERATOR_OBJECTION = auto()
    BODY_OBJECTION = auto()
    OTHER_USER_OBJECTION = auto()
    OTHER_USER_COMPLAINT = auto()
    LABEL_QUANTITY_OBJECTION = auto()


class Appeal(StrEnum):
    """訴願, the remedy outside the regulation."""

    ADMINISTRATIVE_APPEAL = auto()


class Addressee(StrEnum):
    """Where it is filed."""

    ADMINISTRATION = auto()
    SECRETARIAT = auto()
    CERTIFICATION_BODY = auto()
    MINISTRY_OF_ECONOMIC_AFFAIRS = auto()


DAYS = {
    Remedy.OPERATOR_OBJECTION: {REGULATION_VERSION: 30},
    Remedy.BODY_OBJECTION: {REGULATION_VERSION: 30},
    Remedy.OTHER_USER_OBJECTION: {REGULATION_VERSION: 30},
    Remedy.OTHER_USER_COMPLAINT: {REGULATION_VERSION: 30},
    Remedy.LABEL_QUANTITY_OBJECTION: {REGULATION_VERSION: 7},
}
"""Days from the receipt of the decision or notice, that day not counted."""

APPEAL_DAYS = {REGULATION_VERSION: 30}
"""訴願法第十四條第一項, as it stood when this version of the regulation began."""

ADDRESSEE = {
    Remedy.OPERATOR_OBJECTION: Addressee.ADMINISTRATION,
    Remedy.BODY_OBJECTION: Addressee.ADMINISTRATION,
    Remedy.OTHER_USER_OBJECTION: Addressee.SECRETARIAT,
    Remedy.OTHER_USER_COMPLAINT: Addressee.ADMINISTRATION,
    Remedy.LABEL_QUANTITY_OBJECTION: Addressee.CERTIFICATION_BODY,
}
PLACE = {
    Remedy.OPERATOR_OBJECTION: point(49, 1, 1),
    Remedy.BODY_OBJECTION: point(50, 1, 1),
    Remedy.OTHER_USER_OBJECTION: annex(17, 6, 3),
    Remedy.OTHER_USER_COMPLAINT: annex(17, 6, 4),
    Remedy.LABEL_QUANTITY_OBJECTION: annex(14, 6, 1),
}
TO_THE_COUNCIL = frozenset({Remedy.OTHER_USER_OBJECTION, Remedy.OTHER_USER_COMPLAINT})
ANY_FORM = frozenset({Remedy.LABEL_QUANTITY_OBJECTION})
"""Annex 14 names no form; every other remedy is 以書面."""

REMEDY_WORDS = {
    Remedy.OPERATOR_OBJECTION: "異議",
    Remedy.BODY_OBJECTION: "異議",
    Remedy.OTHER_USER_OBJECTION: "異議",
    Remedy.OTHER_USER_COMPLAINT: "申訴",
    Remedy.LABEL_QUANTITY_OBJECTION: "異議",
}
ADDRESSEE_WORDS = {
    Addressee.ADMINISTRATION: "經濟部產業發展署",
    Addressee.SECRETARIAT: "秘書處",
    Addressee.CERTIFICATION_BODY: "驗證機構",
    Addressee.MINISTRY_OF_ECONOMIC_AFFAIRS: "經濟部",
}


class Party(StrEnum):
    """Who disagrees; an applicant counts as a certified operator."""

    CERTIFIED_OPERATOR = auto()
    CERTIFICATION_BODY = auto()
    LABORATORY = auto()
    OTHER_USER = auto()


class Stage(StrEnum):
    """Against the first decision, or against the result of its review."""

    FIRST_DECISION = auto()
    AFTER_REVIEW = auto()


ROUTE: dict[tuple[Party, Stage], Remedy] = {
    (Party.CERTIFIED_OPERATOR, Stage.FIRST_DECISION): Remedy.OPERATOR_OBJECTION,
    (Party.CERTIFICATION_BODY, Stage.FIRST_DECISION): Remedy.BODY_OBJECTION,
    (Party.LABORATORY, Stage.FIRST_DECISION): Remedy.BODY_OBJECTION,
    (Party.OTHER_USER, Stage.FIRST_DECISION): Remedy.OTHER_USER_OBJECTION,
    (Party.OTHER_USER, Stage.AFTER_REVIEW): Remedy.OTHER_USER_COMPLAINT,
}
"""Whoever is not in the table appeals to the ministry (訴願)."""

APPEAL_PLACE = {
    Party.CERTIFIED_OPERATOR: point(49, 1, 2),
    Party.CERTIFICATION_BODY: point(50, 1, 2),
    Party.LABORATORY: point(50, 1, 2),
}


@dataclass(frozen=True, slots=True)
class ObjectionRoute:
    """Result of `objection-route`."""

    remedy: Remedy | Appeal
    addressee: Addressee
    days: int
    council_deliberation: bool


@rule(
    "objection-route",
    "Which remedy, and to whom?",
    "救濟途徑",
    PLACE[Remedy.OPERATOR_OBJECTION],
    PLACE[Remedy.BODY_OBJECTION],
    *dict.fromkeys(APPEAL_PLACE.values()),
    PLACE[Remedy.OTHER_USER_OBJECTION],
    PLACE[Remedy.OTHER_USER_COMPLAINT],
    APPEAL,
)
def objection_route(*, party: Party, stage: Stage, on: date) -> Finding[ObjectionRoute]:
    """The remedy against a first decision or against the result of its review.

    Source: points 49, 50; annex 17 point 6(3)-(4); 訴願法第十四條. Units: days. Reading: AMB-32. Errors: none.
    """
    remedy = ROUTE.get((party, stage))
    if remedy is None:
        days = in_force(APPEAL_DAYS, on)
        route = ObjectionRoute(
            Appeal.ADMINISTRATIVE_APPEAL,
            Addressee.MINISTRY_OF_ECONOMIC_AFFAIRS,
            days,
            council_deliberation=False,
        )
        zh, place = f"不服複查決定者，得於{days}日內向經濟部提起訴願。", APPEAL_PLACE[party]
        reasons = [Reason(zh, f"An appeal to the ministry within {days} days.", place)]
        reasons.append(Reason("訴願應於法定期間內提起。", "The period is that of the appeal act.", APPEAL))
        return Finding("objection-route", route, tuple(reasons))
    days, addressee, place = in_force(DAYS[remedy], on), ADDRESSEE[remedy], PLACE[remedy]
    council = remedy in TO_THE_COUNCIL
    zh = f"得於{days}日內向{ADDRESSEE_WORDS[addressee]}提出{REMEDY_WORDS[remedy]}"
    zh += "，複查結果提認證審議會審議。" if council else "。"
    english = f"{remedy.value} to the {addressee.value} within {days} days."
    reason = Reason(zh, english, place)
    return Finding("objection-route", ObjectionRoute(remedy, addressee, days, council), (reason,))


@dataclass(frozen=True, slots=True)
class ObjectionDeadline:
    """Result of `objection-deadline`."""

    days: int
    nominal_end: date
    deadline: date
    addressee: Addressee


def _deadline(
    remedy: Remedy, notice_date: date, calendar: WorkingDayCalendar, on: date
) -> tuple[ObjectionDeadline, tuple[Reason, ...]]:
    """The day of receipt is not counted; a rest day moves."""
    days = in_force(DAYS[remedy], on)
    nominal = days_after(notice_date, days)
    deadline = moved(nominal, calendar, field="notice_date")
    reason = Reason(
        f"於收受後{days}日內提出，至{deadline.isoformat()}止。",
        f"Within {days} days of receipt: to {deadline.isoformat()}.",
        PLACE[remedy],
    )
    result = ObjectionDeadline(days, nominal, deadline, ADDRESSEE[remedy])
    return result, (reason, *rest_day_reason(nominal, deadline))


@rule(
    "objection-deadline",
    "Last day for an objection",
    "異議期限",
    *dict.fromkeys(PLACE.values()),
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
)
def objection_deadline(
    *, remedy: Remedy, notice_date: date, calendar: WorkingDayCalendar, on: date
) -> Finding[ObjectionDeadline]:
    """Last day to object, and where to.

    Source: points 49, 50; annex 14 point 6(1); annex 17 point 6(3)-(4). Units: days, the day of receipt not
    counted. Reading: AMB-01, AMB-02, AMB-32, AMB-48.
    Errors: `notice_date` if the day to test lies outside the calendar.
    """
    result, reasons = _deadline(remedy, notice_date, calendar, on)
    return Finding("objection-deadline", result, reasons)


class Filing(StrEnum):
    """How the objection was filed."""

    HAND = auto()
    REGISTERED_MAIL = auto()
    ORDINARY_MAIL = auto()
    ELECTRONIC = auto()


MAIL = frozenset({Filing.REGISTERED_MAIL, Filing.ORDINARY_MAIL})


class NotAccepted(StrEnum):
    """逾期、未以書面."""

    LATE = auto()
    NOT_IN_WRITING = auto()


@dataclass(frozen=True, slots=True)
class ObjectionAdmissibility:
    """Result of `objection-admissibility`."""

    deadline: date
    decisive_date: date
    accepted: bool
    reason: NotAccepted | None


_NOT_ACCEPTED_WORDS = {
    None: ("已依限以所定方式提出，應予受理。", "In time and in form: accepted."),
    NotAccepted.LATE: ("逾期提出，不予受理。", "Filed too late: not accepted."),
    NotAccepted.NOT_IN_WRITING: ("未以書面提出，不予受理。", "Not in writing: not accepted."),
}


@rule(
    "objection-admissibility",
    "Is an objection accepted?",
    "異議應否受理",
    *dict.fromkeys(PLACE.values()),
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
    POSTMARK_COUNTS,
)
def objection_admissibility(
    *,
    remedy: Remedy,
    notice_date: date,
    filing_method: Filing,
    postmark_date: date | None,
    arrival_date: date,
    in_writing: bool,
    calendar: WorkingDayCalendar,
    on: date,
) -> Finding[ObjectionAdmissibility]:
    """Whether the objection came in time and in writing.

    Source: points 49 I(1), 50 I(1); annex 14 point 6(1); annex 17 point 6(3)-(4); 行政程序法第四十八、四十九條.
    Units: days. Reading: AMB-31 (only registered mail counts by its postmark).
    Errors: `postmark_date` missing for mail, given for another method, or before the notice; `arrival_date`
    before the notice or the postmark; `notice_date` if the day to test lies outside the calendar.
    """
    fits = (postmark_date is not None) == (filing_method in MAIL)
    require(fits, "postmark_date", "needed for mail, not allowed otherwise")
    require(postmark_date is None or postmark_date >= notice_date, "postmark_date", "before the notice")
    arrived_in_order = arrival_date >= (postmark_date or notice_date)
    require(arrived_in_order, "arrival_date", "before the notice or the postmark")
    limit, limit_reasons = _deadline(remedy, notice_date, calendar, on)
    by_postmark = filing_method == Filing.REGISTERED_MAIL
    decisive = arrival_date if postmark_date is None or not by_postmark else postmark_date
    fault = None
    if decisive > limit.deadline:
        fault = NotAccepted.LATE
    elif not in_writing and remedy not in ANY_FORM:
        fault = NotAccepted.NOT_IN_WRITING
    counted = Reason(
        f"以{'掛號郵戳' if by_postmark else '到達'}日{decisive.isoformat()}為準。",
        f"{'The postmark' if by_postmark else 'Arrival'} counts: {decisive.isoformat()}.",
        POSTMARK_COUNTS,
    )
    reasons = (Reason(*_NOT_ACCEPTED_WORDS[fault], PLACE[remedy]), counted, *limit_reasons)
    result = ObjectionAdmissibility(limit.deadline, decisive, fault is None, fault)
    return Finding("objection-admissibility", result, reasons, passed=fault is None)


class ReviewedRemedy(StrEnum):
    """The objections the administration reviews itself."""

    OPERATOR_OBJECTION = auto()
    BODY_OBJECTION = auto()


class OriginalDecision(StrEnum):
    """撤銷原決定、維持原決定."""

    REVOKED = auto()
    UPHELD = auto()


class ReviewAction(StrEnum):
    """另為適法之決定、檢附理由以書面通知."""

    NEW_LAWFUL_DECISION = auto()
    WRITTEN_NOTICE_WITH_REASONS = auto()


@dataclass(frozen=True, slots=True)
class ObjectionReview:
    """Result of `objection-review`."""

    original_decision: OriginalDecision
    action: ReviewAction
    next_remedy: Appeal | None


REVIEW_POINT = {ReviewedRemedy.OPERATOR_OBJECTION: 49, ReviewedRemedy.BODY_OBJECTION: 50}


@rule(
    "objection-review",
    "Result of the review of an objection",
    "異議複查之結果",
    *(point(number, 1, item) for number in REVIEW_POINT.values() for item in (1, 2)),
)
def objection_review(*, remedy: ReviewedRemedy, well_founded: bool) -> Finding[ObjectionReview]:
    """What the administration must do after its review, and the remedy that is left.

    Source: points 49 I(1)-(2), 50 I(1)-(2). Reading: AMB-75 (the objection suspends nothing). Errors: none.
    """
    number = REVIEW_POINT[remedy]
    if well_founded:
        zh = "異議有理由，應撤銷原決定，另為適法之決定。"
        reasons = [Reason(zh, "Well founded: revoked, another lawful decision.", point(number, 1, 1))]
        result = ObjectionReview(OriginalDecision.REVOKED, ReviewAction.NEW_LAWFUL_DECISION, None)
    else:
        zh = "複查後維持原決定，應檢附理由以書面通知。"
        reasons = [Reason(zh, "Upheld: notice in writing with reasons.", point(number, 1, 1))]
        zh = "不服複查決定者，應依訴願法向經濟部提出訴願。"
        reasons.append(Reason(zh, "An appeal to the ministry is left.", point(number, 1, 2)))
        notice = ReviewAction.WRITTEN_NOTICE_WITH_REASONS
        result = ObjectionReview(OriginalDecision.UPHELD, notice, Appeal.ADMINISTRATIVE_APPEAL)
    return Finding("objection-review", result, tuple(reasons), passed=well_founded)
