"""The way of an application from the first click to verification."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.certification import (
    NOON,
    make_accepted,
    make_draft,
    make_submitted,
    make_verifying,
    make_world,
    pdf,
)
from tests.worlds import shared

from smilemark.certification import actions
from smilemark.certification.actions.review import Wanted
from smilemark.certification.models import Case, Letter
from smilemark.foundation import events
from smilemark.foundation.models import RefusedAttempt, StoredFinding
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db

world = shared(make_world)


def test_a_draft_has_its_number_from_the_first_click_and_the_key_makes_one_draft(world):
    first = actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=NOON, draft_key="page-1")
    again = actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=NOON, draft_key="page-1")

    assert first.number == "M114-000001"
    assert again.pk == first.pk
    assert Case.objects.count() == 1


def test_submission_pins_what_is_in_force_and_freezes_the_facts(world):
    case = make_submitted(world)

    assert case.state == "applied"
    assert sorted(case.pins.values_list("announcement__subject", flat=True)) == ["criteria", "limits", "qms", "style"]
    rules = StoredFinding.objects.filter(subject=events.stream_of(case)).values_list("rule", "passed")
    assert sorted(rules) == [
        ("applicant-eligibility", True),
        ("intake-body-scope", True),
        ("intake-no-ban", True),
        ("intake-open-item", True),
    ]


def test_class_3_pins_the_fee_too():
    case = make_submitted(make_world("301"))

    assert "fees" in set(case.pins.values_list("announcement__subject", flat=True))


def test_submitting_again_with_the_same_key_answers_the_same_case_and_does_nothing(world):
    case = make_submitted(world)
    told = len(events.history(case))

    again = actions.submit(
        case_id=case.pk,
        revision=0,
        submission_key=f"key-{case.number}",
        by=world.applicant,
        at=NOON + timedelta(hours=1),
    )

    assert again.number == case.number
    assert again.submitted_at == NOON
    assert len(events.history(case)) == told


def test_submitting_again_with_another_key_is_refused(world):
    case = make_submitted(world)

    with pytest.raises(Refused, match="目前狀態為「資格審查」，不能辦理「送件」"):
        actions.submit(case_id=case.pk, revision=case.revision, submission_key="other", by=world.applicant, at=NOON)

    assert RefusedAttempt.objects.get().move == "submit"


def test_an_incomplete_draft_names_everything_that_is_lacking(world):
    case = make_draft(world, papers=False)

    with pytest.raises(Refused) as refusal:
        actions.submit(case_id=case.pk, revision=case.revision, submission_key="k", by=world.applicant, at=NOON)

    assert refusal.value.field == "documents"
    assert [item.text for item in refusal.value.missing] == [
        "請附產品相片（素色毛巾1 TW-100（白））（推動及管理要點第二十三點第一項第三款）。"
    ]
    case.refresh_from_db()
    assert (case.state, case.submitted_at) == ("draft", None)


def test_acceptance_takes_the_reviewer_and_needs_the_finding_on_manufacture(world):
    case = make_submitted(world)

    with pytest.raises(Refused, match="請先確認申請產品為製造或加工之產品"):
        actions.accept(case_id=case.pk, manufactured_confirmed=False, by=world.reviewer, at=NOON)
    actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)

    case.refresh_from_db()
    assert case.state == "doc_review"
    assert list(case.assignments.values_list("user_id", "role")) == [(world.reviewer.pk, "body_reviewer")]


def test_a_supplement_round_has_a_letter_a_day_and_an_answer(world):
    case = make_accepted(world)

    request = actions.request_supplement(
        case_id=case.pk,
        items=[Wanted("請補正產品相片", document_kind="product_photo"), Wanted("請說明染整製程")],
        by=world.reviewer,
        at=NOON,
    )

    assert request.due_on == date(2025, 7, 2)
    letter = Letter.objects.get()
    assert (letter.kind, letter.case_id) == ("supplement", case.pk)
    photo, words = request.items.all()
    product = case.products.get()
    with pytest.raises(Refused, match="第1項「請補正產品相片」：請填說明或附文件"):
        actions.resubmit(case_id=case.pk, by=world.applicant, at=NOON)
    actions.attach(
        case_id=case.pk,
        kind="product_photo",
        upload=pdf(),
        product_id=product.pk,
        by=world.applicant,
        at=NOON + timedelta(days=1),
    )
    actions.save_answers(case_id=case.pk, answers={words.pk: "採低浴比染整"}, by=world.applicant, at=NOON)
    actions.resubmit(case_id=case.pk, by=world.applicant, at=NOON + timedelta(days=2))

    case.refresh_from_db()
    assert case.state == "doc_review"
    assert photo.request.case_id == case.pk
    assert case.attachments.filter(kind="product_photo", replaced_at=None).count() == 1
    assert case.attachments.filter(kind="product_photo").count() == 2


def test_a_supplement_ends_on_the_next_working_day(world):
    case = make_accepted(world)

    request = actions.request_supplement(
        case_id=case.pk, items=[Wanted("請補正")], by=world.reviewer, at=NOON + timedelta(days=3)
    )

    assert request.due_on == date(2025, 7, 7)  # 2025-06-05 + 30 days is Saturday 2025-07-05


def test_after_the_last_round_no_further_one(world):
    case = make_accepted(world)
    for _round in range(2):
        request = actions.request_supplement(case_id=case.pk, items=[Wanted("請補正")], by=world.reviewer, at=NOON)
        actions.save_answers(case_id=case.pk, answers={request.items.get().pk: "已補"}, by=world.applicant, at=NOON)
        actions.resubmit(case_id=case.pk, by=world.applicant, at=NOON)

    with pytest.raises(Refused, match="補件以2次為限，已通知2次"):
        actions.request_supplement(case_id=case.pk, items=[Wanted("請補正")], by=world.reviewer, at=NOON)


def test_complete_papers_open_one_child_per_product_and_factory():
    world = make_world(factories=2)

    case = make_verifying(world, products=2)

    assert case.state == "verifying"
    assert [product.origin.state for product in case.products.all()] == ["pending", "pending"]
    assert [product.test.state for product in case.products.all()] == ["awaiting", "awaiting"]
    assert [row.assessment.state for row in case.factories.all()] == ["planned", "planned"]
    origin = case.products.first().origin
    assert [(row.name, row.hs_code, row.origin) for row in origin.inputs.all()] == [
        ("棉紗", "520524", "IN"),
        ("染料", "320416", "TW"),
    ]


def test_withdrawing_closes_everything_that_hangs_on_the_case(world):
    case = make_verifying(world)

    actions.drop(case_id=case.pk, reason="停產", by=world.applicant, at=NOON)

    case.refresh_from_db()
    product = case.products.get()
    assert (case.state, product.state, product.origin.state, product.test.state) == (
        "dropped",
        "dropped",
        "closed",
        "closed",
    )
    assert case.factories.get().assessment.state == "closed"


def test_a_discarded_draft_is_gone_for_the_body_and_its_number_is_not_used_again(world):
    case = make_draft(world)

    actions.discard(case_id=case.pk, by=world.applicant, at=NOON)
    following = actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=NOON)

    case.refresh_from_db()
    assert (case.state, case.number, following.number) == ("dropped", "M114-000001", "M114-000002")
