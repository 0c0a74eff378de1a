"""What the addresses of the site are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories.accounts import LONG_AGO

from smilemark.accounts import roles
from smilemark.site import actions

TERM = '[[change]]\nparameter = "point_34_mark_period.TERM_MONTHS"\nvalue = 24\nfrom = 2026-06-01\n'


def a_replay(world: Any) -> dict[str, object]:
    """A replay an officer of the administration started."""
    return {"pk": actions.start_replay(TERM, by=world.people["own"][roles.ADMINISTRATION], at=LONG_AGO).pk}
