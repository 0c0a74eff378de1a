"""What the tests of assessment share."""

from __future__ import annotations

from tests.factories.assessment import make_world
from tests.worlds import shared

world = shared(make_world)
