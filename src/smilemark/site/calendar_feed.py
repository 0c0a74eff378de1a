"""A person's deadlines as a calendar (RFC 5545): the kind and the number of each matter, and no name of anybody."""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from smilemark.foundation import deadlines as running
from smilemark.site import deadlines

if TYPE_CHECKING:
    from datetime import datetime

    from icalendar import Event

    from smilemark.accounts.models import User
    from smilemark.foundation.models import Deadline

LONGEST: Final = 1000
"""More lines than this no calendar program shows sensibly."""
PAST: Final = timedelta(days=60)


def written(user: User, now: datetime) -> bytes:
    """The calendar of what the person must act on: from two months back, as long as it runs."""
    from icalendar import Calendar  # noqa: PLC0415  # 90 modules that only who asks for a calendar needs

    rows = deadlines.listed(user, deadlines.Filter(mine=True), now)
    rows = rows.filter(last_day__gte=timezone.localdate(now) - PAST)[:LONGEST]
    calendar = Calendar()
    calendar.add("prodid", "-//Smilemark//MIT Smile deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "微笑標章期限")
    for row in rows:
        calendar.add_component(_event(row, now))
    return bytes(calendar.to_ical())


def _event(row: Deadline, now: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415  # as above

    kind = running.kinds().get(row.kind) or running.Kind(row.kind, row.kind, "", row.kind)
    event = Event()
    host = settings.SITE_URL.partition("//")[2].partition("/")[0] or "smilemark"
    key = hashlib.sha256(f"{row.stream} {row.code}".encode()).hexdigest()[:32]
    event.add("uid", f"{key}@{host}")
    event.add("dtstamp", now)
    if row.last_moment is not None:
        event.add("dtstart", row.last_moment.astimezone(UTC))
    else:
        event.add("dtstart", row.last_day)
        event.add("dtend", row.last_day + timedelta(days=1))
    estimated = "（推估）" if row.is_estimated else ""
    event.add("summary", f"{kind.words}{estimated} {row.number}".strip())
    event.add("description", kind.cite)
    event.add("url", f"{settings.SITE_URL}{row.url}")
    event.add("transp", "TRANSPARENT")
    return event
