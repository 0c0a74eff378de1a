"""The register's downloads and limits against those who mean harm."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.cache import cache
from tests.factories.registry import row, take_over_rows

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
