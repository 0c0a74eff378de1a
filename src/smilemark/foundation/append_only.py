"""The database itself refuses to change or delete an event, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

GUARD = {
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION smilemark_events_append_only() RETURNS trigger AS $$
        BEGIN
          RAISE EXCEPTION 'events are append-only';
        END;
        $$ LANGUAGE plpgsql
        """,
        (
            "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON foundation_event "
            "FOR EACH ROW EXECUTE FUNCTION smilemark_events_append_only()"
        ),
        (
            "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON foundation_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION smilemark_events_append_only()"
        ),
    ),
    "sqlite": (
        (
            "CREATE TRIGGER event_no_update BEFORE UPDATE ON foundation_event "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        ),
        (
            "CREATE TRIGGER event_no_delete BEFORE DELETE ON foundation_event "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        ),
    ),
}
UNGUARD = {
    "postgresql": (
        "DROP TRIGGER event_no_change ON foundation_event",
        "DROP TRIGGER event_no_truncate ON foundation_event",
        "DROP FUNCTION smilemark_events_append_only()",
    ),
    "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"),
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers (the migration does; tests that empty the tables set them again)."""
    _run(connection, GUARD)


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _run(connection, UNGUARD)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
