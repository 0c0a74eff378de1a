"""Answers of the contract down to the byte, and the parts of the law every rule goes through."""

import json
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from tests.law.test_tables import RULES

from smilemark.law import contract
from smilemark.law.facts import FactsError, is_blank, require, taipei_day
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.kinship import Relation
from smilemark.law.periods import HOURS_RUN_AT_ONCE, Unit
from smilemark.law.rules import REGISTERED, Rule, UnknownRuleError, find, rule

HOURS = {"start_time": "2025-05-30T08:00:00+08:00", "hours": 1}
REASON = Reason("一", "one", HOURS_RUN_AT_ONCE)


def test_an_answer_is_one_line_of_plain_text() -> None:
    answer = contract.answer_single("period-end-hours", json.dumps(HOURS).encode())

    assert answer.ok is True
    assert answer.text == (
        '{"rule": "period-end-hours", "result": {"end_time": "2025-05-30T09:00:00+08:00"}, "because": '
        '[{"text": "期間以時計算者即時起算，1小時於2025-05-30 09:00:00屆滿。 '
        'Hours run at once; 1 hours end at 2025-05-30 09:00:00.", '
        '"citation": "行政程序法第四十八條第一項 (Administrative Procedure Act art. 48 I)"}], "in_force": "2023-10-24"}'
    )


def test_an_error_is_an_answer_that_is_not_well() -> None:
    body = '{"error": {"field": "rule", "message": "there is no such rule; see smilemark law --list"}}'

    for answer in (contract.answer_single("none", b"{}"), contract.unknown_rule()):
        assert (answer.ok, answer.text) == (False, body)
    line = contract.answer_line(b'{"id": "a", "rule": "period-end-hours", "facts": {}}')
    assert line is not None
    assert (line.ok, line.text) == (
        False,
        '{"id": "a", "error": {"field": "start_time", "message": "missing field"}}',
    )
    good = contract.answer_line(json.dumps({"id": "a", "rule": "period-end-hours", "facts": HOURS}).encode())
    assert good is not None
    assert good.ok is True


def test_a_text_that_has_no_utf8_form_is_escaped() -> None:
    facts = json.dumps(HOURS)[:-1].encode() + b', "\\udc00\\u4e00": 1}'

    assert contract.answer_single("period-end-hours", facts).text == (
        '{"error": {"field": "\\udc00\\u4e00", "message": "unknown field"}}'
    )


@pytest.mark.parametrize(
    ("digits", "message"), [(30, "not an integer from 1 to 8760"), (31, "not an integer"), (5000, "not an integer")]
)
def test_a_number_of_more_than_thirty_digits_is_none_to_us(digits: int, message: str) -> None:
    text = b'{"start_time": "2025-05-30T08:00:00+08:00", "hours": ' + b"9" * digits + b"}"

    body = json.loads(contract.answer_single("period-end-hours", text).text)

    assert body == {"error": {"field": "hours", "message": message}}


@pytest.mark.parametrize(
    "text", [b"{", b"", b"\xff", b'{"hours": NaN}', b'{"hours": Infinity}', b'{"hours": 1e9999999999}', b"[" * 100_000]
)
def test_what_is_no_json_is_an_error_of_the_input(text: bytes) -> None:
    body = json.loads(contract.answer_single("period-end-hours", text).text)

    assert body["error"]["field"] in ("stdin", "hours", "start_time")
    if b"1e" not in text:
        assert body == {"error": {"field": "stdin", "message": "not JSON in UTF-8"}}


def test_a_fault_of_a_rule_stops_nobody() -> None:
    def broken(*, unit: Unit) -> Finding[object]:
        raise ZeroDivisionError

    with pytest.raises(FactsError, match="broken cannot judge these facts: ZeroDivisionError") as error:
        contract.judge(Rule("broken", "", "", (), broken), {"unit": "days"})
    assert error.value.field == "facts"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, None),
        (True, True),
        (0, 0),
        ("x", "x"),
        (Unit.DAYS, "days"),
        (Relation.BLOOD, "blood"),
        (datetime(2025, 5, 30, 16, 0, 0, 999, tzinfo=UTC), "2025-05-31T00:00:00+08:00"),
        (date(2025, 5, 30), "2025-05-30"),
        (Fraction(-2, 4), "-1/2"),
        (Fraction(3), "3/1"),
        ((date(2025, 5, 30), [Unit.DAYS]), ["2025-05-30", ["days"]]),
        (REASON.citation.law, {"zh": "行政程序法", "en": "Administrative Procedure Act", "uses_points": False}),
    ],
)
def test_values_as_they_are_printed(value: object, printed: object) -> None:
    assert contract.plain(value) == printed


@pytest.mark.parametrize("value", [Decimal(1), {1}, Reason, object()])
def test_values_that_have_no_form(value: object) -> None:
    with pytest.raises(TypeError, match="has no form in the contract"):
        contract.plain(value)


def test_the_contract_knows_its_rules() -> None:
    assert contract.has_rule("period-end")
    assert not contract.has_rule("period")
    with pytest.raises(UnknownRuleError, match="'period'"):
        find("period")
    with pytest.raises(UnknownRuleError, match="period is not in the index"):
        rule("period", "", "")
    assert find("period-end-hours") is REGISTERED["period-end-hours"]
    assert find("period-end-hours").function.__name__ == "period_end_hours"
    assert contract.rule_lines()[1] == (
        "period-end-hours\t期間末時之計算（時） End of a period counted in hours\t"
        "行政程序法第四十八條第一項 (Administrative Procedure Act art. 48 I)"
    )


def test_a_finding_says_which_version_it_followed() -> None:
    plain = Finding("period-end-hours", 1, (REASON,))

    assert (plain.passed, plain.version) == (None, REGULATION_VERSION)
    with pytest.raises(ValueError, match="period-end-hours: a finding without a reason"):
        Finding("period-end-hours", 1, ())


def test_a_requirement_that_holds_says_nothing() -> None:
    require(True, "field", "never")
    with pytest.raises(FactsError, match="because") as refused:
        require(False, "field", "because")
    assert (refused.value.field, refused.value.message) == ("field", "because")


def test_a_moment_has_its_offset_and_a_blank_is_white() -> None:
    assert taipei_day(datetime(2025, 12, 31, 16, tzinfo=UTC)).date() == date(2026, 1, 1)
    assert taipei_day(datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)).date() == date(2025, 12, 31)
    with pytest.raises(FactsError, match="offset"):
        taipei_day(datetime(2025, 12, 31))  # noqa: DTZ001 - that is the point
    assert is_blank("")
    assert is_blank("　\t")
    assert not is_blank("　x")
    assert not is_blank("\x1c")


@pytest.mark.parametrize("module", RULES)
def test_what_the_law_hands_out_cannot_be_changed(module: str) -> None:
    kinds: list[Any] = [
        kind
        for kind in vars(import_module(f"smilemark.law.{module}")).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == f"smilemark.law.{module}"
    ]
    open_ones = {
        kind.__name__ for kind in kinds if not kind.__dataclass_params__.frozen or not hasattr(kind, "__slots__")
    }

    assert {name for name in open_ones if not name.startswith("_")} == set()
