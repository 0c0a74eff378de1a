"""What a database is for: a demo or the real thing; told once, kept for good, asked by every command that serves."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from smilemark.foundation import clock
from smilemark.foundation.models import Installation

_THE_ONE = 1
_seen_migrated: list[bool] = []


def exists() -> bool:
    """Whether the database has been told what it is for (an empty database has not)."""
    return _row() is not None


def is_demo() -> bool:
    """Whether it was made for a demo."""
    row = _row()
    return row is not None and row.is_demo


def mark(*, demo: bool) -> None:
    """Tell the database what it is for.

    Raises:
        ValueError: it is for the other thing already.
    """
    with transaction.atomic():
        row, _is_new = Installation.objects.get_or_create(
            pk=_THE_ONE, defaults={"is_demo": demo, "created_at": clock.now()}
        )
    if row.is_demo != demo:
        raise ValueError("a demo stays a demo, and an installation an installation")


def why_not_start() -> str | None:
    """Why server and worker may not start on this database in this mode; None means they may."""
    row = _row()
    if row is None:
        return None
    if row.is_demo and not settings.DEMO:
        return "此資料庫是展示資料（任何人都能登入），只能以 smilemark demo 啟動；正式使用請換一個 SMILEMARK_HOME 或 DATABASE_URL。"
    if not row.is_demo and settings.DEMO:
        return "此資料庫是正式資料，不能以展示模式啟動；展示請換一個 SMILEMARK_HOME。"
    return None


def _row() -> Installation | None:
    if Installation._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001  # documented API
        return None
    return Installation.objects.filter(pk=_THE_ONE).first()


def unapplied_migrations() -> int:
    """How many migrations the database still lacks.

    Raises:
        DatabaseError: the database does not answer.
    """
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  # loads every migration: only when asked

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def why_not_healthy() -> str | None:
    """Why the service cannot do its work; None means it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if _seen_migrated:  # once seen, no release takes a migration away
            return None
        if unapplied_migrations():
            return "migrations"
    except DatabaseError:
        return "database"
    _seen_migrated.append(True)
    return None
