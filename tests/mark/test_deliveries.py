"""Printing and delivery within seven days, the firm's check, reprints within fifteen, labels lost (annex 14 points 3(4), 6)."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import label_orders as made
from tests.factories.certification import pdf
from tests.factories.companies import make_person
from tests.factories.label_orders import START, day, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.foundation import clock
from smilemark.foundation.models import Notice, StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import deliveries, deliveries_losses
from smilemark.mark.actions.deliveries import Faults
from smilemark.mark.actions.deliveries_losses import Loss
from smilemark.mark.models import ApprovalList, Delivery, LabelLoss, LabelOrder, PrintRun
from smilemark.mark.queries import deliveries as queries
from smilemark.mark.queries import deliveries_losses as loss_queries
from smilemark.mark.queries import runs as run_queries

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def findings(order, rule):
    rows = StoredFinding.objects.filter(subject=f"mark.labelorder:{order.pk}", rule=rule).order_by("pk")
    return [row.result for row in rows]


def test_every_label_gets_its_number_before_it_is_delivered(scene):
    order = made.printing_order(scene)

    with pytest.raises(Refused, match="請先登錄編號印製之批次"):
        deliveries.deliver(order_id=order.pk, delivered_on=day(1), way="宅配", by=scene.printer, at=days(1))
    runs = deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(1), by=scene.printer, at=days(1))
    with pytest.raises(Refused, match="本次標章已編號"):
        deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(1), by=scene.printer, at=days(1))

    assert [(run.source, run.first_serial, run.last_serial, run.kind) for run in runs] == [
        (order.number, 1, 7000, "government")
    ]


@pytest.mark.parametrize(("delivered", "reason", "is_late"), [(7, "", False), (8, "颱風停班", True)])
def test_delivered_within_seven_days_or_later_with_its_reason(scene, delivered, reason, is_late):
    order = made.printing_order(scene)

    made.give_out(scene, order, at=days(delivered), late_reason=reason)

    result = findings(order, "label-delivery")[-1]
    assert (result["deadline"], result["late"], result["breach"]) == ("2026-03-09", is_late, False)
    assert Notice.objects.filter(user=scene.firm_person, subject__startswith="標章已送交").count() == 1


def test_late_without_a_reason_is_refused(scene):
    order = made.printing_order(scene)

    with pytest.raises(Refused, match="已逾送交末日中華民國115年3月9日，請載明特殊情形") as refused:
        made.give_out(scene, order, at=days(8))

    assert refused.value.field == "late_reason"
    assert LabelOrder.objects.get().state == "printing"


@pytest.mark.parametrize(("on", "reason"), [(-1, "收到清單或查證屬實之日以前"), (2, "不得在今日之後")])
def test_a_day_of_delivery_that_cannot_be(scene, on, reason):
    order = made.printing_order(scene)
    deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(0), by=scene.printer, at=days(1))

    with pytest.raises(Refused, match=reason):
        deliveries.deliver(order_id=order.pk, delivered_on=day(on), way="宅配", by=scene.printer, at=days(1))


def test_the_firm_finds_all_in_order_and_the_list_is_done(scene):
    order = made.delivered_order(scene)

    deliveries.accept(order_id=order.pk, by=scene.firm_person, at=days(4))

    order.refresh_from_db()
    assert (order.state, ApprovalList.objects.get().state) == ("accepted", "done")
    assert order.deliveries.get().checked_at == days(4)


def test_an_error_is_told_at_once_verified_and_reprinted_within_fifteen_days(scene):
    order = made.faulty_order(scene)  # told on 2026-03-09
    assert Notice.objects.filter(user=scene.printer, subject__startswith="業者通知標章誤差").count() == 1

    again = deliveries.confirm_error(order_id=order.pk, answer="短少屬實。", by=scene.printer, at=days(8))
    assert (again.round, again.began_on, again.due_on) == (2, day(8), date(2026, 3, 25))
    line = order.lines.get()
    with pytest.raises(Refused, match="請填重新印製之數量"):
        deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(9), by=scene.printer, at=days(9))
    with pytest.raises(Refused, match="請填 0 至 7,000"):
        made.give_out(scene, order, at=days(9), quantities={line.pk: 7001})
    made.give_out(scene, order, at=days(23), quantities={line.pk: 200})
    deliveries.accept(order_id=order.pk, by=scene.firm_person, at=days(24))

    assert list(PrintRun.objects.order_by("pk").values_list("first_serial", "last_serial")) == [(1, 7000), (7001, 7200)]
    assert findings(order, "label-reprint")[-1] == {
        "nominal_end": "2026-03-25",
        "deadline": "2026-03-25",
        "on_time": True,
    }
    assert LabelOrder.objects.get().state == "accepted"


def test_a_late_reprint_is_recorded_as_late(scene):
    order = made.faulty_order(scene)
    deliveries.confirm_error(order_id=order.pk, answer="屬實。", by=scene.printer, at=days(8))

    made.give_out(scene, order, at=days(24), quantities={order.lines.get().pk: 200})

    assert findings(order, "label-reprint")[-1]["on_time"] is False


def test_an_error_that_is_none_goes_back_to_the_firm(scene):
    order = made.faulty_order(scene)

    deliveries.deny_error(order_id=order.pk, answer="簽收單載明 7,000 個。", by=scene.printer, at=days(8))

    order.refresh_from_db()
    assert (order.state, Delivery.objects.count(), order.deliveries.get().error_is_true) == ("delivered", 1, False)
    with pytest.raises(Refused, match="請勾選有誤差之事項"):
        deliveries.report_error(
            order_id=order.pk, faults=Faults(False, False, False, "x"), uploads=[], by=scene.firm_person, at=days(8)
        )


@pytest.mark.parametrize("result", ["confirm_error", "deny_error"])
def test_both_answers_to_an_error_keep_what_was_typed(client, scene, result):
    order = made.faulty_order(scene)
    client.force_login(scene.printer)
    said = "簽收單載明" * 1601

    with clock.travelled(days(8)):
        answer = client.post(f"/mark/deliveries/{order.number}/", {"do": result, "answer": said})

    assert answer.status_code == 409
    assert said in answer.content.decode()


def test_another_printing_body_neither_reads_nor_prints(scene):
    order = made.printing_order(scene)
    deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(1), by=scene.printer, at=days(1))
    elsewhere = Organisation.objects.create(kind="printing_body", name="另一印製執行機構")
    stranger = make_person(roles.PRINTING_BODY, elsewhere)

    assert not queries.listed(stranger).exists()
    assert [run_queries.runs_visible_to(person).count() for person in (scene.printer, stranger)] == [1, 0]
    assert queries.listed(scene.printer).get().due_on == date(2026, 3, 9)
    with pytest.raises(Refused, match="您的角色不能辦理「編號印製」"):
        deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(1), by=stranger, at=days(1))


# ---- damaged or lost --------------------------------------------------------------------------------------


def loss(label, **given):
    values = {"kind": "lost", "quantity": 60, "happened_on": day(9), "text": "倉庫淹水，已報案。"} | given
    return Loss(label=label, **values)


def test_labels_lost_are_told_to_the_body(scene):
    made.delivered_order(scene)
    label = scene.labels[0].number

    def report(**given):
        return deliveries_losses.report_loss(
            loss=loss(label, **given), upload=pdf(), key="k1", by=scene.firm_person, at=days(10)
        )

    for field, value in (("quantity", 7001), ("quantity", 0), ("happened_on", day(11)), ("kind", "sold")):
        with pytest.raises(Refused) as refused:
            report(**{field: value})
        assert refused.value.field == field
    row, again = report(), report()

    assert (row.pk, LabelLoss.objects.count(), row.number) == (again.pk, 1, "L115-000001")
    assert Notice.objects.filter(user=scene.reviewer, subject="業者通報標章遺失：L115-000001").count() == 1
    other = made.make_scene()
    readers = (scene.firm_person, scene.reviewer, scene.officer, scene.printer, other.firm_person, other.reviewer)
    assert [loss_queries.losses_visible_to(person).exists() for person in readers] == [True] * 3 + [False] * 3


def test_a_label_of_another_firm_or_never_printed_cannot_be_lost(scene):
    made.delivered_order(scene)
    other = made.make_scene()

    for label in (scene.labels[1].number, other.labels[0].number):
        with pytest.raises(Refused, match="請選擇貴業者之標章"):
            deliveries_losses.report_loss(loss=loss(label), upload=None, key="", by=scene.firm_person, at=START)
