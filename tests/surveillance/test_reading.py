"""Who reads what, on every path; and pages that ask as often for three rows as for one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import surveillance as made
from tests.factories.accreditation import make_body
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.factories.surveillance import NOTICE_DAY, World, moment

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.surveillance import actions, queries
from smilemark.surveillance.models import Visit
from smilemark.surveillance.queries import inquiries, plans, visits

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_firm_learns_of_a_visit_by_its_notice_and_of_nothing_else(world: World) -> None:
    visit = made.selected(world)
    made.inquiry(world)
    assert not visits.visible_to(world.applicant).exists()

    actions.assign(visit_id=visit.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=moment(NOTICE_DAY))
    actions.notify(visit_id=visit.pk, audit_on=date(2025, 5, 9), by=world.reviewer, at=moment(NOTICE_DAY))

    assert list(visits.visible_to(world.applicant)) == [visit]
    assert not plans.visible_to(world.applicant).exists()
    assert not inquiries.visible_to(world.applicant).exists()
    assert not visits.visible_to(make_applicant(make_firm())).exists()


def test_another_body_reads_nothing_and_the_secretariat_reads_all(world: World) -> None:
    fault = made.slight(world)
    row = made.summary(world)
    check = made.inquiry(world)
    stranger = make_person(roles.REVIEWER, make_body(industries=["015"]))
    overseer = make_person(roles.SECRETARIAT)

    for user, expected in ((stranger, []), (overseer, [1, 1, 1, 1, 1])):
        found = [
            rows.filter(pk=pk).count()
            for rows, pk in (
                (plans.visible_to(user), fault.visit.plan_id),
                (visits.visible_to(user), fault.visit_id),
                (visits.faults_visible_to(user), fault.pk),
                (plans.summaries_visible_to(user), row.pk),
                (inquiries.visible_to(user), check.pk),
            )
        ]
        assert found == (expected or [0] * 5)


def test_the_sample_is_public_once_every_drawn_firm_was_told(world: World, client: Client) -> None:
    visit = made.selected(world)
    draw = visit.draw
    address = f"/draws/{draw.number}/"
    assert draw.seed not in client.get(address).content.decode()
    assert "seed" not in client.get(f"{address}draw.json").json()

    actions.assign(visit_id=visit.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=moment(NOTICE_DAY))
    actions.notify(visit_id=visit.pk, audit_on=date(2025, 5, 9), by=world.reviewer, at=moment(NOTICE_DAY))

    page = client.get(address).content.decode()
    assert draw.seed in page
    assert page.count("相符") >= 3
    assert "不符：" not in page
    assert client.get(f"{address}draw.json").json()["sample"] == [world.certificate.number]
    assert client.get(f"{address}frame.tsv").content.decode() == draw.frame_text


@pytest.mark.parametrize(
    "path", ["/surveillance/visits/", "/surveillance/inquiries/", "/surveillance/plans/", "/home/"]
)
def test_lists_ask_as_often_for_three_as_for_one(
    world: World, client: Client, path: str, django_assert_num_queries: Any
) -> None:
    visit = made.selected(world)
    made.inquiry(world)
    client.force_login(world.reviewer)
    with clock.travelled(made.NOON):
        client.get(path)
        with CaptureQueriesContext(connection) as one:
            client.get(path)
        for number in range(2):
            Visit.objects.create(
                number=f"S114-X{number}", draw=visit.draw, plan=visit.plan, body=world.body, industry=world.industry,
                quarter=2, certificate_number=f"0159999{number}", firm=make_firm(), state="selected",
            )  # fmt: skip
            made.inquiry(world)
        with django_assert_num_queries(len(one.captured_queries)):
            client.get(path)


def test_the_to_do_list_names_the_legal_days(world: World) -> None:
    made.inquiry(world)

    items = {item.title: item for item in queries.todo_for(world.reviewer, made.NOON.date())}

    plan = next(item for title, item in items.items() if "擬定" in title)
    assert (plan.until, plan.cite) == (date(2025, 2, 3), "推動及管理要點附件十五第三點第一款第一目")
    check = next(item for title, item in items.items() if "虛擬通路" in title)
    assert check.until == date(2025, 9, 27)


def test_no_list_of_visits_reads_the_whole_population_with_each(world: World, client: Client) -> None:
    """A plan names every certified firm and product, a draw its frame: hundreds of kilobytes for each row of a list."""
    made.selected(world)
    client.force_login(world.reviewer)

    for address in ("/surveillance/visits/", "/home/", "/draws/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200

        assert [one["sql"] for one in asked if '"targets"' in one["sql"]] == []
        assert [one["sql"] for one in asked if '"frame_text"' in one["sql"] and "visit" in address] == []
