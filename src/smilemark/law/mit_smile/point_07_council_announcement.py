"""Point 7 II: which council resolutions the administration announces."""

from dataclasses import dataclass
from typing import Annotated

from smilemark.law.citation import point
from smilemark.law.facts import Between, Size
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_7 = point(7, 2)

ANNOUNCED_ITEMS = frozenset(range(3, 8))
"""前項第三款至第七款規定經審議通過後，應報請本署公告之."""


@dataclass(frozen=True, slots=True)
class CouncilAnnouncement:
    """Result of `council-announcement`."""

    announced_items: tuple[int, ...]


@rule("council-announcement", "Council resolutions that must be announced", "認證審議會決議之公告", POINT_7)
def council_announcement(
    *, passed_items: Annotated[tuple[Annotated[int, Between(1, 9)], ...], Size(1, 9, unique=True)]
) -> Finding[CouncilAnnouncement]:
    """Of the items (款) of point 7 I that were passed, those to be announced, ascending.

    Source: point 7 II. Units: item numbers. Reading: the wording. Errors: none.
    """
    announced = tuple(sorted(ANNOUNCED_ITEMS.intersection(passed_items)))
    named = "、".join(str(item) for item in announced)
    zh = f"第{named}款決議應報請公告。" if announced else "通過之決議無須公告。"
    english = f"To be announced: {', '.join(map(str, announced)) or 'none'}."
    reason = Reason(zh, english, POINT_7)
    return Finding("council-announcement", CouncilAnnouncement(announced), (reason,))
