"""Every dated number of the law, with facts one step to both sides of it and what the rule must say of each.

A step is (facts, part of the result). The dates are counted by the naive functions here, not by those of the law.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Step = tuple[dict[str, Any], dict[str, Any]]
Steps = Callable[[Any], list[Step]]

WORKING_WEDNESDAY = date(2025, 6, 18)  # the days before and after it are working days too
ONE = timedelta(days=1)


def days(first: date, count: int) -> date:
    return first + timedelta(days=count)


def months(first: date, count: int) -> date:
    """The same day of the month so many months later, or the last day where that month is shorter."""
    year, month = first.year, first.month
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        year, month = (year + 1, 1) if month > 12 else (year - 1, 12) if month < 1 else (year, month)
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def sides(
    field: str, values: list[Any], output: str, expected: list[Any], same: dict[str, Any] | None = None
) -> list[Step]:
    """One step for each value of the field, with what the output must be."""
    return [
        ({**(same or {}), field: plain(value)}, {output: plain(found)})
        for value, found in zip(values, expected, strict=True)
    ]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def around(day: date) -> list[date]:
    return [day - ONE, day, day + ONE]


@dataclass(frozen=True)
class Boundary:
    """The rule a number decides in, and the steps around a value of it."""

    rule: str
    steps: Steps


BOUNDARIES: dict[str, Boundary] = {}


def boundary(table: str, rule: str, steps: Steps) -> None:
    """State the boundary of one number; a table of several has its key in brackets."""
    assert table not in BOUNDARIES
    BOUNDARIES[table] = Boundary(rule, steps)


def at_least(rule: str, field: str, output: str, below: Any, reached: Any, **same: Any) -> tuple[str, Steps]:
    """The rule changes its answer at the number itself (以上)."""
    return rule, lambda n: sides(field, [n - 1, n, n + 1], output, [below, reached, reached], same)
