"""Improper use of the mark: gathered, reported step by step upward, or settled by the secretariat (point 44)."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import surveillance as made
from tests.factories.companies import make_person
from tests.factories.surveillance import NOON, World

from smilemark.accounts import roles
from smilemark.foundation import events
from smilemark.foundation.moves import Refused
from smilemark.surveillance import actions
from smilemark.surveillance.queries import inquiries


def test_the_body_reports_to_the_working_group_and_the_council(world: World) -> None:
    row = made.inquiry(world)
    with pytest.raises(Refused, match="提報文號"):
        actions.report_use_up(inquiry_id=row.pk, number=" ", by=world.reviewer, at=NOON)

    row = actions.report_use_up(inquiry_id=row.pk, number="紡標字第1140000009號", by=world.reviewer, at=NOON)

    assert (row.reported_up_number, row.reported_up_on) == ("紡標字第1140000009號", date(2025, 9, 26))
    assert row.state == "checking"
    assert events.history(row)[-1].data["reported_to"] == ["working_group", "council"]


def test_the_secretariat_settles_by_law_what_no_body_checks(world: World) -> None:
    secretariat = make_person(roles.SECRETARIAT)
    row = made.inquiry(
        world, labels=[], subject="某網路賣場", source_stream="registry.publicreport:9", report_number="R114-9"
    )
    actions.hand_over(inquiry_id=row.pk, text="涉嫌仿冒標章", by=secretariat, at=NOON)
    with pytest.raises(Refused, match="答復"):
        actions.settle(inquiry_id=row.pk, text="已函請平臺下架", answer="", by=secretariat, at=NOON)

    row = actions.settle(inquiry_id=row.pk, text="已函請平臺下架", answer="已下架", by=secretariat, at=NOON)

    assert (row.state, row.body, row.handed_over_text) == ("closed", None, "涉嫌仿冒標章")
    public = inquiries.public_state("registry.publicreport:9")
    assert public is not None
    assert (public.word, public.answer) == ("已結案", "已下架")


def test_what_a_body_checks_the_secretariat_does_not_settle(world: World) -> None:
    row = made.inquiry(world)

    with pytest.raises(Refused):
        actions.settle(inquiry_id=row.pk, text="結案", answer="", by=make_person(roles.SECRETARIAT), at=NOON)

    row.refresh_from_db()
    assert row.state == "checking"
