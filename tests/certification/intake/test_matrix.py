"""Every move of a case x every state x every role, own and other organisation: generated from the table."""

from __future__ import annotations

import pytest
from tests.factories.accreditation import make_body
from tests.factories.certification import make_submitted, make_world
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification import states
from smilemark.certification.states import MOVES, State
from smilemark.foundation import moves

pytestmark = pytest.mark.django_db

world = shared(make_world)

ALONE = (roles.SECRETARIAT, roles.ADMINISTRATION, roles.SYSTEM_ADMIN, roles.SCHEME_AUTHORITY)
ROLES = (roles.APPLICANT, roles.REVIEWER, roles.ASSESSOR, roles.DECIDER, roles.LABORATORY, *ALONE)


def _people(world):
    firm, body = make_firm(), make_body(industries=["015"])
    own = {
        roles.APPLICANT: world.applicant,
        roles.REVIEWER: world.reviewer,
        roles.ASSESSOR: world.assessor,
        roles.DECIDER: world.decider,
        roles.LABORATORY: world.tester,
    } | {role: make_person(role) for role in ALONE}
    other = {roles.APPLICANT: make_applicant(firm)} | {
        role: make_person(role, body) for role in (roles.REVIEWER, roles.ASSESSOR, roles.DECIDER)
    }
    return own, other


def test_a_move_is_open_only_from_its_states_to_its_roles_in_their_own_organisation(world):
    case = make_submitted(world)
    own, other = _people(world)
    asked = 0

    for name, move in MOVES.items():
        for state in State:
            case.state = state
            wrong_state = f"目前狀態為「{state.label}」，不能辦理「{move.label}」（{move.cite}）。"
            wrong_role = f"您的角色不能辦理「{move.label}」（{move.cite}）。"
            for people, is_own in ((own, True), (other, False)):
                for role, person in people.items():
                    answer = moves.why_not(case, name, person)
                    asked += 1
                    if state not in move.sources:
                        assert answer == wrong_state
                    elif role not in move.roles or not is_own:
                        assert answer == wrong_role, (name, state, role, is_own)
                    else:
                        assert answer not in {wrong_state, wrong_role}, (name, state, role)

    assert asked == len(MOVES) * len(State) * (len(own) + len(other))


def test_nobody_moves_a_case_that_has_ended():
    for name, move in MOVES.items():
        if move.sources & states.ENDED_STATES:  # a refusal set aside on an objection (point 49), by the software alone
            assert (name[:7], move.roles, move.by_system) == ("reopen_", set(), True)


def test_every_state_is_reached_and_every_open_state_is_left():
    targets = {move.target for move in MOVES.values() if move.target}
    sources = {source for move in MOVES.values() if move.target and not move.by_system for source in move.sources}

    assert {state.value for state in State} - targets == {State.DRAFT}
    assert {state.value for state in State} - sources == {state.value for state in states.ENDED_STATES}


def test_the_buttons_are_exactly_the_open_moves(world):
    case = make_submitted(world)

    assert [offer.name for offer in moves.open_to(case, world.applicant)] == ["drop", "report_payment"]
    assert [offer.name for offer in moves.open_to(case, world.reviewer)] == [
        "assign",
        "end_assignment",
        "accept",
        "accept_scheme",
    ]
