"""Who is to be told: ids of the people who hold a role in an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles

if TYPE_CHECKING:
    from smilemark.accounts.models import Organisation


def of_firm(firm: Organisation) -> list[int]:
    """The people who act for a firm."""
    return accounts.ids_of_people(firm.pk, roles.APPLICANT)
