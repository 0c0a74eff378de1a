"""Health, notices, progress, parts for htmx, request ids."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from tests.foundation.conftest import make_user

from smilemark.foundation import clock, htmx, installation, jobs, logs, outbox
from smilemark.foundation.models import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, user) -> Client:
    client.force_login(user)
    return client


def test_healthz_is_ok_while_database_and_migrations_are(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert "no-store" in answer["Cache-Control"]


def test_healthz_says_what_is_missing(client):
    installation._seen_migrated.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = 'foundation'")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'foundation' AND name = %s", cursor.fetchone())

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"unavailable: migrations")


def test_every_answer_carries_a_request_id(client):
    given = client.get("/healthz", headers={"X-Request-ID": "proxy-12345678"})["X-Request-ID"]
    odd = client.get("/healthz", headers={"X-Request-ID": "<script>"})["X-Request-ID"]

    assert given == "proxy-12345678"
    assert len(odd) == 32


def test_htmx_gets_the_part_and_a_browser_the_page(user):
    def ask(**headers: str) -> tuple[bool, str]:
        request: HttpRequest = RequestFactory().get("/", headers=headers)
        request.user = user
        answer = htmx.page_or_part(
            request, "foundation/progress.html", "foundation/_progress.html",
            {"job": {"pk": 1, "title": "匯入", "percent": 0}}, status=409,
        )  # fmt: skip
        assert answer.status_code == 409
        return "<html" in answer.content.decode(), answer["Vary"]

    assert ask() == (True, ask()[1])
    assert ask(**{"HX-Request": "true"})[0] is False
    assert ask(**{"HX-Request": "true", "HX-Boosted": "true"})[0] is True
    assert ask(**{"HX-Request": "true", "HX-History-Restore-Request": "true"})[0] is True
    assert "HX-Request" in ask()[1]


@jobs.job("test.web", title="匯入登錄資料")
def nothing(*, progress: jobs.Progress) -> None:
    progress.total(4)
    progress.at(1)


def test_the_owner_sees_the_bar_and_nobody_else(signed_in, user):
    pk = jobs.start("test.web", owner_id=user.pk)

    page = signed_in.get(f"/jobs/{pk}/").content.decode()
    part = signed_in.get(f"/jobs/{pk}/", headers={"HX-Request": "true"}).content.decode()
    jobs.run_waiting()
    done = signed_in.get(f"/jobs/{pk}/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" in page
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part
    assert "等待處理中" in part
    assert "已完成。" in done
    assert "hx-trigger" not in done
    other = Client()
    other.force_login(make_user("hua"))
    assert other.get(f"/jobs/{pk}/").status_code == 404
    assert Client().get(f"/jobs/{pk}/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_notices_are_listed_and_marked_read(signed_in, user, rows, django_assert_max_num_queries):
    for number in range(rows):
        outbox.notify(kind="k", to=[user.pk], subject=f"通知<{number}>", text="內文", url="/home/", at=clock.now())

    with django_assert_max_num_queries(12):
        page = signed_in.get("/notices/").content.decode()
    answer = signed_in.post("/notices/read/")

    assert page.count("未讀") == rows
    assert "通知&lt;0&gt;" in page
    assert (answer.status_code, answer["Location"]) == (302, "/notices/")
    assert outbox.unread(user.pk).count() == 0


@pytest.mark.parametrize("notice", ["x", "-1", "9" * 40, "１"])
def test_odd_ids_mark_nothing(signed_in, user, notice):
    outbox.notify(kind="k", to=[user.pk], subject="s", text="t", url="", at=clock.now())

    assert signed_in.post("/notices/read/", {"notice": notice}).status_code == 302
    assert outbox.unread(user.pk).count() == 1


def fail() -> None:
    raise OperationalError("personal text 王小明")


def test_a_log_line_tells_type_and_place_but_no_message():
    with pytest.raises(OperationalError) as caught:
        fail()
    record = logging.LogRecord("smilemark.x", logging.ERROR, __file__, 1, "it failed", (), caught._excinfo)

    line = json.loads(logs.formatter().format(record))

    assert (line["event"], line["level"], line["logger"]) == ("it failed", "error", "smilemark.x")
    assert line["error"] == "django.db.utils.OperationalError"
    assert line["at"][-1].endswith(" fail")
    assert "王小明" not in json.dumps(line, ensure_ascii=False)


def test_a_database_is_told_once_what_it_is_for(settings):
    Installation.objects.all().delete()
    assert (installation.exists(), installation.is_demo(), installation.why_not_start()) == (
        False,
        False,
        None,
    )

    installation.mark(demo=True)
    installation.mark(demo=True)

    assert installation.is_demo()
    assert "只能以 smilemark demo 啟動" in str(installation.why_not_start())
    settings.DEMO = True
    assert installation.why_not_start() is None
    with pytest.raises(ValueError, match="a demo stays a demo"):
        installation.mark(demo=False)
    Installation.objects.update(is_demo=False)
    assert "不能以展示模式啟動" in str(installation.why_not_start())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets writers of different rows pass each other")
def test_a_locked_database_is_said_and_nothing_is_written(db_with_flush):
    user = make_user()
    outbox.notify(kind="k", to=[user.pk], subject="s", text="t", url="", at=clock.now())
    client = Client()
    client.force_login(user)
    client.get("/healthz")  # a session notes its last moment once a minute; reading in between writes nothing
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")

    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post("/notices/read/")
        reading = client.get("/notices/")
        other.execute("ROLLBACK")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "系統忙碌" in answer.content.decode()
    assert reading.status_code == 200
    assert outbox.unread(user.pk).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20000")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets writers of different rows pass each other")
def test_a_session_that_cannot_be_kept_for_a_lock_is_not_called_ended(db_with_flush):
    user = make_user()
    client = Client()
    client.force_login(user)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")

    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.get("/notices/")
        other.execute("ROLLBACK")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "系統忙碌中" in answer.content.decode()
    assert client.get("/notices/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20000")
