"""Who drafts and announces, in which state; and what the database itself refuses."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from tests.factories.companies import make_organisation, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.foundation import moves
from smilemark.governance import actions, queries
from smilemark.governance.models import Announcement, Criterion, OpenItem, StyleRule, SupplementLimit
from smilemark.governance.states import MOVES, State

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Taipei"))
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def scheme():
    load_scheme(("015",))


def current():
    return queries.in_force("criteria", TODAY, industry("015"))


PEOPLE = [
    roles.APPLICANT,
    roles.REVIEWER,
    roles.ASSESSOR,
    roles.DECIDER,
    roles.LABORATORY,
    roles.SECRETARIAT,
    roles.ADMINISTRATION,
    roles.SYSTEM_ADMIN,
    roles.SCHEME_AUTHORITY,
]


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", sorted(MOVES))
@pytest.mark.parametrize("state", State.values)
def test_every_move_for_every_role_in_every_state(role, name, state):
    person = make_person(role, make_organisation(role))
    row = Announcement(subject="qms", title="x", state=state)

    answer = moves.why_not(row, name, person)

    move = MOVES[name]
    if state not in move.sources:
        assert answer == f"目前狀態為「{State(state).label}」，不能辦理「{move.label}」（{move.cite}）。"
    elif role not in move.roles:
        assert answer == f"您的角色不能辦理「{move.label}」（{move.cite}）。"
    else:
        assert answer is None


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in {roles.SECRETARIAT, roles.ADMINISTRATION}])
def test_only_the_secretariat_and_the_administration_draft(role):
    with pytest.raises(actions.Refused, match="僅秘書處或本署可以草擬公告"):
        actions.draft_announcement(subject="qms", title="x", by=make_person(role, make_organisation(role)), at=NOON)

    assert not Announcement.objects.filter(title="x").exists()


@pytest.mark.parametrize(
    ("constraint", "make"),
    [
        (
            "announced_has_number_and_days",
            lambda: Announcement.objects.create(subject="qms", title="x", state="announced"),
        ),
        (
            "announcement_ends_after_it_starts",
            lambda: Announcement.objects.create(
                subject="qms",
                title="x",
                state="superseded",
                number="1",
                announced_on=TODAY,
                effective_from=TODAY,
                effective_until=TODAY - timedelta(days=1),
            ),
        ),
        (
            "criterion_limit_fits_comparison",
            lambda: Criterion.objects.create(
                item=OpenItem.objects.first(), part="safety", name="x", standard="x", comparison="at_most"
            ),
        ),
        (
            "style_needs_at_least_one_sample",
            lambda: StyleRule.objects.create(announcement=current(), text="x", sample_quantity=0),
        ),
        (
            "supplement_limit_at_least_one",
            lambda: SupplementLimit.objects.create(announcement=current(), rounds=0, days=30),
        ),
    ],
)
def test_the_database_keeps_its_promises(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_only_one_announcement_is_open_per_subject_and_industry():
    values = {"number": "2", "announced_on": TODAY, "effective_from": TODAY, "state": "announced", "title": "x"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(subject="criteria", industry=industry("015"), **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(subject="fees", **values)
