"""Points 41 II, 42 II, 43 III, 45 II and 46 II: for how long no new application is accepted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smilemark.law.citation import Citation, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import ONE_DAY, months_from
from smilemark.law.rules import rule

MONTHS_IN_A_YEAR = 12


class EndedUnder(StrEnum):
    """Point under which a right, accreditation, recognition, adoption or certificate was ended."""

    WITHDRAWAL = "41"
    OWN_WISH = "42(1)"
    DISSOLVED = "42(2)"
    DEREGISTERED = "42(3)"
    CLASS_2_LOST = "42(4)"
    MISUSE = "42(5)"
    SEVERE = "42(6)"
    NOT_IMPROVED = "43"
    BODY = "45"
    LABORATORY = "46"
    SCHEME = "47"
    ASSESSOR = "48"


BAN_YEARS = {
    REGULATION_VERSION: {
        EndedUnder.WITHDRAWAL: 3,
        EndedUnder.MISUSE: 1,
        EndedUnder.SEVERE: 1,
        EndedUnder.NOT_IMPROVED: 1,
        EndedUnder.BODY: 1,
        EndedUnder.LABORATORY: 1,
    }
}
"""Years; a point that is not named carries no ban."""

PLACE = {
    EndedUnder.WITHDRAWAL: point(41, 2),
    EndedUnder.OWN_WISH: point(42, 1, 1),
    EndedUnder.DISSOLVED: point(42, 1, 2),
    EndedUnder.DEREGISTERED: point(42, 1, 3),
    EndedUnder.CLASS_2_LOST: point(42, 1, 4),
    EndedUnder.MISUSE: point(42, 2),
    EndedUnder.SEVERE: point(42, 2),
    EndedUnder.NOT_IMPROVED: point(43, 3),
    EndedUnder.BODY: point(45, 2),
    EndedUnder.LABORATORY: point(46, 2),
    EndedUnder.SCHEME: point(47),
    EndedUnder.ASSESSOR: point(48),
}


@dataclass(frozen=True, slots=True)
class ReapplicationBan:
    """Result of `reapplication-ban`."""

    ban_years: int
    ban_from: date | None
    ban_through: date | None
    may_apply_from: date | None
    accepted: bool | None


@rule(
    "reapplication-ban",
    "Ban on a new application",
    "不得重新申請之期間",
    point(41, 2),
    point(42, 2),
    point(43, 3),
    point(45, 2),
    point(46, 2),
)
def reapplication_ban(
    *,
    point: EndedUnder,
    effective_date: date,
    application_date: date | None,
    same_product: bool | None,  # noqa: ARG001 - the contract asks it; the ban is on all products (AMB-61)
    on: date,
) -> Finding[ReapplicationBan]:
    """From which day to which no new application is accepted after a decision took effect.

    Source: points 41 II, 42 II, 43 III, 45 II, 46 II. Units: days. Reading: AMB-03, AMB-28, AMB-61.
    Errors: `application_date` before `effective_date`.
    """
    in_order = application_date is None or application_date >= effective_date
    require(in_order, "application_date", "before the decision took effect")
    years = in_force(BAN_YEARS, on).get(point, 0)
    if not years:
        accepted = None if application_date is None else True
        return _found(ReapplicationBan(0, None, None, None, accepted), PLACE[point])
    first = effective_date + ONE_DAY
    last = months_from(first, years * MONTHS_IN_A_YEAR)
    accepted = None if application_date is None else application_date > last
    return _found(ReapplicationBan(years, first, last, last + ONE_DAY, accepted), PLACE[point])


def _found(ban: ReapplicationBan, place: Citation) -> Finding[ReapplicationBan]:
    if ban.ban_from is None or ban.ban_through is None:
        reason = Reason("此事由未定不得重新申請之期間。", "No ban follows from this ground.", place)
    else:
        first, last = ban.ban_from.isoformat(), ban.ban_through.isoformat()
        zh = f"自生效之次日{first}起{ban.ban_years}年內不得重新申請，至{last}止。"
        reason = Reason(zh, f"No new application for {ban.ban_years} year(s), to {last}.", place)
    return Finding("reapplication-ban", ban, (reason,), passed=ban.accepted)
