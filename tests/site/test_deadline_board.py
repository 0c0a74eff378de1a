"""The deadlines board: who sees what, in which group, how long it takes, and what is taken away from it."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from odfdo import Document
from playwright.sync_api import Page
from tests.browser import Look, on_one_database, sign_in
from tests.factories import remedies as ended
from tests.factories import surveillance as made
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.factories.surveillance import NOON, World, make_world

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.foundation import deadlines as running
from smilemark.foundation.models import Deadline
from smilemark.site import deadlines
from smilemark.site.deadlines import Filter

DAY = date(2025, 9, 26)


@pytest.fixture
def at(settings):
    """The clock of the test stands at noon of the day the checks are opened."""
    settings.CLOCK_MAY_MOVE = True
    with clock.travelled(NOON + timedelta(minutes=1)):
        yield NOON


def seen(user, wanted: Filter | None = None, now: datetime = NOON) -> list[str]:
    return [row.code for row in deadlines.listed(user, wanted or Filter(), now)]


def many(world: World, count: int) -> None:
    """So many deadlines of the body, one a day from today on, as rows."""
    Deadline.objects.bulk_create(
        Deadline(
            stream=f"test.row:{number}",
            code="one",
            kind="D12",
            title=f"購樣送驗 {number}",
            url="/home/",
            last_day=DAY + timedelta(days=number % 400),
            organisation_id=world.body.pk,
            body_id=world.body.pk,
            roles=f" {roles.REVIEWER} ",
        )
        for number in range(count)
    )


@pytest.mark.django_db
def test_each_reader_sees_their_own_and_a_firm_nothing_of_a_check_on_it() -> None:
    world = make_world()
    made.inquiry(world)
    other = make_world("016")
    running.settle(DAY)

    assert seen(world.reviewer) == ["virtual", "physical"]
    assert seen(world.assessor) == ["virtual", "physical"]
    assert seen(world.assessor, Filter(mine=True)) == []
    assert seen(world.reviewer, Filter(mine=True)) == ["virtual", "physical"]
    assert seen(make_person(roles.SECRETARIAT)) == seen(world.administration) == ["virtual", "physical"]
    assert seen(world.applicant) == seen(other.reviewer) == seen(make_applicant(make_firm())) == []


@pytest.mark.django_db
def test_a_check_without_a_body_is_the_secretariats_while_its_clock_runs() -> None:
    world = make_world()
    secretariat = make_person(roles.SECRETARIAT)
    made.inquiry(world, labels=[], subject="網路賣家")
    running.settle(DAY)

    assert seen(secretariat, Filter(mine=True)) == ["virtual", "physical"]
    assert seen(world.reviewer) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("overdue", ["a", "b"]),
        ("today", ["c"]),
        ("3", ["c", "d"]),
        ("7", ["c", "d", "e"]),
        ("30", ["c", "d", "e", "f"]),
        ("all", ["a", "b", "c", "d", "e", "f", "g"]),
    ],
)
def test_the_groups_begin_and_end_on_their_days(group: str, expected: list[str]) -> None:
    user = make_person(roles.ADMINISTRATION)
    days = {"a": -1, "b": 0, "c": 0, "d": 3, "e": 7, "f": 30, "g": 31}
    for code, number in days.items():
        Deadline.objects.create(
            stream=f"test.row:{code}",
            code=code,
            kind="D12",
            title=code,
            url="/",
            roles=" administration ",
            last_day=DAY + timedelta(days=number),
            last_moment=NOON - timedelta(seconds=1) if code == "b" else None,
        )
    Deadline.objects.create(
        stream="test.row:right", code="z", kind="D3", title="z", url="/", roles=" applicant ",
        last_day=DAY - timedelta(days=1), is_right=True,
    )  # fmt: skip

    assert seen(user, Filter(when=group)) == expected
    assert {code: number for code, _words, number in deadlines.counted(user, Filter(), NOON)}[group] == len(expected)


@pytest.mark.django_db
def test_every_line_leads_every_reader_of_it_to_a_page(client, settings, at) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False
    world = make_world("016")
    made.slight(world)
    made.inquiry(world)
    scene = ended.make_scene()
    ended.running_order(scene)
    ended.invited_case(scene)
    day = date(2026, 3, 3)
    running.sweep(day)
    running.settle(day)
    now = datetime(2026, 3, 3, 2, tzinfo=UTC)
    readers = [
        world.reviewer, world.decider, world.assessor, world.administration, make_person(roles.SECRETARIAT),
        scene.firm_person, scene.reviewer, scene.decider, world.applicant,
    ]  # fmt: skip
    followed = set()

    for user in readers:
        client.force_login(user)
        for row in deadlines.visible_to(user, now):
            answer = client.get(row.url)
            assert answer.status_code == 200, (user.full_name, row.kind, row.url)
            followed.add(row.kind)

    assert followed >= {"D3", "D15", "D16", "D17", "ORDER", "STATE", "LIMIT"}


@pytest.mark.django_db
def test_the_board_asks_as_often_for_thousands_as_for_three(client, settings, at) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False
    world = make_world()
    client.force_login(world.reviewer)
    asked = []
    client.get("/deadlines/")

    for count in (3, 3000):
        Deadline.objects.all().delete()
        many(world, count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get("/deadlines/").content.decode()
        asked.append(len(queries))
        assert f"共 {count} 件" in page

    assert asked[0] == asked[1]
    assert page.count("<tr>") == 31


@pytest.mark.django_db
def test_an_export_holds_exactly_what_the_filter_shows(client, settings, at) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False
    world = make_world()
    many(world, 40)
    made.inquiry(world)
    client.force_login(world.reviewer)

    rows = json.loads(client.get("/deadlines/export.json?kind=D15").content)
    assert rows == [
        {
            "末日": "2025-09-27", "末時": "12:00", "距今（日）": "1", "逾期": "", "期限種類": "虛擬通路查核（二十四小時）",
            "事項": f"虛擬通路標章使用情形查核：{world.firm.name}", "案號": rows[0]["案號"], "應辦理者": world.body.name,
            "依據": "附件十五第三點第二款第一目", "起算日": "2025-09-26", "推估": "", "網頁": rows[0]["網頁"],
        }
    ]  # fmt: skip
    table = list(csv.reader(io.StringIO(client.get("/deadlines/export.csv?when=3").content.decode("utf-8-sig"))))
    assert [row[0] for row in table] == ["末日", "2025-09-26", "2025-09-27", "2025-09-27", "2025-09-28", "2025-09-29"]
    sheet = Document(io.BytesIO(client.get("/deadlines/export.ods?kind=D12").content)).body.get_table(0)
    assert sheet is not None
    assert len(list(sheet.traverse())) == 41
    assert client.get("/deadlines/export.pdf").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.journey
@on_one_database
def test_the_board_and_the_settings_have_no_barrier(browser_page: Page, barrier_free: Look, settings) -> None:
    settings.CLOCK_MAY_MOVE = True
    world = make_world()
    many(world, 35)
    made.inquiry(world)
    sign_in(browser_page, world.reviewer)
    with clock.travelled(NOON + timedelta(days=2)):
        for width in (1280, 390):
            browser_page.set_viewport_size({"width": width, "height": 900})
            browser_page.goto("/deadlines/")
            browser_page.get_by_role("link", name="逾期").click()
            browser_page.get_by_text("共 3 件").wait_for()
            assert browser_page.evaluate("document.documentElement.scrollWidth") == width
            barrier_free(browser_page, f"deadlines-{width}")
            browser_page.goto("/settings/notifications/")
            browser_page.get_by_role("button", name="建立行事曆網址").or_(
                browser_page.get_by_role("button", name="換發新網址")
            ).click()
            browser_page.get_by_label("行事曆網址").wait_for()
            assert browser_page.evaluate("document.documentElement.scrollWidth") == width
            barrier_free(browser_page, f"mail-settings-{width}")


PAGES_OF_THE_REVIEWER = (
    "/home/", "/deadlines/", "/cases/", "/surveillance/visits/", "/remedies/", "/companies/", "/dashboard/", "/verify/",
    "/products/", "/announcements/", "/settings/notifications/", "/accounts/profile/", "/rules/", "/site-map/",
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.journey
@on_one_database
def test_the_menu_of_the_reviewer_fits_a_phone_on_every_kind_of_page(browser_page: Page) -> None:
    world = make_world()
    sign_in(browser_page, world.reviewer)
    browser_page.set_viewport_size({"width": 390, "height": 844})

    for address in PAGES_OF_THE_REVIEWER:
        answer = browser_page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert browser_page.evaluate("document.documentElement.scrollWidth") == 390, address
        menu = browser_page.get_by_role("navigation", name="主選單")
        menu.get_by_role("button", name="選單").click()
        links = menu.get_by_role("link")
        links.first.wait_for()
        assert links.count() >= 16
        for box in (link.bounding_box() for link in links.all()):
            assert box is not None
            assert 0 <= box["x"] < box["x"] + box["width"] <= 390, address
        browser_page.keyboard.press("Escape")
        menu.get_by_role("link").first.wait_for(state="hidden")
