"""Who is told: the firm when it must act or a result is known, the body when the firm has acted, the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.foundation import outbox
from smilemark.surveillance.models import Fault

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.surveillance.models import Plan, Summary, Visit


def _tell(kind: str, to: list[int], subject: str, text: str, url: str, at: datetime) -> None:
    outbox.notify(kind=f"surveillance.{kind}", to=to, subject=subject, text=text, url=url, at=at)


def firm(found: Visit | Fault, subject: str, text: str, *, at: datetime) -> None:
    """Everybody who acts for the firm."""
    to = accounts.ids_of_people(found.firm_id, roles.APPLICANT)
    _tell("visit", to, f"{subject}：{_number(found)}", text, url_of(found), at)


def _number(found: Visit | Fault) -> str:
    return found.check_row.number if isinstance(found, Fault) else found.number


def desk(found: Visit | Fault, subject: str, text: str, *, at: datetime) -> None:
    """The reviewers of the body."""
    to = accounts.ids_of_people(found.body_id, roles.REVIEWER)
    _tell("visit", to, f"{subject}：{_number(found)}", text, url_of(found), at)


def assessor(visit: Visit, subject: str, text: str, *, at: datetime) -> None:
    """The assigned assessor."""
    if visit.assessor_id is not None:
        _tell("visit", [visit.assessor_id], f"{subject}：{visit.number}", text, url_of(visit), at)


def office_people(role: str) -> list[int]:
    """Everybody who holds the role in an office of its kind (secretariat, administration)."""
    to: set[int] = set()
    for office in Organisation.objects.filter(kind=role):
        to.update(accounts.ids_of_people(office.pk, role))
    return sorted(to)


def administration(row: Plan | Summary | Visit, subject: str, text: str, *, at: datetime) -> None:
    """The officers of the administration."""
    _tell(
        type(row).__name__.lower(),
        office_people(roles.ADMINISTRATION),
        f"{subject}：{row.number}",
        text,
        url_of(row),
        at,
    )


def body(row: Plan | Summary, subject: str, text: str, *, at: datetime) -> None:
    """Reviewers and deciders of the body."""
    to = accounts.ids_of_people(row.body_id, roles.REVIEWER, roles.DECIDER)
    _tell(type(row).__name__.lower(), to, f"{subject}：{row.number}", text, url_of(row), at)


def url_of(row: Plan | Summary | Visit | Fault) -> str:
    """The page of the row."""
    return reverse(f"surveillance:{type(row).__name__.lower()}", args=[row.pk])
