"""Annexes 15, 16 and 17: plans, notices, irregular checks, retention and the severity of findings."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.mit_smile.annex_15_audits import NoticedParty, audit_notice

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]
ON = date(2025, 1, 1)
IMPROVEMENTS = ["not_notified", "pending", "improved", "not_improved"]


@pytest.mark.parametrize(
    ("duty", "year", "nominal", "deadline"),
    [
        ("operator_surveillance_plan", 2023, "2023-01-31", "2023-01-31"),
        ("operator_surveillance_plan", 2024, "2024-01-31", "2024-01-31"),
        ("operator_surveillance_plan", 2025, "2025-01-31", "2025-02-03"),  # the new year break
        ("operator_surveillance_plan", 2026, "2026-01-31", "2026-02-02"),  # a Saturday
        ("cb_surveillance_plan", 2023, "2023-01-15", "2023-01-16"),  # a Sunday
        ("other_user_surveillance_plan", 2025, "2025-01-15", "2025-01-15"),
        ("operator_surveillance_summary", 2024, "2024-12-15", "2024-12-16"),
        ("cb_surveillance_summary", 2023, "2023-12-15", "2023-12-15"),
        ("other_user_surveillance_summary", 2026, "2026-12-15", "2026-12-15"),
    ],
)
def test_yearly_papers_are_due_by_the_day_itself(
    duty: str, year: int, nominal: str, deadline: str, result: Result
) -> None:
    last = date.fromisoformat(deadline)
    in_time = result("annual-duty", duty=duty, year=year, filed_date=deadline)
    late = result("annual-duty", duty=duty, year=year, filed_date=(last + timedelta(days=1)).isoformat())

    assert (in_time["nominal_date"], in_time["deadline"]) == (nominal, deadline)
    assert (in_time["on_time"], late["on_time"]) == (True, False)
    assert in_time["responsible"] == ("certification_body" if "operator" in duty else "secretariat")
    assert in_time["handling"] == ("approval" if duty == "operator_surveillance_plan" else "record")


def test_years_outside_the_calendar_are_no_years(field_in_error: Field) -> None:
    facts = {"duty": "cb_surveillance_plan", "filed_date": None}

    assert [field_in_error("annual-duty", year=year, **facts) for year in (2022, 2027, "2025", 2025.0)] == ["year"] * 4


@pytest.mark.parametrize("audited", ["certified_operator", "certification_body", "other_user"])
def test_only_the_plan_for_operators_waits_for_approval(audited: str, result: Result) -> None:
    needs = audited == "certified_operator"
    starts = {
        (filed, approved): result("annual-plan-gate", audited=audited, filed=filed, approved=approved)
        for filed, approved in [(True, True), (True, False), (True, None), (False, False), (False, None)]
    }

    assert {found["approval_required"] for found in starts.values()} == {needs}
    assert {case for case, found in starts.items() if found["may_start"]} == (
        {(True, True)} if needs else {(True, True), (True, False), (True, None)}
    )


def test_a_plan_cannot_be_approved_before_it_is_filed(field_in_error: Field) -> None:
    facts = {"audited": "other_user", "filed": False, "approved": True}

    assert field_in_error("annual-plan-gate", **facts) == "approved"


def test_the_fixed_arrangement(result: Result) -> None:
    team = ["experts", "council_members", "administration_staff"]

    assert list(result("surveillance-arrangement", audited="certification_body").values()) == [
        "year", 1, "each_body", "secretariat", "audit_team", team, None,
    ]  # fmt: skip
    assert list(result("surveillance-arrangement", audited="other_user").values()) == [
        "year", 1, "each_case", "secretariat", "secretariat_staff", [], "secretariat",
    ]  # fmt: skip


@given(st.dates(date(1912, 1, 5)), st.integers(-10, 10))
def test_three_full_days_lie_between_notice_and_audit(audit: date, before: int) -> None:
    notice = audit - timedelta(days=before) if audit.year < 9999 else audit
    found = {
        party: audit_notice(audited=party, audit_date=audit, notice_date=notice, on=ON).result for party in NoticedParty
    }

    full_days_between = (audit - notice).days - 1
    assert found[NoticedParty.CERTIFIED_OPERATOR].on_time == (full_days_between >= 3)
    assert found[NoticedParty.CERTIFICATION_BODY].on_time == (full_days_between >= 0)


def irregular(result: Result, trigger: str, **changed: object) -> dict[str, Any]:
    facts: dict[str, object] = {
        "trigger": trigger,
        "trigger_time": "2025-10-07T23:59:59+08:00",
        "channels": [],
        "suspicion_found_date": None,
    }
    found = result("irregular-check-deadlines", **{**facts, **changed})
    return {name: value for name, value in found.items() if value is not None}


def test_each_trigger_has_its_own_clocks(result: Result) -> None:
    virtual = {"virtual_check_deadline": "2025-10-08T23:59:59+08:00"}
    physical = {"physical_check_deadline": "2025-10-13"}  # the third day is a holiday
    label = {"label_check_deadline": "2025-10-13"}

    assert irregular(result, "quality_complaint") == {"sampling_deadline": "2025-10-13"}
    assert irregular(result, "origin_label_complaint") == label
    assert irregular(result, "origin_label_complaint", suspicion_found_date="2025-10-07") == {
        **label,
        "site_visit_deadline": "2025-10-13",
    }
    assert irregular(result, "suspected_misuse", channels=["virtual"]) == virtual
    assert irregular(result, "suspected_misuse", channels=["physical"]) == physical
    assert irregular(result, "suspected_misuse", channels=["physical", "virtual"]) == {**virtual, **physical}
    assert irregular(result, "right_withdrawn") == {**virtual, **physical}


def test_hours_run_through_nights_breaks_and_years(result: Result) -> None:
    found = irregular(result, "suspected_misuse", channels=["virtual"], trigger_time="2199-12-31T08:00:00+08:00")

    assert found == {"virtual_check_deadline": "2200-01-01T08:00:00+08:00"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"trigger": "suspected_misuse"}, "channels"),
        ({"channels": ["virtual"]}, "channels"),
        ({"trigger": "right_withdrawn", "channels": ["virtual", "physical"]}, "channels"),
        ({"trigger": "suspected_misuse", "channels": ["virtual", "virtual"]}, "channels[1]"),
        ({"suspicion_found_date": "2025-10-08"}, "suspicion_found_date"),
        ({"trigger": "origin_label_complaint", "suspicion_found_date": "2025-10-06"}, "suspicion_found_date"),
        ({"trigger_time": "2026-12-28T00:00:00+08:00"}, "trigger_time"),
        ({"trigger": "right_withdrawn", "trigger_time": "2026-12-29T00:00:00+08:00"}, "trigger_time"),
        ({"trigger": "origin_label_complaint", "suspicion_found_date": "2026-12-28"}, "suspicion_found_date"),
        (
            {
                "trigger": "origin_label_complaint",
                "trigger_time": "2026-12-30T00:00:00+08:00",
                "suspicion_found_date": "2026-12-30",
            },
            "trigger_time",
        ),
    ],
)
def test_contradictions_of_an_irregular_case(changed: dict[str, Any], field: str, field_in_error: Field) -> None:
    facts = {
        "trigger": "quality_complaint",
        "trigger_time": "2025-10-07T10:00:00+08:00",
        "channels": [],
        "suspicion_found_date": None,
    }

    assert field_in_error("irregular-check-deadlines", **{**facts, **changed}) == field


def test_the_last_days_of_the_calendar_can_still_be_counted(result: Result) -> None:
    last = irregular(result, "quality_complaint", trigger_time="2026-12-26T00:00:00+08:00")

    assert last == {"sampling_deadline": "2026-12-31"}


def test_the_sample_reaches_the_laboratory_in_five_days(result: Result, field_in_error: Field) -> None:
    facts = {"complaint_date": "2025-07-02", "test_report_date": None}

    assert result("quality-complaint-check", sample_sent_to_lab_date="2025-07-07", **facts) == {
        "deadline": "2025-07-07",
        "on_time": True,
    }
    assert result("quality-complaint-check", sample_sent_to_lab_date="2025-07-08", **facts)["on_time"] is False
    early = field_in_error("quality-complaint-check", sample_sent_to_lab_date="2025-07-01", **facts)
    assert early == "sample_sent_to_lab_date"
    reported = {**facts, "sample_sent_to_lab_date": "2025-07-03", "test_report_date": "2025-07-02"}
    assert field_in_error("quality-complaint-check", **reported) == "test_report_date"


@pytest.mark.parametrize(
    ("document", "minimum", "through"),
    [
        ("verification_summary_report", 6, "2030-02-28"),
        ("operator_regular_audit_report", 3, "2027-02-28"),
        ("operator_irregular_audit_report", 3, "2027-02-28"),
        ("operator_surveillance_summary", 3, "2027-02-28"),
        ("cb_audit_report", 3, "2027-02-28"),
        ("other_user_audit_report", 3, "2027-02-28"),
        ("cb_surveillance_summary", None, "2027-02-28"),
        ("other_user_surveillance_summary", None, "2027-02-28"),
    ],
)
def test_how_long_reports_are_kept(document: str, minimum: int | None, through: str, result: Result) -> None:
    facts = {"document": document, "completed_date": "2024-02-29"}
    after = (date.fromisoformat(through) + timedelta(days=1)).isoformat()

    kept = result("record-retention", deletion_date=through, **facts)

    assert kept == {
        "regulation_minimum_years": minimum,
        "keep_years": minimum or 3,
        "keep_through": through,
        "deletion_allowed": False,
    }
    assert result("record-retention", deletion_date=after, **facts)["deletion_allowed"] is True


COUNTS = [
    ((1, 0, 0), True),
    ((0, 3, 0), True),
    ((0, 2, 2), False),
    ((0, 2, 3), True),
    ((0, 1, 5), False),
    ((0, 1, 6), True),
    ((0, 0, 8), False),
    ((0, 0, 9), True),
    ((0, 0, 1), False),
]


@pytest.mark.parametrize(("counts", "severe_at_once"), COUNTS)
def test_defects_convert_in_surveillance_too(counts: tuple[int, ...], severe_at_once: bool, result: Result) -> None:
    facts = {
        "finding": "qms_defect",
        "qms_counts": dict(zip(("severe", "major", "minor"), counts, strict=True)),
        "council_finds_severe": False,
    }
    found = [result("operator-finding-severity", improvement=state, **facts) for state in IMPROVEMENTS]

    severe = {"severity": "severe", "action": "invite_statement"}
    slight = {"severity": "slight", "action": "notify_improvement"}
    assert found == ([severe] * 4 if severe_at_once else [slight, slight, slight, severe])


@pytest.mark.parametrize("finding", ["product_test_failed", "mark_rule_breach", "contract_breach"])
def test_other_faults_of_an_operator_need_a_notice_first(finding: str, result: Result) -> None:
    facts = {"finding": finding, "qms_counts": None, "council_finds_severe": False}
    found = [result("operator-finding-severity", improvement=state, **facts) for state in IMPROVEMENTS]

    assert [each["severity"] for each in found] == ["slight", "slight", "slight", "severe"]


def test_origin_at_once_and_the_rest_by_the_council(result: Result) -> None:
    origin = {"finding": "origin_not_met", "qms_counts": None, "council_finds_severe": False}
    other = {**origin, "finding": "other"}

    for state in IMPROVEMENTS:
        assert result("operator-finding-severity", improvement=state, **origin)["severity"] == "severe"
        assert result("operator-finding-severity", improvement=state, **other)["severity"] == "slight"
        by_council = {**other, "improvement": state, "council_finds_severe": True}
        assert result("operator-finding-severity", **by_council)["severity"] == "severe"


@pytest.mark.parametrize(
    ("finding", "counts", "council", "field"),
    [
        ("qms_defect", None, True, "qms_counts"),
        ("other", (0, 0, 1), False, "qms_counts"),
        ("qms_defect", (0, 0, 0), False, "qms_counts"),
        ("qms_defect", (4, 4, 4), False, "qms_counts"),
        ("qms_defect", (12, 0, 0), False, "qms_counts.severe"),
        ("qms_defect", (11, 0, 0), True, "council_finds_severe"),
        ("contract_breach", None, True, "council_finds_severe"),
    ],
)
def test_contradictions_of_a_finding(
    finding: str, counts: tuple[int, ...] | None, council: bool, field: str, field_in_error: Field
) -> None:
    given_counts = None if counts is None else dict(zip(("severe", "major", "minor"), counts, strict=True))
    facts = {"finding": finding, "qms_counts": given_counts, "improvement": "pending"}

    assert field_in_error("operator-finding-severity", council_finds_severe=council, **facts) == field


def test_faults_of_a_certification_body(result: Result, field_in_error: Field) -> None:
    breaches = ["licensing_breach", "verification_breach", "surveillance_not_performed"]
    rule = "certification-body-finding-severity"

    def severities(finding: str, *, council: bool = False) -> list[str]:
        facts = {"finding": finding, "council_finds_severe": council}
        return [result(rule, improvement=state, **facts)["severity"] for state in IMPROVEMENTS]

    assert severities("forged_documents") == ["severe"] * 4
    assert [severities(breach) for breach in breaches] == [["slight", "slight", "slight", "severe"]] * 3
    assert severities("other") == ["slight"] * 4
    assert severities("other", council=True) == ["severe"] * 4
    facts = {"finding": "forged_documents", "improvement": "pending", "council_finds_severe": True}
    assert field_in_error(rule, **facts) == "council_finds_severe"


def test_faults_of_another_user(result: Result) -> None:
    def severities(finding: str) -> str:
        rule = "other-user-finding-severity"
        found = [result(rule, finding=finding, improvement=state) for state in IMPROVEMENTS]
        assert {(each["severity"], each["action"]) for each in found} <= {
            ("severe", "invite_statement"),
            ("slight", "notify_improvement"),
        }
        return "".join(each["severity"][1] for each in found)

    assert severities("mark_on_uncertified_product") == "eeee"
    assert severities("sale_of_falsely_marked_products") == "eeee"
    assert severities("rule_breach") == "llle"
    assert severities("contract_breach") == "llle"
    assert severities("credibility_harm") == "llle"
    assert severities("other") == "llll"


@pytest.mark.parametrize(
    ("audited", "report_to"), [("certified_operator", ["working_group", "council"]), ("other_user", ["council"])]
)
def test_the_right_ends_only_after_a_statement(
    audited: str, report_to: list[str], result: Result, field_in_error: Field
) -> None:
    for severity, invited, kept in product(("severe", "slight"), (True, False), (True, False)):
        facts = {"severity": severity, "statement_invited": invited, "view_kept": kept}
        if kept and not invited:
            assert field_in_error("termination-check", audited=audited, **facts) == "view_kept"
        else:
            may = severity == "severe" and invited and kept
            expected = {"may_terminate": may, "report_to": report_to if may else []}
            assert result("termination-check", audited=audited, **facts) == expected
