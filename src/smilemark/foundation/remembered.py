"""Lookups asked once while many acts are done in a row: who holds a role, what a body may do, what was announced.

Within ``remembering()`` a function marked ``@remembered(tables)`` answers from memory what it was asked before, until
one of its tables is written: every statement passes by here, so a write in bulk or by hand is seen, too. Elsewhere the
mark does nothing, and each act asks the database.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")
_WRITES = re.compile(r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_READS = ("SELECT", "SAVEPOINT", "RELEASE")


class _Memory:
    """Answers by what was asked, under each table they were read from."""

    def __init__(self) -> None:
        self._by_tables: dict[tuple[str, ...], dict[Any, Any]] = {}

    def of(self, tables: tuple[str, ...]) -> dict[Any, Any]:
        return self._by_tables.setdefault(tables, {})

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401  # Django's shape of a wrapper
        if not sql.startswith(_READS):
            written = _WRITES.match(sql)
            for tables, answers in self._by_tables.items():
                if (
                    written is None or written[1] in tables
                ):  # what is not understood, a rollback too, may be any of them
                    answers.clear()
        return execute(sql, params, many, context)


_memory: ContextVar[_Memory | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember until the end of the block, which must stand within a transaction: nobody else's writes are missed.

    Raises:
        RuntimeError: no transaction is open.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("remembering() needs an open transaction")
    memory = _Memory()
    token = _memory.set(memory)
    try:
        with connection.execute_wrapper(memory.watch):
            yield
    finally:
        _memory.reset(token)


def remembered(*tables: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a lookup whose answer follows from its arguments and these tables alone, and is only read by its callers."""

    def mark(lookup: Callable[P, T]) -> Callable[P, T]:
        @wraps(lookup)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            memory = _memory.get()
            if memory is None:
                return lookup(*args, **kwargs)
            answers, key = memory.of(tables), (lookup, args, tuple(sorted(kwargs.items())))
            if key not in answers:
                answers[key] = lookup(*args, **kwargs)
            found: T = answers[key]
            return copy(found) if isinstance(found, list | dict) else found  # a caller may go on building with it

        return asked

    return mark
