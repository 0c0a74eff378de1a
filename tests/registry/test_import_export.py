from __future__ import annotations

import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.factories.registry import NOON, SAMPLE, data_file, row, take_over, take_over_rows, zip_of

from smilemark.certification.models import Certificate, Label
from smilemark.companies.models import Firm
from smilemark.foundation.models import Counter, Event, SearchText
from smilemark.registry import actions
from smilemark.registry.open_form import Archive, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def contents(place: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything() -> list[object]:
    tables = (Label, Certificate, Firm, SearchText, Counter, Event)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_sample_loads_once_and_a_second_run_changes_nothing():
    first = take_over(SAMPLE)
    before = everything()
    second = take_over(SAMPLE, at=NOON + timedelta(days=3))

    assert (first.read, first.created, first.updated, first.rejected) == (50, 50, 0, [])
    assert (second.read, second.created, second.updated, second.unchanged) == (50, 0, 0, 50)
    assert everything() == before


def test_an_export_of_the_sample_is_the_sample(tmp_path, sample):
    count = actions.export_register(tmp_path / "out.zip", on=TODAY)

    assert count == 50
    assert contents(tmp_path / "out.zip") == contents(SAMPLE)


def test_import_of_an_export_is_the_identity(tmp_path, sample):
    actions.export_register(tmp_path / "out.zip", on=TODAY)
    before = everything()

    again = take_over(tmp_path / "out.zip", at=NOON + timedelta(days=1))

    assert again.unchanged == 50
    assert everything() == before


def test_the_three_forms_of_a_day_are_one(tmp_path):
    rows = [row(f"01700001-0000{n}", day=day) for n, day in enumerate(("2029/06/15", "2029-06-15", "1180615"), start=1)]
    take_over_rows(tmp_path, *rows)

    assert set(Label.objects.values_list("valid_until", flat=True)) == {date(2029, 6, 15)}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"day": "2029/6/15"}, "產品效期「2029/6/15」應為"),
        ({"day": "2029/02/30"}, "產品效期「2029/02/30」不是存在的日期"),
        ({"number": "1700001-00001"}, "標章編號「1700001-00001」應為"),
        ({"number": "０1700001-00001"}, "標章編號「０1700001-00001」應為"),
        ({"firm": ""}, "「獲證業者」未填"),
        ({"product": "　"}, "「產品名稱」未填"),
        ({"brand": "牌" * 121}, "「品牌名稱」超過 120 字"),
        ({"note": "a\x07b"}, "「備註」含有控制字元"),
        ({"firm": "大和\u202e襪廠"}, "「獲證業者」含有無法顯示之控制字元"),
    ],
)
def test_a_bad_row_is_rejected_with_file_line_and_reason(tmp_path, said, why):
    outcome = take_over_rows(tmp_path, row("01700001-00009"), row(**said))

    assert (outcome.read, outcome.created, len(outcome.rejected)) == (2, 1, 1)
    assert str(outcome.rejected[0]).startswith("017.csv:3: " + why)
    assert Label.objects.get().number == "01700001-00009"


def test_a_row_with_a_cell_missing_is_rejected(tmp_path):
    outcome = take_over_rows(tmp_path, row()[:-1])

    assert [str(one) for one in outcome.rejected] == ["017.csv:2: 應有 10 欄，此列為 9 欄"]


def test_the_same_row_in_two_files_is_one(tmp_path):
    files = {"017.csv": data_file([row(serial="1")]), "018.csv": data_file([row(serial="7", day="1180615")])}
    outcome = take_over(zip_of(tmp_path / "a.zip", files))

    assert (outcome.read, outcome.created, outcome.duplicates, outcome.rejected) == (2, 1, 1, [])


def test_rows_that_differ_are_rejected_with_both_places_named(tmp_path):
    files = {"017.csv": data_file([row()]), "018.csv": data_file([row(product="短襪"), row("01700001-00002")])}
    outcome = take_over(zip_of(tmp_path / "a.zip", files))

    assert [str(one) for one in outcome.rejected] == [
        "017.csv:2: 標章編號 01700001-00001 與 018.csv:2 的內容不同，兩列均不予匯入",
        "018.csv:2: 標章編號 01700001-00001 與 017.csv:2 的內容不同，兩列均不予匯入",
    ]
    assert list(Label.objects.values_list("number", flat=True)) == ["01700001-00002"]


@pytest.mark.parametrize("ubn", ["", "12345678", "A123456789"])
def test_an_empty_or_odd_ubn_is_kept_with_a_warning(tmp_path, ubn):
    outcome = take_over_rows(tmp_path, row(ubn=ubn))

    assert (outcome.created, len(outcome.warnings)) == (1, 1)
    assert (Firm.objects.get().ubn or "") == ubn


def test_firms_are_never_merged_by_name_alone(tmp_path):
    take_over_rows(tmp_path, row("01700001-00001"), row("01700002-00001"), row("01700003-00001", ubn="04595257"))

    assert Firm.objects.filter(name="大和襪廠").count() == 3


def test_the_same_name_with_the_same_valid_ubn_is_one_firm(tmp_path):
    take_over_rows(
        tmp_path, row("01700001-00001", ubn="04595257"), row("01500002-00001", ubn="04595257", industry="毛巾")
    )

    assert Firm.objects.count() == 1
    assert Certificate.objects.filter(firm=Firm.objects.get()).count() == 2


def test_what_a_row_says_otherwise_is_kept_and_exported_again(tmp_path):
    rows = [row("01700001-00001"), row("01700001-00002", firm="大和襪廠 ", industry="襪", ubn="04595257", serial="2")]
    place = zip_of(tmp_path / "a.zip", {"017.csv": data_file(rows)})
    take_over(place)
    actions.export_register(tmp_path / "out.zip", on=TODAY)

    assert Firm.objects.count() == 1
    assert contents(tmp_path / "out.zip")["017.csv"] == contents(place)["017.csv"]


def test_a_changed_row_updates_the_label_and_its_search(tmp_path):
    take_over_rows(tmp_path, row())
    outcome = take_over_rows(tmp_path, row(product="長襪"), at=NOON + timedelta(days=1))
    label = Label.objects.get()

    assert (outcome.created, outcome.updated) == (0, 1)
    assert (label.product_name, label.first_imported_on) == ("長襪", TODAY)
    assert SearchText.objects.get(object_id=label.pk, text__contains="長襪").text.startswith("長襪")


def test_counters_stand_above_what_was_imported(tmp_path):
    take_over_rows(tmp_path, row("01700182-02438"), row("01700017-00003"))

    assert Counter.objects.get(name="certificate:017").value == 182
    assert Counter.objects.get(name="label:01700182").value == 2438


def test_a_label_that_ended_is_not_given_out_and_not_revived(tmp_path):
    take_over_rows(tmp_path, row())
    Label.objects.update(ended_on=TODAY, end_kind="withdrawn")

    assert actions.export_register(tmp_path / "out.zip", on=TODAY) == 0
    assert take_over_rows(tmp_path, row(product="長襪")).rejected[0].reason.endswith("不以匯入覆蓋")
    assert Label.objects.get().end_kind == "withdrawn"


def no_zip(place: Path) -> Path:
    place.write_bytes(b"not a zip")
    return place


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (no_zip, "不是可讀取的 zip 檔"),
        (lambda p: p, "找不到檔案"),
        (lambda p: zip_of(p, {"../017.csv": data_file([row()])}), "指向資料夾之外"),
        (lambda p: zip_of(p, {"/etc/017.csv": data_file([row()])}), "指向資料夾之外"),
        (lambda p: zip_of(p, {"a\\017.csv": data_file([row()])}, manifest=["017.csv"]), "指向資料夾之外"),
        (lambda p: zip_of(p, {"017.csv": data_file([row()], header=("a", "b"))}), "表頭與官方格式不符"),
        (lambda p: zip_of(p, {"017.csv": data_file([row()], encoding="big5")}), "不是有效的 UTF-8"),
        (lambda p: zip_of(p, {"017.csv": data_file([row()]) + b'2,"x'}), "不是有效的 CSV"),
        (lambda p: zip_of(p, {}, manifest=["017.csv"]), "不在 zip 內"),
        (lambda p: zip_of(p, {"017.csv": b"0" * 40_000_000}), "壓縮比異常"),
    ],
)
def test_a_bad_archive_is_refused_whole_with_one_sentence(tmp_path, make, why):
    place = make(tmp_path / "a.zip")

    with pytest.raises(CommandError) as refused:
        call_command("import_register", str(place))

    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not Label.objects.exists()


def test_broken_text_in_the_last_file_leaves_nothing_half_written(tmp_path):
    files = {"017.csv": data_file([row()]), "018.csv": data_file([row("01800001-00001")]) + b"\xff\xfe"}

    with pytest.raises(Unreadable, match="UTF-8"):
        take_over(zip_of(tmp_path / "a.zip", files))

    assert not Label.objects.exists()
    assert not Firm.objects.exists()


def test_an_empty_register_goes_out_and_in(tmp_path):
    assert actions.export_register(tmp_path / "out.zip", on=TODAY) == 0
    with Archive(tmp_path / "out.zip") as archive:
        assert actions.import_register(archive, at=NOON).read == 0


def test_the_command_prints_its_counts(capsys):
    call_command("import_register", str(SAMPLE))
    call_command("check_register")

    assert "新增 created: 50" in capsys.readouterr().out
