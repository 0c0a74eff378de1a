"""The tests of the law inside this process: collected once, run one by one, each run in a child of its own."""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.config import _prepareconfig
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "law"
LAW = ROOT / "src" / "smilemark" / "law"
SECONDS, TIMES = 5, 20
"""A test may take so many processor seconds, and so many times what it takes with the law as written; one that needs
more runs in a circle, and has found the mutant. The processor's time, not the clock's: a busy machine finds nothing."""
STARTING = 120
"""Processor seconds to import and collect."""
OUT_OF_TIME = "time"
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


def test_files() -> list[str]:
    """Every file of tests of the law but those left out."""
    files = sorted(str(path.relative_to(ROOT)) for path in TESTS.glob("test_*.py"))
    return [file for file in files if Path(file).name not in LEFT_OUT]


def collect(session: pytest.Session, files: Sequence[str]) -> dict[str, pytest.Item]:
    """The tests of some files by their names."""
    return {item.nodeid: item for item in session.perform_collect([str(ROOT / file) for file in files])}


def passes(item: pytest.Item) -> bool:
    """Run one test."""
    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def in_child(work: Callable[[], Any], seconds: int = STARTING) -> Any:  # noqa: ANN401 - what the work returns, as JSON
    """What the work returns, done in a copy of this process.

    Errors: ChildDiedError, which says whether it ran out of its time.
    """
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        with os.fdopen(read, "rb") as answers:
            text = answers.read()
        _, status = os.waitpid(child, 0)
        if not text:
            raise ChildDiedError(os.waitstatus_to_exitcode(status))
        return json.loads(text)
    os.close(read)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    allow(seconds)
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


class ChildDiedError(Exception):
    """A copy of this process ended without an answer."""

    def __init__(self, status: int) -> None:
        self.found = OUT_OF_TIME if status == -signal.SIGXCPU else f"died: {status}"
        super().__init__(self.found)


def found_in_child(work: Callable[[], str]) -> str:
    """What the work found; how the copy of this process ended, where it came to no answer."""
    try:
        found: str = in_child(work)
    except ChildDiedError as death:
        return death.found
    return found


def allow(seconds: float) -> None:
    """So many processor seconds from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def first_failure(items: Iterable[pytest.Item], seconds: Mapping[str, float]) -> str:
    """Name of the first test that fails, where each takes so long with the law as written; empty when all pass."""
    for item in items:
        allow(SECONDS + TIMES * seconds[item.nodeid])
        if not passes(item):
            return item.nodeid
    return ""


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
