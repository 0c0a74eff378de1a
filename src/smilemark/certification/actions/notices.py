"""Who is told when a case moves: the body when the firm acts, the firm when its public state changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.certification.queries import people
from smilemark.foundation import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.certification.models import Case


def tell_body(case: Case, subject: str, text: str, *, at: datetime) -> None:
    """Tell the assigned reviewers; all reviewers of the body where nobody is assigned yet."""
    if case.body_id is None:
        return
    assigned = case.assignments.filter(role=roles.REVIEWER, ended_at=None).values_list("user_id", flat=True)
    to = list(assigned) or accounts.ids_of_people(case.body_id, roles.REVIEWER)
    outbox.notify(
        kind="certification.case",
        to=to,
        subject=f"{subject}：{case.number}",
        text=text,
        url=reverse("certification:case", args=[case.number]),
        at=at,
    )


def tell_firm(case: Case, subject: str, text: str, *, at: datetime) -> None:
    """Tell everybody who acts for the firm."""
    outbox.notify(
        kind="certification.case",
        to=people.of_firm(case.firm),
        subject=f"{subject}：{case.number}",
        text=text,
        url=reverse("certification:case", args=[case.number]),
        at=at,
    )


def tell_granters(case: Case, authority_id: int, *, at: datetime) -> None:
    """Tell the people of the delegated authority that a case waits for their review (point 33 II)."""
    outbox.notify(
        kind="certification.case",
        to=accounts.ids_of_people(authority_id, roles.SCHEME_AUTHORITY),
        subject=f"待審查授權使用標章：{case.number}",
        text=f"{case.firm.name}之第二類產品（{case.scheme_name}）已登錄並編號，待貴機關依附件十二審查。",
        url=reverse("certification:grant", args=[case.number]),
        at=at,
    )


def tell_administration(case: Case, subject: str, text: str, *, to: list[int] | None = None, at: datetime) -> None:
    """Tell the administration's people, or those of them named."""
    outbox.notify(
        kind="certification.case",
        to=accounts.ids_with_role(roles.ADMINISTRATION) if to is None else to,
        subject=f"{subject}：{case.number}",
        text=text,
        url=reverse("certification:grant", args=[case.number]),
        at=at,
    )
