"""The tests of the law inside this process: collected once, run one by one, each run in a child of its own."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.config import _prepareconfig
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "law"
LAW = ROOT / "src" / "smilemark" / "law"
SECONDS = 20
"""Processor seconds for one mutant; one that needs more runs in a circle, and is found."""
LEFT_OUT = ("test_command.py", "test_purity.py", "test_mutation.py")
"""These start processes or read the source: a mutant in memory is not seen there."""
ARGUMENTS = [
    "-p", "no:django", "-p", "no:xdist", "-p", "no:cacheprovider", "-s", "-qq", "-W", "ignore",
    "--confcutdir", str(TESTS), "-m", "not slow",
    *(argument for name in LEFT_OUT for argument in ("--ignore", str(TESTS / name))),
]  # fmt: skip

settings.register_profile(
    "mutation",
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def prepared() -> pytest.Session:
    """A session that has read the configuration and collected nothing yet."""
    os.chdir(ROOT)
    os.environ["SMILEMARK_LAW_EXAMPLES"] = "20"
    settings.load_profile("mutation")
    # No test is named yet: its conftest would import the law, which the cold process must not have done.
    config = _prepareconfig([*ARGUMENTS, str(Path(__file__).parent)])
    config._do_configure()  # noqa: SLF001 - as pytest.main does, which would also run the tests
    session = pytest.Session.from_config(config)
    config.hook.pytest_sessionstart(session=session)
    return session


def collect(session: pytest.Session, files: Sequence[str]) -> dict[str, pytest.Item]:
    """The tests of some files by their names."""
    return {item.nodeid: item for item in session.perform_collect([str(ROOT / file) for file in files])}


def passes(item: pytest.Item) -> bool:
    """Run one test."""
    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def in_child(work: Callable[[], Any], seconds: int = SECONDS) -> Any:  # noqa: ANN401 - what the work returns, as JSON
    """What the work returns, done in a copy of this process; None when the copy died or ran too long."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        with os.fdopen(read, "rb") as answers:
            text = answers.read()
        os.waitpid(child, 0)
        return json.loads(text) if text else None
    os.close(read)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        answer = json.dumps(work()).encode()
        with os.fdopen(write, "wb") as result:
            result.write(answer)
    finally:
        os._exit(0)
    return None


def first_failure(items: Sequence[pytest.Item]) -> str:
    """Name of the first test that fails; empty when all pass."""
    return next((item.nodeid for item in items if not passes(item)), "")


def called_by(work: Callable[[], object]) -> set[tuple[str, str]]:
    """(file, function) of each function of the law that the work calls."""
    called: set[tuple[str, str]] = set()
    prefix = str(LAW)

    def seen(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(prefix):
            called.add((frame.f_code.co_filename, frame.f_code.co_qualname.split(".<locals>")[0]))

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return called


def measured(items: dict[str, pytest.Item], caches: Sequence[Any]) -> dict[str, Any]:
    """Of each test: its seconds, and the functions it calls."""
    found = {}
    for name, item in items.items():
        for cache in caches:
            cache.cache_clear()
        began = time.process_time()
        outcome: list[bool] = []
        functions = called_by(lambda item=item, outcome=outcome: outcome.append(passes(item)))
        found[name] = {
            "seconds": time.process_time() - began,
            "functions": sorted(functions),
            "passed": outcome[0],
        }
    return found
