"""公告停止受理 (annex 14 point 7): three grounds, from a day to a day or until reopened; public."""

from __future__ import annotations

import pytest
from tests.factories.companies import make_person
from tests.factories.label_orders import START, day, days

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import stops as actions
from smilemark.mark.actions.stops import Stop
from smilemark.mark.queries import stops as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_person(roles.ADMINISTRATION)


def announce(officer, number="產企字第1號", first=0, last=None, ground="budget_frozen_or_cut"):
    stop = Stop(number, ground, "凍結標章印製經費。", day(first), None if last is None else day(last))
    return actions.announce(stop=stop, by=officer, at=START)


def test_a_stop_binds_from_its_first_to_its_last_day(officer):
    row = announce(officer, first=2, last=4)

    assert [queries.in_force(day(number)) for number in (1, 2, 4, 5)] == [None, row, row, None]
    assert [queries.coming(day(number)) for number in (1, 2)] == [row, None]


def test_without_an_end_it_binds_until_intake_is_reopened(officer):
    row = announce(officer)

    assert queries.in_force(day(300)) == row
    for open_from in (0, -1):
        with pytest.raises(Refused):
            actions.reopen(stop_id=row.pk, open_from=day(open_from), number="2號", text="", by=officer, at=days(3))
    row = actions.reopen(stop_id=row.pk, open_from=day(3), number="2號", text="經費解凍", by=officer, at=days(3))

    assert (row.state, row.last_day) == ("reopened", day(2))
    assert [queries.in_force(day(number)) for number in (2, 3)] == [row, None]


def test_reopening_only_shortens(officer):
    row = announce(officer, last=10)

    with pytest.raises(Refused, match="恢復受理日應早於原公告之迄日"):
        actions.reopen(stop_id=row.pk, open_from=day(11), number="2號", text="", by=officer, at=days(1))
    row = actions.reopen(stop_id=row.pk, open_from=day(10), number="2號", text="", by=officer, at=days(1))
    assert row.last_day == day(9)


def test_taken_back_before_it_binds(officer):
    row = announce(officer, first=2)

    actions.revoke(stop_id=row.pk, number="2號", text="", by=officer, at=days(1))

    assert queries.in_force(day(5)) is None
    announce(officer, number="產企字第3號", first=2, last=3)
    later = announce(officer, number="產企字第4號", first=4, last=5)
    with pytest.raises(Refused, match="公告已生效"):
        actions.revoke(stop_id=later.pk, number="5號", text="", by=officer, at=days(4))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ground": "other"}, "ground"),
        ({"number": " "}, "number"),
        ({"first": -1}, "first_day"),
        ({"first": 3, "last": 2}, "last_day"),
        ({"number": "產企字第1號", "first": 30}, "number"),
        ({"number": "產企字第2號", "first": 5}, "first_day"),
    ],
)
def test_what_cannot_be_announced(officer, given, field):
    announce(officer, first=2, last=5)

    with pytest.raises(Refused) as refused:
        announce(officer, **({"number": "產企字第9號", "first": 6} | given))

    assert refused.value.field == field


def test_only_the_administration_stops_intake():
    with pytest.raises(Refused, match="停止受理由本署公告"):
        announce(make_person(roles.SECRETARIAT))


def test_anybody_reads_whether_applications_are_taken_in_both_languages(client, officer):
    announce(officer, first=2, last=4)

    with clock.travelled(days(1)):
        before = client.get("/labels/intake/").content.decode()
    with clock.travelled(days(2)):
        during = client.get("/labels/intake/").content.decode()
        client.cookies["django_language"] = "en"
        english = client.get("/labels/intake/").content.decode()

    assert "目前受理申請。" in before
    assert "已公告自民國115年3月4日起停止受理。" in before
    assert "目前停止受理申請。" in during
    assert "停止受理期間：民國115年3月4日至民國115年3月6日" in during
    assert "Applications are not accepted at present." in english
