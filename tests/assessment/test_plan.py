"""The corrective plan: due days, ways of delivery, rest days, extension, checks (point 28; annex 9)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.factories.assessment import AT, DUE, World, answers, moment, plan_due

from smilemark.assessment import actions, queries
from smilemark.assessment.states import FactoryState
from smilemark.foundation.models import Notice
from smilemark.foundation.moves import Refused

LATE = date(2025, 6, 26)


def judged(world: World, row: Any, day: date, **given: Any) -> str:  # a test's shorthand
    actions.judge_plan(assessment_id=row.pk, by=world.reviewer, at=moment(day), **given)
    row.refresh_from_db()
    return str(row.state)


@pytest.mark.parametrize(("day", "state"), [(DUE, "passed"), (LATE, "failed")])
def test_plan_filed_in_the_system_on_the_due_day_and_one_day_late(world: World, day: date, state: str) -> None:
    row = plan_due(world)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(day))

    assert judged(world, row, date(2025, 7, 1)) == state
    assert row.plan.decisive_on == day
    assert row.passed_on == (date(2025, 7, 1) if state == "passed" else None)
    assert row.plan.finding.rule == "corrective-plan"


@pytest.mark.parametrize(
    ("paper", "decisive", "state"),
    [
        (actions.PaperDelivery("hand", received_on=DUE), DUE, "passed"),
        (actions.PaperDelivery("hand", received_on=LATE), LATE, "failed"),
        (
            actions.PaperDelivery("post", sent_on=DUE, received_on=date(2025, 6, 30)),
            DUE,
            "passed",
        ),  # postmark
        (actions.PaperDelivery("post", sent_on=LATE, received_on=LATE), LATE, "failed"),
        (
            actions.PaperDelivery("fax", transmitted_at=datetime(2025, 6, 25, 15, 59, tzinfo=UTC)),
            DUE,
            "passed",
        ),
        (
            actions.PaperDelivery("email", transmitted_at=datetime(2025, 6, 25, 16, 0, tzinfo=UTC)),
            LATE,
            "failed",
        ),
    ],
)
def test_each_way_of_delivery_has_its_decisive_day(
    world: World, paper: actions.PaperDelivery, decisive: date, state: str
) -> None:
    row = plan_due(world)
    actions.file_plan(assessment_id=row.pk, paper=paper, by=world.reviewer, at=moment(date(2025, 6, 30)))

    assert judged(world, row, date(2025, 6, 30)) == state
    assert row.plan.decisive_on == decisive


@pytest.mark.parametrize(
    ("paper", "field"),
    [
        (actions.PaperDelivery("hand"), "received_on"),
        (actions.PaperDelivery("post", received_on=DUE), "sent_on"),
        (actions.PaperDelivery("post", sent_on=DUE, received_on=date(2025, 6, 24)), "received_on"),
        (actions.PaperDelivery("fax"), "transmitted_at"),
        (actions.PaperDelivery("hand", received_on=date(2025, 7, 1)), "received_on"),  # tomorrow
        (actions.PaperDelivery("system"), "delivery"),
    ],
)
def test_a_date_that_is_missing_or_impossible_names_its_field(
    world: World, paper: actions.PaperDelivery, field: str
) -> None:
    row = plan_due(world)

    with pytest.raises(Refused) as refusal:
        actions.file_plan(assessment_id=row.pk, paper=paper, by=world.reviewer, at=moment(date(2025, 6, 30)))

    assert refusal.value.field == field
    row.refresh_from_db()
    assert row.state == FactoryState.PLAN_DUE


@pytest.mark.parametrize(("day", "state"), [(date(2025, 6, 30), "passed"), (date(2025, 7, 1), "failed")])
def test_a_due_day_on_a_rest_day_moves_to_the_next_working_day(world: World, day: date, state: str) -> None:
    row = plan_due(world, due=date(2025, 6, 28))  # a Saturday

    assert queries.plan_last_day(row) == date(2025, 6, 30)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(day))
    assert judged(world, row, date(2025, 7, 1)) == state


def test_nothing_filed_fails_only_after_the_last_day(world: World) -> None:
    row = plan_due(world)

    with pytest.raises(Refused, match=r"尚未屆滿|不能辦理"):
        judged(world, row, DUE)
    assert judged(world, row, LATE) == "failed"


def test_a_refused_check_fails_a_plan_filed_in_time(world: World) -> None:
    row = plan_due(world)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(DUE))

    with pytest.raises(Refused, match="請填寫查核情形"):
        judged(world, row, LATE, check_refused=True)
    assert judged(world, row, LATE, check_refused=True, check_text="廠方拒絕查核") == "failed"
    assert row.plan.finding.facts["factory_check_refused"] is True


def test_a_check_that_went_well_is_recorded_and_passes(world: World) -> None:
    row = plan_due(world)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(DUE))

    assert judged(world, row, LATE, checked_on=LATE, check_text="已改善") == "passed"
    assert (row.plan.checked_on, row.plan.check_text) == (LATE, "已改善")


def test_counted_findings_must_be_answered_before_filing(world: World) -> None:
    row = plan_due(world)
    half = answers(row)[:1]
    actions.draft_plan(assessment_id=row.pk, answers=half, by=world.applicant, at=AT)

    with pytest.raises(Refused, match=r"1\.2：請填寫缺失原因") as refusal:
        actions.file_plan(assessment_id=row.pk, by=world.applicant, at=AT)
    assert refusal.value.field == "1.2-cause"


def test_extension_only_before_the_day_passes_to_a_later_working_day_with_reason(world: World) -> None:
    row = plan_due(world)

    def refused(new: date, at: date, reason: str = "原料延遲") -> str:
        with pytest.raises(Refused) as refusal:
            actions.extend_plan(assessment_id=row.pk, plan_due_on=new, reason=reason, by=world.reviewer, at=moment(at))
        return refusal.value.reason

    assert "期限已過" in refused(date(2025, 7, 9), LATE)
    assert "應晚於原期限" in refused(DUE, DUE)
    assert "應為上班日" in refused(date(2025, 7, 5), DUE)
    assert "理由" in refused(date(2025, 7, 9), DUE, " ")
    actions.extend_plan(
        assessment_id=row.pk,
        plan_due_on=date(2025, 7, 9),
        reason="原料延遲",
        by=world.reviewer,
        at=moment(DUE),
    )
    row.refresh_from_db()
    assert (row.state, row.plan_due_on) == ("plan_due", date(2025, 7, 9))


def test_the_second_tab_of_the_plan_is_told(world: World) -> None:
    row = plan_due(world)
    actions.draft_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=AT, revision=row.revision)

    with pytest.raises(actions.Stale):
        actions.draft_plan(
            assessment_id=row.pk,
            answers=[actions.PlanAnswer("1.1", "別的")],
            by=world.applicant,
            at=AT,
            revision=row.revision,
        )
    assert row.plan.rows.get(item_code="1.1").cause == "未排定"


def test_the_firm_and_the_body_are_told_of_what_concerns_them(world: World) -> None:
    row = plan_due(world)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(DUE))
    judged(world, row, DUE)

    told = Notice.objects.filter(kind="assessment.factoryassessment").order_by("pk")
    assert [(notice.user_id, notice.subject.split("：")[0]) for notice in told] == [
        (world.assessor.pk, "指派現場評核"),
        (world.applicant.pk, "工廠品管系統評核結果"),
        (world.reviewer.pk, "業者提出矯正計畫"),
        (world.applicant.pk, "矯正計畫判定結果"),
    ]
    assert "中華民國114年6月25日前提出矯正計畫" in told[1].text
