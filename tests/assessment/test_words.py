"""Every field of the forms of annexes 7 and 9, as the words that are drawn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.factories.assessment import AT, DUE, SIGNED, World, all_items, answers, concluded, item, moment, open_factory

from smilemark.assessment import actions
from smilemark.assessment.documents.plan import plan_words
from smilemark.assessment.documents.sheet import sheet_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smilemark.assessment.documents.form import Choice

CODES = ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1"]


def ticked(choices: Sequence[Choice]) -> list[str]:
    return [choice.text for choice in choices if choice.ticked]


def test_part_one_of_the_sheet(world: World) -> None:
    row = open_factory(world)
    gate = actions.GateRecord(
        licence="yes",
        licence_number="農藥製字第1號",
        licence_valid_until=date(2026, 1, 1),
        factory_standard_met=True,
        qms_adopted=True,
        qms_standard="iso-9001",
        qms_certificate="Q-1",
        qms_valid_until=date(2025, 12, 31),
        previous="none",
    )
    row = actions.record_gate(assessment_id=row.pk, gate=gate, by=world.assessor, at=AT)

    words = sheet_words(row, "pass").gate

    assert [len(words.licence), len(words.qms), len(words.previous)] == [3, 2, 3]
    assert [ticked(words.licence), ticked(words.qms)] == [[str(row.get_licence_display())], ["是"]]
    assert (words.licence_text, words.licence_until) == ("農藥製字第1號", "中華民國115年1月1日")
    assert (words.qms_text, words.qms_until) == ("iso-9001，Q-1", "中華民國114年12月31日")
    assert ticked(words.previous) == [str(row.get_previous_display())]


def test_part_two_and_the_result_of_the_sheet(world: World) -> None:
    row = concluded(world, all_items(item("1.1", 20, 2), item("3.1", 2, 1), item("5.2", 20, 1)), due=DUE)

    words = sheet_words(row, "plan_required")

    lines = [line for area in words.areas for line in area.items]
    assert [area.number for area in words.areas] == ["1", "2", "3", "4", "5", "6"]
    assert [line.code for line in lines] == CODES
    assert {len(line.grades) for line in lines} == {6}
    assert {line.code: ticked(line.grades) for line in lines if ticked(line.grades) != ["符合"]} == {
        "1.1": ["次要缺點"],
        "3.1": ["主要缺點"],
        "5.2": ["輕微缺失"],
    }
    assert [area.text for area in words.areas] == [
        "1.1：1.1 缺失說明",
        "",
        "3.1：3.1 缺失說明",
        "",
        "5.2：5.2 缺失說明",
        "",
    ]
    assert ticked(words.found) == ["發現主要缺點數：1個。", "發現次要缺點數：1個。", "發現輕微缺失數：1個。"]
    assert words.converted == "嚴重缺點數0個、主要缺點數1個、次要缺點數1個。"
    assert ticked(words.result) == ["受評業者應於中華民國114年6月25日前，提出矯正計畫後再行判定："]
    assert ticked(words.purpose) == ["屬驗證申請案"]
    assert (words.firm, words.process, words.case_number) == (world.firm.name, "織造、染整", row.case_number)
    assert (words.body, words.representative, words.assessor) == (
        world.body.name,
        SIGNED.representative,
        world.assessor.display_name,
    )
    assert (words.signed_on, words.declared, words.consented) == ("中華民國114年6月10日", True, True)


def test_the_plan(world: World) -> None:
    row = concluded(world, all_items(item("1.1", 20, 2), item("3.1", 2, 1), item("5.2", 20, 1)), due=DUE)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(DUE))
    row.refresh_from_db()

    words = plan_words(row, row.plan)

    assert (words.firm, words.ubn, words.industry) == (world.firm.name, world.firm.ubn, world.industry.name)
    assert [ticked(area.results) for area in words.areas] == [
        ["次要缺點1項"],
        ["符合/不適用"],
        ["主要缺點1項"],
        ["符合/不適用"],
        ["輕微缺失1項"],
        ["符合/不適用"],
    ]
    assert words.areas[0].findings == "1.1：1.1 缺失說明"
    assert words.areas[0].corrections == "1.1：原因：未排定；矯正：已補辦並列管"
    assert [area.attachments for area in words.areas] == [""] * 6
    assert (words.sent_on, words.received_on) == ("中華民國114年6月25日", "中華民國114年6月25日")
    assert (words.decisive_on, words.due_on) == ("中華民國114年6月25日", "中華民國114年6月25日")
    assert words.delivery == row.plan.get_delivery_display()
