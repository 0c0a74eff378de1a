"""Annex 10: training of assessors."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]

MINIMA = [1, 2, 1, 5, 3, 3, 4, 3, 3, 3, 1]
NO_OFFSET = [0] * 11
GROUNDS = ["cb_verification_work", "enterprise_quality_work", "quality_management_credits"]


@pytest.mark.parametrize(
    ("amounts", "met_by"),
    [
        ((11, 23, 3), []),
        ((12, 23, 3), GROUNDS[:1]),
        ((11, 24, 3), GROUNDS[1:2]),
        ((11, 23, 4), GROUNDS[2:]),
        ((12, 24, 4), GROUNDS),
        ((0, 0, 1_000_000_000), GROUNDS[2:]),
    ],
)
@pytest.mark.parametrize("proof", [True, False])
def test_grounds_are_not_added_up(amounts: tuple[int, ...], met_by: list[str], proof: bool, result: Result) -> None:
    fields = (
        "cb_verification_work_months",
        "enterprise_quality_work_months",
        "quality_management_credits",
    )

    found = result("training-admission", proof=proof, **dict(zip(fields, amounts, strict=True)))

    assert found == {"met_by": met_by, "qualified": proof and bool(met_by)}


def completion(result: Result, **changed: object) -> dict[str, Any]:
    facts: dict[str, object] = {"hours": MINIMA, "offset_hours": NO_OFFSET, "score": 75, "full_marks": 100}
    return result("training-completion", **{**facts, **changed})


@pytest.mark.parametrize("subject", range(1, 12))
def test_each_subject_has_its_minimum(subject: int, result: Result) -> None:
    hours = list(MINIMA)
    hours[subject - 1] -= 1

    found = completion(result, hours=[hour + 10 * (place != subject - 1) for place, hour in enumerate(hours)])

    assert found["subjects_short"] == [subject]
    assert found["certificate_possible"] is False


def test_offset_hours_count_as_taken(result: Result) -> None:
    all_but_exam = [*MINIMA[:10], 0]
    exam_only = [0] * 10 + [1]

    found = completion(result, hours=exam_only, offset_hours=all_but_exam)

    assert found == {
        "total_hours": 29,
        "subjects_short": [],
        "exam_passed": True,
        "certificate_possible": True,
    }
    assert completion(result, hours=NO_OFFSET)["subjects_short"] == list(range(1, 12))


@pytest.mark.parametrize(
    ("score", "full", "passed"),
    [
        (75, 100, True),
        (74, 100, False),
        (3, 4, True),
        (2, 3, False),
        (0, 1, False),
        (750_000_000, 1_000_000_000, True),
        (749_999_999, 1_000_000_000, False),
        (60, 80, True),
        (59, 79, False),
    ],
)
def test_three_quarters_of_the_marks(score: int, full: int, passed: bool, result: Result) -> None:
    found = completion(result, score=score, full_marks=full)

    assert (found["exam_passed"], found["certificate_possible"]) == (passed, passed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"score": 101, "offset_hours": [0] * 10 + [1]}, "score"),
        ({"offset_hours": [0] * 10 + [1]}, "offset_hours[10]"),
        ({"hours": MINIMA[:10]}, "hours"),
        ({"hours": [*MINIMA, 1]}, "hours"),
        ({"hours": [*MINIMA[:10], 1001]}, "hours[10]"),
        ({"hours": [*MINIMA[:10], -1], "offset_hours": []}, "hours[10]"),
        ({"offset_hours": [0] * 10 + [True]}, "offset_hours[10]"),
        ({"full_marks": 0, "score": 0}, "full_marks"),
    ],
)
def test_contradictions_of_a_training(changed: dict[str, Any], field: str, field_in_error: Field) -> None:
    facts = {"hours": MINIMA, "offset_hours": NO_OFFSET, "score": 75, "full_marks": 100}

    assert field_in_error("training-completion", **{**facts, **changed}) == field


@pytest.mark.parametrize(
    ("approved", "in_time"), [("2025-04-14", True), ("2025-04-13", True), ("2025-04-15", False), (None, False)]
)
@pytest.mark.parametrize("supplier", ["administration", "administration_delegate", "training_body"])
def test_the_plan_first_and_the_exam_by_others(
    approved: str | None, in_time: bool, supplier: str, result: Result
) -> None:
    found = result(
        "training-organisation",
        plan_approved_date=approved,
        first_course_date="2025-04-14",
        exam_questions_by=supplier,
    )

    faults = [] if in_time else ["plan_not_approved"]
    faults += ["exam_questions"] if supplier == "training_body" else []
    assert found == {"allowed": not faults, "faults": faults}


def test_the_certificate_needs_all_three(result: Result) -> None:
    for hours, exam, listed in product((True, False), repeat=3):
        found = result("assessor-certificate-issue", hours_met=hours, exam_passed=exam, pass_list_accepted=listed)

        needs = zip(("hours", "exam", "pass_list"), (hours, exam, listed), strict=True)
        missing = [need for need, there in needs if not there]
        assert found == {"may_issue": not missing, "missing": missing}
