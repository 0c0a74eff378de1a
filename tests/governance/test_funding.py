"""Who bears the costs of class 1 (point 38 I; AMB-84): dated per industry, set by the administration, shown where asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.factories.certification import NOON, make_submitted, make_world
from tests.factories.certification_results import make_certified
from tests.factories.certification_results import make_world as make_results_world
from tests.factories.companies import make_person
from tests.factories.governance import industry, load_scheme
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.foundation.models import Event
from smilemark.foundation.moves import Refused
from smilemark.governance import actions, queries
from smilemark.governance.models import StartUpFunding

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 6, 1), date(2025, 6, 30)


def make_scene():
    load_scheme(("015", "301"))
    return {"officer": make_person(roles.ADMINISTRATION)}


scene = shared(make_scene)


def fund(scene, code="015", **changed):
    values = {"number": "產企字第1號", "first_day": FIRST, "last_day": None} | changed
    by = values.pop("by", scene["officer"])
    return actions.fund(industry_id=industry(code).pk, **values, by=by, at=NOON)


@pytest.mark.parametrize(
    ("day", "holds"), [("2025-05-31", False), ("2025-06-01", True), ("2025-06-30", True), ("2025-07-01", False)]
)
def test_the_government_bears_the_costs_from_the_first_day_to_the_last(scene, day, holds):
    row = fund(scene, last_day=LAST)

    assert queries.start_up_funding(industry("015"), date.fromisoformat(day)) == (row if holds else None)
    assert row.is_in_force_on(date.fromisoformat(day)) is holds
    assert queries.start_up_funding(industry("301"), FIRST) is None


def test_without_an_end_it_goes_on_until_it_is_stopped(scene):
    row = fund(scene)
    assert queries.start_up_funding(industry("015"), date(2099, 1, 1)) == row

    actions.end_funding(funding_id=row.pk, last_day=LAST, reason="預算用罄。", by=scene["officer"], at=NOON)

    assert queries.start_up_funding(industry("015"), LAST) == StartUpFunding.objects.get()
    assert queries.start_up_funding(industry("015"), date(2025, 7, 1)) is None
    assert Event.objects.get(kind="governance.startupfunding.end").data["last_day"] == "2025-06-30"


def test_only_class_1_is_funded(scene):
    with pytest.raises(Refused, match="以第一類產品之產業為限") as refused:
        fund(scene, "301")

    assert refused.value.field == "industry"


@pytest.mark.parametrize("role", [role.code for role in roles.BUILT_IN if role.code != roles.ADMINISTRATION])
def test_nobody_else_sets_it(scene, role):
    with pytest.raises(Refused, match="僅本署可以設定"):
        fund(scene, by=make_person(role))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"number": " "}, "number"), ({"number": "長" * 81}, "number"), ({"last_day": date(2025, 5, 31)}, "last_day")],
)
def test_bad_input_is_refused_at_its_field(scene, changed, field):
    with pytest.raises(Refused) as refused:
        fund(scene, **changed)

    assert refused.value.field == field
    assert not StartUpFunding.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [
        ("2025-06-30", None, True),
        ("2025-07-01", None, False),
        ("2025-05-01", "2025-05-31", False),
        ("2025-05-01", "2025-06-01", True),
    ],
)
def test_two_settings_of_an_industry_do_not_overlap(scene, first, last, taken):
    fund(scene, last_day=LAST)
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last) if last else None}

    if taken:
        with pytest.raises(Refused, match="已自"):
            fund(scene, **days)
    else:
        fund(scene, **days)
    assert StartUpFunding.objects.count() == (1 if taken else 2)


@pytest.mark.parametrize(
    ("last", "reason", "field"),
    [("2025-05-31", "停。", "last_day"), ("2025-06-30", "停。", "last_day"), ("2025-06-29", " ", "reason")],
)
def test_a_stop_needs_an_earlier_day_and_a_reason(scene, last, reason, field):
    row = fund(scene, last_day=LAST)

    with pytest.raises(Refused) as refused:
        actions.end_funding(
            funding_id=row.pk, last_day=date.fromisoformat(last), reason=reason, by=scene["officer"], at=NOON
        )

    assert refused.value.field == field


CHECK = (
    "/apply/check/?industry={code}&scheme=no&entity=company&registered=yes&role=maker&manufactured=yes&qms=no"
    "&mandatory=no&tested=no"
)


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_administration_sets_and_stops_it_on_the_list_everybody_reads(scene):
    client, visitor = Client(), Client()
    client.force_login(scene["officer"])
    with clock.travelled(NOON):
        place = f"/industries/{industry('015').pk}/funding/"
        assert "政府預算全額負擔" not in text(visitor, "/industries/").partition("<tbody>")[2]
        wrong = client.post(place, {"number": "產企字第1號", "first_day": "2025-06-01", "last_day": "2025-05-01"})
        assert (wrong.status_code, "不得早於首日" in wrong.content.decode()) == (409, True)
        assert client.post(place, {"number": "產企字第1號", "first_day": "2025-06-01"}).status_code == 302
        assert "自民國114年6月1日起政府預算全額負擔" in text(visitor, "/industries/")
        assert "設定" not in text(visitor, "/industries/").partition("<tbody>")[2]
        row = StartUpFunding.objects.get()
        assert client.post(f"/funding/{row.pk}/end/", {"last_day": "2025-06-01", "reason": "停"}).status_code == 302
        assert "至民國114年6月1日政府預算全額負擔" in text(visitor, "/industries/")


def test_a_visitor_reads_on_the_day_who_bears_the_costs(scene):
    fund(scene, first_day=date(2025, 6, 2), last_day=date(2025, 6, 2))

    with clock.travelled(NOON):
        assert "由政府編列預算全額負擔" in text(Client(), CHECK.format(code="015"))
        assert "由政府編列預算全額負擔" not in text(Client(), CHECK.format(code="301"))
    with clock.travelled(NOON.replace(day=3)):
        assert "目前未由政府預算負擔" in text(Client(), CHECK.format(code="015"))


@pytest.mark.parametrize(("last", "said"), [(date(2025, 6, 2), "政府預算全額負擔"), (date(2025, 6, 1), "採使用者付費")])
def test_a_case_is_told_by_the_day_it_was_submitted(last, said):
    world = make_world()
    by = make_person(roles.ADMINISTRATION)
    actions.fund(industry_id=world.industry.pk, number="產企字第1號", first_day=FIRST, last_day=last, by=by, at=NOON)
    case = make_submitted(world)
    client = Client()
    client.force_login(world.applicant)

    with clock.travelled(NOON.replace(month=8)):
        costs = text(client, f"/cases/{case.number}/").partition('id="costs"')[2].partition("</section>")[0]

    assert said in costs
    assert "第三十八點第一項" in costs


def test_who_asks_for_labels_reads_who_bears_their_costs():
    world = make_results_world()
    make_certified(world)
    by = make_person(roles.ADMINISTRATION)
    client = Client()
    client.force_login(world.applicant)

    with clock.travelled(NOON):
        assert "使用者付費" in text(client, "/mark/orders/new/")
        actions.fund(industry_id=world.industry.pk, number="產企字第1號", first_day=FIRST, by=by, at=NOON)
        assert "費用由政府預算全額負擔（產企字第1號" in text(client, "/mark/orders/new/")
