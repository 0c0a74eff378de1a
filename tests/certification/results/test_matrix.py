"""Every move of products, tests and samples x every role x every state: the table and nothing else decides first."""

from __future__ import annotations

from functools import cache

import pytest
from tests.factories.accreditation import make_laboratory
from tests.factories.certification import make_verifying
from tests.factories.certification_results import make_world, receive_samples
from tests.factories.companies import make_applicant, make_firm, make_organisation, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification import states
from smilemark.certification.models import CaseProduct, Label, ProductTest, SampleLot
from smilemark.foundation import moves

pytestmark = pytest.mark.django_db

world = shared(make_world)

TABLES = [
    (CaseProduct, states.PRODUCT_MOVES, states.ProductState),
    (ProductTest, states.TEST_MOVES, states.TestState),
    (SampleLot, states.SAMPLE_MOVES, states.SampleState),
]


@cache
def role_codes():
    return (
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


def people(world):
    found = {
        roles.APPLICANT: world.applicant,
        roles.REVIEWER: world.reviewer,
        roles.ASSESSOR: world.assessor,
        roles.DECIDER: world.decider,
        roles.LABORATORY: world.tester,
    }
    for code in role_codes():
        if code not in found:
            found[code] = make_person(code, make_organisation(code))
    return found


@pytest.mark.parametrize(("model", "table", "codes"), TABLES, ids=["product", "test", "sample"])
def test_move_role_state(model, table, codes, world):
    case = make_verifying(world)
    product = case.products.get()
    ProductTest.objects.update(laboratory=world.laboratory)
    receive_samples(product, world)
    row = {CaseProduct: product, ProductTest: product.test, SampleLot: SampleLot.objects.get()}[model]
    row = model._base_manager.get(pk=row.pk)
    found = people(world)

    wrong = []
    for state in codes:
        row.state = state
        for name, move in table.items():
            for code, person in found.items():
                reason = moves.why_not(row, name, person)
                if state not in move.sources:
                    right = reason is not None and reason.startswith("目前狀態為")
                elif code not in move.roles:
                    right = reason is not None and reason.startswith("您的角色不能")
                else:
                    right = reason is None or not reason.startswith(("目前狀態為", "您的角色不能"))
                if not right:
                    wrong.append((state, name, code, reason))
    assert wrong == []
    assert moves.initial_state(model) in codes.values


@pytest.mark.parametrize(("model", "table", "codes"), TABLES, ids=["product", "test", "sample"])
def test_the_same_role_in_another_organisation_counts_for_nothing(model, table, codes, world):
    case = make_verifying(world)
    product = case.products.get()
    ProductTest.objects.update(laboratory=world.laboratory)
    receive_samples(product, world)
    row = {CaseProduct: product, ProductTest: product.test, SampleLot: SampleLot.objects.get()}[model]
    row = model._base_manager.get(pk=row.pk)
    other = make_world("301")
    strangers = [
        other.applicant,
        other.reviewer,
        other.decider,
        other.assessor,
        make_person(roles.LABORATORY, make_laboratory(industries=["015"])),
        make_applicant(make_firm()),
    ]

    for state in codes:
        row.state = state
        for name, move in table.items():
            if state in move.sources:
                for person in strangers:
                    assert str(moves.why_not(row, name, person)).startswith("您的角色不能"), (state, name)
    assert Label.objects.count() == 0
