"""The look-up under load: granian serves Smilemark and the bare view, wrk asks from several addresses of 127.0.0.0/8."""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench import register
from bench.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.places import Place

ADDRESSES = ("127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14")
CONNECTIONS = 2
SECONDS = 5
ROUNDS = 4
ASKED = 2000
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@contextmanager
def served(place: Place) -> Iterator[str]:
    """One worker of granian; its base address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "bench.application:application",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "1",
        "--log-level",
        "critical",
    ]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=place.environment(), cwd=ROOT, stdout=quiet, stderr=quiet)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{base}/api/v1/openapi.json", timeout=2).close()  # noqa: S310  # our own server
                break
            except OSError:
                time.sleep(0.5)
        else:
            raise SystemExit("bench: the server did not answer within a minute")
        yield base
    finally:
        server.terminate()
        server.wait(20)


def shim(folder: Path) -> Path | None:
    """The library that gives wrk a source address; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    target = folder / "source_address.so"
    source = str(ROOT / "bench" / "source_address.c")
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(target), source, "-ldl"], check=False, capture_output=True
    )
    return target if made.returncode == 0 else None


def _paths(folder: Path, prefix: str, labels: int, firms: int) -> Path:
    draw = random.Random(11)
    place = folder / f"paths{prefix.replace('/', '-')}.txt"
    place.write_text("\n".join(prefix + register.label_number(draw.randrange(labels), firms) for _ in range(ASKED)))
    return place


def _wrk(base: str, paths: Path, library: Path | None) -> tuple[float, float, float]:
    """(requests per second, worst p50, worst p99 in ms) of one round from all addresses at once."""
    running = []
    for seed, address in enumerate(ADDRESSES):
        own = {"BENCH_PATHS": str(paths), "BENCH_SEED": str(seed), "BENCH_SOURCE": address}
        if library is not None:
            own["LD_PRELOAD"] = str(library)
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{SECONDS}s",
            "--latency",
            "-s",
            str(ROOT / "bench" / "numbers.lua"),
            base,
        ]
        running.append(subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True))
    rate, halves, lasts = 0.0, [], []
    for process in running:
        said = process.communicate()[0]
        if "Non-2xx" in said:
            raise SystemExit(f"bench: refused answers under load\n{said}")
        rate += float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
        times = {
            share: float(value) * _UNITS[unit] for share, value, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s)", said)
        }
        halves.append(times["50"])
        lasts.append(times["99"])
    return rate, max(halves), max(lasts)


def measure(place: Place, folder: Path, labels: int, firms: int) -> dict[str, float]:
    """Requests per second of both views, taken turn about; the median round counts."""
    library = shim(folder)
    rounds: dict[str, list[tuple[float, float, float]]] = {"ours": [], "bare": []}
    with served(place) as base:
        asked = {
            "ours": _paths(folder, "/api/v1/labels/", labels, firms),
            "bare": _paths(folder, "/bare/", labels, firms),
        }
        for paths in asked.values():
            _wrk(base, paths, library)  # warm
        for _ in range(ROUNDS):
            for name, paths in asked.items():
                rounds[name].append(_wrk(base, paths, library))
    ours, bare = (sorted(rounds[name])[ROUNDS // 2] for name in ("ours", "bare"))
    return {
        "ours": ours[0],
        "bare": bare[0],
        "p50": ours[1],
        "p99": ours[2],
        "bare_p50": bare[1],
        "bare_p99": bare[2],
        "addresses": len(ADDRESSES) if library else 1,
    }


PAGE_ROUNDS = 40


def each_page(place: Place, asked: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Page -> p95 in milliseconds as served, one reader at a time."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    with served(place) as base:
        for turn in range(PAGE_ROUNDS + 2):
            for name, page in asked.items():
                request = urllib.request.Request(base + page["path"], headers={"Cookie": page["cookie"]})  # noqa: S310  # our own server
                began = time.perf_counter()
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # as above
                    answer.read()
                if answer.geturl() != base + page["path"]:
                    raise SystemExit(f"bench: {name} led to {answer.geturl()}")
                if turn > 1:  # warm
                    times[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.quantiles(taken, n=20)[-1] for name, taken in times.items()}
