"""Another firm's, another body's case: not in a list, a search, an export, a file, a page or a POST."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.certification import NOON, make_draft, make_submitted, make_verifying, make_world
from tests.factories.companies import make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification import queries
from smilemark.certification.models import Case
from smilemark.certification.web import urls
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.travelled(NOON):
        yield


def make_worlds():
    first, second = make_world(), make_world()
    return first, second, make_verifying(first)


worlds = shared(make_worlds)


def test_lists_searches_and_exports_hold_only_what_may_be_read(client, worlds):
    first, second, case = worlds
    own = make_submitted(second)

    for reader in (second.applicant, second.reviewer, second.decider, second.assessor):
        client.force_login(reader)
        assert [row.number for row in client.get("/cases/").context["page"]] == [own.number]
        assert client.get(f"/cases/?q={case.number}").context["page"].paginator.count == 0
        assert client.get(f"/cases/?q={first.firm.ubn}").context["page"].paginator.count == 0
        exported = json.loads(client.get("/cases/export.json").content)
        assert [row["案件編號"] for row in exported] == [own.number]
        assert case.number.encode() not in client.get("/cases/export.csv").content
        assert client.get("/cases/export.ods").content[:2] == b"PK"
    client.force_login(second.tester)
    assert client.get("/cases/").context["page"].paginator.count == 0


def test_another_firms_case_is_a_404_on_every_address(client, worlds):
    _first, second, case = worlds
    values = {
        "number": case.number,
        "section": "contact",
        "pk": case.attachments.first().pk,
        "revision": 1,
        "version": 1,
        "form": "csv",
    }
    tried = 0
    for pattern in urls.urlpatterns:
        names = getattr(getattr(pattern, "pattern", None), "converters", {})
        if "number" not in names:
            continue
        address = reverse(f"certification:{pattern.name}", kwargs={name: values[name] for name in names})
        for reader in (second.applicant, second.reviewer, second.decider):
            client.force_login(reader)
            got, posted = client.get(address), client.post(address, {"revision": 0})
            assert got.status_code in {403, 404, 405}, (address, reader)
            assert posted.status_code in {403, 404, 405}, (address, reader)
            assert case.number not in got.content.decode().replace(address, "")
            tried += 1
    assert tried > 60
    case.refresh_from_db()
    assert case.state == "verifying"


def test_a_draft_is_the_firms_alone(client, worlds):
    first, _second, _case = worlds
    draft = make_draft(first)

    for reader in (first.reviewer, first.decider, make_person(roles.SECRETARIAT), make_person(roles.ADMINISTRATION)):
        assert not queries.visible_to(reader).filter(pk=draft.pk).exists()
        client.force_login(reader)
        assert client.get(f"/cases/{draft.number}/").status_code == 404
    assert queries.visible_to(first.applicant).filter(pk=draft.pk).exists()


def test_overseers_read_what_was_submitted(worlds):
    _first, _second, case = worlds

    for role in (roles.SECRETARIAT, roles.ADMINISTRATION):
        assert list(queries.visible_to(make_person(role))) == [case]


def test_the_laboratory_reads_its_tests_but_no_papers(client, worlds):
    first, _second, case = worlds
    test = case.products.get().test
    test.laboratory = first.laboratory
    test.save(update_fields=["laboratory"])
    client.force_login(first.tester)

    page = client.get(f"/cases/{case.number}/")

    assert page.status_code == 200
    assert "棉紗" not in page.content.decode()
    assert client.get(f"/cases/{case.number}/papers/{case.attachments.first().pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/cases/", "/apply/", "/cases/export.json"])
def test_lists_ask_as_many_questions_for_three_rows_as_for_one(client, django_assert_num_queries, worlds, address):
    first, _second, _case = worlds
    client.force_login(first.reviewer if address != "/apply/" else first.applicant)
    client.get(address)
    with CaptureQueriesContext(connection) as once:
        client.get(address)
    make_submitted(first)
    make_submitted(first)

    with django_assert_num_queries(len(once)):
        client.get(address)
    assert Case.objects.count() == 3


def test_the_home_list_asks_as_many_questions_for_three_cases_as_for_one(django_assert_num_queries, worlds):
    first, _second, _case = worlds
    today = clock.today()
    queries.todo_for(first.reviewer, today)
    with CaptureQueriesContext(connection) as once:
        assert len(queries.todo_for(first.reviewer, today)) == 1
    make_submitted(first)
    make_submitted(first)

    with django_assert_num_queries(len(once)):
        found = queries.todo_for(first.reviewer, today)
    assert len(found) == 3
