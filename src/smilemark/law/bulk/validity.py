"""Point 34 over columns: period of use, and state of the right on a day.

Equals `mark-period` and `mark-status` on each row.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from smilemark.law.bulk import columns
from smilemark.law.bulk.columns import DAY, OPEN, Answers, Code, Codes, Days, Flags, On
from smilemark.law.bulk.windows import window_opens
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_34_mark_period import POINT_34, TERM_MONTHS, GovernedBy, MarkState, RenewalResult
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate

CLASSES: Final = tuple(ProductClass)
RENEWAL_RESULTS: Final = tuple(RenewalResult)

PERIOD_CODES: Final = tuple(Code(governed.value, governed, POINT_34) for governed in GovernedBy)
STATE_CODES: Final = tuple(Code(state.value, state, POINT_34, state != MarkState.EXPIRED) for state in MarkState)

_BY_POINT, _BY_SCHEME = (list(GovernedBy).index(each) for each in (GovernedBy.POINT_34, GovernedBy.ADOPTED_SCHEME))
_VALID, _PENDING, _RENEWED, _EXPIRED = (
    list(MarkState).index(each)
    for each in (MarkState.VALID, MarkState.RENEWAL_PENDING, MarkState.RENEWED, MarkState.EXPIRED)
)


@dataclass(frozen=True, slots=True)
class MarkPeriods:
    """Answers of `mark-period`: places in `PERIOD_CODES`, and days."""

    codes: Codes
    first_valid_day: Days
    last_valid_day: Days
    first_day_after: Days
    version: Days


def mark_periods(
    *, product_class: npt.ArrayLike, issue_date: npt.ArrayLike, scheme_last_valid_day: npt.ArrayLike, on: On
) -> MarkPeriods:
    """First and last valid day of each right to use the mark.

    Args:
        product_class: places in `CLASSES`.
        issue_date: days.
        scheme_last_valid_day: days; NaT except in class 2.
        on: the day whose law gives the term, or one per row.

    Errors: `<field>[row]` as `mark-period` complains.
    """
    kind = columns.checked_places(product_class, ProductClass, "product_class")
    issued = columns.days(issue_date, "issue_date")
    scheme = columns.days(scheme_last_valid_day, "scheme_last_valid_day", nullable=True)
    second = kind == CLASSES.index(ProductClass.SECOND)
    stated = ~np.isnat(scheme)
    columns.refuse_where(stated & ~second, "scheme_last_valid_day", "only class 2 follows an adopted scheme")
    wrong = second & (~stated | (scheme < issued))
    columns.refuse_where(wrong, "scheme_last_valid_day", "class 2 needs the scheme's last valid day")
    asked = columns.asked_where(~second, on)
    last: Days = np.where(second, scheme, columns.same_day_number(issued, columns.parameter(TERM_MONTHS, asked)))
    return MarkPeriods(
        np.where(second, np.uint8(_BY_SCHEME), np.uint8(_BY_POINT)),
        issued,
        last,
        last + DAY,
        np.where(second, np.datetime64(REGULATION_VERSION), columns.version_day(TERM_MONTHS, asked)),
    )


@dataclass(frozen=True, slots=True)
class MarkStates:
    """Answers of `mark-status`: places in `STATE_CODES`, and whether a renewal was filed in its window."""

    codes: Codes
    filed_in_time: Answers
    """`columns.OPEN` where nothing was filed."""

    @property
    def may_use_mark(self) -> Flags:
        """Whether the mark may be used."""
        return np.asarray(self.codes != _EXPIRED, np.bool_)


def mark_states(
    *,
    last_valid_day: npt.ArrayLike,
    as_of_date: npt.ArrayLike,
    renewal_filed_date: npt.ArrayLike,
    renewal_result: npt.ArrayLike,
    on: On,
) -> MarkStates:
    """State of each right on a day; withdrawal and cancellation are not looked at.

    Args:
        last_valid_day: days.
        as_of_date: days, or one day for all rows.
        renewal_filed_date: days; NaT where nothing was filed.
        renewal_result: places in `RENEWAL_RESULTS`.
        on: the day whose law gives the window, or one per row.

    Errors: `<field>[row]` as `mark-status` complains.
    """
    last = columns.days(last_valid_day, "last_valid_day")
    as_of = np.broadcast_to(columns.days(as_of_date, "as_of_date"), last.shape)
    filed = columns.days(renewal_filed_date, "renewal_filed_date", nullable=True)
    result = columns.checked_places(renewal_result, RenewalResult, "renewal_result")
    nothing_filed = np.isnat(filed)
    none = result == RENEWAL_RESULTS.index(RenewalResult.NONE)
    columns.refuse_where(nothing_filed != none, "renewal_result", "`none` exactly when nothing was filed")
    columns.refuse_where(filed > as_of, "renewal_filed_date", "after the day asked about")
    opens = window_opens(RenewableCertificate.MARK, last, on=columns.asked_where(~nothing_filed, on))
    in_time = (filed >= opens) & (filed <= last)
    codes = np.full(last.shape, np.uint8(_EXPIRED))
    codes[in_time & (result == RENEWAL_RESULTS.index(RenewalResult.PENDING))] = _PENDING
    codes[in_time & (result == RENEWAL_RESULTS.index(RenewalResult.APPROVED))] = _RENEWED
    codes[as_of <= last] = _VALID
    return MarkStates(codes, np.where(nothing_filed, np.int8(OPEN), in_time.astype(np.int8)))
