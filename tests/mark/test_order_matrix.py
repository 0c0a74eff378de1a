"""Every move x every state x every role of orders, their objections, lists and stops, own and other organisation."""

from __future__ import annotations

import pytest
from tests import matrices
from tests.factories import label_orders as made
from tests.factories.companies import make_person
from tests.factories.label_orders import START, day

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.mark.actions import stops
from smilemark.mark.models import ApprovalList, IntakeStop, LabelOrder, QuantityObjection
from smilemark.mark.states import lists as list_states
from smilemark.mark.states import orders as states
from smilemark.mark.states import stops as stop_states

pytestmark = pytest.mark.django_db

TABLES = {
    LabelOrder: (states.ORDER_MOVES, states.OrderState),
    QuantityObjection: (states.OBJECTION_MOVES, states.ObjectionState),
    ApprovalList: (list_states.LIST_MOVES, list_states.ListState),
    IntakeStop: (stop_states.STOP_MOVES, stop_states.StopState),
}
ENDED = {
    LabelOrder: {"refused", "withdrawn", "accepted"},
    QuantityObjection: {"explained", "not_accepted"},
    ApprovalList: {"done"},
    IntakeStop: {"reopened", "revoked"},
}
ALONE = (roles.SECRETARIAT, roles.ADMINISTRATION, roles.SYSTEM_ADMIN)
EVERYWHERE = {roles.SECRETARIAT, roles.ADMINISTRATION}
"""One organisation each: theirs is never another's."""


def rows():
    scene = made.make_scene()
    objection = made.filed_objection(scene)
    order = objection.order
    stop = stops.announce(stop=stops.Stop("1", "policy", "", day(5)), by=scene.officer, at=START)
    return scene, {
        LabelOrder: LabelOrder.objects.get(pk=order.pk),
        QuantityObjection: objection,
        ApprovalList: ApprovalList.objects.get(),
        IntakeStop: stop,
    }


def people(scene):
    other = made.make_scene()
    elsewhere = Organisation.objects.create(kind="printing_body", name="另一印製執行機構")
    own = {
        roles.APPLICANT: scene.firm_person,
        roles.REVIEWER: scene.reviewer,
        roles.ASSESSOR: scene.world.assessor,
        roles.DECIDER: scene.decider,
        roles.LABORATORY: scene.world.tester,
        roles.PRINTING_BODY: scene.printer,
    } | {role: make_person(role) for role in ALONE}
    strangers = {
        roles.APPLICANT: other.firm_person,
        roles.REVIEWER: other.reviewer,
        roles.DECIDER: other.decider,
        roles.PRINTING_BODY: make_person(roles.PRINTING_BODY, elsewhere),
    }
    return own, strangers


def test_a_move_is_open_only_from_its_states_to_its_roles_in_their_own_organisation():
    scene, found = rows()
    own, other = people(scene)

    matrices.every_person(TABLES, found, own, other, everywhere=EVERYWHERE)


def test_the_system_makes_only_the_moves_that_say_so():
    _scene, found = rows()

    matrices.the_system(TABLES, found)


def test_what_has_ended_is_not_moved():
    for model, (table, _kinds) in TABLES.items():
        for name, move in table.items():
            assert not set(move.sources) & ENDED[model], (model, name)
