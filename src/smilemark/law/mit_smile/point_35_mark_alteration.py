"""Point 35: using the pattern as it is registered."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_35 = point(35)


class Alteration(StrEnum):
    """What is changed in the pattern."""

    PROPORTIONAL_SCALING = auto()
    SHAPE = auto()
    COLOUR = auto()
    ADDED_WORDS = auto()


@dataclass(frozen=True, slots=True)
class MarkAlteration:
    """Result of `mark-alteration`."""

    allowed: bool


@rule("mark-alteration", "May the pattern be altered?", "標章圖樣得否變更", POINT_35)
def mark_alteration(*, change: Alteration, consent: bool) -> Finding[MarkAlteration]:
    """Scaling in proportion is free; shape, colour and added words need the administration's consent.

    Source: point 35. Errors: none.
    """
    if change == Alteration.PROPORTIONAL_SCALING:
        reason = Reason("得依比例放大或縮小。", "Proportional scaling is free.", POINT_35)
    elif consent:
        reason = Reason("業經本署同意。", "The administration consented.", POINT_35)
    else:
        zh = "非經本署同意不得改變形狀、顏色或加註字樣。"
        reason = Reason(zh, "Not without the consent of the administration.", POINT_35)
    allowed = consent or change == Alteration.PROPORTIONAL_SCALING
    return Finding("mark-alteration", MarkAlteration(allowed), (reason,), passed=allowed)
