"""What the tests of the register may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.factories import registry
from tests.worlds import shared

from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smilemark.registry.actions import ImportOutcome


def make_sample() -> ImportOutcome:
    """The fifty real rows, imported at noon of 2026-11-20."""
    return registry.take_over(registry.SAMPLE)


sample = shared(make_sample)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """It is 2026-11-20, one o'clock in the afternoon."""
    with clock.travelled(registry.NOON.replace(hour=13)):
        yield
