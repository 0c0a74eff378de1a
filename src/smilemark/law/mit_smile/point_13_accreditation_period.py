"""Point 13 I: how long the accreditation of a certification body is valid."""

from dataclasses import dataclass
from datetime import date

from smilemark.law.citation import point
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import ONE_DAY, months_from
from smilemark.law.rules import rule

POINT_13 = point(13, 1)

TERM_MONTHS = {REGULATION_VERSION: 36}


@dataclass(frozen=True, slots=True)
class AccreditationPeriod:
    """Result of `accreditation-period`."""

    last_valid_day: date
    first_day_after: date


@rule(
    "accreditation-period",
    "Validity of the accreditation of a certification body",
    "驗證機構認證期間",
    POINT_13,
)
def accreditation_period(*, accredited_date: date, on: date) -> Finding[AccreditationPeriod]:
    """Last valid day of an accreditation: three years, the day it was obtained counts (C5).

    Source: point 13 I. Units: days. Reading: AMB-04, settled reading 1; never moved. Errors: none.
    """
    last = months_from(accredited_date, in_force(TERM_MONTHS, on))
    reason = Reason(
        f"自取得認證之日{accredited_date.isoformat()}起三年，始日計入，至{last.isoformat()}止。",
        f"Three years from the day of accreditation, that day included: to {last.isoformat()}.",
        POINT_13,
    )
    return Finding("accreditation-period", AccreditationPeriod(last, last + ONE_DAY), (reason,))
