"""Who is told, in the app and by mail: the people of an organisation, or all who hold a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.foundation import outbox

if TYPE_CHECKING:
    from datetime import datetime

KIND = "mark.matter"
OF_LICENSEE = (roles.APPLICANT, roles.LABORATORY)
OF_LICENSOR = (roles.REVIEWER, roles.DECIDER, roles.SECRETARIAT)


def tell(organisation_id: int, *held: str, subject: str, text: str, url: str, at: datetime) -> None:
    """Tell the people of the organisation who hold one of the roles."""
    to = accounts.ids_of_people(organisation_id, *held)
    outbox.notify(kind=KIND, to=to, subject=subject, text=text, url=url, at=at)


def tell_all(*held: str, subject: str, text: str, url: str, at: datetime) -> None:
    """Tell everybody who holds one of the roles, in any organisation."""
    outbox.notify(kind=KIND, to=accounts.ids_with_role(*held), subject=subject, text=text, url=url, at=at)
