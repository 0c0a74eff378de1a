"""A rule's answer is kept so that it can be replayed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from smilemark.foundation import findings
from smilemark.law import contract, periods, rules
from smilemark.law.working_days import OFFICIAL

FACTS = {"start_date": "2026-06-18", "length": 1, "unit": "days", "effect": "ordinary"}


def test_an_answer_is_kept_with_its_facts_version_and_reasons(user, noon):
    found = periods.period_end(
        start_date=date(2026, 6, 18),
        length=1,
        unit=periods.Unit.DAYS,
        effect=periods.Effect.ORDINARY,
        calendar=OFFICIAL,
    )

    stored = findings.store(user, "period-end", FACTS, found, noon)

    stored.refresh_from_db()
    assert stored.subject == f"accounts.user:{user.pk}"
    assert (stored.rule, stored.facts, stored.passed) == ("period-end", FACTS, None)
    assert stored.in_force == date(2023, 10, 24)
    assert stored.result["effective_end"] == "2026-06-22"
    assert stored.because[1]["citation"].startswith("行政程序法第四十八條第四項")
    assert stored.because[1]["english"] == "2026-06-19 is a rest day; the period ends on 2026-06-22."


def test_the_day_whose_law_was_asked_is_kept(user, noon):
    found = contract.judge(rules.find("period-end"), FACTS)

    asked_that_day = findings.store(user, "period-end", FACTS, found, noon)
    asked_for_another = findings.store(user, "period-end", FACTS, found, noon, on=date(2024, 2, 29))

    assert asked_that_day.on == timezone.localdate(noon)
    assert asked_for_another.on == date(2024, 2, 29)


def test_what_is_kept_can_be_asked_again(user, noon):
    first = contract.judge(rules.find("period-end"), FACTS)
    stored = findings.store(user, "period-end", FACTS, first, noon)

    again = contract.judge(rules.find(stored.rule), stored.facts)

    assert contract.plain(again.result) == stored.result
    assert findings.about(user) == [stored]
    assert findings.about(user, "working-day") == []


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (Fraction(7, 20), "7/20"),
        (Decimal("35.0"), "35.0"),
        ({"a": (date(2026, 6, 1), None, True)}, {"a": ["2026-06-01", None, True]}),
    ],
)
def test_values_become_json(value, json):
    assert findings.as_json(value) == json


def test_a_float_is_never_taken():
    with pytest.raises(TypeError, match="float has no JSON form"):
        findings.as_json(0.35)
