"""Points 27 and 28: gate, grades, conversion, sheet and corrective plan."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.mit_smile.point_28_factory_quality import ITEMS, Outcome, QmsCounts, converted, outcome_of
from smilemark.law.mit_smile.point_28_item_grades import (
    INCIDENT_BOOKED_ON,
    MINOR_IF_PAPERS_ABSENT,
    TRAINING,
    WITHOUT_BRACKET,
    Grade,
    Papers,
    QmsItem,
    grade_item,
)

ON = date(2025, 1, 1)
Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]

WORSE = [Grade.CONFORMING, Grade.SLIGHT, Grade.MINOR, Grade.MAJOR, Grade.SEVERE]
GOOD = {
    "item": "2.2",
    "population_total": 40,
    "not_executed": 0,
    "not_executed_at_all": 0,
    "rules": "complete",
    "records": "complete",
    "unresolved_incident": False,
}


@pytest.mark.parametrize(
    ("total", "missed", "grade"),
    [
        (40, 0, "conforming"),
        (40, 1, "slight"),
        (40, 2, "slight"),  # exactly 1/20: 二十分之一以下
        (41, 2, "slight"),
        (39, 2, "minor"),  # just over 1/20
        (40, 3, "minor"),
        (40, 19, "minor"),
        (40, 20, "major"),  # exactly 1/2: 二分之一以上
        (41, 20, "minor"),
        (1, 1, "major"),  # something was done with the only unit
        (40, 40, "major"),
        (1_000_000_000, 50_000_000, "slight"),
        (1_000_000_000, 50_000_001, "minor"),
    ],
)
def test_thresholds_by_fraction(total: int, missed: int, grade: str, result: Result) -> None:
    facts = {**GOOD, "population_total": total, "not_executed": missed}

    assert result("qms-item-grade", **facts)["grade"] == grade


def test_severe_needs_that_nothing_at_all_was_done(result: Result) -> None:
    facts = {**GOOD, "population_total": 3, "not_executed": 3}

    assert result("qms-item-grade", **{**facts, "not_executed_at_all": 3})["grade"] == "severe"
    assert result("qms-item-grade", **{**facts, "not_executed_at_all": 2})["grade"] == "major"


def test_no_population_is_not_applicable_whatever_the_papers(result: Result) -> None:
    facts = {**GOOD, "population_total": 0, "rules": "absent", "records": "absent"}

    assert result("qms-item-grade", **facts) == {"grade": "not_applicable", "fraction_not_executed": None}


@pytest.mark.parametrize("item", QmsItem)
@pytest.mark.parametrize("rules", Papers)
@pytest.mark.parametrize("records", Papers)
def test_papers_alone(item: QmsItem, rules: Papers, records: Papers) -> None:
    found = grade_item(
        item=item,
        population_total=10,
        not_executed=0,
        not_executed_at_all=0,
        rules=rules,
        records=records,
        unresolved_incident=False,
        on=ON,
    ).result.grade

    if item in TRAINING:  # records of training stand in neither list
        expected = Grade.CONFORMING if rules == "complete" else Grade.SLIGHT
    elif item in MINOR_IF_PAPERS_ABSENT and "absent" in (rules, records):
        expected = Grade.MINOR
    else:
        expected = Grade.CONFORMING if rules == records == "complete" else Grade.SLIGHT
    assert found == expected


def test_the_eight_items_without_papers() -> None:
    assert sorted(MINOR_IF_PAPERS_ABSENT) == ["1.1", "1.2", "2.1", "2.2", "3.1", "5.1", "5.2", "6.1"]


@pytest.mark.parametrize("item", QmsItem)
def test_an_incident_is_severe_where_it_is_booked(item: QmsItem, result: Result, field_in_error: Field) -> None:
    facts = {**GOOD, "item": item, "unresolved_incident": True}

    if item in INCIDENT_BOOKED_ON:
        assert result("qms-item-grade", **facts)["grade"] == "severe"
        nobody = {**facts, "population_total": 0}
        assert field_in_error("qms-item-grade", **nobody) == "unresolved_incident"
    else:
        assert field_in_error("qms-item-grade", **facts) == "unresolved_incident"


@pytest.mark.parametrize("item", QmsItem)
def test_items_without_bracket_have_one_number(item: QmsItem, result: Result, field_in_error: Field) -> None:
    facts = {**GOOD, "item": item, "not_executed": 2, "not_executed_at_all": 1}

    if item in WITHOUT_BRACKET:
        assert field_in_error("qms-item-grade", **facts) == "not_executed_at_all"
    else:
        assert result("qms-item-grade", **facts)["grade"] == "slight"


def test_order_of_the_cross_field_errors(field_in_error: Field) -> None:
    wrong = {**GOOD, "item": "1.1", "not_executed": 41, "not_executed_at_all": 42}

    assert field_in_error("qms-item-grade", **wrong) == "not_executed"
    assert field_in_error("qms-item-grade", **{**wrong, "not_executed": 40}) == "not_executed_at_all"


@given(
    st.sampled_from(sorted(set(QmsItem) - WITHOUT_BRACKET)),
    st.integers(1, 200),
    st.data(),
    st.sampled_from(Papers),
    st.sampled_from(Papers),
)
def test_missing_more_never_improves_the_grade(
    item: QmsItem, total: int, data: st.DataObject, rules: Papers, records: Papers
) -> None:
    fewer = data.draw(st.integers(0, total - 1))

    def grade(missed: int) -> Grade:
        return grade_item(
            item=item,
            population_total=total,
            not_executed=missed,
            not_executed_at_all=0,
            rules=rules,
            records=records,
            unresolved_incident=False,
            on=ON,
        ).result.grade

    assert WORSE.index(grade(fewer)) <= WORSE.index(grade(fewer + 1))


@given(st.sampled_from(QmsItem), st.sampled_from(Papers), st.integers(1, 40), st.integers(0, 40))
def test_worse_papers_never_improve_the_grade(item: QmsItem, records: Papers, total: int, missed: int) -> None:
    missed = min(missed, total)

    def grade(rules: Papers) -> int:
        found = grade_item(
            item=item,
            population_total=total,
            not_executed=missed,
            not_executed_at_all=missed,
            rules=rules,
            records=records,
            unresolved_incident=False,
            on=ON,
        )
        return WORSE.index(found.result.grade)

    assert grade(Papers.COMPLETE) <= grade(Papers.INCOMPLETE) <= grade(Papers.ABSENT)


COUNTS = st.tuples(*[st.integers(0, ITEMS)] * 4).filter(lambda counts: sum(counts) <= ITEMS)


@given(COUNTS)
def test_conversion_keeps_the_weight_and_leaves_small_remainders(counts: tuple[int, int, int, int]) -> None:
    severe, major, minor, slight = counts
    after = converted(QmsCounts(severe, major, minor, slight), on=ON)

    assert after.severe * 9 + after.major * 3 + after.minor == severe * 9 + major * 3 + minor
    assert after.major < 3
    assert after.minor < 3


@given(COUNTS)
def test_a_further_defect_never_improves_the_outcome(counts: tuple[int, int, int, int]) -> None:
    order = [Outcome.PASS, Outcome.PLAN_REQUIRED, Outcome.FAIL]
    severe, major, minor, slight = counts
    before = order.index(outcome_of(QmsCounts(*counts), refused=False, on=ON))

    for worse in (
        QmsCounts(severe + 1, major, minor, slight),
        QmsCounts(severe, major + 1, minor, slight),
        QmsCounts(severe, major, minor + 1, slight),
        QmsCounts(severe, major, minor, slight + 1),
    ):
        assert order.index(outcome_of(worse, refused=False, on=ON)) >= before


@pytest.mark.parametrize(
    ("severe", "major", "minor", "outcome"),
    [
        (0, 0, 0, "pass"),
        (0, 0, 1, "plan_required"),
        (0, 2, 2, "plan_required"),
        (0, 2, 3, "fail"),
        (0, 3, 0, "fail"),
        (0, 0, 8, "plan_required"),
        (0, 0, 9, "fail"),
        (1, 0, 0, "fail"),
    ],
)
def test_outcomes(severe: int, major: int, minor: int, outcome: str, result: Result) -> None:
    facts = {"severe": severe, "major": major, "minor": minor, "slight": 0}

    assert result("qms-overall-result", assessment_refused=False, **facts)["outcome"] == outcome
    assert result("qms-overall-result", assessment_refused=True, **facts)["outcome"] == "fail"


def test_more_grades_than_items(field_in_error: Field) -> None:
    facts = {"assessment_refused": False, "major": 4, "minor": 4, "slight": 3}

    assert field_in_error("qms-overall-result", severe=1, **facts) == "severe"


def sheet(**grades: str) -> list[dict[str, str]]:
    return [
        {"item": item, "grade": grades.get(f"i{item.replace('.', '')}", "conforming"), "explanation": ""}
        for item in reversed(QmsItem)
    ]


def test_a_sheet_lists_what_is_unexplained_in_item_order(result: Result) -> None:
    found = result("qms-sheet", items=sheet(i61="not_applicable", i11="minor", i32="slight"))

    assert found["missing_explanations"] == ["1.1", "3.2", "6.1"]
    assert found["complete"] is False
    assert found["outcome"] == "plan_required"
    assert found["raw"] == {"severe": 0, "major": 0, "minor": 1, "slight": 1}
    assert found["converted"] == {"severe": 0, "major": 0, "minor": 1}


def test_blank_is_no_explanation(result: Result) -> None:
    items = sheet(i11="minor")
    items[-1]["explanation"] = "\u3000\n"
    assert result("qms-sheet", items=items)["missing_explanations"] == ["1.1"]
    items[-1]["explanation"] = "未保養"
    assert result("qms-sheet", items=items)["complete"] is True


def test_a_sub_item_twice(field_in_error: Field) -> None:
    items = sheet()
    items[7]["item"] = items[2]["item"]

    assert field_in_error("qms-sheet", items=items) == "items[7].item"


GATE = {
    "assessment_date": "2026-03-02",
    "licensed_industry": False,
    "licence": None,
    "adopted_certificate": None,
    "last_pass_date": None,
    "last_waiver_date": None,
    "assessment_necessary": False,
}


@pytest.mark.parametrize(
    ("passed", "day", "outcome"),
    [
        ("2023-03-02", "2026-03-02", "waived"),
        ("2023-03-01", "2026-03-02", "assess"),
        ("2024-02-29", "2027-02-28", "waived"),
        ("2024-02-29", "2027-03-01", "assess"),
        (None, "2026-03-02", "assess"),
    ],
)
def test_the_waiver_lasts_three_years(passed: str | None, day: str, outcome: str, result: Result) -> None:
    found = result("qms-gate", **{**GATE, "assessment_date": day, "last_pass_date": passed})

    assert found["outcome"] == outcome
    assert found["origin_determination_required"] is True


def test_a_failed_licence_comes_first(result: Result, field_in_error: Field) -> None:
    licence = {"approved": True, "factory_standard_met": True, "expiry_date": "2026-03-01"}
    adopted = {"system_adopted": True, "expiry_date": "2026-03-02"}
    facts = {**GATE, "licensed_industry": True, "licence": licence, "adopted_certificate": adopted}

    assert result("qms-gate", **facts)["outcome"] == "fail"
    licence["expiry_date"] = "2026-03-02"
    assert result("qms-gate", **facts)["outcome"] == "deemed_met"
    adopted["expiry_date"] = "2026-03-01"
    assert result("qms-gate", **facts)["outcome"] == "assess"
    assert field_in_error("qms-gate", **{**facts, "licence": None}) == "licence"
    assert field_in_error("qms-gate", **{**facts, "licensed_industry": False}) == "licence"


PLAN = {
    "due_date": "2025-06-20",
    "filing_method": "none",
    "arrival_date": None,
    "postmark_date": None,
    "transmitted_at": None,
    "factory_check_refused": False,
    "as_of_date": "2025-07-01",
}


@pytest.mark.parametrize(
    ("given_", "on_time", "outcome"),
    [
        ({"as_of_date": "2025-06-20"}, None, "plan_pending"),
        ({"as_of_date": "2025-06-21"}, False, "fail"),
        ({"filing_method": "hand", "arrival_date": "2025-06-20"}, True, "pass"),
        ({"filing_method": "hand", "arrival_date": "2025-06-21"}, False, "fail"),
        (
            {"filing_method": "post", "postmark_date": "2025-06-20", "arrival_date": "2025-06-25"},
            True,
            "pass",
        ),
        ({"filing_method": "fax", "transmitted_at": "2025-06-20T23:59:59+08:00"}, True, "pass"),
        ({"filing_method": "email", "transmitted_at": "2025-06-21T00:00:00+08:00"}, False, "fail"),
        ({"due_date": "2025-06-21", "as_of_date": "2025-06-23"}, None, "plan_pending"),
        ({"factory_check_refused": True, "as_of_date": "2025-06-20"}, None, "fail"),
    ],
)
def test_corrective_plans(given_: dict[str, Any], on_time: bool | None, outcome: str, result: Result) -> None:
    found = result("corrective-plan", **{**PLAN, **given_})

    assert found["on_time"] is on_time
    assert found["outcome"] == outcome


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"filing_method": "hand"}, "arrival_date"),
        ({"filing_method": "hand", "postmark_date": "2025-06-01"}, "arrival_date"),
        ({"filing_method": "none", "postmark_date": "2025-06-01"}, "postmark_date"),
        ({"filing_method": "post", "arrival_date": "2025-06-01"}, "postmark_date"),
        (
            {"filing_method": "post", "arrival_date": "2025-06-01", "postmark_date": "2025-06-02"},
            "arrival_date",
        ),
        ({"filing_method": "fax"}, "transmitted_at"),
        ({"filing_method": "hand", "arrival_date": "2025-07-02"}, "as_of_date"),
        ({"due_date": "2027-01-01"}, "due_date"),
    ],
)
def test_corrective_plans_refused(given_: dict[str, Any], field: str, field_in_error: Field) -> None:
    assert field_in_error("corrective-plan", **{**PLAN, **given_}) == field
