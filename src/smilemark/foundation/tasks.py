"""Work outside the request: deadlines derived anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from smilemark.foundation import clock, deadlines, jobs
from smilemark.foundation.models import CalendarOverride

if TYPE_CHECKING:
    from datetime import datetime


@jobs.job("foundation.deadlines", title="重算期限")
def derive_deadlines() -> None:
    """All of them; may run twice."""
    deadlines.sweep(clock.today())


@jobs.regularly
def keep_deadlines(at: datetime) -> None:
    """What changed since the last look, and once a day everything."""
    day = timezone.localdate(at)
    deadlines.sweep_once(day)
    deadlines.settle(day, limit=None)


def _calendar_changed(**_signal: object) -> None:
    jobs.start("foundation.deadlines")


post_save.connect(_calendar_changed, sender=CalendarOverride, dispatch_uid="deadlines-day-saved")
post_delete.connect(_calendar_changed, sender=CalendarOverride, dispatch_uid="deadlines-day-deleted")
