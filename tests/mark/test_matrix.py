"""Every move x every state x every role, own and other organisation: the table decides first."""

from __future__ import annotations

import pytest
from tests import matrices
from tests.factories import mark as made
from tests.factories.accreditation import make_body
from tests.factories.companies import make_applicant, make_firm, make_person

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
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


def _held(row, role, person):
    return person.holds(role, row.organisation_for(role))


def test_a_move_is_open_only_from_its_states_to_its_roles_in_their_own_organisation():
    scene, desk, found = rows()
    own, other = people(scene, desk)

    matrices.every_person(TABLES, found, own, other, counts=_held, only_table=True)


def test_the_system_makes_only_the_moves_that_say_so():
    _scene, _desk, found = rows()

    matrices.the_system(TABLES, found)
