"""Browser tests: ``begin`` opens the stage of a journey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.factories.certification import NOON
from tests.journeys.steps import Journey

from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from tests.factories.certification import World


@pytest.fixture
def begin(browser: Browser, live: str) -> Iterator[Callable[[World, str], Journey]]:
    """Open the stage for the people of a world, on the Monday the factories work on; close it after the test."""
    open_stages: list[Journey] = []

    def opened(world: World, folder: str) -> Journey:
        open_stages.append(Journey(browser, live, world, folder))
        return open_stages[-1]

    with clock.travelled(NOON):
        yield opened
    for stage in open_stages:
        stage.close()
