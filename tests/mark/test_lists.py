"""核准清單: once a month by body, each order in one list only, sent on by the secretariat; the firm is told by letter."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import label_orders as made
from tests.factories.label_orders import START, day, days
from tests.worlds import shared

from smilemark.foundation import documents
from smilemark.foundation.models import Notice
from smilemark.foundation.moves import Refused
from smilemark.mark import tasks_lists
from smilemark.mark.actions import lists
from smilemark.mark.actions.orders_review import Found
from smilemark.mark.models import ApprovalList, LabelOrder, Letter
from smilemark.mark.queries import lists as queries
from smilemark.mark.queries import orders as order_queries

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def test_the_list_closes_what_is_approved_and_every_firm_is_told_its_quantity(scene):
    first = made.approved_order(scene)
    second = made.approved_order(scene, found=Found(approved=300, reason="庫存尚多"))
    waiting = made.submitted_order(scene)

    row = made.compiled_list(scene)

    assert (row.number, row.state, row.month) == ("C115-000001", "compiled", date(2026, 3, 1))
    states = dict(LabelOrder.objects.values_list("number", "state"))
    assert states == {first.number: "listed", second.number: "listed", waiting.number: "submitted"}
    assert [(line["place"], line["order"], line["approved"], line["address"]) for line in row.words["rows"]] == [
        ("1", first.number, "7,000", "彰化縣和美鎮彰美路1號"),
        ("2", second.number, "300", "彰化縣和美鎮彰美路1號"),
    ]
    assert row.words["totals"] == ({"shape": "吊牌", "pieces": "7,300"},)
    letter = Letter.objects.get(matter_number=second.number)
    assert letter.kind == "核准數量通知函"
    assert letter.words["sections"][0]["items"][1].endswith("申請 8,000 個，核准 300 個；庫存尚多。")
    assert "次日起七日內" in letter.words["remedy"]
    assert Notice.objects.get(user=scene.secretary).subject == "核准清單待轉送：C115-000001"
    assert documents.pdf(row.document).startswith(b"%PDF")
    assert documents.odt_of(row.document)[:2] == b"PK"


def test_one_list_a_month_and_what_comes_later_goes_on_the_next(scene):
    made.approved_order(scene)
    made.compiled_list(scene)
    late = made.approved_order(scene, at=days(1))

    with pytest.raises(Refused, match="本月核准清單已編製：C115-000001"):
        made.compiled_list(scene, at=days(1))
    row = made.compiled_list(scene, at=days(30))

    assert row.month == date(2026, 4, 1)
    assert list(row.orders.values_list("pk", flat=True)) == [late.pk]


def test_only_the_body_compiles_its_own(scene):
    made.approved_order(scene)
    other = made.make_scene()

    for person in (other.reviewer, scene.secretary, scene.firm_person):
        with pytest.raises(Refused, match="由該驗證機構之審查或核定人員編製"):
            lists.compile_list(body_id=scene.world.body.pk, by=person, at=START)
    assert not ApprovalList.objects.exists()


# ---- the body's day ---------------------------------------------------------------------------------------


def test_the_job_compiles_on_the_day_and_from_a_rest_day_on_the_next_working_day(scene):
    body = scene.world.body.pk
    made.approved_order(scene)
    lists.set_list_day(body_id=body, day=14, effective_from=day(1), by=scene.decider, at=START)  # a Saturday

    assert queries.due_day(body, day(5)) == date(2026, 3, 16)
    assert [lists.compile_due(days(number)) for number in (11, 12, 13)] == [0, 0, 0]
    tasks_lists.compile_due_lists(days(14))
    assert lists.compile_due(days(14)) == 0  # and not twice

    row = ApprovalList.objects.get()
    assert (row.compiled_by, row.orders.count()) == (None, 1)


def test_where_no_day_is_set_the_list_is_due_on_the_25th(scene):
    assert queries.due_day(scene.world.body.pk, day(0)) == date(2026, 3, 25)


def test_a_day_is_set_for_later_by_the_decider_and_the_past_keeps_its_own(scene):
    body = scene.world.body.pk

    for by, number, start, field in (
        (scene.reviewer, 10, day(1), ""),
        (scene.decider, 29, day(1), "day"),
        (scene.decider, 0, day(1), "day"),
        (scene.decider, 10, day(0), "effective_from"),
    ):
        with pytest.raises(Refused) as refused:
            lists.set_list_day(body_id=body, day=number, effective_from=start, by=by, at=START)
        assert refused.value.field == field
    lists.set_list_day(body_id=body, day=28, effective_from=day(1), by=scene.decider, at=START)
    with pytest.raises(Refused, match="這一天已有設定"):
        lists.set_list_day(body_id=body, day=27, effective_from=day(1), by=scene.decider, at=START)

    assert [queries.list_day(body, day(number)) for number in (0, 1)] == [25, 28]


def test_a_list_nobody_can_sign_stays_on_the_to_do_list(scene):
    made.approved_order(scene)
    scene.world.body.head_name = ""
    scene.world.body.save()

    assert lists.compile_due(days(24)) == 0
    assert LabelOrder.objects.get().state == "approved"
    assert queries.bodies_waiting(day(24)) == [scene.world.body.pk]


# ---- sent on ----------------------------------------------------------------------------------------------


def test_the_secretariat_sends_it_on_and_the_seven_days_begin(scene):
    order = made.approved_order(scene)
    row = made.compiled_list(scene)

    with pytest.raises(Refused, match="請選擇標章印製執行機構"):
        lists.forward_list(list_id=row.pk, printing_body_id=scene.world.body.pk, by=scene.secretary, at=START)
    with pytest.raises(Refused, match="您的角色不能辦理「轉送印製執行機構」"):
        lists.forward_list(list_id=row.pk, printing_body_id=scene.printing_body_id, by=scene.reviewer, at=START)
    row = lists.forward_list(list_id=row.pk, printing_body_id=scene.printing_body_id, by=scene.secretary, at=START)

    order.refresh_from_db()
    assert (row.state, row.received_on, order.state) == ("sent", day(0), "printing")
    assert order.deliveries.get().due_on == date(2026, 3, 9)
    assert Notice.objects.filter(user=scene.printer, text__contains="115年3月9日").exists()


def test_a_list_is_read_by_its_body_and_only_by_the_printing_body_it_was_sent_to(scene):
    made.approved_order(scene)
    row, other = made.compiled_list(scene), made.make_scene()

    def readers():
        people = (scene.reviewer, scene.secretary, scene.officer, scene.printer, scene.firm_person, other.reviewer)
        return [queries.lists_visible_to(person).exists() for person in people]

    assert readers() == [True, True, True, False, False, False]
    assert not order_queries.jobs_visible_to(scene.printer).exists()
    lists.forward_list(list_id=row.pk, printing_body_id=scene.printing_body_id, by=scene.secretary, at=START)

    assert readers() == [True, True, True, True, False, False]
    assert order_queries.jobs_visible_to(scene.printer).count() == 1
    assert not order_queries.orders_visible_to(scene.printer).exists()
