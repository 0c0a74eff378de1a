"""Points 41 to 48 and annex 13 point 8: withdrawal, cancellation, termination, bans."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.mit_smile.point_41_reapplication_ban import EndedUnder, reapplication_ban

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]
ON = date(2025, 1, 1)

ORDERS = ["not_ordered", "pending", "improved", "not_improved"]
AFTER_AN_ORDER = [
    ["order_improvement", True, 0],
    ["none", False, 0],
    ["none", False, 0],
    ["cancel", False, 1],
]

ASSESSOR_GROUNDS = [
    "false_training_qualification",
    "helped_factory_pass_falsely",
    "bribe_or_benefit",
    "leaked_secrets",
    "disturbed_or_pried",
]
LICENCE_GROUNDS = [
    "requested",
    "dissolved_or_closed",
    "contract_ended",
    "registration_cancelled",
    "articles_10_to_12_breached",
    "use_principles_breached",
    "not_improved_after_notice",
    "other_cause",
]


@pytest.mark.parametrize(
    ("ground", "serious", "expected"),
    [
        ("false_documents", None, ["41(1)", "withdraw", True, 3]),
        ("improper_means", None, ["41(2)", "withdraw", True, 3]),
        ("requested_by_operator", None, ["42(1)", "cancel", True, 0]),
        ("dissolved_or_closed", None, ["42(2)", "cancel", True, 0]),
        ("registration_cancelled", None, ["42(3)", "cancel", True, 0]),
        ("scheme_qualification_lost", None, ["42(4)", "cancel", True, 0]),
        ("right_transferred_or_sold", None, ["42(5)", "cancel", True, 1]),
        ("origin_or_quality_breach", True, ["42(6)", "cancel", True, 1]),
    ],
)
def test_points_41_and_42_ask_no_order(
    ground: str, serious: bool | None, expected: list[object], result: Result
) -> None:
    for improvement in ORDERS:
        facts = {"ground": ground, "serious": serious, "improvement": improvement}
        assert list(result("mark-right-withdrawal", **facts).values()) == expected


@pytest.mark.parametrize(
    ("ground", "serious", "applied"),
    [
        ("origin_or_quality_breach", False, "43(4)"),
        ("mark_on_unlicensed_product", None, "43(1)"),
        ("self_print_without_application", None, "43(2)"),
        ("irregular_audit_refused", None, "43(3)"),
        ("product_or_process_mismatch", None, "43(4)"),
    ],
)
def test_point_43_orders_improvement_first(ground: str, serious: bool | None, applied: str, result: Result) -> None:
    found = [
        list(result("mark-right-withdrawal", ground=ground, serious=serious, improvement=order).values())
        for order in ORDERS
    ]

    assert found == [[applied, *after] for after in AFTER_AN_ORDER]


def test_seriousness_is_judged_for_one_ground_only(field_in_error: Field) -> None:
    facts = {"improvement": "not_ordered"}

    for ground, serious in [
        ("origin_or_quality_breach", None),
        ("false_documents", False),
        ("irregular_audit_refused", True),
    ]:
        assert field_in_error("mark-right-withdrawal", ground=ground, serious=serious, **facts) == "serious"


def test_a_severe_finding_bans_only_on_a_named_ground(result: Result) -> None:
    named = ["42(5)", "42(6)", "43(1)", "43(2)", "43(3)", "43(4)"]
    found = [result("severe-finding-cancellation", named_point=point) for point in [*named, "none"]]

    assert found == [{"act": "cancel", "ban_years": 1}] * 6 + [{"act": "cancel", "ban_years": 0}]


def test_items_of_bodies_and_laboratories(result: Result) -> None:
    shared = [
        "staff_or_equipment_not_replenished",
        "impartiality_harmed",
        "standards_breach_or_false_statement",
        "improper_benefit",
        "capability_lost",
    ]

    def found(body: str, ground: str, *, resolution: bool | None = None) -> list[object]:
        facts = {"body": body, "ground": ground, "council_resolution": resolution}
        return list(result("body-withdrawal", **facts).values())

    for item, ground in enumerate(shared, start=1):
        assert found("certification_body", ground) == [f"45({item})", "cancel", False, 1]
        assert found("laboratory", ground) == [f"46({item})", "cancel", False, 1]
    assert found("certification_body", "other_serious_fault") == ["45(7)", "cancel", False, 1]
    assert found("laboratory", "other_serious_fault") == ["46(6)", "cancel", False, 1]
    severe = "severe_surveillance_finding"
    assert found("certification_body", severe, resolution=True) == ["45(6)", "cancel", False, 1]
    assert found("certification_body", severe, resolution=False) == ["45(6)", "none", False, 0]


@pytest.mark.parametrize(
    ("body", "ground", "resolution", "field"),
    [
        ("laboratory", "severe_surveillance_finding", True, "ground"),
        ("laboratory", "severe_surveillance_finding", None, "ground"),
        ("certification_body", "severe_surveillance_finding", None, "council_resolution"),
        ("certification_body", "capability_lost", True, "council_resolution"),
        ("laboratory", "capability_lost", False, "council_resolution"),
    ],
)
def test_contradictions_about_bodies(
    body: str, ground: str, resolution: bool | None, field: str, field_in_error: Field
) -> None:
    facts = {"body": body, "ground": ground, "council_resolution": resolution}

    assert field_in_error("body-withdrawal", **facts) == field


def test_the_end_of_an_adoption(result: Result, field_in_error: Field) -> None:
    run_out = "run_to_own_expiry_without_renewal"
    cases = {
        ("conditions_breached", True): ["cancel", False, 0, run_out],
        ("conditions_breached", False): ["none", False, 0, "unaffected"],
        ("scheme_stopped", None): ["stop_adoption", True, 0, run_out],
    }

    for (ground, serious), expected in cases.items():
        found = result("scheme-adoption-end", ground=ground, serious=serious)
        assert list(found.values()) == expected
    for ground, judged in [("conditions_breached", None), ("scheme_stopped", True), ("scheme_stopped", False)]:
        assert field_in_error("scheme-adoption-end", ground=ground, serious=judged) == "serious"


@pytest.mark.parametrize(("item", "ground"), list(enumerate(ASSESSOR_GROUNDS, start=1)))
def test_assessors(item: int, ground: str, result: Result) -> None:
    for verified in (True, False):
        for serious in (True, False):
            found = result(
                "assessor-certificate-withdrawal",
                ground=ground,
                verified=verified,
                serious_effect_on_operations=serious,
            )
            withdrawn = verified and (serious or item != 5)
            assert list(found.values()) == (
                [f"48({item})", "request_withdrawal", False, 0, "issuing_training_body"]
                if withdrawn
                else [f"48({item})", "none", False, 0, None]
            )


@pytest.mark.parametrize(("item", "ground"), list(enumerate(LICENCE_GROUNDS, start=1)))
def test_a_licence_ends_on_confirmed_facts(item: int, ground: str, result: Result) -> None:
    place = f"annex 13 point 8({item})"

    ended = result("licence-termination", ground=ground, confirmed=True)
    kept = result("licence-termination", ground=ground, confirmed=False)

    assert list(ended.values()) == [place, "terminate", False, 0]
    assert list(kept.values()) == [place, "none", False, 0]


@pytest.mark.parametrize(
    ("ended_under", "effective", "through"),
    [
        ("41", "2025-02-28", "2028-02-29"),
        ("41", "2024-02-28", "2027-02-28"),  # from 29 February: the last February has no such day
        ("41", "2024-02-29", "2027-02-28"),
        ("42(5)", "2025-12-31", "2026-12-31"),
        ("42(6)", "2025-08-15", "2026-08-15"),  # a Saturday, not moved
        ("43", "2023-02-28", "2024-02-29"),
        ("45", "2024-02-29", "2025-02-28"),
        ("46", "2199-12-31", "2200-12-31"),
    ],
)
def test_bans_run_from_the_next_day_and_never_move(
    ended_under: str, effective: str, through: str, result: Result, field_in_error: Field
) -> None:
    facts = {"point": ended_under, "effective_date": effective, "same_product": None}

    found = result("reapplication-ban", application_date=None, **facts)

    assert found["ban_through"] == through
    assert found["ban_years"] == (3 if ended_under == "41" else 1)
    assert found["accepted"] is None
    assert result("reapplication-ban", application_date=effective, **facts)["accepted"] is False
    if effective < "2199":
        assert result("reapplication-ban", application_date=through, **facts)["accepted"] is False
        open_again = result("reapplication-ban", application_date=found["may_apply_from"], **facts)
        assert open_again["accepted"] is True
        early = field_in_error("reapplication-ban", application_date="2023-02-27", **facts)
        assert early == "application_date"


@pytest.mark.parametrize("ended_under", ["42(1)", "42(2)", "42(3)", "42(4)", "47", "48"])
def test_no_ban(ended_under: str, result: Result, field_in_error: Field) -> None:
    facts = {"point": ended_under, "effective_date": "2025-03-03", "same_product": True}
    free = {"ban_years": 0, "ban_from": None, "ban_through": None, "may_apply_from": None}

    assert result("reapplication-ban", application_date=None, **facts) == {**free, "accepted": None}
    assert result("reapplication-ban", application_date="2025-03-03", **facts) == {**free, "accepted": True}
    assert field_in_error("reapplication-ban", application_date="2025-03-02", **facts) == "application_date"


@given(st.sampled_from(EndedUnder), st.dates(date(1912, 1, 1), date(2190, 12, 31)), st.integers(0, 1500), st.booleans())
def test_a_ban_bars_every_product_on_every_day_of_it(
    ended_under: EndedUnder, effective: date, later: int, same: bool
) -> None:
    applied = date.fromordinal(effective.toordinal() + later)
    found = [
        reapplication_ban(
            point=ended_under, effective_date=effective, application_date=applied, same_product=product, on=ON
        ).result
        for product in (same, not same, None)
    ]

    assert found[0] == found[1] == found[2]
    ban = found[0]
    if ban.ban_from is not None and ban.ban_through is not None:
        length = (ban.ban_through - ban.ban_from).days + 1
        assert length in {365 * ban.ban_years, 365 * ban.ban_years + 1}
        assert ban.accepted == (applied > ban.ban_through)
    else:
        assert ban.accepted is True
