from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.registry import SAMPLE

from smilemark.certification.models import Label
from smilemark.companies.models import Firm
from smilemark.foundation.models import Event, EventText
from smilemark.registry.models import PublicReport
from smilemark.registry.web import numbers

pytestmark = pytest.mark.django_db
NUMBER = "01700182-02438"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01700182-02438", NUMBER),
        ("０１７００１８２－０２４３８", NUMBER),
        ("0170018202438", NUMBER),
        (" 0170 0182 02438 ", NUMBER),
        ("01700182–02438", NUMBER),
        ("01700182ー02438", NUMBER),
        ("1700182-02438", None),
        ("01700182-0243", None),
        ("", None),
        ("abc", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert numbers.read(typed).number == number


def test_the_form_leads_to_the_answer_which_says_how_it_read_the_number(client, sample):
    answer = client.get("/verify/", {"number": "０１７００１８２ ０２４３８"}, follow=True)

    assert answer.redirect_chain[0][0].startswith("/verify/")
    assert answer.status_code == 200
    assert f"您輸入的是「０１７００１８２ ０２４３８」，以 {NUMBER} 查驗" in words(answer)
    assert "健康能量睡眠襪-紫藕" in words(answer)


STATES = [
    ({}, 200, "有效", "第三十四點"),
    ({"valid_until": date(2026, 11, 19), "renewal_filed_on": date(2026, 11, 1)}, 200, "展延審查中", "仍得繼續使用"),
    ({"valid_until": date(2026, 11, 19)}, 200, "已逾效期", "不得繼續使用"),
    ({"ended_on": date(2026, 11, 20), "end_kind": "cancelled"}, 200, "已廢止", "第四十二點"),
    ({"ended_on": date(2026, 11, 20), "end_kind": "withdrawn"}, 200, "已撤銷", "第四十一點"),
]


@pytest.mark.parametrize(("change", "status", "heading", "meaning"), STATES)
def test_each_state_has_its_answer_and_what_to_do_next(client, sample, change, status, heading, meaning):
    Label.objects.filter(number=NUMBER).update(**change)

    answer = client.get(f"/verify/{NUMBER}")

    assert answer.status_code == status
    assert f"<h2>{heading}</h2>" in answer.content.decode()
    assert meaning in words(answer)
    assert "接下來可以做什麼" in words(answer)


@pytest.mark.parametrize(
    ("number", "status", "heading"),
    [
        ("01700182-99999", 404, "查無此編號"),
        ("99900182-02438", 404, "查無此編號，可能不是真的標章"),
        ("01799999-02438", 404, "查無此編號，可能不是真的標章"),
        ("12345", 422, "編號格式不符"),
        (quote("<script>alert(1)</script>", safe=""), 422, "編號格式不符"),
    ],
)
def test_unknown_forged_looking_and_malformed_are_told_apart(client, sample, number, status, heading):
    answer = client.get(f"/verify/{number}")

    assert answer.status_code == status
    assert f"<h2>{heading}</h2>" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


ADDRESSES = [
    "/verify/",
    f"/verify/{NUMBER}",
    "/verify/01700182-99999",
    "/products/",
    "/products/?q=襪",
    "/reports/new",
    "/open-data/",
    "/rules/",
    "/rules/mark-status/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("chosen", "language"), [("zh-hant", "zh-Hant-TW"), ("en", "en")])
def test_public_pages_are_small_and_need_no_script(client, sample, address, chosen, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    answer = client.get(address)

    assert answer.headers["Content-Language"] == language
    assert answer.status_code in {200, 404}
    assert len(answer.content) < 50_000
    assert "<script" not in answer.content.decode()
    assert answer.content.decode().count("<h1") == 1


def test_a_long_list_of_long_names_stays_below_50_kb(client, sample):
    Label.objects.update(product_name="超" * 100, product_model="型" * 60, brand="牌" * 40)

    assert len(client.get("/products/").content) < 50_000


def test_the_search_page_filters_counts_and_pages(client, sample):
    first, second = client.get("/products/?industry=020"), client.get("/products/?q=襪&status=valid")

    assert "共 19 件" in words(first)
    assert "共 3 件" in words(second)
    assert "第 41 至 50 筆，共 50 筆" in words(client.get("/products/?page=3"))


def test_a_word_that_is_an_industry_offers_its_filter(client, sample):
    assert '/products/?industry=017"' in client.get("/products/?q=織襪").content.decode()


def test_downloads_hold_exactly_the_search_shown(client, sample):
    text = b"".join(client.get("/products/products.csv?q=襪").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    same = json.loads(b"".join(client.get("/products/products.json?q=襪").streaming_content))

    assert [row["標章編號"] for row in rows] == ["01700017-02986", "01700017-02989", NUMBER]
    assert rows == same
    assert json.loads(b"".join(client.get("/products/products.json?q=絕無").streaming_content)) == []


def test_the_official_zip_is_the_register(client, sample):
    answer = client.get("/open-data/productlist.zip")
    content = b"".join(answer.streaming_content)

    with zipfile.ZipFile(io.BytesIO(content)) as got, zipfile.ZipFile(SAMPLE) as sent:
        assert {name: got.read(name) for name in got.namelist()} == {name: sent.read(name) for name in sent.namelist()}
    assert client.get("/open-data/productlist.zip", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_who_answers_for_a_product_is_said_beside_its_label_and_to_who_reports_it(client, sample):
    page = words(client.get(f"/verify/{NUMBER}"))
    client.post("/reports/new", {**GIVEN, "label_number": NUMBER})
    reported = words(client.get(f"/reports/{PublicReport.objects.get().token}"))

    said = "由產品製造者負起製造者責任（第五十一點）；請先洽獲證業者斯傑利企業有限公司。"
    assert said in page
    assert said in reported


def test_who_reports_without_a_number_reads_who_answers_too(client):
    client.post("/reports/new", {**GIVEN, "label_number": ""})

    page = words(client.get(f"/reports/{PublicReport.objects.get().token}"))

    assert "由產品製造者負起製造者責任（第五十一點）。" in page


def test_a_firm_shows_its_labels_and_nothing_private(client, sample):
    firm = Firm.objects.get(name="斯傑利企業有限公司")
    Firm.objects.filter(pk=firm.pk).update(
        responsible_person="王秘密", address="秘密路一號", phone="0900-SECRET", email="x@secret.tw"
    )

    page = words(client.get(f"/firms/{firm.pk}/"))

    assert NUMBER in page
    assert not any(word in page for word in ("王秘密", "秘密路", "SECRET", "secret"))


def test_a_firm_without_labels_has_no_public_page(client, sample):
    Label.objects.filter(number=NUMBER).update(first_imported_on=date(2027, 1, 1))
    firm = Firm.objects.get(name="斯傑利企業有限公司")

    assert client.get(f"/firms/{firm.pk}/").status_code == 404
    assert client.get("/firms/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/verify/", "/products/", "/open-data/productlist.zip", "/rules/"])
def test_reading_pages_take_nothing(client, method, address):
    assert getattr(client, method)(address).status_code == 405


# ---- reports from the public ----------------------------------------------------------------------------

GIVEN = {
    "kind": "misuse",
    "channel": "virtual",
    "place": "https://shop.example/1",
    "label_number": NUMBER,
    "text": "網頁上的標章\n編號不符",
    "contact": "陳小姐 0911-222-333",
}


def test_a_report_gets_a_token_and_tells_the_next_steps(client):
    answer = client.post("/reports/new", GIVEN, follow=True)
    report = PublicReport.objects.get()
    page = words(answer)

    assert answer.redirect_chain == [(f"/reports/{report.token}", 302)]
    assert len(report.token) >= 24
    assert (report.state, report.kind) == ("received", "misuse")
    assert "已收件" in page
    assert "二十四小時內" in page
    assert "附件十五" in page
    assert Event.objects.get(stream=f"registry.publicreport:{report.pk}").kind == "registry.publicreport.receive"


def test_contact_is_shown_nowhere(client):
    client.post("/reports/new", GIVEN)
    report = PublicReport.objects.get()

    assert "0911" not in client.get(f"/reports/{report.token}").content.decode()
    assert "0911" not in json.dumps(list(EventText.objects.values_list("text", flat=True)))
    assert report.token not in json.dumps([event.data for event in Event.objects.all()])


def test_photos_are_kept_and_typed_by_content(client):
    good = client.post("/reports/new", {**GIVEN, "photos": [SimpleUploadedFile("a.png", PNG, "image/png")]})
    bad = client.post(
        "/reports/new", {**GIVEN, "photos": [SimpleUploadedFile("b.png", b"MZ\x90\x00" * 9, "image/png")]}
    )

    assert good.status_code == 302
    assert PublicReport.objects.get().photos.count() == 1
    assert bad.status_code == 409
    assert "網頁上的標章" in bad.content.decode()


@pytest.mark.parametrize("field", ["kind", "channel", "place", "text"])
def test_what_is_missing_is_named_and_nothing_typed_is_lost(client, field):
    answer = client.post("/reports/new", {**GIVEN, field: ""})

    assert answer.status_code == 422
    assert not PublicReport.objects.exists()
    assert "0911-222-333" in answer.content.decode()


def test_more_can_be_added_by_the_token_alone(client):
    client.post("/reports/new", GIVEN)
    token = PublicReport.objects.get().token
    client.post(f"/reports/{token}", {"text": "又看到一家"})

    assert "又看到一家" in words(client.get(f"/reports/{token}"))
    assert client.get("/reports/not-a-token").status_code == 404


def test_an_address_may_not_flood(client, settings):
    settings.RATE_LIMIT_PER_MINUTE = 120
    cache.clear()
    codes = [client.post("/reports/new", GIVEN).status_code for _ in range(11)]

    assert codes == [302] * 10 + [429]
    assert PublicReport.objects.count() == 10
    cache.clear()
