"""Statements whose SQL is written once per database, for what every move reads and writes: its row, the event log.

Django's own compiler writes the SQL of a query anew each time, which takes several times as long as running it.
The values still pass through the fields (``get_db_prep_save``, converters), so each database gets and gives them as
with ``save()`` and ``get()``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import DatabaseError, connection, connections, models
from django.db.models.query import get_related_populators
from django.db.models.signals import post_save, pre_save

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model
    from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)
_LARGEST = 2**63 - 1
_FEW = 5  # up to so many rows are inserted one by one


# ---- one row by its key ---------------------------------------------------------------------------------


def by_key(model: type[M], pk: Any, *, together: tuple[str, ...] = (), locked: bool = False) -> M:  # noqa: ANN401  # Django's own pk is Any
    """The row with the key, as ``model._base_manager.get(pk=pk)`` gives it.

    Args:
        model: its key is a number.
        pk: the key, or its digits.
        together: foreign keys read with the row, as ``select_related`` takes them.
        locked: hold the row until the transaction ends (``FOR UPDATE``, where the database knows it).

    Raises:
        model.DoesNotExist: there is no such row.
        ValueError, TypeError: ``pk`` is no number.
    """
    key = model._meta.pk.get_prep_value(pk)  # noqa: SLF001  # Django's documented API
    read = _reading(model, together, locked=locked)
    found = None
    if -_LARGEST <= key <= _LARGEST:
        with connection.cursor() as cursor:
            cursor.execute(read.sql, [key])
            found = cursor.fetchone()
    if found is None:
        raise model.DoesNotExist(f"no {model._meta.label} {pk}")  # type: ignore[attr-defined]  # noqa: SLF001  # every model has one; documented API
    row: M = read.row(found)
    return row


class _Reading(NamedTuple):
    """What Django's compiler made of the query, and how it turns what comes back into rows."""

    sql: str
    compiler: SQLCompiler
    converters: dict[int, Any]
    names: Sequence[str]
    columns: slice
    related: Sequence[Any]

    def row(self, found: Sequence[Any]) -> Any:  # noqa: ANN401  # of the model
        """As ``django.db.models.query.ModelIterable`` makes a row."""
        if self.converters:
            found = next(iter(self.compiler.apply_converters([found], self.converters)))
        model: Any = self.compiler.query.model
        row = model.from_db(connection.alias, self.names, found[self.columns])
        for related in self.related:
            related.populate(found, row)
        return row


def _reading(model: type[Model], together: tuple[str, ...], *, locked: bool) -> _Reading:
    """Kept with the thread's connection, whose converters it holds."""
    ours = connections[connection.alias]
    kept: dict[Any, _Reading] = ours.__dict__.setdefault("smilemark_readings", {})
    key = (model, together, locked)
    if key not in kept:
        rows = model._base_manager.select_related(*together) if together else model._base_manager.all()  # noqa: SLF001  # Django's documented API
        if locked:
            rows = rows.select_for_update(of=("self",))
        compiler = rows.filter(pk=0).query.get_compiler(connection=ours)
        sql, _zero = compiler.as_sql()
        chosen: Any = compiler.select
        own = compiler.klass_info["select_fields"]
        columns = slice(own[0], own[-1] + 1)
        kept[key] = _Reading(
            sql,
            compiler,
            compiler.get_converters([expression for expression, _sql, _alias in chosen]),
            [expression.target.attname for expression, _sql, _alias in chosen[columns]],
            columns,
            get_related_populators(compiler.klass_info, chosen, connection.alias),  # type: ignore[call-arg]  # the stubs are of Django 6
        )
    return kept[key]


# ---- writing a row --------------------------------------------------------------------------------------


def update(row: Model) -> None:
    """Write all columns of a row that stands, as ``save(force_update=True)``; its values are plain (no ``F()``).

    Raises:
        DatabaseError: the row is gone.
        IntegrityError: a constraint of the table is broken.
    """
    model, key = type(row), row._meta.pk  # noqa: SLF001  # Django's documented API
    if row._meta.parents or row.get_deferred_fields():  # noqa: SLF001  # as above
        row.save(force_update=True)  # more than one table, or not all of its columns
        return
    pre_save.send(sender=model, instance=row, raw=False, using=connection.alias, update_fields=None)
    row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]  # noqa: SLF001  # as save() begins
    columns, sql = _update_of(model, connection.vendor)
    given = [column.pre_save(row, False) for column in columns]  # noqa: FBT003  # Django's signature
    values = [column.get_db_prep_save(value, connection) for column, value in zip(columns, given, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, key.get_db_prep_save(row.pk, connection)])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{model._meta.label} {row.pk} is gone")  # noqa: SLF001  # as above
    post_save.send(sender=model, instance=row, created=False, raw=False, using=connection.alias, update_fields=None)


@cache
def _update_of(model: type[Model], vendor: str) -> tuple[tuple[Field[Any, Any], ...], str]:  # noqa: ARG001  # each database quotes its own way
    """The columns to set, in the order of the statement whose last value is the key."""
    options = model._meta  # noqa: SLF001  # Django's documented API
    quoted = connection.ops.quote_name
    columns = tuple(column for column in options.concrete_fields if column is not options.pk)
    sets = ", ".join(f"{quoted(str(column.column))} = %s" for column in columns)
    key = quoted(str(options.pk.column))
    return columns, f"UPDATE {quoted(options.db_table)} SET {sets} WHERE {key} = %s"  # noqa: S608  # names of our own columns


def create(row: M) -> M:
    """Insert a new row, as ``save(force_insert=True)``; its values are plain.

    Raises:
        IntegrityError: a constraint of the table is broken.
    """
    model = type(row)
    if model._meta.parents:  # noqa: SLF001  # Django's documented API
        row.save(force_insert=True)  # more than one table
        return row
    pre_save.send(sender=model, instance=row, raw=False, using=connection.alias, update_fields=None)
    row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]  # noqa: SLF001  # as save() begins
    insert(row)
    post_save.send(sender=model, instance=row, created=True, raw=False, using=connection.alias, update_fields=None)
    return row


def create_all(rows: Sequence[M]) -> list[M]:
    """As ``bulk_create``; a few are inserted one by one, which is faster than to write SQL for so many.

    Raises:
        IntegrityError: a constraint of the table is broken.
    """
    if len(rows) > _FEW:
        return type(rows[0])._base_manager.bulk_create(rows)  # noqa: SLF001  # as above
    for row in rows:
        insert(row)
    return list(rows)


def insert(row: Model) -> None:
    """Insert a new row, its key included where the database gives it; as ``save(force_insert=True)``, without signals.

    Raises:
        IntegrityError: a constraint of the table is broken.
    """
    columns, sql, key = _insert_into(type(row), connection.vendor)
    given = [column.pre_save(row, True) for column in columns]  # noqa: FBT003  # Django's signature
    values = [column.get_db_prep_save(value, connection) for column, value in zip(columns, given, strict=True)]
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
