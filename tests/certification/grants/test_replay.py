"""The answers a grant rests on are asked again by the replay as they were asked (annex 12 point 2 I(4))."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.grants import answer, decide, make_grant_world, make_sent
from tests.worlds import shared

from smilemark.foundation.models import StoredFinding
from smilemark.site.replay import running
from smilemark.site.replay.legal import changes

pytestmark = pytest.mark.django_db
SHORTER = '[[change]]\nparameter = "point_33_class2_grant.ACTIVITY_MONTHS"\nvalue = 3\nfrom = 2025-01-01\n'

world = shared(make_grant_world)
sent = shared(make_sent, on=world)


@pytest.mark.parametrize(("sold", "supposed"), [(date(2025, 3, 2), "grant"), (date(2025, 3, 1), "refuse")])
def test_a_shorter_time_of_activity_would_have_refused_the_older_sale(world, sent, sold, supposed):
    answer(sent.products.get(), world.examiner, activity={"last_sale_on": sold})
    decide(sent, world.chief)
    stored = StoredFinding.objects.get(rule="class2-mark-grant")

    tally = running.Tally()
    found = list(running.replay(changes.read(SHORTER), tally, progress=lambda _done: None))

    told = [(each.now.result["decision"], each.supposed.result["decision"]) for each in found if each.finding == stored]
    assert told == [("grant", supposed)]
    assert stored.facts["last_sale_date"] == sold.isoformat()
