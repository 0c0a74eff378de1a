# ruff: noqa: E402  # Django is set up before anything of it is imported
# ruff: noqa: S608  # names of our own tables
"""Single measurements, each run in a process of its own: ``python -m bench.tasks NAME``; the last line is JSON."""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

django.setup()

import psycopg
from django.core.management import call_command
from django.db import connection

from bench import register
from smilemark.certification import search_entry
from smilemark.foundation import clock, search
from smilemark.registry import queries
from smilemark.registry.actions import import_register
from smilemark.registry.open_form import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

RUNS = 60
LOOKUPS = 3000
CHUNK = 10_000


def migrate() -> dict[str, Any]:
    """An empty database."""
    call_command("migrate", verbosity=0, skip_checks=True)
    return {}


def load(archive: str) -> dict[str, Any]:
    """Import an archive as the command does; seconds of the import alone, memory of the whole process."""
    with Archive(Path(archive)) as opened:
        began = time.perf_counter()
        outcome = import_register(opened, at=clock.now())
        seconds = time.perf_counter() - began
    search.settle()
    queries.settle()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "created": outcome.created, "megabytes": memory}


def _bare() -> Any:  # noqa: ANN401  # a driver's own connection
    connection.ensure_connection()
    return connection.connection


def copy_bare(source: str) -> dict[str, Any]:
    """The peer of the import: the same rows and search entries by the driver's executemany, in one transaction.

    The rows are read from the imported database and made ready beforehand, batch by batch and in the order in which the
    importer writes them; only ``executemany`` and the commit are timed.
    """
    given = sqlite3.connect(source) if connection.vendor == "sqlite" else psycopg.connect(source)
    bare = _bare()
    mark = "?" if connection.vendor == "sqlite" else "%s"
    seconds = 0.0

    def write(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        nonlocal seconds
        marks = ", ".join([mark] * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        began = time.perf_counter()
        bare.cursor().executemany(sql, rows)
        seconds += time.perf_counter() - began

    if connection.vendor == "sqlite":
        bare.execute("BEGIN IMMEDIATE")
    else:
        bare.autocommit = False
    for table, columns, rows in _batches(given):
        write(table, columns, rows)
    began = time.perf_counter()
    bare.commit()
    seconds += time.perf_counter() - began
    return {"seconds": seconds}


def _batches(given: Any) -> Iterator[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]:  # noqa: ANN401  # either driver
    for table in ("governance_industry", "accounts_organisation", "companies_firm", "certification_certificate"):
        yield table, *_all(given, f"SELECT * FROM {table}")
    number, firms = search.kind_number("companies.firm"), []
    read = given.cursor()
    read.execute(f"SELECT kind, object_id, text FROM foundation_searchtext WHERE kind = {number}")
    firms = read.fetchall()
    yield from _search_rows("companies.firm", firms)
    last = 0
    while True:
        columns, rows = _all(given, f"SELECT * FROM certification_label WHERE id > {last} ORDER BY id LIMIT {CHUNK}")
        if not rows:
            return
        first, last = rows[0][0], rows[-1][0]
        yield "certification_label", columns, rows
        kind = search.kind_number(search_entry.KIND)
        _, texts = _all(
            given,
            "SELECT kind, object_id, text FROM foundation_searchtext "
            f"WHERE kind = {kind} AND object_id BETWEEN {first} AND {last} ORDER BY object_id",
        )
        yield from _search_rows(search_entry.KIND, texts)


def _all(given: Any, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:  # noqa: ANN401  # either driver
    cursor = given.cursor()
    cursor.execute(sql)
    return tuple(column[0] for column in cursor.description), cursor.fetchall()


def _search_rows(
    kind: str, texts: list[tuple[Any, ...]]
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]:
    grams = sorted((gram, pk) for _, pk, text in texts for gram in search.grams_of(kind, text))
    yield "foundation_searchgram", ("gram", "object_id"), grams
    yield "foundation_searchtext", ("kind", "object_id", "text"), texts


# ---- search ---------------------------------------------------------------------------------------------


def find() -> dict[str, Any]:
    """Count and first page for a term of one, two and four characters: ours, and the same SQL by the bare driver."""
    today = clock.today()
    found: dict[str, Any] = {}
    for term in register.RARE:
        statements: list[tuple[str, Any]] = []

        def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401  # Django's signature
            statements.append((sql, params))  # noqa: B023  # used up before the next term
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            count = _page(term, today)
        bare = _bare()

        def same() -> None:
            for sql, params in statements:  # noqa: B023  # used up before the next term
                cursor = bare.cursor()  # noqa: B023  # used up before the next term
                if connection.vendor == "sqlite":
                    cursor.execute(sql.replace("%s", "?"), params or ())
                else:
                    cursor.execute(sql, params or None)
                cursor.fetchall()

        ours, theirs = [], []
        for _ in range(RUNS):  # turn about, so that both meet the same machine
            ours.append(_timed(lambda: _page(term, today)))  # noqa: B023  # used up before the next term
            theirs.append(_timed(same))
        found[term] = {"count": count, "ours": _p95(ours), "bare": _p95(theirs)}
    return found


def _page(term: str, today: date) -> int:
    wanted = queries.Search(q=term)
    labels = queries.Matches(queries.found(wanted, today), wanted)
    count = len(labels)
    queries.public_rows(labels[:20], today)
    return count


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def look_up(labels: str, firms: str) -> dict[str, Any]:
    """Median microseconds of one look-up by number."""
    draw = random.Random(7)
    numbers = [register.label_number(draw.randrange(int(labels)), int(firms)) for _ in range(LOOKUPS)]
    today = clock.today()
    times = []
    for number in numbers:
        began = time.perf_counter()
        assert queries.label_on(number, today) is not None
        times.append((time.perf_counter() - began) * 1e6)
    return {"microseconds": statistics.median(times[LOOKUPS // 10 :])}


# ---- papers ---------------------------------------------------------------------------------------------


def certificates(rows: str, times: str) -> dict[str, Any]:
    """Seconds per certificate, both warm: ours (PDF/A-2a, PDF/UA-1, unsigned) and the same page by WeasyPrint."""
    from bench import paper  # noqa: PLC0415  # needs weasyprint, which only `make bench` installs

    return paper.measure(int(rows), int(times))


def archive(target: str, labels: str, firms: str) -> dict[str, Any]:
    """Write a synthetic register."""
    register.write(Path(target), labels=int(labels), firms=int(firms))
    return {}


# ---- the pages of officers ------------------------------------------------------------------------------


def people() -> dict[str, Any]:
    """Bodies and people, without any history."""
    from bench import history  # noqa: PLC0415  # only for these tasks

    history.people()
    search.settle()
    queries.settle()
    return {}


def with_history(archive: str) -> dict[str, Any]:
    """Bodies and people, the register, and five years of surveillance over it."""
    from bench import history  # noqa: PLC0415  # only for these tasks

    made = history.people()
    done = load(archive)
    began = time.perf_counter()
    history.write(made)
    connection.cursor().execute("ANALYZE")
    return {"labels": done["created"], "seconds": time.perf_counter() - began}


def pages() -> dict[str, Any]:
    """Name of each page -> its path, the session of who reads it, and how many queries it takes."""
    from bench import officers  # noqa: PLC0415  # only for this task

    return officers.pages()


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "migrate": migrate,
    "load": load,
    "copy_bare": copy_bare,
    "find": find,
    "look_up": look_up,
    "certificates": certificates,
    "archive": archive,
    "people": people,
    "with_history": with_history,
    "pages": pages,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
