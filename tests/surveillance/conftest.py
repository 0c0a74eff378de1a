"""What the tests of surveillance share."""

from __future__ import annotations

from tests.factories.surveillance import make_world
from tests.worlds import shared

world = shared(make_world)
