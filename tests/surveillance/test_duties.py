"""Duties around a visit: who visits, who refuses, what is reported at once, how long papers stay, when they are due."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import surveillance as made
from tests.factories.surveillance import AUDIT_DAY, World, moment

from smilemark.accreditation.models import AssessorCertificate
from smilemark.foundation import events
from smilemark.foundation.models import Notice
from smilemark.foundation.moves import Refused
from smilemark.surveillance import actions, legal


def test_who_refuses_a_visit_has_a_slight_finding_to_improve_first(world: World) -> None:
    visit = made.notified(world)

    with pytest.raises(Refused) as refused:
        actions.refused_entry(visit_id=visit.pk, text=" ", by=world.assessor, at=moment(AUDIT_DAY))
    assert refused.value.field == "refusal_text"
    visit = actions.refused_entry(visit_id=visit.pk, text="拒絕開門", by=world.assessor, at=moment(AUDIT_DAY))

    assert visit.state == "reported"
    assert [(fault.kind, fault.is_severe) for fault in visit.faults.all()] == [("contract_breach", False)]


def test_a_breach_of_other_law_is_told_to_the_administration_and_the_visit_goes_on(world: World) -> None:
    visit = made.started(world)

    actions.report_breach(visit_id=visit.pk, text="涉嫌偽造標章", by=world.reviewer, at=moment(AUDIT_DAY))

    visit.refresh_from_db()
    assert (visit.breach_text, visit.breach_reported_at, visit.state) == ("涉嫌偽造標章", moment(AUDIT_DAY), "visiting")
    assert Notice.objects.filter(user=world.administration, subject__contains="層報涉嫌違法情事").exists()


def test_the_visitor_holds_a_certificate_on_the_day(world: World) -> None:
    visit = made.notified(world)
    AssessorCertificate.objects.update(last_valid_day=date(2025, 5, 8))

    with pytest.raises(Refused, match="已於中華民國114年5月8日屆滿"):
        actions.start(visit_id=visit.pk, by=world.assessor, at=moment(AUDIT_DAY))


def test_reports_and_summaries_are_kept_three_years(world: World) -> None:
    visit = made.reported(world)

    kept = next(event.data["keep_until"] for event in events.history(visit) if event.move == "report")
    assert kept == "2028-05-09"
    assert legal.keep_until("operator_surveillance_summary", date(2025, 12, 15)) == date(2028, 12, 15)


@pytest.mark.parametrize(("day", "on_time"), [(date(2025, 12, 15), True), (date(2025, 12, 16), False)])
def test_the_summary_is_due_on_15_december(world: World, day: date, on_time: bool) -> None:
    made.reported(world)
    row = made.summary(world)

    actions.file_summary(summary_id=row.pk, by=world.decider, at=moment(day))

    filed = events.history(row)[-1].data
    assert (filed["due"], filed["on_time"]) == ("2025-12-15", on_time)
