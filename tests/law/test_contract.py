"""Types, the order of errors, and lines of a batch (contract sections 1 to 3)."""

import json
from typing import Any

import pytest

from smilemark.law import contract

PERIOD = {"start_date": "2025-03-03", "length": 30, "unit": "days", "effect": "ordinary"}
MEMBERS = {
    "administration": 1, "trade_administration": 1, "bsmi": 1, "ip_office": 1, "commerce_administration": 1,
    "industry": 3, "scholars": 3,
}  # fmt: skip
ORIGIN = {
    "product_hs_code": "630260",
    "wholly_obtained": False,
    "final_transformation_in_taiwan": True,
    "operations": ["other_processing"],
    "materials": [{"hs_code": "520512", "origin": "foreign", "cif_value": "10.5"}],
    "fob_price": "100",
    "important_process_met": False,
    "authority_decision": "none",
    "special_conditions": [],
}


def single(rule: str, text: str | bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(
        contract.answer_single(rule, text if isinstance(text, bytes) else text.encode()).text
    )
    return body


def line(request: object) -> dict[str, Any]:
    text = request if isinstance(request, bytes) else json.dumps(request).encode()
    answer = contract.answer_line(text)
    assert answer is not None
    body: dict[str, Any] = json.loads(answer.text)
    return body


def field(rule: str, facts: object) -> str:
    body = line({"id": "x", "rule": rule, "facts": facts})
    assert set(body) == {"id", "error"}, body
    return str(body["error"]["field"])


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "{'a': 1}", '{"start_date": NaN}', '{"length": Infinity}', "{} {}",
        "[" * 100_000, b"\xff{}",
        '{"a": "\n"}', "\ufeff{}", "{,}", '{"a": 01}', "nul",
    ],
)  # fmt: skip
def test_stdin_that_is_not_json(text: str | bytes) -> None:
    assert single("period-end", text)["error"]["field"] == "stdin"


@pytest.mark.parametrize("text", ["null", "[]", "1", '"text"', "true", "1.5"])
def test_facts_that_are_no_object(text: str) -> None:
    assert single("period-end", text)["error"]["field"] == "facts"
    assert single("origin-determination", text)["error"]["field"] == "facts"


def test_a_result_names_rule_reasons_and_version() -> None:
    body = single("period-end", json.dumps(PERIOD))

    assert set(body) == {"rule", "result", "because", "in_force"}
    assert body["rule"] == "period-end"
    assert body["in_force"] == "2023-10-24"
    assert all(set(reason) == {"text", "citation"} for reason in body["because"])


def test_unknown_rule_comes_before_stdin() -> None:
    assert single("no-such-rule", "{")["error"]["field"] == "rule"


def test_order_unknown_then_missing_then_values() -> None:
    assert field("period-end", {"zzz": 1, "aaa": 2, "start_date": None}) == "zzz"
    assert field("period-end", {"effect": 1, "unit": None}) == "start_date"
    assert field("period-end", {**PERIOD, "start_date": None, "length": None}) == "start_date"
    assert field("period-end", {**PERIOD, "unit": "day", "effect": 0, "length": True}) == "length"


def test_the_same_order_inside_an_object() -> None:
    facts: dict[str, Any] = {"chair": "director_general", "members": MEMBERS}
    assert field("council-composition", {**facts, "members": {**MEMBERS, "extra": 1}}) == "members.extra"
    assert field("council-composition", {**facts, "members": {"scholars": -1}}) == "members.administration"
    assert field("council-composition", {**facts, "members": {**MEMBERS, "bsmi": None}}) == "members.bsmi"
    assert field("council-composition", {**facts, "members": None}) == "members"
    assert field("council-composition", {"chair": "x", "members": {"a": 1}}) == "chair"


def test_lists_kind_and_size_then_entries_then_duplicates() -> None:
    assert field("council-announcement", {"passed_items": None}) == "passed_items"
    assert field("council-announcement", {"passed_items": {}}) == "passed_items"
    assert field("council-announcement", {"passed_items": [1] * 10}) == "passed_items"
    assert field("council-announcement", {"passed_items": [1, 1, 10]}) == "passed_items[2]"
    assert field("council-announcement", {"passed_items": [3, 4, 4, 3]}) == "passed_items[2]"
    assert field("council-announcement", {"passed_items": [True]}) == "passed_items[0]"
    assert field("council-announcement", {"passed_items": [None]}) == "passed_items[0]"


def test_paths_inside_lists_of_objects() -> None:
    material = ORIGIN["materials"][0]  # type: ignore[index]  # JSON
    assert field("origin-determination", {**ORIGIN, "materials": [material, 1]}) == "materials[1]"
    assert field("origin-determination", {**ORIGIN, "materials": [{}]}) == "materials[0].hs_code"
    wrong = {**material, "cif_value": "-1", "extra": 1}
    assert field("origin-determination", {**ORIGIN, "materials": [wrong]}) == "materials[0].extra"
    assert field("origin-determination", {**ORIGIN, "materials": [material] * 201}) == "materials"
    assert field("origin-determination", {**ORIGIN, "operations": []}) == "operations"


def test_of_duplicate_keys_the_last_counts() -> None:
    text = json.dumps(PERIOD)[:-1] + ', "length": 0}'

    assert single("period-end", text)["error"]["field"] == "length"


@pytest.mark.parametrize("value", [None, True, "1", 1.5, "x", [], {}, 0, -1, 1_000_000_001, 10**40])
def test_wrong_integers(value: object) -> None:
    assert field("period-end", {**PERIOD, "length": value}) == "length"


def test_an_integer_longer_than_python_reads() -> None:
    text = json.dumps({"id": "x", "rule": "period-end", "facts": {**PERIOD, "length": "HERE"}})

    for digits in ("9" * 5000, "-" + "9" * 5000):
        assert line(text.replace('"HERE"', digits).encode())["error"]["field"] == "length"


@pytest.mark.parametrize("number", ["40.0", "4e1", "1E0", "1e999999999"])
def test_an_integer_has_neither_fraction_nor_exponent(number: str) -> None:
    text = json.dumps({**PERIOD, "length": "HERE"}).replace('"HERE"', number)

    assert single("period-end", text)["error"]["field"] == "length"


@pytest.mark.parametrize(
    "value",
    [
        "2025/03/03", "20250303", "2025-3-3", "2025-02-29", "2025-13-01", "2025-00-10", "1911-12-31",
        "2200-01-01",
        "2025-03-03 ", " 2025-03-03", "2025-03-03\n", "２０２５-03-03", "2025-W10-1", "+025-03-03", 20250303,
        None, "",
        "2025-03-03T00:00:00+08:00",
    ],
)  # fmt: skip
def test_wrong_dates(value: object) -> None:
    assert field("period-end", {**PERIOD, "start_date": value}) == "start_date"


@pytest.mark.parametrize("value", ["1912-01-01", "2199-12-31", "2024-02-29"])
def test_right_dates(value: str) -> None:
    assert "result" in line({"id": "", "rule": "accreditation-period", "facts": {"accredited_date": value}})


@pytest.mark.parametrize(
    "value",
    [
        "2025-10-09T08:20:00Z", "2025-10-09T08:20:00", "2025-10-09T08:20:00+09:00",
        "2025-10-09 08:20:00+08:00",
        "2025-10-09T24:00:00+08:00", "2025-10-09T08:60:00+08:00", "2025-10-09T08:20:60+08:00",
        "2025-10-09T08:20:00.0+08:00", "2025-10-09t08:20:00+08:00", "2025-10-32T08:20:00+08:00", 1, None,
        "1911-10-09T08:20:00+08:00", "2025-10-09T08:20:00+0800",
    ],
)  # fmt: skip
def test_wrong_datetimes(value: object) -> None:
    assert field("period-end-hours", {"start_time": value, "hours": 1}) == "start_time"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-1",
        "+1",
        "1.",
        ".5",
        "1e3",
        "1,000",
        "1234567890123456",
        "1.1234567",
        "１",
        1,
        None,
        "0",
        "0.000000",
        " 1",
    ],
)
def test_wrong_positive_amounts(value: object) -> None:
    facts = {"fob_price": value, "direct_imports_cif": "0", "indirect_imports_cif": "0"}

    assert field("value-added-rate", facts) == "fob_price"


def test_values_are_matched_with_letter_case_and_type() -> None:
    facts = {"product_class": 1, "issue_date": "2025-10-20", "scheme_last_valid_day": None}
    for value in ("1", 1.0, True, 4, None, 0):
        assert field("mark-period", {**facts, "product_class": value}) == "product_class"
    for unit in ("Days", "DAYS", " days", 1, None, ["days"]):
        assert field("period-end", {**PERIOD, "unit": unit}) == "unit"


def test_half_a_character_is_no_text() -> None:
    assert field("business-number", {"number": "\ud800"}) == "number"
    assert field("roc-date-parse", {"text": "民國\udfff"}) == "text"
    body = line(b'{"id": "x", "rule": "business-number", "facts": {"\\ud800": 1}}')
    assert body == {"id": "x", "error": {"field": "\ud800", "message": "unknown field"}}
    assert line({"id": "\ud800", "rule": "x", "facts": {}})["error"]["field"] == "id"


def test_lengths_count_code_points() -> None:
    facts = {"event": "lost", "original_last_valid_day": "2026-01-01", "issued_on": "2025-01-01"}
    assert "result" in line(
        {"id": "", "rule": "certificate-reissue", "facts": {**facts, "original_number": "𠮷" * 200}}
    )
    for number in ("𠮷" * 201, "", "\u3000 \t\u2028\u0085", None, 1):
        assert field("certificate-reissue", {**facts, "original_number": number}) == "original_number"
    # U+001C is white space to Python's str.isspace(), not to Unicode.
    assert "result" in line({"id": "", "rule": "certificate-reissue", "facts": {**facts, "original_number": "\x1c"}})


class TestLines:
    @pytest.mark.parametrize("text", [b"", b"\n", b"  \t\r\n"])
    def test_blank_lines_are_skipped(self, text: bytes) -> None:
        assert contract.answer_line(text) is None

    @pytest.mark.parametrize("text", [b"{", b"[]", b"null", b"1", b"\xff", b'"id"', b"[" * 100_000])
    def test_a_line_that_is_no_object(self, text: bytes) -> None:
        body = line(text)

        assert body["id"] is None
        assert body["error"]["field"] == "line"

    @pytest.mark.parametrize(
        "request_", [{}, {"id": None}, {"id": 1, "rule": "x"}, {"rule": "period-end", "facts": PERIOD}]
    )
    def test_id_first(self, request_: dict[str, Any]) -> None:
        body = line(request_)

        assert body["id"] is None
        assert body["error"]["field"] == "id"

    def test_then_rule_then_facts(self) -> None:
        assert line({"id": "a"}) == {
            "id": "a",
            "error": {"field": "rule", "message": "missing or not a string"},
        }
        assert line({"id": "a", "rule": 1})["error"]["field"] == "rule"
        assert line({"id": "a", "rule": "none-such", "facts": 1})["error"]["field"] == "rule"
        assert line({"id": "a", "rule": "period-end"})["error"]["field"] == "facts"
        assert line({"id": "a", "rule": "period-end", "facts": None})["error"]["field"] == "facts"

    def test_other_keys_are_ignored(self) -> None:
        body = line({"id": "a", "rule": "period-end", "facts": PERIOD, "expect": 1})

        assert set(body) == {"id", "result", "because"}
        assert body["id"] == "a"
