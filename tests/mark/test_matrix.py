"""Every move x every state x every role, own and other organisation: the table decides first."""

from __future__ import annotations

import pytest
from tests.factories import mark as made
from tests.factories.accreditation import make_body
from tests.factories.companies import make_applicant, make_firm, make_person

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.foundation import moves
from smilemark.foundation.moves import SYSTEM
from smilemark.mark.models import Licence, PrintApplication, SpotCheck
from smilemark.mark.states.checks import CHECK_MOVES, CheckState
from smilemark.mark.states.licences import LICENCE_MOVES, LicenceState
from smilemark.mark.states.printing import PRINT_MOVES, PrintState

pytestmark = pytest.mark.django_db

TABLES = {
    PrintApplication: (PRINT_MOVES, PrintState),
    Licence: (LICENCE_MOVES, LicenceState),
    SpotCheck: (CHECK_MOVES, CheckState),
}


def rows():
    """Each kind, of one firm, body and secretariat."""
    scene, desk = made.make_scene(), make_person(roles.SECRETARIAT)
    found = {
        PrintApplication: made.draft_application(scene),
        Licence: made.drafted_licence(desk),
        SpotCheck: made.opened_check(scene.reviewer, scene.certificate.number),
    }
    return scene, desk, found


def people(scene, desk):
    """Per role somebody of the row's own organisation (or of the only one), and somebody of another."""
    body = make_body(industries=["015"])
    own = {
        roles.APPLICANT: scene.firm_person,
        roles.REVIEWER: make_person(roles.REVIEWER, scene.world.body),
        roles.DECIDER: make_person(roles.DECIDER, scene.world.body),
        roles.ASSESSOR: scene.world.assessor,
        roles.LABORATORY: scene.world.tester,
        roles.SECRETARIAT: desk,
        roles.ADMINISTRATION: scene.officer,
    }
    other = {
        roles.APPLICANT: make_applicant(make_firm()),
        roles.SECRETARIAT: make_person(
            roles.SECRETARIAT, Organisation.objects.create(kind="secretariat", name="另一秘書處")
        ),
    }
    return own, other | {role: make_person(role, body) for role in (roles.REVIEWER, roles.DECIDER)}


def test_a_move_is_open_only_from_its_states_to_its_roles_in_their_own_organisation():
    scene, desk, found = rows()
    own, other = people(scene, desk)
    asked = 0

    for model, (table, kinds) in TABLES.items():
        row = found[model]
        for name, move in table.items():
            for state in kinds:
                row.state = state
                wrong_state = f"目前狀態為「{state.label}」，不能辦理「{move.label}」（{move.cite}）。"
                wrong_role = f"您的角色不能辦理「{move.label}」（{move.cite}）。"
                for is_own, group in ((True, own), (False, other)):
                    for role, person in group.items():
                        answer = moves.why_not(row, name, person)
                        asked += 1
                        mine = is_own and person.holds(role, row.organisation_for(role))
                        if state not in move.sources:
                            assert answer == wrong_state, (model, name, state)
                        elif role not in move.roles or not mine:
                            assert answer == wrong_role, (model, name, state, role, is_own)
                        else:
                            assert answer is None, (model, name, state, role)

    assert asked == sum(len(table) * len(kinds) for table, kinds in TABLES.values()) * (len(own) + len(other))


def test_the_system_makes_only_the_moves_that_say_so():
    _scene, _desk, found = rows()

    for model, (table, _kinds) in TABLES.items():
        for name, move in table.items():
            found[model].state = next(iter(move.sources))
            assert (moves.why_not(found[model], name, SYSTEM) is None) == move.by_system, (model, name)
