from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.accreditation import make_body
from tests.factories.companies import LONG_AGO, make_firm, make_person

from smilemark.accounts import roles
from smilemark.companies import actions, queries
from smilemark.companies.models import Ban
from smilemark.foundation import events, findings
from smilemark.foundation.moves import SYSTEM

pytestmark = pytest.mark.django_db
EFFECTIVE, FIRST, LAST = date(2026, 6, 1), date(2026, 6, 2), date(2029, 6, 1)


def record(firm, point="41", by=SYSTEM, **values):
    given = {"effective_on": EFFECTIVE, "source_stream": "處分一"} | values
    return actions.record_ban(firm_id=firm.pk, point=point, by=by, at=LONG_AGO, **given)


@pytest.mark.parametrize("point", ["42(5)", "42(6)", "43"])
def test_one_year_under_these_points(point):
    ban = record(make_firm(), point)

    assert (ban.first_day, ban.last_day) == (FIRST, date(2027, 6, 1))


@pytest.mark.parametrize("point", ["42(1)", "42(2)", "42(3)", "42(4)"])
def test_some_points_carry_no_ban(point):
    assert record(make_firm(), point) is None
    assert not Ban.objects.exists()


def test_both_ends_are_banned_and_the_days_beside_them_are_not():
    firm = make_firm()

    ban = record(firm)

    assert queries.bans_on(firm, FIRST - timedelta(days=1)) == []
    assert queries.bans_on(firm, FIRST) == [ban]
    assert queries.bans_on(firm, LAST) == [ban]
    assert queries.bans_on(firm, LAST + timedelta(days=1)) == []


def test_the_sentence_names_days_and_point():
    firm = make_firm()
    record(firm)

    assert queries.why_banned(firm, FIRST - timedelta(days=1)) is None
    assert (
        queries.why_banned(firm, FIRST)
        == "該業者自中華民國115年6月2日至中華民國118年6月1日不得重新申請（推動及管理要點第四十一點第二項）。"
    )


def test_of_two_bans_the_longer_one_is_named():
    firm = make_firm()
    record(firm, "43", source_stream="處分二")
    record(firm)

    assert len(queries.bans_on(firm, FIRST)) == 2
    assert "中華民國118年6月1日" in queries.why_banned(firm, FIRST)


def test_the_same_decision_makes_one_ban():
    firm = make_firm()

    assert record(firm) == record(firm)
    assert Ban.objects.count() == 1
    assert [event.move for event in events.history(firm)] == ["register", "ban"]


def test_the_finding_is_kept_once_so_that_it_can_be_asked_again():
    ban = record(make_firm())

    (kept,) = findings.about(ban)
    assert record(ban.firm) == ban
    assert findings.about(ban) == [kept]
    assert (kept.rule, kept.on, kept.facts["point"]) == ("reapplication-ban", EFFECTIVE, "41")
    assert (kept.result["ban_from"], kept.result["ban_through"]) == ("2026-06-02", "2029-06-01")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"point": "45"}, "point"),
        ({"source_stream": "處分\u202e"}, "source_stream"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(values, field):
    with pytest.raises(actions.Refused) as refusal:
        record(make_firm(), **values)

    assert refusal.value.field == field
    assert not Ban.objects.exists()


def test_only_deciders_and_the_administration_record():
    firm = make_firm()

    for person in (make_person(roles.SECRETARIAT), make_person(roles.REVIEWER, make_body())):
        with pytest.raises(actions.Refused, match="僅驗證機構核定人員或本署"):
            record(firm, by=person)
    assert not Ban.objects.exists()
    assert record(firm, by=make_person(roles.DECIDER, make_body())).cite == "推動及管理要點第四十一點第二項"


def test_the_database_keeps_the_order_of_days():
    with pytest.raises(IntegrityError, match="ban_ends_after_it_starts"), transaction.atomic():
        Ban.objects.create(firm=make_firm(), first_day=LAST, last_day=FIRST, point="41", cite="x")


def test_a_lifted_ban_holds_no_more_and_stays_on_file():
    firm = make_firm()
    ban = record(firm)

    for _again in range(2):
        actions.lift_ban(firm_id=firm.pk, source_stream="處分一", lifted_on=date(2026, 9, 1), by=SYSTEM, at=LONG_AGO)

    ban.refresh_from_db()
    assert ban.lifted_on == date(2026, 9, 1)
    assert queries.bans_on(firm, FIRST) == []
    assert [event.move for event in events.history(firm)].count("lift_ban") == 1


def test_only_who_records_bans_lifts_them():
    firm = make_firm()
    record(firm)

    with pytest.raises(actions.Refused, match="僅驗證機構核定人員或本署"):
        actions.lift_ban(
            firm_id=firm.pk,
            source_stream="處分一",
            lifted_on=FIRST,
            by=make_person(roles.REVIEWER, make_body()),
            at=LONG_AGO,
        )

    assert len(queries.bans_on(firm, FIRST)) == 1
