"""The report and its review, the fee of class 3, the contract."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.certification import NOON, make_verifying
from tests.factories.certification_results import OPINION, make_approved, make_examined, make_reported, make_world, sign
from tests.factories.companies import give, make_organisation, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.actions import contract, fee, issue, products, report
from smilemark.certification.models import Case, Contract, Decision, FeePayment, Letter, SummaryReport
from smilemark.foundation import clock
from smilemark.foundation.models import StoredFinding
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db


world = shared(make_world)


def test_the_report_freezes_what_was_examined_and_is_kept_six_years(world):
    case = make_reported(world)

    found = SummaryReport.objects.get()
    assert case.state == "report_review"
    assert (found.completed_on, found.keep_until) == (date(2025, 6, 2), date(2031, 6, 2))
    assert found.opinion == OPINION
    (product,) = found.content["products"]
    assert (product["name"], product["model"], product["verdict"]) == ("素色毛巾1", "TW-100（白）", "通過")
    assert product["origin"]["finding"]["rule"] == "origin-determination"
    assert all(row["conforms"] for row in product["test"]["results"])
    assert found.content["factories"][0]["state"] == "通過"
    assert StoredFinding.objects.filter(rule="record-retention").count() == 1


def test_a_report_without_opinion_is_not_submitted(world):
    case = make_examined(world)
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    report.start(case_id=case.pk, by=world.reviewer, at=NOON)

    with pytest.raises(Refused, match="請填綜合意見") as refused:
        report.submit(case_id=case.pk, opinion=" ", by=world.reviewer, at=NOON)

    assert refused.value.field == "opinion"
    assert Case.objects.get().state == "report"


@pytest.mark.parametrize("button", ["save", "submit"])
def test_an_opinion_that_is_too_long_is_refused_and_stays_typed(world, client, button):
    case = make_examined(world)
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    report.start(case_id=case.pk, by=world.reviewer, at=NOON)
    client.force_login(world.reviewer)
    opinion = "符合基準" * 1001

    with clock.travelled(NOON):
        answer = client.post(f"/cases/{case.number}/report/", {"do": button, "opinion": opinion})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "綜合意見以 4000 字為限。" in page
    assert opinion in page


def test_the_report_waits_for_every_product(world):
    case = make_verifying(world)

    with pytest.raises(Refused, match="尚待：原產地認定"):
        report.start(case_id=case.pk, by=world.reviewer, at=NOON)


def test_returned_it_is_written_again_as_the_next_revision_and_the_first_stays(world):
    case = make_reported(world)
    product = case.products.get()

    report.send_back(case_id=case.pk, reason="請補充檢驗說明", product_ids=[product.pk], by=world.decider, at=NOON)

    first, second = SummaryReport.objects.order_by("revision")
    assert (first.outcome, first.returned_reason, first.reviewed_by) == ("returned", "請補充檢驗說明", world.decider)
    assert (second.outcome, second.revision, second.opinion) == ("writing", 2, OPINION)
    product.refresh_from_db()
    assert product.state == "open"
    with pytest.raises(Refused, match="尚未彙整"):
        report.submit(case_id=case.pk, opinion="已補充", by=world.reviewer, at=NOON)
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    report.submit(case_id=case.pk, opinion="已補充", by=world.reviewer, at=NOON)
    assert report.approve(case_id=case.pk, by=world.decider, at=NOON).state == "contract"


def test_who_wrote_the_report_does_not_review_it(world):
    case = make_reported(world)
    give(world.reviewer, roles.DECIDER, world.body)

    with pytest.raises(Refused, match=r"不得審查同一報告|不得核定自己審查"):
        report.approve(case_id=case.pk, by=world.reviewer, at=NOON)

    assert Case.objects.get().state == "report_review"


def test_who_assessed_does_not_review_it(world):
    case = make_reported(world)
    give(world.assessor, roles.DECIDER, world.body)

    with pytest.raises(Refused, match="評核"):
        report.approve(case_id=case.pk, by=world.assessor, at=NOON)

    assert Case.objects.get().state == "report_review"


def test_a_refusal_of_the_report_needs_a_ground_and_refuses_the_products(world):
    case = make_reported(world)
    with pytest.raises(Refused, match="應載明理由"):
        report.refuse(case_id=case.pk, reasons=[{"text": " ", "citation": ""}], by=world.decider, at=NOON)

    report.refuse(
        case_id=case.pk,
        reasons=[{"text": "原產地佐證不足。", "citation": "推動及管理要點第十七點"}],
        by=world.decider,
        at=NOON,
    )

    assert Case.objects.get().state == "refused"
    assert case.products.get().state == "refused"
    assert SummaryReport.objects.get().outcome == "refused"
    assert Decision.objects.get().kind == "refusal"
    assert "原產地佐證不足（推動及管理要點第十七點）。" in Letter.objects.get().words["explanation"][-1]


# ---- fee ------------------------------------------------------------------------------------------------


class_3 = shared(make_world, "301")


@pytest.fixture
def officer():
    return make_person(roles.ADMINISTRATION, make_organisation(roles.ADMINISTRATION))


def receipt(case, officer, **how):
    values = {"amount": 400, "receipt_number": "A-1", "received_on": date(2025, 6, 2)} | how
    return fee.record_receipt(case_id=case.pk, by=officer, at=NOON, **values)


def test_class_3_pays_the_fee_of_the_table_before_the_contract(class_3, officer):
    case = make_approved(class_3)
    assert case.state == "fee_check"
    with pytest.raises(Refused, match="應繳規費新臺幣 400 元尚無收款或免收紀錄"):
        fee.confirm(case_id=case.pk, by=class_3.reviewer, at=NOON)

    letter = fee.notify(case_id=case.pk, by=class_3.reviewer, at=NOON)
    assert "補繳規費新臺幣 400 元" in letter.words["subject"]
    assert Case.objects.get().state == "fee_due"
    receipt(case, officer)
    assert Case.objects.get().state == "fee_check"

    assert fee.confirm(case_id=case.pk, by=class_3.reviewer, at=NOON).state == "contract"


def test_attempts_are_rows_and_never_added_up(class_3, officer):
    case = make_approved(class_3)
    first = fee.report_payment(case_id=case.pk, amount=400, method="匯款", by=class_3.applicant, at=NOON)
    second = fee.report_payment(case_id=case.pk, amount=400, method="臨櫃", by=class_3.applicant, at=NOON)
    fee.reject_payment(case_id=case.pk, payment_id=first.pk, note="查無入帳", by=officer, at=NOON)
    with pytest.raises(Refused, match="尚無收款或免收紀錄"):
        fee.confirm(case_id=case.pk, by=class_3.reviewer, at=NOON)

    receipt(case, officer, payment_id=second.pk)

    assert list(FeePayment.objects.order_by("pk").values_list("outcome", "amount")) == [
        ("failed", 400),
        ("received", 400),
    ]
    with pytest.raises(Refused, match="不得重複登錄"):
        receipt(case, officer, receipt_number="A-2")


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"amount": 399}, "amount"),
        ({"amount": 401}, "amount"),
        ({"receipt_number": ""}, "receipt_number"),
        ({"received_on": date(2025, 6, 3)}, "received_on"),
        ({"payment_id": 999}, "payment"),
    ],
)
def test_a_wrong_receipt_names_the_field(class_3, officer, how, field):
    case = make_approved(class_3)

    with pytest.raises(Refused) as refused:
        receipt(case, officer, **how)

    assert refused.value.field == field
    assert FeePayment.objects.count() == 0


def test_a_wrong_amount_is_told_both_amounts(class_3):
    case = make_approved(class_3)

    with pytest.raises(Refused, match="應繳規費新臺幣 400 元，所填金額為 300 元"):
        fee.report_payment(case_id=case.pk, amount=300, method="匯款", by=class_3.applicant, at=NOON)


def test_class_1_owes_nothing(world):
    case = make_approved(world)

    assert case.state == "contract"
    assert Contract.objects.get().operator_signed_at is None


# ---- contract -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("applicant", "decider"), ("decider", "applicant")])
def test_both_sides_sign_in_either_order_then_a_number_is_given(world, order):
    case = make_approved(world)
    for number, name in enumerate(order):
        with pytest.raises(Refused, match="須經雙方簽署"):
            issue.assign_number(case_id=case.pk, by=world.decider, at=NOON)
        contract.sign(case_id=case.pk, signatory=f"簽署人{number}", by=getattr(world, name), at=NOON)

    case = issue.assign_number(case_id=case.pk, by=world.decider, at=NOON)

    assert (case.state, case.certificate.number) == ("numbered", "01500001")


def test_a_side_signs_once_and_with_a_name(world):
    case = make_approved(world)
    with pytest.raises(Refused, match="請填簽署人姓名"):
        contract.sign(case_id=case.pk, signatory=" ", by=world.applicant, at=NOON)
    contract.sign(case_id=case.pk, signatory="王大明", by=world.applicant, at=NOON)

    with pytest.raises(Refused, match="已簽署"):
        contract.sign(case_id=case.pk, signatory="王小明", by=world.applicant, at=NOON)

    found = Contract.objects.get()
    assert (found.operator_signatory, found.operator_signed_by, found.body_signatory) == ("王大明", world.applicant, "")


def test_the_signed_contract_says_who_signed(world):
    case = sign(make_approved(world), world)

    words = case.contract.document.words
    assert words["licensee_signatory"] == "王大明"
    assert words["licensor_signed"] == "中華民國114年6月2日"
    assert words["products"] == [["素色毛巾1", "TW-100（白）", "和美"]]
