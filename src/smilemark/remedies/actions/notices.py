"""Who is told: the firm when a letter goes out or its matter moves; the authority or the administration when the firm acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.certification.queries import people
from smilemark.foundation import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.companies.models import Firm

OVERSEERS = (roles.SECRETARIAT, roles.ADMINISTRATION)
OF_AUTHORITY = (roles.REVIEWER, roles.DECIDER, roles.SCHEME_AUTHORITY)


def tell_firm(firm: Firm, subject: str, text: str, url: str, *, at: datetime) -> None:
    """Tell everybody who acts for the firm."""
    outbox.notify(kind="remedies.matter", to=people.of_firm(firm), subject=subject, text=text, url=url, at=at)


def tell_authority(authority_id: int, subject: str, text: str, url: str, *, at: datetime) -> None:
    """Tell the people of the body, or of the scheme's authority, who handle and decide."""
    to = accounts.ids_of_people(authority_id, *OF_AUTHORITY)
    outbox.notify(kind="remedies.matter", to=to, subject=subject, text=text, url=url, at=at)


def tell_overseers(subject: str, text: str, url: str, *, at: datetime) -> None:
    """Tell the secretariat and the administration (points 7, 10; annex 15 point 6(2): reported upward)."""
    outbox.notify(
        kind="remedies.matter", to=accounts.ids_with_role(*OVERSEERS), subject=subject, text=text, url=url, at=at
    )
