"""``make claims``: break the functions of each claim and see its tests fail; what was seen goes into the ledger.

Only claims whose functions or tests have changed are run; ``--all`` runs every one, ids named run those.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.claims.proving import DATABASE, Prover

from smilemark.site import traceability

HOME = Path()


def main(arguments: list[str]) -> int:
    """Exit code 1 when a claim could not be proven."""
    prover = Prover(HOME, arguments)
    status = 0
    if prover.tests:
        options = ["-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist"]
        status = int(pytest.main([*options, DATABASE, *prover.tests], plugins=[prover]))
    (HOME / traceability.LEDGER).write_text(prover.ledger())
    print(f"claims: {prover.proven} proven now, {len(prover.failures)} not, {len(prover.papers.claims)} in all")  # noqa: T201  # a command's answer
    return 1 if prover.failures or status not in (0, 5) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
