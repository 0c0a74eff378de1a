"""Point 9: who presides over a council meeting."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_9 = point(9)


class ActingChair(StrEnum):
    """Who presides instead of the chair."""

    NONE = auto()
    COUNCIL_MEMBER = auto()
    ADMINISTRATION_STAFF = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class CouncilChair:
    """Result of `council-chair`."""

    valid: bool


@rule("council-chair", "Who may preside over a council meeting?", "會議主席", POINT_9)
def council_chair(
    *, chair_present: bool, acting_chair: ActingChair, designated_by_chair: bool
) -> Finding[CouncilChair]:
    """Whether the meeting is lawfully presided over.

    Source: point 9. Reading: a council member or one person of the administration, designated by the chair.
    Errors: `acting_chair` while the chair is present; `designated_by_chair` without an acting chair.
    """
    nobody = acting_chair == ActingChair.NONE
    require(nobody or not chair_present, "acting_chair", "the chair is present")
    require(not (designated_by_chair and nobody), "designated_by_chair", "there is no acting chair")
    may_act = acting_chair in (ActingChair.COUNCIL_MEMBER, ActingChair.ADMINISTRATION_STAFF)
    valid = chair_present or (may_act and designated_by_chair)
    if chair_present:
        reason = Reason("由主任委員擔任主席。", "The chair presides.", POINT_9)
    elif valid:
        zh = "主任委員不能出席，由其指定委員或本署一人代理。"
        reason = Reason(zh, "The chair designated a member or one person of the administration.", POINT_9)
    else:
        zh = "主任委員未出席，且無經其指定之委員或本署人員代理。"
        reason = Reason(zh, "The chair is absent and nobody was lawfully designated.", POINT_9)
    return Finding("council-chair", CouncilChair(valid), (reason,), passed=valid)
