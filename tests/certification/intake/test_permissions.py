"""Recusal, separation, accreditation, assignment, eligibility: who may not, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.certification import (
    NOON,
    attach_papers,
    make_accepted,
    make_draft,
    make_submitted,
    make_verifying,
    make_world,
)
from tests.factories.companies import give, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.certification import actions
from smilemark.certification.actions.review import Wanted
from smilemark.certification.models import Decision, Letter
from smilemark.companies import actions as companies
from smilemark.foundation import events
from smilemark.foundation.models import Event, RefusedAttempt
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db

world = shared(make_world)


def _cousin(user, world, at=NOON):
    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="cousin", user_id=user.pk, by=user, at=at)


def test_a_reviewer_who_is_the_applicants_cousin_may_not_act(world):
    case = make_submitted(world)
    _cousin(world.reviewer, world)

    with pytest.raises(Refused, match="第十五點"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)

    case.refresh_from_db()
    assert case.state == "applied"
    assert RefusedAttempt.objects.get().move == "accept"


def test_an_assessor_who_is_the_applicants_cousin_is_not_assigned(world):
    case = make_verifying(world)
    _cousin(world.assessor, world)

    with pytest.raises(Refused, match="第十五點"):
        actions.assign_assessor(
            case_id=case.pk, user_id=world.assessor.pk, factory_id=case.factories.get().pk, by=world.reviewer, at=NOON
        )

    assert case.factories.get().assessment.assessor is None


def test_a_relation_declared_late_ends_the_assignment_and_again_changes_nothing(world):
    case = make_accepted(world)
    _cousin(world.reviewer, world)
    event = Event.objects.get(kind="companies.relation.declare")

    actions.recuse_after_declaration(event)
    actions.recuse_after_declaration(event)

    row = case.assignments.get()
    assert row.ended_at == NOON
    assert row.end_reason.startswith("應即迴避：")
    assert [event.move for event in events.history(case)].count("end_assignment") == 1


def test_the_assessor_may_not_decide_and_the_reviewer_may_not_decide(world):
    case = make_verifying(world)
    actions.assign_assessor(
        case_id=case.pk,
        user_id=world.assessor.pk,
        factory_id=case.factories.get().pk,
        product_id=case.products.get().pk,
        by=world.reviewer,
        at=NOON,
    )
    give(world.assessor, roles.DECIDER, world.body)
    give(world.reviewer, roles.DECIDER, world.body)

    with pytest.raises(Refused, match="現場評核人員不得核定同一案件"):
        actions.assign(case_id=case.pk, user_id=world.assessor.pk, role=roles.DECIDER, by=world.decider, at=NOON)
    with pytest.raises(Refused, match="審查人員不得核定自己審查之案件"):
        actions.assign(case_id=case.pk, user_id=world.reviewer.pk, role=roles.DECIDER, by=world.decider, at=NOON)


def test_where_somebody_is_assigned_only_they_act(world):
    case = make_submitted(world)
    other = make_person(roles.REVIEWER, world.body, "審查員戊")
    actions.assign(case_id=case.pk, user_id=world.reviewer.pk, role=roles.REVIEWER, by=other, at=NOON)

    with pytest.raises(Refused, match="本案已指派審查員甲辦理，請先改派"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=other, at=NOON)


def test_a_body_whose_accreditation_lapsed_takes_nothing_in_and_decides_nothing(world):
    case = make_submitted(world)
    draft = make_draft(world)
    accreditation.cancel_accreditation(
        accreditation_id=world.body.accreditations.get().pk,
        ended_on=date(2025, 6, 3),
        reason="自請廢止",
        by=make_person(roles.ADMINISTRATION),
        at=NOON + timedelta(days=1),
    )
    later = NOON + timedelta(days=2)

    with pytest.raises(Refused, match="案件暫停"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=later)
    with pytest.raises(Refused, match="申請書尚未填妥"):
        actions.submit(case_id=draft.pk, revision=draft.revision, submission_key="k", by=world.applicant, at=later)

    case.refresh_from_db()
    draft.refresh_from_db()
    assert (case.state, draft.state) == ("applied", "draft")


def test_a_banned_firm_is_not_accepted_and_is_refused_with_a_letter(world):
    companies.record_ban(
        firm_id=world.firm.pk, point="41", effective_on=date(2024, 6, 1), by=make_person(roles.ADMINISTRATION), at=NOON
    )
    case = make_submitted(world)

    with pytest.raises(Refused, match="資格不符，不能受理，應予核駁"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)
    actions.refuse_eligibility(case_id=case.pk, by=world.decider, at=NOON)

    case.refresh_from_db()
    assert case.state == "refused"
    decision = Decision.objects.get()
    assert decision.kind == "refusal"
    assert "不得重新申請" in decision.reasons[0]["text"]
    assert Letter.objects.get().kind == "refusal"
    assert case.products.get().state == "refused"


def test_nothing_speaks_against_the_applicant_so_no_refusal(world):
    case = make_submitted(world)

    with pytest.raises(Refused, match="沒有核駁之理由"):
        actions.refuse_eligibility(case_id=case.pk, by=world.decider, at=NOON)

    assert not Decision.objects.exists()


def test_goods_that_are_not_manufactured_are_refused(world):
    case = make_submitted(world)

    actions.refuse_eligibility(case_id=case.pk, not_manufactured="屬未經加工之農產品", by=world.decider, at=NOON)

    assert Decision.objects.get().reasons[0]["citation"] == "推動及管理要點第四點"


def test_papers_are_refused_only_after_the_day_or_the_last_round(world):
    case = make_accepted(world)
    with pytest.raises(Refused, match="文件不齊備時應先通知補件"):
        actions.refuse_documents(case_id=case.pk, explanation="缺", by=world.decider, at=NOON)
    actions.request_supplement(case_id=case.pk, items=[Wanted("請補正")], by=world.reviewer, at=NOON)
    on_the_last_day = NOON + timedelta(days=30)

    with pytest.raises(Refused, match="尚未屆滿"):
        actions.refuse_documents(case_id=case.pk, explanation="缺標示", by=world.decider, at=on_the_last_day)
    actions.refuse_documents(
        case_id=case.pk, explanation="缺標示", by=world.decider, at=on_the_last_day + timedelta(days=1)
    )

    case.refresh_from_db()
    assert case.state == "refused"
    assert [reason["text"] for reason in Decision.objects.get().reasons][-1] == "缺標示"


def test_the_system_never_refuses_by_itself_when_the_day_has_passed(world):
    case = make_accepted(world)
    actions.request_supplement(case_id=case.pk, items=[Wanted("請補正")], by=world.reviewer, at=NOON)

    late = NOON + timedelta(days=90)
    item = case.supplements.get().items.get()
    actions.save_answers(case_id=case.pk, answers={item.pk: "補"}, by=world.applicant, at=late)
    actions.resubmit(case_id=case.pk, by=world.applicant, at=late)

    case.refresh_from_db()
    assert case.state == "doc_review"
    assert events.history(case)[-1].data["late"] is True


def test_an_expired_qms_certificate_stops_the_papers_on_the_day_of_review(world):
    case = make_draft(world, papers=False)
    row = case.factories.get()
    actions.save_factory(
        case_id=case.pk,
        row_id=row.pk,
        values={"qms_standard": "ISO 9001 品質管理系統驗證", "qms_certificate": "Q1", "qms_valid_until": "2025-06-10"},
        revision=case.revision,
        by=world.applicant,
        at=NOON,
    )
    attach_papers(case, by=world.applicant, at=NOON)
    case.refresh_from_db()
    actions.submit(case_id=case.pk, revision=case.revision, submission_key="k", by=world.applicant, at=NOON)
    actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)

    with pytest.raises(Refused, match="品質管理系統證書已逾期"):
        actions.documents_complete(case_id=case.pk, by=world.reviewer, at=NOON + timedelta(days=9))
    actions.documents_complete(case_id=case.pk, by=world.reviewer, at=NOON + timedelta(days=8))

    case.refresh_from_db()
    assert case.state == "verifying"


def test_the_case_ends_with_nothing_half_opened_when_a_child_cannot_be_opened(world):
    case = make_accepted(world)
    product = case.products.get()
    product.bill_of_materials = [{"name": "壞列", "hs_code": "12345", "origin": "TW", "cif_price": "1"}]
    product.save()

    with pytest.raises(Refused):
        actions.documents_complete(case_id=case.pk, by=world.reviewer, at=NOON)

    case.refresh_from_db()
    assert case.state == "doc_review"
    assert case.factories.get().assessment is None


def test_an_assessor_needs_a_valid_certificate(world):
    case = make_verifying(world)
    untrained = make_person(roles.ASSESSOR, world.body)

    with pytest.raises(Refused):
        actions.assign_assessor(
            case_id=case.pk, user_id=untrained.pk, factory_id=case.factories.get().pk, by=world.reviewer, at=NOON
        )

    assert not case.assignments.filter(role=roles.ASSESSOR).exists()
