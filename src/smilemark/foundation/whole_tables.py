"""First migrations that make each table whole, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, router
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState


class FirstMigration(migrations.Migration):
    """An app's first migration: the tables it begins with are made as they are after all of it.

    Django draws every model that a new one touches anew for each operation, which for hundreds of related tables
    takes longer than making them. Fields, constraints and indexes added to a table of the same migration therefore
    are part of its making here; what comes after them runs as usual.
    """

    initial = True

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # Django's signature
    ) -> ProjectState:
        """Make the tables, then do the rest; for ``sqlmigrate`` operation by operation."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        tables = self._of_new_tables()
        drawn = project_state.__dict__.pop("apps", None)
        for operation in tables:
            operation.state_forwards(self.app_label, project_state)
        if drawn is not None:  # what stands stays as it was drawn: new models only add relations to it
            made = [operation.name_lower for operation in tables if isinstance(operation, CreateModel)]
            drawn.render_multiple([project_state.models[self.app_label, name] for name in made])
            project_state.__dict__["apps"] = drawn
        for operation in tables:
            if isinstance(operation, CreateModel):
                operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        for operation in self.operations[len(tables) :]:
            before = project_state.clone()
            operation.state_forwards(self.app_label, project_state)
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state

    def _of_new_tables(self) -> list[Operation]:
        """The operations at the beginning that make tables or complete those made here."""
        made: set[str] = set()
        first: list[Operation] = []
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                made.add(operation.name_lower)
            elif (
                not isinstance(operation, AddField | AddConstraint | AddIndex) or operation.model_name_lower not in made
            ):
                break
            first.append(operation)
        return first


class OnTheDatabase(migrations.RunPython):
    """``RunPython`` for what the database itself is told: it is given no models, so none is drawn for it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  # Django's signature
        to_state: ProjectState,  # noqa: ARG002  # as above
    ) -> None:
        """Call the code with no models."""
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(None, schema_editor)  # type: ignore[arg-type]  # code that asks for none
