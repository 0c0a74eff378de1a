"""Every move x role x state, for all tables, generated from them: own organisation, another one, the system."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from smilemark.accounts import roles
from smilemark.foundation import moves
from smilemark.foundation.moves import SYSTEM, Move
from smilemark.surveillance import states
from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, Summary, Visit
from smilemark.surveillance.permissions import AS_ASSESSOR, ON_SITE

FIRM, BODY = 10, 20
ALL_ROLES = [role.code for role in roles.BUILT_IN]


@dataclass
class Person:
    """An actor who holds one role in one organisation."""

    role: str
    organisation: int
    pk: int = 7
    display_name: str = "測試"

    def holds(self, role: str, organisation_id: int | None) -> bool:
        return role == self.role and organisation_id in (None, self.organisation)


def visit(state: str, assessor: int | None = 7) -> Visit:
    return Visit(pk=1, state=state, firm_id=FIRM, body_id=BODY, assessor_id=assessor)


def fault(state: str) -> Fault:
    return Fault(pk=1, state=state, body_id=BODY, firm_id=FIRM, visit=visit("reported", assessor=8))


TABLES = [
    pytest.param(states.PLAN_MOVES, states.PlanState, lambda state: Plan(pk=1, state=state, body_id=BODY), id="plan"),
    pytest.param(states.DRAW_MOVES, states.DrawState, lambda state: Draw(pk=1, state=state, body_id=BODY), id="draw"),
    pytest.param(states.VISIT_MOVES, states.VisitState, visit, id="visit"),
    pytest.param(states.FAULT_MOVES, states.FaultState, fault, id="fault"),
    pytest.param(
        states.INQUIRY_MOVES,
        states.InquiryState,
        lambda state: Inquiry(pk=1, state=state, body_id=BODY),
        id="inquiry",
    ),
    pytest.param(
        states.SUMMARY_MOVES, states.SummaryState, lambda state: Summary(pk=1, state=state, body_id=BODY), id="summary"
    ),
]


def own_organisation(role: str) -> int:
    return FIRM if role == roles.APPLICANT else BODY


@pytest.mark.parametrize(("table", "kinds", "make"), TABLES)
def test_a_move_is_open_exactly_to_its_roles_in_its_states(table: dict[str, Move], kinds: Any, make: Any) -> None:
    wrong = []
    for (name, move), state, role in product(table.items(), kinds.values, ALL_ROLES):
        may = moves.why_not(make(state), name, Person(role, own_organisation(role))) is None
        if may != (state in move.sources and role in move.roles):
            wrong.append((name, state, role, may))

    assert wrong == []


@pytest.mark.parametrize(("table", "kinds", "make"), TABLES)
def test_no_role_of_another_organisation_opens_a_move(table: dict[str, Move], kinds: Any, make: Any) -> None:
    opened = {
        (name, role)
        for name, state, role in product(table, kinds.values, ALL_ROLES)
        if moves.why_not(make(state), name, Person(role, 99)) is None
    }

    assert {role for _name, role in opened} <= {roles.ADMINISTRATION, roles.SECRETARIAT}  # one office each for all


@pytest.mark.parametrize(("table", "kinds", "make"), TABLES)
def test_the_system_only_grades_closes_and_assigns(table: dict[str, Move], kinds: Any, make: Any) -> None:
    opened = {name for name, state in product(table, kinds.values) if moves.why_not(make(state), name, SYSTEM) is None}

    expected = {id(states.VISIT_MOVES): {"close"}, id(states.FAULT_MOVES): {"grade_serious", "set_aside"}}
    expected[id(states.INQUIRY_MOVES)] = {"assign_body"}
    assert opened == expected.get(id(table), set())


@pytest.mark.parametrize("assessor", [None, 8])
def test_only_the_assigned_assessor_visits(assessor: int | None) -> None:
    person = Person(roles.ASSESSOR, BODY)
    opened = {
        name
        for name, state in product(states.VISIT_MOVES, states.VisitState.values)
        if moves.why_not(visit(state, assessor), name, person) is None
    }

    assert opened == set()
    assert set(states.VISIT_MOVES) >= ON_SITE | AS_ASSESSOR


def test_who_visited_does_not_decide() -> None:
    row = Fault(pk=1, state="stated", body_id=BODY, firm_id=FIRM, visit=visit("reported", assessor=7))

    for name in ("keep", "lift"):
        assert "辦理查核之人員不得決定" in (moves.why_not(row, name, Person(roles.DECIDER, BODY)) or "")


@pytest.mark.parametrize(("table", "kinds", "make"), TABLES)
def test_every_state_is_reached_and_every_move_cites(table: dict[str, Move], kinds: Any, make: Any) -> None:
    reached = {move.target for move in table.values() if move.target} | {kinds.values[0]}

    assert reached == set(kinds.values)
    assert [name for name, move in table.items() if not move.cite] == []
    assert make(kinds.values[0]).get_state_display()
