"""Statements whose SQL is written once per database, for what every move writes: the event log and its marks.

Django's own compiler writes the SQL of an insert anew each time, which takes several times as long as running it.
The values still pass through the fields (``get_db_prep_save``), so each database gets them as from ``save()``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from django.db.models import Field, Model


def insert(row: Model) -> None:
    """Insert a new row, its key included where the database gives it; as ``save(force_insert=True)``, without signals.

    Raises:
        IntegrityError: a constraint of the table is broken.
    """
    columns, sql, key = _insert_into(type(row), connection.vendor)
    values = [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if key is not None:
            setattr(row, key.attname, cursor.fetchone()[0])
    row._state.adding = False  # noqa: SLF001  # as save() leaves it; documented API
    row._state.db = connection.alias  # noqa: SLF001  # as above


@cache
def _insert_into(model: type[Model], vendor: str) -> tuple[tuple[Field[Any, Any], ...], str, Field[Any, Any] | None]:  # noqa: ARG001  # each database quotes its own way
    """The columns to give, the statement, and the key that the database gives (None: the row brings its own)."""
    options = model._meta  # noqa: SLF001  # Django's documented API
    quoted = connection.ops.quote_name
    given = options.auto_field
    columns = tuple(column for column in options.concrete_fields if column is not given)
    names = ", ".join(quoted(str(column.column)) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quoted(options.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # names of our own columns
    return columns, sql if given is None else f"{sql} RETURNING {quoted(str(given.column))}", given
