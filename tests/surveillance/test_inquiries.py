"""Irregular checks: clocks of 24 hours, three and five days, the report, the answer (annex 15 points 2(2), 3(2))."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories import surveillance as made
from tests.factories.companies import make_person
from tests.factories.surveillance import NOON, World

from smilemark.accounts import roles
from smilemark.foundation import clock, documents, events, jobs
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.registry.actions import reports
from smilemark.registry.models import PublicReport
from smilemark.site import subscribers
from smilemark.surveillance import actions, legal
from smilemark.surveillance.models import Inquiry
from smilemark.surveillance.queries import inquiries
from smilemark.surveillance.queries.totals import totals


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        # 2025-09-26 is a Friday; three days end on Monday the 29th, a holiday: Tuesday the 30th.
        ("quality_complaint", {"sample": date(2025, 10, 1)}),
        ("origin_label_complaint", {"label": date(2025, 9, 30)}),
        ("suspected_misuse", {"virtual": NOON + timedelta(hours=24), "physical": date(2025, 9, 30)}),
        ("right_withdrawn", {"virtual": NOON + timedelta(hours=24), "physical": date(2025, 9, 30)}),
    ],
)
def test_the_event_starts_its_clocks(world: World, trigger: str, expected: dict) -> None:
    row = made.inquiry(world, trigger)

    assert {one.step: one.until for one in legal.clocks(row)} == expected
    assert row.state == "checking"
    assert row.body == world.body


def test_a_found_suspicion_starts_the_five_days_of_the_site_visit(world: World) -> None:
    row = made.inquiry(world, "origin_label_complaint")
    found = datetime(2025, 9, 27, 2, tzinfo=UTC)

    actions.record_step(inquiry_id=row.pk, step="suspicion", done_at=found, by=world.reviewer, at=found)

    row.refresh_from_db()
    assert {one.step: one.until for one in legal.clocks(row)}["site"] == date(2025, 10, 2)


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (1, True)])
def test_twenty_four_hours_are_never_moved(world: World, seconds: int, late: bool) -> None:
    row = made.inquiry(world, channels=["virtual"])
    done = NOON + timedelta(hours=24, seconds=seconds)

    row = actions.record_step(inquiry_id=row.pk, step="virtual", done_at=done, by=world.reviewer, at=done)

    assert [one.is_late(done) for one in legal.clocks(row)] == [late]


def test_the_report_waits_for_every_step_and_row(world: World) -> None:
    row = made.inquiry(world)

    with pytest.raises(Refused) as refused:
        actions.make_inquiry_report(inquiry_id=row.pk, by=world.reviewer, at=NOON)

    assert refused.value.reason == (
        "尚未登錄：虛擬通路標章使用情形查核、實體通路標章使用情形查核、推廣製作物標示稽核、產品標示稽核"
        "（附件十五第三點第二款）。"
    )


def test_a_failure_is_followed_up_before_it_is_closed_and_counts_in_the_summary(world: World) -> None:
    row = made.reported_inquiry(world, result="failed")
    assert row.report is not None
    assert documents.pdf(row.report).startswith(b"%PDF")
    with pytest.raises(Refused, match="後續處理"):
        actions.close_inquiry(inquiry_id=row.pk, answer="", by=world.decider, at=NOON)

    actions.hand_over(inquiry_id=row.pk, text="涉嫌偽造", by=world.reviewer, at=NOON)
    actions.follow_up(inquiry_id=row.pk, what="improved", text="已下架", by=world.reviewer, at=NOON)
    actions.close_inquiry(inquiry_id=row.pk, answer="", by=world.decider, at=NOON)
    made.reported_inquiry(world)

    counted = totals(made.summary(world)).irregular[2]
    assert (counted.checked, counted.conforming, counted.failed) == (2, 1, 1)
    assert (counted.improved, counted.not_improved, counted.ended, counted.handed_over) == (1, 0, 0, 1)


def test_duplicates_merge_and_answer_together(world: World) -> None:
    first = made.inquiry(world, source_stream="registry.publicreport:1", report_number="R114-1")
    again = made.inquiry(world, source_stream="registry.publicreport:2", report_number="R114-2")

    actions.merge(inquiry_id=again.pk, number=first.number, by=world.reviewer, at=NOON)

    state = inquiries.public_state("registry.publicreport:2")
    assert state is not None
    assert (state.word, state.answer) == ("查核中", "")
    with pytest.raises(Refused, match="查無可併入"):
        actions.merge(inquiry_id=first.pk, number=again.number, by=world.reviewer, at=NOON)


def test_without_a_known_body_the_secretariat_assigns_one(world: World) -> None:
    row = made.inquiry(world, labels=[], subject="某網路賣場")
    secretariat = make_person(roles.SECRETARIAT)
    assert (row.state, row.body) == ("received", None)

    with pytest.raises(Refused, match="角色不能"):
        actions.assign_body(inquiry_id=row.pk, body_id=world.body.pk, by=world.reviewer, at=NOON)
    row = actions.assign_body(inquiry_id=row.pk, body_id=world.body.pk, by=secretariat, at=NOON)

    assert (row.state, row.body) == ("checking", world.body)


def test_a_source_opens_one_check_however_often_it_is_told(world: World) -> None:
    first = made.inquiry(world, source_stream="x:1")

    assert made.inquiry(world, source_stream="x:1").pk == first.pk
    assert Inquiry.objects.count() == 1


def test_a_shoppers_report_becomes_a_check_and_is_answered(world: World, client) -> None:
    label = world.certificate.labels.earliest("number").number
    now = clock.now()
    said = reports.ReportWords(
        kind="misuse", channel="physical", place="夜市", text="吊牌像影印的", label_number=label, contact="0912-345-678"
    )
    report = reports.receive_report(words=said, at=now)
    jobs.run_waiting()
    jobs.run_waiting()

    row = Inquiry.objects.get()
    assert (row.trigger, row.report_number, row.channels, row.body) == (
        "suspected_misuse", report.number, ["physical"], world.body,
    )  # fmt: skip
    assert [one.step for one in legal.clocks(row)] == ["physical"]
    assert "0912" not in str([vars(row), *(event.data for event in events.history(row))])
    page = client.get(f"/reports/{report.token}").content.decode()
    assert "查核中" in page
    assert PublicReport.objects.get().state == "received"


def test_the_end_of_a_right_starts_the_check_of_both_channels(world: World) -> None:
    label = world.certificate.labels.earliest("number").number
    event = events.append(
        "remedies.endingcase:1", "remedies.endingcase.take_effect", by=SYSTEM, at=NOON,
        data={"labels": [label], "kind": "cancelled", "effective_on": "2025-09-26"},
    )  # fmt: skip

    subscribers.check_the_channels(event)
    subscribers.check_the_channels(event)

    row = Inquiry.objects.get()
    assert (row.trigger, row.trigger_at, row.certificate_number) == ("right_withdrawn", NOON, world.certificate.number)


def test_who_is_neither_body_nor_secretariat_opens_nothing(world: World) -> None:
    with pytest.raises(Refused, match="僅驗證機構或秘書處"):
        actions.open_inquiry(cause=actions.Cause("quality_complaint"), trigger_at=NOON, by=world.applicant, at=NOON)
