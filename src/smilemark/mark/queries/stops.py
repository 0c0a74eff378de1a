"""Stops of intake: public; which one binds on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from smilemark.mark.models import IntakeStop
from smilemark.mark.states.stops import StopState

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User


def stops_visible_to(user: User | AnonymousUser) -> QuerySet[IntakeStop]:  # noqa: ARG001  # one entrance per list
    """Announcements are public."""
    return IntakeStop.objects.order_by("-first_day", "-pk")


def _running() -> QuerySet[IntakeStop]:
    return IntakeStop.objects.exclude(state=StopState.REVOKED)


def in_force(on: date) -> IntakeStop | None:
    """The stop that binds on the day, if any."""
    return _running().filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on).first()


def coming(on: date) -> IntakeStop | None:
    """The next stop announced for after the day, if any."""
    return _running().filter(first_day__gt=on).order_by("first_day").first()


def overlapping(first_day: date, last_day: date | None) -> IntakeStop | None:
    """A stop whose days meet these; ``last_day`` None: without end."""
    rows = _running().filter(Q(last_day=None) | Q(last_day__gte=first_day))
    if last_day is not None:
        rows = rows.filter(first_day__lte=last_day)
    return rows.first()
