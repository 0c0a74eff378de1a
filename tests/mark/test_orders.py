"""本署印製: applied for at any time by class 1, judged by sales, capacity and safety stock, refused while intake is stopped."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import label_orders as made
from tests.factories.certification import pdf
from tests.factories.companies import give
from tests.factories.label_orders import START, day, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import documents
from smilemark.foundation.models import Notice, RefusedAttempt, StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import orders, orders_review, stops
from smilemark.mark.actions.orders_review import Found, Review
from smilemark.mark.actions.stops import Stop
from smilemark.mark.models import LabelOrder, Letter
from smilemark.mark.queries import orders as queries

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


def submit(scene, order):
    return orders.submit_order(order_id=order.pk, by=scene.firm_person, at=START)


def rules_of(order):
    stream = f"mark.labelorder:{order.pk}"
    return list(StoredFinding.objects.filter(subject=stream).order_by("pk").values_list("rule", "passed"))


# ---- application ------------------------------------------------------------------------------------------


def test_an_application_any_day_with_form_and_proof(scene):
    order = made.submitted_order(scene)

    assert (order.state, order.number) == ("submitted", "G115-000001")
    assert rules_of(order) == [("label-print-route", True), ("label-application-documents", True)]
    words = order.form.words
    assert [len(words["copies"]), words["total"], words["proofs"]] == [2, "8,000", ["114年發票（發票.pdf）"]]
    assert words["products"][0][4:] == ["8,000", "12,000", "24,000", "500", "1,500"]
    told = Notice.objects.get(user=scene.reviewer)
    assert told.subject == "收到本署印製標章之申請：G115-000001"


def test_only_class_one_and_only_its_own_certificate():
    scene = made.make_scene("301")

    with pytest.raises(Refused, match="僅第一類產品得申請本署印製吊牌或貼紙（推動及管理要點附件十四第二點第二款）"):
        made.draft_order(scene)
    with pytest.raises(Refused, match="請選擇貴業者有仍有效標章之驗證書"):
        orders.start_order(certificate="01599999", key="", by=scene.firm_person, at=START)
    assert not LabelOrder.objects.exists()


def test_no_valid_label_no_application(scene):
    order = made.draft_order(scene)
    scene.labels[0].ended_on, scene.labels[0].end_kind = day(0), "cancelled"
    scene.labels[0].save()

    with pytest.raises(Refused, match="之使用權已終止或屆滿，不得印製（第三十七點）"):
        submit(scene, order)


@pytest.mark.parametrize(
    ("without", "reason", "field"),
    [
        ("lines", "請至少填一項產品。", "label"),
        ("papers", "尚缺：標章申請數量證明文件影本一式二份或電子掃描檔一份", "files"),
        ("address", "請先填寫收件人、電話及送交地址。", "recipient"),
    ],
)
def test_what_is_missing_is_named(scene, without, reason, field):
    order = made.draft_order(scene)
    if without == "lines":
        orders.remove_line(order_id=order.pk, line_id=order.lines.get().pk, by=scene.firm_person, at=START)
    elif without == "papers":
        orders.remove_proof(order_id=order.pk, paper_id=order.papers.get().pk, by=scene.firm_person, at=START)
    else:
        LabelOrder.objects.filter(pk=order.pk).update(address="")

    with pytest.raises(Refused) as refused:
        submit(scene, order)

    assert reason in refused.value.reason
    assert refused.value.field == field
    assert RefusedAttempt.objects.get().move == "submit"


def test_while_intake_is_stopped_nothing_is_taken_in_and_what_came_before_goes_on(scene):
    before = made.submitted_order(scene)
    orders_review.ask_supplement(order_id=before.pk, wanted="請補銷貨明細", by=scene.reviewer, at=START)
    draft = made.draft_order(scene)
    stop = Stop("產企字第1150001號", "budget_used_up", "", first_day=day(1), last_day=day(10))
    stops.announce(stop=stop, by=scene.officer, at=START)

    for number, is_open in ((0, True), (1, False), (10, False), (11, True)):
        if is_open:
            orders.start_order(certificate=scene.certificate.number, key="", by=scene.firm_person, at=days(number))
            continue
        with pytest.raises(Refused, match=r"本署公告停止受理申請中（推動及管理要點附件十四第七點）.*產企字第1150001號"):
            orders.start_order(certificate=scene.certificate.number, key="", by=scene.firm_person, at=days(number))
        with pytest.raises(Refused, match="停止受理"):
            orders.submit_order(order_id=draft.pk, by=scene.firm_person, at=days(number))

    assert orders.supplement_order(order_id=before.pk, by=scene.firm_person, at=days(2)).state == "submitted"
    assert orders.submit_order(order_id=draft.pk, by=scene.firm_person, at=days(11)).state == "submitted"


def test_the_same_page_sent_twice_begins_one(scene):
    first, again = (
        orders.start_order(certificate=scene.certificate.number, key="k", by=scene.firm_person, at=START)
        for _n in range(2)
    )

    assert first.pk == again.pk
    assert LabelOrder.objects.count() == 1


def test_a_number_that_cannot_be_is_refused_at_its_field(scene):
    order = made.draft_order(scene)
    label = scene.labels[0].number

    for field, value in (("asked", 0), ("asked", 10_000_001), ("sold_in_year", -1), ("print_format", "大" * 61)):
        with pytest.raises(Refused) as refused:
            orders.set_line(order_id=order.pk, wish=made.wish(label, **{field: value}), by=scene.firm_person, at=START)
        assert refused.value.field == field
    assert order.lines.get().asked == 8000


def test_what_the_body_has_read_is_not_taken_away(scene):
    order = made.submitted_order(scene)
    orders_review.ask_supplement(order_id=order.pk, wanted="請補", by=scene.reviewer, at=START)
    paper = order.papers.get()

    with pytest.raises(Refused, match="已送件之文件不得移除"):
        orders.remove_proof(order_id=order.pk, paper_id=paper.pk, by=scene.firm_person, at=days(1))
    orders.add_proof(order_id=order.pk, label="", uploads=[pdf("明細.pdf")], by=scene.firm_person, at=days(1))

    assert order.papers.filter(removed_at=None).count() == 2


# ---- review -----------------------------------------------------------------------------------------------


def test_the_worksheet_proposes_and_a_different_number_needs_its_reason(scene):
    order = made.submitted_order(scene)
    line = order.lines.get()

    def propose(**found):
        review = Review({line.pk: Found(**found)}, "")
        return orders_review.propose(order_id=order.pk, review=review, by=scene.reviewer, at=START)

    with pytest.raises(Refused, match="核准數量與試算 7,000 不同，請填理由（附件十四第四點第二款）") as refused:
        propose(approved=6999)
    assert refused.value.field == f"reason-{line.pk}"
    with pytest.raises(Refused, match="核准數量不得超過申請數量 8,000"):
        propose(approved=8001, reason="訂單")
    order = propose(approved=8000, reason="附出口訂單")

    line.refresh_from_db()
    assert (order.state, line.proposed, line.approved, line.reason) == ("proposed", 7000, 8000, "附出口訂單")


def test_what_the_body_found_changes_the_worksheet_exactly(scene):
    order = made.proposed_order(scene, found=Found(sold=10001, capacity=9999, at_hand=0, safety_stock=1))

    line = order.lines.get()
    assert (line.proposed, line.approved) == (4999 + 1, 5000)  # 9999 a year for six months: 4999 whole pieces


def test_all_three_criteria_are_looked_at(scene):
    order = made.submitted_order(scene)
    review = Review({}, "", safety_stock=False)

    with pytest.raises(Refused, match="尚缺：安全存量"):
        orders_review.propose(order_id=order.pk, review=review, by=scene.reviewer, at=START)
    order = orders_review.propose(order_id=order.pk, review=Review({}, ""), by=scene.reviewer, at=START)

    assert rules_of(order)[-1] == ("label-quantity-review", True)


def test_whoever_proposed_does_not_decide(scene):
    give(scene.reviewer, roles.DECIDER, scene.world.body)
    order = made.proposed_order(scene)

    with pytest.raises(Refused, match="擬具核准數量之人員不得核定同一案件"):
        orders_review.approve(order_id=order.pk, by=scene.reviewer, at=START)
    order = orders_review.approve(order_id=order.pk, by=scene.decider, at=START, revision=order.revision)

    assert (order.state, order.decided_by) == ("approved", scene.decider)
    assert Notice.objects.filter(user=scene.firm_person, text__contains="核准 7,000 個").count() == 1
    assert not Letter.objects.exists()  # the notice that counts goes out with the list


def test_a_refusal_says_why_and_how_to_object(scene):
    order = made.proposed_order(scene, refuses=True)

    with pytest.raises(Refused, match="審查人員擬不予核准"):
        orders_review.approve(order_id=order.pk, by=scene.decider, at=START)
    order = orders_review.refuse(order_id=order.pk, by=scene.decider, at=START)

    words = Letter.objects.get().words
    assert order.state == "refused"
    assert words["sections"][1]["items"][0] == "現有標章足敷使用。"
    assert "第四十九點" in words["remedy"]


def test_a_page_read_before_a_change_decides_nothing(scene):
    order = made.proposed_order(scene)

    with pytest.raises(Refused, match="案件已有變更"):
        orders_review.approve(order_id=order.pk, by=scene.decider, at=START, revision=order.revision - 1)


def test_an_approval_falls_when_the_right_ends_before_the_list(scene):
    order = made.approved_order(scene)
    with pytest.raises(Refused, match="所列標章均仍有效"):
        orders_review.revoke_approval(order_id=order.pk, reason="", by=scene.decider, at=days(1))
    scene.labels[0].ended_on, scene.labels[0].end_kind = day(1), "withdrawn"
    scene.labels[0].save()

    with pytest.raises(Refused, match="目前沒有已核准而得列入清單之申請"):
        made.compiled_list(scene, at=days(1))
    order = orders_review.revoke_approval(order_id=order.pk, reason="", by=scene.decider, at=days(1))

    assert order.state == "refused"


def test_a_supplement_has_its_last_day_in_the_letter(scene):
    order = made.submitted_order(scene)

    order = orders_review.ask_supplement(order_id=order.pk, wanted="銷貨明細", by=scene.reviewer, at=START)

    assert order.supplement_until == date(2026, 4, 1)
    assert Letter.objects.get().words["sections"][0]["items"] == [
        "請於中華民國115年4月1日前於本系統補正下列事項（附件十四第三點第四款）。",
        "銷貨明細",
    ]


# ---- who reads what ---------------------------------------------------------------------------------------


def test_nobody_but_the_firm_reads_a_draft_and_the_printing_body_reads_no_application(scene):
    draft, sent = made.draft_order(scene), made.submitted_order(scene)
    other = made.make_scene()

    def reads(user):
        return {row.pk for row in queries.orders_visible_to(user)}

    assert reads(scene.firm_person) == {draft.pk, sent.pk}
    assert reads(scene.reviewer) == reads(scene.officer) == reads(scene.secretary) == {sent.pk}
    for stranger in (other.firm_person, other.reviewer, other.decider, scene.printer):
        assert reads(stranger) == set()
        assert not queries.papers_visible_to(stranger).exists()
    assert scene.printer.holds(roles.PRINTING_BODY)


def test_the_firm_does_not_read_what_is_proposed(scene):
    order = made.proposed_order(scene)
    shown = queries.listed(scene.firm_person).get()

    assert queries.exported([shown], scene.firm_person)[0][4:7] == ("審查中", "8000", "")
    assert queries.exported([shown], scene.decider)[0][4:7] == ("待核定", "8000", "7000")
    assert [line.text.split("（")[0] for line in queries.order_history(order, inner=False)] == ["建立申請", "送件"]


def test_form_as_pdf_and_as_text(scene):
    order = made.submitted_order(scene)

    assert documents.pdf(order.form).startswith(b"%PDF")
    assert documents.odt_of(order.form)[:2] == b"PK"
