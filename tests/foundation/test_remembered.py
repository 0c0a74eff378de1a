"""What is looked up again and again within one transaction is asked once, and never answered from before a write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from smilemark.foundation import numbering
from smilemark.foundation.models import Counter, StaleDeadline
from smilemark.foundation.remembered import remembered, remembering

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@remembered("foundation_counter")
def _value(name: str) -> int | None:
    return Counter.objects.filter(name=name).values_list("value", flat=True).first()


@remembered("foundation_counter")
def _names(start: str) -> list[str]:
    return list(Counter.objects.filter(name__startswith=start).order_by("name").values_list("name", flat=True))


def test_asks_the_database_every_time_elsewhere() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [_value("a"), _value("a")] == [None, None]
    assert len(asked) == 2


def test_asks_once_for_the_same_arguments() -> None:
    numbering.next_value("a")
    with remembering(), CaptureQueriesContext(connection) as asked:
        assert [_value("a"), _value("a"), _value(name="a"), _value("b")] == [1, 1, 1, None]
    assert len(asked) == 3  # by place and by name are two questions


def _add() -> None:
    numbering.next_value("a")


def _update() -> None:
    Counter.objects.filter(name="a").update(value=7)


def _delete() -> None:
    Counter.objects.filter(name="a").delete()


def _bulk() -> None:
    Counter.objects.bulk_create([Counter(name="b", value=3)])


def _by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_counter SET value = 9 WHERE name = %s", ["a"])


@pytest.mark.parametrize(
    ("write", "after"),
    [(_add, (2, None)), (_update, (7, None)), (_delete, (None, None)), (_bulk, (1, 3)), (_by_hand, (9, None))],
)
def test_forgets_when_the_table_is_written(write: Callable[[], None], after: tuple[int | None, int | None]) -> None:
    numbering.next_value("a")
    with remembering():
        assert (_value("a"), _value("b")) == (1, None)
        write()
        assert (_value("a"), _value("b")) == after


def test_forgets_what_was_read_before_a_rollback() -> None:
    numbering.next_value("a")
    with remembering():
        with transaction.atomic():
            numbering.next_value("a")
            assert _value("a") == 2
            transaction.set_rollback(True)
        assert _value("a") == 1


def test_keeps_what_another_table_s_write_does_not_touch() -> None:
    numbering.next_value("a")
    with remembering():
        _value("a")
        StaleDeadline.objects.create(stream="foundation.counter:1")
        with CaptureQueriesContext(connection) as asked:
            assert _value("a") == 1
        assert len(asked) == 0


def test_a_caller_may_change_the_list_it_got() -> None:
    numbering.next_value("a")
    with remembering():
        _names("a").append("mine")
        assert _names("a") == ["a"]


def test_forgets_at_the_end_of_the_block() -> None:
    with remembering():
        assert _value("a") is None
    numbering.next_value("a")
    with remembering():
        assert _value("a") == 1


@pytest.mark.django_db(transaction=True)
def test_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="remembering\\(\\) needs an open transaction"), remembering():
        pass
