"""Government-printed labels before the law: who may apply, which papers, which quantity, until when (annex 14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.annex_14_label_applications import (
    LabelApplicationDocuments,
    LabelPrintRoute,
    LabelQuantityReview,
    LabelRequest,
    QuantityCriterion,
    label_application_documents,
    label_print_route,
    label_quantity_review,
)
from smilemark.law.mit_smile.annex_14_label_deadlines import (
    LabelDelivery,
    LabelObjectionReply,
    LabelReprint,
    Recipient,
    label_delivery,
    label_objection_reply,
    label_reprint,
)
from smilemark.law.mit_smile.annex_14_label_quantity import QuantityLimit, quantity_worksheet
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_49_objections import (
    Filing,
    ObjectionAdmissibility,
    Remedy,
    objection_admissibility,
    objection_deadline,
)
from smilemark.law.periods import Effect, Unit, period_end
from smilemark.mark.legal.answers import Answer as Answer  # noqa: PLC0414  # named by the actions beside the rules they ask
from smilemark.mark.legal.answers import ask

if TYPE_CHECKING:
    from datetime import date

    from smilemark.mark.models import OrderLine

FORM_COPIES = 2
"""The form is kept and drawn once; either side takes its copy (正、副本)."""
LIMIT_WORDS = {
    QuantityLimit.ASKED: "申請數量未逾試算需要數量",
    QuantityLimit.SALES_RECORD: "以銷售實績及安全存量計算",
    QuantityLimit.PRODUCTION_CAPACITY: "以產能規模及安全存量計算",
    QuantityLimit.STOCK_SUFFICES: "現有標章數量已足敷使用",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and whether it rests on an estimated calendar."""

    last_day: date
    is_estimated: bool


def route(product_class: int, *, stopped: bool) -> Answer[LabelPrintRoute]:
    """Whether labels printed by the administration may be applied for (annex 14 points 2(2), 3(4), 7)."""
    facts = {
        "product_class": ProductClass(product_class),
        "request": LabelRequest.GOVERNMENT_PRINT,
        "intake_stopped": stopped,
    }
    return ask(facts, label_print_route)


def papers(*, copies: int, scans: int, on: date) -> Answer[LabelApplicationDocuments]:
    """Whether form and proof of the quantity are there (annex 14 point 5(2))."""
    facts = {
        "request": LabelRequest.GOVERNMENT_PRINT,
        "form_copies": FORM_COPIES,
        "sample_copies": 0,
        "quantity_proof_copies": copies,
        "quantity_proof_scans": scans,
    }
    return ask(facts, label_application_documents, "files", on=on)


# ---- quantity ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Worksheet:
    """試算: what the three criteria come to for one product, and in words what the number ends at."""

    by_sales: int
    by_capacity: int
    needed: int
    proposed: int
    words: str


def worksheet(line: OrderLine, months: int) -> Worksheet:
    """The worksheet of a line: what the body found where it found otherwise than the firm says (annex 14 point 4(2)).

    Raises:
        Refused: a number that cannot be.
    """
    try:
        found = quantity_worksheet(
            asked=line.asked,
            sold_in_year=_or(line.found_sold, line.sold_in_year),
            capacity_of_year=_or(line.found_capacity, line.capacity_of_year),
            at_hand=_or(line.found_at_hand, line.at_hand),
            safety_stock=_or(line.found_safety_stock, line.safety_stock),
            months=months,
        )
    except FactsError as error:
        raise Refused("試算數字須為零以上之整數。", field=error.field) from error
    return Worksheet(found.by_sales, found.by_capacity, found.needed, found.proposed, LIMIT_WORDS[found.limit])


def _or(found: int | None, said: int) -> int:
    return said if found is None else found


def review(*, sales: bool, capacity: bool, safety_stock: bool) -> Answer[LabelQuantityReview]:
    """Whether all three criteria were looked at (annex 14 point 4(2))."""
    looked = (
        (sales, QuantityCriterion.SALES_RECORD),
        (capacity, QuantityCriterion.PRODUCTION_CAPACITY),
        (safety_stock, QuantityCriterion.SAFETY_STOCK),
    )
    return ask({"criteria": tuple(criterion for was, criterion in looked if was)}, label_quantity_review, "criteria")


# ---- objection to the quantity ----------------------------------------------------------------------------


def objection_until(notice_on: date) -> Deadline:
    """The last day to object to the approved quantity (annex 14 point 6(1))."""
    office = calendar.office()
    facts = {"remedy": Remedy.LABEL_QUANTITY_OBJECTION, "notice_date": notice_on}
    found = ask(facts, objection_deadline, calendar=office, on=notice_on).result
    return Deadline(found.deadline, office.is_estimated(found.nominal_end) or office.is_estimated(found.deadline))


def admissibility(*, notice_on: date, filed_on: date, on: date) -> Answer[ObjectionAdmissibility]:
    """Whether an objection filed in the system came in time (annex 14 point 6(1): 逾期不受理)."""
    facts = {
        "remedy": Remedy.LABEL_QUANTITY_OBJECTION,
        "notice_date": notice_on,
        "filing_method": Filing.ELECTRONIC,
        "postmark_date": None,
        "arrival_date": filed_on,
        "in_writing": True,
    }
    return ask(facts, objection_admissibility, calendar=calendar.office(), on=on)


def reply(received_on: date, *, sent_on: date | None, on: date) -> Answer[LabelObjectionReply]:
    """Until when the body explains, and whether it did, to the firm and to the secretariat (annex 14 point 6(1))."""
    to = (Recipient.OBJECTING_OPERATOR, Recipient.SECRETARIAT) if sent_on is not None else ()
    facts = {"objection_received_date": received_on, "sent_date": sent_on, "sent_to": to}
    return ask(facts, label_objection_reply, calendar=calendar.office(), on=on)


# ---- delivery ---------------------------------------------------------------------------------------------


def delivery(
    received_on: date, *, delivered_on: date | None, circumstance: str | None, on: date
) -> Answer[LabelDelivery]:
    """Until when the printing body delivers, and whether it did (annex 14 point 3(4))."""
    facts = {
        "list_received_date": received_on,
        "delivered_date": delivered_on,
        "special_circumstance": circumstance or None,
    }
    return ask(facts, label_delivery, "late_reason", calendar=calendar.office(), on=on)


def reprint(verified_on: date, *, delivered_on: date | None, on: date) -> Answer[LabelReprint]:
    """Until when a reprint is delivered, and whether it was (annex 14 point 6(2))."""
    facts = {"error_verified_date": verified_on, "delivered_date": delivered_on}
    return ask(facts, label_reprint, "delivered_on", calendar=calendar.office(), on=on)


def is_estimated(*days: date) -> bool:
    """Whether one of the days lies where the office calendar is an estimate."""
    office = calendar.office()
    return any(office.is_estimated(day) for day in days)


def days_from(start: date, days: int) -> Deadline:
    """The end of a period of days that somebody must act in (行政程序法第四十八條第二項、第四項)."""
    facts = {"start_date": start, "length": days, "unit": Unit.DAYS, "effect": Effect.ORDINARY}
    found = ask(facts, period_end, "days", calendar=calendar.office()).result
    return Deadline(found.effective_end, is_estimated(found.nominal_end, found.effective_end))
