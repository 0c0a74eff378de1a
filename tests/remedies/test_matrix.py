"""Every move x every state x every role, own and other organisation: the table decides first."""

from __future__ import annotations

import pytest
from tests import matrices
from tests.factories import remedies as made
from tests.factories.accreditation import make_body
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.factories.remedies import START, days

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.remedies import actions, states
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.models import Batch, EndingCase, ImprovementOrder, Objection

pytestmark = pytest.mark.django_db

TABLES = {
    ImprovementOrder: (states.ORDER_MOVES, states.OrderState),
    EndingCase: (states.ENDING_MOVES, states.EndingState),
    Objection: (states.OBJECTION_MOVES, states.ObjectionState),
    Batch: (states.BATCH_MOVES, states.BatchState),
}
ALONE = (roles.SECRETARIAT, roles.ADMINISTRATION, roles.SYSTEM_ADMIN)


def rows():
    scene = made.make_scene(products=1)
    decision = made.effective_case(scene)
    objection = made.filed_objection(scene, decision, at=days(1))
    order = ImprovementOrder.objects.create(
        number="K1",
        firm=scene.world.firm,
        certificate=scene.certificate,
        authority=scene.world.body,
        product_class=1,
        ground=made.MISUSE,
        facts="事實",
        wanted="改善",
        days=7,
        state="draft",
        opened_at=START,
        opened_by=make_person(roles.REVIEWER, scene.world.body),
    )
    incident = Incident("事件", "labels", "ending", made.FALSE, "事實", made.day(0), 7, numbers=scene.numbers)
    batch = actions.open_batch(incident=incident, by=make_person(roles.REVIEWER, scene.world.body), at=START)
    return scene, {ImprovementOrder: order, EndingCase: decision.case, Objection: objection, Batch: batch}


def people(scene):
    firm, body = make_firm(), make_body(industries=["015"])
    office = Organisation.objects.create(kind="scheme_authority", name="第二類主管機關")
    own = {
        roles.APPLICANT: scene.firm_person,
        roles.REVIEWER: make_person(roles.REVIEWER, scene.world.body),
        roles.ASSESSOR: scene.world.assessor,
        roles.DECIDER: make_person(roles.DECIDER, scene.world.body),
        roles.LABORATORY: scene.world.tester,
    } | {role: make_person(role) for role in ALONE}
    other = {roles.APPLICANT: make_applicant(firm), roles.SCHEME_AUTHORITY: make_person(roles.SCHEME_AUTHORITY, office)}
    return own, other | {role: make_person(role, body) for role in (roles.REVIEWER, roles.ASSESSOR, roles.DECIDER)}


def test_a_move_is_open_only_from_its_states_to_its_roles_in_their_own_organisation():
    scene, found = rows()
    own, other = people(scene)

    matrices.every_person(TABLES, found, own, other)


def test_the_system_makes_only_the_moves_that_say_so():
    _scene, found = rows()

    matrices.the_system(TABLES, found)


def test_what_has_ended_is_moved_by_the_system_alone():
    ended = {
        ImprovementOrder: {"met", "not_met", "dropped", "revoked"},
        EndingCase: {"effective", "closed", "set_aside"},
        Objection: {"upheld", "rejected", "not_accepted", "withdrawn"},
        Batch: {"done", "dropped"},
    }
    for model, (table, _kinds) in TABLES.items():
        for name, move in table.items():
            if set(move.sources) & ended[model]:
                assert move.by_system, (model, name)
                assert not move.roles, (model, name)
