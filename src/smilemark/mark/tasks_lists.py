"""Work outside the request: the approval lists of the bodies whose day of the month has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import jobs
from smilemark.mark.actions import lists

if TYPE_CHECKING:
    from datetime import datetime


@jobs.regularly
def compile_due_lists(at: datetime) -> None:
    """每月核准清單, on the body's day (annex 14 point 3(4))."""
    lists.compile_due(at)
