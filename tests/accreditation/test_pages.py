from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.accreditation import FIRST_DAY, make_assessor, make_body, make_laboratory
from tests.factories.companies import make_person, make_user
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.accreditation.models import Accreditation, AssessorCertificate, Body, Laboratory, Recognition
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db
BUDGET = 50_000


@pytest.fixture(autouse=True)
def scheme():
    load_scheme(())
    with clock.travelled(datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Taipei"))):
        yield


def text_of(response):
    return response.content.decode()


def test_the_registers_are_public_and_name_scopes_valid_today():
    make_body("甲中心", industries=["015", "017"])
    make_body("乙中心", product_class=3, first_day=date(2026, 6, 2))
    make_laboratory("甲檢驗所", industries=["015"])

    bodies, laboratories = Client().get("/bodies/"), Client().get("/laboratories/")

    assert "第一類「毛巾」、第一類「織襪」" in text_of(bodies)
    assert "目前沒有有效之認證" in text_of(bodies)
    assert "毛巾" in text_of(laboratories)
    assert max(len(bodies.content), len(laboratories.content)) < BUDGET


def test_a_body_is_registered_accredited_and_cancelled_on_its_pages(client_of):
    client = client_of(make_person(roles.ADMINISTRATION))

    client.post("/bodies/new/", {"name": "丙中心", "short_name": "丙", "head_title": "主任", "head_name": "何首"})
    body = Body.objects.get()
    typed = {
        "product_class": "1",
        "industry": industry("015").pk,
        "certificate_number": "認-1",
        "first_day": "2026-06-01",
    }
    client.post(f"/bodies/{body.pk}/accredit/", typed)
    twice = client.post(f"/bodies/{body.pk}/accredit/", typed)
    row = Accreditation.objects.get()
    client.post(f"/accreditations/{row.pk}/end/", {"ended_on": "2026-06-01", "reason": "自請廢止"})

    assert row.last_day == date(2029, 5, 31)
    assert twice.status_code == 409
    assert "此範圍已有有效至中華民國118年5月31日之認證" in text_of(twice)
    page = text_of(client.get(f"/bodies/{body.pk}/"))
    assert "已廢止" in page
    assert "廢止認證 認-1：自請廢止" in page
    assert "自請廢止" not in text_of(Client().get(f"/bodies/{body.pk}/"))


@pytest.mark.parametrize("missing", ["head_title", "head_name"])
def test_a_body_is_not_registered_without_the_head_who_signs_for_it(client_of, missing):
    client = client_of(make_person(roles.ADMINISTRATION))
    typed = {"name": "丙中心", "head_title": "主任", "head_name": "何首"}

    answer = client.post("/bodies/new/", typed | {missing: ""})

    assert answer.status_code == 422
    assert f'id="id_{missing}_error"' in text_of(answer)
    assert not Body.objects.exists()


def test_the_head_of_a_body_is_changed_on_its_page_and_the_change_is_kept(client_of):
    client = client_of(make_person(roles.ADMINISTRATION))
    body = make_body("甲中心")
    typed = {"head_title": "執行長", "head_name": "𠮷首長", "email": "a@example.org", "phone": "02-1234"}

    before = text_of(client.get(f"/bodies/{body.pk}/change/"))
    changed = client.post(f"/bodies/{body.pk}/change/", typed)
    again = client.post(f"/bodies/{body.pk}/change/", typed)

    assert 'value="施首長"' in before
    assert changed.url == f"/bodies/{body.pk}/"
    body.refresh_from_db()
    assert (body.head, body.email, body.phone) == ("執行長　𠮷首長", "a@example.org", "02-1234")
    assert again.status_code == 409
    assert "資料未變更" in text_of(again)
    assert "變更資料，代表人為執行長　𠮷首長" in text_of(client.get(f"/bodies/{body.pk}/"))
    public = text_of(Client().get(f"/bodies/{body.pk}/"))
    assert "執行長　𠮷首長" in public
    assert "變更資料" not in public


def test_a_laboratory_is_registered_recognised_and_ended_on_its_pages(client_of):
    client = client_of(make_person(roles.ADMINISTRATION))

    client.post("/laboratories/new/", {"name": "丙檢驗所"})
    laboratory = Laboratory.objects.get()
    typed = {"industry": industry("301").pk, "announcement_number": "公告-1", "first_day": "2026-06-01"}
    client.post(f"/laboratories/{laboratory.pk}/recognise/", typed)
    twice = client.post(f"/laboratories/{laboratory.pk}/recognise/", typed)
    row = Recognition.objects.get()
    future = client.post(f"/recognitions/{row.pk}/end/", {"ended_on": "2026-06-02", "reason": "x"})
    client.post(f"/recognitions/{row.pk}/end/", {"ended_on": "2026-06-01", "reason": "設備不足"})

    assert twice.status_code == 409
    assert "此檢驗機構已認可辦理「眼鏡」" in text_of(twice)
    assert future.status_code == 409
    row.refresh_from_db()
    assert row.ended_on == date(2026, 6, 1)


def test_a_certificate_is_entered_and_withdrawn(client_of):
    client = client_of(make_person(roles.ADMINISTRATION))
    assessor = make_person(roles.ASSESSOR, make_body(), "林評核")
    typed = {"person": assessor.email, "number": "評-1", "issued_on": "2026-06-01"}

    unknown = client.post("/assessors/new/", typed | {"person": "nobody@example.org"})
    late = client.post("/assessors/new/", typed | {"issued_on": "2026-06-02"})
    client.post("/assessors/new/", typed)
    twice = client.post("/assessors/new/", typed)
    row = AssessorCertificate.objects.get()
    own = text_of(client_of(assessor).get("/assessors/"))
    client.post(f"/assessors/{row.pk}/end/", {"ended_on": "2026-06-01", "reason": "洩密"})

    assert (unknown.status_code, late.status_code, twice.status_code) == (409, 409, 409)
    assert "查無此使用者名稱或電子郵件" in text_of(unknown)
    assert "核發日不得晚於今日" in text_of(late)
    assert "證書字號評-1已經登錄" in text_of(twice)
    assert row.last_valid_day == date(2028, 6, 1)
    assert "民國117年6月1日" in own
    row.refresh_from_db()
    assert row.withdrawn_on == date(2026, 6, 1)


def test_an_assessor_sees_no_other_assessor(client_of):
    body = make_body()
    make_assessor(body, "甲評核")
    other = make_assessor(body, "乙評核")

    page = text_of(client_of(other).get("/assessors/"))

    assert "乙評核" in page
    assert "甲評核" not in page


@pytest.mark.parametrize("path", ["/bodies/", "/laboratories/"])
def test_lists_ask_as_often_for_one_row_as_for_three(path):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_body(industries=["015"])
            make_laboratory(industries=["015"])
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("accreditation_ends_after_start", {"last_day": date(2023, 12, 31)}),
        ("accreditation_ended_after_start", {"ended_on": date(2023, 12, 31)}),
        ("class1_names_industry", {"industry": None}),
    ],
)
def test_the_database_keeps_accreditations_in_order(constraint, values):
    given = {
        "body": make_body(),
        "product_class": 1,
        "industry": industry("015"),
        "certificate_number": "x",
        "first_day": FIRST_DAY,
        "last_day": FIRST_DAY,
    }

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Accreditation.objects.create(**(given | values))


def test_one_scope_begins_once_a_day_in_the_database():
    row = make_body(product_class=3).accreditations.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.create(
            body=row.body, product_class=3, certificate_number="x", first_day=row.first_day, last_day=row.last_day
        )


def test_certificates_end_after_they_were_issued():
    with pytest.raises(IntegrityError, match="certificate_valid_after_issue"), transaction.atomic():
        AssessorCertificate.objects.create(user=make_user(), number="x", issued_on=FIRST_DAY, last_valid_day=FIRST_DAY)
    with pytest.raises(IntegrityError, match="certificate_withdrawn_after_issue"), transaction.atomic():
        AssessorCertificate.objects.create(
            user=make_user(),
            number="x",
            issued_on=FIRST_DAY,
            last_valid_day=date(2026, 1, 1),
            withdrawn_on=date(2023, 1, 1),
        )


def test_a_laboratory_is_recognised_once_at_a_time_in_the_database():
    row = make_laboratory(industries=["015"]).recognitions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Recognition.objects.create(
            laboratory=row.laboratory, industry=row.industry, announcement_number="x", first_day=FIRST_DAY
        )
