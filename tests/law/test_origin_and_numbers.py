"""Origin, identifiers, national dates, fee."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.identifiers import business_number
from smilemark.law.roc_dates import compact_form, long_form, read_roc_date

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]

ORIGIN = {
    "product_hs_code": "63026000",
    "wholly_obtained": False,
    "final_transformation_in_taiwan": True,
    "operations": ["other_processing"],
    "materials": [{"hs_code": "630260", "origin": "foreign", "cif_value": "65"}],
    "fob_price": "100",
    "important_process_met": False,
    "authority_decision": "none",
    "special_conditions": [],
}
OTHER_HEADING = {"hs_code": "520512", "origin": "unknown", "cif_value": "90"}


@pytest.mark.parametrize(
    ("imported", "rate", "over"),
    [
        ("65", "7/20", False),  # exactly 35 % is not over
        ("64.999999", "35000001/100000000", True),
        ("0", "1/1", True),
        ("100", "0/1", False),
        ("150", "-1/2", False),
    ],
)
def test_value_added(imported: str, rate: str, *, over: bool, result: Result) -> None:
    found = result("value-added-rate", fob_price="100", direct_imports_cif=imported, indirect_imports_cif="0")

    assert found == {"rate": rate, "over_35_percent": over}


@pytest.mark.parametrize(
    ("changed", "basis"),
    [
        ({}, None),
        ({"materials": [{"hs_code": "630260", "origin": "foreign", "cif_value": "64.9"}]}, "value_added"),
        ({"materials": [OTHER_HEADING]}, "hs6_change"),
        ({"materials": []}, "hs6_change"),
        ({"materials": [{"hs_code": "630260", "origin": "taiwan", "cif_value": "99"}]}, "hs6_change"),
        ({"important_process_met": True}, "important_process"),
        ({"authority_decision": "transformed"}, "authority_decision"),
        ({"authority_decision": "not_transformed", "materials": [OTHER_HEADING]}, None),
        ({"authority_decision": "transformed", "operations": ["preservation"]}, None),
        ({"operations": ["preservation"], "wholly_obtained": True}, "wholly_obtained"),
        ({"final_transformation_in_taiwan": False, "materials": []}, None),
    ],
)
def test_basis_of_origin(changed: dict[str, Any], basis: str | None, result: Result) -> None:
    found = result("origin-determination", **{**ORIGIN, **changed})

    assert found["basis"] == basis
    assert found["origin_taiwan"] is found["basic_met"] is (basis is not None)


def test_basic_and_special_conditions_both(result: Result) -> None:
    special = [{"name": "織造在臺灣", "met": True}, {"name": "縫製在臺灣", "met": False}]

    found = result("origin-determination", **{**ORIGIN, "materials": [], "special_conditions": special})

    assert (found["basic_met"], found["special_met"], found["origin_taiwan"]) == (True, False, False)


@given(st.text("0123456789", min_size=8, max_size=8))
def test_a_number_valid_before_stays_valid(number: str) -> None:
    found = business_number(number=number, on=date(2025, 1, 1)).result

    assert found.valid or not found.valid_old_rule


@pytest.mark.parametrize(
    ("number", "checksum", "old", "new"),
    [
        ("22099131", 30, True, True),
        ("04595257", 40, True, True),
        ("10458574", 29, True, True),  # seventh digit 7
        ("10458570", 25, False, True),
        ("60000078", 24, False, True),
        ("60000009", 15, False, True),
        ("00000000", 0, False, False),
    ],
)
def test_business_numbers(number: str, checksum: int, *, old: bool, new: bool, result: Result) -> None:
    found = result("business-number", number=number)

    assert found == {"well_formed": True, "checksum": checksum, "valid_old_rule": old, "valid": new}


@pytest.mark.parametrize("on", [date(2023, 3, 31), date(2023, 4, 1)])
def test_the_new_check_began_on_2023_04_01(on: date) -> None:
    assert business_number(number="10458570", on=on).result.valid is (on == date(2023, 4, 1))


@pytest.mark.parametrize(
    "number", ["", "2209913", "220991311", " 22099131", "２２０９９１３１", "2209913A", "22099131\n"]
)
def test_malformed_is_a_result(number: str, result: Result) -> None:
    found = result("business-number", number=number)

    assert found == {"well_formed": False, "checksum": None, "valid_old_rule": False, "valid": False}


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("65000084", "general"), ("T5000084", "temporary"), ("P5000084", "managed"), ("S5000084", "specific"),
        ("t5000084", None), ("A5000084", None), ("6500008", None), ("650000845", None), ("65000084 ", None),
        ("٦٥٠٠٠٠٨٤", None),
    ],
)  # fmt: skip
def test_factory_numbers(number: str, kind: str | None, result: Result) -> None:
    assert result("factory-number", number=number) == {"valid": kind is not None, "kind": kind}


@pytest.mark.parametrize("number", ["02000012-02179", "00000000-00000"])
def test_label_numbers(number: str, result: Result) -> None:
    found = result("label-number", number=number)

    assert found["valid"] is True
    assert found["industry_code"] + found["firm_serial"] + "-" + found["product_serial"] == number


@pytest.mark.parametrize("number", ["02000012–02179", "0200001202179", "02000012-2179", "02000012-02179\n", ""])
def test_wrong_label_numbers(number: str, result: Result) -> None:
    assert set(result("label-number", number=number).values()) == {False, None}


@pytest.mark.parametrize("spaces", ["", " ", "   "])
@pytest.mark.parametrize("prefix", ["", "民國", "中華民國"])
def test_long_dates_with_spaces(spaces: str, prefix: str, result: Result) -> None:
    text = spaces.join(["", prefix, "115", "年", "06", "月", "1", "日", ""])

    assert result("roc-date-parse", text=text) == {
        "iso_date": "2026-06-01",
        "compact": "1150601",
        "long_text": "中華民國115年6月1日",
    }


@pytest.mark.parametrize(
    "text",
    [
        "", "115年6月", "1150631", "0000101", "000年1月1日", "289年1月1日", "2890101", " 1150601", "1150601 ",
        "115\u30006月1日", "115年\u30006月1日", "中華 民國115年6月1日", "1 15年6月1日",
        "１１５年6月1日", "115.6.1",
        "115/06/01", "民國民國115年6月1日", "1150229", "115年13月1日", "115年6月1日\n",
        "0115年6月1日", "115年006月1日",
    ],
)  # fmt: skip
def test_no_dates(text: str, field_in_error: Field) -> None:
    assert field_in_error("roc-date-parse", text=text) == "text"


@given(st.dates(date(1912, 1, 1), date(2199, 12, 31)))
def test_what_is_written_can_be_read(day: date) -> None:
    assert read_roc_date(compact_form(day)) == day
    assert read_roc_date(long_form(day)) == day


def test_years_one_and_288(result: Result) -> None:
    assert result("roc-date-format", iso_date="1912-01-01") == {
        "roc_year": 1,
        "compact": "0010101",
        "long_text": "中華民國1年1月1日",
    }
    assert result("roc-date-format", iso_date="2199-12-31")["compact"] == "2881231"


@pytest.mark.parametrize(
    ("case", "exempt"), list(product(["new", "additional", "reissue", "name_change"], [True, False]))
)
def test_fees(case: str, *, exempt: bool, result: Result) -> None:
    fee = {"new": 400, "additional": 200}.get(case, 100)

    assert result("verification-fee", case_type=case, quantity=3, exempt_industry=exempt) == {
        "unit": "case" if fee > 100 else "certificate",
        "unit_fee": fee,
        "amount": 3 * fee,
        "may_be_exempted": exempt,
    }
