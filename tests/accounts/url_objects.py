"""What the addresses of accounts are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories.accounts import person

from smilemark.accounts import roles
from smilemark.accounts.models import RoleAssignment


def a_person(world: Any) -> dict[str, object]:
    """A reviewer of the own body."""
    return {"pk": world.people["own"][roles.REVIEWER].pk}


def a_role(world: Any) -> dict[str, object]:
    """A further assessor's role in the own body."""
    assessor = person(roles.ASSESSOR, world.organisations["own"][roles.ASSESSOR])
    return {"pk": RoleAssignment.objects.get(user=assessor).pk}
