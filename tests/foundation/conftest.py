"""People, and a governed table of its own, for tests of the foundation."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test.utils import isolate_apps

from smilemark.foundation import moves
from smilemark.foundation.moves import Move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smilemark.accounts.models import User

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("Asia/Taipei"))
MOVES = {
    "open": Move("開", {"shut"}, "open", {"keeper"}, "第一點"),
    "look": Move("看", {"open"}, None, {"keeper"}, "第二點"),
    "shut": Move("關", {"open"}, "shut", {"keeper"}, "第三點", by_system=True),
    "lock": Move("鎖", {"shut"}, "locked", {"locksmith"}, "第四點"),
}


@pytest.fixture
def noon() -> datetime:
    return NOON


def make_user(name: str = "ming", **values: object) -> User:
    values = {"full_name": "王小明", "email": f"{name}@example.tw", **values}
    return get_user_model().objects.create_user(name, password="a long password 1", **values)


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.fixture
def keeper() -> SimpleNamespace:
    """Holds the role ``keeper`` in organisation 7."""
    return SimpleNamespace(
        pk=1,
        display_name="管理員",
        holds=lambda role, organisation: role == "keeper" and organisation in (None, 7),
    )


def _make_door_model() -> type[models.Model]:
    with isolate_apps("smilemark.foundation"):

        class Door(models.Model):
            state = models.CharField(max_length=10, choices=[("shut", "關著"), ("open", "開著"), ("locked", "鎖著")])
            note = models.CharField(max_length=50, blank=True)

            class Meta:
                app_label = "foundation"
                db_table = "test_door"

            def __str__(self) -> str:
                return self.note

            def organisation_for(self, _role: str) -> int | None:
                return 7

    return Door


DOOR = _make_door_model()


def _governed_table() -> Iterator[type[models.Model]]:
    with connection.schema_editor() as editor:
        editor.create_model(DOOR)
    moves.govern(DOOR, MOVES, initial="shut")
    yield DOOR
    moves._tables.pop(DOOR)  # its table goes with the tests' database


@pytest.fixture(scope="session")
def _door_table(django_db_setup: None, django_db_blocker: object) -> Iterator[type[models.Model]]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's fixture
        yield from _governed_table()


@pytest.fixture
def door_model(_door_table: type[models.Model], db: None) -> Iterator[type[models.Model]]:
    """The governed model; its rows go with the test's transaction."""
    return _door_table


@pytest.fixture
def committed_door_model(_door_table: type[models.Model], db_with_flush: None) -> Iterator[type[models.Model]]:
    """The governed model in a database with real commits; flushing does not know its table, so it is emptied here."""
    yield _door_table
    _door_table.objects.all().delete()
