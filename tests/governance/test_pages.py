from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.companies import make_organisation, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.governance import queries
from smilemark.governance.models import Announcement, Criterion, OpenItem
from smilemark.governance.states import State

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
BUDGET = 50_000


@pytest.fixture(autouse=True)
def scheme():
    load_scheme(("015", "023", "027"))
    with clock.travelled(datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Taipei"))):
        yield


def text_of(response):
    return response.content.decode()


def current(code="015"):
    return queries.in_force("criteria", TODAY, industry(code))


def test_the_public_list_shows_what_is_in_force_and_what_is_a_sample():
    answer = Client().get("/announcements/")

    page = text_of(answer)
    assert answer.status_code == 200
    assert "毛巾開放驗證產品項目及品質檢驗基準" in page
    assert "工知字第10300839661號" in page
    assert "示範資料" in page
    assert "草擬公告" not in page
    assert len(answer.content) < BUDGET


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 9),
        ("?subject=fees", 1),
        ("?industry=027", 2),
        ("?subject=criteria&industry=015", 1),
        ("?industry=999", 0),
        ("?subject=zzz", 9),
        ("?page=99", 9),
    ],
)
def test_the_public_list_is_filtered(query, count):
    answer = Client().get(f"/announcements/{query}")

    assert answer.context["page"].paginator.count == count


def test_one_announcement_says_limits_standards_and_that_it_is_a_sample():
    answer = Client().get(f"/announcements/{current().pk}/")

    page = text_of(answer)
    assert "75 ppm 以下" in page
    assert "CNS 15580-1" in page
    assert "此內容不是官方公告" in page
    assert len(answer.content) < BUDGET


def test_unknown_conditions_say_so():
    page = text_of(Client().get(f"/announcements/{current('023').pk}/"))

    assert "內容尚未取得" in page
    assert "此內容不是官方公告" not in page


def test_industries_tell_known_codes_from_guesses():
    answer = Client().get("/industries/")

    page = text_of(answer)
    assert page.count("官方代碼不明，本系統暫編") == 3
    assert page.count("依公告順序推定，尚未證實") == 7
    assert len(answer.content) < BUDGET


def test_the_public_pages_speak_english_too():
    client = Client()
    client.post("/i18n/setlang/", {"language": "en"})

    assert '<html lang="en">' in text_of(client.get("/announcements/"))


def test_a_new_version_is_drafted_filled_and_announced(client_of):
    secretariat, administration = (
        client_of(make_person(roles.SECRETARIAT)),
        client_of(make_person(roles.ADMINISTRATION)),
    )
    old = current()

    made = secretariat.post(
        "/announcements/new/",
        {"subject": "criteria", "industry": industry("015").pk, "title": "毛巾第二版", "copy": "on", "is_sample": "on"},
    )
    draft = Announcement.objects.get(title="毛巾第二版")
    item = draft.items.get(code="015-1")
    secretariat.post(
        f"/announcements/{draft.pk}/criterion/new/?within={item.pk}",
        {
            "part": "function",
            "name": "尺寸變化率",
            "standard": "CNS 1",
            "comparison": "at_most",
            "limit": "5",
            "unit": "%",
        },
    )
    row = Criterion.objects.get(item=item, name="尺寸變化率")
    secretariat.post(
        f"/announcements/{draft.pk}/criterion/{row.pk}/",
        {
            "part": "function",
            "name": "尺寸變化率",
            "standard": "CNS 1",
            "comparison": "at_most",
            "limit": "6",
            "unit": "%",
        },
    )
    typed = {"number": "示範-毛巾-2", "announced_on": "2026-06-01", "effective_from": "2026-07-01"}
    not_theirs = secretariat.post(f"/announcements/{draft.pk}/announce/", typed)
    answer = administration.post(f"/announcements/{draft.pk}/announce/", typed)

    assert made["Location"] == f"/announcements/{draft.pk}/draft/"
    assert not_theirs.status_code == 409
    assert "您的角色不能辦理「公告」" in text_of(not_theirs)
    assert answer["Location"] == f"/announcements/{draft.pk}/"
    old.refresh_from_db()
    assert old.effective_until == date(2026, 6, 30)
    comparison = text_of(Client().get(f"/announcements/{draft.pk}/compare/"))
    assert "毛巾：尺寸變化率" in comparison
    assert "限值：6.0000" in comparison
    page = text_of(Client().get(f"/announcements/{draft.pk}/"))
    assert "尚未生效，自民國115年7月1日起適用" in page


def test_a_refused_announcement_keeps_what_was_typed(client_of):
    client = client_of(make_person(roles.ADMINISTRATION))
    client.post(
        "/announcements/new/",
        {"subject": "criteria", "industry": industry("015").pk, "title": "毛巾第二版", "copy": "on"},
    )
    draft = Announcement.objects.get(title="毛巾第二版")

    answer = client.post(
        f"/announcements/{draft.pk}/announce/",
        {"number": "示範-毛巾-2", "announced_on": "2026-06-01", "effective_from": "2026-05-01"},
    )

    page = text_of(answer)
    assert answer.status_code == 409
    assert "生效日不得早於公告日期" in page
    assert 'value="示範-毛巾-2"' in page
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_rows_are_removed_and_drafts_dropped(client_of):
    client = client_of(make_person(roles.SECRETARIAT))
    client.post("/announcements/new/", {"subject": "qms", "title": "採認二版", "copy": "on"})
    draft = Announcement.objects.get(title="採認二版")
    row = draft.adopted_qms.get()

    client.post(f"/announcements/{draft.pk}/qms/{row.pk}/remove/")
    client.post(f"/announcements/{draft.pk}/draft/", {"title": "採認第二版"})
    client.post(f"/announcements/{draft.pk}/drop/")

    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("採認第二版", State.DROPPED)
    assert not draft.adopted_qms.exists()


@pytest.mark.parametrize(
    ("subject", "part"),
    [
        ("style", "style"),
        ("qms", "qms"),
        ("fees", "fee"),
        ("limits", "limit"),
        ("sampling", "ratio"),
        ("criteria", "item"),
        ("criteria", "condition"),
    ],
)
def test_every_part_has_its_form_and_names_its_fields(client_of, subject, part):
    client = client_of(make_person(roles.SECRETARIAT))
    code = {"industry": industry("015").pk} if subject in {"style", "criteria"} else {}
    client.post("/announcements/new/", {"subject": subject, "title": "新版"} | code)
    draft = Announcement.objects.get(title="新版")

    shown = client.get(f"/announcements/{draft.pk}/{part}/new/")
    empty = client.post(f"/announcements/{draft.pk}/{part}/new/", {"x": ""})

    assert shown.status_code == 200
    assert empty.status_code == 422
    assert 'id="error-summary"' in text_of(empty)


def test_a_part_that_does_not_belong_is_not_there(client_of):
    client = client_of(make_person(roles.SECRETARIAT))
    client.post("/announcements/new/", {"subject": "qms", "title": "新版"})
    draft = Announcement.objects.get(title="新版")
    item = OpenItem.objects.first()

    assert client.get(f"/announcements/{draft.pk}/item/new/").status_code == 404
    assert client.get(f"/announcements/{draft.pk}/item/{item.pk}/").status_code == 404
    assert client.get(f"/announcements/{draft.pk}/nothing/new/").status_code == 404


def test_a_draft_is_there_for_drafters_only(client_of):
    client = client_of(make_person(roles.SECRETARIAT))
    client.post("/announcements/new/", {"subject": "qms", "title": "新版", "copy": "on"})
    draft = Announcement.objects.get(title="新版")

    for path in (f"/announcements/{draft.pk}/", f"/announcements/{draft.pk}/compare/"):
        assert client.get(path).status_code == 200
        assert Client().get(path).status_code == 404
        assert client_of(make_person(roles.DECIDER, make_organisation(roles.DECIDER))).get(path).status_code == 404
    assert "新版" not in text_of(client.get("/announcements/?all=1"))


def test_the_list_asks_as_often_for_one_row_as_for_three():
    with CaptureQueriesContext(connection) as one:
        answer = Client().get("/announcements/?subject=fees")
    with CaptureQueriesContext(connection) as three:
        more = Client().get("/announcements/?subject=criteria")

    assert (answer.context["page"].paginator.count, more.context["page"].paginator.count) == (1, 3)
    assert len(one) == len(three)


def test_the_detail_asks_as_often_for_one_item_as_for_three():
    OpenItem.objects.filter(announcement=current("027")).exclude(code="027-1").delete()
    with CaptureQueriesContext(connection) as one:
        Client().get(f"/announcements/{current('027').pk}/")
    with CaptureQueriesContext(connection) as three:
        Client().get(f"/announcements/{current('015').pk}/")

    assert current("015").items.count() == 3
    assert len(one) == len(three)
