"""The one clock, read only at the entrances (web, api, tasks, management).

Below the entrances the moment or the day is a parameter. Tests and the demo may move the clock; an
installation may not (setting ``CLOCK_MAY_MOVE``). The shift stands in a file, so that server and worker agree
on it.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _shift_file() -> Path:
    return settings.HOME / "clock-shift"


def _shift() -> timedelta:
    if not settings.CLOCK_MAY_MOVE:
        return timedelta()
    try:
        return timedelta(seconds=int(_shift_file().read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now() + _shift()


def today() -> date:
    """The legal day in Asia/Taipei."""
    return timezone.localdate(now())


@contextmanager
def travelled(to: datetime) -> Iterator[None]:
    """Let the clock stand at ``to`` (aware) and run on from there; tests and demo only.

    Raises:
        RuntimeError: where the clock may not be moved.
    """
    if not settings.CLOCK_MAY_MOVE:
        raise RuntimeError("the clock of an installation may not be moved")
    place = _shift_file()
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(str(round((to - timezone.now()).total_seconds())))
    try:
        yield
    finally:
        if before is None:
            place.unlink(missing_ok=True)
        else:
            place.write_text(before)
