"""A database of the test's own for processes that are killed: SQLite in the home, or one on the PostgreSQL of the run."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from psycopg import sql
from tests.resilience.serving import PATIENCE, run

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of a PostgreSQL database of the test's own; "" for SQLite, which lies in the home."""
    if not POSTGRESQL:
        yield ""
        return
    with _server() as server:
        who, where = server.info.user, f"{server.info.host}:{server.info.port}"
        name = f"smilemark_kill_{server.info.backend_pid}"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            password = f":{server.info.password}" if server.info.password else ""
            yield f"postgres://{who}{password}@{where}/{name}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _server() -> psycopg.Connection[tuple[Any, ...]]:
    given = settings.DATABASES["default"]
    return psycopg.connect(
        host=given["HOST"], port=given["PORT"] or 5432, user=given["USER"], password=given["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip


def until_the_dead_have_let_go(surroundings: dict[str, str]) -> None:
    """PostgreSQL finishes or undoes what a dead client had begun; SQLite's locks die with their process."""
    if not POSTGRESQL:
        return
    name = surroundings["DATABASE_URL"].rsplit("/", 1)[1]
    until = time.monotonic() + PATIENCE
    with _server() as server:
        while server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone() != (0,):
            assert time.monotonic() < until, "connections of the killed server are still there"
            time.sleep(0.05)


@contextlib.contextmanager
def looking_in(surroundings: dict[str, str]) -> Iterator[Any]:
    """A connection beside the processes, each statement committed at once."""
    if POSTGRESQL:
        with psycopg.connect(surroundings["DATABASE_URL"], autocommit=True) as connection:
            yield connection
        return
    place = Path(surroundings["SMILEMARK_HOME"]) / "smilemark.sqlite3"
    with contextlib.closing(sqlite3.connect(place, isolation_level=None, timeout=PATIENCE)) as connection:
        yield connection


def ask(program: str, surroundings: dict[str, str], *words: str) -> Any:
    """What a small program of the tests says about the database, run as a process of its own."""
    done = run([f"tests.resilience.{program}", *words], surroundings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
