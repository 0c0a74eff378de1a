"""The charts of annex 6 for classes 1 and 3, box by box: the moves that stand for them, and cases that go along them."""

from __future__ import annotations

import pytest
from tests.factories.certification import NOON, make_accepted, make_submitted, make_verifying, make_world
from tests.factories.certification_results import (
    OPINION,
    assign_assessor,
    make_reported,
    pass_factory,
    pass_origin,
    pass_test,
    pay_fee,
    sign,
)
from tests.factories.companies import make_organisation, make_person

from smilemark.accounts import roles
from smilemark.certification import actions, chart
from smilemark.certification.actions import fee, issue, products, refusal, report, review, testing
from smilemark.certification.actions.review import Wanted
from smilemark.certification.models import Case, ProductTest
from smilemark.certification.states import State
from smilemark.foundation import events

LANES = {
    roles.APPLICANT: "OP",
    roles.REVIEWER: "CB",
    roles.DECIDER: "CB",
    roles.ASSESSOR: "ASR",
    roles.LABORATORY: "LAB",
    roles.ADMINISTRATION: "ADM",
}
TO_THE_REPORT = {
    (1, "OP", "draft", "applied"),  # 產品驗證申請
    (2, "CB", "applied", "doc_review"),  # 資格審查：符合
    (3, "CB", "applied", "refused"),  # 不符合
    (4, "CB", "doc_review", "supplement"),  # 文件不齊備
    (5, "OP", "supplement", "doc_review"),  # 補件
    (6, "CB", "doc_review", "verifying"),  # 文件齊備
    (7, "ASR", "pending", "passed"),  # 原產地認定：通過
    (8, "ASR", "pending", "failed"),
    (9, "ASR", "planned", "passed"),  # 工廠品管系統評核：通過
    (9, "ASR CB", "planned", "waived"),  # point 27 II
    (9, "CB", "plan_check", "passed"),  # point 28 I(2)
    (10, "ASR", "planned", "failed"),
    (10, "CB", "plan_check", "failed"),
    (10, "CB", "plan_due", "failed"),
    (11, "LAB", "testing", "passed"),  # 產品品質檢驗：通過
    (11, "CB", "verifying", "report"),  # 驗證結果彙整報告製作
    (12, "LAB", "testing", "failed"),
    (12, "CB", "open", "refused"),
    (12, "CB", "passed", "refused"),
    (12, "CB", "verifying", "refused"),
    (13, "CB", "report", "report_review"),  # 驗證結果彙整報告審查
    (14, "CB", "report_review", "refused"),
    (14, "CB", "report_review", "report"),  # AMB-40: without a ground it is written again
}
CHARTS = {
    1: TO_THE_REPORT
    | {
        (13, "CB", "report_review", "contract"),  # 授權使用契約簽訂
        (15, "CB", "contract", "numbered"),  # 驗證書編號
        (16, "CB", "numbered", "certified"),  # 驗證書發放
    },
    3: TO_THE_REPORT
    | {
        (11, "CB", "awaiting", "adopted"),  # 註：應施檢驗品項且檢驗合格者，檢附有效之證明文件
        (13, "CB", "report_review", "fee_check"),  # 確認規費繳納
        (15, "CB", "fee_check", "fee_due"),  # 未繳：通知補繳
        (17, "ADM", "fee_due", "fee_check"),  # 收取規費
        (18, "CB", "fee_check", "contract"),  # 已繳
        (19, "CB", "contract", "numbered"),
        (20, "CB", "numbered", "certified"),
    },
}


@pytest.mark.parametrize("product_class", [1, 3])
def test_the_moves_are_the_arrows_of_the_chart_no_more_and_no_less(product_class):
    """Row 16 of class 3 (繳納規費) is paid at a bank: what is told of it here changes no state."""
    arrows = set()
    for row in chart.rows_of("new", product_class):
        move = chart.TABLES[row.table][row.move]
        lanes = " ".join(sorted({LANES[role] for role in move.roles}))
        if move.target is not None:
            arrows |= {(row.number, lanes, source, move.target) for source in move.sources}
        else:
            assert (product_class, row) == (3, chart.Row(16, "case", "report_payment"))

    assert arrows == CHARTS[product_class]


def steps(case, lanes):
    """The way of the case: who moved it, from where, to where."""
    return [
        (lanes[event.actor_id], event.data["from"], event.data["to"])
        for event in events.history(case)
        if event.data.get("from") and event.data["from"] != event.data["to"]
    ]


def lanes_of(world, **others):
    people = {"OP": world.applicant, "ASR": world.assessor, "LAB": world.tester} | others
    return {person.pk: lane for lane, person in people.items()} | {world.reviewer.pk: "CB", world.decider.pk: "CB"}


def supplemented(world):
    """A case whose papers were asked for once more, came, and are complete."""
    case = make_accepted(world)
    request = actions.request_supplement(case_id=case.pk, items=[Wanted("請說明製程")], by=world.reviewer, at=NOON)
    words = request.items.get()
    actions.save_answers(case_id=case.pk, answers={words.pk: "低浴比染整"}, by=world.applicant, at=NOON)
    actions.resubmit(case_id=case.pk, by=world.applicant, at=NOON)
    return actions.documents_complete(case_id=case.pk, by=world.reviewer, at=NOON)


def examined(world, *, origin=True, factory=True, test=True):
    """A case with one product whose three examinations are over."""
    case = supplemented(world) if origin and factory and test else make_verifying(world)
    assign_assessor(case, world)
    pass_factory(case.factories.get(), world, passed=factory)
    pass_origin(case.products.get(), world, passed=origin)
    if test is not None:
        pass_test(case.products.get(), world, passed=test)
    return Case.objects.get(pk=case.pk)


def reported(world):
    """The report waits for its review, after it was sent back once (AMB-40)."""
    case = examined(world)
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    report.start(case_id=case.pk, by=world.reviewer, at=NOON)
    report.submit(case_id=case.pk, opinion=OPINION, by=world.reviewer, at=NOON)
    report.send_back(case_id=case.pk, reason="請補充說明", by=world.decider, at=NOON)
    report.submit(case_id=case.pk, opinion=OPINION, by=world.reviewer, at=NOON)
    return case


def issued(case, world):
    """The contract is signed by both sides, the certificate numbered and issued."""
    case = sign(case, world)
    issue.assign_number(case_id=case.pk, by=world.decider, at=NOON)
    issue.issue(case_id=case.pk, by=world.decider, at=NOON)
    return case


WAY_TO_THE_REVIEW = [
    ("OP", "draft", "applied"),
    ("CB", "applied", "doc_review"),
    ("CB", "doc_review", "supplement"),
    ("OP", "supplement", "doc_review"),
    ("CB", "doc_review", "verifying"),
    ("CB", "verifying", "report"),
    ("CB", "report", "report_review"),
    ("CB", "report_review", "report"),
    ("CB", "report", "report_review"),
]


@pytest.mark.django_db
def test_class_1_goes_along_its_chart_to_the_certificate():
    world = make_world()

    case = reported(world)
    report.approve(case_id=case.pk, by=world.decider, at=NOON)
    case = issued(case, world)

    way = steps(case, lanes_of(world))
    assert way == [
        *WAY_TO_THE_REVIEW,
        ("CB", "report_review", "contract"),
        ("CB", "contract", "numbered"),
        ("CB", "numbered", "certified"),
    ]
    assert set(way) <= {arrow[1:] for arrow in CHARTS[1]}
    product = case.products.get()
    of_the_test = steps(ProductTest.objects.get(product=product), lanes_of(world))
    assert of_the_test[-1] == ("LAB", "testing", "passed")
    assert steps(product.origin, lanes_of(world)) == [("ASR", "pending", "passed")]
    assert steps(case.factories.get().assessment, lanes_of(world)) == [("ASR", "planned", "passed")]


@pytest.mark.django_db
def test_class_3_stops_at_the_fee_until_it_is_paid():
    world = make_world("301")
    officer = make_person(roles.ADMINISTRATION, make_organisation(roles.ADMINISTRATION))

    case = reported(world)
    report.approve(case_id=case.pk, by=world.decider, at=NOON)
    fee.notify(case_id=case.pk, by=world.reviewer, at=NOON)
    pay_fee(case, officer, world)
    case = issued(case, world)

    way = steps(case, lanes_of(world, ADM=officer))
    assert way == [
        *WAY_TO_THE_REVIEW,
        ("CB", "report_review", "fee_check"),
        ("CB", "fee_check", "fee_due"),
        ("ADM", "fee_due", "fee_check"),
        ("CB", "fee_check", "contract"),
        ("CB", "contract", "numbered"),
        ("CB", "numbered", "certified"),
    ]
    assert set(way) <= {arrow[1:] for arrow in CHARTS[3]}


@pytest.mark.django_db
def test_class_3_takes_a_valid_proof_in_place_of_the_test():
    world = make_world("301")
    case = examined(world, test=None)
    test = case.products.get().test

    parts = list(dict.fromkeys(criterion.part for criterion in testing.pinned_criteria(test)))
    testing.adopt(
        test_id=test.pk,
        parts=parts,
        basis="CNS 15290",
        report_number="P-1",
        valid_until=NOON.date(),
        by=world.reviewer,
        at=NOON,
    )

    assert steps(test, lanes_of(world)) == [("CB", "awaiting", "adopted")]
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    assert report.start(case_id=case.pk, by=world.reviewer, at=NOON).case.state == State.REPORT


@pytest.mark.django_db
@pytest.mark.parametrize("fails", ["origin", "factory", "test"])
def test_what_fails_on_site_or_in_the_test_ends_in_refusal(fails):
    world = make_world()
    case = examined(world, **{fails: False})

    refusal.refuse_all(case_id=case.pk, by=world.decider, at=NOON)

    assert steps(case, lanes_of(world))[-1] == ("CB", "verifying", "refused")


@pytest.mark.django_db
def test_the_body_refuses_at_the_eligibility_check_and_at_the_review_of_the_report():
    world = make_world()
    first, second = make_submitted(world), make_reported(world)

    review.refuse_eligibility(case_id=first.pk, not_manufactured="僅分裝", by=world.decider, at=NOON)
    reasons = [{"text": "原產地佐證不足。", "citation": "推動及管理要點第十七點"}]
    report.refuse(case_id=second.pk, reasons=reasons, by=world.decider, at=NOON)

    assert steps(first, lanes_of(world)) == [("OP", "draft", "applied"), ("CB", "applied", "refused")]
    assert steps(second, lanes_of(world))[-1] == ("CB", "report_review", "refused")
