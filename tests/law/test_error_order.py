"""Order of errors between fields: the first contradiction in the contract's order is the one that is named."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.law.examples import tries

from smilemark.law import contract

Facts = dict[str, Any]
Expected = Callable[[Facts], Iterator[tuple[bool, str]]]

CALENDAR_YEARS = range(2023, 2027)
DAYS = st.dates(date(2026, 12, 14), date(2027, 1, 4)).map(date.isoformat)
DAY_OR_NONE = st.none() | DAYS
BOOLEANS = st.booleans()
BOOLEAN_OR_NONE = st.none() | st.booleans()


def outside(day: str | None, days: int) -> bool:
    """No working day of the calendar follows; 31 December 2026 is one."""
    return day is not None and (date.fromisoformat(day) + timedelta(days=days)).year not in CALENDAR_YEARS


def before(day: str | None, other: str | None) -> bool:
    return day is not None and other is not None and day < other


def irregular(facts: Facts) -> Iterator[tuple[bool, str]]:
    trigger, day, suspicion = facts["trigger"], facts["trigger_time"][:10], facts["suspicion_found_date"]
    misuse, origin = trigger == "suspected_misuse", trigger == "origin_label_complaint"
    physical = trigger == "right_withdrawn" or (misuse and "physical" in facts["channels"])
    yield bool(facts["channels"]) != misuse, "channels"
    yield suspicion is not None and (not origin or suspicion < day), "suspicion_found_date"
    yield trigger == "quality_complaint" and outside(day, 5), "trigger_time"
    yield (origin or physical) and outside(day, 3), "trigger_time"
    yield origin and outside(suspicion, 5), "suspicion_found_date"


def complaint(facts: Facts) -> Iterator[tuple[bool, str]]:
    yield before(facts["sample_sent_to_lab_date"], facts["complaint_date"]), "sample_sent_to_lab_date"
    yield before(facts["test_report_date"], facts["sample_sent_to_lab_date"]), "test_report_date"
    yield outside(facts["complaint_date"], 5), "complaint_date"


def operator_finding(facts: Facts) -> Iterator[tuple[bool, str]]:
    counts, defect = facts["qms_counts"], facts["finding"] == "qms_defect"
    yield (counts is not None) != defect, "qms_counts"
    yield counts is not None and not 1 <= sum(counts.values()) <= 11, "qms_counts"
    yield facts["council_finds_severe"] and facts["finding"] != "other", "council_finds_severe"


def body_withdrawal(facts: Facts) -> Iterator[tuple[bool, str]]:
    severe = facts["ground"] == "severe_surveillance_finding"
    yield severe and facts["body"] == "laboratory", "ground"
    yield (facts["council_resolution"] is not None) != severe, "council_resolution"


def admissibility(facts: Facts) -> Iterator[tuple[bool, str]]:
    postmark, notice, arrival = facts["postmark_date"], facts["notice_date"], facts["arrival_date"]
    yield (postmark is not None) != facts["filing_method"].endswith("mail"), "postmark_date"
    yield before(postmark, notice), "postmark_date"
    yield before(arrival, notice) or before(arrival, postmark), "arrival_date"
    yield outside(notice, 7 if facts["remedy"] == "label_quantity_objection" else 30), "notice_date"


def reply(facts: Facts) -> Iterator[tuple[bool, str]]:
    yield before(facts["sent_date"], facts["objection_received_date"]), "sent_date"
    yield facts["sent_date"] is None and bool(facts["sent_to"]), "sent_to"
    yield outside(facts["objection_received_date"], 7), "objection_received_date"


def delivery(facts: Facts) -> Iterator[tuple[bool, str]]:
    yield before(facts["delivered_date"], facts["list_received_date"]), "delivered_date"
    yield outside(facts["list_received_date"], 7), "list_received_date"


def reprint(facts: Facts) -> Iterator[tuple[bool, str]]:
    yield before(facts["delivered_date"], facts["error_verified_date"]), "delivered_date"
    yield outside(facts["error_verified_date"], 15), "error_verified_date"


def training(facts: Facts) -> Iterator[tuple[bool, str]]:
    yield facts["score"] > facts["full_marks"], "score"
    yield facts["offset_hours"][10] != 0, "offset_hours[10]"


def subset(*names: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True, max_size=len(names))


CASES: dict[str, tuple[Expected, dict[str, st.SearchStrategy[Any]]]] = {
    "irregular-check-deadlines": (
        irregular,
        {
            "trigger": st.sampled_from(
                ["quality_complaint", "origin_label_complaint", "suspected_misuse", "right_withdrawn"]
            ),
            "trigger_time": DAYS.map(lambda day: f"{day}T10:00:00+08:00"),
            "channels": subset("virtual", "physical"),
            "suspicion_found_date": DAY_OR_NONE,
        },
    ),
    "quality-complaint-check": (
        complaint,
        {"complaint_date": DAYS, "sample_sent_to_lab_date": DAYS, "test_report_date": DAY_OR_NONE},
    ),
    "operator-finding-severity": (
        operator_finding,
        {
            "finding": st.sampled_from(["qms_defect", "other", "origin_not_met"]),
            "qms_counts": st.none()
            | st.fixed_dictionaries({grade: st.integers(0, 11) for grade in ("severe", "major", "minor")}),
            "improvement": st.just("pending"),
            "council_finds_severe": BOOLEANS,
        },
    ),
    "body-withdrawal": (
        body_withdrawal,
        {
            "body": st.sampled_from(["certification_body", "laboratory"]),
            "ground": st.sampled_from(["severe_surveillance_finding", "other_serious_fault"]),
            "council_resolution": BOOLEAN_OR_NONE,
        },
    ),
    "objection-admissibility": (
        admissibility,
        {
            "remedy": st.sampled_from(["operator_objection", "label_quantity_objection"]),
            "notice_date": DAYS,
            "filing_method": st.sampled_from(["hand", "registered_mail", "ordinary_mail", "electronic"]),
            "postmark_date": DAY_OR_NONE,
            "arrival_date": DAYS,
            "in_writing": BOOLEANS,
        },
    ),
    "label-objection-reply": (
        reply,
        {
            "objection_received_date": DAYS,
            "sent_date": DAY_OR_NONE,
            "sent_to": subset("objecting_operator", "secretariat"),
        },
    ),
    "label-delivery": (
        delivery,
        {
            "list_received_date": DAYS,
            "delivered_date": DAY_OR_NONE,
            "special_circumstance": st.sampled_from([None, "x"]),
        },
    ),
    "label-reprint": (reprint, {"error_verified_date": DAYS, "delivered_date": DAY_OR_NONE}),
    "training-completion": (
        training,
        {
            "hours": st.just([1] * 11),
            "offset_hours": st.integers(0, 1).map(lambda exam: [0] * 10 + [exam]),
            "score": st.integers(0, 3),
            "full_marks": st.integers(1, 3),
        },
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_the_first_contradiction_is_named(name: str) -> None:
    expected, strategies = CASES[name]

    @settings(max_examples=tries(200), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.fixed_dictionaries(strategies))
    def asked(facts: Facts) -> None:
        body = json.loads(contract.answer_single(name, json.dumps(facts).encode()).text)
        first = next((field for contradicts, field in expected(facts) if contradicts), None)
        assert body.get("error", {}).get("field") == first

    asked()
