"""Pages over a year of a whole industry: what is long stands on pages of its own, and is read page by page."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import surveillance as made
from tests.factories.companies import make_firm, make_person
from tests.factories.surveillance import AUDIT_DAY, World, moment

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.surveillance import actions
from smilemark.surveillance.models import Fault, ProductCheck, Visit
from smilemark.surveillance.queries import plans
from smilemark.surveillance.queries.totals import totals

if TYPE_CHECKING:
    from django.test import Client

    from smilemark.surveillance.models import Plan

pytestmark = pytest.mark.django_db
DECEMBER = date(2025, 12, 1)


def _asked(client: Client, path: str) -> list[str]:
    with clock.travelled(moment(DECEMBER)), CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in taken]


def _more_firms(world: World, count: int) -> None:
    for _ in range(count):
        made.make_holder(world.body, world.industry, firm=make_firm(), labels=2)


def _plan(world: World, count: int) -> Plan:
    _more_firms(world, count)
    return made.filed_plan(world)


def test_the_page_of_a_plan_counts_its_targets_and_leaves_them_where_they_are(world: World, client: Client) -> None:
    _more_firms(world, 24)
    draw = made.drawn(world)
    path = f"/surveillance/plans/{draw.plan_id}/"
    client.force_login(make_person(roles.SECRETARIAT))
    client.get(path)

    asked = _asked(client, path)
    with clock.travelled(moment(DECEMBER)):
        page = client.get(path).content.decode()

    assert [sql for sql in asked if '"targets"' in sql or '"frame_text"' in sql or '"words"' in sql] == []
    assert "追蹤查核對象（25 家、51 款）" in page
    assert f'母體 25 家，雜湊值 <span class="number">{draw.frame_hash}</span>' in page
    assert world.certificate.labels.earliest("number").number not in page


def test_the_pages_of_a_plan_ask_as_often_for_many_firms_as_for_one(world: World, client: Client) -> None:
    draw = made.drawn(world)
    base = f"/surveillance/plans/{draw.plan_id}/"
    paths = ["/surveillance/plans/", base, f"{base}targets/"]
    client.force_login(make_person(roles.SECRETARIAT))
    for path in paths:
        _asked(client, path)
    few = [len(_asked(client, path)) for path in paths]

    _more_firms(world, 12)
    targets = [{"code": f"0150{number:04d}", "firm": "業者", "labels": []} for number in range(30)]
    type(draw.plan).objects.filter(pk=draw.plan_id).update(targets=targets, firms_counted=30)

    assert [len(_asked(client, path)) for path in paths] == few


def test_the_targets_stand_on_pages_of_their_own(world: World, client: Client) -> None:
    plan = _plan(world, 24)
    client.force_login(world.reviewer)
    path = f"/surveillance/plans/{plan.pk}/targets/"

    first, second = (client.get(path, {"page": number}).content.decode() for number in (1, 2))

    assert [text.count("2 款</summary>") + text.count("3 款</summary>") for text in (first, second)] == [20, 5]
    assert "第 1 至 20 筆，共 25 筆" in first
    assert plan.targets[0]["labels"][0]["number"] in first


@pytest.mark.parametrize("by", ["firm", "code", "label", "name"])
def test_targets_are_found_by_firm_code_and_product(world: World, client: Client, by: str) -> None:
    plan = _plan(world, 2)
    wanted = plan.targets[1]
    word = {
        "firm": wanted["firm"],
        "code": wanted["code"],
        "label": wanted["labels"][1]["number"],
        "name": f"{wanted['code']} 毛巾2",
    }[by]
    client.force_login(world.reviewer)

    found = plans.targets(plan, word)
    page = client.get(f"/surveillance/plans/{plan.pk}/targets/", {"q": word}).content.decode()

    assert found == [wanted]
    assert re.findall(r"\d+-00001", page) == [wanted["labels"][0]["number"]]


def test_a_search_that_finds_nothing_says_so(world: World, client: Client) -> None:
    plan = _plan(world, 0)
    client.force_login(world.reviewer)

    page = client.get(f"/surveillance/plans/{plan.pk}/targets/", {"q": "石材<"}).content.decode()

    assert "沒有業者、代碼或產品含「石材&lt;」之追蹤查核對象。" in page


def _visited(world: World, count: int) -> None:
    """So many more visits with their reports, each with a product and a finding, as rows."""
    pattern = Visit.objects.filter(state="closed").earliest("pk")
    finding = Fault.objects.earliest("pk").finding
    for place in range(count):
        visit = Visit.objects.create(
            number=f"S114-L{place:03d}", draw=pattern.draw, plan=pattern.plan, body=world.body, industry=world.industry,
            quarter=2, certificate_number=f"0157{place:04d}", firm=make_firm(), state="closed", audit_on=AUDIT_DAY,
            reported_at=moment(AUDIT_DAY), closed_at=moment(AUDIT_DAY),
        )  # fmt: skip
        label = world.certificate.labels.earliest("number")
        ProductCheck.objects.create(
            visit=visit, label=label, label_number=label.number, product_name="方巾", origin="pass"
        )
        Fault.objects.create(
            visit=visit, firm=visit.firm, body=world.body, kind="contract_breach", state="improved", finding=finding,
            text="標章位置與合約不符。", is_severe=False, notified_on=AUDIT_DAY, improved_on=AUDIT_DAY,
        )  # fmt: skip


@pytest.fixture
def year(world: World) -> World:
    """One visit with a finding, and nothing open."""
    fault = made.slight(world)
    Visit.objects.filter(pk=fault.visit_id).update(state="closed", closed_at=moment(AUDIT_DAY))
    return world


def test_the_page_of_a_summary_asks_as_often_for_sixty_visits_as_for_one(year: World, client: Client) -> None:
    row = made.summary(year)
    paths = [f"/surveillance/summaries/{row.pk}/", *(f"/surveillance/summaries/{row.pk}/lists/{name}/" for name in ("firms", "findings", "irregular"))]  # fmt: skip
    client.force_login(make_person(roles.SECRETARIAT))
    for path in paths:
        _asked(client, path)
    few = [len(_asked(client, path)) for path in paths]

    _visited(year, 59)

    assert [len(_asked(client, path)) for path in paths] == few


def test_the_lists_of_a_summary_are_its_lines_page_by_page(year: World, client: Client) -> None:
    _visited(year, 59)
    made.reported_inquiry(year)
    row = made.summary(year)
    client.force_login(year.reviewer)
    counted, base = totals(row), f"/surveillance/summaries/{row.pk}/"

    with clock.travelled(moment(DECEMBER)):
        page = client.get(base).content.decode()
        pages = [client.get(f"{base}lists/firms/", {"page": number}).content.decode() for number in (1, 2)]
        irregular = client.get(f"{base}lists/irregular/").content.decode()

    assert ("受查核業者（60 廠次）" in page, "異常狀況及改善情形（60 項）" in page, "（1 件）" in page) == (True,) * 3
    assert counted.lines[-1].code not in page
    said = [code for text in pages for code in re.findall(r'data-label="業者代碼">([^<]+)<', text)]
    assert [len(re.findall('data-label="業者代碼"', text)) for text in pages] == [50, 10]
    assert said == [line.code for line in counted.lines]
    assert counted.cases[0].items in irregular


def test_a_filed_summary_shows_the_lists_it_was_filed_with(year: World, client: Client) -> None:
    row = made.summary(year)
    actions.file_summary(summary_id=row.pk, by=year.decider, at=moment(DECEMBER))
    _visited(year, 2)
    client.force_login(year.decider)
    base = f"/surveillance/summaries/{row.pk}/"

    page, firms, findings, irregular = (
        client.get(f"{base}{name}").content.decode()
        for name in ("", "lists/firms/", "lists/findings/", "lists/irregular/")
    )

    assert "受查核業者（1 廠次）" in page
    assert re.findall(r'data-label="業者代碼">([^<]+)<', firms) == [year.certificate.number]
    assert totals(row).explanations[0].split("（")[0].split("：")[-1] in findings
    assert "本年度尚無不定期受查核業者。" in irregular
    assert client.get(f"{base}lists/others/").status_code == 404


def test_no_list_reads_what_a_summary_was_filed_with(year: World, client: Client) -> None:
    row = made.summary(year)
    actions.file_summary(summary_id=row.pk, by=year.decider, at=moment(DECEMBER))

    for reader in (year.reviewer, year.administration):
        client.force_login(reader)
        for path in ("/home/", "/surveillance/summaries/"):
            assert [sql for sql in _asked(client, path) if '"totals"' in sql] == []
