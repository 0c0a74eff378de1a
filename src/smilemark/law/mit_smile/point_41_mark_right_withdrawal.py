"""Points 41 to 43: withdrawing (撤銷) or cancelling (廢止) the right to use the mark."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import Citation, annex, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import in_force
from smilemark.law.mit_smile.point_41_reapplication_ban import BAN_YEARS, PLACE, EndedUnder
from smilemark.law.rules import rule

SEVERE_FINDING = annex(15, 6, 2)


class WithdrawalGround(StrEnum):
    """Grounds of points 41 I, 42 I and 43 I, in their order."""

    FALSE_DOCUMENTS = auto()
    IMPROPER_MEANS = auto()
    REQUESTED_BY_OPERATOR = auto()
    DISSOLVED_OR_CLOSED = auto()
    REGISTRATION_CANCELLED = auto()
    SCHEME_QUALIFICATION_LOST = auto()
    RIGHT_TRANSFERRED_OR_SOLD = auto()
    ORIGIN_OR_QUALITY_BREACH = auto()
    MARK_ON_UNLICENSED_PRODUCT = auto()
    SELF_PRINT_WITHOUT_APPLICATION = auto()
    IRREGULAR_AUDIT_REFUSED = auto()
    PRODUCT_OR_PROCESS_MISMATCH = auto()


class AppliedPoint(StrEnum):
    """The point and item applied."""

    FALSE_DOCUMENTS = "41(1)"
    IMPROPER_MEANS = "41(2)"
    REQUESTED = "42(1)"
    DISSOLVED = "42(2)"
    REGISTRATION = "42(3)"
    SCHEME = "42(4)"
    TRANSFER = "42(5)"
    SERIOUS_BREACH = "42(6)"
    UNLICENSED_PRODUCT = "43(1)"
    SELF_PRINT = "43(2)"
    AUDIT_REFUSED = "43(3)"
    MISMATCH = "43(4)"

    @property
    def citation(self) -> Citation:
        """Point, first paragraph, item."""
        number, item = self.value.rstrip(")").split("(")
        return point(int(number), 1, int(item))

    @property
    def ended_under(self) -> EndedUnder:
        """The same as the ban names it, which tells items apart under point 42 only."""
        return EndedUnder(self.value if self.value.startswith("42") else self.value.split("(")[0])


POINT_OF = dict(zip(WithdrawalGround, AppliedPoint, strict=True))
"""Point 42(6) if serious; what is not serious goes by point 43(4) (AMB-59)."""


class Order(StrEnum):
    """State of an order to improve."""

    NOT_ORDERED = auto()
    PENDING = auto()
    IMPROVED = auto()
    NOT_IMPROVED = auto()


class Act(StrEnum):
    """撤銷、廢止、命其限期改善, or nothing yet."""

    WITHDRAW = auto()
    CANCEL = auto()
    ORDER_IMPROVEMENT = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class MarkRightWithdrawal:
    """Result of `mark-right-withdrawal`."""

    point: AppliedPoint
    act: Act
    mandatory: bool
    ban_years: int


_ACT_WORDS = {
    Act.WITHDRAW: ("應撤銷其標章使用權之授與。", "The right must be withdrawn."),
    Act.CANCEL: ("應廢止其標章使用權之授與。", "The right must be cancelled."),
}
_ORDER_WORDS = {
    Order.NOT_ORDERED: ("應先命其限期改善。", "Improvement must be ordered first."),
    Order.PENDING: ("限期改善之期間尚未屆滿。", "The time to improve is still running."),
    Order.IMPROVED: ("已依限改善，不予廢止。", "Improved in time: nothing follows."),
    Order.NOT_IMPROVED: ("屆期仍未改善，得廢止其標章使用權之授與。", "Not improved: may be cancelled."),
}
_AFTER_ORDER = {
    Order.NOT_ORDERED: (Act.ORDER_IMPROVEMENT, True),
    Order.PENDING: (Act.NONE, False),
    Order.IMPROVED: (Act.NONE, False),
    Order.NOT_IMPROVED: (Act.CANCEL, False),
}
"""Point 43 I: the act, and whether it is 應 or 得."""


@rule(
    "mark-right-withdrawal",
    "Withdrawal (撤銷) or cancellation (廢止) of the right to use the mark",
    "標章使用權之撤銷與廢止",
    point(41),
    point(42),
    point(43),
)
def mark_right_withdrawal(
    *, ground: WithdrawalGround, serious: bool | None, improvement: Order, on: date
) -> Finding[MarkRightWithdrawal]:
    """What must or may be done on a ground, under which item, and the ban that follows.

    Source: points 41-43. Units: years. Reading: AMB-27, AMB-59, AMB-61.
    Errors: `serious` missing for origin_or_quality_breach or given for another ground.
    """
    judged = ground == WithdrawalGround.ORIGIN_OR_QUALITY_BREACH
    require((serious is not None) == judged, "serious", "needed for origin_or_quality_breach only")
    applied = AppliedPoint.MISMATCH if serious is False else POINT_OF[ground]
    ended_under = applied.ended_under
    if ended_under == EndedUnder.NOT_IMPROVED:
        act, mandatory = _AFTER_ORDER[improvement]
        words = _ORDER_WORDS[improvement]
    else:
        act = Act.WITHDRAW if ended_under == EndedUnder.WITHDRAWAL else Act.CANCEL
        mandatory, words = True, _ACT_WORDS[act]
    ended = act in (Act.WITHDRAW, Act.CANCEL)
    years = in_force(BAN_YEARS, on).get(ended_under, 0) if ended else 0
    reasons = [Reason(*words, applied.citation)]
    if serious is False:
        zh = "違反之情節未達重大，依第四十三點第一項第四款辦理。"
        reasons.append(Reason(zh, "Not serious: point 43 I(4) applies.", POINT_OF[ground].citation))
    if years:
        reasons.append(_ban(years, ended_under))
    result = MarkRightWithdrawal(applied, act, mandatory, years)
    return Finding("mark-right-withdrawal", result, tuple(reasons))


def _ban(years: int, ended_under: EndedUnder) -> Reason:
    zh = f"自生效之次日起{years}年內不得重新申請。"
    return Reason(zh, f"A ban of {years} year(s) follows.", PLACE[ended_under])


class NamedPoint(StrEnum):
    """Ground named in the decision that follows a severe surveillance finding."""

    TRANSFER = "42(5)"
    SERIOUS_BREACH = "42(6)"
    UNLICENSED_PRODUCT = "43(1)"
    SELF_PRINT = "43(2)"
    AUDIT_REFUSED = "43(3)"
    MISMATCH = "43(4)"
    NONE = "none"


class CancelOnly(StrEnum):
    """廢止, never 撤銷."""

    CANCEL = auto()


@dataclass(frozen=True, slots=True)
class SevereFindingCancellation:
    """Result of `severe-finding-cancellation`."""

    act: CancelOnly
    ban_years: int


@rule(
    "severe-finding-cancellation",
    "Cancellation after a severe surveillance finding",
    "重大缺失後之廢止",
    SEVERE_FINDING,
    point(42),
    point(43),
)
def severe_finding_cancellation(*, named_point: NamedPoint, on: date) -> Finding[SevereFindingCancellation]:
    """Always a cancellation (廢止); a ban only where the decision names point 42(5), 42(6) or 43.

    Source: annex 15 point 6(2); points 42, 43. Units: years.
    Reading: AMB-27 (the text over the charts, which say 撤銷). Errors: none.
    """
    zh = "重大缺失經查證維持者，廢止其產品驗證書。"
    reasons = [Reason(zh, "A severe finding leads to cancellation.", SEVERE_FINDING)]
    years = 0
    if named_point == NamedPoint.NONE:
        zh = "處分書未敘明第四十二點或第四十三點之事由，無不得重新申請之期間。"
        reasons.append(Reason(zh, "No ground is named: no ban.", SEVERE_FINDING))
    else:
        applied = AppliedPoint(named_point.value)
        years = in_force(BAN_YEARS, on)[applied.ended_under]
        reasons.append(_ban(years, applied.ended_under))
    result = SevereFindingCancellation(CancelOnly.CANCEL, years)
    return Finding("severe-finding-cancellation", result, tuple(reasons))
