"""The register's downloads and limits against those who mean harm."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.cache import cache
from tests.factories.registry import row, take_over_rows

from smilemark.registry import queries
from smilemark.registry.models import PublicReport, ReportAddition
from smilemark.registry.web.reports import PER_HOUR

pytestmark = pytest.mark.django_db


def test_a_name_in_the_csv_is_never_a_formula(client, tmp_path):
    take_over_rows(tmp_path, row(product='=HYPERLINK("http://x.example")', brand="@SUM(1)"))

    text = b"".join(client.get("/products/products.csv").streaming_content).decode("utf-8-sig")

    (found,) = csv.DictReader(io.StringIO(text))
    assert found["產品名稱"] == '\'=HYPERLINK("http://x.example")'
    assert found["品牌名稱"] == "'@SUM(1)"


def test_behind_a_proxy_each_reader_has_a_minute_of_their_own(client, settings):
    settings.RATE_LIMIT_PER_MINUTE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2, 1
    cache.clear()

    def ask(told: str) -> int:
        return client.get("/api/v1/labels/01700182-02438", headers={"X-Forwarded-For": told}).status_code

    mine = [ask("203.0.113.1"), ask("1.1.1.1, 203.0.113.1"), ask("2.2.2.2, 203.0.113.1")]

    assert mine == [404, 404, 429]
    assert ask("203.0.113.2") == 404
    cache.clear()


def test_additions_to_a_report_are_limited_like_reports(client, settings):
    settings.RATE_LIMIT_PER_MINUTE = 2
    cache.clear()
    given = {
        "kind": PublicReport.Kind.values[0],
        "channel": PublicReport.Channel.values[0],
        "place": "店",
        "text": "字",
    }
    address = client.post("/reports/new", given)["Location"]

    codes = [client.post(address, {"text": f"補充{number}"}).status_code for number in range(PER_HOUR)]

    assert codes == [302] * (PER_HOUR - 1) + [429]
    assert ReportAddition.objects.count() == PER_HOUR - 1
    cache.clear()


def test_a_search_of_many_words_is_bounded_on_page_and_api(client):
    eight = " ".join("棉毛巾布襪鞋帽傘")

    page = client.get("/products/", {"q": f"{eight} 機 車"})
    answers = [client.get("/api/v1/products", {"q": q}) for q in (eight, f"{eight} 機", f"{eight} 棉")]
    firm = client.get("/api/v1/products", {"firm": f"{eight} 機"})

    assert (page.status_code, page.context["wanted"].q) == (200, eight)
    assert [answer.status_code for answer in answers] == [200, 422, 200]
    assert answers[1].json() == {"detail": [{"loc": ["query", "q"], "msg": "more than 8 words"}]}
    assert (firm.status_code, firm.json()["detail"][0]["loc"]) == (422, ["query", "firm"])


def test_each_of_several_words_is_planned_by_itself():
    def distincts(q: str) -> int:
        return str(queries.found(queries.Search(q), date(2026, 3, 1)).query).count("DISTINCT")

    assert (distincts("毛巾"), distincts("毛巾 短襪"), distincts(" ".join("棉毛巾布襪鞋帽傘機"))) == (0, 2, 8)
