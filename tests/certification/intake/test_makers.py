"""The factory of another firm is found by its registration number, and shows its name, number and county alone."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories.certification import NOON, make_draft, make_world
from tests.factories.companies import make_applicant, make_factory, make_firm
from tests.worlds import shared

from smilemark.certification import actions
from smilemark.certification.models import Case, CaseFactory
from smilemark.certification.web import applicant_makers
from smilemark.companies import actions as companies
from smilemark.foundation import clock, events
from smilemark.foundation.moves import SYSTEM, Refused

pytestmark = pytest.mark.django_db
NUMBER = "99123456"
HIDDEN = {
    "address": "高雄市三民區祕密路9號",
    "processes": "不外傳之染整製程",
}


@pytest.fixture(autouse=True)
def _noon():
    cache.clear()
    with clock.travelled(NOON):
        yield


world = shared(make_world)


draft = shared(make_draft, on=world, role="joint")


@pytest.fixture
def other():
    """A factory of another firm."""
    firm = make_firm("受託染整股份有限公司", responsible_person="祕密人")
    return make_factory(firm, "受託染整一廠", number=NUMBER, county="高雄市", **HIDDEN)


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.applicant)
    return client


def url(case):
    return f"/apply/{case.number}/makers/"


def test_name_number_and_county_are_shown_and_nothing_else(client, draft, other):
    answer = client.get(url(draft), {"number": f" {NUMBER} "})

    page = answer.content.decode()
    assert answer.status_code == 200
    for shown in ("受託染整一廠", NUMBER, "高雄市"):
        assert shown in page
    for hidden in (*HIDDEN.values(), other.firm.name, other.firm.ubn, "祕密人", f'value="{other.pk}"'):
        assert hidden not in page
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_put_on_the_application_it_still_shows_no_more(client, draft, other):
    added = client.post(url(draft), {"number": NUMBER})

    assert added.url == f"/apply/{draft.number}/factories/"
    row = draft.factories.get(factory=other)
    assert row.process == ""
    for path in ("factories/", f"factories/{row.pk}/", "review/", "products/", "documents/", ""):
        page = client.get(f"/apply/{draft.number}/{path}").content.decode()
        for hidden in (*HIDDEN.values(), other.firm.name, "祕密人"):
            assert hidden not in page, (path, hidden)
    assert "受託染整一廠" in client.get(f"/apply/{draft.number}/review/").content.decode()
    last = events.history(draft)[-1]
    assert (last.move, last.data["fields"]) == ("save_draft", [f"maker {NUMBER}"])


def test_twice_it_stands_there_once(client, draft, other):
    client.post(url(draft), {"number": NUMBER})

    again = client.post(url(draft), {"number": NUMBER})

    assert again.status_code == 409
    assert "這家工廠已在申請書上" in again.content.decode()
    assert CaseFactory.objects.filter(factory=other).count() == 1


@pytest.mark.parametrize("number", ["99123457", NUMBER])
def test_a_closed_factory_answers_like_one_that_never_was(client, draft, other, number):
    companies.close_factory(factory_id=other.pk, by=SYSTEM, at=NOON)

    answer = client.get(url(draft), {"number": number})

    assert answer.status_code == 409
    assert "查無其他業者以此編號登錄之營運中工廠" in answer.content.decode()


@pytest.mark.parametrize("number", ["9912345", "9912345%", "9912345_", "受託染整一廠", "X9123456"])
def test_only_a_whole_number_is_looked_up(client, draft, other, number):
    answer = client.get(url(draft), {"number": number})

    assert answer.status_code == 409
    assert "工廠登記編號不正確" in answer.content.decode()
    assert "高雄市" not in answer.content.decode()


def test_an_own_factory_is_chosen_from_the_list(world, draft):
    with pytest.raises(Refused, match="請由貴業者名單選擇"):
        actions.find_maker(draft, world.factories[0].number)


def test_who_makes_alone_looks_up_nobody(client, world, other):
    alone = make_draft(world)

    answer = client.get(url(alone), {"number": NUMBER})
    added = client.post(url(alone), {"number": NUMBER})

    assert (answer.status_code, added.status_code) == (409, 409)
    assert "受託染整一廠" not in answer.content.decode()
    assert "makers/" not in client.get(f"/apply/{alone.number}/factories/").content.decode()
    assert not alone.factories.filter(factory=other).exists()


def test_another_firms_draft_looks_up_nothing(draft, other):
    stranger = Client()
    stranger.force_login(make_applicant(make_firm()))

    assert stranger.get(url(draft), {"number": NUMBER}).status_code == 404
    assert stranger.post(url(draft), {"number": NUMBER}).status_code == 404


def test_numbers_are_not_tried_out_one_by_one(client, draft, other, settings, monkeypatch):
    settings.RATE_LIMIT_PER_MINUTE = 120
    monkeypatch.setattr(applicant_makers, "PER_HOUR", 3)
    for number in ("99000001", "99000002", "99000003"):
        assert client.get(url(draft), {"number": number}).status_code == 409

    asked, added = client.get(url(draft), {"number": NUMBER}), client.post(url(draft), {"number": NUMBER})

    assert (asked.status_code, added.status_code) == (429, 429)
    assert int(asked.headers["Retry-After"]) > 0
    assert "受託染整一廠" not in asked.content.decode()
    assert not Case.objects.get(pk=draft.pk).factories.filter(factory=other).exists()


def test_the_first_to_enter_a_number_is_the_one_found(draft, other):
    make_factory(make_firm(), "後登錄之同號工廠", number=NUMBER)

    assert actions.find_maker(draft, NUMBER) == other
