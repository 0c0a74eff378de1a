"""The pages of the second half, walked by the people who use them."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.certification import NOON, make_verifying, pdf
from tests.factories.certification_results import assign_assessor, make_world, measured, pass_factory, pass_origin
from tests.factories.companies import make_organisation, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.models import Case, Certificate, Letter, ProductTest
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db

world = shared(make_world)


@pytest.fixture(autouse=True)
def _in_june_2025():
    with clock.travelled(NOON):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, url: str, do: str, **data):
    answer = client.post(url, {"do": do, **data})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client.get(answer["Location"])


def test_class_3_is_walked_through_every_page_from_tests_to_certificate():  # noqa: PLR0915  # one long walk
    at = clock.now()
    world = make_world("301")
    administration = make_person(roles.ADMINISTRATION, make_organisation(roles.ADMINISTRATION))
    case = make_verifying(world, at=at)
    assign_assessor(case, world, at=at)
    pass_factory(case.factories.get(), world, at=at)
    pass_origin(case.products.get(), world, at=at)
    reviewer, decider, lab, firm = (
        signed_in(u) for u in (world.reviewer, world.decider, world.tester, world.applicant)
    )
    test = ProductTest.objects.get()
    product = case.products.get()
    base = f"/cases/{case.number}/"

    press(reviewer, base + "tests/", "commission", test=test.pk, laboratory=world.laboratory.pk)
    press(reviewer, base + "tests/", "receive", product=product.pk, quantity="20")
    assert "開始檢驗" in lab.get(f"/tests/{test.pk}/").content.decode()
    press(lab, f"/tests/{test.pk}/", "start")
    values = {}
    test.refresh_from_db()
    for one in measured(test):
        if one.value:
            values[f"value_{one.criterion_id}"] = one.value
        else:
            values[f"conforms_{one.criterion_id}"] = "yes"
    press(lab, f"/tests/{test.pk}/", "record", **values)
    press(lab, f"/tests/{test.pk}/", "conclude", tested_on=clock.today().isoformat(), report_number="R-1", report=pdf())
    press(reviewer, base + "products/", "settle")
    press(reviewer, base + "report/", "start")
    press(reviewer, base + "report/", "save", opinion="草稿")
    press(reviewer, base + "report/", "submit", opinion="建議核發")
    press(decider, base + "report/", "approve")
    press(reviewer, base + "fee/", "notify")
    press(firm, base + "fee/", "report_payment", amount="400", method="匯款")
    press(
        signed_in(administration),
        base + "fee/",
        "record_receipt",
        amount="400",
        receipt_number="A-1",
        received_on=clock.today().isoformat(),
    )
    press(reviewer, base + "fee/", "confirm")
    press(firm, base + "contract/", "sign", signatory="王大明", agreed="yes")
    press(decider, base + "contract/", "sign", signatory="核定員乙", agreed="yes")
    press(decider, base + "certificate/", "assign_number")
    page = press(decider, base + "certificate/", "issue")

    assert Case.objects.get().state == "certified"
    assert "第 1 版" in page.content.decode()
    certificate = Certificate.objects.get()
    answer = firm.get(f"/certificates/{certificate.number}/1.pdf")
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    letter = Letter.objects.get(kind="result")
    assert "尚未開啟" in firm.get(f"/letters/{letter.pk}/").content.decode()
    assert firm.get(f"/letters/{letter.pk}.pdf").status_code == 404
    press(firm, f"/letters/{letter.pk}/", "open")
    assert firm.get(f"/letters/{letter.pk}.pdf").status_code == 200
    for url in ("", "tests/", "samples/", "products/", "report/", "fee/", "contract/", "certificate/", "letters/"):
        for client in (reviewer, decider, firm):
            assert client.get(base + url).status_code == 200, url
    assert certificate.number in firm.get("/certificates/").content.decode()
    assert lab.get("/tests/").status_code == 200
    assert reviewer.get(base + "contract.pdf").status_code == 200
    assert reviewer.get(base + "report/1.pdf").status_code == 200
    assert firm.get(base + "report/1.pdf").status_code == 404


def test_another_firm_and_another_laboratory_find_nothing():
    world, other = make_world(), make_world("301")
    case = make_verifying(world)
    firm, lab = signed_in(other.applicant), signed_in(other.tester)
    test = ProductTest.objects.get()

    for url in ("tests/", "samples/", "products/", "report/", "fee/", "contract/", "certificate/", "letters/"):
        assert firm.get(f"/cases/{case.number}/{url}").status_code == 404
        assert lab.get(f"/cases/{case.number}/{url}").status_code == 404
    assert lab.get(f"/tests/{test.pk}/").status_code == 404
    assert str(test.product) not in lab.get("/tests/").content.decode()


def test_a_refusal_shows_the_page_again_with_the_reason_at_its_field_and_what_was_typed(world):
    case = make_verifying(world)
    client = signed_in(world.reviewer)
    product = case.products.get()
    test = ProductTest.objects.get()
    press(client, f"/cases/{case.number}/tests/", "commission", test=test.pk, laboratory=world.laboratory.pk)

    answer = client.post(f"/cases/{case.number}/tests/", {"do": "receive", "product": product.pk, "quantity": "兩件"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "樣品數量：請填整數。" in page
    assert 'value="兩件"' in page
    assert f'id="id_quantity_{product.pk}_e"' in page
