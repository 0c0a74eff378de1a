"""Results of checks reach the firm as decisions it may object to; irregular checks find like visits; point 43 orders first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import surveillance as made
from tests.factories.companies import make_person
from tests.factories.surveillance import NOON, World, moment
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation.models import Event
from smilemark.foundation.moves import Refused
from smilemark.remedies import actions as remedies
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.actions.reviews import Review
from smilemark.remedies.models import Decision, Determination, EndingCase, ImprovementOrder, Letter, Objection
from smilemark.site.subscribers import follow_a_review
from smilemark.surveillance import actions
from smilemark.surveillance.models import Fault, Inquiry, Visit
from smilemark.surveillance.queries.totals import totals

pytestmark = pytest.mark.django_db
FOUND, HEARD, KEPT = date(2025, 5, 16), date(2025, 5, 23), date(2025, 5, 26)


world = shared(made.make_world)


def kept(world: World, fault: Fault, point: str = "none", *, ends_right: bool = False, days: int = 0) -> Fault:
    """The body keeps its view after the time for the statement."""
    at = moment(FOUND) + timedelta(days=days)
    actions.invite_statement(fault_id=fault.pk, state_until=HEARD + timedelta(days=days), by=world.reviewer, at=at)
    ruling = actions.Ruling("查證屬實。", ends_right=ends_right, point=point)
    actions.keep_view(fault_id=fault.pk, ruling=ruling, by=world.decider, at=moment(KEPT) + timedelta(days=days))
    fault.refresh_from_db()
    return fault


def reviewed(world: World, decision: Decision, outcome: str) -> Objection:
    """The firm objects; one officer of the administration reviews, another decides; the letter is opened."""
    first, second = make_person(roles.ADMINISTRATION, None, "署甲"), make_person(roles.ADMINISTRATION, None, "署乙")
    at = moment(date(2025, 6, 2))
    objection = remedies.file_objection(
        decision_id=decision.pk, reasons="不服判定。", uploads=[], submission_key="key", by=world.applicant, at=at
    )
    remedies.accept_objection(objection_id=objection.pk, by=first, at=at)
    remedies.propose_review(objection_id=objection.pk, review=Review(outcome, "判定有誤。"), by=first, at=at)
    remedies.decide_review(objection_id=objection.pk, by=second, at=at)
    letter = Letter.objects.get(objection=objection)
    remedies.open_letter(letter_id=letter.pk, by=world.applicant, at=at)
    event = Event.objects.get(kind="remedies.objection.take_effect")
    follow_a_review(event)
    follow_a_review(event)  # told twice, done once
    return objection


def open_result(world: World) -> Decision:
    letter = Letter.objects.get(kind=Letter.Kind.RESULT)
    remedies.open_letter(letter_id=letter.pk, by=world.applicant, at=moment(date(2025, 5, 27)))
    return Decision.objects.get(kind=Decision.Kind.RESULT)


def test_a_serious_result_is_written_with_the_way_to_object(world: World) -> None:
    fault = kept(world, made.serious(world))

    row = Determination.objects.get()
    assert (row.source, row.is_severe, row.authority_id) == (f"surveillance.fault:{fault.pk}", True, world.body.pk)
    letter = Letter.objects.get(determination=row)
    assert letter.words["subject"] == (
        f"貴業者（驗證書編號 {world.certificate.number}）追蹤管理查核結果，判定為重大缺失（原產地認定不符合），請查照。"
    )
    assert "第四十九點規定，於收受本決定書之次日起三十日內" in letter.words["remedy"]
    decision = open_result(world)
    assert (decision.served_on, decision.objection_until) == (date(2025, 5, 27), date(2025, 6, 26))


def test_a_slight_result_is_written_too(world: World) -> None:
    fault = made.slight(world)
    actions.notify_improvement(fault_id=fault.pk, improve_until=date(2025, 6, 30), by=world.reviewer, at=moment(FOUND))

    letter = Letter.objects.get(kind=Letter.Kind.RESULT)
    assert "判定為輕微缺失（產品品質檢驗不符合）" in letter.words["subject"]
    assert letter.words["sections"][-1]["items"] == ["請於中華民國114年6月30日前改善，並通知改善完成。"]


def test_a_well_founded_objection_ends_the_finding(world: World) -> None:
    fault = kept(world, made.serious(world))
    reviewed(world, open_result(world), "restore")

    fault.refresh_from_db()
    assert fault.state == "set_aside"
    assert Fault.objects.count() == 1
    assert Visit.objects.get(pk=fault.visit_id).state == "closed"


def test_sent_back_it_is_judged_anew_and_heard_again(world: World) -> None:
    fault = kept(world, made.serious(world))
    reviewed(world, open_result(world), "remit")

    again = Fault.objects.exclude(pk=fault.pk).get()
    assert (again.judged_anew_id, again.state, again.is_severe) == (fault.pk, "serious", True)
    assert Visit.objects.get(pk=fault.visit_id).state == "reported"


def test_a_result_is_not_replaced_by_the_administration(world: World) -> None:
    kept(world, made.serious(world))
    with pytest.raises(Refused, match="不得為所選之複查結果"):
        reviewed(world, open_result(world), "replace")


def test_a_decision_naming_point_43_orders_improvement_first(world: World) -> None:
    fault = kept(world, made.serious(world), "43(4)", ends_right=True)
    at = moment(date(2025, 5, 27))
    with pytest.raises(Refused, match="應先命其限期改善，屆期仍未改善者始得廢止"):
        actions.open_ending(fault_id=fault.pk, by=world.reviewer, at=at)

    number = actions.order_improvement(fault_id=fault.pk, by=world.reviewer, at=at)

    order = ImprovementOrder.objects.get(number=number)
    assert (order.state, order.ground, order.days) == ("draft", "product_or_process_mismatch", 30)
    assert [label.number for label in order.labels.all()] == [fault.product.label_number]
    with pytest.raises(Refused, match="已擬具限期改善命令"):
        actions.order_improvement(fault_id=fault.pk, by=world.reviewer, at=at)
    with pytest.raises(Refused):
        actions.open_ending(fault_id=fault.pk, by=world.reviewer, at=at)
    assert EndingCase.objects.count() == 0

    remedies.issue_order(order_id=order.pk, by=world.decider, at=at)
    letter = Letter.objects.get(order=order)
    remedies.open_letter(letter_id=letter.pk, by=world.applicant, at=at)
    later = moment(date(2025, 7, 1))
    remedies.check_not_met(
        order_id=order.pk, text="仍未改善。", checked_on=date(2025, 7, 1), by=world.reviewer, at=later
    )
    case = EndingCase.objects.get(number=actions.open_ending(fault_id=fault.pk, by=world.reviewer, at=later))
    assert (case.order_id, case.ground) == (order.pk, "product_or_process_mismatch")


def test_a_decision_on_the_contract_alone_needs_no_order(world: World) -> None:
    fault = kept(world, made.serious(world), "none", ends_right=True)

    with pytest.raises(Refused, match="僅依第四十三點"):
        actions.order_improvement(fault_id=fault.pk, by=world.reviewer, at=moment(KEPT))


def test_a_right_counts_as_ended_from_its_effect_until_it_is_given_back(world: World) -> None:
    fault, summary, at = made.serious(world), made.summary(world), moment(date(2025, 5, 28))

    def ended() -> list[int]:
        return [row.ended for row in totals(summary).rows]

    actions.invite_statement(fault_id=fault.pk, state_until=HEARD, by=world.reviewer, at=moment(FOUND))
    ruling = actions.Ruling("查證屬實。", ends_right=True, point="42(6)", is_grave=True)
    actions.keep_view(fault_id=fault.pk, ruling=ruling, by=world.decider, at=moment(KEPT))
    case = EndingCase.objects.get(number=actions.open_ending(fault_id=fault.pk, by=world.reviewer, at=moment(KEPT)))
    remedies.invite(case_id=case.pk, days=7, by=world.reviewer, at=moment(KEPT))
    remedies.open_letter(letter_id=Letter.objects.get(case=case).pk, by=world.applicant, at=moment(KEPT))
    remedies.state_case(case_id=case.pk, text="不服。", uploads=[], by=world.applicant, at=at)
    proposal = Proposal(reasons="原產地不符且情節重大。", assessment="所述不足採。")
    remedies.propose_case(case_id=case.pk, proposal=proposal, by=world.reviewer, at=at)
    decision = remedies.decide_case(case_id=case.pk, by=world.decider, at=at)
    assert ended() == [0, 0, 0, 0, 0]  # decided, not in effect

    remedies.open_letter(letter_id=decision.letter.pk, by=world.applicant, at=at)
    assert ended() == [1, 0, 0, 0, 0]

    reviewed(world, decision, "restore")
    assert ended() == [0, 0, 0, 0, 0]


# ---- irregular checks ----------------------------------------------------------------------------------------


def failed_check(world: World, trigger: str, row: str, **given: str) -> Inquiry:
    """A complaint checked, its row failed, its report made."""
    found = made.inquiry(world, trigger)
    for step in {"quality_complaint": ("sample", "test"), "origin_label_complaint": ("label",)}[trigger]:
        actions.record_step(inquiry_id=found.pk, step=step, done_at=NOON, by=world.reviewer, at=NOON)
    actions.record_results(
        inquiry_id=found.pk,
        results={row: "failed"},
        text="甲醛超過限量。",
        subject=given.get("subject", found.subject),
        place="",
        by=world.reviewer,
        at=NOON,
    )
    return actions.make_inquiry_report(inquiry_id=found.pk, by=world.reviewer, at=NOON)


def test_a_slight_failure_is_improved_like_one_of_a_visit(world: World, client) -> None:
    check = failed_check(world, "quality_complaint", "quality")

    fault = Fault.objects.get(inquiry=check)
    assert (fault.kind, fault.state, fault.is_severe, fault.visit) == ("product_test_failed", "found", False, None)
    assert fault.text == f"不定期查核（{check.number}）抽驗產品不合格：甲醛超過限量。"
    until = date(2025, 10, 31)
    actions.notify_improvement(fault_id=fault.pk, improve_until=until, by=world.reviewer, at=NOON)
    assert Letter.objects.get(kind=Letter.Kind.RESULT).firm_id == world.firm.pk
    with pytest.raises(Refused, match="尚未處理完畢"):
        actions.close_inquiry(inquiry_id=check.pk, answer="", by=world.decider, at=NOON)
    for person in (world.applicant, world.reviewer):
        client.force_login(person)
        assert client.get(f"/surveillance/faults/{fault.pk}/").status_code == 200
    client.force_login(make_person(roles.APPLICANT, made.make_holder(world.body, world.industry).firm))
    assert client.get(f"/surveillance/faults/{fault.pk}/").status_code == 404

    actions.tell_improved(fault_id=fault.pk, text="已換料。", by=world.applicant, at=NOON)
    actions.confirm_improved(fault_id=fault.pk, text="複驗合格。", by=world.reviewer, at=NOON)
    assert actions.close_inquiry(inquiry_id=check.pk, answer="", by=world.decider, at=NOON).state == "closed"


def test_a_severe_failure_is_heard_decided_and_reported_upward(world: World) -> None:
    check = made.inquiry(world, "origin_label_complaint")
    for step in ("label", "suspicion", "site"):
        actions.record_step(inquiry_id=check.pk, step=step, done_at=NOON, by=world.reviewer, at=NOON)
    actions.record_results(
        inquiry_id=check.pk,
        results={"origin": "failed"},
        text="主要製程於境外完成。",
        subject=check.subject,
        place="",
        by=world.reviewer,
        at=NOON,
    )
    actions.make_inquiry_report(inquiry_id=check.pk, by=world.reviewer, at=NOON)
    fault = Fault.objects.get(inquiry=check)
    assert (fault.kind, fault.state, fault.is_severe) == ("origin_not_met", "serious", True)

    kept(world, fault, days=145)
    actions.report_up(fault_id=fault.pk, number="驗字第9號", by=world.reviewer, at=moment(date(2025, 10, 20)))

    fault.refresh_from_db()
    assert fault.state == "reported"
    assert [entry["to"] for entry in fault.reported_to] == ["working_group", "council"]
    assert actions.close_inquiry(inquiry_id=check.pk, answer="", by=world.decider, at=NOON).state == "closed"


def test_who_is_not_the_certified_firm_has_no_finding(world: World) -> None:
    found = failed_check(world, "quality_complaint", "quality", subject="仿冒商行")

    assert Fault.objects.filter(inquiry=found).count() == 0
    with pytest.raises(Refused, match="應先登錄後續處理"):
        actions.close_inquiry(inquiry_id=found.pk, answer="", by=world.decider, at=NOON)
