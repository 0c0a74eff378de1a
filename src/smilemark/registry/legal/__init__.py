"""The app's only door to the law: the state of a label here, the rules as pages in ``rulebook``, ``shapes``, ``words``.

The state of a label on a day: the days of a row become the facts of the law, and the law answers (point 34).

The state is never stored. ``state_on`` is the one derivation; ``queries.labels.state_sql`` says the same in SQL for
filters and counts, and a property test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smilemark.law.identifiers import business_number
from smilemark.law.mit_smile.point_34_mark_period import RenewalResult, mark_status
from smilemark.registry.states import LabelState

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class LabelDays:
    """The days of a label that decide its state.

    Attributes:
        certified_on: day of certification; None for an imported row whose source does not say.
        first_imported_on: day the row was first imported; None for our own labels.
        valid_until: last valid day of the latest period.
        renewal_filed_on: day of a renewal filed in time and not yet decided.
        ended_on: day a cancellation (廢止) or withdrawal (撤銷) took effect.
        end_kind: "cancelled" or "withdrawn"; None while nothing ended.
    """

    certified_on: date | None
    first_imported_on: date | None
    valid_until: date
    renewal_filed_on: date | None = None
    ended_on: date | None = None
    end_kind: str | None = None


def is_known_on(days: LabelDays, on: date) -> bool:
    """Whether the register knew the label on the day: from certification, else from the first import."""
    first = days.certified_on or days.first_imported_on
    return first is not None and first <= on


def state_on(days: LabelDays, on: date) -> LabelState:
    """State of the label on the day ``on``.

    Before the register knew it: unknown. From the effective day of an ending: cancelled (points 42, 43) or withdrawn
    (point 41), shown by day as recorded. Otherwise what the law says of its period (rule `mark-status`, point 34).
    """
    if not is_known_on(days, on):
        return LabelState.UNKNOWN
    if days.ended_on is not None and days.ended_on <= on:
        return LabelState(days.end_kind or LabelState.CANCELLED)
    filed = days.renewal_filed_on if days.renewal_filed_on and days.renewal_filed_on <= on else None
    answer = mark_status(
        last_valid_day=days.valid_until,
        as_of_date=on,
        renewal_filed_date=filed,
        renewal_result=RenewalResult.PENDING if filed else RenewalResult.NONE,
        on=on,
    )
    return LabelState(answer.result.status)


@lru_cache(maxsize=20_000)
def is_business_number(ubn: str, on: date) -> bool:
    """Whether the text can be a 統一編號 by the check in force on the day (rule `business-number`)."""
    return business_number(number=ubn, on=on).result.valid


def product_class_of_code(code: str) -> int:
    """Class of an industry by its code: 3xx are class 3 in the public register (301 eyewear), all others class 1."""
    return 3 if code.startswith("3") else 1
