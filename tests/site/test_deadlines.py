"""Every deadline of the regulation's table for certified operators, started by its event through the real action.

Each on an ordinary day and on one whose period ends in a holiday of 2026: before the Lunar New Year (14 to 22 February),
peace memorial day or the Double Tenth. Codes as in the table of deadlines; D4 to D6, D18, D21 and B3 belong to the
surveillance of bodies and of other users.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.factories import assessment as assessed
from tests.factories import certification as intake
from tests.factories import certification_results as certified
from tests.factories import label_orders as ordered
from tests.factories import remedies as ended
from tests.factories import surveillance as made
from tests.factories.accreditation import make_body
from tests.factories.companies import make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.assessment import actions as assessment
from smilemark.certification.actions import letters, refusal, report, samples
from smilemark.certification.models import SampleLot, SummaryReport
from smilemark.companies.models import Ban
from smilemark.foundation import deadlines as running
from smilemark.foundation import events
from smilemark.foundation.models import Deadline
from smilemark.foundation.moves import Refused
from smilemark.governance.queries import industries
from smilemark.mark.actions import deliveries, orders_objections
from smilemark.remedies import actions as remedies
from smilemark.remedies.actions.objections import VERIFICATION
from smilemark.surveillance import actions as surveillance
from smilemark.surveillance import legal

pytestmark = pytest.mark.django_db


def d(text: str) -> date:
    """A day of 2026 as month and day, or a whole date."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


def last(kind: str, day: date) -> date:
    """The last day of the one running deadline of the kind, as the board has it on the day."""
    running.settle(day)
    return Deadline.objects.get(kind=kind).last_day


world = shared(made.make_world)
sheet_world = shared(assessed.make_world)
label_scene = shared(ordered.make_scene)
scene = shared(ended.make_scene)


# ---- days: each moves from a rest day to the next working day ----------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [("03-10", "04-10"), ("01-16", "02-23")])
def test_d1_samples_are_collected_within_a_month_of_the_notice(start: str, end: str) -> None:
    world = certified.make_world()
    product = intake.make_verifying(world).products.get()
    certified.pass_test(product, world)
    lot = SampleLot.objects.get()

    samples.notify_collection(case_id=product.case_id, lot_ids=[lot.pk], by=world.reviewer, at=at(d(start)))

    assert last("D1", d(start)) == d(end)


@pytest.mark.parametrize(("set_day", "end"), [("03-20", "03-20"), ("02-16", "02-23")])
def test_d2_the_corrective_plan_is_due_on_the_bodys_day(sheet_world: Any, set_day: str, end: str) -> None:
    assessed.plan_due(sheet_world, d(set_day))

    assert last("D2", d("2025-06-10")) == d(end)


@pytest.mark.parametrize(("start", "end"), [("03-10", "04-09"), ("01-15", "02-23"), ("09-09", "10-12")])
def test_d3_thirty_days_to_object_run_from_the_day_after_receipt(scene: Any, start: str, end: str) -> None:
    ended.sent_order(scene, at=at(d(start)))

    ended.open_letters(scene, at=at(d(start)))

    assert last("D3", d(start)) == d(end)


@pytest.mark.parametrize(("start", "end"), [("03-10", "04-09"), ("01-15", "02-23")])
def test_d3_a_refusal_may_be_objected_to_until_it_is(start: str, end: str) -> None:
    world = certified.make_world()
    case = intake.make_submitted(world, at=at(d(start)))
    reason = {"text": "不符申請資格。", "citation": "推動及管理要點第二十二點"}
    decision = refusal.refuse_case(
        case_id=case.pk,
        move="refuse_eligibility",
        reasons=[reason],
        findings=[],
        by=world.decider,
        at=at(d(start)),
    )
    letters.open_letter(letter_id=decision.letter.pk, by=world.applicant, at=at(d(start)))
    assert last("D3", d(start)) == d(end)

    remedies.file_objection(
        decision_id=decision.pk,
        of=VERIFICATION,
        reasons="本公司符合資格。",
        uploads=[],
        submission_key="k1",
        by=world.applicant,
        at=at(d(start)),
    )

    running.settle(d(start))
    assert not Deadline.objects.filter(kind="D3").exists()


CHECKS = {
    "D12": ("quality_complaint", [("03-11", "03-16"), ("02-11", "02-23"), ("02-23", "03-02")]),
    "D13": ("origin_label_complaint", [("03-10", "03-13"), ("02-13", "02-23"), ("10-07", "10-12")]),
    "D16": ("suspected_misuse", [("03-10", "03-13"), ("02-13", "02-23"), ("10-07", "10-12")]),
}


@pytest.mark.parametrize(
    ("kind", "trigger", "start", "end"),
    [(kind, trigger, *days) for kind, (trigger, rows) in CHECKS.items() for days in rows],
)
def test_d12_d13_d16_days_run_from_the_day_after_the_event(
    world: Any, kind: str, trigger: str, start: str, end: str
) -> None:
    made.inquiry(world, trigger, at=at(d(start)))

    assert last(kind, d(start)) == d(end)


@pytest.mark.parametrize(("start", "end"), [("03-11", "03-16"), ("02-11", "02-23")])
def test_d14_five_days_run_from_the_day_after_the_suspicion(world: Any, start: str, end: str) -> None:
    row = made.inquiry(world, "origin_label_complaint", at=at(d(start), 9))

    surveillance.record_step(
        inquiry_id=row.pk, step="suspicion", done_at=at(d(start)), by=world.reviewer, at=at(d(start))
    )

    assert last("D14", d(start)) == d(end)


@pytest.mark.parametrize(
    ("year", "end"),
    [(2024, "2024-01-31"), (2026, "2026-02-02"), (2027, "2027-02-01")],  # 31 January 2026 is a Saturday
)
def test_d17_the_plan_is_due_on_31_january(world: Any, year: int, end: str) -> None:
    made.make_holder(world.body, world.industry, since=d("2023-11-01"))

    running.sweep(date(year, 1, 5))
    assert last("D17", date(year, 1, 5)) == d(end)


@pytest.mark.parametrize(("day", "end"), [("2025-11-03", "2025-12-15"), ("2024-11-04", "2024-12-16")])
def test_d19_the_summary_is_due_on_15_december(world: Any, day: str, end: str) -> None:
    made.make_holder(world.body, world.industry, since=d("2023-11-01"))
    year = d(day).year
    start = date(year, 1, 15)
    plan = made.draft_plan(world, day=start, year=year)
    surveillance.file_plan(plan_id=plan.pk, by=world.decider, at=at(start))
    surveillance.approve_plan(plan_id=plan.pk, number="產策字第1號", by=world.administration, at=at(start))

    assert last("D19", d(day)) == d(end)  # 15 December 2024 is a Sunday


def test_d20_each_quarter_has_its_draw_and_its_visits(world: Any) -> None:
    plan = made.approved_plan(world)
    running.sweep(d("2025-04-07"))
    assert last("D20", d("2025-04-07")) == plan.quarters.get(quarter=2).last_day

    made.selected(world, plan)
    running.sweep(d("2025-04-07"))

    assert last("D20", d("2025-04-07")) == plan.quarters.get(quarter=2).last_day
    assert plan.quarters.get(quarter=2).last_day <= d("2025-06-30")


# ---- never moved ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audit", "latest"),
    [
        ("2025-05-12", "2025-05-08"),
        ("2025-06-03", "2025-05-30"),
        ("2025-06-02", "2025-05-29"),
        ("2025-10-08", "2025-10-04"),
    ],
)
def test_d11_three_full_days_lie_between_notice_and_visit_rest_days_too(world: Any, audit: str, latest: str) -> None:
    visit = made.selected(world)
    surveillance.assign(visit_id=visit.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=at(made.NOTICE_DAY))

    with pytest.raises(Refused, match="三整日"):
        surveillance.notify(
            visit_id=visit.pk, audit_on=d(audit), by=world.reviewer, at=at(d(latest) + timedelta(days=1))
        )
    notice = surveillance.notify(visit_id=visit.pk, audit_on=d(audit), by=world.reviewer, at=at(d(latest)))

    assert notice.latest_notice_on == d(latest)  # 2025-10-04 is a Saturday, 30 May a holiday
    running.settle(d(latest))
    assert set(Deadline.objects.filter(kind="AUDIT").values_list("last_day", flat=True)) == {d(audit)}


@pytest.mark.parametrize("start", ["03-10", "02-13", "10-08"])
@pytest.mark.parametrize("trigger", ["suspected_misuse", "right_withdrawn"])
def test_d15_twenty_four_hours_are_never_moved(world: Any, trigger: str, start: str) -> None:
    made.inquiry(world, trigger, at=at(d(start)))

    running.settle(d(start))
    assert Deadline.objects.get(kind="D15").last_moment == at(d(start)) + timedelta(hours=24)


# ---- validity, windows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "until", "opens"),
    [("2025-06-10", "2028-06-10", "2028-04-10"), ("2025-10-09", "2028-10-09", "2028-08-09")],
)
def test_v1_w1_the_right_runs_three_years_and_is_renewed_in_its_last_two_months(
    issued: str, until: str, opens: str
) -> None:
    version = certified.make_certified(certified.make_world(), at=at(d(issued)))
    label = version.certificate.labels.get()

    assert label.valid_until == d(until)
    running.sweep(d(opens) - timedelta(days=1))
    assert not Deadline.objects.filter(kind="W1").exists()
    running.sweep(d(opens))
    assert last("W1", d(opens)) == d(until)
    running.sweep(d(until))
    assert last("W1", d(until)) == d(until)  # a Tuesday of the Double Tenth's week or not: no last day of a right moves
    running.sweep(d(until) + timedelta(days=1))
    assert not Deadline.objects.filter(kind="W1").exists()


@pytest.mark.parametrize(
    ("obtained", "until", "opens"), [("03-10", "2029-03-09", "2028-09-09"), ("02-16", "2029-02-15", "2028-08-15")]
)
def test_v2_w2_an_accreditation_runs_three_years_from_its_first_day(
    world: Any, obtained: str, until: str, opens: str
) -> None:
    body = make_body(industries=[])
    row = accreditation.accredit(
        body_id=body.pk,
        product_class=1,
        certificate_number="認證字第1號",
        first_day=d(obtained),
        industry_id=industries().get(pk=world.industry.pk).pk,
        by=world.administration,
        at=at(d(obtained)),
    )

    assert row.last_day == d(until)
    running.sweep(d(opens) - timedelta(days=1))
    assert not Deadline.objects.filter(kind="W2", body_id=body.pk).exists()
    running.sweep(d(opens))
    assert Deadline.objects.get(kind="W2", body_id=body.pk).last_day == d(until)


@pytest.mark.parametrize(
    ("issued", "until", "opens"), [("03-10", "2028-03-10", "2027-12-10"), ("02-16", "2028-02-16", "2027-11-16")]
)
def test_v3_w3_an_assessors_certificate_runs_two_years_from_its_issue(
    world: Any, issued: str, until: str, opens: str
) -> None:
    assessor = make_person(roles.ASSESSOR, world.body)
    row = accreditation.certify_assessor(
        user_id=assessor.pk, number="評字第1號", issued_on=d(issued), by=world.administration, at=at(d(issued))
    )

    assert row.last_valid_day == d(until)
    running.sweep(d(opens) - timedelta(days=1))
    assert not Deadline.objects.filter(kind="W3", person_id=assessor.pk).exists()
    running.sweep(d(opens))
    assert Deadline.objects.get(kind="W3", person_id=assessor.pk).last_day == d(until)


@pytest.mark.parametrize(("passed", "on"), [("2022-06-10", "2025-06-10"), ("2022-10-06", "2025-10-06")])
@pytest.mark.parametrize("late", [0, 1])
def test_v5_a_waiver_looks_back_three_years_to_the_day(sheet_world: Any, passed: str, on: str, late: int) -> None:
    row = assessed.open_factory(sheet_world)
    day = d(on) + timedelta(days=late)  # 2025-10-06 is the day of the Mid-Autumn festival
    gate = assessed.plain_gate(previous="waive", previous_passed_on=d(passed), previous_evidence="前次評核表")

    def waive() -> None:
        assessment.waive(assessment_id=row.pk, gate=gate, by=sheet_world.reviewer, at=at(day))

    if late:
        with pytest.raises(Refused):
            waive()
    else:
        waive()
    row.refresh_from_db()
    assert row.state == ("planned" if late else "waived")


# ---- bans, keeping of papers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "ground", "given", "years"),
    [
        ("B1", "false_documents", {}, 3),
        ("B2", "right_transferred_or_sold", {}, 1),
        ("B2", "origin_or_quality_breach", {"serious": True, "serious_reason": "全數產品境外製造"}, 1),
    ],
)
@pytest.mark.parametrize("start", ["03-10", "02-16"])
def test_b1_b2_a_ban_begins_the_day_after_the_effect(  # a row of the table
    scene: Any, code: str, ground: str, given: dict[str, Any], years: int, start: str
) -> None:
    ended.effective_case(scene, ground, at=at(d(start)), since=d(start), **given)

    ban = Ban.objects.get(firm=scene.world.firm)
    assert (ban.first_day, ban.last_day) == (d(start) + timedelta(days=1), d(start).replace(year=2026 + years)), code


@pytest.mark.parametrize(("done", "until"), [("2025-06-10", "2031-06-10"), ("2025-10-09", "2031-10-09")])
def test_k1_the_report_of_a_verification_is_kept_six_years(done: str, until: str) -> None:
    world = certified.make_world()
    case = certified.make_reported(world, at=at(d(done)))

    report.approve(case_id=case.pk, by=world.decider, at=at(d(done)))

    assert SummaryReport.objects.get().keep_until == d(until)


def test_k2_reports_of_audits_and_the_summary_are_kept_three_years(world: Any) -> None:
    visit = made.reported(world)

    told = [event.data["keep_until"] for event in events.history(visit) if event.move == "report"]
    assert told == ["2028-05-09"]
    for kind in ("operator_irregular_audit_report", "operator_surveillance_summary"):
        assert legal.keep_until(kind, d("02-16")) == d("2029-02-16")


# ---- printed labels (annex 14) ------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [("03-10", "03-17"), ("02-10", "02-23")])
def test_d7_seven_days_to_object_run_from_the_day_after_the_notice(label_scene: Any, start: str, end: str) -> None:
    order = ordered.approved_order(label_scene, at=at(d(start)))
    ordered.sent_list(label_scene, at=at(d(start)))

    ordered.open_notice(label_scene, order, at=at(d(start)))

    assert last("D7", d(start)) == d(end)


@pytest.mark.parametrize(("start", "end"), [("03-10", "03-17"), ("02-10", "02-23")])
def test_d8_the_body_explains_within_seven_days_of_the_objection(label_scene: Any, start: str, end: str) -> None:
    order = ordered.approved_order(label_scene, at=at(d(start)))
    ordered.sent_list(label_scene, at=at(d(start)))
    ordered.open_notice(label_scene, order, at=at(d(start)))

    orders_objections.file_objection(
        order_id=order.pk,
        reasons="漏算出口訂單。",
        uploads=[intake.pdf()],
        by=label_scene.firm_person,
        at=at(d(start)),
    )

    assert last("D8", d(start)) == d(end)
    assert not Deadline.objects.filter(kind="D7").exists()


@pytest.mark.parametrize(("start", "end"), [("03-10", "03-17"), ("02-10", "02-23")])
def test_d9_labels_are_delivered_within_seven_days_of_the_list(label_scene: Any, start: str, end: str) -> None:
    ordered.approved_order(label_scene, at=at(d(start)))

    ordered.sent_list(label_scene, at=at(d(start)))

    assert last("D9", d(start)) == d(end)


@pytest.mark.parametrize(("start", "end"), [("03-10", "03-25"), ("02-04", "02-23")])
def test_d10_a_reprint_is_delivered_within_fifteen_days_of_the_proof(label_scene: Any, start: str, end: str) -> None:
    begin = at(d(start)) - timedelta(days=8)
    order = ordered.faulty_order(label_scene, at=begin)

    deliveries.confirm_error(order_id=order.pk, answer="短少屬實。", by=label_scene.printer, at=at(d(start)))

    assert last("D10", d(start)) == d(end)
