"""Work outside the request: contracts that expire or end soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import jobs
from smilemark.mark.actions import licences

if TYPE_CHECKING:
    from datetime import datetime


@jobs.regularly
def take_due_licences(at: datetime) -> None:
    """Contracts expire on the day after their last; who uses the mark is reminded beforehand."""
    licences.take_due_days(at=at)
