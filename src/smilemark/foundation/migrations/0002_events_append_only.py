"""The database itself refuses to change or delete an event, on both databases."""

from django.db import migrations

from smilemark.foundation import append_only
from smilemark.foundation.whole_tables import OnTheDatabase


def guard(_apps, schema_editor):
    append_only.guard(schema_editor.connection)


def unguard(_apps, schema_editor):
    append_only.unguard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [OnTheDatabase(guard, unguard)]
