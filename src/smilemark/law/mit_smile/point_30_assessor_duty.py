"""Point 30 I and annex 15 point 5: who may assess on site."""

from dataclasses import dataclass
from datetime import date

from smilemark.law.citation import annex, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_30 = point(30, 1)


@dataclass(frozen=True, slots=True)
class AssessorDuty:
    """Result of `assessor-duty`."""

    may_assess: bool


@rule(
    "assessor-duty",
    "May the assessor carry out an on-site assessment?",
    "得否執行現場評核",
    POINT_30,
    annex(15, 5),
)
def assessor_duty(*, valid_from: date, last_valid_day: date, assessment_date: date) -> Finding[AssessorDuty]:
    """Whether the certificate is held on the day on site, both ends included.

    Source: point 30 I; annex 15 point 5. Units: days. Reading: the wording.
    Errors: `last_valid_day` before `valid_from`.
    """
    require(last_valid_day >= valid_from, "last_valid_day", "before the first valid day")
    may = valid_from <= assessment_date <= last_valid_day
    if may:
        reason = Reason("評核日訓練合格證書有效，得執行現場評核。", "The certificate is valid that day.", POINT_30)
    else:
        zh, english = "評核日訓練合格證書非有效，不得執行現場評核。", "The certificate is not valid that day."
        reason = Reason(zh, english, POINT_30)
    return Finding("assessor-duty", AssessorDuty(may), (reason,), passed=may)
