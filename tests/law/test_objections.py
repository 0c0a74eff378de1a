"""Points 49 and 50, annexes 14 and 17: remedies, their last day, and whether an objection is accepted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.mit_smile.point_49_objections import Remedy, objection_deadline
from smilemark.law.working_days import OFFICIAL

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]
ON = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("party", "stage", "expected"),
    [
        ("certified_operator", "first_decision", ["operator_objection", "administration", 30, False]),
        ("certification_body", "first_decision", ["body_objection", "administration", 30, False]),
        ("laboratory", "first_decision", ["body_objection", "administration", 30, False]),
        ("other_user", "first_decision", ["other_user_objection", "secretariat", 30, True]),
        ("other_user", "after_review", ["other_user_complaint", "administration", 30, True]),
        *(
            (party, "after_review", ["administrative_appeal", "ministry_of_economic_affairs", 30, False])
            for party in ("certified_operator", "certification_body", "laboratory")
        ),
    ],
)
def test_routes(party: str, stage: str, expected: list[object], result: Result) -> None:
    assert list(result("objection-route", party=party, stage=stage).values()) == expected


@pytest.mark.parametrize(
    ("remedy", "notice", "nominal", "deadline"),
    [
        ("operator_objection", "2025-03-03", "2025-04-02", "2025-04-02"),
        ("operator_objection", "2025-03-04", "2025-04-03", "2025-04-07"),  # the long Tomb Sweeping weekend
        ("body_objection", "2025-01-09", "2025-02-08", "2025-02-08"),  # a make-up working Saturday
        ("other_user_objection", "2025-04-01", "2025-05-01", "2025-05-01"),
        ("other_user_complaint", "2026-04-01", "2026-05-01", "2026-05-04"),
        ("label_quantity_objection", "2026-02-06", "2026-02-13", "2026-02-13"),
        ("label_quantity_objection", "2026-02-07", "2026-02-14", "2026-02-23"),
        ("operator_objection", "2022-12-02", "2023-01-01", "2023-01-03"),
        ("operator_objection", "2026-12-01", "2026-12-31", "2026-12-31"),
    ],
)
def test_last_days(remedy: str, notice: str, nominal: str, deadline: str, result: Result) -> None:
    found = result("objection-deadline", remedy=remedy, notice_date=notice)

    assert (found["nominal_end"], found["deadline"]) == (nominal, deadline)
    assert found["days"] == (7 if remedy == "label_quantity_objection" else 30)
    assert found["addressee"] == {
        "other_user_objection": "secretariat",
        "label_quantity_objection": "certification_body",
    }.get(remedy, "administration")


def test_no_last_day_is_guessed_outside_the_calendar(field_in_error: Field) -> None:
    for notice in ("2022-12-01", "2026-12-02"):
        facts = {"remedy": "body_objection", "notice_date": notice}
        assert field_in_error("objection-deadline", **facts) == "notice_date"


@given(st.sampled_from(Remedy), st.dates(date(2023, 1, 1), date(2026, 11, 30)))
def test_the_last_day_is_the_first_working_day_from_the_nominal_end(remedy: Remedy, notice: date) -> None:
    found = objection_deadline(remedy=remedy, notice_date=notice, calendar=OFFICIAL, on=ON).result

    assert found.nominal_end - notice == timedelta(days=found.days)
    assert OFFICIAL.is_working_day(found.deadline)
    between = (found.deadline - found.nominal_end).days
    assert not any(OFFICIAL.is_working_day(found.nominal_end + timedelta(days=n)) for n in range(between))


FILED = {
    "remedy": "operator_objection",
    "notice_date": "2025-03-03",
    "filing_method": "hand",
    "postmark_date": None,
    "arrival_date": "2025-04-02",
    "in_writing": True,
}


@pytest.mark.parametrize(
    ("changed", "decisive", "reason"),
    [
        ({}, "2025-04-02", None),
        ({"arrival_date": "2025-04-03"}, "2025-04-03", "late"),
        ({"filing_method": "electronic", "arrival_date": "2025-04-03"}, "2025-04-03", "late"),
        ({"arrival_date": "2025-03-03"}, "2025-03-03", None),
        (
            {"filing_method": "registered_mail", "postmark_date": "2025-04-02", "arrival_date": "2025-05-20"},
            "2025-04-02",
            None,
        ),
        (
            {"filing_method": "registered_mail", "postmark_date": "2025-04-03", "arrival_date": "2025-04-03"},
            "2025-04-03",
            "late",
        ),
        (
            {"filing_method": "ordinary_mail", "postmark_date": "2025-04-02", "arrival_date": "2025-04-03"},
            "2025-04-03",
            "late",
        ),
        ({"in_writing": False}, "2025-04-02", "not_in_writing"),
        ({"in_writing": False, "arrival_date": "2025-04-03"}, "2025-04-03", "late"),
        (
            {"remedy": "label_quantity_objection", "in_writing": False, "arrival_date": "2025-03-10"},
            "2025-03-10",
            None,
        ),
        (
            {"remedy": "label_quantity_objection", "in_writing": False, "arrival_date": "2025-03-11"},
            "2025-03-11",
            "late",
        ),
    ],
)
def test_in_time_and_in_writing(changed: dict[str, Any], decisive: str, reason: str | None, result: Result) -> None:
    found = result("objection-admissibility", **{**FILED, **changed})

    assert (found["decisive_date"], found["reason"]) == (decisive, reason)
    assert found["accepted"] is (reason is None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"filing_method": "ordinary_mail"}, "postmark_date"),
        ({"postmark_date": "2025-03-20"}, "postmark_date"),
        ({"filing_method": "electronic", "postmark_date": "2025-03-01"}, "postmark_date"),
        ({"filing_method": "ordinary_mail", "postmark_date": "2025-03-02"}, "postmark_date"),
        ({"arrival_date": "2025-03-02"}, "arrival_date"),
        ({"filing_method": "registered_mail", "postmark_date": "2025-04-03"}, "arrival_date"),
        ({"notice_date": "2026-12-20", "arrival_date": "2026-12-19"}, "arrival_date"),
        ({"notice_date": "2026-12-20", "arrival_date": "2026-12-20"}, "notice_date"),
    ],
)
def test_contradictions_of_a_filing(changed: dict[str, Any], field: str, field_in_error: Field) -> None:
    assert field_in_error("objection-admissibility", **{**FILED, **changed}) == field


@pytest.mark.parametrize("remedy", ["operator_objection", "body_objection"])
def test_after_the_review(remedy: str, result: Result) -> None:
    revoked = result("objection-review", remedy=remedy, well_founded=True)
    upheld = result("objection-review", remedy=remedy, well_founded=False)

    assert list(revoked.values()) == ["revoked", "new_lawful_decision", None]
    assert list(upheld.values()) == ["upheld", "written_notice_with_reasons", "administrative_appeal"]


def test_other_remedies_are_reviewed_elsewhere(field_in_error: Field) -> None:
    for remedy in ("other_user_objection", "other_user_complaint", "label_quantity_objection"):
        assert field_in_error("objection-review", remedy=remedy, well_founded=True) == "remedy"
