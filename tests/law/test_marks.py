"""Points 13, 30 to 34 and annex 10: terms, windows, renewals, changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.in_force import NotInForceError
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_34_mark_period import mark_period, mark_renewal
from smilemark.law.mit_smile.renewal_windows import (
    RenewableCertificate,
    WindowStatus,
    renewal_window,
    window_of,
)

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]
ON = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        ("2026-06-15", "2029-06-15"),  # the public register's own example
        ("2024-02-29", "2027-02-28"),
        ("2025-02-28", "2028-02-28"),  # not 29 February, though the end year is a leap year
        ("2021-02-28", "2024-02-28"),
        ("2199-12-31", "2202-12-31"),
    ],
)
def test_three_years_by_day_number(issued: str, last: str, result: Result) -> None:
    found = result("mark-period", product_class=3, issue_date=issued, scheme_last_valid_day=None)

    assert found["last_valid_day"] == last
    assert found["first_valid_day"] == issued


@pytest.mark.parametrize(
    ("on", "last"), [(date(2023, 5, 17), date(2025, 5, 17)), (date(2023, 5, 18), date(2026, 5, 17))]
)
def test_two_years_until_2023_05_17_three_from_2023_05_18(on: date, last: date) -> None:
    found = mark_period(
        product_class=ProductClass.FIRST, issue_date=date(2023, 5, 17), scheme_last_valid_day=None, on=on
    )

    assert found.result.last_valid_day == last


def test_before_the_first_version_there_is_no_term() -> None:
    with pytest.raises(NotInForceError):
        mark_period(
            product_class=ProductClass.FIRST,
            issue_date=date(2012, 8, 30),
            scheme_last_valid_day=None,
            on=date(2012, 8, 30),
        )


def test_class_2_follows_the_scheme(result: Result, field_in_error: Field) -> None:
    facts = {"product_class": 2, "issue_date": "2025-10-20"}

    same_day = result("mark-period", **facts, scheme_last_valid_day="2025-10-20")

    assert same_day["governed_by"] == "adopted_scheme"
    assert same_day["first_day_after"] == "2025-10-21"
    for wrong in (None, "2025-10-19"):
        assert field_in_error("mark-period", **facts, scheme_last_valid_day=wrong) == "scheme_last_valid_day"


@given(
    st.sampled_from(RenewableCertificate),
    st.dates(date(1913, 1, 1), date(2199, 12, 31)),
    st.integers(-400, 400),
)
def test_a_window_is_one_stretch_of_days(certificate: RenewableCertificate, last: date, offset: int) -> None:
    window = window_of(certificate, last, on=ON)
    filed = last + timedelta(days=offset)
    status = renewal_window(certificate=certificate, last_valid_day=last, filed_date=filed, on=ON).result.status

    assert (status == WindowStatus.IN_WINDOW) == (window.opens <= filed <= last)
    assert (status == WindowStatus.TOO_LATE) == (filed > last)


@pytest.mark.parametrize(
    ("certificate", "last", "opens"),
    [
        ("mark", "2026-12-31", "2026-10-31"),
        ("mark", "2026-04-30", "2026-02-28"),
        ("accreditation", "2026-08-31", "2026-02-28"),
        ("assessor", "2026-05-31", "2026-02-28"),
    ],
)
def test_windows_open_on_the_same_day_number(certificate: str, last: str, opens: str, result: Result) -> None:
    day_before = (date.fromisoformat(opens) - timedelta(days=1)).isoformat()
    facts = {"certificate": certificate, "last_valid_day": last}

    first = result("renewal-window", **facts, filed_date=opens)

    assert (first["window_opens"], first["status"]) == (opens, "in_window")
    assert result("renewal-window", **facts, filed_date=day_before)["status"] == "too_early"
    assert result("renewal-window", **facts, filed_date=last)["status"] == "in_window"


@given(st.dates(date(2024, 1, 1), date(2190, 12, 31)), st.integers(0, 50))
def test_a_renewed_period_follows_directly_whatever_went_before(last: date, renewals: int) -> None:
    found = mark_renewal(last_valid_day=last, filed_date=last, approved=True, previous_renewals=renewals, on=ON).result

    assert found.new_first_day == last + timedelta(days=1)
    assert found.new_last_valid_day is not None
    assert found.new_last_valid_day.year == last.year + 3


@pytest.mark.parametrize(
    ("filed", "state", "as_of", "status", "may_use"),
    [
        ("2026-08-19", "pending", "2026-10-19", "valid", True),
        ("2026-08-19", "pending", "2026-10-20", "renewal_pending", True),
        ("2026-08-18", "pending", "2026-10-20", "expired", False),
        ("2026-08-19", "approved", "2026-10-20", "renewed", True),
        ("2026-08-18", "approved", "2026-10-20", "expired", False),
        ("2026-08-19", "refused", "2026-10-20", "expired", False),
        ("2026-08-19", "refused", "2026-10-19", "valid", True),
        (None, "none", "2026-10-19", "valid", True),
        (None, "none", "2026-10-20", "expired", False),
    ],
)
def test_status_around_the_last_valid_day(
    filed: str | None, state: str, as_of: str, status: str, *, may_use: bool, result: Result
) -> None:
    found = result(
        "mark-status",
        last_valid_day="2026-10-19",
        as_of_date=as_of,
        renewal_filed_date=filed,
        renewal_result=state,
    )

    assert (found["status"], found["may_use_mark"]) == (status, may_use)


def test_status_refuses_contradictions_in_order(field_in_error: Field) -> None:
    facts = {"last_valid_day": "2026-10-19", "as_of_date": "2026-10-30"}

    late = {"renewal_filed_date": "2026-10-31"}
    assert field_in_error("mark-status", **facts, **late, renewal_result="none") == "renewal_result"
    assert field_in_error("mark-status", **facts, **late, renewal_result="pending") == "renewal_filed_date"


def test_accreditation_counts_its_first_day(result: Result) -> None:
    assert result("accreditation-period", accredited_date="2025-10-20")["last_valid_day"] == "2028-10-19"
    assert result("accreditation-period", accredited_date="2024-02-29")["last_valid_day"] == "2027-02-28"


@pytest.mark.parametrize(
    ("assessments", "filed", "where", "reasons"),
    [
        (2, "2026-07-19", "issuing_training_body", []),
        (
            1,
            "2026-07-18",
            "other_training_body",
            ["too_few_assessments", "outside_window", "wrong_training_body"],
        ),
        (2, "2026-10-20", "issuing_training_body", ["outside_window"]),
    ],
)
def test_assessor_renewal(assessments: int, filed: str, where: str, reasons: list[str], result: Result) -> None:
    found = result(
        "assessor-renewal",
        last_valid_day="2026-10-19",
        assessments=assessments,
        filed_date=filed,
        filed_with=where,
    )

    assert found["reasons"] == reasons
    assert found["new_last_valid_day"] == (None if reasons else "2028-10-19")


def test_only_real_assessments_inside_the_validity_count(result: Result, field_in_error: Field) -> None:
    log = [
        {"date": "2025-01-01", "kind": "verification"},
        {"date": "2026-12-31", "kind": "surveillance"},
        {"date": "2026-06-01", "kind": "waived"},
        {"date": "2024-12-31", "kind": "verification"},
        {"date": "2027-01-01", "kind": "verification"},
    ]
    facts = {"valid_from": "2025-01-01", "last_valid_day": "2026-12-31"}

    found = result("assessor-assessment-count", **facts, assessments=log)

    assert found == {"counted": 2, "enough_for_renewal": True}
    turned = {"valid_from": "2026-12-31", "last_valid_day": "2025-01-01"}
    assert field_in_error("assessor-assessment-count", **turned, assessments=[]) == "last_valid_day"


@pytest.mark.parametrize(
    ("day", "may"), [("2024-12-31", False), ("2025-01-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_assessor_duty(day: str, *, may: bool, result: Result) -> None:
    facts = {"valid_from": "2025-01-01", "last_valid_day": "2026-12-31"}

    assert result("assessor-duty", **facts, assessment_date=day)["may_assess"] is may


@pytest.mark.parametrize("event", ["lost", "damaged", "operator_name_changed", "address_changed"])
def test_a_new_print_keeps_number_and_term(event: str, result: Result, field_in_error: Field) -> None:
    facts = {"event": event, "original_number": " 02000012 ", "original_last_valid_day": "2026-01-01"}

    found = result("certificate-reissue", **facts, issued_on="2026-01-01")

    assert found["number"] == " 02000012 "
    assert found["last_valid_day"] == "2026-01-01"
    assert found["annotation_text"] == ("補發" if event in ("lost", "damaged") else "換發")
    assert found["change_proof_required"] is (event not in ("lost", "damaged"))
    assert field_in_error("certificate-reissue", **facts, issued_on="2026-01-02") == "issued_on"


@pytest.mark.parametrize(
    ("change", "differs", "separate", "simple"),
    [
        ("process", True, True, False),
        ("process", False, False, False),
        ("formula", True, True, False),
        ("registered_address", False, False, True),
        ("factory_address", False, False, False),
        ("factory_address", True, False, False),
    ],
)
def test_changes(change: str, *, differs: bool, separate: bool, simple: bool, result: Result) -> None:
    found = result("change-classification", change=change, function_or_spec_differs=differs)

    assert found == {"separate_application": separate, "simple_change": simple}
