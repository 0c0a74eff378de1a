"""On SQLite the grams lie in one tree, ordered by gram: half the room, and a term's objects lie side by side."""

from django.db import migrations

from smilemark.foundation.whole_tables import OnTheDatabase

SQLITE = [
    "DROP TABLE foundation_searchgram",
    "CREATE TABLE foundation_searchgram (gram bigint NOT NULL, object_id bigint NOT NULL, "
    "PRIMARY KEY (gram, object_id)) WITHOUT ROWID",
    "DROP TABLE foundation_searchtext",
    "CREATE TABLE foundation_searchtext (kind bigint NOT NULL, object_id bigint NOT NULL, text text NOT NULL, "
    "PRIMARY KEY (kind, object_id)) WITHOUT ROWID",
]


def cluster(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_events_append_only")]
    operations = [OnTheDatabase(cluster, OnTheDatabase.noop)]
