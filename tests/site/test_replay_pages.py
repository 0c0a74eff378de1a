"""The administration asks what a change would change, watches the bar, reads the table."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect
from tests.browser import sign_in
from tests.factories import findings
from tests.factories.accounts import person
from tests.factories.companies import make_firm
from tests.site.url_objects import TERM

from smilemark.accounts import roles
from smilemark.foundation import jobs
from smilemark.foundation.models import JobProgress, StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.site import actions, queries
from smilemark.site.models import Replay, ReplayedFinding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client
    from playwright.sync_api import Page

    from smilemark.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings) -> User:
    settings.MFA_REQUIRED_FOR_STAFF = False
    return person(roles.ADMINISTRATION)


def done(officer: User, text: str = TERM) -> Replay:
    """A replay that has run."""
    row = actions.start_replay(text, by=officer, at=findings.NOON)
    jobs.run_waiting()
    row.refresh_from_db()
    return row


def test_from_the_typed_change_to_the_table(client: Client, officer: User):
    firm = make_firm()
    findings.period(firm, date(2026, 6, 1))
    findings.period(firm, date(2026, 5, 31))
    findings.own_check(firm)
    kept = list(StoredFinding.objects.order_by("pk").values())
    client.force_login(officer)

    answer = client.post("/replay/", {"text": TERM})
    row = Replay.objects.get()
    waiting = client.get(f"/replay/{row.pk}/").content.decode()
    jobs.run_waiting()
    shown = client.get(f"/replay/{row.pk}/").content.decode()

    assert (answer.status_code, answer.url) == (302, f"/replay/{row.pk}/")
    assert f'hx-get="/jobs/{row.progress_id}/"' in waiting
    assert f'hx-get="/jobs/{row.progress_id}/"' not in shown
    assert "民國118年6月1日 → 民國117年6月1日" in shown
    assert "標章使用期間自發證日2026-06-01起24個月" in shown
    assert firm.name in shown
    row.refresh_from_db()
    assert row.counts["kinds"] == {"changed": 1, "unchanged": 1, "no_rule": 1}
    job = JobProgress.objects.get(pk=row.progress_id)
    assert (job.done, job.total, job.failed) == (3, 3, False)
    assert (job.result_url, job.message) == (f"/replay/{row.pk}/", "結果改變 1 件")
    assert list(StoredFinding.objects.order_by("pk").values()) == kept


def test_a_job_that_runs_twice_gives_the_rows_once(officer: User):
    findings.period(make_firm(), date(2026, 6, 1))
    row = done(officer)
    jobs.start("site.replay", owner_id=officer.pk, replay_id=row.pk)
    jobs.start("site.replay", owner_id=officer.pk, replay_id=row.pk + 1)  # forgotten meanwhile
    jobs.run_waiting()

    assert ReplayedFinding.objects.filter(replay=row).count() == 1


def test_a_file_counts_before_the_typed_text_and_errors_stand_at_the_field(client: Client, officer: User):
    client.force_login(officer)
    upload = SimpleUploadedFile("change.toml", b"\xef\xbb\xbf" + TERM.encode())

    accepted = client.post("/replay/", {"text": "x", "upload": upload})
    empty = client.post("/replay/", {"text": " "})
    wrong = client.post("/replay/", {"text": TERM.replace("24", '"24"')})
    binary = client.post("/replay/", {"text": TERM, "upload": SimpleUploadedFile("c.toml", b"\xff")})
    huge = client.post("/replay/", {"upload": SimpleUploadedFile("c.toml", b"#" * 65_537)})

    assert [answer.status_code for answer in (accepted, empty, wrong, binary, huge)] == [302, 422, 409, 422, 422]
    assert "請填寫變更內容，或上傳檔案。" in empty.content.decode()
    assert 'href="#id_text">' in wrong.content.decode()
    assert "change[0].value：not an integer（現行值寫作 36）。" in wrong.content.decode()
    assert "檔案不是 UTF-8 文字。" in binary.content.decode()
    assert "檔案以 65536 位元組為限。" in huge.content.decode()
    assert Replay.objects.count() == 1


def test_a_parameter_of_the_list_fills_the_form(client: Client, officer: User):
    client.force_login(officer)

    begun = client.get("/replay/", {"parameter": "point_34_mark_period.TERM_MONTHS"}).context["form"]["text"].value()
    unknown = client.get("/replay/", {"parameter": "x"}).context["form"]["text"].value()

    assert begun.startswith('[[change]]\nparameter = "point_34_mark_period.TERM_MONTHS"\nvalue = 36\nfrom = 20')
    assert unknown == ""


def test_filters_and_download_agree(client: Client, officer: User):
    one, other = make_firm(), make_firm()
    findings.period(one, date(2026, 6, 1))
    findings.period(other, date(2026, 6, 2))
    spoiled = findings.grade(other, 3)
    StoredFinding.objects.filter(pk=spoiled.pk).update(passed=True)
    row = done(officer)
    client.force_login(officer)

    def firms(**filters: str) -> list[str]:
        shown = [found.about for found in client.get(f"/replay/{row.pk}/", filters).context["page"]]
        table = client.get(f"/replay/{row.pk}/findings.csv", filters)
        lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert [line[2] for line in lines[1:]] == shown
        return shown

    assert firms() == [one.name, other.name, other.name]
    assert firms(kind="changed") == [one.name, other.name]
    assert firms(kind="differs") == firms(rule="qms-item-grade") == [other.name]
    assert firms(q=one.name) == [one.name]
    assert firms(q="無此") == []
    table = client.get(f"/replay/{row.pk}/findings.csv", {"q": one.name})
    cells = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))[1]
    assert cells == [
        "結果改變",
        one.name,
        one.name,
        "標章使用期間",
        "2026-06-01",
        "有效末日 民國118年6月1日；期滿次日 民國118年6月2日",
        "有效末日 民國117年6月1日；期滿次日 民國117年6月2日",
        "標章使用期間自發證日2026-06-01起36個月，始日不計，至2029-06-01止（推動及管理要點第三十四點）。",
        "標章使用期間自發證日2026-06-01起24個月，始日不計，至2028-06-01止（推動及管理要點第三十四點）。",
    ]


def test_nobody_else_starts_or_sees_one(officer: User):
    row = done(officer)

    for role in (roles.SECRETARIAT, roles.APPLICANT, roles.SYSTEM_ADMIN):
        somebody = person(role)
        assert list(queries.visible_to(somebody)) == []
        with pytest.raises(Refused):
            actions.start_replay(TERM, by=somebody, at=findings.NOON)
    assert list(queries.visible_to(person(roles.ADMINISTRATION))) == [row]


def test_old_results_go_when_a_new_replay_starts(officer: User):
    old = done(officer)
    Replay.objects.filter(pk=old.pk).update(started_at=findings.NOON - timedelta(days=30, seconds=1))
    young = done(officer)
    Replay.objects.filter(pk=young.pk).update(started_at=findings.NOON - timedelta(days=30))

    newest = done(officer)

    assert list(queries.visible_to(officer).order_by("pk")) == [young, newest]


def test_as_many_queries_for_one_row_as_for_three(client: Client, officer: User):
    client.force_login(officer)

    def queries_for(number: int) -> int:
        for place in range(number):
            findings.period(make_firm(), date(2026, 6, 1 + place))
        row = done(officer)
        client.get(f"/replay/{row.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"/replay/{row.pk}/")
        return len(captured)

    assert queries_for(1) == queries_for(2)


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_the_walk_in_a_browser(
    browser_page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    page, officer = browser_page, person(roles.ADMINISTRATION)
    firm = make_firm()
    findings.period(firm, date(2026, 6, 1))
    findings.grade(firm, 7)
    sign_in(page, officer)

    page.goto("/replay/?parameter=point_34_mark_period.TERM_MONTHS")
    shot(page, "replay-start")
    axe(page)
    page.get_by_label("變更內容（TOML）").fill(TERM)
    page.get_by_role("button", name="開始試算").click()
    expect(page.get_by_role("heading", level=1, name="試算結果")).to_be_visible()
    expect(page.get_by_text("等待處理中")).to_be_visible()
    axe(page)
    jobs.run_waiting()
    page.get_by_role("link", name="查看結果").click()
    expect(page.get_by_text("民國118年6月1日 → 民國117年6月1日")).to_be_visible()
    page.get_by_text("理由", exact=True).click()
    expect(page.get_by_text("標章使用期間自發證日2026-06-01起24個月")).to_be_visible()
    shot(page, "replay-result")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "replay-result-phone")
    axe(page)
