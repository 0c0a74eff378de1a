"""Every move x role x state, for both tables, generated from them: own organisation, another one, the system."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from smilemark.accounts import roles
from smilemark.assessment.models import FactoryAssessment, OriginDetermination
from smilemark.assessment.permissions import ASSESSOR_MOVES
from smilemark.assessment.states import FACTORY_MOVES, ORIGIN_MOVES, FactoryState, OriginState
from smilemark.foundation import moves
from smilemark.foundation.moves import SYSTEM, Move

FIRM, BODY = 10, 20
ALL_ROLES = (
    roles.APPLICANT,
    roles.REVIEWER,
    roles.ASSESSOR,
    roles.DECIDER,
    roles.LABORATORY,
    roles.SECRETARIAT,
    roles.ADMINISTRATION,
    roles.SYSTEM_ADMIN,
    roles.SCHEME_AUTHORITY,
)


@dataclass
class Person:
    """An actor who holds one role in one organisation."""

    role: str
    organisation: int
    pk: int = 7
    display_name: str = "測試"

    def holds(self, role: str, organisation_id: int | None) -> bool:
        return role == self.role and organisation_id in (None, self.organisation)


def origin(state: str, assessor: int | None = 7) -> OriginDetermination:
    return OriginDetermination(pk=1, state=state, firm_id=FIRM, body_id=BODY, assessor_id=assessor)


def factory(state: str, assessor: int | None = 7) -> FactoryAssessment:
    return FactoryAssessment(pk=1, state=state, firm_id=FIRM, body_id=BODY, assessor_id=assessor)


def own_organisation(role: str) -> int:
    return FIRM if role == roles.APPLICANT else BODY


TABLES = [
    pytest.param(ORIGIN_MOVES, OriginState.values, origin, id="origin"),
    pytest.param(FACTORY_MOVES, FactoryState.values, factory, id="factory"),
]


@pytest.mark.parametrize(("table", "states", "make"), TABLES)
def test_a_move_is_open_exactly_to_its_roles_in_its_states(
    table: dict[str, Move], states: list[str], make: object
) -> None:
    wrong = []
    for (name, move), state, role in product(table.items(), states, ALL_ROLES):
        may = moves.why_not(make(state), name, Person(role, own_organisation(role))) is None  # type: ignore[operator]  # a factory of rows
        if may != (state in move.sources and role in move.roles):
            wrong.append((name, state, role, may))

    assert wrong == []


@pytest.mark.parametrize(("table", "states", "make"), TABLES)
def test_no_role_of_another_organisation_opens_a_move(table: dict[str, Move], states: list[str], make: object) -> None:
    opened = [
        (name, state, role)
        for name, state, role in product(table, states, ALL_ROLES)
        if moves.why_not(make(state), name, Person(role, 99)) is None  # type: ignore[operator]  # a factory of rows
    ]

    assert opened == []


@pytest.mark.parametrize(("table", "states", "make"), TABLES)
def test_the_system_only_closes_and_assigns_for_surveillance(
    table: dict[str, Move], states: list[str], make: object
) -> None:
    opened = {
        name
        for name, state in product(table, states)
        if moves.why_not(make(state), name, SYSTEM) is None  # type: ignore[operator]  # a factory of rows
    }

    assert opened == ({"assign", "close"} if table is FACTORY_MOVES else {"close"})


@pytest.mark.parametrize(("table", "states", "make"), TABLES)
@pytest.mark.parametrize("assessor", [None, 8])
def test_only_the_assigned_assessor_assesses(
    table: dict[str, Move], states: list[str], make: object, assessor: int | None
) -> None:
    person = Person(roles.ASSESSOR, BODY)
    opened = [
        (name, state)
        for name, state in product(table, states)
        if moves.why_not(make(state, assessor), name, person) is None  # type: ignore[operator]  # a factory of rows
    ]

    assert opened == []


def test_every_assessors_move_is_in_a_table() -> None:
    assert set(ORIGIN_MOVES) | set(FACTORY_MOVES) >= ASSESSOR_MOVES


@pytest.mark.parametrize(
    ("table", "states"), [(ORIGIN_MOVES, OriginState.values), (FACTORY_MOVES, FactoryState.values)]
)
def test_every_state_is_reached_and_every_move_cites(table: dict[str, Move], states: list[str]) -> None:
    reached = {move.target for move in table.values() if move.target} | {states[0]}

    assert reached == set(states)
    assert [name for name, move in table.items() if not move.cite] == []
