"""A world is made once; each test starts from it as it was made, and no other test sees it."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.worlds import shared

from smilemark.accounts.models import Organisation

MADE: list[str] = []


def make_office() -> Organisation:
    MADE.append("office")
    return Organisation.objects.create(kind=Organisation.Kind.OPERATOR, name="甲")


def rename(office: Organisation, name: str) -> Organisation:
    MADE.append(name)
    Organisation.objects.filter(pk=office.pk).update(name=name)
    office.name = name
    return office


office = shared(make_office)
renamed = shared(rename, "乙", on=office)
either = shared(rename, on=office, per="name")


@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_changes_goes_with_it(office: Organisation, time: int) -> None:
    assert (office.name, Organisation.objects.get(pk=office.pk).name, MADE) == ("甲", "甲", ["office"])

    office.name = "丙"
    office.save()


@pytest.mark.parametrize("time", [1, 2])
def test_a_world_may_go_on_from_another(office: Organisation, renamed: Organisation, time: int) -> None:
    assert office is renamed
    assert (renamed.name, Organisation.objects.get(pk=office.pk).name) == ("乙", "乙")
    assert MADE.count("乙") == 1


@pytest.mark.parametrize("name", ["丁", "戊"])
def test_one_for_each_parameter(either: Organisation, name: str) -> None:
    assert Organisation.objects.get(pk=either.pk).name == name


def test_who_asks_for_none_finds_none(db: None) -> None:
    assert not Organisation.objects.filter(name__in="甲乙丙丁戊").exists()


@pytest.mark.parametrize("time", [1, 2])
def test_a_test_may_close_the_connection(office: Organisation, time: int) -> None:
    assert Organisation.objects.get(pk=office.pk).name == "甲"

    connection.close()


@pytest.mark.django_db(transaction=True)
def test_with_real_commits_it_is_made_for_the_test(office: Organisation) -> None:
    assert not connection.in_atomic_block
    assert Organisation.objects.get(pk=office.pk).name == "甲"
