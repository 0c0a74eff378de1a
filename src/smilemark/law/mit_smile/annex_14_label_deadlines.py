"""Annex 14 points 3(4) and 6: delivery, reprint, and the reply to a quantity objection."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import annex
from smilemark.law.facts import ShortText, Size, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import FIRST_DAY_NOT_COUNTED, REST_DAY_MOVES, days_after, rest_day_reason
from smilemark.law.rules import rule
from smilemark.law.wording import missing_reason
from smilemark.law.working_days import WorkingDayCalendar, moved

DELIVERY = annex(14, 3, 4)
REPLY = annex(14, 6, 1)
REPRINT = annex(14, 6, 2)

REPLY_DAYS = {REGULATION_VERSION: 7}
DELIVERY_DAYS = {REGULATION_VERSION: 7}
REPRINT_DAYS = {REGULATION_VERSION: 15}
"""Calendar days, the first day not counted (AMB-48)."""

_DONE_WORDS = {
    None: ("尚未辦理。", "Not done yet."),
    True: ("已依限辦理。", "Done in time."),
    False: ("已逾期。", "Too late."),
}


class Recipient(StrEnum):
    """異議業者、秘書處."""

    OBJECTING_OPERATOR = auto()
    SECRETARIAT = auto()


_RECIPIENT_WORDS = {
    Recipient.OBJECTING_OPERATOR: "提供書面說明予異議業者",
    Recipient.SECRETARIAT: "副知秘書處",
}


@dataclass(frozen=True, slots=True)
class LabelObjectionReply:
    """Result of `label-objection-reply`."""

    nominal_end: date
    deadline: date
    on_time: bool | None
    missing_recipients: tuple[Recipient, ...]
    complete: bool


@rule(
    "label-objection-reply",
    "Written explanation after a quantity objection",
    "核准清單異議之書面說明",
    REPLY,
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
)
def label_objection_reply(
    *,
    objection_received_date: date,
    sent_date: date | None,
    sent_to: Annotated[tuple[Recipient, ...], Size(0, 2, unique=True)],
    calendar: WorkingDayCalendar,
    on: date,
) -> Finding[LabelObjectionReply]:
    """Whether the body explained in time, to the operator and to the secretariat.

    Source: annex 14 point 6(1). Units: days, the day of receipt not counted. Reading: AMB-48.
    Errors: `sent_date` before the receipt; `sent_to` not empty while nothing was sent;
    `objection_received_date` if the day to test lies outside the calendar.
    """
    early = sent_date is not None and sent_date < objection_received_date
    require(not early, "sent_date", "before the objection was received")
    require(sent_date is not None or not sent_to, "sent_to", "nothing was sent yet")
    nominal = days_after(objection_received_date, in_force(REPLY_DAYS, on))
    deadline = moved(nominal, calendar, field="objection_received_date")
    on_time = None if sent_date is None else sent_date <= deadline
    missing = tuple(recipient for recipient in Recipient if recipient not in sent_to)
    complete = on_time is True and not missing
    reasons = (
        Reason(*_DONE_WORDS[on_time], REPLY),
        missing_reason(missing, _RECIPIENT_WORDS, REPLY),
        *_until(nominal, deadline),
    )
    result = LabelObjectionReply(nominal, deadline, on_time, missing, complete)
    return Finding("label-objection-reply", result, reasons, passed=complete)


def _until(nominal: date, deadline: date) -> tuple[Reason, ...]:
    zh = f"始日不計，期限至{deadline.isoformat()}止。"
    counted = Reason(zh, f"The first day is not counted: to {deadline.isoformat()}.", FIRST_DAY_NOT_COUNTED)
    return (counted, *rest_day_reason(nominal, deadline))


@dataclass(frozen=True, slots=True)
class LabelDelivery:
    """Result of `label-delivery`."""

    nominal_end: date
    deadline: date
    late: bool | None
    breach: bool | None


@rule(
    "label-delivery",
    "Delivery of government-printed labels",
    "本署印製標章之送交期限",
    DELIVERY,
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
)
def label_delivery(
    *,
    list_received_date: date,
    delivered_date: date | None,
    special_circumstance: ShortText | None,
    calendar: WorkingDayCalendar,
    on: date,
) -> Finding[LabelDelivery]:
    """Whether the printer delivered in time; lateness with a recorded reason is no breach (除特殊情形外).

    Source: annex 14 point 3(4). Units: days from the receipt of the list, that day not counted.
    Reading: AMB-48. Errors: `delivered_date` before the list; `list_received_date` if the day to test lies
    outside the calendar.
    """
    early = delivered_date is not None and delivered_date < list_received_date
    require(not early, "delivered_date", "before the list was received")
    nominal = days_after(list_received_date, in_force(DELIVERY_DAYS, on))
    deadline = moved(nominal, calendar, field="list_received_date")
    late = None if delivered_date is None else delivered_date > deadline
    breach = None if late is None else late and special_circumstance is None
    on_time = None if late is None else not late
    reasons = [Reason(*_DONE_WORDS[on_time], DELIVERY), *_until(nominal, deadline)]
    if late and not breach:
        reasons.append(Reason("具特殊情形，不構成違反。", "A special circumstance excuses it.", DELIVERY))
    result = LabelDelivery(nominal, deadline, late, breach)
    return Finding("label-delivery", result, tuple(reasons), passed=None if breach is None else not breach)


@dataclass(frozen=True, slots=True)
class LabelReprint:
    """Result of `label-reprint`."""

    nominal_end: date
    deadline: date
    on_time: bool | None


@rule(
    "label-reprint",
    "Reprint of faulty labels",
    "誤差標章之重新印製",
    REPRINT,
    FIRST_DAY_NOT_COUNTED,
    REST_DAY_MOVES,
)
def label_reprint(
    *, error_verified_date: date, delivered_date: date | None, calendar: WorkingDayCalendar, on: date
) -> Finding[LabelReprint]:
    """Whether the printer reprinted and delivered in time.

    Source: annex 14 point 6(2). Units: days from the day the error was verified, that day not counted.
    Reading: AMB-48. Errors: `delivered_date` before that day; `error_verified_date` if the day to test lies
    outside the calendar.
    """
    early = delivered_date is not None and delivered_date < error_verified_date
    require(not early, "delivered_date", "before the error was verified")
    nominal = days_after(error_verified_date, in_force(REPRINT_DAYS, on))
    deadline = moved(nominal, calendar, field="error_verified_date")
    on_time = None if delivered_date is None else delivered_date <= deadline
    reasons = (Reason(*_DONE_WORDS[on_time], REPRINT), *_until(nominal, deadline))
    return Finding("label-reprint", LabelReprint(nominal, deadline, on_time), reasons, passed=on_time)
