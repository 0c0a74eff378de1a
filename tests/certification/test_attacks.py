"""What an attacker types where a number, a row or a day is expected; and what the firm may not read."""

from __future__ import annotations

import pytest
from tests.factories.certification import NOON, make_draft, make_submitted, make_verifying
from tests.factories.certification_results import make_certified, make_reported, make_world, receive_samples
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accounts.models import RoleAssignment
from smilemark.certification.actions import report
from smilemark.certification.models import Assignment
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db

world = shared(make_world)
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
def test_sections_and_bills_of_materials_take_no_digits_that_are_no_numbers(client, typed, world):
    case = make_draft(world)
    client.force_login(world.applicant)
    base = f"/apply/{case.number}/"

    assert client.post(f"{base}scope/", {"industry": typed, "body": typed}).status_code < 500
    assert client.get(f"{base}scope/", {"industry": typed}).status_code == 200
    row = case.products.get()
    assert client.post(f"{base}products/{row.pk}/", {f"bom-{typed}-name": "棉紗"}).status_code < 500


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_rows_that_are_none_are_refused(client, typed, world):
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


def test_a_day_too_large_for_a_date_is_no_day(client, world):
    case = make_verifying(world)
    client.force_login(world.reviewer)

    answer = client.post(
        f"/cases/{case.number}/tests/",
        {"do": "adopt", "test": case.products.get().test.pk, "valid_until": "99999999999999999999.1.1"},
    )

    assert answer.status_code == 409
    assert "請填日期" in answer.content.decode()


def test_why_a_report_was_sent_back_is_not_the_firms_to_read(client, world):
    case = make_reported(world)
    report.send_back(case_id=case.pk, reason="懷疑檢驗數據不實", by=world.decider, at=NOON)

    client.force_login(world.applicant)
    assert "懷疑檢驗數據不實" not in client.get(f"/cases/{case.number}/").content.decode()
    client.force_login(world.reviewer)
    assert "懷疑檢驗數據不實" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_holder_does_not_rewrite_what_the_public_register_says(client, world):
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


def test_a_proof_number_longer_than_its_column_is_refused_at_its_field(client, world):
    case = make_verifying(world)
    test = case.products.get().test
    client.force_login(world.reviewer)
    given = {"do": "adopt", "test": test.pk, "parts": ["safety", "function", "labelling"], "valid_until": "2030-01-01"}

    answer = client.post(f"/cases/{case.number}/tests/", {**given, "basis": "CNS 1", "report_number": "9" * 61})

    assert answer.status_code == 409
    assert "「報告編號」最多60字，目前為61字。" in answer.content.decode()
    test.refresh_from_db()
    assert test.report_number == ""


def test_the_same_page_sent_for_another_firm_is_refused(client):
    world, other = make_world(), make_world("301")
    RoleAssignment.objects.create(
        user=world.applicant, role_id=roles.APPLICANT, organisation_id=other.firm.pk, given_at=NOON
    )
    client.force_login(world.applicant)
    page = {"kind": "new", "draft_key": "a" * 32}

    first = client.post("/apply/start/", {**page, "firm": world.firm.pk})
    second = client.post("/apply/start/", {**page, "firm": other.firm.pk})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "請重新開啟" in second.content.decode()


def test_a_key_of_another_application_submits_nothing(client, world):
    done, mine = make_submitted(world), make_draft(world)
    client.force_login(world.applicant)

    typed = {"revision": mine.revision, "submission_key": done.submission_key}
    answer = client.post(f"/apply/{mine.number}/submit/", typed)

    mine.refresh_from_db()
    assert (answer.status_code, mine.state) == (409, "draft")
