"""Who grants: the authority delegated on the day, without one the administration; recused and reviewing people never."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.factories.companies import give, make_organisation, make_person
from tests.factories.grants import (
    NOON,
    UNTIL,
    answer,
    decide,
    delegate,
    make_authority,
    make_grant_world,
    make_sent,
    make_under_scheme,
)
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.accreditation import actions as accreditation
from smilemark.certification import permissions, queries
from smilemark.certification.actions import class2, grant_sheets, letters
from smilemark.certification.models import Case, GrantSheet, Label, Letter
from smilemark.certification.queries import results
from smilemark.companies import actions as companies
from smilemark.foundation.models import Notice
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db
NEXT = datetime(2025, 6, 3, 4, 0, tzinfo=UTC)

world = shared(make_grant_world)
sent = shared(make_sent, on=world)


def make_undelegated():
    return make_grant_world(delegated=False)


undelegated = shared(make_undelegated)


def review(case, by, at=NOON):
    return grant_sheets.review(
        case_id=case.pk,
        product_id=case.products.get().pk,
        condition="origin",
        values={"origin": "met", "facts": "物料清單。"},
        by=by,
        at=at,
    )


def end(world, day="2025-06-03"):
    accreditation.end_delegation(
        delegation_id=world.delegation.pk, ended_on=date.fromisoformat(day), reason="收回。", by=world.officer, at=NEXT
    )


# ---- which door the body takes --------------------------------------------------------------------------


def test_under_a_delegation_the_body_registers_nothing_by_itself(world):
    case = make_under_scheme(world)

    with pytest.raises(Refused, match="請改為「登錄並編號，送請授予審查」"):
        class2.register(case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=UNTIL, by=world.decider, at=NOON)

    assert not Label.objects.exists()


def test_without_one_the_body_registers_and_sends_nothing_on(undelegated):
    case = make_under_scheme(undelegated)

    with pytest.raises(Refused, match="無有效之委託"):
        class2.send_to_grant(
            case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=UNTIL, by=undelegated.decider, at=NOON
        )
    class2.register(
        case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=UNTIL, by=undelegated.decider, at=NOON
    )

    assert Case.objects.get(pk=case.pk).state == "registered"


@pytest.mark.parametrize(("first", "door"), [(date(2025, 6, 2), "send_to_grant"), (date(2025, 6, 3), "register")])
def test_the_first_day_of_the_delegation_is_its_first(undelegated, first, door):
    case = make_under_scheme(undelegated)
    delegate(undelegated.authority, undelegated.industry, first_day=first, at=NEXT)
    act = {"send_to_grant": class2.send_to_grant, "register": class2.register}

    other = next(name for name in act if name != door)
    with pytest.raises(Refused):
        act[other](case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=UNTIL, by=undelegated.decider, at=NOON)
    act[door](case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=UNTIL, by=undelegated.decider, at=NOON)


def test_sending_registers_what_annex_6_says_and_tells_the_authority_but_grants_nothing(world):
    case = make_sent(world)

    assert (case.state, case.certificate.number) == ("grant_review", "90100001")
    assert case.products.get().reserved_number.number == "90100001-00001"
    assert not Label.objects.exists()
    told = Notice.objects.filter(subject__startswith="待審查授權使用標章").values_list("user", flat=True)
    assert sorted(told) == sorted([world.examiner.pk, world.chief.pk])


@pytest.mark.parametrize(
    ("until", "number", "field"), [(date(2025, 6, 1), "S-1", "scheme_valid_until"), (UNTIL, " ", "scheme_certificate")]
)
def test_sending_needs_a_scheme_certificate_in_force(world, until, number, field):
    case = make_under_scheme(world)

    with pytest.raises(Refused) as refused:
        class2.send_to_grant(
            case_id=case.pk, scheme_certificate=number, scheme_valid_until=until, by=world.decider, at=NOON
        )

    assert refused.value.field == field


# ---- who reviews and decides ----------------------------------------------------------------------------


def test_only_the_authority_of_this_industrys_delegation_reviews(world, sent):
    stranger = make_person(roles.SCHEME_AUTHORITY, make_authority("另一制度主管機關"))

    for person in (stranger, world.officer):
        with pytest.raises(Refused, match="已委託示範制度主管機關審查授予"):
            review(sent, person)
    for person in (world.decider, world.applicant, make_person(roles.SECRETARIAT)):
        with pytest.raises(Refused, match="您的角色不能"):
            review(sent, person)

    assert not GrantSheet.objects.exists()


def test_after_the_delegation_has_ended_the_administration_goes_on(world, sent):
    answer(sent.products.get(), world.examiner)
    end(world)
    second = make_person(roles.ADMINISTRATION, make_organisation(roles.ADMINISTRATION))

    with pytest.raises(Refused, match="應由本署辦理"):
        decide(sent, world.chief, at=NEXT)
    decide(sent, second, at=NEXT)

    letter = Letter.objects.get()
    assert Case.objects.get(pk=sent.pk).state == "registered"
    assert (letter.sender.kind, letter.words["copies_to"]) == ("administration", "無")
    assert "訴願法第十四條" in letter.words["remedy"]


def test_on_the_day_before_its_end_the_authority_still_decides(world, sent):
    answer(sent.products.get(), world.examiner)
    end(world)

    decide(sent, world.chief, at=NOON)

    assert Letter.objects.get().sender == world.authority


def test_who_reviewed_does_not_decide(world, sent):
    answer(sent.products.get(), world.examiner)

    with pytest.raises(Refused, match="審查與核定分離"):
        decide(sent, world.examiner)


def test_who_worked_for_the_body_on_the_case_does_not_review(world, sent):
    give(world.reviewer, roles.SCHEME_AUTHORITY, world.authority)

    with pytest.raises(Refused, match="曾於驗證機構辦理本案之人員"):
        review(sent, world.reviewer)


def test_a_recused_person_neither_reviews_nor_decides(world, sent):
    answer(sent.products.get(), world.examiner)
    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="spouse", by=world.chief, at=NOON)

    for act in (review, decide):
        with pytest.raises(Refused, match="第十五點"):
            act(sent, world.chief)


def test_an_authority_without_a_head_signs_nothing(world, sent):
    answer(sent.products.get(), world.examiner)
    Organisation.objects.filter(pk=world.authority.pk).update(head_name="")

    with pytest.raises(Refused, match="無從署名"):
        decide(sent, world.chief)

    assert not Label.objects.exists()


@pytest.mark.parametrize("delegated", [True, False])
@pytest.mark.parametrize("role", [role.code for role in roles.BUILT_IN])
def test_every_role_and_every_move_of_the_review(world, sent, role, delegated):
    """With a delegation the authority alone, without one the administration alone; the others not by their role."""
    if not delegated:
        end(world)
    day = date(2025, 6, 3)
    places = {roles.SCHEME_AUTHORITY: world.authority, roles.APPLICANT: world.firm}
    places |= dict.fromkeys(roles.BODY_ROLES, world.body)
    person = make_person(role, places.get(role))
    may = role == (roles.SCHEME_AUTHORITY if delegated else roles.ADMINISTRATION)

    offered = permissions.open_moves(sent, person, day)

    for move in ("review_grant", "visit_jointly", "grant_mark", "refuse_mark"):
        assert (move in offered) is (role in {roles.SCHEME_AUTHORITY, roles.ADMINISTRATION}), move
        assert (move in offered and offered[move].why_not is None) is may, move


def test_pressed_twice_it_is_decided_once(world, sent):
    answer(sent.products.get(), world.examiner)
    decide(sent, world.chief)

    with pytest.raises(Refused, match="已無審查中之產品"):
        decide(sent, world.chief)

    assert (Label.objects.count(), Letter.objects.count()) == (1, 1)


# ---- who reads ------------------------------------------------------------------------------------------


def test_an_authority_reads_the_cases_delegated_to_it_and_nobody_elses(world, sent):
    stranger = make_person(roles.SCHEME_AUTHORITY, make_authority("另一制度主管機關"))
    answer(sent.products.get(), world.examiner)
    decide(sent, world.chief)
    letter = Letter.objects.get()

    assert list(queries.visible_to(world.examiner)) == [sent]
    assert results.reads_all(world.examiner, sent)
    assert list(results.letters_visible_to(world.examiner)) == [letter]
    assert list(results.decisions_visible_to(world.examiner)) == [letter.decision]
    assert [row.number for row in results.certificates_visible_to(world.examiner)] == ["90100001"]
    for rows in (
        queries.visible_to(stranger),
        results.letters_visible_to(stranger),
        results.decisions_visible_to(stranger),
        results.certificates_visible_to(stranger),
    ):
        assert not rows.exists()
    assert not results.reads_all(stranger, sent)


def test_without_any_delegation_an_authority_reads_nothing(undelegated):
    make_under_scheme(undelegated)

    assert not queries.visible_to(undelegated.examiner).exists()


def test_it_stands_on_the_list_of_whoever_decides_that_day(world, sent):
    def titles(person, day):
        return [item.title for item in queries.todo_for(person, day) if item.title.startswith("審查授權使用標章")]

    wanted = [f"審查授權使用標章：{world.firm.name} {sent.number}"]
    assert titles(world.chief, date(2025, 6, 2)) == wanted
    assert titles(world.officer, date(2025, 6, 2)) == []
    end(world)
    assert titles(world.chief, date(2025, 6, 3)) == []
    assert titles(world.officer, date(2025, 6, 3)) == wanted


def test_the_office_that_wrote_the_letter_records_its_service(world, sent):
    answer(sent.products.get(), world.examiner)
    decide(sent, world.chief)
    letter = Letter.objects.get()
    days = {"posted_on": date(2025, 6, 2), "served_on": date(2025, 6, 3)}

    with pytest.raises(Refused, match="原發文機關"):
        letters.serve_by_post(letter_id=letter.pk, by=world.decider, at=NEXT, **days)
    letters.serve_by_post(letter_id=letter.pk, by=world.examiner, at=NEXT, **days)

    letter.refresh_from_db()
    assert (letter.served_on, letter.decision.objection_until) == (date(2025, 6, 3), None)
