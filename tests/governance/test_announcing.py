"""Announcing: what takes the place of what, from which day, and what is refused."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tests.factories.companies import make_organisation, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.foundation import events
from smilemark.foundation.models import RefusedAttempt
from smilemark.governance import actions, queries
from smilemark.governance.comparing import differences
from smilemark.governance.models import Criterion, Fee, OpenItem
from smilemark.governance.states import State

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Taipei"))
TODAY = date(2026, 6, 1)
DAY_BEFORE = date(2026, 6, 30)
EFFECTIVE = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def scheme():
    load_scheme(("015",))


@pytest.fixture
def administration():
    return make_person(roles.ADMINISTRATION)


def current():
    return queries.in_force("criteria", TODAY, industry("015"))


def copy_of_current(by):
    return actions.draft_announcement(
        subject="criteria", title="毛巾第二版", industry_id=industry("015").pk, copy_of=current().pk, by=by, at=NOON
    )


def announce(draft, by, **values):
    given = {"number": "示範-毛巾-2", "announced_on": TODAY, "effective_from": EFFECTIVE} | values
    return actions.announce(announcement_id=draft.pk, by=by, at=NOON, **given)


def test_the_version_before_ends_the_day_before(administration):
    old = current()
    new = announce(copy_of_current(administration), administration)

    old.refresh_from_db()
    assert (old.state, old.effective_until) == (State.SUPERSEDED, DAY_BEFORE)
    assert (new.state, new.effective_from, new.effective_until, new.replaces) == (State.ANNOUNCED, EFFECTIVE, None, old)
    assert queries.in_force("criteria", DAY_BEFORE, industry("015")) == old
    assert queries.in_force("criteria", EFFECTIVE, industry("015")) == new
    assert [event.move for event in events.history(old)] == ["draft", "load", "supersede"]
    assert [event.move for event in events.history(new)] == ["draft", "announce"]


def test_a_copy_of_sample_data_stays_marked_until_somebody_says_otherwise(administration):
    draft = copy_of_current(administration)
    assert draft.is_sample

    changed = actions.edit_announcement(
        announcement_id=draft.pk, title=draft.title, is_sample=False, by=administration, at=NOON
    )

    assert not changed.is_sample


def test_nothing_was_in_force_before_the_first():
    first = current().effective_from

    assert queries.in_force("criteria", first, industry("015")) == current()
    assert queries.in_force("criteria", first - timedelta(days=1), industry("015")) is None
    assert queries.open_items(industry("015"), first - timedelta(days=1)) == []
    assert queries.in_force("criteria", TODAY, industry("017")) is None


def test_a_case_keeps_the_version_it_was_judged_by(administration):
    pinned = current()
    before = queries.contents(pinned)

    draft = copy_of_current(administration)
    item = draft.items.get(code="015-1")
    actions.remove_part(announcement_id=draft.pk, part="item", part_id=item.pk, by=administration, at=NOON)
    announce(draft, administration)

    pinned.refresh_from_db()
    assert queries.contents(pinned) == before
    assert len(queries.open_items(industry("015"), EFFECTIVE)) == 2
    assert len(queries.open_items(industry("015"), DAY_BEFORE)) == 3


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"announced_on": TODAY + timedelta(days=1)}, "announced_on", "公告日期不得晚於今日"),
        ({"effective_from": TODAY - timedelta(days=1)}, "effective_from", "生效日不得早於公告日期"),
        ({"number": " "}, "number", "請填寫「公告文號」"),
        (
            {"announced_on": date(2015, 1, 5), "effective_from": date(2015, 2, 1)},
            "effective_from",
            "生效日須晚於現行公告（示範-毛巾-1）之生效日中華民國104年2月1日",
        ),
    ],
)
def test_days_and_number_must_fit(administration, values, field, words):
    draft = copy_of_current(administration)

    with pytest.raises(actions.Refused, match=words) as refusal:
        announce(draft, administration, **values)

    assert refusal.value.field == field
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (State.DRAFT, "")
    assert current().effective_until is None
    assert RefusedAttempt.objects.get().move == "announce"


def test_the_day_of_the_announcement_may_be_the_effective_day(administration):
    new = announce(copy_of_current(administration), administration, effective_from=TODAY)

    assert queries.in_force("criteria", TODAY, industry("015")) == new


def test_what_was_announced_never_changes(administration):
    row = current()
    item = row.items.first()
    acts = [
        lambda: actions.edit_announcement(
            announcement_id=row.pk, title="x", is_sample=False, by=administration, at=NOON
        ),
        lambda: actions.add_part(announcement_id=row.pk, part="item", values={}, by=administration, at=NOON),
        lambda: actions.change_part(
            announcement_id=row.pk, part="item", part_id=item.pk, values={"name": "x"}, by=administration, at=NOON
        ),
        lambda: actions.remove_part(announcement_id=row.pk, part="item", part_id=item.pk, by=administration, at=NOON),
        lambda: actions.drop_draft(announcement_id=row.pk, by=administration, at=NOON),
        lambda: announce(row, administration),
    ]
    before = queries.contents(row)

    for act in acts:
        with pytest.raises(actions.Refused, match="目前狀態為「已公告」"):
            act()

    row.refresh_from_db()
    assert queries.contents(row) == before


def test_nothing_incomplete_is_announced(administration):
    draft = actions.draft_announcement(
        subject="criteria", title="織襪", industry_id=industry("017").pk, by=administration, at=NOON
    )
    with pytest.raises(actions.Refused, match="未訂開放驗證產品項目（第二十一點）"):
        announce(draft, administration)
    item = actions.add_part(
        announcement_id=draft.pk,
        part="item",
        values={"code": "017-1", "name": "短襪", "hs_prefixes": "6115, 6115.21"},
        by=administration,
        at=NOON,
    )

    with pytest.raises(actions.Refused) as refusal:
        announce(draft, administration)

    assert item.hs_prefixes == ["6115", "611521"]
    assert refusal.value.reason == (
        "尚不能公告：項目「短襪」未訂安全性基準（第二十點第一項第一款）；"
        "項目「短襪」未訂商品標示基準（第二十點第一項第三款）。"
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"comparison": "at_most", "limit": None}, "limit"),
        ({"comparison": "conforms", "limit": Decimal(3)}, "limit"),
        ({"name": ""}, "name"),
        ({"part": "beauty"}, "part"),
        ({"standard": "CNS\u202e1"}, "standard"),
    ],
)
def test_a_criterion_of_the_wrong_shape_is_refused_at_its_field(administration, values, field):
    draft = copy_of_current(administration)
    item = draft.items.first()
    given = {"part": "safety", "name": "x", "standard": "CNS 1", "comparison": "conforms", "limit": None}

    with pytest.raises(actions.Refused) as refusal:
        actions.add_part(
            announcement_id=draft.pk,
            part="criterion",
            values=given | values,
            within_id=item.pk,
            by=administration,
            at=NOON,
        )

    assert refusal.value.field == field
    assert not Criterion.objects.filter(item=item, name="x").exists()


def test_rows_of_another_announcement_cannot_be_reached_through_a_draft(administration):
    draft = copy_of_current(administration)
    foreign = current().items.first()

    for act in (
        lambda: actions.remove_part(
            announcement_id=draft.pk, part="item", part_id=foreign.pk, by=administration, at=NOON
        ),
        lambda: actions.add_part(
            announcement_id=draft.pk, part="criterion", values={}, within_id=foreign.pk, by=administration, at=NOON
        ),
        lambda: actions.add_part(announcement_id=draft.pk, part="fee", values={}, by=administration, at=NOON),
    ):
        with pytest.raises(actions.Refused):
            act()

    assert OpenItem.objects.filter(pk=foreign.pk).exists()


def test_a_bad_tariff_prefix_is_named(administration):
    draft = copy_of_current(administration)

    with pytest.raises(actions.Refused, match="對應稅則號列「63AB」應為2至11位數字") as refusal:
        actions.add_part(
            announcement_id=draft.pk,
            part="item",
            values={"code": "015-9", "name": "x", "hs_prefixes": "6302, 63AB"},
            by=administration,
            at=NOON,
        )

    assert refusal.value.field == "hs_prefixes"


def test_the_same_item_code_twice_is_refused(administration):
    draft = copy_of_current(administration)

    with pytest.raises(actions.Refused, match="開放驗證產品項目：內容重複或不完整") as refusal:
        actions.add_part(
            announcement_id=draft.pk,
            part="item",
            values={"code": "015-1", "name": "x", "hs_prefixes": "6302"},
            by=administration,
            at=NOON,
        )

    assert refusal.value.field == "code"


def test_what_changed_between_versions(administration):
    old = current()
    draft = copy_of_current(administration)
    towel, bath = draft.items.order_by("code")[:2]
    limit = Criterion.objects.get(item=towel, name="游離甲醛（接觸皮膚）")
    actions.change_part(
        announcement_id=draft.pk,
        part="criterion",
        part_id=limit.pk,
        values={"limit": Decimal(50)},
        by=administration,
        at=NOON,
    )
    actions.remove_part(announcement_id=draft.pk, part="item", part_id=bath.pk, by=administration, at=NOON)

    assert differences(old, old) == []
    found = differences(old, draft)
    changed = [row for row in found if row.kind == "changed"]
    assert [(row.part, row.name, row.fields) for row in changed] == [
        ("品質檢驗基準", "毛巾：游離甲醛（接觸皮膚）", (("限值", "75.0000", "50.0000"),))
    ]
    removed = [(row.part, row.name) for row in found if row.kind == "removed"]
    assert removed[0] == ("開放驗證產品項目", "浴巾")
    assert len(removed) == 1 + 6


@pytest.mark.parametrize(
    ("subject", "code", "field"),
    [("criteria", None, "industry"), ("fees", "015", "industry"), ("weather", None, "subject")],
)
def test_criteria_are_of_an_industry_and_fees_of_all(administration, subject, code, field):
    with pytest.raises(actions.Refused) as refusal:
        actions.draft_announcement(
            subject=subject, title="x", industry_id=code and industry(code).pk, by=administration, at=NOON
        )

    assert refusal.value.field == field


def test_fees_of_the_new_table_from_its_first_day(administration):
    draft = actions.draft_announcement(
        subject="fees", title="收費標準修正", copy_of=queries.in_force("fees", TODAY).pk, by=administration, at=NOON
    )
    row = draft.fees.get(kind=Fee.Kind.NEW)
    actions.change_part(
        announcement_id=draft.pk, part="fee", part_id=row.pk, values={"amount": 500}, by=administration, at=NOON
    )
    announce(draft, administration)

    assert queries.fee("new", DAY_BEFORE).amount == 400
    assert queries.fee("new", EFFECTIVE).amount == 500


def test_a_dropped_draft_is_seen_by_drafters_only(administration):
    draft = copy_of_current(administration)
    assert draft not in queries.visible_to(make_person(roles.REVIEWER, make_organisation(roles.REVIEWER)))

    actions.drop_draft(announcement_id=draft.pk, by=administration, at=NOON)

    draft.refresh_from_db()
    assert draft.state == State.DROPPED
    assert draft in queries.visible_to(administration)


def test_drafts_wait_for_the_administration(administration):
    draft = copy_of_current(make_person(roles.SECRETARIAT))

    assert [(item.title, item.url) for item in queries.todo_for(administration, TODAY)] == [
        ("公告草案：毛巾第二版", f"/announcements/{draft.pk}/draft/")
    ]
    assert queries.todo_for(make_person(roles.SECRETARIAT), TODAY) == []
