"""Single facts on the edge of a rule, where the next fact over is judged otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from smilemark.law.draw import frame_of
from smilemark.law.facts import FactsError
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.kinship import Relation, within_circle
from smilemark.law.mit_smile import annex_10_training, point_23_application_documents
from smilemark.law.roc_dates import read_roc_date

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]


def test_an_assessment_counts_on_the_first_and_last_day_of_a_certificate_of_one_day(result: Result) -> None:
    days = ("2025-01-09", "2025-01-10", "2025-01-10", "2025-01-11")
    log = [{"date": day, "kind": "verification"} for day in days]

    found = result("assessor-assessment-count", valid_from="2025-01-10", last_valid_day="2025-01-10", assessments=log)

    assert found == {"counted": 2, "enough_for_renewal": True}


def test_the_hours_of_the_subjects_alone_exceed_the_total_asked_for() -> None:
    hours = in_force(annex_10_training.MINIMUM_HOURS, REGULATION_VERSION)

    assert sum(hours) == 29 > in_force(annex_10_training.MINIMUM_TOTAL_HOURS, REGULATION_VERSION)


@pytest.mark.parametrize("use", ["uncertified_product", "trademark"])
def test_what_point_37_forbids_is_refused_by_point_37(use: str, ask: Result) -> None:
    found = ask("mark-use", licensee="certified_operator", use=use, written_contract=True)

    assert found["result"]["allowed"] is False
    assert [reason["citation"] for reason in found["because"]] == ["推動及管理要點第三十七點 (point 37)"]


def test_the_council_does_not_decide_on_incomplete_documents(field_in_error: Field, result: Result) -> None:
    for council in ("pass", "fail"):
        field = field_in_error("scheme-adoption-stage", documents_complete=False, council_result=council)
        assert field == "council_result"
    assert result("scheme-adoption-stage", documents_complete=False, council_result=None)["next"] == "supplement_notice"


@pytest.mark.parametrize(
    ("left", "ends", "by"),
    [
        ("2026-06-29", "2026-06-29", "own_office"),
        ("2026-06-30", "2026-06-30", "term"),
        ("2026-07-01", "2026-06-30", "term"),
    ],
)
def test_a_representative_leaves_with_the_own_office_only_before_the_term_ends(
    left: str, ends: str, by: str, result: Result
) -> None:
    found = result("council-seat-end", seat="industry", last_day_of_term="2026-06-30", own_office_end_date=left)

    assert (found["membership_ends"], found["ended_by"]) == (ends, by)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [("2025-05-19", False), ("2025-05-20", True), ("2025-05-21", True), ("2025-05-22", True), ("2025-05-23", False)],
)
def test_a_laboratory_tests_from_its_recognition_to_the_last_day_of_it(day: str, allowed: bool, result: Result) -> None:
    found = result(
        "testing-delegation",
        tester="delegated_laboratory",
        recognised_from="2025-05-20",
        recognition_last_day="2025-05-22",
        test_date=day,
    )

    assert found["allowed"] is allowed


def test_a_recognition_may_last_one_day(result: Result, field_in_error: Field) -> None:
    facts = {"tester": "delegated_laboratory", "recognised_from": "2025-05-20", "test_date": "2025-05-20"}

    assert result("testing-delegation", **facts, recognition_last_day="2025-05-20")["allowed"] is True
    assert field_in_error("testing-delegation", **facts, recognition_last_day="2025-05-19") == "recognition_last_day"


def test_the_documents_are_called_as_in_point_23() -> None:
    names = {document.value: name for document, name in point_23_application_documents.DOCUMENT_NAMES.items()}

    assert names == {
        "application_form": "驗證申請書",
        "manufacturers_data": "各製造商基本資料",
        "product_data": "申請產品資料",
        "product_labelling": "申請產品商品標示",
        "makers_mandate_evidence": "委託協同製造業者之佐證文件",
        "qms_certificate": "品質管理系統驗證有效證明文件",
        "test_proof": "產品檢驗合格有效證明文件",
    }


def test_a_sample_may_not_be_gone_before_its_notice(result: Result, field_in_error: Field) -> None:
    done = dict.fromkeys(("photographed", "recorded", "result_notified"), True) | {"collected": False}

    same_day = result("sample-disposal", notice_date="2025-03-14", disposal_date="2025-03-14", **done)
    assert same_day["disposal_allowed"] is False
    before = field_in_error("sample-disposal", notice_date="2025-03-14", disposal_date="2025-03-13", **done)
    assert before == "disposal_date"


def test_a_pass_of_the_assessment_day_itself_waives(result: Result, field_in_error: Field) -> None:
    facts = {
        "licensed_industry": False,
        "licence": None,
        "adopted_certificate": None,
        "last_waiver_date": None,
        "assessment_necessary": False,
        "assessment_date": "2025-03-14",
    }

    assert result("qms-gate", **facts, last_pass_date="2025-03-14")["outcome"] == "waived"
    assert field_in_error("qms-gate", **facts, last_pass_date="2025-03-15") == "last_pass_date"


PLAN = {"due_date": "2025-06-20", "transmitted_at": None, "factory_check_refused": False}


@pytest.mark.parametrize(
    ("arrived", "on_time", "outcome"),
    [("2025-06-19", True, "pass"), ("2025-06-20", True, "pass"), ("2025-06-21", False, "fail")],
)
def test_a_plan_is_judged_on_the_day_it_arrives(arrived: str, on_time: bool, outcome: str, result: Result) -> None:
    facts = {**PLAN, "filing_method": "hand", "postmark_date": None}

    found = result("corrective-plan", **facts, arrival_date=arrived, as_of_date=arrived)

    assert (found["decisive_date"], found["on_time"], found["outcome"]) == (arrived, on_time, outcome)


def test_a_plan_is_not_judged_before_it_is_filed_nor_arrives_before_its_postmark(
    result: Result, field_in_error: Field
) -> None:
    facts = {**PLAN, "filing_method": "post", "postmark_date": "2025-06-20", "as_of_date": "2025-06-20"}

    assert result("corrective-plan", **facts, arrival_date="2025-06-20")["on_time"] is True
    assert field_in_error("corrective-plan", **facts, arrival_date="2025-06-19") == "arrival_date"
    earlier = facts | {"as_of_date": "2025-06-19"}
    assert field_in_error("corrective-plan", **earlier, arrival_date=None) == "as_of_date"


@pytest.mark.parametrize("day", ["2025-03-08", "2025-03-09"])
def test_a_report_is_not_deleted_before_it_is_completed(day: str, result: Result, field_in_error: Field) -> None:
    facts = {"document": "cb_audit_report", "completed_date": "2025-03-10"}

    assert field_in_error("record-retention", **facts, deletion_date=day) == "deletion_date"
    assert result("record-retention", **facts, deletion_date="2025-03-10")["deletion_allowed"] is False


@pytest.mark.parametrize("change", ["operator_name", "registered_address", "representative_name"])
def test_registration_data_cannot_change_the_product(change: str, result: Result, field_in_error: Field) -> None:
    field = field_in_error("change-classification", change=change, function_or_spec_differs=True)

    assert field == "function_or_spec_differs"
    assert result("change-classification", change=change, function_or_spec_differs=False)["simple_change"] is True


def test_an_objection_may_be_posted_on_the_day_of_the_notice(result: Result, field_in_error: Field) -> None:
    facts = {
        "remedy": "operator_objection",
        "notice_date": "2025-03-03",
        "filing_method": "registered_mail",
        "arrival_date": "2025-03-05",
        "in_writing": True,
    }

    assert result("objection-admissibility", **facts, postmark_date="2025-03-03")["decisive_date"] == "2025-03-03"
    assert field_in_error("objection-admissibility", **facts, postmark_date="2025-03-02") == "postmark_date"


def test_an_assessor_certificate_may_last_one_day_and_not_less(result: Result, field_in_error: Field) -> None:
    facts = {"valid_from": "2025-05-14", "assessment_date": "2025-05-14"}

    assert result("assessor-duty", **facts, last_valid_day="2025-05-14")["may_assess"] is True
    for day in ("2025-05-13", "2025-05-12"):
        assert field_in_error("assessor-duty", **facts, last_valid_day=day) == "last_valid_day"


def test_the_first_field_alone_names_an_item_of_a_frame() -> None:
    assert frame_of([("A", "x"), ("B", "A")]) == frame_of([("B", "A"), ("A", "x")])
    with pytest.raises(FactsError) as refused:
        frame_of([("A", "x"), ("A", "y")])
    assert (refused.value.field, refused.value.message) == ("rows[1]", "this item stands twice")


def test_who_is_no_kin_is_outside_the_circle() -> None:
    assert within_circle(Relation.NONE, 1, on=REGULATION_VERSION) is False
    assert within_circle(Relation.BLOOD, 1, on=REGULATION_VERSION) is True


def test_the_last_year_of_the_national_calendar_read_here() -> None:
    assert read_roc_date("2881231") == date(2199, 12, 31)
    assert read_roc_date("2890101") is None


def test_either_half_of_a_character_is_no_text(field_in_error: Field) -> None:
    facts = {"event": "lost", "original_last_valid_day": "2026-01-01", "issued_on": "2025-01-01"}

    for half in (0xD800, 0xDFFF):
        assert field_in_error("certificate-reissue", **facts, original_number=chr(half)) == "original_number"
