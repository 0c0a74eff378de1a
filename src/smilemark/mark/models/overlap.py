"""The database itself refuses two runs of a label whose serials overlap, on both databases.

PostgreSQL's trigger alone could miss a run of a transaction that has not committed; the counter row of the label, locked
by ``actions.runs.record_run``, lets one after the other through. SQLite has one writer at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_OTHER = (
    "SELECT 1 FROM mark_printrun r WHERE r.label_id = NEW.label_id AND r.id <> NEW.id "
    "AND r.first_serial <= NEW.last_serial AND r.last_serial >= NEW.first_serial"
)
GUARD: dict[str, tuple[str, ...]] = {
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION smilemark_runs_apart() RETURNS trigger AS $$
        BEGIN
          IF EXISTS ({_OTHER}) THEN
            RAISE EXCEPTION 'serials of print runs overlap' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END;
        $$ LANGUAGE plpgsql
        """,
        (
            "CREATE TRIGGER printrun_apart BEFORE INSERT OR UPDATE ON mark_printrun "
            "FOR EACH ROW EXECUTE FUNCTION smilemark_runs_apart()"
        ),
    ),
    "sqlite": tuple(
        f"CREATE TRIGGER printrun_apart_{event.lower()} AFTER {event} ON mark_printrun WHEN EXISTS ({_OTHER}) "
        "BEGIN SELECT RAISE(ABORT, 'serials of print runs overlap'); END"
        for event in ("INSERT", "UPDATE")
    ),
}
UNGUARD: dict[str, tuple[str, ...]] = {
    "postgresql": ("DROP TRIGGER printrun_apart ON mark_printrun", "DROP FUNCTION smilemark_runs_apart()"),
    "sqlite": ("DROP TRIGGER printrun_apart_insert", "DROP TRIGGER printrun_apart_update"),
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers (the migration does)."""
    _run(connection, GUARD)


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _run(connection, UNGUARD)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
