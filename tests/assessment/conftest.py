"""What the tests of assessment share."""

from __future__ import annotations

import pytest
from tests.factories.assessment import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
