"""Points 8 to 15: kinship, recusal, council and working groups."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilemark.law.kinship import Link, kinship_degree

ON = date(2025, 1, 1)
Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]


@given(st.sampled_from(Link), st.integers(0, 20), st.integers(0, 20))
def test_kinship_is_the_same_seen_from_the_other_end(link: Link, up: int, down: int) -> None:
    if up + down == 0:
        return
    there = kinship_degree(link=link, generations_up=up, generations_down=down, on=ON).result
    # Seen from the other end the path turns round, and a spouse's relative becomes a relative's spouse.
    turned = {
        Link.SPOUSE_OF_BLOOD_RELATIVE: Link.BLOOD_RELATIVE_OF_SPOUSE,
        Link.BLOOD_RELATIVE_OF_SPOUSE: Link.SPOUSE_OF_BLOOD_RELATIVE,
    }.get(link, link)
    back = kinship_degree(link=turned, generations_up=down, generations_down=up, on=ON).result

    assert there == back


@pytest.mark.parametrize(
    ("link", "up", "down", "degree", "line", "within"),
    [
        ("blood", 1, 0, 1, "lineal", True),  # parent
        ("blood", 0, 4, 4, "lineal", True),  # great-great-grandchild
        ("blood", 5, 0, 5, "lineal", False),
        ("blood", 1, 1, 2, "collateral", True),  # sibling
        ("blood", 2, 2, 4, "collateral", True),  # first cousin
        ("blood", 3, 2, 5, "collateral", False),  # parent's cousin
        ("spouse_of_blood_relative", 2, 1, 3, "collateral", True),  # uncle's wife
        ("spouse_of_blood_relative", 2, 2, 4, "collateral", False),
        ("blood_relative_of_spouse", 2, 2, 4, "collateral", False),  # spouse's cousin
        ("spouse_of_blood_relative_of_spouse", 1, 1, 2, "collateral", True),  # 連襟, 妯娌
    ],
)
def test_degrees(link: str, up: int, down: int, degree: int, line: str, *, within: bool, result: Result) -> None:
    found = result("kinship-degree", link=link, generations_up=up, generations_down=down)

    assert (found["degree"], found["line"], found["within_point_15"]) == (degree, line, within)


def test_relatives_of_a_relatives_spouse_are_no_kin(result: Result, field_in_error: Field) -> None:
    link = "blood_relative_of_relatives_spouse"

    found = result("kinship-degree", link=link, generations_up=0, generations_down=1)

    assert found == {"relation": "none", "line": None, "degree": None, "within_point_15": False}
    assert field_in_error("kinship-degree", link=link, generations_up=0, generations_down=0) == "generations_up"


def recusal_facts(**changed: object) -> dict[str, object]:
    facts = {
        "role": "council_member",
        "ground": "party",
        "related_person": "self",
        "degree": None,
        "relation_ended": False,
        "still_current": True,
    }
    return {**facts, **changed}


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        ({}, "15(1)"),
        ({"related_person": "former_spouse"}, "15(1)"),
        ({"related_person": "blood_relative", "degree": 4, "relation_ended": True}, "15(1)"),
        ({"related_person": "blood_relative", "degree": 5}, None),
        ({"related_person": "affine", "degree": 3}, "15(1)"),
        ({"related_person": "affine", "degree": 4}, None),
        ({"still_current": False}, "15(1)"),
        ({"ground": "joint_right_or_duty", "related_person": "spouse"}, "15(2)"),
        ({"ground": "joint_right_or_duty", "related_person": "blood_relative", "degree": 1}, None),
        ({"ground": "joint_right_or_duty", "still_current": False}, None),
        ({"ground": "agent_or_assistant", "still_current": False}, "15(3)"),
        ({"ground": "agent_or_assistant", "related_person": "spouse"}, None),
        ({"ground": "employment_or_mandate", "related_person": "affine", "degree": 3}, "15(4)"),
        ({"ground": "employment_or_mandate", "still_current": False}, None),
    ],
)
def test_grounds_of_recusal(changed: dict[str, object], item: str | None, result: Result) -> None:
    assert result("recusal", **recusal_facts(**changed)) == {
        "must_recuse": item is not None,
        "ground_item": item,
        "warn": False,
    }


@pytest.mark.parametrize("role", ["secretariat_staff", "administration_staff", "outside_expert"])
def test_roles_not_listed_are_warned_only(role: str, result: Result) -> None:
    found = result("recusal", **recusal_facts(role=role))

    assert found == {"must_recuse": False, "ground_item": "15(1)", "warn": True}


def test_recusal_refuses_contradictions(field_in_error: Field) -> None:
    assert field_in_error("recusal", **recusal_facts(degree=1, relation_ended=True)) == "degree"
    assert field_in_error("recusal", **recusal_facts(related_person="affine")) == "degree"
    assert field_in_error("recusal", **recusal_facts(relation_ended=True)) == "relation_ended"


def council(**changed: int) -> dict[str, int]:
    seats = {
        "administration": 1,
        "trade_administration": 1,
        "bsmi": 1,
        "ip_office": 1,
        "commerce_administration": 1,
        "industry": 2,
        "scholars": 3,
    }
    return {**seats, **changed}


@pytest.mark.parametrize(
    ("seat", "least", "most"),
    [
        ("administration", 1, 2),
        ("trade_administration", 1, 1),
        ("bsmi", 1, 1),
        ("ip_office", 1, 1),
        ("commerce_administration", 1, 1),
        ("industry", 2, 5),
        ("scholars", 3, 5),
    ],
)
def test_seats_of_the_council(seat: str, least: int, most: int, result: Result) -> None:
    def outside(number: int) -> object:
        members = council(**{seat: number})
        return result("council-composition", chair="director_general", members=members)["seats_out_of_range"]

    assert outside(least - 1) == [seat]
    assert outside(least) == []
    assert outside(most) == []
    assert outside(most + 1) == [seat]


def test_the_director_general_chairs(result: Result) -> None:
    found = result("council-composition", chair="other", members=council())

    assert found == {"members_total": 10, "seats_out_of_range": [], "valid": False}


def test_council_terms(result: Result, field_in_error: Field) -> None:
    facts = {"appointed_date": "2024-02-29", "terms_served": 7}

    full = result("council-term", **facts, predecessor_last_day=None)
    rest = result("council-term", **facts, predecessor_last_day="2024-02-29")

    assert (full["basis"], full["last_day"]) == ("full_term", "2026-02-28")
    assert (rest["basis"], rest["last_day"]) == ("remainder", "2024-02-29")
    assert field_in_error("council-term", **facts, predecessor_last_day="2024-02-28") == "predecessor_last_day"


@pytest.mark.parametrize(
    ("seat", "left", "ended_by"),
    [
        ("industry", "2026-05-30", "own_office"),
        ("industry", "2026-05-31", "term"),
        ("industry", None, "term"),
        ("scholars", "2025-01-01", "term"),
    ],
)
def test_who_leaves_with_the_own_office(seat: str, left: str | None, ended_by: str, result: Result) -> None:
    found = result("council-seat-end", seat=seat, last_day_of_term="2026-05-31", own_office_end_date=left)

    assert found["ended_by"] == ended_by
    assert found["seat_to_refill"] == (seat if ended_by == "own_office" else None)
    assert found["successor_last_day"] == ("2026-05-31" if ended_by == "own_office" else None)


def test_who_presides(result: Result, field_in_error: Field) -> None:
    def valid(acting: str, *, designated: bool) -> object:
        facts = {"chair_present": False, "acting_chair": acting, "designated_by_chair": designated}
        return result("council-chair", **facts)["valid"]

    assert valid("council_member", designated=True) is True
    assert valid("administration_staff", designated=True) is True
    assert valid("council_member", designated=False) is False
    assert valid("other", designated=True) is False
    assert valid("none", designated=False) is False
    absent = {"chair_present": False, "acting_chair": "none", "designated_by_chair": True}
    assert field_in_error("council-chair", **absent) == "designated_by_chair"
    present = {"chair_present": True, "acting_chair": "other", "designated_by_chair": True}
    assert field_in_error("council-chair", **present) == "acting_chair"


def test_announced_items_ascend(result: Result) -> None:
    assert result("council-announcement", passed_items=[9, 7, 3, 1, 2, 8])["announced_items"] == [3, 7]


@pytest.mark.parametrize(
    ("representatives", "experts", "faults"),
    [
        (4, 3, []),
        (8, 9, []),
        (3, 3, ["representatives"]),
        (9, 3, ["representatives"]),
        (4, 2, ["technical_experts"]),
    ],
)
def test_working_groups(representatives: int, experts: int, faults: list[str], result: Result) -> None:
    facts = {"representatives": representatives, "technical_experts": experts}

    found = result("working-group-composition", convenor="administration", **facts)

    assert found == {"total": representatives + 1, "faults": faults, "valid": not faults}


def test_no_more_experts_than_members(field_in_error: Field) -> None:
    facts = {"convenor": "other", "representatives": 4, "technical_experts": 6}

    assert field_in_error("working-group-composition", **facts) == "technical_experts"
