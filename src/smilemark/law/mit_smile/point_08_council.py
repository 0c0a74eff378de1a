"""Point 8: the certification council, its members and their terms."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import point
from smilemark.law.facts import Between, Count, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import months_from
from smilemark.law.rules import rule

COMPOSITION = point(8, 1)
TERM = point(8, 2)
OWN_OFFICE = point(8, 3)

TERM_MONTHS = {REGULATION_VERSION: 24}

Seats = Annotated[int, Between(0, 1000)]


class Seat(StrEnum):
    """Categories of members, in the order of point 8 I."""

    ADMINISTRATION = auto()
    TRADE_ADMINISTRATION = auto()
    BSMI = auto()
    IP_OFFICE = auto()
    COMMERCE_ADMINISTRATION = auto()
    INDUSTRY = auto()
    SCHOLARS = auto()


SEAT_NAMES = {
    Seat.ADMINISTRATION: "本署",
    Seat.TRADE_ADMINISTRATION: "國際貿易署",
    Seat.BSMI: "標準檢驗局",
    Seat.IP_OFFICE: "智慧財產局",
    Seat.COMMERCE_ADMINISTRATION: "商業發展署",
    Seat.INDUSTRY: "產業團體代表",
    Seat.SCHOLARS: "學者、專家",
}
SEAT_RANGES = {
    REGULATION_VERSION: {
        Seat.ADMINISTRATION: (1, 2),
        Seat.TRADE_ADMINISTRATION: (1, 1),
        Seat.BSMI: (1, 1),
        Seat.IP_OFFICE: (1, 1),
        Seat.COMMERCE_ADMINISTRATION: (1, 1),
        Seat.INDUSTRY: (2, 5),
        Seat.SCHOLARS: (3, 5),
    }
}
"""Least and most members per category; together 10 to 16, the chair not counted (AMB-33)."""


class Chair(StrEnum):
    """由本署署長兼任."""

    DIRECTOR_GENERAL = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Members:
    """Appointed members per category, the chair not included."""

    administration: Seats
    trade_administration: Seats
    bsmi: Seats
    ip_office: Seats
    commerce_administration: Seats
    industry: Seats
    scholars: Seats

    def per_seat(self) -> dict[Seat, int]:
        """The numbers by category."""
        return {Seat(field.name): getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class CouncilComposition:
    """Result of `council-composition`."""

    members_total: int
    seats_out_of_range: tuple[Seat, ...]
    valid: bool


@rule("council-composition", "Composition of the certification council", "認證審議會之組成", COMPOSITION)
def council_composition(*, chair: Chair, members: Members, on: date) -> Finding[CouncilComposition]:
    """Whether every category is in its range and the director general chairs.

    Source: point 8 I. Units: persons. Reading: AMB-33 (the chair is none of the 10-16). Errors: none.
    """
    per_seat = members.per_seat()
    ranges = in_force(SEAT_RANGES, on)
    outside = tuple(seat for seat, number in per_seat.items() if not ranges[seat][0] <= number <= ranges[seat][1])
    valid = not outside and chair == Chair.DIRECTOR_GENERAL
    named = "、".join(SEAT_NAMES[seat] for seat in outside)
    reasons = [
        Reason(
            f"委員人數不符：{named}。" if outside else "各類委員人數均符合規定。",
            f"Out of range: {', '.join(outside) or 'none'}.",
            COMPOSITION,
        )
    ]
    if chair != Chair.DIRECTOR_GENERAL:
        reasons.append(Reason("主任委員應由署長兼任。", "The director general chairs.", COMPOSITION))
    result = CouncilComposition(sum(per_seat.values()), outside, valid)
    return Finding("council-composition", result, tuple(reasons), passed=valid)


class TermBasis(StrEnum):
    """A full term, or the remainder of the predecessor's."""

    FULL_TERM = auto()
    REMAINDER = auto()


@dataclass(frozen=True, slots=True)
class CouncilTerm:
    """Result of `council-term`."""

    basis: TermBasis
    last_day: date
    may_be_reappointed: bool
    paid: bool


@rule("council-term", "Term of a council member", "認證審議會委員任期", TERM, OWN_OFFICE)
def council_term(
    *, appointed_date: date, predecessor_last_day: date | None, terms_served: Count, on: date
) -> Finding[CouncilTerm]:
    """Last day of a term: two years, the start day counts (C5); a substitute serves the remainder.

    Source: point 8 II-III. Units: days. Reading: AMB-34, settled reading 1. Reappointment is unlimited.
    Errors: `predecessor_last_day` before `appointed_date`.
    """
    del terms_served  # 期滿得予續聘, without limit
    basis, last = TermBasis.FULL_TERM, months_from(appointed_date, in_force(TERM_MONTHS, on))
    reason = Reason(f"任期二年，至{last.isoformat()}止。", f"Two years: to {last.isoformat()}.", TERM)
    if predecessor_last_day is not None:
        require(predecessor_last_day >= appointed_date, "predecessor_last_day", "before the appointment")
        basis, last = TermBasis.REMAINDER, predecessor_last_day
        zh = f"補聘（派）委員任期至原委員任期屆滿之日{last.isoformat()}止。"
        reason = Reason(zh, f"A substitute serves the remainder: to {last.isoformat()}.", OWN_OFFICE)
    result = CouncilTerm(basis, last, may_be_reappointed=True, paid=False)
    return Finding("council-term", result, (reason,))


class EndedBy(StrEnum):
    """What ends a membership."""

    OWN_OFFICE = auto()
    TERM = auto()


@dataclass(frozen=True, slots=True)
class CouncilSeatEnd:
    """Result of `council-seat-end`."""

    membership_ends: date
    ended_by: EndedBy
    seat_to_refill: Seat | None
    successor_last_day: date | None


@rule("council-seat-end", "End of a membership and refill of the seat", "委員解任與補聘", OWN_OFFICE)
def council_seat_end(
    *, seat: Seat, last_day_of_term: date, own_office_end_date: date | None
) -> Finding[CouncilSeatEnd]:
    """When a membership ends, and until when a successor serves.

    Source: point 8 III. Units: days. Every category but scholars represents an agency or body and leaves with
    the own office, if that ends before the term. Errors: none.
    """
    leaves = seat != Seat.SCHOLARS and own_office_end_date is not None
    if not leaves or own_office_end_date is None or own_office_end_date >= last_day_of_term:
        zh = f"任期至{last_day_of_term.isoformat()}屆滿。"
        reason = Reason(zh, "The membership ends with the term.", TERM)
        result = CouncilSeatEnd(last_day_of_term, EndedBy.TERM, None, None)
        return Finding("council-seat-end", result, (reason,))
    zh = "由機關或團體代表擔任者，隨其本職進退；應補聘（派）至原任期屆滿之日。"
    reason = Reason(zh, "A representative leaves with the own office; the seat is refilled.", OWN_OFFICE)
    result = CouncilSeatEnd(own_office_end_date, EndedBy.OWN_OFFICE, seat, last_day_of_term)
    return Finding("council-seat-end", result, (reason,))
