"""How often somebody may ask for something in an hour. Counted in the cache: per process where none is shared."""

from __future__ import annotations

import time
from typing import Final

from django.conf import settings
from django.core.cache import cache

HOUR: Final = 3600


def may(what: str, who: object, *, per_hour: int) -> bool:
    """Count one more attempt; whether it is within the limit. Always, where limits are switched off.

    Args:
        what: short name of what is asked for.
        who: whom it is counted for, an address or a person's id.
        per_hour: most attempts in one hour of the clock.
    """
    if not settings.RATE_LIMIT_PER_MINUTE:
        return True
    key = f"{what}:{who}:{int(time.time() // HOUR)}"
    cache.add(key, 0, HOUR)
    try:
        return bool(cache.incr(key) <= per_hour)
    except ValueError:  # the hour ended between the two calls
        return True


def retry_after() -> str:
    """Seconds until the next hour of the clock, for ``Retry-After``."""
    return str(HOUR - int(time.time()) % HOUR)
