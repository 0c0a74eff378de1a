"""kill -9 of a real worker in the middle of an incident batch: begun again, nothing is done twice and nothing is lost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.resilience.bases import ask, looking_in, until_the_dead_have_let_go
from tests.resilience.serving import PATIENCE, kill_all, run, said, start

pytestmark = pytest.mark.slow
CERTIFICATES = 60
KILLED_AT = (10, 25)
"""So many lines are done when the worker is killed, the first and the second time."""
UNTOUCHED: dict[str, Any] = {"result": "planned", "is_of_its_case": False, "cases": []}


def test_a_batch_goes_on_where_its_worker_was_killed(surroundings: dict[str, str]) -> None:
    numbers = ask("incident", surroundings, "prepare", str(CERTIFICATES))["certificates"]
    assert len(numbers) == CERTIFICATES

    before = 0
    for enough in KILLED_AT:
        _killed_when_done(surroundings, enough)
        found = ask("incident", surroundings, "read")
        done = [number for number, line in found["lines"].items() if _done_once(number, line)]
        assert max(before + 1, enough) <= len(done) < CERTIFICATES
        assert (found["state"], found["finished"]) == ("running", 0)
        assert (found["cases"], len(found["letters"])) == (len(done), len(done))
        assert list(found["lines"]) == numbers
        _clean(surroundings)
        _dead_for_long(surroundings)
        before = len(done)

    ended = run(["smilemark", "worker", "--once"], surroundings)
    assert ended.returncode == 0, ended.stderr
    found = ask("incident", surroundings, "read")
    assert [number for number, line in found["lines"].items() if _done_once(number, line)] == numbers
    assert (found["state"], found["finished"], found["cases"]) == ("done", 1, CERTIFICATES)
    assert found["progress"] == [[CERTIFICATES, CERTIFICATES, False]]
    assert len(set(found["letters"])) == len(found["letters"]) == CERTIFICATES
    _clean(surroundings)
    idle = run(["smilemark", "worker", "--once"], surroundings)
    assert idle.returncode == 0, idle.stderr
    assert ask("incident", surroundings, "read") == found


def _killed_when_done(surroundings: dict[str, str], enough: int) -> None:
    """A worker begins; when so many lines are done it is killed with all it started."""
    worker = start(["worker", "--interval", "0.05"], surroundings)
    until = time.monotonic() + PATIENCE
    try:
        with looking_in(surroundings) as base:
            while base.execute("SELECT count(*) FROM remedies_batchline WHERE result = 'done'").fetchone()[0] < enough:
                assert worker.poll() is None, said(surroundings).read_text()
                assert time.monotonic() < until, said(surroundings).read_text()
                time.sleep(0.02)
    finally:
        kill_all(worker)
    until_the_dead_have_let_go(surroundings)


def _dead_for_long(surroundings: dict[str, str]) -> None:
    """Its last sign of life is hours old, so that another takes up at once what it had begun."""
    with looking_in(surroundings) as base:
        base.execute("UPDATE foundation_workerbeat SET at = '2025-01-01 00:00:00+00:00'")


def _done_once(number: str, line: dict[str, Any]) -> bool:
    """Whether case, letter, events and notice of the line are all there, once; else nothing of it is."""
    if line["result"] == "planned":
        assert line == UNTOUCHED, number
        return False
    (case,) = line["cases"]
    assert (line["result"], line["is_of_its_case"], case["state"], case["letters"]) == ("done", True, "invited", 1), (
        number
    )
    assert case["moves"] == ["open", "invite"], number
    assert case["notices"] == 2, number  # reviewer and decider of the body
    return True


def _clean(surroundings: dict[str, str]) -> None:
    done = run(["smilemark", "verify-events"], surroundings)
    assert done.returncode == 0, (done.stdout, done.stderr)
