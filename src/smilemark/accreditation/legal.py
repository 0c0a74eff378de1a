"""The app's only door to the law: periods of accreditation and of assessors' certificates, and who may assess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.mit_smile.annex_10_assessor_certificate import (
    AssessorCertificatePeriod,
    assessor_certificate_period,
)
from smilemark.law.mit_smile.point_13_accreditation_period import AccreditationPeriod, accreditation_period
from smilemark.law.mit_smile.point_30_assessor_duty import AssessorDuty, assessor_duty
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, Window, window_of

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accreditation.models import AssessorCertificate
    from smilemark.law.finding import Finding

SCOPE_CITE = "第十二點、第二十六點第一項"
PERIOD_CITE = "第十三點第一項"
LABORATORY_CITE = "第十二點第二項、第十四點"
CERTIFICATE_CITE = "第三十點第一項"


class TooEarlyError(LookupError):
    """The day lies before the version of the regulation that is computed here; the text is for the reader."""


def _in_force(day: date) -> date:
    if day < REGULATION_VERSION:
        first = REGULATION_VERSION.isoformat()
        raise TooEarlyError(f"本系統依{first}修正之要點計算有效期間，不能早於該日。")
    return day


def period_of_accreditation(accredited_on: date) -> Finding[AccreditationPeriod]:
    """Three years, the start day counted: to the day before the anniversary (point 13 I; AMB-04).

    Raises:
        TooEarlyError: the day lies before the regulation's version of 2023-10-24.
    """
    return accreditation_period(accredited_date=accredited_on, on=_in_force(accredited_on))


def period_of_certificate(issued_on: date) -> Finding[AssessorCertificatePeriod]:
    """Two years, the issue day not counted: to the same day-number (annex 10 point 7; AMB-04).

    Raises:
        TooEarlyError: the day lies before the regulation's version of 2023-10-24.
    """
    return assessor_certificate_period(issue_date=issued_on, on=_in_force(issued_on))


def accreditation_window(last_day: date) -> Window:
    """When re-accreditation may be applied for (point 13 II): from six months before the last day to its end."""
    return window_of(RenewableCertificate.ACCREDITATION, last_day, on=_in_force(last_day))


def certificate_window(last_day: date) -> Window:
    """When an assessor's renewal may be applied for (annex 10 point 8 II): the last three months."""
    return window_of(RenewableCertificate.ASSESSOR, last_day, on=_in_force(last_day))


def duty(certificate: AssessorCertificate, day: date) -> Finding[AssessorDuty]:
    """Whether the certificate lets its holder assess on the day (point 30 I), both ends included."""
    return assessor_duty(
        valid_from=certificate.issued_on, last_valid_day=certificate.last_valid_day, assessment_date=day
    )
