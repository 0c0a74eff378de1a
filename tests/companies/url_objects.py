"""What the addresses of companies are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories.companies import LONG_AGO, make_factory

from smilemark.accounts import roles
from smilemark.companies import actions
from smilemark.companies.models import Firm


def a_firm(world: Any) -> dict[str, object]:
    """The applicant's own firm."""
    return {"pk": world.organisations["own"][roles.APPLICANT].pk}


def a_factory(world: Any) -> dict[str, object]:
    """A factory of the applicant's own firm."""
    return {"pk": make_factory(Firm.objects.get(**a_firm(world))).pk}


def a_relation(world: Any) -> dict[str, object]:
    """What the own body's assessor declared about the firm."""
    relation = actions.declare_relation(
        firm_id=world.organisations["own"][roles.APPLICANT].pk,
        ground="party",
        who="cousin",
        by=world.people["own"][roles.ASSESSOR],
        at=LONG_AGO,
    )
    return {"pk": relation.pk}
