"""Numbers come from locked counter rows."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from smilemark.foundation import numbering

pytestmark = pytest.mark.django_db


def test_numbers_count_from_one_and_each_counter_for_itself():
    taken = [numbering.next_value("a"), numbering.next_value("a"), numbering.next_value("b")]

    assert taken == [1, 2, 1]


def test_a_counter_is_raised_but_never_lowered():
    numbering.raise_to("a", 40)
    numbering.raise_to("a", 7)

    assert numbering.next_value("a") == 41


def test_a_number_of_an_undone_transaction_is_taken_again_by_nobody_else(db_with_flush):
    with transaction.atomic():
        numbering.next_value("a")
        transaction.set_rollback(True)

    assert numbering.next_value("a") == 1


def test_connections_at_once_never_take_the_same_number(db_with_flush):
    taken: list[int] = []
    ready = threading.Barrier(4)

    def take() -> None:
        ready.wait()
        try:
            taken.extend(numbering.next_value("a") for _ in range(10))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 41))
