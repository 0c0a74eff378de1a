"""Two people at the same time: one approval, one list, one numbering, each order in one list only."""

from __future__ import annotations

import pytest
from tests.factories import label_orders as made
from tests.factories.companies import make_person
from tests.factories.label_orders import START, day, days
from tests.together import at_once

from smilemark.accounts import roles
from smilemark.foundation import events
from smilemark.mark.actions import deliveries, lists, orders_review
from smilemark.mark.models import ApprovalList, IntakeStop, LabelOrder, Letter, PrintRun

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_at_once_from_approval_to_print():
    scene = made.make_scene(products=1)
    order = made.proposed_order(scene)
    second = make_person(roles.DECIDER, scene.world.body)

    def approve(by):
        return lambda: orders_review.approve(order_id=order.pk, by=by, at=START, revision=order.revision)

    answers = at_once(approve(scene.decider), approve(second))
    assert [answer for answer in answers if isinstance(answer, str)] == [
        "目前狀態為「已核准，待列入清單」，不能辦理「核准印製數量」（附件十四第四點第二款）。"
    ]

    def compile_it(by):
        return lambda: lists.compile_list(body_id=scene.world.body.pk, by=by, at=START)

    answers = at_once(compile_it(scene.reviewer), compile_it(second), lambda: lists.compile_due(days(23)))
    assert sum(isinstance(answer, str) for answer in answers) + sum(answer == 0 for answer in answers) == 2
    row = ApprovalList.objects.get()
    assert [placed.pk for placed in row.orders.all()] == [order.pk]
    assert Letter.objects.filter(kind="核准數量通知函").count() == 1

    lists.forward_list(list_id=row.pk, printing_body_id=scene.printing_body_id, by=scene.secretary, at=days(23))
    colleague = make_person(roles.PRINTING_BODY, scene.printer.assignments.get().organisation)

    def allot(by):
        return lambda: deliveries.allot(order_id=order.pk, quantities={}, printed_on=day(23), by=by, at=days(23))

    assert at_once(allot(scene.printer), allot(colleague)).count("本次標章已編號。") == 1
    assert PrintRun.objects.count() == 1
    assert LabelOrder.objects.get().state == "printing"
    assert not IntakeStop.objects.exists()
    assert list(events.broken_chains()) == []
