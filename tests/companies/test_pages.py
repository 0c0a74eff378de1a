from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.accreditation import make_body
from tests.factories.companies import (
    make_applicant,
    make_factory,
    make_firm,
    make_person,
    make_user,
)

from smilemark.accounts import roles
from smilemark.companies import queries
from smilemark.companies.models import Ban, Factory, Firm, Relation

pytestmark = pytest.mark.django_db

TYPED = {
    "ubn": "22099131",
    "name": "和美織造股份有限公司",
    "entity_kind": "company",
    "responsible_person": "王小明",
    "county": "彰化縣",
    "address": "和美鎮中正路1號",
}


def text_of(response):
    return response.content.decode()


def test_registering_leads_to_the_firms_page(client_of):
    person = make_user("陳經理")
    client = client_of(person)

    answer = client.post("/firm/register/", TYPED)

    firm = Firm.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/firm/{firm.pk}/")
    page = text_of(client.get(answer["Location"]))
    assert "和美織造股份有限公司" in page
    assert "陳經理 登錄業者" in page
    assert person.username not in page


def test_a_wrong_number_comes_back_with_everything_typed(client_of):
    answer = client_of(make_user()).post("/firm/register/", TYPED | {"ubn": "22099132"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "統一編號不正確：檢查碼合計" in page
    assert 'value="和美織造股份有限公司"' in page
    assert 'value="22099132"' in page
    assert not Firm.objects.exists()


def test_an_empty_form_names_every_field(client_of):
    answer = client_of(make_user()).post("/firm/register/", {"name": ""})

    page = text_of(answer)
    assert answer.status_code == 422
    for field in TYPED:
        assert f'href="#id_{field}"' in page
    assert not Firm.objects.exists()


def test_a_null_character_is_an_answer_not_a_crash(client_of):
    answer = client_of(make_user()).post("/firm/register/", TYPED | {"name": "和美\x00"})

    assert answer.status_code == 422
    assert not Firm.objects.exists()


def test_factories_are_added_changed_closed_and_reopened(client_of):
    firm = make_firm()
    client = client_of(make_applicant(firm))
    typed = {"name": "一廠", "number": "T5000084", "county": "彰化縣", "address": "工業路2號", "processes": "織造"}

    client.post(f"/firm/{firm.pk}/factories/new/", typed)
    factory = Factory.objects.get()
    wrong = client.post(f"/firm/factories/{factory.pk}/", typed | {"number": "X5000084"})
    client.post(f"/firm/factories/{factory.pk}/", typed | {"number": "", "no_number_reason": "未達規模"})
    client.post(f"/firm/factories/{factory.pk}/close/")

    assert wrong.status_code == 409
    assert "工廠登記編號不正確" in text_of(wrong)
    factory.refresh_from_db()
    assert (factory.number, factory.number_kind, factory.is_active) == ("", "none", False)
    page = text_of(client.get(f"/firm/{firm.pk}/"))
    assert "停用工廠「一廠」" in page
    assert "工廠登記編號由「T5000084」改為「」" in page
    client.post(f"/firm/factories/{factory.pk}/reopen/")
    factory.refresh_from_db()
    assert factory.is_active


def test_another_firms_pages_do_not_exist(client_of):
    firm, other = make_firm(), make_firm()
    factory = make_factory(other, "外人廠")
    client = client_of(make_applicant(firm))

    for path in (
        f"/firm/{other.pk}/",
        f"/firm/{other.pk}/edit/",
        f"/firm/{other.pk}/factories/new/",
        f"/firm/factories/{factory.pk}/",
    ):
        assert client.get(path).status_code == 404, path
    for path in (f"/firm/factories/{factory.pk}/close/", f"/firm/factories/{factory.pk}/reopen/"):
        assert client.post(path).status_code == 404, path
    assert client.post(f"/firm/{other.pk}/edit/", TYPED).status_code == 404
    factory.refresh_from_db()
    assert factory.is_active
    assert other.name not in text_of(client.get("/firm/"))


def test_staff_find_firms_by_one_character_and_by_number(client_of):
    make_firm("臺灣毛巾有限公司", ubn="22099131")
    make_firm("和美織造有限公司", ubn="04595257")
    client = client_of(make_person(roles.SECRETARIAT))

    for typed, expected in (("巾", 1), ("台灣", 1), ("04595257", 1), ("", 2), ("沒有這家", 0)):
        page = client.get("/companies/", {"q": typed}).context["page"]
        assert page.paginator.count == expected, typed


@pytest.mark.parametrize("path", ["/companies/", "/firm/"])
def test_lists_ask_as_often_for_one_row_as_for_three(client_of, path):
    person = make_person(roles.SECRETARIAT)
    make_factory(make_firm(by=person))
    counts = []
    for _ in range(2):
        client = client_of(person)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(path)
        counts.append(len(asked))
        for _row in range(2):
            make_factory(make_firm(by=person))

    assert counts[0] == counts[1]


def test_the_firms_page_of_staff_names_bans_duplicates_and_recusal(client_of):
    firm = make_firm(ubn="22099131")
    keeper = make_person(roles.ADMINISTRATION)
    client = client_of(keeper)

    answer = client.post(
        f"/companies/{firm.pk}/", {"point": "41", "effective_on": "2026-06-01", "source_stream": "產策字第1號"}
    )

    assert answer.status_code == 302
    assert Ban.objects.get().last_day.isoformat() == "2029-06-01"
    page = text_of(client.get(f"/companies/{firm.pk}/"))
    assert "民國118年6月1日" in page
    assert "產策字第1號" in page


def test_only_the_administration_enters_bans(client_of):
    firm = make_firm()
    client = client_of(make_person(roles.SECRETARIAT))

    page = client.post(f"/companies/{firm.pk}/", {"point": "41", "effective_on": "2026-06-01", "source_stream": "x"})

    assert page.status_code == 200
    assert not Ban.objects.exists()
    assert "登錄撤銷或廢止處分" not in text_of(page)


def test_a_cousin_is_declared_and_corrected(client_of):
    firm = make_firm("表哥織造有限公司", ubn="22099131")
    assessor = make_person(roles.REVIEWER, make_body())
    client = client_of(assessor)

    client.post("/relations/", {"firm": "22099131", "who": "cousin", "ground": "party", "still_current": "on"})
    page = text_of(client.get("/relations/"))
    of_firm = text_of(client.get(f"/companies/{firm.pk}/"))

    relation = Relation.objects.get()
    assert (relation.user, relation.firm, relation.degree) == (assessor, firm, 4)
    assert "堂、表兄弟姊妹（血親4親等）為申請業者之負責人或事件當事人" in page
    assert "您應迴避：" in of_firm
    client.post(f"/relations/{relation.pk}/correct/")
    relation.refresh_from_db()
    assert relation.ended_at is not None


def test_an_unknown_number_is_named_at_its_field(client_of):
    client = client_of(make_person(roles.ASSESSOR, make_body()))

    answer = client.post("/relations/", {"firm": "04595257", "who": "cousin", "ground": "party"})

    assert answer.status_code == 409
    assert "此統一編號尚未登錄於本系統" in text_of(answer)
    assert not Relation.objects.exists()


def test_another_persons_declaration_does_not_exist(client_of):
    firm = make_firm(ubn="22099131")
    owner = client_of(make_person(roles.ASSESSOR, make_body()))
    owner.post("/relations/", {"firm": "22099131", "who": "cousin", "ground": "party"})
    other = client_of(make_person(roles.ASSESSOR, make_body()))

    answer = other.post(f"/relations/{Relation.objects.get().pk}/correct/")

    assert answer.status_code == 404
    assert firm.name not in text_of(other.get("/relations/"))
    assert Relation.objects.get().ended_at is None


def test_a_firm_without_factory_waits_for_one(client_of):
    firm = make_firm("和美織造有限公司")
    person = make_applicant(firm)

    waiting = queries.todo_for(person, date(2026, 6, 1))
    make_factory(firm)

    assert [(item.title, item.url) for item in waiting] == [
        ("登錄工廠：和美織造有限公司", f"/firm/{firm.pk}/factories/new/")
    ]
    assert queries.todo_for(person, date(2026, 6, 1)) == []
