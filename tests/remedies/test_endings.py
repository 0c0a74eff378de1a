"""撤銷 and 廢止 (points 41 to 43): heard, proposed by one, decided by another, effective when served, with its ban."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import remedies as made
from tests.factories.companies import give, make_person
from tests.factories.remedies import PROPOSAL, START, day, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.models import Label
from smilemark.companies import queries as companies
from smilemark.companies.models import Ban
from smilemark.foundation import events
from smilemark.foundation.models import Event, Notice
from smilemark.foundation.moves import Refused
from smilemark.registry.checks.labels import differences
from smilemark.remedies import actions, legal
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.models import Decision, EndingCase, Letter

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def test_a_withdrawal_from_the_first_look_to_its_ban(scene):
    decision = made.decided_case(scene)
    assert (decision.kind, decision.legal_basis) == ("withdrawal", "推動及管理要點第四十一點第一項第一款")
    assert not Label.objects.exclude(ended_on=None).exists()

    made.open_letters(scene, at=days(4))  # Friday 2026-03-06

    decision.refresh_from_db()
    assert decision.served_on == decision.effective_on == date(2026, 3, 6)
    assert decision.objection_until == date(2026, 4, 7)  # 2026-04-05 falls into rest days
    assert decision.case.state == "effective"
    assert set(Label.objects.values_list("ended_on", "end_kind")) == {(date(2026, 3, 6), "withdrawn")}
    ban = Ban.objects.get()
    assert (ban.first_day, ban.last_day, ban.point) == (date(2026, 3, 7), date(2029, 3, 6), "41")
    assert ban.source_stream == decision.letter.number
    assert list(differences()) == []
    assert list(events.broken_chains()) == []


def test_the_event_tells_those_above_what_ended(scene):
    made.effective_case(scene)

    told = Event.objects.get(kind="remedies.endingcase.take_effect").data
    assert told["labels"] == scene.numbers
    assert (told["kind"], told["effective_on"], told["product_class"]) == ("withdrawn", "2026-03-02", 1)
    assert (told["firm"], told["authority"], told["industry"]) == (scene.world.firm.pk, scene.world.body.pk, "015")
    assert Notice.objects.filter(user=scene.officer, subject=f"撤銷標章使用權：{scene.world.firm.name}").exists()


def test_only_the_named_labels_end(scene):
    first = scene.numbers[0]

    made.effective_case(scene, labels=[first])

    assert list(Label.objects.exclude(ended_on=None).values_list("number", flat=True)) == [first]


@pytest.mark.parametrize(
    ("ground", "given", "kind", "years", "point"),
    [
        ("improper_means", {}, "withdrawal", 3, "41"),
        ("dissolved_or_closed", {}, "cancellation", 0, ""),
        ("registration_cancelled", {}, "cancellation", 0, ""),
        ("right_transferred_or_sold", {}, "cancellation", 1, "42(5)"),
        (
            "origin_or_quality_breach",
            {"serious": True, "serious_reason": "連續三批不合格，涉兒童用品。"},
            "cancellation",
            1,
            "42(6)",
        ),
        ("severe_finding", {}, "cancellation", 0, ""),
    ],
)
def test_each_ground_has_its_act_and_its_ban(scene, ground, given, kind, years, point):
    decision = made.decided_case(scene, ground, **given)

    assert (decision.kind, decision.ban_years, decision.ban_point) == (kind, years, point)


def test_point_43_needs_an_order_that_was_not_met(scene):
    with pytest.raises(Refused, match="應先命其限期改善"):
        made.open_case(scene, made.MISUSE, at=days(20))
    running = made.running_order(scene)
    with pytest.raises(Refused, match="目前為「限期改善中」，非屆期未改善"):
        made.open_case(scene, made.MISUSE, at=days(1), order=running.number)
    actions.check_not_met(order_id=running.pk, text="未改善", checked_on=day(15), by=scene.reviewer, at=days(15))

    decision = made.decided_case(scene, made.MISUSE, at=days(20), order=running.number)

    assert (decision.kind, decision.ban_years, decision.ban_point) == ("cancellation", 1, "43")
    assert decision.legal_basis == "推動及管理要點第四十三點第一項第一款"
    assert any("經複查屆期仍未改善" in reason["text"] for reason in decision.reasons)


def test_what_is_not_serious_goes_by_an_order_first(scene):
    with pytest.raises(Refused, match="應先命其限期改善"):
        made.open_case(scene, "origin_or_quality_breach", serious=False, serious_reason="單一批次，輕微。")
    with pytest.raises(Refused, match="請判斷情節是否重大"):
        made.open_case(scene, "origin_or_quality_breach")


def test_the_firms_own_wish_is_an_application_and_42_4_is_for_class_2(scene):
    with pytest.raises(Refused, match="終止使用之申請案"):
        made.open_case(scene, "requested_by_operator")
    with pytest.raises(Refused, match="僅適用於第二類產品"):
        made.open_case(scene, "scheme_qualification_lost")


# ---- heard ------------------------------------------------------------------------------------------------


def test_nothing_is_proposed_before_the_firm_was_heard(scene):
    case = made.open_case(scene)

    with pytest.raises(Refused, match="應先通知陳述意見"):
        actions.propose_case(case_id=case.pk, proposal=PROPOSAL, by=scene.reviewer, at=START)


def test_the_time_to_state_runs_from_service_and_its_silence_is_a_waiver(scene):
    case = made.invited_case(scene)
    assert case.statement_until == day(10)
    proposal = Proposal(reasons="文件不實。")

    with pytest.raises(Refused, match="尚未屆滿"):
        actions.propose_case(case_id=case.pk, proposal=proposal, by=scene.reviewer, at=days(10))
    actions.propose_case(case_id=case.pk, proposal=proposal, by=scene.reviewer, at=days(11))

    decision = actions.decide_case(case_id=case.pk, by=scene.decider, at=days(11))
    assert any("視為放棄陳述之機會" in reason["text"] for reason in decision.reasons)


def test_a_statement_must_be_weighed(scene):
    case = made.invited_case(scene)
    actions.state_case(case_id=case.pk, text="不知情。", uploads=[], by=scene.firm_person, at=days(2))

    with pytest.raises(Refused, match="對陳述意見之查證及判斷"):
        actions.propose_case(case_id=case.pk, proposal=Proposal(reasons="文件不實。"), by=scene.reviewer, at=days(2))


def test_a_late_statement_is_kept_and_marked(scene):
    case = made.invited_case(scene)

    in_time = actions.state_case(case_id=case.pk, text="一", uploads=[], by=scene.firm_person, at=days(10))
    late = actions.note_statement(
        case_id=case.pk, text="二", stated_on=day(11), uploads=[], by=scene.reviewer, at=days(11)
    )

    assert (in_time.is_late, late.is_late) == (False, True)


def test_without_a_hearing_only_by_an_exception_of_the_act(scene):
    case = made.open_case(scene, "dissolved_or_closed")
    reason = Proposal(reasons="已解散。", no_hearing="facts_plain", no_hearing_reason="登記機關公示資料載明解散。")

    actions.propose_case(case_id=case.pk, proposal=reason, by=scene.reviewer, at=START)
    decision = actions.decide_case(case_id=case.pk, by=scene.decider, at=START)

    assert any(each["citation"] == "行政程序法第一百零三條第五款" for each in decision.reasons)


def test_a_severe_finding_is_always_heard(scene):
    case = made.open_case(scene, "severe_finding")
    proposal = Proposal(reasons="重大。", no_hearing="facts_plain", no_hearing_reason="明白。")

    with pytest.raises(Refused, match="附件十五第六點第二款"):
        actions.propose_case(case_id=case.pk, proposal=proposal, by=scene.reviewer, at=START)


def test_another_ground_needs_another_hearing(scene):
    case = made.invited_case(scene)
    actions.state_case(case_id=case.pk, text="不知情。", uploads=[], by=scene.firm_person, at=days(1))
    actions.propose_case(case_id=case.pk, proposal=PROPOSAL, by=scene.reviewer, at=days(1))
    actions.send_back_case(case_id=case.pk, reason="應改依第四十二點第一項第五款。", by=scene.decider, at=days(2))
    actions.amend_case(
        case_id=case.pk, grounds=made.grounds("right_transferred_or_sold"), by=scene.reviewer, at=days(3)
    )

    with pytest.raises(Refused, match="應先通知陳述意見"):
        actions.propose_case(case_id=case.pk, proposal=PROPOSAL, by=scene.reviewer, at=days(3))


# ---- decided ----------------------------------------------------------------------------------------------


def test_two_years_after_the_cause_nothing_is_decided(scene):
    case = made.proposed_case(scene, since=date(2024, 3, 2))

    with pytest.raises(Refused, match="已逾得為處分之期間：應自知有撤銷原因時起2年內為之"):
        actions.decide_case(case_id=case.pk, by=scene.decider, at=days(1))
    decision = actions.decide_case(case_id=case.pk, by=scene.decider, at=START)

    assert decision.kind == "withdrawal"


def test_who_proposed_or_opened_does_not_decide(scene):
    both = give(make_person(roles.DECIDER, scene.world.body), roles.REVIEWER, scene.world.body)
    case = made.invited_case(scene)
    actions.state_case(case_id=case.pk, text="不知情。", uploads=[], by=scene.firm_person, at=START)
    actions.propose_case(case_id=case.pk, proposal=PROPOSAL, by=both, at=START)

    with pytest.raises(Refused, match="擬具處分之人員不得核定同一案件"):
        actions.decide_case(case_id=case.pk, by=both, at=START)

    assert Decision.objects.count() == 0


def test_the_second_of_two_deciders_gets_a_clear_sentence(scene):
    case = made.proposed_case(scene)
    other = make_person(roles.DECIDER, scene.world.body)

    actions.send_back_case(case_id=case.pk, reason="再查。", by=other, at=START, revision=case.revision)
    with pytest.raises(Refused, match="目前狀態為「退回查證」，不能辦理「作成處分」"):
        actions.decide_case(case_id=case.pk, by=scene.decider, at=START, revision=case.revision)
    again = actions.propose_case(case_id=case.pk, proposal=PROPOSAL, by=scene.reviewer, at=START)
    with pytest.raises(Refused, match="已由他人更新"):
        actions.decide_case(case_id=case.pk, by=scene.decider, at=START, revision=case.revision)

    actions.decide_case(case_id=case.pk, by=scene.decider, at=START, revision=again.revision)
    assert Decision.objects.count() == 1


def test_a_cancellation_may_take_effect_later_and_a_withdrawal_not(scene):
    case = made.proposed_case(scene, "right_transferred_or_sold")
    actions.send_back_case(case_id=case.pk, reason="另定失效日。", by=scene.decider, at=START)
    later = Proposal(reasons="轉讓。", assessment="不足採。", later_effect=day(31))
    actions.propose_case(case_id=case.pk, proposal=later, by=scene.reviewer, at=START)
    actions.decide_case(case_id=case.pk, by=scene.decider, at=START)

    made.open_letters(scene, at=days(1))

    assert set(Label.objects.values_list("ended_on", flat=True)) == {day(31)}
    assert Ban.objects.get().first_day == day(32)


def test_a_withdrawal_has_no_later_day(scene):
    case = made.invited_case(scene)
    actions.state_case(case_id=case.pk, text="不知情。", uploads=[], by=scene.firm_person, at=START)
    later = Proposal(reasons="偽造。", assessment="不足採。", later_effect=day(31))

    with pytest.raises(Refused, match="溯及既往"):
        actions.propose_case(case_id=case.pk, proposal=later, by=scene.reviewer, at=START)


def test_a_closed_case_leaves_the_right_and_tells_the_firm_it_had_asked(scene):
    heard = made.invited_case(scene)

    actions.close_case(case_id=heard.pk, reason="查證無此情事。", by=scene.decider, at=days(1))

    heard.refresh_from_db()
    assert heard.state == "closed"
    assert heard.letters.get(kind=Letter.Kind.CLOSING).words["subject"].endswith("不予處分，請查照。")
    assert not Label.objects.exclude(ended_on=None).exists()


def test_a_ban_stops_the_next_application_on_its_first_day(scene):
    made.effective_case(scene)

    assert companies.why_banned(scene.world.firm, day(0)) is None
    assert companies.why_banned(scene.world.firm, day(1)) is not None


def test_a_refusal_writes_nothing(scene):
    case = made.open_case(scene)
    before = Event.objects.count()

    with pytest.raises(Refused):
        actions.decide_case(case_id=case.pk, by=scene.decider, at=START)

    assert Event.objects.count() == before
    assert EndingCase.objects.get(pk=case.pk).revision == 0


# ---- the grounds as data ----------------------------------------------------------------------------------


def test_the_table_of_grounds_is_the_regulations():
    found = [
        (ground.cite.removeprefix("推動及管理要點"), ground.act_name, ground.mandatory, ground.ban_years)
        for ground in legal.grounds().values()
    ]

    assert found == [
        ("第四十一點第一項第一款", "撤銷", True, 3),
        ("第四十一點第一項第二款", "撤銷", True, 3),
        ("第四十二點第一項第一款", "廢止", True, 0),
        ("第四十二點第一項第二款", "廢止", True, 0),
        ("第四十二點第一項第三款", "廢止", True, 0),
        ("第四十二點第一項第四款", "廢止", True, 0),
        ("第四十二點第一項第五款", "廢止", True, 1),
        ("第四十二點第一項第六款", "廢止", True, 1),
        ("第四十三點第一項第一款", "廢止", False, 1),
        ("第四十三點第一項第二款", "廢止", False, 1),
        ("第四十三點第一項第三款", "廢止", False, 1),
        ("第四十三點第一項第四款", "廢止", False, 1),
        ("附件十五第六點第二款", "廢止", False, 0),
    ]
    assert [ground.code for ground in legal.order_grounds()] == [
        "mark_on_unlicensed_product",
        "self_print_without_application",
        "irregular_audit_refused",
        "product_or_process_mismatch",
    ]
