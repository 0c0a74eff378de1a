"""Which version of a number applied on a day."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

Value = TypeVar("Value")

REGULATION_VERSION = date(2023, 10, 24)
"""The version of the 要點 (112年10月24日產策字第11201236362號令) this package follows."""


class NotInForceError(LookupError):
    """No version was in force on the day asked about."""


def version_in_force(versions: Mapping[date, object], on: date) -> date:
    """First day of the version in force on a day."""
    started = [first_day for first_day in versions if first_day <= on]
    if not started:
        raise NotInForceError(f"no version was in force on {on.isoformat()}")
    return max(started)


def in_force(versions: Mapping[date, Value], on: date) -> Value:
    """The value in force on a day; a day before the first version is an error, never a default."""
    return versions[version_in_force(versions, on)]
