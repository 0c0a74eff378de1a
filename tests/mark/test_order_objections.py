"""核准數量異議: seven days from the day after the notice; explained within seven days, with a copy to the secretariat."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import label_orders as made
from tests.factories.certification import pdf
from tests.factories.label_orders import START, days
from tests.worlds import shared

from smilemark.foundation.models import Notice, StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import orders_objections as actions
from smilemark.mark.models import LabelOrder, Letter, QuantityObjection

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def test_the_seven_days_run_from_the_notice_and_not_from_the_list(scene):
    order = made.approved_order(scene)
    made.sent_list(scene)

    def file():
        return actions.file_objection(
            order_id=order.pk, reasons="漏算出口訂單。", uploads=[pdf()], by=scene.firm_person, at=days(5)
        )

    with pytest.raises(Refused, match="請先開啟核准數量通知函"):
        file()
    made.open_notice(scene, order, at=days(5))
    row = file()
    with pytest.raises(Refused, match="本案已提出異議"):
        file()

    assert (row.number, row.last_day, row.reply_until) == ("Q115-000001", date(2026, 3, 16), date(2026, 3, 16))
    assert Notice.objects.filter(user=scene.decider, subject="收到核准數量異議：Q115-000001").count() == 1


@pytest.mark.parametrize(("number", "in_time"), [(7, True), (8, False)])
def test_on_the_last_day_it_is_explained_and_a_day_later_not_accepted(scene, number, in_time):
    row = made.filed_objection(scene, at=days(number))  # notice on 2026-03-02, last day 2026-03-09

    if in_time:
        with pytest.raises(Refused, match="已依限提出，應提供書面說明"):
            actions.not_accept(objection_id=row.pk, by=scene.decider, at=days(9))
        row = actions.explain(objection_id=row.pk, text="依銷售實績核算。", by=scene.decider, at=days(9))
    else:
        with pytest.raises(Refused, match="逾期提出，應不予受理"):
            actions.explain(objection_id=row.pk, text="說明", by=scene.decider, at=days(9))
        row = actions.not_accept(objection_id=row.pk, by=scene.decider, at=days(9))

    assert row.state == ("explained" if in_time else "not_accepted")
    letter = Letter.objects.order_by("-pk").first()
    assert letter.words["copies_to"] == ["臺灣製產品MIT微笑標章秘書處"]
    if not in_time:
        assert "逾期提出，不予受理（推動及管理要點附件十四第六點第一款）" in row.explanation


@pytest.mark.parametrize(("number", "on_time"), [(14, True), (15, False)])
def test_explained_within_seven_days_of_receipt(scene, number, on_time):
    row = made.filed_objection(scene, at=days(7))  # received 2026-03-09, so by 2026-03-16

    actions.explain(objection_id=row.pk, text="依銷售實績核算。", by=scene.decider, at=days(number))

    found = StoredFinding.objects.get(rule="label-objection-reply")
    assert (found.result["deadline"], found.result["on_time"], found.result["missing_recipients"]) == (
        "2026-03-16",
        on_time,
        [],
    )
    assert Notice.objects.filter(user=scene.secretary, subject="副知核准數量異議說明：Q115-000001").count() == 1


def test_a_quantity_found_too_small_is_raised_for_the_next_list(scene):
    row = made.filed_objection(scene, at=days(3))
    line = row.order.lines.get()

    with pytest.raises(Refused, match="請填不超過申請數量之數"):
        actions.explain(objection_id=row.pk, text="有理由", more={line.pk: 1001}, by=scene.decider, at=days(4))
    actions.explain(objection_id=row.pk, text="訂單屬實。", more={line.pk: 1000}, by=scene.decider, at=days(4))

    new = LabelOrder.objects.get(follows=row.order)
    assert (new.state, new.lines.get().approved, new.decided_by) == ("approved", 1000, scene.decider)
    nxt = made.compiled_list(scene, at=days(30))
    assert [line["approved"] for line in nxt.words["rows"]] == ["1,000"]
    assert Letter.objects.filter(kind="核准數量異議說明函").get().words["sections"][0]["items"][-1] == (
        f"增核 1,000 個（{new.number}），列入次一核准清單。"
    )


def test_evidence_is_needed_and_only_the_firm_objects(scene):
    order = made.approved_order(scene)
    made.sent_list(scene)
    made.open_notice(scene, order, at=START)

    for by, uploads, reasons, said in (
        (scene.reviewer, [pdf()], "理由", "僅申請之業者可以提出異議"),
        (scene.firm_person, [], "理由", "請選擇要上傳的檔案"),
        (scene.firm_person, [pdf()], " ", "異議理由：請填寫"),
    ):
        with pytest.raises(Refused, match=said):
            actions.file_objection(order_id=order.pk, reasons=reasons, uploads=uploads, by=by, at=START)
    assert not QuantityObjection.objects.exists()
