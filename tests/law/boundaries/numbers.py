"""Boundaries of counts, shares, seats and papers."""

from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from tests.law.boundaries.kit import Step, Steps, around, at_least, boundary, months, sides

# Counts and shares.
boundary(
    "kinship.BLOOD_WITHIN",
    "kinship-degree",
    lambda n: sides(
        "generations_up",
        [n - 1, n, n + 1],
        "within_point_15",
        [True, True, False],
        {"link": "blood", "generations_down": 0},
    ),
)
boundary(
    "kinship.AFFINITY_WITHIN",
    "kinship-degree",
    lambda n: sides(
        "generations_down",
        [n - 1, n, n + 1],
        "within_point_15",
        [True, True, False],
        {"link": "blood_relative_of_spouse", "generations_up": 0},
    ),
)


def number_with_checksum(checksum: int) -> str:
    digits = [min(9, max(0, checksum - 9 * place)) for place in range(3)]
    return f"{digits[0]}0{digits[1]}0{digits[2]}000"


boundary(
    "identifiers.BUSINESS_DIVISOR",
    "business-number",
    lambda n: sides("number", [number_with_checksum(n + step) for step in (-1, 0, 1)], "valid", [False, True, False]),
)
GOOD_HEAD = {"college_degree": True, "related_field": True, "training": True}
boundary(
    "mit_smile.point_14_laboratories.YEARS_OF_WORK",
    "laboratory-eligibility",
    lambda n: [
        (
            {
                **dict.fromkeys(("within_call_window", "equipment", "premises", "staff", "quality_system"), True),
                "technical_head": {**GOOD_HEAD, "years": technical},
                "quality_head": {**GOOD_HEAD, "years": quality},
            },
            {"unmet": unmet},
        )
        for technical, quality, unmet in (
            (n - 1, n, ["technical_head"]),
            (n, n - 1, ["quality_head"]),
            (n, n, []),
            (n + 1, n + 1, []),
        )
    ],
)
boundary(
    "mit_smile.point_28_factory_quality.GRADES_THAT_MAKE_THE_NEXT",
    "qms-overall-result",
    lambda n: [
        (
            {"assessment_refused": False, "severe": 0, "major": major, "minor": minor, "slight": 0},
            {"severe_converted": severe, "major_converted": majors, "minor_converted": minors, "outcome": outcome},
        )
        for major, minor, severe, majors, minors, outcome in (
            (0, n - 1, 0, 0, n - 1, "plan_required"),
            (0, n, 0, 1, 0, "plan_required"),
            (0, n + 1, 0, 1, 1, "plan_required"),
            (n - 1, n - 1, 0, n - 1, n - 1, "plan_required"),
            (n - 1, n, 1, 0, 0, "fail"),
            (n, 0, 1, 0, 0, "fail"),
            (n + 1, 0, 1, 1, 0, "fail"),
        )
    ],
)


def executed(grades: list[str]) -> Steps:
    def steps(share: Fraction) -> list[Step]:
        exact = int(share * 200)
        return [
            (
                {
                    "item": "5.1",
                    "population_total": 200,
                    "not_executed": count,
                    "not_executed_at_all": 0,
                    "rules": "complete",
                    "records": "complete",
                    "unresolved_incident": False,
                },
                {"grade": grade},
            )
            for count, grade in zip((exact - 1, exact, exact + 1), grades, strict=True)
        ]

    return steps


boundary("mit_smile.point_28_item_grades.MAJOR_FROM", "qms-item-grade", executed(["minor", "major", "major"]))
boundary("mit_smile.point_28_item_grades.MINOR_ABOVE", "qms-item-grade", executed(["slight", "slight", "minor"]))
boundary(
    "mit_smile.annex_15_sampling.STYLES_SHARE",
    "product-sample-size",
    lambda share: sides(
        "styles_in_production",
        [0, 1, *(10 * share.denominator + step for step in (-1, 0, 1))],
        "sample_size",
        [0, 1, *(ceil((10 * share.denominator + step) * share) for step in (-1, 0, 1))],
    ),
)
boundary(
    "mit_smile.annex_15_sampling.MONTHS_CERTIFIED",
    "sampling-frame",
    lambda n: sides(
        "frame_date",
        around(months(date(2025, 1, 15), n)),
        "eligible_count",
        [0, 1, 1],
        {"certified_dates": ["2025-01-15"]},
    ),
)
boundary(
    "origin.value_added.THRESHOLD",
    "value-added-rate",
    lambda share: sides(
        "direct_imports_cif",
        [str(100 - int(share * 100) - step) for step in (-1, 0, 1)],
        "over_35_percent",
        [False, False, True],
        {"fob_price": "100", "indirect_imports_cif": "0"},
    ),
)

# Seats and members.
LEAST = {
    "administration": 1,
    "trade_administration": 1,
    "bsmi": 1,
    "ip_office": 1,
    "commerce_administration": 1,
    "industry": 2,
    "scholars": 3,
}


def seated(seat: str) -> Steps:
    def steps(limits: Any) -> list[Step]:
        least, most = limits
        return [
            (
                {"chair": "director_general", "members": {**LEAST, seat: count}},
                {"seats_out_of_range": [] if inside else [seat], "valid": inside},
            )
            for count, inside in ((least - 1, False), (least, True), (most, True), (most + 1, False))
        ]

    return steps


for seat in LEAST:
    boundary(f"mit_smile.point_08_council.SEAT_RANGES[{seat}]", "council-composition", seated(seat))
boundary(
    "mit_smile.point_11_working_group.REPRESENTATIVES",
    "working-group-composition",
    lambda limits: sides(
        "representatives",
        [limits[0] - 1, limits[0], limits[1], limits[1] + 1],
        "faults",
        [["representatives"], [], [], ["representatives"]],
        {"convenor": "administration", "technical_experts": 3},
    ),
)
boundary(
    "mit_smile.point_11_working_group.LEAST_EXPERTS",
    *at_least(
        "working-group-composition",
        "technical_experts",
        "faults",
        ["technical_experts"],
        [],
        convenor="administration",
        representatives=6,
    ),
)

# Training.
FIELD_OF_GROUND = {
    "cb_verification_work": "cb_verification_work_months",
    "enterprise_quality_work": "enterprise_quality_work_months",
    "quality_management_credits": "quality_management_credits",
}
for ground, field in FIELD_OF_GROUND.items():
    boundary(
        f"mit_smile.annex_10_training.THRESHOLDS[{ground}]",
        *at_least(
            "training-admission",
            field,
            "met_by",
            [],
            [ground],
            **(dict.fromkeys(FIELD_OF_GROUND.values(), 0) | {"proof": True}),
        ),
    )
boundary(
    "mit_smile.annex_10_training.MINIMUM_HOURS",
    "training-completion",
    lambda least: [
        (
            {
                "hours": [hours + step * (subject == place) for place, hours in enumerate(least)],
                "offset_hours": [0] * len(least),
                "score": 100,
                "full_marks": 100,
            },
            {"subjects_short": [subject + 1] if step < 0 else [], "certificate_possible": step >= 0},
        )
        for subject in range(len(least))
        for step in (-1, 0, 1)
    ],
)
boundary(
    "mit_smile.annex_10_training.PASS_SHARE",
    "training-completion",
    lambda share: sides(
        "score",
        [int(share * 100) + step for step in (-1, 0, 1)],
        "exam_passed",
        [False, True, True],
        {"hours": [9] * 11, "offset_hours": [0] * 11, "full_marks": 100},
    ),
)

# Labels.
PAPERS = {"form_copies": 9, "sample_copies": 9, "quantity_proof_copies": 0, "quantity_proof_scans": 0}
boundary(
    "mit_smile.annex_14_label_applications.COPIES",
    "label-application-documents",
    lambda n: [
        *sides("form_copies", [n - 1, n, n + 1], "missing", [["form"], [], []], {**PAPERS, "request": "self_print"}),
        *sides(
            "sample_copies", [n - 1, n, n + 1], "missing", [["sample"], [], []], {**PAPERS, "request": "self_print"}
        ),
        *sides(
            "quantity_proof_copies",
            [n - 1, n, n + 1],
            "missing",
            [["quantity_proof"], [], []],
            {**PAPERS, "request": "government_print"},
        ),
    ],
)
boundary(
    "mit_smile.annex_14_label_applications.SCANS",
    *at_least(
        "label-application-documents",
        "quantity_proof_scans",
        "missing",
        ["quantity_proof"],
        [],
        **{**PAPERS, "request": "government_print"},
    ),
)
