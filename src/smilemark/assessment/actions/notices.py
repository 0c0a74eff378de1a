"""Who is told when an assessment moves: the firm when it must act or a result is known, the body when the firm has acted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.assessment import queries
from smilemark.assessment.models import FactoryAssessment
from smilemark.foundation import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.assessment.models import OriginDetermination


def tell_firm(row: FactoryAssessment | OriginDetermination, subject: str, text: str, *, at: datetime) -> None:
    """Tell everybody who acts for the firm."""
    _tell(row, accounts.ids_of_people(row.firm_id, roles.APPLICANT), subject, text, at=at)


def tell_assessor(row: FactoryAssessment | OriginDetermination, subject: str, text: str, *, at: datetime) -> None:
    """Tell the assigned assessor."""
    if row.assessor_id is not None:
        _tell(row, [row.assessor_id], subject, text, at=at)


def tell_reviewers(row: FactoryAssessment, subject: str, text: str, *, at: datetime) -> None:
    """Tell the reviewers of the body."""
    _tell(row, accounts.ids_of_people(row.body_id, roles.REVIEWER), subject, text, at=at)


def _tell(
    row: FactoryAssessment | OriginDetermination, to: list[int], subject: str, text: str, *, at: datetime
) -> None:
    is_factory = isinstance(row, FactoryAssessment)
    outbox.notify(
        kind="assessment.factoryassessment" if is_factory else "assessment.origindetermination",
        to=to,
        subject=f"{subject}：{row.case_number}",
        text=text,
        url=queries.factory_url(row) if isinstance(row, FactoryAssessment) else queries.origin_url(row),
        at=at,
    )
