"""Databases of the benchmarks: one folder and one database per kind and size, thrown away at the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parent.parent
SERVER = os.environ.get("SMILEMARK_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


def postgres_answers() -> bool:
    """Whether PostgreSQL is there to be measured, too."""
    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """A home and its database."""

    vendor: str
    home: Path
    name: str
    demo: bool = False

    def environment(self) -> dict[str, str]:
        """What a process needs to work here; rate limits off."""
        own = {
            "SMILEMARK_HOME": str(self.home),
            "SMILEMARK_RATE_LIMIT": "0",
            "SMILEMARK_HOSTS": "127.0.0.1,testserver",
            "DJANGO_SETTINGS_MODULE": "smilemark.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONWARNINGS": "ignore",
        }
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SMILEMARK_DEMO"}}
        if self.demo:
            own["SMILEMARK_DEMO"] = "1"
        if self.vendor == "postgresql":
            own["DATABASE_URL"] = SERVER.rsplit("/", 1)[0] + f"/{self.name}"
        return {**kept, **own}

    def run(self, task: str, *arguments: object) -> dict[str, Any]:
        """Run a task of ``bench.tasks`` in a process of its own; its last line is its answer."""
        command = [sys.executable, "-m", "bench.tasks", task, *map(str, arguments)]
        done = subprocess.run(command, env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"bench: {task} failed on {self.vendor}:\n{done.stderr[-3000:]}")
        answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return answer


def make(vendor: str, folder: Path, name: str, *, demo: bool = False) -> Place:
    """A fresh, migrated database; in demo mode staff sign in without a second factor."""
    place = Place(vendor, folder / f"{vendor}-{name}", f"smilemark_bench_{name}", demo)
    place.home.mkdir(parents=True)
    if vendor == "postgresql":
        drop(place)
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {place.name}")
    place.run("migrate")
    return place


def drop(place: Place) -> None:
    """Throw a database away (the folder goes with its parent)."""
    if place.vendor == "postgresql":
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {place.name} WITH (FORCE)")
