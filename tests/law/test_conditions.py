"""Points 5, 12 and 14: every condition alone, and all together."""

from collections.abc import Callable
from typing import Any

import pytest

Result = Callable[..., dict[str, Any]]

HEAD = {"college_degree": True, "related_field": True, "training": True, "years": 3}


def each_alone(facts: dict[str, Any], none: dict[str, Any], ask: Callable[..., list[str]]) -> None:
    """With all facts met nothing is unmet; with one not met, it is the one named."""
    assert ask(**facts) == []
    assert {name: ask(**{**facts, name: value}) for name, value in none.items()} == {name: [name] for name in none}


def test_each_condition_of_a_scheme(result: Result) -> None:
    names = (
        "origin_conditions",
        "certification_mechanisms",
        "surveillance_and_mark_mechanisms",
        "public_credibility",
        "fees_reasonable",
    )
    facts = {**dict.fromkeys(names, True), "safety_standards": 1}

    each_alone(
        facts,
        {**dict.fromkeys(names, False), "safety_standards": 0},
        lambda **given: result("scheme-adoption-conditions", **given)["unmet"],  # type: ignore[no-any-return]  # JSON
    )


def test_each_condition_of_a_certification_body(result: Result) -> None:
    names = (
        "within_call_window",
        "testing_capability",
        "origin_and_site_capability",
        "fees_reasonable",
        "business_capability",
    )

    each_alone(
        {**dict.fromkeys(names, True), "applicant_kind": "college"},
        {**dict.fromkeys(names, False), "applicant_kind": "natural_person"},
        lambda **given: result("certification-body-eligibility", **given)["unmet"],  # type: ignore[no-any-return]  # JSON
    )


@pytest.mark.parametrize("kind", ["government_agency", "legal_person", "research_body", "college", "enterprise"])
def test_who_may_be_a_certification_body(kind: str, result: Result) -> None:
    names = (
        "within_call_window",
        "testing_capability",
        "origin_and_site_capability",
        "fees_reasonable",
        "business_capability",
    )

    found = result("certification-body-eligibility", applicant_kind=kind, **dict.fromkeys(names, True))

    assert found == {"eligible": True, "unmet": []}


def test_each_condition_of_a_laboratory(result: Result) -> None:
    names = ("within_call_window", "equipment", "premises", "staff", "quality_system")

    each_alone(
        {**dict.fromkeys(names, True), "technical_head": HEAD, "quality_head": HEAD},
        {
            **dict.fromkeys(names, False),
            "technical_head": {**HEAD, "training": False},
            "quality_head": {**HEAD, "college_degree": False},
        },
        lambda **given: result("laboratory-eligibility", **given)["unmet"],  # type: ignore[no-any-return]  # JSON
    )
