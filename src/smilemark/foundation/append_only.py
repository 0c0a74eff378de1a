"""The database itself refuses to change or delete an event, and to delete what is kept, on both databases.

A file, a paper and the text of an event are kept: their content may be destroyed after its time
(``foundation.retention``), their row never. A text is emptied once, and only together with the moment it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

KEPT: Final = ("foundation_storedfile", "foundation_storeddocument", "foundation_eventtext")
GUARD = {
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION smilemark_events_append_only() RETURNS trigger AS $$
        BEGIN
          RAISE EXCEPTION 'events are append-only';
        END;
        $$ LANGUAGE plpgsql
        """,
        """
        CREATE OR REPLACE FUNCTION smilemark_row_is_kept() RETURNS trigger AS $$
        BEGIN
          RAISE EXCEPTION 'what is kept is not deleted';
        END;
        $$ LANGUAGE plpgsql
        """,
        """
        CREATE OR REPLACE FUNCTION smilemark_text_disposed_once() RETURNS trigger AS $$
        BEGIN
          IF NEW.disposed_at IS NULL OR NEW.text::text <> '{}' THEN
            RAISE EXCEPTION 'the text of an event is disposed of, never changed';
          END IF;
          RETURN NEW;
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
        (
            "CREATE TRIGGER text_disposed_once BEFORE UPDATE ON foundation_eventtext "
            "FOR EACH ROW EXECUTE FUNCTION smilemark_text_disposed_once()"
        ),
        *(
            f"CREATE TRIGGER row_is_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION smilemark_row_is_kept()"
            for table in KEPT
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
        (
            "CREATE TRIGGER text_disposed_once BEFORE UPDATE ON foundation_eventtext "
            "WHEN NEW.disposed_at IS NULL OR NEW.text <> '{}' "
            "BEGIN SELECT RAISE(ABORT, 'the text of an event is disposed of, never changed'); END"
        ),
        *(
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'what is kept is not deleted'); END"
            for table in KEPT
        ),
    ),
}
UNGUARD = {
    "postgresql": (
        "DROP TRIGGER event_no_change ON foundation_event",
        "DROP TRIGGER event_no_truncate ON foundation_event",
        "DROP TRIGGER text_disposed_once ON foundation_eventtext",
        *(f"DROP TRIGGER row_is_kept ON {table}" for table in KEPT),
        "DROP FUNCTION smilemark_events_append_only()",
        "DROP FUNCTION smilemark_text_disposed_once()",
        "DROP FUNCTION smilemark_row_is_kept()",
    ),
    "sqlite": (
        "DROP TRIGGER event_no_update",
        "DROP TRIGGER event_no_delete",
        "DROP TRIGGER text_disposed_once",
        *(f"DROP TRIGGER {table}_is_kept" for table in KEPT),
    ),
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
