from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from tests.factories.registry import NOON, row, take_over_rows

from smilemark.certification.models import Label
from smilemark.companies.models import Firm
from smilemark.foundation import clock
from smilemark.registry import queries

pytestmark = pytest.mark.django_db
LABEL = "/api/v1/labels/01700182-02438"
FULL = {
    "number": "01700182-02438",
    "status": "valid",
    "certified_on": None,
    "valid_until": "2029-07-27",
    "industry": {"code": "017", "name": "織襪"},
    "firm": {"name": "斯傑利企業有限公司", "ubn": None},
    "product": {"name": "健康能量睡眠襪-紫藕", "model": "S9900000015(紫藕)", "brand": "SNUG給足呵護"},
    "certificate": "01700182",
    "as_of": "2026-11-20",
}


def test_a_label_has_exactly_the_fields_of_the_contract(client, sample):
    answer = client.get(LABEL)

    assert answer.status_code == 200
    assert answer.json() == FULL


def test_every_number_of_the_sample_answers_by_page_and_api(client, sample):
    for number in Label.objects.values_list("number", flat=True):
        assert client.get(f"/api/v1/labels/{number}").json()["number"] == number
        assert client.get(f"/verify/{number}").status_code == 200


def test_unknown_and_malformed_are_told_apart(client, sample):
    unknown = client.get("/api/v1/labels/01700182-99999")
    malformed = client.get("/api/v1/labels/0170018202438")

    assert (unknown.status_code, unknown.json()) == (404, {"number": "01700182-99999", "status": "unknown"})
    assert (malformed.status_code, malformed.json()) == (
        422,
        {"number": "0170018202438", "status": "malformed", "expected": "8 digits, hyphen, 5 digits"},
    )


@pytest.mark.parametrize(
    "number", ["０1700182-02438", "01700182-02438 ", "01700182-024381", "a/b", "٠1700182-02438", "%00"]
)
def test_no_number_is_tidied_for_programs(client, sample, number):
    assert client.get(f"/api/v1/labels/{number}").status_code == 422


@pytest.mark.parametrize(
    ("on", "status"),
    [("2026-11-19", 404), ("2026-11-20", "valid"), ("2029-07-27", "valid"), ("2029-07-28", "expired")],
)
def test_the_state_on_a_day(client, sample, on, status):
    answer = client.get(f"{LABEL}?on={on}")

    if status == 404:
        assert (answer.status_code, answer.json()) == (404, {"number": "01700182-02438", "status": "unknown"})
    else:
        assert answer.json() == {**FULL, "status": status, "as_of": on}


def test_before_certification_a_label_is_unknown(client, sample):
    Label.objects.filter(number="01700182-02438").update(certified_on=date(2026, 7, 27))

    assert client.get(f"{LABEL}?on=2026-07-26").status_code == 404
    assert client.get(f"{LABEL}?on=2026-07-27").json()["certified_on"] == "2026-07-27"


@pytest.mark.parametrize("query", ["on=2027-02-30", "on=tomorrow", "on=20270101", "foo=1"])
def test_what_cannot_be_read_is_422(client, sample, query):
    assert client.get(f"{LABEL}?{query}").status_code == 422


def ended(kind):
    Label.objects.filter(number="01700182-02438").update(ended_on=date(2026, 11, 20), end_kind=kind)


@pytest.mark.parametrize("kind", ["cancelled", "withdrawn"])
def test_endings_count_from_their_day(client, sample, kind):
    ended(kind)

    assert client.get(LABEL).json()["status"] == kind
    assert client.get("/api/v1/products?q=睡眠襪").json()["results"][0]["status"] == kind


def test_one_query_looks_a_label_up(client, sample, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(LABEL)


@pytest.mark.parametrize("address", [LABEL, "/api/v1/products?q=襪"])
def test_validators_are_honoured(client, sample, address):
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    unchanged = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert same["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", [LABEL, "/api/v1/products?q=襪"])
def test_the_next_day_is_another_answer(client, sample, address):
    first = client.get(address)
    with clock.travelled(NOON + timedelta(days=1)):
        assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_change_is_another_answer(client, sample):
    first = client.get("/api/v1/products?q=襪")
    Label.objects.filter(number="01700182-02438").update(brand="新", last_modified=NOON + timedelta(minutes=5))

    assert client.get(LABEL, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200
    assert client.get("/api/v1/products?q=襪", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_every_origin_may_read_and_nobody_may_write(client, sample):
    asked = client.options(LABEL, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})

    assert client.get(LABEL)["Access-Control-Allow-Origin"] == "*"
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert client.post(LABEL).status_code == 405
    assert client.delete("/api/v1/products").status_code == 405


def test_no_cookie_is_set(client, sample):
    assert not client.get(LABEL).cookies
    assert not client.get("/api/v1/products").cookies


def test_each_address_has_its_minute(client, sample, settings):
    settings.RATE_LIMIT_PER_MINUTE = 3
    cache.clear()
    codes = [client.get(LABEL).status_code for _ in range(4)]
    refused = client.get(LABEL)
    other = client.get(LABEL, REMOTE_ADDR="127.0.0.9")

    assert codes == [200, 200, 200, 429]
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert other.status_code == 200
    cache.clear()


# ---- products -------------------------------------------------------------------------------------------


def numbers(client, query):
    return [label["number"] for label in client.get(f"/api/v1/products?{query}").json()["results"]]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=襪", 3),
        ("q=童襪", 1),
        ("q=LT9CMW8879", 1),
        ("q=lt9cmw", 1),
        ("q=ＬＴ９", 1),
        ("q=SNUG", 1),
        ("q=斯傑利", 1),
        ("q=台灣松下", 6),
        ("q=臺灣松下", 6),
        ("q=松下 室內機", 5),
        ("q=絕無此物", 0),
        ("industry=017", 3),
        ("industry=999", 0),
        ("status=valid", 49),
        ("status=expired", 1),
        ("q=襪&industry=015", 0),
        ("firm=松下", 6),
        ("", 50),
        ("q=&industry=&status=&firm=", 50),
    ],
)
def test_search(client, sample, query, count):
    if query == "q=松下 室內機":
        count = Label.objects.filter(certificate__firm__name__contains="松下", product_name__contains="室內機").count()
        assert count
    page = client.get(f"/api/v1/products?{query}").json()

    assert page["count"] == count
    assert len(page["results"]) == min(count, 20)


def test_a_result_is_a_label(client, sample):
    page = client.get("/api/v1/products?q=睡眠襪").json()

    assert page == {"count": 1, "page": 1, "page_size": 20, "results": [FULL]}


def test_pages_are_stable_and_together_the_whole(client, sample):
    pages = [numbers(client, f"page={page}&page_size=7") for page in range(1, 9)]
    together = [number for page in pages for number in page]

    assert together == sorted(Label.objects.values_list("number", flat=True))
    assert numbers(client, "page=9&page_size=7") == []


@pytest.mark.parametrize(
    "query", ["foo=1", "page=0", "page=x", "page_size=101", "page_size=0", "status=malformed", "on=2027-01-01", "q=%00"]
)
def test_what_a_search_cannot_read_is_422(client, sample, query):
    assert client.get(f"/api/v1/products?{query}").status_code == 422


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", "   ", "🧦", "𠮷", "\u202e", "a" * 200])
def test_odd_words_find_nothing_and_break_nothing(client, sample, q):
    answer = client.get("/api/v1/products", {"q": q})

    assert answer.status_code == 200


@pytest.mark.parametrize(("q", "rows"), [("童襪", 1), ("襪", 3)])
def test_a_search_takes_as_many_queries_for_one_row_as_for_three(client, sample, django_assert_num_queries, q, rows):
    with django_assert_num_queries(4):
        page = client.get(f"/api/v1/products?q={q}").json()

    assert page["count"] == rows


@pytest.mark.parametrize("few", [5000, 7, 6, 1])
def test_pages_are_cut_alike_from_few_and_from_many(client, sample, monkeypatch, few):
    monkeypatch.setattr(queries, "_FEW_MATCHES", few)

    pages = [
        client.get("/api/v1/products", {"q": "企業", "page_size": 3, "page": page}).json() for page in (1, 2, 3, 4)
    ]
    shown = [[row["number"] for row in page["results"]] for page in pages]

    every = Label.objects.filter(certificate__firm__name__contains="企業").order_by("number")
    assert [page["count"] for page in pages] == [7] * 4
    assert shown == [numbers_of(every[:3]), numbers_of(every[3:6]), numbers_of(every[6:]), []]


def numbers_of(labels):
    return [label.number for label in labels]


def test_the_same_firm_by_its_number(client, tmp_path, db):
    take_over_rows(tmp_path, row(ubn="04595257"), row("01700002-00001"))
    firm = Firm.objects.get(ubn="04595257")

    assert numbers(client, "firm=04595257") == numbers(client, f"firm={firm.pk}") == ["01700001-00001"]


def test_labels_of_tomorrow_are_not_public(client, sample):
    tomorrow = timezone.localdate(NOON) + timedelta(days=1)
    Label.objects.filter(number="01700182-02438").update(certified_on=tomorrow)

    assert client.get(LABEL).status_code == 404
    assert numbers(client, "q=睡眠襪") == []
    assert client.get("/verify/01700182-02438").status_code == 404
    assert "睡眠襪" not in client.get("/products/?q=睡眠襪").content.decode().split("</form>")[-1]


def test_the_committed_schema_is_the_served_one(client):
    served = client.get("/api/v1/openapi.json").json()
    committed = json.loads((Path(settings.PACKAGE).parent.parent / "docs" / "openapi-v1.json").read_text())

    assert served == committed


def test_the_schema_lists_both_addresses(client):
    assert set(client.get("/api/v1/openapi.json").json()["paths"]) == {"/api/v1/labels/{number}", "/api/v1/products"}


def test_check_register_is_clean_after_an_import(sample, capsys):
    call_command("check_register")

    assert "no differences" in capsys.readouterr().out
