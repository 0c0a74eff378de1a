"""What a reporter gave (words, photos, additions, contact) is read by who checks the report, and by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.factories import surveillance as made
from tests.factories.certification import png
from tests.factories.companies import make_person
from tests.factories.surveillance import NOON, World
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import jobs
from smilemark.foundation.models import Notice
from smilemark.registry import actions
from smilemark.registry.actions.reports import ReportWords
from smilemark.surveillance import actions as surveillance
from smilemark.surveillance.models import Inquiry

if TYPE_CHECKING:
    from django.test import Client

    from smilemark.registry.models import PublicReport

pytestmark = pytest.mark.django_db
CONTACT, ADDED = "陳小姐 0911-222-333", "店家說已賣出三百條。"


world = shared(made.make_world, labels=1)


def given(world: World) -> PublicReport:
    label = world.certificate.labels.get().number
    words = ReportWords("misuse", "virtual", "https://shop.example/1", "標章模糊。", label, CONTACT)
    return actions.receive_report(words=words, photos=[png()], at=NOON)


def test_the_checking_body_reads_everything_and_is_told_of_more(world: World, client: Client) -> None:
    report = given(world)
    jobs.run_waiting()
    check = Inquiry.objects.get()
    actions.add_to_report(report_id=report.pk, text=ADDED, at=NOON)
    jobs.run_waiting()
    jobs.run_waiting()

    client.force_login(world.reviewer)
    address = f"/reports/given/{report.number}/"
    assert f'href="{address}"' in client.get(f"/surveillance/inquiries/{check.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert [text for text in (CONTACT, ADDED, "標章模糊。", "https://shop.example/1") if text not in page] == []
    photo = report.photos.get()
    picture = client.get(f"{address}photos/{photo.pk}/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    told = Notice.objects.filter(user=world.reviewer, text=f"通報人就 {report.number} 補充說明，請查閱。")
    assert [notice.url for notice in told] == [f"/surveillance/inquiries/{check.pk}/"]


def test_the_address_of_a_report_goes_to_no_other_site_and_its_form_can_be_sent(world: World, client: Client) -> None:
    assert client.get(f"/reports/{given(world).token}")["Referrer-Policy"] == "same-origin"


def test_what_was_merged_is_read_with_the_other(world: World, client: Client) -> None:
    first, again = given(world), given(world)
    jobs.run_waiting()
    check, other = Inquiry.objects.order_by("pk")
    surveillance.merge(inquiry_id=other.pk, number=check.number, by=world.reviewer, at=NOON)
    actions.add_to_report(report_id=again.pk, text=ADDED, at=NOON)
    jobs.run_waiting()

    client.force_login(world.reviewer)
    page = client.get(f"/surveillance/inquiries/{check.pk}/").content.decode()
    assert [f'href="/reports/given/{report.number}/"' in page for report in (first, again)] == [True, True]
    assert Notice.objects.filter(text__startswith=f"通報人就 {again.number}").get().url == (
        f"/surveillance/inquiries/{check.pk}/"
    )


def test_nobody_else_reads_it(world: World, client: Client) -> None:
    report = given(world)
    jobs.run_waiting()
    address = f"/reports/given/{report.number}/"

    for person, status in (
        (world.applicant, 403),
        (make_person(roles.REVIEWER, made.make_body(industries=["015"])), 404),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status
        assert client.get(f"{address}photos/{report.photos.get().pk}/").status_code == status


def test_a_report_without_a_known_body_is_read_by_the_secretariat(db: None, client: Client) -> None:
    secretariat = make_person(roles.SECRETARIAT)
    report = actions.receive_report(words=ReportWords("misuse", "virtual", "某賣場", "冒用。"), at=NOON)
    jobs.run_waiting()
    actions.add_to_report(report_id=report.pk, text=ADDED, at=NOON)
    jobs.run_waiting()

    client.force_login(secretariat)
    assert ADDED in client.get(f"/reports/given/{report.number}/").content.decode()
    assert Notice.objects.filter(user=secretariat, text__startswith=f"通報人就 {report.number}").count() == 1
