"""A person's own settings: which mails come how, what the law does not let anybody turn off, and the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import vobject
from tests.factories import surveillance as made
from tests.factories.companies import make_person
from tests.factories.surveillance import NOON, World, make_world

from smilemark.accounts import actions
from smilemark.accounts import roles as held
from smilemark.accounts.models import CalendarFeed, MailChoice
from smilemark.foundation import clock, outbox
from smilemark.foundation import deadlines as running
from smilemark.foundation.models import Deadline, OutboxMessage
from smilemark.site import mail_families

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 26)
ADDRESS = re.compile(r'value="(http[^"]+/calendar/([\w-]+)\.ics)"')


@pytest.fixture
def world(settings) -> World:
    settings.MFA_REQUIRED_FOR_STAFF = False
    settings.CLOCK_MAY_MOVE = True
    return make_world()


def mailed(user, kind: str) -> tuple[int, int]:
    """(mails to be sent at once, mails held for the morning) of one notice."""
    OutboxMessage.objects.all().delete()
    outbox.notify(kind=kind, to=[user.pk], subject="通知", text="內容", url="", at=NOON)
    return (
        OutboxMessage.objects.filter(is_held=False).count(),
        OutboxMessage.objects.filter(is_held=True).count(),
    )


ALL_OFF = {family.prefix: "none" for family in mail_families.FAMILIES}


def test_what_was_chosen_on_the_page_is_what_the_outbox_does(client, world: World) -> None:
    client.force_login(world.reviewer)
    typed = {"certification.": "digest", "assessment.": "none", "surveillance.": "now", "language": "en"}

    assert client.post("/settings/notifications/", typed).status_code == 302

    assert mailed(world.reviewer, "certification.case") == (0, 1)
    assert mailed(world.reviewer, "assessment.factoryassessment") == (0, 0)
    assert mailed(world.reviewer, "surveillance.visit") == (1, 0)
    assert mailed(world.decider, "certification.case") == (1, 0)
    page = client.get("/settings/notifications/").content.decode()
    assert '<option value="digest" selected>每日彙整</option>' in page
    assert '<option value="en" selected>' in page


@pytest.mark.parametrize(
    ("role", "kind", "expected"),
    [
        ("applicant", "certification.letter", 1),
        ("applicant", "remedies.matter", 1),
        ("applicant", "surveillance.visit", 1),
        ("applicant", "certification.case", 0),
        ("reviewer", "certification.letter", 1),
        ("reviewer", "surveillance.inquiry", 1),
        ("reviewer", "remedies.matter", 0),
        ("reviewer", "surveillance.visit", 0),
        ("reviewer", "accounts.unknown", 1),
    ],
)
def test_service_and_clocks_of_hours_cannot_be_turned_off(world: World, role: str, kind: str, expected: int) -> None:
    user = getattr(world, role)
    actions.choose_mails(user_id=user.pk, choices=ALL_OFF, language="zh-hant", at=NOON)

    assert mailed(user, kind) == (expected, 0)


def test_the_page_says_why_and_takes_no_choice_for_what_is_bound(client, world: World) -> None:
    client.force_login(world.applicant)

    client.post("/settings/notifications/", {"remedies.": "none", "language": "zh-hant"})

    page = client.get("/settings/notifications/").content.decode()
    assert "通知函件為文書之送達（行政程序法第六十八條），一律即時寄送。" in page
    assert 'name="remedies."' not in page
    assert not MailChoice.objects.filter(family="remedies.").exists()


@pytest.mark.parametrize("typed", [{"certification.": "never", "language": "en"}, {"language": "fr"}, {}])
def test_a_choice_there_is_not_is_refused_and_nothing_changes(client, world: World, typed: dict[str, str]) -> None:
    client.force_login(world.reviewer)

    answer = client.post("/settings/notifications/", typed)

    assert answer.status_code == 422
    assert "請選擇" in answer.content.decode()
    assert not MailChoice.objects.exists()


def address(client) -> str:
    found = ADDRESS.search(client.post("/settings/calendar/new/").content.decode())
    assert found is not None
    return f"/calendar/{found.group(2)}.ics"


def test_the_calendar_holds_what_the_person_must_do_and_no_name(client, world: World) -> None:
    row = made.inquiry(world, place="賣場；第一、二櫃")
    running.settle(DAY)
    Deadline.objects.filter(code="physical").update(is_estimated=True, number="I114,長;" + "長" * 40)
    client.force_login(world.reviewer)
    feed = address(client)
    client.logout()

    with clock.travelled(NOON + timedelta(minutes=5)):
        answer = client.get(feed)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = vobject.readOne(answer.content.decode())
    hours, days = calendar.vevent_list
    assert hours.dtstart.value == NOON + timedelta(hours=24)
    assert hours.summary.value == f"虛擬通路查核（二十四小時） {row.number}"
    assert hours.url.value.endswith(f"/surveillance/inquiries/{row.pk}/")
    assert (days.dtstart.value, days.dtend.value) == (date(2025, 9, 30), date(2025, 10, 1))
    assert days.summary.value == "實體通路查核（三日）（推估） I114,長;" + "長" * 40
    assert hours.uid.value != days.uid.value
    assert world.firm.name not in answer.content.decode().replace("\r\n ", "")


def test_only_its_hash_is_kept_and_a_new_address_or_its_end_shuts_the_old_one(client, world: World) -> None:
    client.force_login(world.reviewer)
    first = address(client)
    assert first.split("/")[-1].removesuffix(".ics") not in str(CalendarFeed.objects.values().get())

    second = address(client)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert client.post("/settings/calendar/withdraw/").status_code == 302
    assert client.get(second).status_code == 404


def test_who_may_no_longer_sign_in_or_lost_the_role_reads_nothing(client, world: World) -> None:
    secretariat = make_person(held.SECRETARIAT)
    made.inquiry(world, labels=[], subject="網路賣家")
    running.settle(DAY)
    client.force_login(secretariat)
    feed = address(client)
    client.logout()
    with clock.travelled(NOON + timedelta(minutes=5)):
        assert client.get(feed).content.count(b"BEGIN:VEVENT") == 2
        secretariat.assignments.update(ended_at=NOON)
        assert client.get(feed).content.count(b"BEGIN:VEVENT") == 0
    secretariat.is_active = False
    secretariat.save()
    assert client.get(feed).status_code == 404
