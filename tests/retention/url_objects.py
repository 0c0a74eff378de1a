"""What the addresses of retention are about, in the world of the matrix."""

from __future__ import annotations

from itertools import count
from typing import Any

from smilemark.accounts import roles
from smilemark.foundation import clock, moves
from smilemark.retention.models import DisposalList

_serial = count(1)


def a_list(world: Any) -> dict[str, object]:
    """A list that waits for approval."""
    by = world.people["own"][roles.SECRETARIAT]
    row = DisposalList(number=f"DL115-{next(_serial):04d}", proposed_by=by, proposed_at=clock.now())
    moves.begin(row, "propose", by=by, at=clock.now())
    return {"number": row.number}
