"""What the tests of resilience share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.resilience.bases import database
from tests.resilience.serving import environment, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A fresh, prepared database of the kind this run is about, and the environment of its processes."""
    with database() as address:
        prepared = environment(tmp_path / "home", address)
        done = run(["smilemark", "migrate", "--verbosity", "0"], prepared)
        assert (done.returncode, done.stderr) == (0, "")
        yield prepared
