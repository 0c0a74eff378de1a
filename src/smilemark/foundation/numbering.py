"""Numbers come from locked counter rows, never from counting rows; they are never used twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from smilemark.foundation.models import Counter

if TYPE_CHECKING:
    from collections.abc import Mapping


def next_value(name: str) -> int:
    """The next number of the counter ``name``, from 1, inside the caller's transaction (gaps after a rollback stay)."""
    table = Counter._meta.db_table  # noqa: SLF001  # Django's documented API
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, value) VALUES (%s, 1) "  # noqa: S608  # own name
            f"ON CONFLICT (name) DO UPDATE SET value = {table}.value + 1 RETURNING value",
            [name],
        )
        number: int = cursor.fetchone()[0]
    return number


def _locked(name: str) -> Counter:
    counters = Counter.objects.select_for_update()
    found = counters.filter(name=name).first()
    if found is None:
        Counter.objects.get_or_create(name=name)
        found = counters.get(name=name)
    return found


def raise_to(name: str, value: int) -> None:
    """Let the counter start above ``value`` (numbers that came in from elsewhere); never lowers it."""
    with transaction.atomic():
        counter = _locked(name)
        if counter.value < value:
            counter.value = value
            counter.save(update_fields=["value"])


def raise_all(values: Mapping[str, int]) -> None:
    """As ``raise_to`` for many counters: what is new is written in bulk, what stands too low is raised one by one."""
    with transaction.atomic():
        known: dict[str, int] = {}
        names = list(values)
        for start in range(0, len(names), 500):
            rows = Counter.objects.filter(name__in=names[start : start + 500])
            known.update(rows.values_list("name", "value"))
        new = [Counter(name=name, value=value) for name, value in values.items() if name not in known]
        Counter.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        for name, value in values.items():
            if known.get(name, 0) < value and name in known:
                raise_to(name, value)
