"""What if a number of the regulation were another: exact answers, and nothing written."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from tests.factories import assessment, findings
from tests.factories.companies import make_firm

from smilemark.foundation.models import StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.site.replay import running
from smilemark.site.replay.kinds import Kind
from smilemark.site.replay.legal import changes, screening

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

TERM = '[[change]]\nparameter = "point_34_mark_period.TERM_MONTHS"\nvalue = 24\nfrom = 2026-06-01\n'
MAJOR = '[[change]]\nparameter = "point_28_item_grades.MAJOR_FROM"\nvalue = "1/3"\nfrom = 2026-01-01\n'
BANS = '[[change]]\nparameter = "point_41_reapplication_ban.BAN_YEARS"\nvalue = { NUMBERS }\nfrom = 2026-01-01\n'


def replayed(text: str) -> tuple[list[running.Replayed], running.Tally]:
    """Replay with every statement that writes refused."""

    def only_reads(execute: Any, sql: str, *rest: Any) -> Any:
        assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")), sql
        return execute(sql, *rest)

    tally = running.Tally()
    with connection.execute_wrapper(only_reads):
        found = list(running.replay(changes.read(text), tally, progress=lambda _done: None))
    return found, tally


def test_a_shorter_term_changes_what_began_from_its_day_on():
    firm = make_firm()
    before, first = findings.period(firm, date(2026, 5, 31)), findings.period(firm, date(2026, 6, 1))
    findings.period(firm, date(2026, 6, 1), product_class=2)

    found, tally = replayed(TERM)

    assert [(each.finding, each.kind) for each in found] == [(first, Kind.CHANGED)]
    assert (found[0].now.result["last_valid_day"], found[0].supposed.result["last_valid_day"]) == (
        "2029-06-01",
        "2028-06-01",
    )
    assert found[0].supposed.because[0]["text"] == (
        "標章使用期間自發證日2026-06-01起24個月，始日不計，至2028-06-01止。"
    )
    assert found[0].supposed.because[0]["citation"] == "推動及管理要點第三十四點"
    assert found[0].about == firm.name
    assert tally.as_json() == {
        "kinds": {"changed": 1, "unchanged": 2},
        "rules": {"mark-period": {"changed": 1, "unchanged": 2}},
    }
    assert before.result["last_valid_day"] == "2029-05-31"


@pytest.mark.parametrize(("not_executed", "kind"), [(6, None), (7, Kind.CHANGED), (9, Kind.CHANGED), (10, None)])
def test_grades_on_both_sides_of_the_supposed_threshold(not_executed, kind):
    """Of twenty: seven is over a third, ten is major already."""
    findings.grade(make_firm(), not_executed)

    found, _tally = replayed(MAJOR)

    assert [each.kind for each in found] == ([] if kind is None else [kind])
    if kind:
        assert (found[0].now.result["grade"], found[0].supposed.result["grade"]) == ("minor", "major")
        assert (found[0].now.because[0]["citation"], found[0].supposed.because[0]["citation"]) == (
            "推動及管理要點第二十八點第二項第三款第二目",
            "推動及管理要點第二十八點第二項第二款",
        )


STRICT = MAJOR.replace("1/3", "1/10").replace("2026-01-01", "2025-01-01")


def sheets(items: list[Any], text: str = STRICT) -> list[running.Replayed]:
    assessment.concluded(assessment.make_world(), items, due=assessment.DUE)
    return [each for each in replayed(text)[0] if each.finding.rule == "qms-sheet"]


def test_a_sheet_follows_its_items():
    """Three items with 2 of 20 open are minor, and together a major; from one tenth on they are three major: a severe."""
    (sheet,) = sheets(assessment.minors(3))

    assert (sheet.kind, sheet.now.passed, sheet.supposed.passed) == (Kind.CHANGED, None, False)
    assert (sheet.now.result["outcome"], sheet.supposed.result["outcome"]) == ("plan_required", "fail")
    assert sheet.supposed.result["raw"] == {"severe": 0, "major": 3, "minor": 0, "slight": 0}
    assert sheet.finding.facts["items"][0]["grade"] == "minor"


def test_a_sheet_whose_items_stay_stays():
    assert sheets(assessment.all_items(assessment.item("1.1", 21, 2))) == []


def test_a_grade_the_assessor_set_against_the_rule_stays():
    graded = assessment.item("1.1", 20, 2, grade="slight", override_reason="已於現場改善")

    assert sheets(assessment.all_items(graded)) == []


def test_bans_by_point_and_two_changes_at_once():
    firm = make_firm()
    findings.ban(firm, "41", date(2026, 3, 2), date(2028, 6, 1))
    findings.ban(firm, "47", date(2026, 3, 2))
    findings.ban(firm, "43", date(2026, 3, 2))
    text = BANS.replace("NUMBERS", '"41" = 2, "47" = 1')

    found, _tally = replayed(text + TERM)

    assert [(each.finding.facts["point"], each.now.passed, each.supposed.passed) for each in found] == [
        ("41", False, True),
        ("47", None, None),
    ]
    assert [each.supposed.result["ban_through"] for each in found] == ["2028-03-02", "2027-03-02"]


def test_what_is_no_rule_is_counted_and_skipped():
    findings.own_check(make_firm())

    found, tally = replayed(TERM)

    assert (found, dict(tally.kinds)) == ([], {"no_rule": 1})


def test_a_value_under_which_the_rule_cannot_answer_is_told():
    findings.duty(make_firm())
    text = (
        '[[change]]\nparameter = "surveillance_year.MONTH_AND_DAY"\n'
        "value = { operator_surveillance_plan = [2, 30] }\nfrom = 2026-01-01\n"
    )

    found, _tally = replayed(text)

    assert [(each.kind, each.supposed.error) for each in found] == [
        (Kind.CANNOT, "此參數值無法計算（ValueError）"),
    ]


def test_what_todays_law_answers_otherwise_is_told_apart():
    kept = findings.period(make_firm(), date(2026, 3, 2))
    StoredFinding.objects.filter(pk=kept.pk).update(result=kept.result | {"last_valid_day": "2029-03-01"})
    odd = findings.grade(make_firm(), 3)
    StoredFinding.objects.filter(pk=odd.pk).update(facts={"item": "9.9"})

    found, _tally = replayed(MAJOR)

    assert [(each.finding.pk, each.kind, each.now.error) for each in found] == [
        (kept.pk, Kind.DIFFERS, ""),
        (odd.pk, Kind.DIFFERS, "population_total：missing field"),
    ]


EVERYTHING = (
    TERM
    + MAJOR
    + '[[change]]\nparameter = "point_28_item_grades.MINOR_ABOVE"\nvalue = 0.1\nfrom = 2025-03-01\n'
    + '[[change]]\nparameter = "renewal_windows.WINDOW_MONTHS.mark"\nvalue = 1\nfrom = 2025-01-01\n'
    + '[[change]]\nparameter = "renewal_windows.WINDOW_MONTHS.assessor"\nvalue = 2\nfrom = 2025-01-01\n'
    + BANS.replace("NUMBERS", '"41" = 1, "48" = 1')
)


def test_columns_and_single_rules_tell_the_same(monkeypatch):
    """Two hundred findings of each rule; once screened in columns, once each by the rule itself."""
    total = findings.many(make_firm(), 200)
    spoiled = StoredFinding.objects.filter(rule="qms-item-grade").order_by("pk")[7]
    StoredFinding.objects.filter(pk=spoiled.pk).update(result=spoiled.result | {"grade": "conforming"})

    screened, tally = replayed(EVERYTHING)
    monkeypatch.setattr(screening, "FEWEST", 10**9)
    single, again = replayed(EVERYTHING)

    assert screened == single
    assert tally.as_json() == again.as_json()
    assert sum(tally.kinds.values()) == total
    assert all(tally.rules[rule][Kind.CHANGED] for rule in screening._ASKED)


def test_columns_screen_all_that_stays(monkeypatch):
    """Most findings never reach the single rule, or the columns would be for nothing."""
    findings.many(make_firm(), 60)
    asked = []
    both = running.deciding.both
    monkeypatch.setattr(running.deciding, "both", lambda *given, **more: asked.append(given[0]) or both(*given, **more))

    found, _tally = replayed(TERM)

    assert len(asked) == len(found)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("change", ""),
        ("change", "change = 3"),
        ("change", "[[change"),
        ("change", "[[change]]\n" * 51),
        ("changes", TERM + "[[changes]]\nx = 1\n"),
        ("change[0]", "change = [3]"),
        ("change[0].parameter", "[[change]]\nvalue = 3\nfrom = 2026-01-01\n"),
        ("change[1].value", TERM + '[[change]]\nparameter = "a"\nfrom = 2026-01-01\n'),
        ("change[0].from", '[[change]]\nparameter = "point_34_mark_period.TERM_MONTHS"\nvalue = 3\n'),
        ("change[0].until", TERM + "until = 2027-01-01\n"),
        ("change[0].parameter", TERM.replace("TERM_MONTHS", "TERMS")),
        ("change[0].parameter", "[[change]]\nparameter = 3\nvalue = 3\nfrom = 2026-01-01\n"),
        ("change[0].value", TERM.replace("24", '"24"')),
        ("change[0].value", TERM.replace("24", "24.0")),
        ("change[0].value", TERM.replace("24", "true")),
        ("change[0].value", MAJOR.replace('"1/3"', "1.5")),
        ("change[0].value.44", BANS.replace("NUMBERS", "44 = 1")),
        ("change[0].from", TERM.replace("2026-06-01", '"2026-06-01"')),
        ("change[0].from", TERM.replace("2026-06-01", "2026-06-01T00:00:00")),
        ("change[1].from", TERM + TERM),
    ],
)  # fmt: skip
def test_errors_name_the_field(field, text):
    with pytest.raises(Refused) as refused:
        changes.read(text)
    assert refused.value.field == field
    assert refused.value.reason


def test_one_parameter_may_change_twice_in_any_order():
    later = TERM.replace("24", "12").replace("2026-06-01", "2026-09-01")
    change = changes.read(later + TERM)

    assert [(each.before, each.after, each.first_day) for each in change.named] == [
        ("36", "24", date(2026, 6, 1)),
        ("24", "12", date(2026, 9, 1)),
    ]
    assert change.pairs[0][1] == {
        date(2012, 8, 31): 24, date(2023, 5, 18): 36, date(2026, 6, 1): 24, date(2026, 9, 1): 12,
    }  # fmt: skip


def test_what_is_offered_can_be_read_again():
    for each in changes.offered():
        change = changes.read(each.as_change(date(2027, 1, 1)))
        assert [(one.parameter, one.before) for one in change.named] == [(each.name, change.named[0].after)]


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("replay", "--change", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_tells_whose_result_changes_and_why(tmp_path):
    firm = make_firm()
    findings.period(firm, date(2026, 6, 1))
    findings.own_check(firm)
    (tmp_path / "change.toml").write_text(TERM, "utf-8")

    said = run(tmp_path / "change.toml")
    lines = [json.loads(line) for line in run(tmp_path / "change.toml", "--json").splitlines()]

    assert said == (
        f"[結果改變] {firm.name} 標章使用期間（2026-06-01）\n"
        "  現行：標章使用期間自發證日2026-06-01起36個月，始日不計，至2029-06-01止（推動及管理要點第三十四點）。\n"
        "  變更後：標章使用期間自發證日2026-06-01起24個月，始日不計，至2028-06-01止（推動及管理要點第三十四點）。\n"
        "point_34_mark_period.TERM_MONTHS（標章使用期間（月））：36 → 24，自 2026-06-01 起\n"
        "結果改變 changed: 1\n變更後無法判定 cannot: 0\n現行規定重算與當時不同 differs: 0\n"
        "結果不變 unchanged: 0\n非要點規則，無從重算 no_rule: 1\n"
    )
    assert [(line["kind"], line["supposed"]["result"]["last_valid_day"]) for line in lines] == [
        ("changed", "2028-06-01")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "無法讀取"),
        (b"\xff", "不是 UTF-8 文字"),
        (TERM.replace("24", '"24"').encode(), "change[0].value：not an integer（現行值寫作 36）。"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, content, said):
    place = tmp_path / "change.toml"
    if content is not None:
        place.write_bytes(content)

    with pytest.raises(CommandError, match=r".") as refused:
        run(place)
    assert said in str(refused.value)
