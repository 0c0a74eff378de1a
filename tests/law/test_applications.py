"""Points 4 to 6, 12, 14, 20, 22 to 26, 31 and 33: bodies, schemes, applications, procedure."""

from collections.abc import Callable
from typing import Any

import pytest

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [((True, True, True, True), 1), ((True, True, False, True), 2), ((True, False, True, False), 3)],
)
def test_class_1_is_tested_first(facts: tuple[bool, ...], expected: int, result: Result) -> None:
    names = ("ministry_assessed", "task_force_deliberated", "ministry_announced", "passed_adopted_scheme")

    assert result("product-class", **dict(zip(names, facts, strict=True)))["product_class"] == expected


def test_every_fault_of_an_applicant_is_named(result: Result) -> None:
    facts = {"role": "joint_makers", "lawfully_registered": False, "manufactured_or_processed": False}

    found = result("applicant-eligibility", entity="association", applicants=2, **facts)

    assert found["unmet"] == ["entity", "lawfully_registered", "applicants", "manufactured_or_processed"]


@pytest.mark.parametrize("case", ["application", "renewal"])
def test_documents(case: str, result: Result) -> None:
    always = ["application_form", "manufacturers_data", "product_data", "product_labelling"]
    facts = {"case": case, "mandatory_inspection_passed": False}

    least = result(
        "application-documents",
        role="independent_maker",
        factory_has_adopted_qms_certificate=False,
        other_test_passed=False,
        **facts,
    )
    most = result(
        "application-documents",
        role="brand_marketer",
        factory_has_adopted_qms_certificate=True,
        other_test_passed=True,
        **facts,
    )

    assert least == {"required": always, "samples_required": True}
    assert most["required"] == [*always, "makers_mandate_evidence", "qms_certificate", "test_proof"]


@pytest.mark.parametrize(
    ("proof", "testing"),
    [
        ("valid", ("may_be_omitted", "uncovered_parts")),
        ("expired", ("full", "full")),
        ("none", ("full", "full")),
    ],
)
def test_how_much_to_test(proof: str, testing: tuple[str, str], result: Result) -> None:
    found = [result("product-testing-need", proof=proof, covers_all_parts=all_) for all_ in (True, False)]

    assert tuple(entry["testing"] for entry in found) == testing


@pytest.mark.parametrize(
    ("existing", "source"),
    [
        ((True, True, True), "mandatory_inspection_standard"),
        ((False, True, True), "national_standard"),
        ((False, False, True), "international_norm"),
        ((False, False, False), "industry_common_standard"),
    ],
)
def test_the_first_standard_that_exists(existing: tuple[bool, ...], source: str, result: Result) -> None:
    names = ("mandatory_inspection_standard", "national_standard", "international_norm")

    assert result("test-standard-source", **dict(zip(names, existing, strict=True)))["source"] == source


def test_samples_may_be_destroyed_after_the_moved_end(result: Result, field_in_error: Field) -> None:
    # One month from 2026-01-30 ends on Saturday 2026-02-28 and moves to Monday.
    assert result("sample-collection", notice_date="2026-01-30") == {
        "nominal_end": "2026-02-28",
        "collect_until": "2026-03-02",
        "may_destroy_from": "2026-03-03",
    }
    facts = {"notice_date": "2026-01-30", "collected": False, "recorded": True, "result_notified": True}
    on_the_day = result("sample-disposal", disposal_date="2026-03-03", photographed=True, **facts)
    too_soon = result("sample-disposal", disposal_date="2026-03-02", photographed=False, **facts)

    assert on_the_day["compliant"] is True
    assert (too_soon["disposal_allowed"], too_soon["missing"]) == (False, ["photo"])
    before = {**facts, "disposal_date": "2026-01-29", "photographed": True}
    assert field_in_error("sample-disposal", **before) == "disposal_date"
    outside = {**before, "notice_date": "2026-12-15"}
    assert field_in_error("sample-disposal", **outside) == "notice_date"


PASSED = [
    ("eligibility_check", "document_review"),
    ("document_review", "origin_determination"),
    ("origin_determination", "qms_assessment"),
    ("qms_assessment", "product_testing"),
    ("product_testing", "report_review"),
    ("report_review", "contract"),
]


@pytest.mark.parametrize(("stage", "following"), PASSED)
def test_steps_of_class_1(stage: str, following: str, result: Result) -> None:
    facts = {"product_class": 1, "stage": stage, "fee_paid": None}
    failed = {"document_review": "supplement", "report_review": "report_rework"}.get(stage, "refused")

    assert result("verification-next-step", result="pass", **facts) == {"next": following}
    assert result("verification-next-step", result="fail", **facts) == {"next": failed}


def test_the_fee_stands_before_the_contract_of_class_3(result: Result, field_in_error: Field) -> None:
    facts: dict[str, Any] = {"product_class": 3, "stage": "report_review", "result": "pass"}

    assert result("verification-next-step", **facts, fee_paid=True) == {"next": "contract"}
    assert result("verification-next-step", **facts, fee_paid=False) == {"next": "fee_due"}
    assert field_in_error("verification-next-step", **facts, fee_paid=None) == "fee_paid"
    failed = {**facts, "result": "fail"}
    assert field_in_error("verification-next-step", **failed, fee_paid=False) == "fee_paid"
    assert field_in_error("verification-next-step", **{**facts, "product_class": 2}, fee_paid=None) == "product_class"


def test_what_is_missing_for_a_certificate(result: Result, field_in_error: Field) -> None:
    nothing = {"report_passed": False, "contract_signed": False}

    third = result("certificate-issue", product_class=3, fee_proof=False, **nothing)
    first = result("certificate-issue", product_class=1, fee_proof=None, **nothing)

    assert third["missing"] == ["report", "contract", "fee_proof"]
    assert first["missing"] == ["report", "contract"]
    assert field_in_error("certificate-issue", product_class=1, fee_proof=True, **nothing) == "fee_proof"
    assert field_in_error("certificate-issue", product_class=3, fee_proof=None, **nothing) == "fee_proof"


@pytest.mark.parametrize("years", [2, 3])
def test_heads_of_a_laboratory(years: int, result: Result) -> None:
    head = {"college_degree": True, "related_field": False, "training": True, "years": years}
    facts = dict.fromkeys(
        ("within_call_window", "equipment", "premises", "staff", "quality_system"),
        True,
    )

    found = result("laboratory-eligibility", **facts, technical_head=head, quality_head=head)

    assert found["unmet"] == (["technical_head", "quality_head"] if years < 3 else ["technical_head"])


@pytest.mark.parametrize(
    ("waived", "group", "council", "state"),
    [
        (False, None, None, "working_group_review"),
        (False, "fail", None, "refused"),
        (False, "pass", None, "council_deliberation"),
        (True, None, None, "council_deliberation"),
        (True, None, "fail", "refused"),
        (False, "pass", "pass", "recognised"),
    ],
)
def test_recognition(waived: bool, group: str | None, council: str | None, state: str, result: Result) -> None:
    found = result(
        "laboratory-recognition-stage",
        recognised_by_adopted_scheme=waived,
        working_group_result=group,
        council_result=council,
    )

    assert found["state"] == state
    assert found["actions"] == (["register", "announce"] if state == "recognised" else [])


def test_recognition_refuses_contradictions(field_in_error: Field) -> None:
    rule = "laboratory-recognition-stage"
    waived = {"recognised_by_adopted_scheme": True, "working_group_result": "pass", "council_result": None}
    early = {"recognised_by_adopted_scheme": False, "working_group_result": "fail", "council_result": "pass"}

    assert field_in_error(rule, **waived) == "working_group_result"
    assert field_in_error(rule, **early) == "council_result"


@pytest.mark.parametrize(
    ("first", "last", "day", "allowed"),
    [
        ("2025-01-01", None, "2025-01-01", True),
        ("2025-01-01", None, "2024-12-31", False),
        ("2025-01-01", "2025-06-30", "2025-06-30", True),
        ("2025-01-01", "2025-06-30", "2025-07-01", False),
        (None, None, "2025-01-01", False),
    ],
)
def test_delegated_tests(first: str | None, last: str | None, day: str, *, allowed: bool, result: Result) -> None:
    facts = {"recognised_from": first, "recognition_last_day": last, "test_date": day}

    assert result("testing-delegation", tester="delegated_laboratory", **facts)["allowed"] is allowed


def test_delegation_refuses_contradictions(field_in_error: Field) -> None:
    facts = {
        "tester": "delegated_laboratory",
        "test_date": "2025-01-01",
        "recognition_last_day": "2025-01-01",
    }

    own = {**facts, "tester": "own_laboratory", "recognised_from": "2025-01-01"}
    assert field_in_error("testing-delegation", **own) == "recognised_from"
    for first in (None, "2025-01-02"):
        assert field_in_error("testing-delegation", **facts, recognised_from=first) == "recognition_last_day"


@pytest.mark.parametrize(
    ("complete", "council", "step"),
    [
        (False, None, "supplement_notice"),
        (True, None, "council_review"),
        (True, "pass", "announcement"),
        (True, "supplement", "supplement_notice"),
        (True, "fail", "refusal_notice"),
    ],
)
def test_adoption_of_a_scheme(complete: bool, council: str | None, step: str, result: Result) -> None:
    assert result("scheme-adoption-stage", documents_complete=complete, council_result=council) == {"next": step}


GRANT = {
    "application_date": "2025-08-31",
    "operator_registered": True,
    "factory_registered": True,
    "scheme_last_valid_day": "2025-08-31",
    "origin_met": True,
    "factory_passed_scheme": True,
    "minimal_operations_only": False,
    "last_material_purchase_date": None,
    "last_formula_purchase_date": None,
    "last_sale_date": "2025-02-28",
    "misleading_origin_dispute": False,
}


@pytest.mark.parametrize(
    ("changed", "unmet", "decision"),
    [
        ({}, [], "grant"),
        ({"last_sale_date": "2025-02-27"}, ["activity"], "refuse"),
        ({"last_sale_date": None, "last_formula_purchase_date": "2025-08-31"}, [], "grant"),
        ({"misleading_origin_dispute": True}, [], "may_refuse"),
        ({"misleading_origin_dispute": True, "origin_met": False}, ["origin"], "refuse"),
        ({"scheme_last_valid_day": "2025-08-30"}, ["scheme_certificate"], "refuse"),
        (
            {"minimal_operations_only": True, "factory_registered": False},
            ["factory_registered", "factory"],
            "refuse",
        ),
    ],
)
def test_grant_in_class_2(changed: dict[str, Any], unmet: list[str], decision: str, result: Result) -> None:
    found = result("class2-mark-grant", **{**GRANT, **changed})

    assert found["activity_window_from"] == "2025-02-28"
    assert (found["unmet"], found["decision"]) == (unmet, decision)


def test_no_activity_after_the_application(field_in_error: Field) -> None:
    later = {"last_material_purchase_date": "2025-09-02", "last_sale_date": "2025-09-01"}

    assert field_in_error("class2-mark-grant", **{**GRANT, **later}) == "last_material_purchase_date"
