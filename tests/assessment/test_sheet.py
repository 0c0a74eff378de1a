"""The annex 7 sheet: grades on both sides of every boundary, overrides, incident, gate, conclusion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.factories.assessment import (
    AT,
    DUE,
    SIGNED,
    TODAY,
    World,
    all_items,
    concluded,
    filled,
    item,
    minors,
    moment,
    open_factory,
    picture,
    plain_gate,
)

from smilemark.assessment import actions
from smilemark.assessment.models import FactoryAssessment, ItemResult
from smilemark.assessment.states import FactoryState
from smilemark.foundation import events
from smilemark.foundation.models import Event, RefusedAttempt, StoredFinding
from smilemark.foundation.moves import Refused


def grade_of(world: World, record: actions.ItemRecord) -> str:
    row = open_factory(world)
    actions.record_items(assessment_id=row.pk, items=[record], by=world.assessor, at=AT)
    return ItemResult.objects.get(assessment=row).grade


@pytest.mark.parametrize(
    ("record", "grade"),
    [
        (item("1.1", 20, 0), "conforming"),
        (item("1.1", 20, 1), "slight"),  # exactly 1/20
        (item("1.1", 19, 1), "minor"),  # just over 1/20
        (item("1.1", 20, 2), "minor"),
        (item("1.1", 40, 19), "minor"),  # just under 1/2
        (item("1.1", 40, 20), "major"),  # exactly 1/2
        (item("1.1", 40, 39), "major"),
        (item("1.1", 40, 40), "severe"),  # nothing executed
        (item("1.1", 1, 1), "severe"),
        (item("1.1", 0, 0), "not_applicable"),
        (item("2.1", 10, 10), "major"),  # all without bracket contents, some basic execution
        (item("2.1", 10, 10, not_executed_basic=9), "major"),
        (item("2.1", 10, 10, not_executed_basic=10), "severe"),
        (item("2.1", 40, 2, rules="absent"), "minor"),  # papers decide (AMB-12)
        (item("3.2", 40, 0, rules="absent"), "slight"),  # not in the minor list
        (item("4.1", 40, 0, records="absent"), "conforming"),  # AMB-13
        (item("5.1", 40, 0, records="absent"), "minor"),
        (item("5.1", 40, 0, records="incomplete"), "slight"),
    ],
)
def test_grade_follows_the_boundaries_of_point_28(world: World, record: actions.ItemRecord, grade: str) -> None:
    assert grade_of(world, record) == grade


@pytest.mark.parametrize(
    ("record", "field", "words"),
    [
        (item("2.2", 10, 11), "2.2-not_executed", "2.2 庫存管理：未執行數"),
        (item("2.2", -1, 0), "2.2-total", "2.2 庫存管理：應執行數"),
        (item("2.2", 10, -3), "2.2-not_executed", "未執行數"),
        (item("2.2", 10, 3, not_executed_basic=4), "2.2-not_executed_basic", "完全未執行數"),
        (item("1.2", 10, 3, not_executed_basic=2), "1.2-not_executed_basic", "未列括弧內容"),
        (item("6.1", 10**12, 0), "6.1-total", "6.1 顧客服務及客訴處理：應執行數"),
    ],
)
def test_absurd_counts_are_refused_with_item_and_field(
    world: World, record: actions.ItemRecord, field: str, words: str
) -> None:
    row = open_factory(world)

    with pytest.raises(Refused, match=words) as refusal:
        actions.record_items(assessment_id=row.pk, items=[item("1.1"), record], by=world.assessor, at=AT)

    assert refusal.value.field == field
    assert not row.items.exists()
    assert RefusedAttempt.objects.filter(move="record").count() == 1


def test_override_needs_a_reason_and_keeps_the_proposal(world: World) -> None:
    row = open_factory(world)
    record = item("1.1", 20, 2, grade="slight")

    with pytest.raises(Refused, match=r"1\.1 生產設備維護保養：與依規定判定之「次要缺點」不同") as refusal:
        actions.record_items(assessment_id=row.pk, items=[record], by=world.assessor, at=AT)
    assert refusal.value.field == "1.1-override_reason"

    with_reason = replace(record, override_reason="二台為備用機，已停用")
    actions.record_items(assessment_id=row.pk, items=[with_reason], by=world.assessor, at=AT)
    stored = row.items.get()
    assert (stored.proposed_grade, stored.grade, stored.override_reason) == (
        "minor",
        "slight",
        "二台為備用機，已停用",
    )


def test_open_incident_makes_its_item_severe_and_improved_one_does_not(world: World) -> None:
    row = filled(world)

    actions.record_items(
        assessment_id=row.pk,
        items=[],
        incident=actions.IncidentRecord("open", "3.1", "染料外洩，尚未改善"),
        by=world.assessor,
        at=AT,
    )
    assert row.items.get(code="3.1").grade == "severe"
    assert row.items.filter(grade="severe").count() == 1

    actions.record_items(
        assessment_id=row.pk,
        items=[],
        incident=actions.IncidentRecord("improved", "3.1", "已改善"),
        by=world.assessor,
        at=AT,
    )
    assert row.items.get(code="3.1").grade == "conforming"


def test_incident_is_booked_on_three_items_only(world: World) -> None:
    row = open_factory(world)

    with pytest.raises(Refused, match=r"1\.1、1\.2 或 3\.1") as refusal:
        actions.record_items(
            assessment_id=row.pk,
            items=[],
            incident=actions.IncidentRecord("open", "2.1", "x"),
            by=world.assessor,
            at=AT,
        )
    assert refusal.value.field == "incident_item"


@pytest.mark.parametrize(
    ("items", "state", "raw", "converted"),
    [
        (all_items(), "passed", (0, 0, 0, 0), (0, 0, 0)),
        (
            all_items(item("1.1", 20, 1), item("6.1", 20, 1)),
            "passed",
            (0, 0, 0, 2),
            (0, 0, 0),
        ),  # slight only (AMB-18)
        (minors(2), "plan_due", (0, 0, 2, 0), (0, 0, 2)),
        (minors(3), "plan_due", (0, 0, 3, 0), (0, 1, 0)),
        (minors(8), "plan_due", (0, 0, 8, 0), (0, 2, 2)),
        (minors(9), "failed", (0, 0, 9, 0), (1, 0, 0)),  # 9 minor = 3 major = 1 severe (AMB-11, AMB-15)
        (all_items(item("1.1", 2, 1), item("2.1", 2, 1)), "plan_due", (0, 2, 0, 0), (0, 2, 0)),
        (
            all_items(item("1.1", 2, 1), item("2.1", 2, 1), item("2.2", 2, 1)),
            "failed",
            (0, 3, 0, 0),
            (1, 0, 0),
        ),
        (all_items(item("1.1", 3, 3)), "failed", (1, 0, 0, 0), (1, 0, 0)),
    ],
)
def test_conclusion_counts_and_converts(
    world: World,
    items: list[actions.ItemRecord],
    state: str,
    raw: tuple[int, ...],
    converted: tuple[int, ...],
) -> None:
    row = concluded(world, items, due=DUE)

    row.refresh_from_db()
    assert row.state == state
    assert tuple(row.raw_counts[name] for name in ("severe", "major", "minor", "slight")) == raw
    assert tuple(row.converted_counts[name] for name in ("severe", "major", "minor")) == converted
    assert row.passed_on == (TODAY if state == "passed" else None)
    assert row.plan_due_on == (DUE if state == "plan_due" else None)
    assert StoredFinding.objects.filter(rule="qms-item-grade").count() == 11
    assert row.finding is not None
    assert row.finding.rule == "qms-sheet"
    assert row.sheet is not None


def test_plan_rows_are_made_for_each_finding(world: World) -> None:
    row = concluded(world, all_items(item("1.1", 20, 2), item("3.1", 2, 1), item("5.2", 20, 1)), due=DUE)

    assert list(row.plan.rows.values_list("item_code", flat=True)) == ["1.1", "3.1", "5.2"]


def test_conclusion_needs_gate_items_text_signature_and_due_day(world: World) -> None:
    row = open_factory(world)

    def refusal(signing: actions.Signing = SIGNED, **given: object) -> tuple[str, str]:
        with pytest.raises(Refused) as refused:
            actions.conclude(assessment_id=row.pk, signing=signing, by=world.assessor, at=AT, **given)  # type: ignore[arg-type]  # a test's shorthand
        return refused.value.field, refused.value.reason

    assert refusal() == ("licence", "尚未登錄相關證明文件審查（附件七第一部分，必填）。")
    actions.record_gate(assessment_id=row.pk, gate=plain_gate(), by=world.assessor, at=AT)
    assert refusal()[0] == "1.1-total"
    silent = [replace(record, text="") for record in minors(2)]
    actions.record_items(assessment_id=row.pk, items=silent, by=world.assessor, at=AT)
    assert refusal()[0] == "1.1-text"
    actions.record_items(assessment_id=row.pk, items=minors(2), by=world.assessor, at=AT)
    assert refusal(actions.Signing())[0] == "representative"
    assert refusal(replace(SIGNED, declared_true=False))[0] == "declared_true"
    assert refusal(replace(SIGNED, consented_personal_data=False))[0] == "consented_personal_data"
    assert refusal()[0] == "plan_due_on"
    assert refusal(plan_due_on=TODAY)[0] == "plan_due_on"
    row.refresh_from_db()
    assert row.state == FactoryState.PLANNED
    assert [event.move for event in events.history(row)] == ["open", "assign", "record", "record", "record"]


def test_a_failed_sheet_may_end_unsigned_with_the_reason(world: World) -> None:
    row = filled(world, all_items(item("1.1", 3, 3)))

    actions.conclude(
        assessment_id=row.pk,
        signing=actions.Signing(unsigned_reason="代表拒絕簽名"),
        by=world.assessor,
        at=AT,
    )

    row.refresh_from_db()
    assert (row.state, row.unsigned_reason, row.representative_signed_at) == ("failed", "代表拒絕簽名", None)


def test_not_applicable_needs_text(world: World) -> None:
    row = filled(world, all_items(item("4.2", 0, text=" ")))

    with pytest.raises(Refused, match=r"4\.2 非「符合」") as refusal:
        actions.conclude(assessment_id=row.pk, signing=SIGNED, by=world.assessor, at=AT)
    assert refusal.value.field == "4.2-text"


def test_refused_entry_fails_and_needs_words(world: World) -> None:
    row = open_factory(world)

    with pytest.raises(Refused, match="請敘明業者拒絕評核之情形"):
        actions.refused_entry(assessment_id=row.pk, text=" ", by=world.assessor, at=AT)
    actions.refused_entry(assessment_id=row.pk, text="廠方拒絕開門", by=world.assessor, at=AT)

    row.refresh_from_db()
    assert row.state == FactoryState.FAILED
    assert row.finding is not None
    assert row.finding.facts["assessment_refused"] is True


# ---- concurrency -------------------------------------------------------------------------------------------


def test_the_second_tab_is_told_and_nothing_is_overwritten(world: World) -> None:
    row = open_factory(world)
    seen = row.revision
    actions.record_items(assessment_id=row.pk, items=[item("1.1", 20, 1)], by=world.assessor, at=AT, revision=seen)

    with pytest.raises(actions.Stale) as stale:
        actions.record_items(assessment_id=row.pk, items=[item("1.1", 9, 0)], by=world.assessor, at=AT, revision=seen)

    assert stale.value.field == "revision"
    row.refresh_from_db()
    assert (row.revision, row.items.get().total) == (seen + 1, 20)


# ---- gate --------------------------------------------------------------------------------------------------


def test_licensed_industry_without_licence_fails_at_the_gate(world: World) -> None:
    world.industry.licence_kind = "農藥製造或加工許可證"
    world.industry.save()
    row = open_factory(world)

    with pytest.raises(Refused, match="為特許製造業") as refusal:
        actions.record_gate(assessment_id=row.pk, gate=plain_gate(), by=world.assessor, at=AT)
    assert refusal.value.field == "licence"

    actions.record_gate(assessment_id=row.pk, gate=plain_gate(licence="no"), by=world.assessor, at=AT)
    actions.conclude(assessment_id=row.pk, signing=SIGNED, by=world.assessor, at=AT)
    row.refresh_from_db()
    assert row.state == FactoryState.FAILED
    assert row.finding is not None
    assert row.finding.rule == "qms-gate"


@pytest.mark.parametrize(("until", "state"), [(date(2025, 6, 10), "waived"), (date(2025, 6, 9), "planned")])
def test_adopted_certificate_waives_on_its_last_day_and_not_after(world: World, until: date, state: str) -> None:
    row = open_factory(world)
    gate = plain_gate(qms_adopted=True, qms_standard="iso-9001", qms_certificate="Q-1", qms_valid_until=until)

    if state == "planned":
        with pytest.raises(Refused, match="不得免辦"):
            actions.waive(assessment_id=row.pk, gate=gate, by=world.reviewer, at=AT)
    else:
        actions.waive(assessment_id=row.pk, gate=gate, by=world.reviewer, at=AT)

    row.refresh_from_db()
    assert row.state == state
    assert row.passed_on is None


def test_a_system_that_was_not_announced_does_not_waive(world: World) -> None:
    row = open_factory(world)
    gate = plain_gate(qms_adopted=True, qms_standard="ISO 14001", qms_certificate="Q", qms_valid_until=date(2026, 1, 1))

    with pytest.raises(Refused, match="不得免辦"):
        actions.waive(assessment_id=row.pk, gate=gate, by=world.reviewer, at=AT)


@pytest.mark.parametrize(("day", "allowed"), [(date(2027, 12, 31), True), (date(2028, 1, 1), False)])
def test_an_earlier_pass_is_found_and_waives_for_three_years(world: World, day: date, allowed: bool) -> None:
    # Passed 2024-12-31; three years, the pass day not counted: waivable to 2027-12-31 (AMB-19).
    concluded(world, at=moment(date(2024, 12, 31)))
    _extend_validities(world)
    row = open_factory(world, at=moment(day), assigned=False)

    assert row.previous_passed_on == date(2024, 12, 31)
    gate = plain_gate(previous="waive")
    if allowed:
        actions.waive(assessment_id=row.pk, gate=gate, reason="製程未變更", by=world.reviewer, at=moment(day))
        row.refresh_from_db()
        assert (row.state, row.passed_on, row.waived_on) == (FactoryState.WAIVED, None, day)
    else:
        with pytest.raises(Refused, match="應勾選「否」") as refusal:
            actions.waive(assessment_id=row.pk, gate=gate, by=world.reviewer, at=moment(day))
        assert refusal.value.field == "previous"


def _extend_validities(world: World) -> None:
    world.body.accreditations.update(last_day=date(2030, 1, 1))


def test_a_waiver_does_not_count_as_a_pass(world: World) -> None:
    first = open_factory(world)
    gate = plain_gate(qms_adopted=True, qms_standard="iso-9001", qms_certificate="Q", qms_valid_until=date(2026, 1, 1))
    actions.waive(assessment_id=first.pk, gate=gate, by=world.reviewer, at=AT)

    assert open_factory(world).previous_passed_on is None


# ---- people ------------------------------------------------------------------------------------------------


def test_assessor_whose_certificate_lapsed_cannot_record(world: World) -> None:
    row = open_factory(world)

    with pytest.raises(Refused, match="已於中華民國115年1月1日屆滿"):
        actions.record_items(assessment_id=row.pk, items=[item("1.1")], by=world.assessor, at=moment(date(2026, 1, 2)))


def test_body_whose_accreditation_lapsed_cannot_conclude(world: World) -> None:
    row = filled(world)
    world.body.accreditations.update(last_day=date(2025, 6, 9))

    with pytest.raises(Refused, match="已於中華民國114年6月9日屆滿"):
        actions.conclude(assessment_id=row.pk, signing=SIGNED, by=world.assessor, at=AT)
    row.refresh_from_db()
    assert row.state == FactoryState.PLANNED


def test_a_cousin_of_the_firm_is_not_assigned(world: World) -> None:
    from smilemark.companies import actions as companies  # noqa: PLC0415  # one use

    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="cousin", by=world.assessor, at=AT)
    row = open_factory(world, assigned=False)

    with pytest.raises(Refused) as refusal:
        actions.assign_assessor(assessment_id=row.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=AT)
    assert refusal.value.field == "assessor"
    assert "第十五點" in refusal.value.reason


def test_photo_is_kept_by_content_and_removal_marks_it(world: World) -> None:
    row = open_factory(world)
    photo = actions.add_photo(assessment_id=row.pk, upload=picture(), item_code="1.1", by=world.assessor, at=AT)

    actions.remove_photo(photo_id=photo.pk, by=world.assessor, at=AT)

    photo.refresh_from_db()
    assert (photo.item_code, photo.file.content_type, photo.removed_at) == ("1.1", "image/png", AT)
    assert FactoryAssessment.objects.get(pk=row.pk).revision == row.revision
    assert Event.objects.filter(kind="assessment.factoryassessment.record").count() == 2
