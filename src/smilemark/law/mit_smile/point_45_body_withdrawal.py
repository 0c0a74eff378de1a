"""Points 45 and 46: cancelling an accreditation or a recognition."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import in_force
from smilemark.law.mit_smile.point_41_reapplication_ban import BAN_YEARS, EndedUnder
from smilemark.law.rules import rule


class Body(StrEnum):
    """驗證機構、檢驗機構."""

    CERTIFICATION_BODY = auto()
    LABORATORY = auto()


class BodyGround(StrEnum):
    """Grounds of point 45 I in their order; point 46 I has the same without the sixth."""

    STAFF_OR_EQUIPMENT_NOT_REPLENISHED = auto()
    IMPARTIALITY_HARMED = auto()
    STANDARDS_BREACH_OR_FALSE_STATEMENT = auto()
    IMPROPER_BENEFIT = auto()
    CAPABILITY_LOST = auto()
    SEVERE_SURVEILLANCE_FINDING = auto()
    OTHER_SERIOUS_FAULT = auto()


ENDED_UNDER = {Body.CERTIFICATION_BODY: EndedUnder.BODY, Body.LABORATORY: EndedUnder.LABORATORY}
GROUNDS = {
    Body.CERTIFICATION_BODY: tuple(BodyGround),
    Body.LABORATORY: tuple(g for g in BodyGround if g != BodyGround.SEVERE_SURVEILLANCE_FINDING),
}


class BodyAct(StrEnum):
    """廢止, or nothing."""

    CANCEL = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class BodyWithdrawal:
    """Result of `body-withdrawal`."""

    point: str
    act: BodyAct
    mandatory: bool
    ban_years: int


@rule(
    "body-withdrawal",
    "Cancellation of an accreditation or a recognition",
    "驗證機構認證與檢驗機構認可之廢止",
    point(45),
    point(46),
)
def body_withdrawal(
    *, body: Body, ground: BodyGround, council_resolution: bool | None, on: date
) -> Finding[BodyWithdrawal]:
    """Whether the administration may (得) cancel, under which item, and the ban that follows.

    Source: points 45, 46. Units: years. Errors: `ground` severe_surveillance_finding for a laboratory;
    `council_resolution` missing for that ground or given for another.
    """
    require(ground in GROUNDS[body], "ground", "severe_surveillance_finding is for certification bodies only")
    of_council = ground == BodyGround.SEVERE_SURVEILLANCE_FINDING
    fits = (council_resolution is not None) == of_council
    require(fits, "council_resolution", "needed for severe_surveillance_finding only")
    ended_under = ENDED_UNDER[body]
    item = GROUNDS[body].index(ground) + 1
    place = point(int(ended_under.value), 1, item)
    cancels = council_resolution is not False
    years = in_force(BAN_YEARS, on)[ended_under] if cancels else 0
    if cancels:
        what = "認證" if body == Body.CERTIFICATION_BODY else "認可"
        reason = Reason(f"得廢止其{what}，{years}年內不得重新申請。", "May be cancelled; a ban follows.", place)
    else:
        reason = Reason("未經認證審議會決議廢止。", "The council has not resolved to cancel.", place)
    act = BodyAct.CANCEL if cancels else BodyAct.NONE
    result = BodyWithdrawal(f"{ended_under.value}({item})", act, mandatory=False, ban_years=years)
    return Finding("body-withdrawal", result, (reason,), passed=cancels)
