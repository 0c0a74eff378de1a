"""kill -9 in the middle of two hundred submissions: what was acknowledged is there once, nothing else is half-written."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.resilience.bases import ask, until_the_dead_have_let_go
from tests.resilience.serving import GONE, PATIENCE, Answer, Visitor, kill_all, run, said, serving

pytestmark = pytest.mark.slow
SUBMISSIONS, THREADS, ANSWERS_BEFORE_THE_KILL = 200, 16, 80
UNTOUCHED = {
    "state": "draft",
    "submitted_at": None,
    "key": None,
    "pins": [],
    "findings": [],
    "submits": [],
    "notices": 0,
    "mails": 0,
}


class Crowd:
    """Sixteen tabs that submit everything there is, and what each was told."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, cookies
        self.answered: dict[str, Answer] = {}
        self.unanswered: set[str] = set()
        self.enough = threading.Event()
        self._here = threading.local()
        self._lock = threading.Lock()

    def submit(self, case: dict[str, Any]) -> None:
        """Press the button of one application."""
        number = case["number"]
        try:
            if not hasattr(self._here, "visitor"):
                self._here.visitor = Visitor(self.port, self.cookies)
            answer = press(self._here.visitor, case)
        except GONE:
            with self._lock:
                self.unanswered.add(number)
            return
        with self._lock:
            self.answered[number] = answer
            if len(self.answered) == ANSWERS_BEFORE_THE_KILL:
                self.enough.set()


def logged(surroundings: dict[str, str]) -> str:
    """The last lines of what the servers said, for a failure that only a busy machine shows."""
    return "\n".join(said(surroundings).read_text().splitlines()[-20:])


def key_of(number: str) -> str:
    """The key of the page "check your answers" of this application."""
    return f"page-of-{number}"


def press(visitor: Visitor, case: dict[str, Any]) -> Answer:
    """Submit."""
    number = case["number"]
    return visitor.post(f"/apply/{number}/submit/", revision=case["revision"], submission_key=key_of(number))


def submitted_once(number: str, row: dict[str, Any]) -> bool:
    """Whether state, day, key, pins, findings, event, notice and mail of a submission are all there, and agree."""
    assert len(row["submits"]) == 1, (number, row)
    event = row["submits"][0]
    assert event == {
        "at": row["submitted_at"],
        "to": "applied",
        "pins": row["pins"],
        "findings": row["findings"],
        "products": row["products"],
    }, number
    assert (row["state"], row["key"]) == ("applied", key_of(number))
    assert (len(row["pins"]), len(row["products"]), row["notices"], row["mails"]) == (4, 1, 1, 1), number
    assert len(row["findings"]) > 0
    return True


def untouched(row: dict[str, Any]) -> bool:
    """Whether nothing of a submission is there."""
    return {name: row[name] for name in UNTOUCHED} == UNTOUCHED


def test_what_was_acknowledged_is_there_once_and_nothing_is_half_written(surroundings: dict[str, str]) -> None:
    prepared = ask("database", surroundings, "prepare", str(SUBMISSIONS))
    cases = prepared["cases"]
    assert len(cases) == SUBMISSIONS

    with serving(surroundings, workers=2) as (port, server):
        visitor = Visitor(port)
        visitor.sign_in(prepared["username"], prepared["password"])
        page = visitor.get(f"/apply/{cases[0]['number']}/review/")
        assert f'name="revision" value="{cases[0]["revision"]}"' in page.text
        crowd = Crowd(port, visitor.cookies)
        with ThreadPoolExecutor(THREADS) as pool:
            sent = [pool.submit(crowd.submit, case) for case in cases]
            assert crowd.enough.wait(PATIENCE), "too few answers"
            kill_all(server)
        for future in sent:
            future.result()

    until_the_dead_have_let_go(surroundings)
    assert len(crowd.answered) + len(crowd.unanswered) == SUBMISSIONS
    assert ANSWERS_BEFORE_THE_KILL <= len(crowd.answered) < SUBMISSIONS
    assert {(answer.status, answer.location) for answer in crowd.answered.values()} == {
        (302, f"/apply/{number}/receipt/") for number in crowd.answered
    }
    _as_a_crash_may_leave_it(ask("database", surroundings, "read"), crowd)
    _clean(surroundings)

    with serving(surroundings) as (port, _server_again):
        again = Visitor(port, crowd.cookies)
        for case in cases[:20] + [case for case in cases if case["number"] in crowd.unanswered]:
            answer = press(again, case)
            assert (answer.status, answer.location) == (302, f"/apply/{case['number']}/receipt/"), logged(surroundings)
    rows = ask("database", surroundings, "read")
    assert [number for number, row in rows.items() if submitted_once(number, row)] == [c["number"] for c in cases]


def _as_a_crash_may_leave_it(rows: dict[str, Any], crowd: Crowd) -> None:
    """Each acknowledged one submitted once; each other one untouched or wholly submitted."""
    assert len(rows) == SUBMISSIONS
    for number in crowd.answered:
        assert submitted_once(number, rows[number])
    for number in crowd.unanswered:
        assert untouched(rows[number]) or submitted_once(number, rows[number])
    assert any(untouched(rows[number]) for number in crowd.unanswered)


def _clean(surroundings: dict[str, str]) -> None:
    for command in ("verify-events", "check-register"):
        done = run(["smilemark", command], surroundings)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
