"""命其限期改善 (point 43 I): its length stands in the notice and runs from service; met, or not met."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import remedies as made
from tests.factories.accreditation import make_body
from tests.factories.certification import pdf
from tests.factories.companies import give, make_person
from tests.factories.remedies import START, day, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.companies import actions as companies
from smilemark.foundation import events
from smilemark.foundation.models import RefusedAttempt
from smilemark.foundation.moves import Refused
from smilemark.remedies import actions, queries
from smilemark.remedies.models import ImprovementOrder, Letter

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def test_the_time_runs_from_service_and_not_from_the_letter(scene):
    order = made.sent_order(scene)
    assert (order.state, order.due_on) == ("sent", None)

    made.open_letters(scene, at=days(3))

    order.refresh_from_db()
    assert (order.state, order.due_on) == ("running", date(2026, 3, 19))
    decision = order.decisions.get()
    assert (decision.served_on, decision.objection_until) == (date(2026, 3, 5), date(2026, 4, 7))  # 4/4-4/6 rest days
    assert decision.labels == scene.numbers


def test_a_last_day_on_a_rest_day_moves_to_the_next_working_day(scene):
    order = made.running_order(scene, days=12)  # 2026-03-14 is a Saturday

    assert order.due_on == date(2026, 3, 16)


def test_the_letter_says_what_by_when_and_how_to_object(scene):
    order = made.sent_order(scene)

    words = order.letters.get().words
    assert words["form"] == "函"
    assert words["subject"] == "請貴業者於收受本函之次日起14日內改善說明事項，並將改善情形函復，請查照。"
    assert [section["title"] for section in words["sections"]] == ["事實", "理由及法令依據", "應改善事項及期限"]
    assert words["sections"][1]["items"][0] == (
        "違反第三十七點規定將MIT微笑標章用於未獲授權使用產品或作為他用（推動及管理要點第四十三點第一項第一款）。"
    )
    assert "第四十九點" in words["remedy"]
    assert words["copies_to"] == ["經濟部產業發展署"]


def test_not_met_only_from_the_day_after_the_last_day(scene):
    order = made.running_order(scene)
    assert order.due_on == day(14)

    with pytest.raises(Refused, match="尚未屆滿"):
        actions.check_not_met(order_id=order.pk, text="未改善", checked_on=day(14), by=scene.reviewer, at=days(14))
    checked = actions.check_not_met(
        order_id=order.pk, text="未改善", checked_on=day(15), by=scene.reviewer, at=days(15)
    )

    assert checked.state == "not_met"
    assert checked.letters.get(kind=Letter.Kind.RECHECK).words["subject"].endswith("複查結果：屆期未改善，請查照。")


def test_met_ends_the_matter_and_a_late_report_is_marked(scene):
    order = made.running_order(scene)

    actions.report_improvement(
        order_id=order.pk, text="已移除。", uploads=[pdf("改善.pdf")], by=scene.firm_person, at=days(16)
    )
    actions.check_met(order_id=order.pk, text="網頁已無標章。", checked_on=day(16), by=scene.reviewer, at=days(16))

    order.refresh_from_db()
    assert order.state == "met"
    assert [event.data["late"] for event in events.history(order) if event.move == "report"] == [True]
    assert order.papers.get().by_firm is True


def test_a_report_may_be_sent_back_while_the_time_runs(scene):
    order = made.running_order(scene)
    actions.report_improvement(order_id=order.pk, text="部分移除。", uploads=[], by=scene.firm_person, at=days(2))

    actions.return_report(order_id=order.pk, text="尚有二頁未移除。", by=scene.reviewer, at=days(3))

    order.refresh_from_db()
    assert (order.state, order.due_on) == ("running", day(14))
    actions.report_improvement(order_id=order.pk, text="全部移除。", uploads=[], by=scene.firm_person, at=days(14))
    with pytest.raises(Refused, match="改善期限已屆滿"):
        actions.return_report(order_id=order.pk, text="仍未移除。", by=scene.reviewer, at=days(15))


def test_the_time_is_extended_before_it_passes_only(scene):
    order = made.running_order(scene)

    with pytest.raises(Refused, match="應晚於原末日"):
        actions.extend_order(order_id=order.pk, due_on=day(14), reason="備料", by=scene.decider, at=days(1))
    extended = actions.extend_order(order_id=order.pk, due_on=day(28), reason="備料", by=scene.decider, at=days(14))
    assert extended.due_on == day(28)
    with pytest.raises(Refused, match="已屆滿，不得展延"):
        actions.extend_order(order_id=order.pk, due_on=day(40), reason="備料", by=scene.decider, at=days(29))
    assert order.letters.filter(kind=Letter.Kind.EXTENSION).count() == 1


@pytest.mark.parametrize("number", [0, 366])
def test_a_length_that_cannot_be(scene, number):
    with pytest.raises(Refused, match="請填 1 至 365 日"):
        made.draft_order(scene, days=number)


def test_only_grounds_of_point_43_are_ordered_first(scene):
    with pytest.raises(Refused, match="應逕予撤銷或廢止"):
        made.draft_order(scene, ground="false_documents")


def test_who_drafted_does_not_issue(scene):
    both = make_person(roles.DECIDER, scene.world.body)
    give(both, roles.REVIEWER, scene.world.body)
    order = actions.open_order(
        certificate=scene.certificate.number,
        labels=[],
        ground=made.MISUSE,
        facts="事實",
        wanted="改善",
        days=7,
        by=both,
        at=START,
    )

    with pytest.raises(Refused, match="擬具處分之人員不得核定同一案件"):
        actions.issue_order(order_id=order.pk, by=both, at=START)

    assert RefusedAttempt.objects.get().move == "issue"
    assert Letter.objects.count() == 0


def test_a_relative_of_the_firm_keeps_out(scene):
    companies.declare_relation(
        user_id=scene.reviewer.pk,
        firm_id=scene.world.firm.pk,
        ground="party",
        who="sibling",
        by=scene.reviewer,
        at=START,
    )

    with pytest.raises(Refused, match="第十五點"):
        made.draft_order(scene)


def test_another_body_does_not_draft(scene):
    stranger = make_person(roles.REVIEWER, make_body(industries=["015"]))

    with pytest.raises(Refused, match="僅核發本驗證書之驗證機構"):
        actions.open_order(
            certificate=scene.certificate.number,
            labels=[],
            ground=made.MISUSE,
            facts="事實",
            wanted="改善",
            days=7,
            by=stranger,
            at=START,
        )


def test_a_label_of_another_certificate_is_refused(scene):
    with pytest.raises(Refused, match="不屬於驗證書"):
        made.draft_order(scene, labels=["99999999-00001"])
    assert ImprovementOrder.objects.count() == 0


def test_a_stale_page_does_not_issue(scene):
    order = made.draft_order(scene)
    actions.amend_order(
        order_id=order.pk, facts="更正之事實", wanted="改善", days=7, by=scene.reviewer, at=START, revision=0
    )

    with pytest.raises(Refused, match="已由他人更新"):
        actions.issue_order(order_id=order.pk, by=scene.decider, at=START, revision=0)
    actions.issue_order(order_id=order.pk, by=scene.decider, at=START, revision=1)


def test_a_draft_may_be_dropped_and_the_firm_never_hears_of_it(scene):
    order = made.draft_order(scene)
    actions.drop_order(order_id=order.pk, reason="事證不足", by=scene.decider, at=START)

    assert not queries.orders_visible_to(scene.firm_person).exists()
    assert Letter.objects.count() == 0
