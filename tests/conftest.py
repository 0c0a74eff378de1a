"""What every test may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import TransactionTestCase

from smilemark.foundation import append_only, calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

pytest_plugins = ["tests.worlds", "tests.browser"]  # worlds made once for many tests; one Chromium for the whole run
pytest.register_assert_rewrite(
    "tests.journeys", "tests.resilience.serving", "tests.matrices"
)  # their asserts say what they saw

LONGEST = ("tests/site/test_url_matrix.py", "tests/journeys/", "tests/resilience/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of long tests first, so that no worker is left alone with one of them at the end."""

    def place(item: pytest.Item) -> int:
        if item.nodeid.startswith(LONGEST):
            return 0
        return 1 if item.get_closest_marker("journey") or item.get_closest_marker("slow") else 2

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that commits leaves the database as the migrations made it.

    Such tests (``transactional_db``, ``live_server``, ``db_with_flush``) end by emptying all tables. The events refuse
    that, so their triggers are away for that moment only; the rows of the migrations (roles and the like) come back.
    """
    with django_db_blocker.unblock():
        rows_of_migrations = connection.creation.serialize_db_to_string()
    empty = TransactionTestCase._fixture_teardown

    def back_to_the_start(case: TransactionTestCase) -> None:
        case.serialized_rollback = True  # so that emptying does not make content types anew
        # Set here, because a browser's event loop gives this thread another connection than the one of the set-up.
        connection._test_serialized_contents = rows_of_migrations
        append_only.unguard(connection)
        try:
            empty(case)
        finally:
            append_only.guard(connection)
        connection.creation.deserialize_db_from_string(rows_of_migrations)

    TransactionTestCase._fixture_teardown = back_to_the_start
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture
def db_with_flush(transactional_db: None) -> None:
    """The database with real commits, for tests with several connections; emptied afterwards."""


@pytest.fixture(autouse=True)
def _calendar_read_anew() -> None:
    """No test sees an override of another."""
    calendar.forget()
