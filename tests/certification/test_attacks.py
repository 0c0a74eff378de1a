"""What an attacker types where a number, a row or a day is expected; and what the firm may not read."""

from __future__ import annotations

import pytest
from tests.factories.certification import NOON, make_draft, make_verifying
from tests.factories.certification_results import make_certified, make_reported, make_world, receive_samples

from smilemark.certification.actions import report
from smilemark.certification.models import Assignment
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db
NO_NUMBERS = ("²", "9" * 5000, "9223372036854775808", "-1", "")


@pytest.fixture(autouse=True)
def _noon():
    with clock.travelled(NOON):
        yield


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_a_draft_is_begun_only_for_a_firm_that_is_a_number(client, typed):
    client.force_login(make_world().applicant)

    answer = client.post("/apply/start/", {"firm": typed, "certificate": typed, "kind": "new"})

    assert answer.status_code == 409


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_sections_and_bills_of_materials_take_no_digits_that_are_no_numbers(client, typed):
    world = make_world()
    case = make_draft(world)
    client.force_login(world.applicant)
    base = f"/apply/{case.number}/"

    assert client.post(f"{base}scope/", {"industry": typed, "body": typed}).status_code < 500
    assert client.get(f"{base}scope/", {"industry": typed}).status_code == 200
    row = case.products.get()
    assert client.post(f"{base}products/{row.pk}/", {f"bom-{typed}-name": "棉紗"}).status_code < 500


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_rows_that_are_none_are_refused(client, typed):
    world = make_world()
    case = make_verifying(world)
    client.force_login(world.reviewer)
    base = f"/cases/{case.number}/"

    assert client.post(f"{base}samples/", {"do": "notify", "lots": [typed]}).status_code == 409
    assert client.post(f"{base}report/", {"do": "send_back", "products": [typed], "reason": "x"}).status_code == 409


def test_samples_and_parts_of_another_case_are_refused(client):
    world, other = make_world(), make_world("301")
    case, theirs = make_verifying(world), make_verifying(other)
    lot = receive_samples(theirs.products.get(), other)
    client.force_login(world.reviewer)
    base = f"/cases/{case.number}/"
    assessor = {"role": "assessor", "user": world.assessor.pk}

    answers = [
        client.post(f"{base}samples/", {"do": "notify", "lots": [lot.pk]}),
        client.post(f"{base}samples/", {"do": "notify", "lots": ["999999"]}),
        client.post(f"{base}assign/", {**assessor, "factory": theirs.factories.get().pk}),
        client.post(f"{base}assign/", {**assessor, "product": theirs.products.get().pk}),
    ]

    assert [answer.status_code for answer in answers] == [409] * 4
    lot.refresh_from_db()
    assert lot.notified_on is None
    assert not Assignment.objects.filter(user=world.assessor).exists()


def test_a_day_too_large_for_a_date_is_no_day(client):
    world = make_world()
    case = make_verifying(world)
    client.force_login(world.reviewer)

    answer = client.post(
        f"/cases/{case.number}/tests/",
        {"do": "adopt", "test": case.products.get().test.pk, "valid_until": "99999999999999999999.1.1"},
    )

    assert answer.status_code == 409
    assert "請填日期" in answer.content.decode()


def test_why_a_report_was_sent_back_is_not_the_firms_to_read(client):
    world = make_world()
    case = make_reported(world)
    report.send_back(case_id=case.pk, reason="懷疑檢驗數據不實", by=world.decider, at=NOON)

    client.force_login(world.applicant)
    assert "懷疑檢驗數據不實" not in client.get(f"/cases/{case.number}/").content.decode()
    client.force_login(world.reviewer)
    assert "懷疑檢驗數據不實" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_holder_does_not_rewrite_what_the_public_register_says(client):
    world = make_world()
    version = make_certified(world)
    label = version.certificate.labels.first()
    address = f"/firm/{world.firm.pk}/edit/"
    client.force_login(world.applicant)
    now = client.get(address).context["form"].initial

    refused = client.post(address, {**now, "name": "別家有名的股份有限公司"})
    allowed = client.post(address, {**now, "phone": "02-12345678"})

    assert (refused.status_code, allowed.status_code) == (409, 302)
    assert "第三十二點第一項" in refused.content.decode()
    assert client.get(f"/api/v1/labels/{label.number}").json()["firm"]["name"] == world.firm.name
