"""Delegations under point 33 II: kept by the administration, from day to day, one authority per industry."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.factories.companies import make_person
from tests.factories.grants import NOON, delegate, make_authority
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.accreditation import actions, queries
from smilemark.accreditation.models import Delegation
from smilemark.foundation import clock
from smilemark.foundation.models import Event
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry

pytestmark = pytest.mark.django_db
NAMES = ("authority_id", "industry_id", "delegated_by", "number", "delegated_on", "first_day", "last_day")


def make_scene():
    second = Industry.objects.create(code="901", code_status="unconfirmed", name="示範第二類", product_class=2)
    first = Industry.objects.create(code="015", code_status="known", name="毛巾", product_class=1)
    return {
        "authority": make_authority(),
        "second": second,
        "first": first,
        "officer": make_person(roles.ADMINISTRATION),
    }


scene = shared(make_scene)


def given(scene, **changed):
    values = {
        "authority_id": scene["authority"].pk,
        "industry_id": scene["second"].pk,
        "delegated_by": "經濟部",
        "number": "經授產字第1號",
        "delegated_on": date(2025, 5, 1),
        "first_day": date(2025, 6, 1),
        "last_day": None,
    }
    return values | changed


def enter(scene, by=None, **changed):
    return actions.delegate(**given(scene, **changed), by=by or scene["officer"], at=NOON)


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-05-31", False), ("2025-06-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_it_holds_from_its_first_to_its_last_day(scene, day, holds):
    row = enter(scene, last_day=date(2025, 12, 31))

    found = queries.delegation_on(scene["second"], date.fromisoformat(day))

    assert found == (row if holds else None)
    assert row.is_valid_on(date.fromisoformat(day)) is holds


@pytest.mark.parametrize(("day", "holds"), [("2025-06-01", True), ("2025-06-02", False)])
def test_the_day_of_its_end_is_the_first_without_it(scene, day, holds):
    row = enter(scene)
    actions.end_delegation(
        delegation_id=row.pk, ended_on=date(2025, 6, 2), reason="制度停止實施。", by=scene["officer"], at=NOON
    )

    assert (queries.delegation_on(scene["second"], date.fromisoformat(day)) is not None) is holds
    event = Event.objects.get(kind="accreditation.delegation.end_delegation")
    assert (event.data["number"], event.data["ended_on"]) == ("經授產字第1號", "2025-06-02")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": " "}, "number"),
        ({"delegated_by": ""}, "delegated_by"),
        ({"number": "長" * 81}, "number"),
        ({"delegated_on": date(2025, 6, 3), "first_day": date(2025, 6, 3)}, "delegated_on"),
        ({"first_day": date(2025, 4, 30)}, "first_day"),
        ({"last_day": date(2025, 5, 31)}, "last_day"),
        ({"authority_id": 0}, "authority"),
        ({"industry_id": 0}, "industry"),
    ],
)
def test_bad_input_is_refused_at_its_field(scene, changed, field):
    with pytest.raises(Refused) as refused:
        enter(scene, **changed)

    assert refused.value.field == field
    assert not Delegation.objects.exists()


def test_only_class_2_is_delegated_and_only_to_a_schemes_authority(scene):
    with pytest.raises(Refused, match="第二類"):
        enter(scene, industry_id=scene["first"].pk)
    with pytest.raises(Refused, match="受託之主管機關"):
        enter(scene, authority_id=Organisation.objects.exclude(kind="scheme_authority").first().pk)


@pytest.mark.parametrize("role", [role.code for role in roles.BUILT_IN if role.code != roles.ADMINISTRATION])
def test_nobody_else_keeps_the_record(scene, role):
    by = make_person(role, scene["authority"] if role == roles.SCHEME_AUTHORITY else None)

    with pytest.raises(Refused, match="僅本署可以登錄"):
        enter(scene, by=by)


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [
        ("2025-06-01", None, True),
        ("2026-06-01", None, True),
        ("2025-05-01", "2025-05-31", False),
        ("2025-05-01", "2025-06-01", True),
    ],
)
def test_one_industry_has_one_authority_on_a_day(scene, first, last, taken):
    enter(scene)
    other = make_authority("另一機關")
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last) if last else None}

    if taken:
        with pytest.raises(Refused, match="同一期間不得重複委託"):
            enter(scene, authority_id=other.pk, **days)
    else:
        enter(scene, authority_id=other.pk, **days)


@pytest.mark.parametrize(("first", "taken"), [("2025-06-01", True), ("2025-06-02", False)])
def test_the_next_may_begin_on_the_day_of_the_end(scene, first, taken):
    row = enter(scene)
    actions.end_delegation(
        delegation_id=row.pk, ended_on=date(2025, 6, 2), reason="收回。", by=scene["officer"], at=NOON
    )

    if taken:
        with pytest.raises(Refused, match="不得重複委託"):
            enter(scene, first_day=date.fromisoformat(first))
    else:
        assert enter(scene, first_day=date.fromisoformat(first)).pk != row.pk


@pytest.mark.parametrize(
    ("ended", "reason", "field"),
    [("2025-05-31", "收回。", "ended_on"), ("2025-06-03", "收回。", "ended_on"), ("2025-06-02", " ", "reason")],
)
def test_an_end_needs_its_day_and_its_reason(scene, ended, reason, field):
    row = enter(scene)

    with pytest.raises(Refused) as refused:
        actions.end_delegation(
            delegation_id=row.pk, ended_on=date.fromisoformat(ended), reason=reason, by=scene["officer"], at=NOON
        )

    assert refused.value.field == field


def test_what_has_expired_is_not_ended_any_more(scene):
    row = enter(scene, last_day=date(2025, 6, 1))
    how = {"delegation_id": row.pk, "reason": "收回。", "by": scene["officer"], "at": NOON}

    with pytest.raises(Refused, match="已於中華民國114年6月1日屆滿") as refused:
        actions.end_delegation(**how, ended_on=date(2025, 6, 2))
    assert actions.end_delegation(**how, ended_on=date(2025, 6, 1)).ended_on == date(2025, 6, 1)

    assert refused.value.field == "ended_on"


def test_it_ends_once(scene):
    row = enter(scene)
    how = {
        "delegation_id": row.pk,
        "ended_on": date(2025, 6, 2),
        "reason": "收回。",
        "by": scene["officer"],
        "at": NOON,
    }
    actions.end_delegation(**how)

    with pytest.raises(Refused, match="已於"):
        actions.end_delegation(**how)


def test_an_authority_reads_its_own_delegations_only(scene):
    enter(scene)
    own = make_person(roles.SCHEME_AUTHORITY, scene["authority"])
    stranger = make_person(roles.SCHEME_AUTHORITY, make_authority("另一機關"))

    assert queries.delegations_visible_to(own).count() == 1
    assert queries.delegations_visible_to(stranger).count() == 0
    assert list(queries.industries_delegated_to(own)) == [scene["second"].pk]
    assert list(queries.industries_delegated_to(stranger)) == []


def test_the_administration_enters_changes_and_ends_on_the_pages(scene):
    client = Client()
    client.force_login(scene["officer"])
    with clock.travelled(NOON):
        sent = {"name": "新制度主管機關", "head_title": "局長", "head_name": "王局長", "email": "", "name_en": ""}
        assert client.post("/authorities/new/", sent).status_code == 302
        authority = Organisation.objects.get(name="新制度主管機關")
        twice = client.post("/authorities/new/", sent)
        assert (twice.status_code, "已經登錄" in twice.content.decode()) == (409, True)
        changed = {"head_title": "局長", "head_name": "李局長", "email": "", "phone": "02-1"}
        assert client.post(f"/authorities/{authority.pk}/change/", changed).status_code == 302
        values = {
            "authority": authority.pk,
            "industry": scene["second"].pk,
            "delegated_by": "經濟部",
            "number": "經授產字第2號",
            "delegated_on": "2025-06-02",
            "first_day": "2025-06-01",
        }
        wrong = client.post("/delegations/new/", values)
        assert (wrong.status_code, "生效日不得早於委託日期" in wrong.content.decode()) == (409, True)
        assert "經授產字第2號" in wrong.content.decode()
        assert client.post("/delegations/new/", values | {"first_day": "2025-06-02"}).status_code == 302
        row = Delegation.objects.get()
        page = client.get("/delegations/").content.decode()
        assert all(word in page for word in ("經授產字第2號", "新制度主管機關", "局長　李局長", "有效"))
        assert (
            client.post(f"/delegations/{row.pk}/end/", {"ended_on": "2025-06-02", "reason": "收回"}).status_code == 302
        )
        assert "已終止" in client.get("/delegations/").content.decode()


def test_the_first_open_delegation_blocks_the_second_in_the_database_too(scene):
    delegate(scene["authority"], scene["second"])

    assert Delegation.objects.filter(last_day=None, ended_on=None).count() == 1
