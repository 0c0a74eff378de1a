"""A pytest plugin that runs the tests of every claim, first whole, then with each function of the claim broken.

Each break happens in a forked process of its own, so that nothing a broken function leaves behind is seen by the next.
A claim is proven when every function, broken, makes one of the tests fail, and every test fails for one of the
functions: neither code nor test stands there for show.
"""

from __future__ import annotations

import json
import os
import signal
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections
from tests.claims import breaking

from smilemark.site import traceability

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LONGEST = 120
"""Seconds a test may take; one that hangs shows nothing."""
DATABASE = "tests/claims/test_breaking.py::test_what_is_broken_works_on_the_database"


@dataclass(frozen=True, slots=True)
class Told:
    """What a child process says of a test: did it pass, and which functions it called (with another answer, or none)."""

    passes: bool = False
    called: dict[str, bool] = field(default_factory=dict)


class Prover:
    """Which claims to prove, what was seen, and the ledger to write."""

    def __init__(self, home: Path, arguments: list[str]) -> None:
        self.home = home
        self.papers = traceability.read(home)
        wanted = [name for name in arguments if not name.startswith("-")] or traceability.unproven(self.papers, home)
        if "--all" in arguments:
            wanted = list(self.papers.claims)
        self.failures: list[str] = []
        self.wanted = [name for name in wanted if self._exists(name)]
        self.tests = sorted({test for name in self.wanted for test in self.papers.claims[name].tests})
        self.seen: set[str] = set()
        self.whole: dict[str, Told] = {}
        self.told: dict[tuple[str, str], bool] = {}

    def _exists(self, name: str) -> bool:
        claim = self.papers.claims[name]
        places = [place for place in (*claim.code, *claim.tests) if traceability.fingerprint(place, self.home) is None]
        if places or not (claim.code and claim.tests):
            self.failures.append(f"{name}: {' '.join(places) or 'nothing'} to run")
        return not places

    @property
    def proven(self) -> int:
        return len(self.seen)

    # ---- running -------------------------------------------------------------------------------------------

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of pytest's own loop: every test once whole, then the breaks."""
        self.session = session
        self.items: dict[str, list[pytest.Item]] = {}
        for item in session.items:
            self.items.setdefault(item.nodeid.split("[")[0], []).append(item)
        if any(map(_needs_database, session.items[1:])):
            self._runs(self.items[DATABASE][0])  # prepares the database, and nothing else, for all that follow
        for name in self.wanted:
            claim = self.papers.claims[name]
            if bad := [test for test in claim.tests if not self._whole(test).passes]:
                faults = [f"{' '.join(bad)} fails, is skipped or hangs as it is"]
            else:
                faults = self._faults(claim)
            self.failures += [f"{name}: {fault}" for fault in faults]
            if not faults:
                self.seen.add(name)
            (self.home / traceability.LEDGER).write_text(self.ledger())  # what is proven stays proven if it is stopped
            print(f"{name}: {'; '.join(faults) or 'proven'}", flush=True)  # noqa: T201  # how far it is
        return True

    def _passes(self, test: str) -> bool:
        """Whether every case of a test passes; it stops at the first that does not."""
        name, _, case = test.partition("[")
        items = [item for item in self.items.get(name, ()) if not case or item.nodeid == test]
        return bool(items) and all(self._runs(item) for item in items)

    def _runs(self, item: pytest.Item) -> bool:
        # Session fixtures, the database above all, stay up: the next thing to run is in this session.
        reports = runtestprotocol(item, log=False, nextitem=self.session)  # type: ignore[arg-type]  # a node is enough
        return all(report.passed for report in reports)

    def _faults(self, claim: traceability.Claim) -> list[str]:
        """Functions that no test misses, and tests that miss no function."""
        faults: list[str] = []
        missing: set[str] = set()
        for place in claim.code:
            fails, called = self._missed_by(place, claim.tests, missing)
            missing |= fails
            if not fails:
                faults.append(f"{place}: {'every test passes without it' if called else 'no test calls it'}")
        return faults + [f"{test} fails for none of the functions" for test in claim.tests if test not in missing]

    def _whole(self, test: str) -> Told:
        """The test with nothing broken, and which of all claimed functions it calls."""
        if test not in self.whole:
            watched = {place for name in self.wanted for place in self.papers.claims[name].code}
            self.whole[test] = self._forked(dict.fromkeys(watched, breaking.WATCHED), test)
        return self.whole[test]

    def _missed_by(self, place: str, tests: tuple[str, ...], missing: set[str]) -> tuple[set[str], bool]:
        """Which of the tests fail with the function broken, and whether any calls it.

        Tests that miss no function yet come first; the others only have to show that one fails.
        """
        calling = [test for test in tests if place in self._whole(test).called]
        fails: set[str] = set()
        for test in sorted(calling, key=lambda test: test in missing):
            if fails and test in missing:
                break
            if not self._passes_without(place, test):
                fails.add(test)
        return fails, bool(calling)

    def _passes_without(self, place: str, test: str) -> bool:
        """Whether the test passes with the function broken: wrong if its answer has another, else idle."""
        if (place, test) not in self.told:
            way = breaking.WRONG if self._whole(test).called[place] else breaking.IDLE
            told = self._forked({place: way}, test)
            self.told[place, test] = told.passes or not told.called  # one that hangs shows nothing
        return self.told[place, test]

    def _forked(self, ways: dict[str, str], test: str) -> Told:
        """Run a test in a process of its own, with functions watched or broken."""
        connections.close_all()  # a connection is not shared by two processes
        read, write = os.pipe()
        if child := os.fork():
            os.close(write)
            with os.fdopen(read) as pipe:
                words = pipe.read()
            os.waitpid(child, 0)
            return Told(**json.loads(words)) if words else Told()
        try:
            signal.alarm(LONGEST)
            breaking.seen.clear()
            with ExitStack() as stack:
                for place, way in ways.items():
                    stack.enter_context(breaking.broken(place, way))
                passes = self._passes(test)
            os.write(write, json.dumps(asdict(Told(passes, breaking.seen))).encode())
        finally:
            os._exit(0)

    # ---- writing -------------------------------------------------------------------------------------------

    def ledger(self) -> str:
        """The ledger with what was seen now; what is no longer claimed, and what failed, is no longer in it."""
        failed = {line.split(":")[0] for line in self.failures}
        old = self.papers.ledger
        proofs = {
            name: proof for name, proof in old.proofs.items() if name in self.papers.claims and name not in failed
        }
        proofs |= {name: traceability.proof_of(self.papers.claims[name], self.home) for name in self.seen}
        left = old.left | {*self.papers.decisions, *proofs}
        order = {name: at for at, name in enumerate(self.papers.catalogue)}
        lines = [
            "# Written by `make claims`; do not edit. What has left the plan, and what was broken and run.",
            "left = [",
        ]
        lines += [f'    "{name}",' for name in sorted(left, key=lambda name: order.get(name, len(order)))]
        lines += ["]", ""]
        for name in sorted(proofs, key=lambda name: order.get(name, len(order))):
            lines += [f'[proofs."{name}"]', *_pairs(proofs[name])]
        return "\n".join(lines) + "\n"


def _needs_database(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(wanted) or item.get_closest_marker("django_db") is not None


def _pairs(proof: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The lines of one proof."""
    for kind, hashes in proof.items():
        yield f"{kind} = {{ {', '.join(f'{json.dumps(place)} = {json.dumps(hashed)}' for place, hashed in hashes.items())} }}"
