"""Origin: the law's order (veto, headings, value, special conditions) through the app, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.factories.assessment import (
    AT,
    World,
    bom,
    determined,
    facts,
    make_world,
    open_origin,
    picture,
)

from smilemark.assessment import actions
from smilemark.assessment.states import OriginState
from smilemark.foundation.moves import SYSTEM, Refused

SAME_HEADING = "630260"


def same_heading(price: str) -> list[dict[str, object]]:
    """An imported input of the product's own heading, so that only the value can decide."""
    return bom(("半成品毛巾", SAME_HEADING, "VN", price))


@pytest.mark.parametrize(
    ("imported", "state", "rate"),
    [
        ("64.9999", "passed", "350001/1000000"),
        ("65", "failed", "7/20"),
        ("65.0001", "failed", "349999/1000000"),
    ],
)
def test_exactly_35_percent_is_not_over(world: World, imported: str, state: str, rate: str) -> None:
    row = determined(world, open_origin(world, inputs=same_heading(imported)))

    assert row.state == state
    assert row.finding is not None
    assert row.finding.result["value_added_rate"] == rate


def test_only_minimal_operations_veto_everything_else(world: World) -> None:
    row = determined(world, open_origin(world), other_processing=False, minimal_operations=(2, 4))

    assert row.state == OriginState.FAILED
    assert row.finding is not None
    assert row.finding.result["only_minimal_operations"] is True
    assert row.finding.result["hs6_changed"] is True  # computed, though it does not decide
    assert row.finding.because[0]["citation"] == "原產地證明書及加工證明書管理辦法第五條第三項"


def test_minimal_operations_beside_real_processing_do_not_veto(world: World) -> None:
    row = determined(world, open_origin(world), minimal_operations=(2,))

    assert row.state == OriginState.PASSED
    assert row.finding is not None
    assert row.finding.result["basis"] == "hs6_change"


def test_every_imported_input_must_change_heading(world: World) -> None:
    inputs = [*bom(("棉紗", "520511", "VN", "1")), *same_heading("80")]

    assert determined(world, open_origin(world, inputs=inputs)).state == OriginState.FAILED


def test_unknown_origin_counts_as_imported(world: World) -> None:
    row = determined(world, open_origin(world, inputs=bom(("半成品毛巾", SAME_HEADING, "ZZ", "70"))))

    assert row.state == OriginState.FAILED
    assert row.finding is not None
    assert row.finding.facts["materials"][0]["origin"] == "unknown"


def test_an_excluded_input_needs_a_reason_and_its_value_still_counts(world: World) -> None:
    row = open_origin(world, inputs=same_heading("70"))
    entry = row.inputs.get()

    with pytest.raises(Refused, match="請填寫理由") as refusal:
        determined(world, row, exclusions=(actions.Exclusion(entry.pk, " "),))
    assert refusal.value.field == f"exclusion-{entry.pk}"

    done = determined(world, row, exclusions=(actions.Exclusion(entry.pk, "運輸用包材，非產品之原材料"),))
    assert done.state == OriginState.PASSED
    assert done.finding is not None
    assert done.finding.result["value_added_rate"] == "3/10"
    assert done.finding.facts["materials"] == [{"hs_code": "000000", "origin": "foreign", "cif_value": "70.0000"}]


@pytest.mark.django_db
def test_a_special_condition_that_is_not_met_fails() -> None:
    world = make_world("029")
    row = open_origin(world, product_name="護膝", hs_code="621290")
    conditions = list(row.announcement.special_conditions.order_by("code")) if row.announcement else []
    assert conditions
    answers = {condition.code: {"result": "met", "note": "現場查核"} for condition in conditions}
    answers[conditions[0].code] = {"result": "unmet", "note": "於國外裁剪"}

    done = determined(world, row, special_results=answers)

    assert done.state == OriginState.FAILED
    assert done.finding is not None
    assert (done.finding.result["basic_met"], done.finding.result["special_met"]) == (True, False)


@pytest.mark.django_db
def test_special_conditions_must_all_be_answered() -> None:
    world = make_world("029")
    row = open_origin(world, hs_code="621290")

    with pytest.raises(Refused, match="尚未登錄特殊條件") as refusal:
        determined(world, row, special_results={})
    assert refusal.value.field.startswith("special-")


def test_domestic_price_needs_evidence(world: World) -> None:
    row = open_origin(world, price_basis="domestic")

    with pytest.raises(Refused, match="應附產品價格之佐證"):
        determined(world, row)
    actions.attach_evidence(
        determination_id=row.pk,
        upload=picture(),
        subject="price",
        label="出廠報價單",
        by=world.applicant,
        at=AT,
    )
    assert determined(world, row).state == OriginState.PASSED


def test_wholly_obtained_needs_no_change_of_heading(world: World) -> None:
    row = determined(world, open_origin(world, inputs=same_heading("90")), wholly_obtained_head=2)

    assert row.state == OriginState.PASSED
    assert row.finding is not None
    assert row.finding.result["basis"] == "wholly_obtained"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (
            {"inputs": bom(("棉紗", "52051", "VN", "1"))},
            "inputs-0-hs_code",
            "物料清單第 1 列：稅則號列「52051」有誤",
        ),
        ({"inputs": bom(("棉紗", "520511", "VN", "-1"))}, "inputs-0-cif_price", "金額不得為負數"),
        ({"inputs": bom(("棉紗", "520511", "越南", "1"))}, "inputs-0-origin", "兩碼國別代碼"),
        ({"inputs": bom(("", "520511", "VN", "1"))}, "inputs-0-name", "請填寫物料名稱"),
        ({"inputs": bom(("棉紗", "520511", "VN", "1.00001"))}, "inputs-0-cif_price", "至多四位小數"),
        ({"price": "0"}, "fob_price", "產品價格不得為 0"),
        ({"price": "-3"}, "fob_price", "不得為負數"),
        ({"price": "NaN"}, "fob_price", "超出範圍"),
        ({"hs_code": "63026"}, "hs_code", "應為 6、8、10 或 11 位數字"),
        ({"hs_code": "001122"}, "hs_code", "00 章"),
    ],
)
def test_wrong_values_name_row_and_column(world: World, given: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        open_origin(world, **given)  # type: ignore[arg-type]  # a table of arguments

    assert refusal.value.field == field


def test_codes_with_dots_and_full_width_are_read(world: World) -> None:
    row = open_origin(world, hs_code="6302.60.00.00-1", inputs=bom(("棉紗", "５２０５.11", "vn", "1,000.5")))

    entry = row.inputs.get()
    assert (row.hs_code, entry.hs_code, entry.origin, entry.cif_price) == (
        "63026000001",
        "520511",
        "VN",
        Decimal("1000.5"),
    )


def test_applicant_declares_while_pending_and_an_exclusion_ends_with_the_input(world: World) -> None:
    row = open_origin(world, inputs=same_heading("70"))
    entry = row.inputs.get()
    actions.record_facts(
        determination_id=row.pk,
        record=facts(row, exclusions=(actions.Exclusion(entry.pk, "包材"),)),
        by=world.assessor,
        at=AT,
    )
    changed = [{"id": entry.pk, "name": "毛巾布", "hs_code": SAME_HEADING, "origin": "CN", "cif_price": "10"}]

    actions.declare_inputs(
        determination_id=row.pk,
        inputs=changed,
        hs_code="630260",
        fob_price="120",
        price_basis="fob",
        by=world.applicant,
        at=AT,
    )

    entry.refresh_from_db()
    assert (entry.name, entry.is_excluded, entry.exclusion_reason) == ("毛巾布", False, "")


def test_the_second_tab_is_told(world: World) -> None:
    row = open_origin(world)
    given = {
        "inputs": same_heading("1"),
        "hs_code": "630260",
        "price_basis": "fob",
        "by": world.applicant,
        "at": AT,
    }
    actions.declare_inputs(determination_id=row.pk, fob_price="50", revision=row.revision, **given)  # type: ignore[arg-type]  # shared arguments

    with pytest.raises(actions.Stale):
        actions.declare_inputs(determination_id=row.pk, fob_price="60", revision=row.revision, **given)  # type: ignore[arg-type]  # shared arguments
    row.refresh_from_db()
    assert row.fob_price == Decimal(50)


def test_a_determined_product_cannot_be_determined_or_closed_again(world: World) -> None:
    row = determined(world, open_origin(world))

    with pytest.raises(Refused, match="目前狀態為「符合」"):
        actions.determine(determination_id=row.pk, by=world.assessor, at=AT)
    with pytest.raises(Refused, match="目前狀態為「符合」"):
        actions.close_origin(determination_id=row.pk, by=SYSTEM, at=AT)


def test_the_system_closes_what_is_not_pursued(world: World) -> None:
    row = open_origin(world)

    actions.close_origin(determination_id=row.pk, by=SYSTEM, at=AT, reason="業者撤回")

    row.refresh_from_db()
    assert row.state == OriginState.CLOSED
