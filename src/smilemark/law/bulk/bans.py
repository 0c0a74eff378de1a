"""Points 41 to 48 over columns: for how long no new application is accepted.

Equals `reapplication-ban` on each row.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from smilemark.law.bulk import columns
from smilemark.law.bulk.columns import DAY, NO_DAY, OPEN, Answers, Code, Codes, Days, Integers, On
from smilemark.law.in_force import versions_of
from smilemark.law.mit_smile.point_41_reapplication_ban import BAN_YEARS, MONTHS_IN_A_YEAR, PLACE, EndedUnder

POINTS: Final = tuple(EndedUnder)

BAN_CODES: Final = tuple(
    Code(f"{point.value}-{'banned' if banned else 'free'}", banned, PLACE[point])
    for banned in (False, True)
    for point in POINTS
)
"""First the points without a ban, then the same points with one."""


@dataclass(frozen=True, slots=True)
class Bans:
    """Answers of `reapplication-ban`: places in `BAN_CODES`; NaT where there is no ban."""

    codes: Codes
    ban_years: Integers
    ban_from: Days
    ban_through: Days
    may_apply_from: Days
    accepted: Answers
    """`columns.OPEN` where no application is asked about."""


def reapplication_bans(
    *, point: npt.ArrayLike, effective_date: npt.ArrayLike, application_date: npt.ArrayLike, on: On
) -> Bans:
    """From which day to which no new application is accepted, for each decision.

    Args:
        point: places in `POINTS`.
        effective_date: days the decisions took effect.
        application_date: days of new applications; NaT where none is asked about.
        on: the day whose law applies, or one per row.

    Errors: `<field>[row]` as `reapplication-ban` complains; `NotInForceError` before the first version.
    """
    ended = columns.checked_places(point, EndedUnder, "point")
    effective = columns.days(effective_date, "effective_date")
    applied = columns.days(application_date, "application_date", nullable=True)
    columns.refuse_where(applied < effective, "application_date", "before the decision took effect")
    table = versions_of(BAN_YEARS)
    years_of = np.array([[table[day].get(each, 0) for each in POINTS] for day in sorted(table)], np.int64)
    years = years_of[columns.version_place(BAN_YEARS, on), ended]
    banned = years > 0
    first = effective + DAY
    last = columns.months_from(first, years * MONTHS_IN_A_YEAR)
    accepted = (~banned | (applied > last)).astype(np.int8)
    return Bans(
        ended + banned * np.uint8(len(POINTS)),
        years,
        np.where(banned, first, NO_DAY),
        np.where(banned, last, NO_DAY),
        np.where(banned, last + DAY, NO_DAY),
        np.where(np.isnat(applied), np.int8(OPEN), accepted),
    )
