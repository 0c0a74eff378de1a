"""Annex 15 points 2(1) and 3(1)3: samples never fall below the ratio."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.facts import MOST
from smilemark.law.in_force import NotInForceError
from smilemark.law.mit_smile.annex_15_sampling import product_sample_size, sample_of, sampling_frame

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]
ON = date(2025, 1, 1)

SHARES = st.fractions(min_value=Fraction(1, 999_999_999), max_value=1, max_denominator=999_999_999)


@given(st.integers(0, MOST), SHARES)
def test_a_sample_is_the_least_that_keeps_the_ratio(population: int, share: Fraction) -> None:
    size = sample_of(population, share)

    assert size >= population * share
    assert size - 1 < population * share
    assert size <= population


@given(st.integers(0, MOST))
def test_one_tenth_of_the_styles_at_least_one(styles: int) -> None:
    size = product_sample_size(styles_in_production=styles, on=ON).result.sample_size

    assert 10 * size >= styles
    assert 10 * (size - 1) < styles or size == 0
    assert (size > 0) == (styles > 0)


@pytest.mark.parametrize(
    ("styles", "size"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (MOST, 100_000_000)]
)
def test_products_at_the_tens(styles: int, size: int, result: Result) -> None:
    assert result("product-sample-size", styles_in_production=styles) == {"sample_size": size}


@pytest.mark.parametrize(
    ("operators", "ratio", "size"),
    [
        (0, "1", 0),
        (1, "1/999999999", 1),
        (100, "0.07", 7),  # in binary floating point 100 * 0.07 is more than 7
        (101, "0.07", 8),
        (99, "1/3", 33),
        (100, "1/3", 34),
        (3, "0.333333333", 1),
        (3, "1/3", 1),
        (4, "1/3", 2),
        (MOST, "999999999/999999999", MOST),
    ],
)
def test_operators_by_the_approved_ratio(operators: int, ratio: str, size: int, result: Result) -> None:
    found = result("factory-sample-size", eligible_operators=operators, approved_ratio=ratio)

    assert found == {"sample_size": size}


@pytest.mark.parametrize("ratio", ["0", "0.0", "0/5", "1.1", "3/2", "-1/2", "7%", "1e-1", ".5", "1/0", 0.5, None])
def test_there_is_no_sample_without_a_ratio(ratio: object, field_in_error: Field) -> None:
    field = field_in_error("factory-sample-size", eligible_operators=50, approved_ratio=ratio)

    assert field == "approved_ratio"


@pytest.mark.parametrize(
    ("certified", "first_day"),
    [
        ("2025-01-15", "2025-04-15"),
        ("2024-11-30", "2025-03-01"),  # no 30 February
        ("2023-11-30", "2024-03-01"),
        ("2023-11-29", "2024-02-29"),
        ("2024-11-29", "2025-03-01"),
        ("2025-01-31", "2025-05-01"),  # no 31 April
        ("2025-02-28", "2025-05-28"),
        ("2025-12-01", "2026-03-01"),
        ("2199-12-31", "2200-03-31"),
    ],
)
def test_the_certificate_day_counts(certified: str, first_day: str, result: Result) -> None:
    found = result("sampling-frame", frame_date="2025-06-01", certified_dates=[certified])

    assert found["first_eligible_dates"] == [first_day]


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 12, 31)), max_size=30), st.dates(date(2020, 1, 1)))
def test_a_frame_holds_who_reached_the_first_day(certified: list[date], frame: date) -> None:
    found = sampling_frame(frame_date=frame, certified_dates=tuple(certified), on=ON).result

    assert found.eligible_count == len([day for day in found.first_eligible_dates if day <= frame])
    lengths = [(first - start).days for first, start in zip(found.first_eligible_dates, certified, strict=True)]
    assert all(89 <= length <= 92 for length in lengths)


def test_in_the_frame_from_the_first_day_on(result: Result) -> None:
    facts = {"certified_dates": ["2025-01-15", "2025-01-15", "2025-01-16"]}

    assert result("sampling-frame", frame_date="2025-04-14", **facts)["eligible_count"] == 0
    assert result("sampling-frame", frame_date="2025-04-15", **facts)["eligible_count"] == 2
    assert result("sampling-frame", frame_date="2025-04-16", **facts)["eligible_count"] == 3


def test_frames_are_limited_and_may_be_empty(result: Result, field_in_error: Field) -> None:
    day = "2025-01-15"

    assert result("sampling-frame", frame_date=day, certified_dates=[]) == {
        "eligible_count": 0,
        "first_eligible_dates": [],
    }
    assert result("sampling-frame", frame_date=day, certified_dates=[day] * 10_000)["eligible_count"] == 0
    too_many = field_in_error("sampling-frame", frame_date=day, certified_dates=[day] * 10_001)
    assert too_many == "certified_dates"
    assert field_in_error("sampling-frame", frame_date=day, certified_dates=[day, "x"]) == "certified_dates[1]"


def test_one_report_per_factory(result: Result) -> None:
    assert result("regular-audit-reports", operators_sampled=9, factories_audited=0) == {"reports_required": 0}
    assert result("regular-audit-reports", operators_sampled=1, factories_audited=7) == {"reports_required": 7}


def test_no_sampling_before_the_version_in_force() -> None:
    with pytest.raises(NotInForceError):
        product_sample_size(styles_in_production=1, on=date(2023, 10, 23))

    assert product_sample_size(styles_in_production=1, on=date(2023, 10, 24)).result.sample_size == 1
