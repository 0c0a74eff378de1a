"""What the tests of surveillance share."""

from __future__ import annotations

import pytest
from tests.factories.surveillance import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
