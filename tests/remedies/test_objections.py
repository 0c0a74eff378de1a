"""異議 (point 49): thirty days, postmark and receipt; refused when late; upheld or maintained; then the appeal."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import remedies as made
from tests.factories.certification import pdf
from tests.factories.remedies import START, days
from tests.worlds import shared

from smilemark.certification.models import Label, LabelEnding
from smilemark.companies import queries as companies
from smilemark.companies.models import Ban
from smilemark.foundation import events
from smilemark.foundation.models import Event
from smilemark.foundation.moves import Refused
from smilemark.registry.checks.labels import differences
from smilemark.remedies import actions
from smilemark.remedies.actions.objections import Arrival
from smilemark.remedies.actions.reviews import Review
from smilemark.remedies.models import Decision, EndingCase, Letter, Objection

pytestmark = pytest.mark.django_db
SERVED = date(2026, 3, 2)
LAST = date(2026, 4, 1)
"""Thirty days from 2026-03-02, that day not counted: a Wednesday."""


scene = shared(made.make_scene)


def make_decision(scene):
    found = made.effective_case(scene)
    assert (found.served_on, found.objection_until) == (SERVED, LAST)
    return found


decision = shared(make_decision, on=scene)


def paper(scene, decision, filing, arrived, postmark=None, *, in_writing=True):
    return actions.register_objection(
        decision_id=decision.pk,
        arrival=Arrival(filing, arrived, postmark, in_writing),
        reasons="不服處分。",
        uploads=[],
        by=scene.officer,
        at=days(60),
    )


@pytest.mark.parametrize(
    ("filing", "arrived", "postmark", "accepted"),
    [
        ("hand", date(2026, 4, 1), None, True),
        ("hand", date(2026, 4, 2), None, False),
        ("registered_mail", date(2026, 4, 9), date(2026, 4, 1), True),
        ("registered_mail", date(2026, 4, 9), date(2026, 4, 2), False),
        ("ordinary_mail", date(2026, 4, 1), date(2026, 3, 30), True),
        ("ordinary_mail", date(2026, 4, 2), date(2026, 4, 1), False),
    ],
)
def test_by_hand_and_ordinary_post_count_by_arrival_registered_post_by_its_postmark(
    scene, decision, filing, arrived, postmark, accepted
):
    objection = paper(scene, decision, filing, arrived, postmark)

    if accepted:
        with pytest.raises(Refused, match="應予受理"):
            actions.not_accept_objection(objection_id=objection.pk, by=scene.officer, at=days(60))
        assert actions.accept_objection(objection_id=objection.pk, by=scene.officer, at=days(60)).state == "review"
    else:
        with pytest.raises(Refused, match="不符合受理要件"):
            actions.accept_objection(objection_id=objection.pk, by=scene.officer, at=days(60))
        refused = actions.not_accept_objection(objection_id=objection.pk, by=scene.officer, at=days(60))
        assert refused.reasons[0]["text"] == "逾期提出，不予受理。"


@pytest.mark.parametrize(("number", "accepted"), [(30, True), (31, False)])
def test_filed_in_the_system_it_arrives_that_day(scene, decision, number, accepted):
    objection = made.filed_objection(scene, decision, at=days(number))

    if accepted:
        actions.accept_objection(objection_id=objection.pk, by=scene.officer, at=days(number))
    else:
        with pytest.raises(Refused, match="不符合受理要件"):
            actions.accept_objection(objection_id=objection.pk, by=scene.officer, at=days(number))


def test_not_in_writing_is_not_accepted(scene, decision):
    objection = paper(scene, decision, "hand", date(2026, 3, 20), in_writing=False)

    refused = actions.not_accept_objection(objection_id=objection.pk, by=scene.officer, at=days(60))

    assert refused.reasons[0]["text"] == "未以書面提出，不予受理。"


def test_a_late_one_is_told_why_and_the_way_to_the_appeal(scene, decision):
    objection = made.filed_objection(scene, decision, at=days(31))
    actions.not_accept_objection(objection_id=objection.pk, by=scene.officer, at=days(32))

    letter = Letter.objects.get(kind=Letter.Kind.NOT_ACCEPTED)
    assert letter.words["form"] == "決定書"
    assert "訴願法第十四條" in letter.words["remedy"]
    made.open_letters(scene, at=days(33))  # 2026-04-04
    refused = Decision.objects.get(kind="not_accepted")
    assert (refused.served_on, refused.appeal_until) == (date(2026, 4, 4), date(2026, 5, 4))
    assert Objection.objects.get().state == "not_accepted"
    assert set(Label.objects.values_list("end_kind", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize(
    ("filing", "arrived", "postmark", "reason"),
    [
        ("hand", date(2026, 3, 20), date(2026, 3, 19), "郵寄者應填郵戳日"),
        ("registered_mail", date(2026, 3, 20), None, "郵寄者應填郵戳日"),
        ("hand", date(2026, 3, 1), None, "到達日在送達日或郵戳日之前"),
        ("registered_mail", date(2026, 3, 20), date(2026, 3, 21), "到達日在送達日或郵戳日之前"),
        ("hand", date(2026, 5, 2), None, "到達日不得在今日之後"),
        ("electronic", date(2026, 3, 20), None, "請選擇提出方式"),
    ],
)
def test_days_that_cannot_be_are_told_when_it_is_entered(scene, decision, filing, arrived, postmark, reason):
    with pytest.raises(Refused, match=reason):
        paper(scene, decision, filing, arrived, postmark)

    assert Objection.objects.count() == 0


def test_it_lies_only_against_what_was_served_and_once(scene):
    unserved = made.decided_case(scene)
    with pytest.raises(Refused, match="尚未送達"):
        made.filed_objection(scene, unserved, at=START)
    made.open_letters(scene)
    first = made.filed_objection(scene, unserved, at=days(1))
    with pytest.raises(Refused, match=f"已有異議案 {first.number}"):
        made.filed_objection(scene, unserved, at=days(2))

    actions.withdraw_objection(objection_id=first.pk, reason="", by=scene.firm_person, at=days(3))
    assert made.filed_objection(scene, unserved, at=days(4)).number != first.number


def test_one_page_sent_twice_files_once(scene, decision):
    given = {"decision_id": decision.pk, "reasons": "不服。", "uploads": [], "submission_key": "page"}

    first = actions.file_objection(**given, by=scene.firm_person, at=START)
    again = actions.file_objection(**given, by=scene.firm_person, at=START)

    assert first.pk == again.pk
    assert Event.objects.filter(kind="remedies.objection.file").count() == 1


def test_only_the_firm_files_and_only_the_administration_takes_in_paper(scene, decision):
    with pytest.raises(Refused, match="僅受處分之業者"):
        actions.file_objection(
            decision_id=decision.pk, reasons="x", uploads=[], submission_key="k", by=scene.reviewer, at=START
        )
    with pytest.raises(Refused, match="由本署收受"):
        actions.register_objection(
            decision_id=decision.pk,
            arrival=Arrival("hand", SERVED),
            reasons="x",
            uploads=[],
            by=scene.decider,
            at=START,
        )


# ---- reviewed ---------------------------------------------------------------------------------------------


def test_an_objection_suspends_nothing(scene, decision):
    made.filed_objection(scene, decision, at=days(1))

    assert set(Label.objects.values_list("end_kind", flat=True)) == {"withdrawn"}


def test_upheld_gives_the_right_back_from_its_service_and_lifts_the_ban(scene, decision):
    made.closed_objection(scene, decision, "restore", at=days(20))  # 2026-03-22

    assert set(Label.objects.values_list("ended_on", "end_kind")) == {(None, None)}
    assert set(LabelEnding.objects.values_list("effective_on", "set_aside_on")) == {(SERVED, date(2026, 3, 22))}
    assert Ban.objects.get().lifted_on == date(2026, 3, 22)
    assert companies.why_banned(scene.world.firm, date(2026, 3, 10)) is None
    decision.refresh_from_db()
    assert (decision.set_aside_on, decision.case.state) == (date(2026, 3, 22), "set_aside")
    told = Event.objects.get(kind="remedies.objection.take_effect").data
    assert (told["kind"], told["restored"]) == ("upheld", scene.numbers)
    assert list(differences()) == []
    assert list(events.broken_chains()) == []


def test_upheld_but_not_yet_served_changes_nothing(scene, decision):
    objection = made.reviewed_objection(scene, decision, "restore", at=days(10))

    actions.decide_review(objection_id=objection.pk, by=scene.second_officer, at=days(10))

    assert set(Label.objects.values_list("end_kind", flat=True)) == {"withdrawn"}


def test_maintained_keeps_everything_and_leaves_the_appeal(scene, decision):
    made_decision = made.closed_objection(scene, decision, "maintain", at=days(20))

    assert (made_decision.kind, made_decision.appeal_until) == ("rejected", date(2026, 4, 21))
    assert set(Label.objects.values_list("end_kind", flat=True)) == {"withdrawn"}
    assert Ban.objects.get().lifted_on is None
    letter = Letter.objects.get(kind=Letter.Kind.REVIEW)
    assert letter.words["subject"].endswith("異議無理由，維持原決定，請查照。")
    assert "經濟部提起訴願" in letter.words["remedy"]
    assert letter.words["copies_to"] == [scene.world.body.name]


def test_replaced_the_old_decision_is_set_aside_and_the_new_one_begins(scene, decision):
    upheld = made.closed_objection(scene, decision, "replace", at=days(20), new_ground="right_transferred_or_sold")

    assert (upheld.kind, upheld.new_kind, upheld.ban_years) == ("upheld", "cancellation", 1)
    assert set(Label.objects.values_list("ended_on", "end_kind")) == {(date(2026, 3, 22), "cancelled")}
    assert sorted(LabelEnding.objects.values_list("kind", "set_aside_on")) == [
        ("cancelled", None),
        ("cancelled", None),
        ("withdrawn", date(2026, 3, 22)),
        ("withdrawn", date(2026, 3, 22)),
    ]
    old, new = Ban.objects.order_by("pk")
    assert (old.lifted_on, new.lifted_on) == (date(2026, 3, 22), None)
    assert (new.first_day, new.last_day, new.point) == (date(2026, 3, 23), date(2027, 3, 22), "42(5)")
    assert list(differences()) == []


def test_remitted_the_body_decides_anew(scene, decision):
    made.closed_objection(scene, decision, "remit", at=days(20))
    case = EndingCase.objects.get()
    assert case.state == "returned"
    assert set(Label.objects.values_list("end_kind", flat=True)) == {None}

    actions.propose_case(case_id=case.pk, proposal=made.PROPOSAL, by=scene.reviewer, at=days(21))
    actions.decide_case(case_id=case.pk, by=scene.decider, at=days(21))
    made.open_letters(scene, at=days(22))

    assert set(Label.objects.values_list("ended_on", flat=True)) == {date(2026, 3, 24)}
    assert Decision.objects.filter(case=case).count() == 2
    assert list(differences()) == []


def test_an_order_that_is_set_aside_is_revoked(scene):
    order = made.running_order(scene)

    made.closed_objection(scene, order.decisions.get(), "restore", at=days(5))

    order.refresh_from_db()
    assert order.state == "revoked"


@pytest.mark.parametrize("outcome", ["remit", "replace"])
def test_of_an_order_nothing_is_remitted_or_replaced(scene, outcome):
    order = made.running_order(scene)

    with pytest.raises(Refused, match="撤銷該命令即可"):
        made.reviewed_objection(scene, order.decisions.get(), outcome, at=days(5), new_ground="improper_means")


@pytest.mark.parametrize(
    ("ground", "serious", "reason"),
    [
        ("false_documents", None, "與原處分相同"),
        ("origin_or_quality_breach", False, "應先命其限期改善"),
        ("mark_on_unlicensed_product", None, "尚不得撤銷或廢止"),
        ("requested_by_operator", None, "請選擇另為處分之事由"),
        ("", None, "請選擇事由"),
    ],
)
def test_what_may_not_stand_in_its_place(scene, decision, ground, serious, reason):
    with pytest.raises(Refused, match=reason):
        made.reviewed_objection(scene, decision, "replace", at=days(5), new_ground=ground, new_serious=serious)

    assert EndingCase.objects.get().ground == "false_documents"


def test_who_proposed_does_not_decide_and_the_body_may_explain(scene, decision):
    objection = made.filed_objection(scene, decision, at=days(1))
    actions.accept_objection(objection_id=objection.pk, by=scene.officer, at=days(2))
    actions.explain_objection(objection_id=objection.pk, text="原認定有據。", by=scene.decider, at=days(3))
    review = Review("maintain", "原處分並無違誤。")
    row = actions.propose_review(objection_id=objection.pk, review=review, by=scene.officer, at=days(4))

    with pytest.raises(Refused, match="擬具複查決定之人員不得核定"):
        actions.decide_review(objection_id=objection.pk, by=scene.officer, at=days(5))
    with pytest.raises(Refused, match="已由他人更新"):
        actions.decide_review(objection_id=objection.pk, by=scene.second_officer, at=days(5), revision=0)
    actions.send_back_review(objection_id=objection.pk, reason="再查。", by=scene.second_officer, at=days(5))
    with pytest.raises(Refused, match="目前狀態為「複查中」"):
        actions.decide_review(objection_id=objection.pk, by=scene.second_officer, at=days(5), revision=row.revision)


def test_a_review_is_not_objected_to_but_appealed(scene, decision):
    maintained = made.closed_objection(scene, decision, "maintain", at=days(5))

    with pytest.raises(Refused, match="應向經濟部提起訴願"):
        made.filed_objection(scene, maintained, at=days(6))


def test_evidence_may_follow_while_it_is_reviewed(scene, decision):
    objection = made.filed_objection(scene, decision, at=days(1))

    actions.attach(
        model=Objection, pk=objection.pk, label="補件", uploads=[pdf("補件.pdf")], by=scene.firm_person, at=days(2)
    )

    assert list(objection.papers.values_list("label", "by_firm")) == [("異議佐證", True), ("補件", True)]
