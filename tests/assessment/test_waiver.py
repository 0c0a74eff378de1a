"""The day a waiver is judged by: the day it is decided, not one that was once planned for a visit."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from tests.factories.assessment import AT, World, moment, open_factory, plain_gate

from smilemark.assessment import actions, queries
from smilemark.foundation.moves import Refused


@pytest.mark.parametrize("planned", [date(2025, 6, 11), date(2025, 6, 20)])
@pytest.mark.parametrize(("until", "state"), [(date(2025, 6, 12), "waived"), (date(2025, 6, 11), "planned")])
def test_a_waiver_is_judged_on_the_day_it_is_decided_whatever_day_was_planned(
    world: World, planned: date, until: date, state: str
) -> None:
    # Planned on the 10th, for a day before or after the 12th, on which it is decided.
    row = open_factory(world)
    actions.schedule(assessment_id=row.pk, scheduled_for=planned, by=world.reviewer, at=AT)
    gate = plain_gate(qms_adopted=True, qms_standard="iso-9001", qms_certificate="Q-1", qms_valid_until=until)
    decide = partial(actions.waive, assessment_id=row.pk, gate=gate, by=world.reviewer, at=moment(date(2025, 6, 12)))

    if state == "planned":
        with pytest.raises(Refused, match="不得免辦"):
            decide()
    else:
        decide()

    row.refresh_from_db()
    assert row.state == state
    if row.finding is not None:
        assert row.finding.facts["assessment_date"] == "2025-06-12"


@pytest.mark.parametrize(("until", "outcome"), [(date(2025, 6, 12), "deemed_met"), (date(2025, 6, 11), "assess")])
def test_a_planned_day_that_has_passed_does_not_count(world: World, until: date, outcome: str) -> None:
    row = open_factory(world)
    actions.schedule(assessment_id=row.pk, scheduled_for=date(2025, 6, 11), by=world.reviewer, at=AT)
    row.refresh_from_db()
    row.licence, row.qms_adopted, row.qms_standard, row.qms_valid_until = "not_licensed", True, "iso-9001", until

    assert queries.judge_gate(row, date(2025, 6, 12)).result.outcome.value == outcome
