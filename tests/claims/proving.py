"""A pytest plugin that runs the tests of every claim, first whole, then with each function of the claim broken.

Each break happens in a forked process of its own, so that nothing a broken function leaves behind is seen by the next.
A claim is proven when every function, in every way it can be broken, makes one of the tests fail, and every test
fails for one of the functions: neither code nor test stands there for show.
"""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections
from tests.claims import breaking

from smilemark.site import traceability

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LONGEST = 120
"""Seconds a test may take while a function is broken; one that hangs does not pass."""


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
        whole = {test: self._passes(test) for test in self.tests}
        for name in self.wanted:
            claim = self.papers.claims[name]
            if bad := [test for test in claim.tests if not whole[test]]:
                self.failures.append(f"{name}: {' '.join(bad)} fails or is skipped as it is")
            elif faults := self._faults(claim):
                self.failures += [f"{name}: {fault}" for fault in faults]
            else:
                self.seen.add(name)
            print("." if name in self.seen else "F", end="", flush=True)  # noqa: T201  # how far it is
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
        faults, missed = [], set()
        for place in claim.code:
            for way in breaking.WAYS:
                told = self._broken(place, way, claim.tests)
                if way == breaking.WRONG and told["called"] and not told["altered"]:
                    continue  # it returns nothing that could be another
                missed |= {*told["failed"]}
                if not told["called"]:
                    faults.append(f"no test calls {place}")
                    break
                if not told["failed"]:
                    faults.append(f"{place} {way}: every test still passes")
        return faults + [f"{test} fails for none of the functions" for test in claim.tests if test not in missed]

    def _broken(self, place: str, way: str, tests: tuple[str, ...]) -> dict[str, Any]:
        """Run the tests in a fork with one function broken: which failed, and whether it was called at all."""
        told: dict[str, Any] = {"called": False, "altered": False, "failed": []}
        for test in tests:
            line = self._forked(place, way, test)
            told["called"] |= line["called"]
            told["altered"] |= line["altered"]
            told["failed"] += [] if line["passes"] else [test]
        return told

    def _forked(self, place: str, way: str, test: str) -> dict[str, bool]:
        connections.close_all()  # a connection is not shared by two processes
        read, write = os.pipe()
        if child := os.fork():
            os.close(write)
            with os.fdopen(read) as pipe:
                words = pipe.read()
            os.waitpid(child, 0)
            hung = {"called": True, "altered": True, "passes": False}
            return json.loads(words) if words else hung  # type: ignore[no-any-return]  # what the child wrote below
        try:
            signal.alarm(LONGEST)
            with breaking.broken(place, way):
                passes = self._passes(test)
            told = {"called": bool(breaking.Nothing.calls), "altered": bool(breaking.Nothing.altered)}
            os.write(write, json.dumps({**told, "passes": passes}).encode())
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


def _pairs(proof: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The lines of one proof."""
    for kind, hashes in proof.items():
        yield f"{kind} = {{ {', '.join(f'{json.dumps(place)} = {json.dumps(hashed)}' for place, hashed in hashes.items())} }}"
