"""First migrations make each table whole; what comes after the tables runs as usual."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from smilemark.foundation.whole_tables import FirstMigration, OnTheDatabase

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("smilemark.")]


class TwoThatKnowEachOther(FirstMigration):
    """Two tables that refer to each other, and what is done once they are there."""

    operations = [
        migrations.CreateModel(
            name="Nest",
            fields=[("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))],
        ),
        migrations.CreateModel(
            name="Bird",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("nest", models.ForeignKey(on_delete=models.PROTECT, to="sample.nest")),
            ],
        ),
        migrations.AddField(
            model_name="nest",
            name="owner",
            field=models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="sample.bird"),
        ),
        migrations.AddConstraint(
            model_name="nest",
            constraint=models.CheckConstraint(condition=models.Q(owner__isnull=False), name="nest_is_owned"),
        ),
        migrations.RunSQL("SELECT 1 AS afterwards"),
        migrations.AddField(model_name="bird", name="colour", field=models.CharField(max_length=9, null=True)),
    ]


def sql_of(migration: migrations.Migration) -> tuple[ProjectState, list[str]]:
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []  # as entering it would; nothing is run
    return migration.apply(ProjectState(), editor), [str(line) for line in editor.collected_sql]


@pytest.mark.django_db
def test_a_table_is_made_with_all_that_its_migration_gives_it():
    state, lines = sql_of(TwoThatKnowEachOther("0001_initial", "sample"))
    made = [line for line in lines if line.startswith("CREATE TABLE")]

    assert [line.startswith('CREATE TABLE "sample_nest"') for line in made] == [True, False]
    assert ['"owner_id"' in line for line in made] == [True, False]
    assert ['"nest_is_owned"' in line for line in made] == [True, False]
    assert ['"nest_id"' in line for line in made] == [False, True]
    assert ['"colour"' in line for line in made] == [False, False]
    assert [line for line in lines if "ADD COLUMN" in line and "owner_id" in line] == []
    assert len([line for line in lines if "ADD COLUMN" in line and "colour" in line]) == 1
    assert list(state.models["sample", "nest"].fields) == ["id", "name", "owner"]
    assert list(state.models["sample", "bird"].fields) == ["id", "nest", "colour"]


@pytest.mark.parametrize("label", OURS)
def test_every_app_begins_with_one(label):
    folder = Path(apps.get_app_config(label).path) / "migrations"
    if not (folder / "0001_initial.py").exists():
        assert list(apps.get_app_config(label).get_models()) == []
        return

    first = import_module(f"smilemark.{label}.migrations.0001_initial")

    assert issubclass(first.Migration, FirstMigration)


@pytest.mark.django_db
def test_what_the_database_is_told_is_given_no_models():
    given = []
    operation = OnTheDatabase(lambda drawn, editor: given.append((drawn, editor)))
    state = ProjectState()
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)

    operation.database_forwards("sample", editor, state, state)

    assert given == [(None, editor)]
    assert "apps" not in vars(state)
