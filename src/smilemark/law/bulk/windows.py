"""The windows for renewals over columns: points 34 and 13 II, annex 10 point 8 II.

Equals `renewal-window` and `mark-renewal` on each row.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from smilemark.law.bulk import columns
from smilemark.law.bulk.columns import DAY, NO_DAY, Code, Codes, Days, Flags, Integers, On
from smilemark.law.mit_smile.point_34_mark_period import TERM_MONTHS
from smilemark.law.mit_smile.renewal_windows import PLACE, WINDOW_MONTHS, RenewableCertificate, WindowStatus

CERTIFICATES: Final = tuple(RenewableCertificate)
STATUSES: Final = tuple(WindowStatus)

WINDOW_CODES: Final = tuple(
    Code(f"{certificate.value}-{status.value}", status, PLACE[certificate], status == WindowStatus.IN_WINDOW)
    for certificate in CERTIFICATES
    for status in STATUSES
)
RENEWAL_CODES: Final = (
    Code("not-renewed", result=False, citation=PLACE[RenewableCertificate.MARK], passed=False),
    Code("renewed", result=True, citation=PLACE[RenewableCertificate.MARK], passed=True),
)
_EARLY, _IN, _LATE = (
    STATUSES.index(status) for status in (WindowStatus.TOO_EARLY, WindowStatus.IN_WINDOW, WindowStatus.TOO_LATE)
)


@dataclass(frozen=True, slots=True)
class Windows:
    """Answers of `renewal-window`: places in `WINDOW_CODES`, and the window of each row."""

    codes: Codes
    window_months: Integers
    window_opens: Days
    window_closes: Days


@dataclass(frozen=True, slots=True)
class Renewals:
    """Answers of `mark-renewal`: places in `RENEWAL_CODES` and in `STATUSES`; NaT where nothing is renewed."""

    codes: Codes
    statuses: Codes
    new_first_day: Days
    new_last_valid_day: Days


def window_opens(certificate: RenewableCertificate, last_valid_day: Days, *, on: On) -> Days:
    """First day on which a renewal of such certificates may be filed."""
    return columns.same_day_number(last_valid_day, -columns.parameter(WINDOW_MONTHS[certificate], on))


def renewal_windows(
    *, certificate: npt.ArrayLike, last_valid_day: npt.ArrayLike, filed_date: npt.ArrayLike, on: On
) -> Windows:
    """Whether each renewal was filed inside its window.

    Args:
        certificate: places in `CERTIFICATES`.
        last_valid_day: days.
        filed_date: days.
        on: the day whose law gives the window, or one per row.

    Errors: `<field>[row]`; `NotInForceError` on a day before the first version of a row's window.
    """
    kind = columns.checked_places(certificate, RenewableCertificate, "certificate")
    last, filed = columns.days(last_valid_day, "last_valid_day"), columns.days(filed_date, "filed_date")
    months = np.zeros(last.shape, np.int64)
    for place, each in enumerate(CERTIFICATES):
        rows = kind == place
        if rows.any():
            asked = on if isinstance(on, date) else np.asarray(on)[rows]
            months[rows] = columns.parameter(WINDOW_MONTHS[each], asked)
    opens = columns.same_day_number(last, -months)
    return Windows(kind * np.uint8(len(STATUSES)) + _statuses(filed, opens, last), months, opens, last)


def _statuses(filed: Days, opens: Days, closes: Days) -> Codes:
    late = np.where(filed > closes, np.uint8(_LATE), np.uint8(_IN))
    return np.where(filed < opens, np.uint8(_EARLY), late)


def mark_renewals(*, last_valid_day: npt.ArrayLike, filed_date: npt.ArrayLike, approved: Flags, on: On) -> Renewals:
    """Whether each right is renewed, and its new period.

    Args:
        last_valid_day: days.
        filed_date: days.
        approved: whether the renewal passed its review.
        on: the day whose law applies, or one per row.

    Errors: `<field>[row]`; `NotInForceError` on a day before the first version.
    """
    last, filed = columns.days(last_valid_day, "last_valid_day"), columns.days(filed_date, "filed_date")
    statuses = _statuses(filed, window_opens(RenewableCertificate.MARK, last, on=on), last)
    renewed = np.asarray(approved, np.bool_) & (statuses == _IN)
    new_last = columns.same_day_number(last, columns.parameter(TERM_MONTHS, on))
    return Renewals(
        renewed.astype(np.uint8), statuses, np.where(renewed, last + DAY, NO_DAY), np.where(renewed, new_last, NO_DAY)
    )
