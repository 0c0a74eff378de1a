"""A year in the life of a body, step by step through the actions (annex 15, appendix 3)."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import assessment as assessed
from tests.factories import surveillance as made
from tests.factories.companies import give
from tests.factories.surveillance import AUDIT_DAY, FRAME_DAY, JANUARY, NOTICE_DAY, World, moment

from smilemark.accounts import roles
from smilemark.foundation import events
from smilemark.foundation.moves import Refused
from smilemark.remedies.models import EndingCase
from smilemark.surveillance import actions
from smilemark.surveillance.models import Fault, ProductCheck, Visit, VisitNotice
from smilemark.surveillance.queries import frames, plans


def test_a_frame_holds_the_operators_of_three_months_and_more(world: World) -> None:
    made.make_holder(world.body, world.industry, since=date(2024, 10, 15))  # three months are over on the day
    made.make_holder(world.body, world.industry, since=date(2024, 10, 16))  # one day short

    found = frames.population(body_id=world.body.pk, industry_id=world.industry.pk, on=JANUARY)

    assert [holder.since for holder in found.eligible] == [date(2024, 10, 15)]
    assert found.too_young == 2


def test_a_plan_counts_per_quarter_who_will_be_old_enough(world: World) -> None:
    for _ in range(20):
        made.make_holder(world.body, world.industry, since=date(2025, 1, 2), labels=11)  # old enough from 2 April on

    plan = made.draft_plan(world)

    assert (plan.ratio_numerator, plan.ratio_denominator) == (1, 20)
    assert len(plan.targets) == 21
    assert [(row.firms_planned, row.products_planned) for row in plan.quarters.all()] == [
        (1, 1),
        (2, 4),
        (2, 4),
        (2, 4),
    ]
    assert set(plan.people.all()) == {world.assessor}


def test_the_path_without_findings_ends_the_visit(world: World) -> None:
    visit = made.reported(world)

    assert visit.state == "closed"
    assert visit.report is not None
    assert [event.move for event in events.history(visit)] == [
        "select", "name_factory", "assign", "notify", "start", "declare_production", "draw_products", "record",
        "record_test", "report", "close",
    ]  # fmt: skip
    assert visit.assessment is not None
    assert visit.assessment.purpose == "surveillance"
    assert visit.assessment.period == "114年第2季"
    assert visit.assessment.case_number == visit.number


def test_nothing_starts_before_the_approval(world: World) -> None:
    plan = made.filed_plan(world)

    with pytest.raises(Refused, match="核定後實施"):
        made.frozen(world, plan)


@pytest.mark.parametrize(("day", "taken"), [(date(2025, 5, 8), False), (date(2025, 5, 9), True)])
def test_three_full_days_lie_between_notice_and_visit(world: World, day: date, taken: bool) -> None:
    visit = made.selected(world)
    actions.assign(visit_id=visit.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=moment(NOTICE_DAY))

    if not taken:
        with pytest.raises(Refused, match="三整日"):
            actions.notify(visit_id=visit.pk, audit_on=day, by=world.reviewer, at=moment(NOTICE_DAY))
        assert not VisitNotice.objects.exists()
    else:
        notice = actions.notify(visit_id=visit.pk, audit_on=day, by=world.reviewer, at=moment(NOTICE_DAY))
        assert (notice.noticed_on, notice.latest_notice_on) == (NOTICE_DAY, NOTICE_DAY)


def test_an_idle_factory_tells_its_next_start_and_is_told_anew(world: World) -> None:
    visit = made.notified(world)
    start = date(2025, 5, 20)

    with pytest.raises(Refused, match="查核前通知"):
        actions.tell_idle(visit_id=visit.pk, next_start_on=start, by=world.applicant, at=moment(date(2025, 5, 10)))
    idle = actions.tell_idle(visit_id=visit.pk, next_start_on=start, by=world.applicant, at=moment(AUDIT_DAY, 8))
    assert idle.state == "idle"
    with pytest.raises(Refused, match="不得早於該日"):
        actions.notify(visit_id=visit.pk, audit_on=date(2025, 5, 19), by=world.reviewer, at=moment(AUDIT_DAY))
    actions.notify(visit_id=visit.pk, audit_on=start, by=world.reviewer, at=moment(AUDIT_DAY))

    again = Visit.objects.get(pk=visit.pk)
    assert (again.state, again.audit_on, again.notices.count()) == ("notified", start, 2)


def test_no_visit_before_its_day(world: World) -> None:
    visit = made.notified(world)

    with pytest.raises(Refused, match="不得提前"):
        actions.start(visit_id=visit.pk, by=world.assessor, at=moment(date(2025, 5, 8)))


@pytest.mark.parametrize(("styles", "drawn"), [(1, 1), (10, 1), (11, 2)])
def test_one_tenth_of_the_products_in_production_at_least_one(db: None, styles: int, drawn: int) -> None:
    world = made.make_world(labels=styles)

    visit = made.started(world)

    assert visit.products.count() == drawn
    assert visit.product_draw.size == drawn
    assert plans.is_sample_public(visit.product_draw)


def test_no_product_in_production_means_no_product_sheet(world: World) -> None:
    visit = made.started(world, products=False)
    made.assess(world, visit)

    actions.make_report(visit_id=visit.pk, by=world.assessor, at=moment(AUDIT_DAY, 16))

    assert Visit.objects.get(pk=visit.pk).state == "closed"
    assert not ProductCheck.objects.exists()


def test_the_report_says_what_is_missing(world: World) -> None:
    visit = made.started(world)

    with pytest.raises(Refused) as refused:
        actions.make_report(visit_id=visit.pk, by=world.assessor, at=moment(AUDIT_DAY, 16))

    assert "附件七" in refused.value.reason
    assert "尚未登錄：原產地認定基準、標章使用、產品品質檢驗" in refused.value.reason


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"record": made.ORIGIN_FAILED}, [("origin_not_met", True, "serious")]),
        ({"quality": "fail"}, [("product_test_failed", False, "found")]),
        (
            {
                "record": actions.CheckRecord(
                    origin="pass", mark_use="fail", mark_breach="contract_breach", mark_text="x"
                )
            },
            [("contract_breach", False, "found")],
        ),
        ({"other": ("紀錄簿未保存",)}, [("other", False, "found")]),
        ({"items": assessed.minors(2), "due": date(2025, 6, 9)}, [("qms_defect", False, "found")]),
        ({"items": assessed.minors(8), "due": date(2025, 6, 9)}, [("qms_defect", False, "found")]),
        ({"items": assessed.minors(9)}, [("qms_defect", True, "serious")]),
        ({"items": assessed.all_items(assessed.item("1.1", 20, 20))}, [("qms_defect", True, "serious")]),
    ],
)
def test_findings_are_serious_or_slight_by_rule(world: World, how: dict, expected: list) -> None:
    visit = made.reported(world, **how)

    assert visit.state == "reported"
    found = [(fault.kind, fault.is_severe, fault.state) for fault in visit.faults.all()]
    assert found == expected


def test_a_slight_finding_is_improved_and_the_visit_ends(world: World) -> None:
    fault = made.slight(world)
    actions.notify_improvement(
        fault_id=fault.pk, improve_until=date(2025, 6, 7), by=world.reviewer, at=moment(date(2025, 5, 12))
    )
    actions.tell_improved(fault_id=fault.pk, text="已更換染料", by=world.applicant, at=moment(date(2025, 6, 2)))
    actions.confirm_improved(fault_id=fault.pk, text="複驗合格", by=world.reviewer, at=moment(date(2025, 6, 3)))

    fault.refresh_from_db()
    assert (fault.state, fault.improved_on) == ("improved", date(2025, 6, 3))
    assert Visit.objects.get(pk=fault.visit_id).state == "closed"


def test_a_slight_finding_not_improved_in_time_is_serious(world: World) -> None:
    fault = made.slight(world)
    limit = date(2025, 6, 7)  # a Saturday: the limit moves to Monday the 9th
    actions.notify_improvement(fault_id=fault.pk, improve_until=limit, by=world.reviewer, at=moment(date(2025, 5, 12)))

    with pytest.raises(Refused, match="尚未屆滿"):
        actions.not_improved(fault_id=fault.pk, text="未提報", by=world.reviewer, at=moment(date(2025, 6, 9)))
    actions.not_improved(fault_id=fault.pk, text="未提報", by=world.reviewer, at=moment(date(2025, 6, 10)))

    fault.refresh_from_db()
    assert (fault.state, fault.is_severe) == ("serious", True)
    assert fault.finding.because[0]["citation"] == "推動及管理要點附件十五第八點第三款"


def test_another_finding_is_serious_only_where_the_council_says_so(world: World) -> None:
    fault = Fault.objects.get(visit=made.reported(world, other=("紀錄簿未保存",)))
    actions.notify_improvement(
        fault_id=fault.pk, improve_until=date(2025, 6, 6), by=world.reviewer, at=moment(date(2025, 5, 12))
    )
    late = moment(date(2025, 6, 9))

    with pytest.raises(Refused, match="仍為輕微缺失"):
        actions.not_improved(fault_id=fault.pk, text="未改善", by=world.reviewer, at=late)
    actions.not_improved(fault_id=fault.pk, text="未改善", council_finds_severe=True, by=world.reviewer, at=late)

    fault.refresh_from_db()
    assert fault.state == "serious"


def _invited(world: World) -> Fault:
    fault = made.serious(world)
    return actions.invite_statement(
        fault_id=fault.pk, state_until=date(2025, 5, 23), by=world.reviewer, at=moment(date(2025, 5, 12))
    )


def test_a_serious_finding_is_heard_kept_and_reported_upward(world: World) -> None:
    fault = _invited(world)
    with pytest.raises(Refused, match="尚未屆滿"):
        actions.keep_view(
            fault_id=fault.pk, ruling=actions.Ruling("維持"), by=world.decider, at=moment(date(2025, 5, 23))
        )
    actions.state_case(fault_id=fault.pk, text="僅試製品於境外完成", by=world.applicant, at=moment(date(2025, 5, 20)))

    with pytest.raises(Refused, match="情節重大"):
        actions.keep_view(
            fault_id=fault.pk,
            ruling=actions.Ruling("維持", ends_right=True, point="42(6)"),
            by=world.decider,
            at=moment(date(2025, 5, 26)),
        )
    decision = actions.keep_view(
        fault_id=fault.pk,
        ruling=actions.Ruling("查證屬實", ends_right=True, point="42(6)", is_grave=True),
        by=world.decider,
        at=moment(date(2025, 5, 26)),
    )
    actions.report_up(fault_id=fault.pk, number="驗字第1號", by=world.reviewer, at=moment(date(2025, 5, 27)))
    number = actions.open_ending(fault_id=fault.pk, by=world.reviewer, at=moment(date(2025, 5, 27)))
    case = EndingCase.objects.get(number=number)
    assert (case.ground, case.serious, case.is_severe_finding) == ("origin_or_quality_breach", True, True)
    assert [label.number for label in case.labels.all()] == [fault.product.label_number]
    with pytest.raises(Refused, match="已立案"):
        actions.open_ending(fault_id=fault.pk, by=world.reviewer, at=moment(date(2025, 5, 27)))

    fault.refresh_from_db()
    assert (decision.keeps_view, decision.ends_right, decision.ban_years) == (True, True, 1)
    assert [entry["to"] for entry in fault.reported_to] == ["working_group", "council"]
    assert Visit.objects.get(pk=fault.visit_id).state == "closed"


@pytest.mark.parametrize(("day", "may"), [(date(2025, 5, 23), False), (date(2025, 5, 24), True)])
def test_without_a_statement_the_decision_waits_for_the_end_of_its_time(world: World, day: date, may: bool) -> None:
    fault = _invited(world)

    if may:
        actions.lift_view(fault_id=fault.pk, reasons="查證後符合", by=world.decider, at=moment(day))
    else:
        with pytest.raises(Refused, match="尚未屆滿"):
            actions.lift_view(fault_id=fault.pk, reasons="查證後符合", by=world.decider, at=moment(day))

    fault.refresh_from_db()
    assert fault.state == ("lifted" if may else "statement")
    assert Visit.objects.get(pk=fault.visit_id).state == ("closed" if may else "reported")


def test_who_visited_does_not_decide(world: World) -> None:
    give(world.assessor, roles.DECIDER, world.body)
    fault = _invited(world)

    with pytest.raises(Refused, match="辦理查核之人員不得決定"):
        actions.keep_view(
            fault_id=fault.pk, ruling=actions.Ruling("維持"), by=world.assessor, at=moment(date(2025, 5, 26))
        )


def test_the_frame_is_published_once_and_drawn_once(world: World) -> None:
    plan = made.approved_plan(world)
    draw = made.frozen(world, plan)

    with pytest.raises(Refused, match="已經公布"):
        made.frozen(world, plan)
    actions.draw_operators(draw_id=draw.pk, by=world.reviewer, at=moment(FRAME_DAY))
    with pytest.raises(Refused, match="目前狀態"):
        actions.draw_operators(draw_id=draw.pk, by=world.reviewer, at=moment(FRAME_DAY))


def test_who_fell_out_is_replaced_by_the_next_of_the_draw(world: World) -> None:
    made.make_holder(world.body, world.industry)
    draw = made.drawn(world)
    first = Visit.objects.get(draw=draw)

    opened = actions.drop(visit_id=first.pk, reason="已廢止", by=world.decider, at=moment(NOTICE_DAY))

    assert [visit.certificate_number for visit in opened] != [first.certificate_number]
    assert [visit.is_substitute for visit in opened] == [True]
    last = actions.drop(visit_id=opened[0].pk, reason="已廢止", by=world.decider, at=moment(NOTICE_DAY))
    assert last == []


def test_a_plan_filed_late_says_so_in_its_event(world: World) -> None:
    plan = made.draft_plan(world)

    actions.file_plan(plan_id=plan.pk, by=world.decider, at=moment(date(2025, 2, 3)))

    event = events.history(plan)[-1]
    assert (event.data["due"], event.data["on_time"]) == ("2025-02-03", True)  # 31 January 2025 is a holiday
    assert date(2025, 2, 3) > JANUARY


@pytest.mark.parametrize(
    ("day", "taken"),
    [(date(2025, 2, 28), False), (date(2025, 3, 1), True), (date(2025, 6, 30), True), (date(2025, 7, 1), False)],
)
def test_a_frame_is_published_from_a_month_before_its_quarter_to_its_end(world: World, day: date, taken: bool) -> None:
    plan = made.approved_plan(world)

    if taken:
        assert made.frozen(world, plan, day=day).frame_day == day
    else:
        with pytest.raises(Refused, match="第2季之母體應於"):
            made.frozen(world, plan, day=day)
