"""The demo: a plausible country in small, made through the same actions the pages use, dated from today.

Nothing here saves a row by itself (a test forbids it): whatever stands in the demo, a person with the role could have
done on a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.foundation import deadlines
from smilemark.foundation.remembered import remembering
from smilemark.site.demo import country, stories

if TYPE_CHECKING:
    from datetime import datetime


def is_loaded() -> bool:
    """Whether the demo's people are there."""
    return accounts.demo_people_exist()


def load(*, now: datetime) -> None:
    """Build the country and tell its stories, up to ``now``; the caller holds the transaction."""
    with remembering():
        stories.tell_all(country.build(now=now))
    deadlines.sweep(timezone.localdate(now))
