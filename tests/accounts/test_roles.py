"""Roles: given and ended by those who may, with a reason, and written down."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.accounts import assign, organisation, person

from smilemark.accounts import actions, queries, roles
from smilemark.accounts.models import Organisation, Role, RoleAssignment, User
from smilemark.foundation.models import Event, EventText
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def holding(user: User, role: str) -> RoleAssignment:
    return RoleAssignment.objects.get(user=user, role=role, ended_at=None)


def test_the_built_in_roles_stand_in_their_table() -> None:
    rows = set(Role.objects.values_list("code", "name", "name_en", "organisation_kind", "is_staff_role"))

    assert rows >= {tuple(row) for row in roles.BUILT_IN}
    assert not Role.objects.get(pk=roles.APPLICANT).is_staff_role
    assert {row.organisation_kind for row in roles.BUILT_IN} == set(Organisation.Kind.values)


def test_giving_and_ending_a_role_are_events_of_the_person() -> None:
    admin, user = person(roles.SYSTEM_ADMIN), person()
    body = organisation("body")

    given = actions.give_role(
        user_id=user.pk, role=roles.REVIEWER, organisation_id=body.pk, by=admin, at=NOON, reason="到職"
    )
    assert User.objects.get(pk=user.pk).holds(roles.REVIEWER, body.pk)
    actions.end_role(assignment_id=given.pk, by=admin, at=NOON, reason="離職")

    assert not User.objects.get(pk=user.pk).holds(roles.REVIEWER, body.pk)
    events = Event.objects.filter(stream=f"accounts.user:{user.pk}").order_by("sequence")[1:]
    assert [(event.move, event.data, event.actor_id) for event in events] == [
        ("role_given", {"role": roles.REVIEWER, "organisation": body.pk}, admin.pk),
        ("role_ended", {"role": roles.REVIEWER, "organisation": body.pk}, admin.pk),
    ]
    assert [EventText.objects.get(event=event).text["reason"] for event in events] == ["到職", "離職"]


def test_a_role_must_fit_its_organisation() -> None:
    admin, user = person(roles.SYSTEM_ADMIN), person()

    with pytest.raises(Refused, match="不是「某實驗室」這類機構的角色"):
        actions.give_role(
            user_id=user.pk,
            role=roles.REVIEWER,
            organisation_id=organisation("laboratory", "某實驗室").pk,
            by=admin,
            at=NOON,
        )

    assert user.held_roles() == frozenset()


def test_a_role_is_held_once() -> None:
    admin = person(roles.SYSTEM_ADMIN)
    body = organisation("body")
    user = person(roles.REVIEWER, body)

    with pytest.raises(Refused, match="已是"):
        actions.give_role(user_id=user.pk, role=roles.REVIEWER, organisation_id=body.pk, by=admin, at=NOON)

    assert RoleAssignment.objects.filter(user=user).count() == 1


def test_a_decider_manages_the_own_body_and_no_other() -> None:
    ours, theirs = organisation("body"), organisation("body")
    decider, user = person(roles.DECIDER, ours), person()

    actions.give_role(user_id=user.pk, role=roles.ASSESSOR, organisation_id=ours.pk, by=decider, at=NOON)
    with pytest.raises(Refused, match="只有系統管理員"):
        actions.give_role(user_id=user.pk, role=roles.ASSESSOR, organisation_id=theirs.pk, by=decider, at=NOON)

    assert User.objects.get(pk=user.pk).held_roles() == {(roles.ASSESSOR, ours.pk)}


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.ASSESSOR, roles.SECRETARIAT, roles.ADMINISTRATION])
def test_who_does_not_manage_gives_nothing(role: str) -> None:
    user = person(role)
    place = Organisation.objects.get(assignments__user=user)

    with pytest.raises(Refused, match="只有系統管理員"):
        actions.give_role(user_id=person().pk, role=role, organisation_id=place.pk, by=user, at=NOON)


def test_nobody_ends_their_own_last_administrator_role() -> None:
    admin = person(roles.SYSTEM_ADMIN)

    with pytest.raises(Refused, match="最後一個管理角色"):
        actions.end_role(assignment_id=holding(admin, roles.SYSTEM_ADMIN).pk, by=admin, at=NOON, reason="離職")

    person(roles.SYSTEM_ADMIN)
    actions.end_role(assignment_id=holding(admin, roles.SYSTEM_ADMIN).pk, by=admin, at=NOON, reason="離職")
    assert not RoleAssignment.objects.filter(user=admin, ended_at=None).exists()


def test_the_last_person_of_a_firm_stays_its_person() -> None:
    user = person(roles.APPLICANT)

    with pytest.raises(Refused, match="最後一個管理角色"):
        actions.end_role(assignment_id=holding(user, roles.APPLICANT).pk, by=user, at=NOON, reason="離職")


def test_a_role_ends_with_a_reason_only() -> None:
    admin, user = person(roles.SYSTEM_ADMIN), person(roles.REVIEWER)

    with pytest.raises(Refused, match="解除理由：請填寫") as refused:
        actions.end_role(assignment_id=holding(user, roles.REVIEWER).pk, by=admin, at=NOON, reason=" ")

    assert refused.value.field == "reason"
    assert holding(user, roles.REVIEWER).ended_at is None


def test_the_first_person_of_an_organisation_is_founded_once() -> None:
    user, other = person(), person()
    firm = organisation("firm")

    actions.found_role(
        user_id=user.pk, role=roles.APPLICANT, organisation_id=firm.pk, by=user, at=NOON, reason="登錄公司"
    )
    with pytest.raises(Refused, match="此機構已有人員"):
        actions.found_role(
            user_id=other.pk, role=roles.APPLICANT, organisation_id=firm.pk, by=other, at=NOON, reason="登錄公司"
        )

    assert user.holds(roles.APPLICANT, firm.pk)
    assert not other.held_roles()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"username": " "}, "username", "使用者名稱：請填寫。"),
        ({"full_name": ""}, "full_name", "姓名：請填寫。"),
        ({"email": "no address"}, "email", "電子郵件：格式不正確。"),
        ({"username": "TAKEN"}, "username", "使用者名稱：已有人使用，請換一個。"),
        ({"email": "Taken@example.tw"}, "email", "電子郵件：已有帳號使用此信箱。"),
    ],
)
def test_a_person_that_cannot_be_entered_is_refused_by_field(changed: dict[str, str], field: str, said: str) -> None:
    admin = person(roles.SYSTEM_ADMIN)
    actions.create_person(username="taken", email="taken@example.tw", full_name="已有", by=admin, at=NOON)
    before = User.objects.count()

    with pytest.raises(Refused) as refused:
        actions.create_person(
            **{"username": "new", "email": "new@example.tw", "full_name": "新人", **changed}, by=admin, at=NOON
        )

    assert (refused.value.field, refused.value.reason) == (field, said)
    assert User.objects.count() == before


def test_an_administrator_enters_a_person_and_the_person_gets_a_mail(client: Client) -> None:
    client.force_login(person(roles.SYSTEM_ADMIN))
    body = organisation("body")

    answer = client.post(
        "/people/new/",
        {
            "full_name": "陳怡君",
            "username": "chen",
            "email": "chen@example.tw",
            "organisation": body.pk,
            "role": roles.REVIEWER,
            "reason": "到職",
        },
    )

    made = User.objects.get(username="chen")
    assert answer.headers["Location"] == f"/people/{made.pk}/"
    assert made.held_roles() == {(roles.REVIEWER, body.pk)}
    assert mail.outbox[0].to == ["chen@example.tw"]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_refused_entry_keeps_what_was_typed(client: Client) -> None:
    user = person(roles.DECIDER)
    client.force_login(user)
    ours = Organisation.objects.get(assignments__user=user)

    answer = client.post(
        "/people/new/",
        {
            "full_name": "陳怡君",
            "username": user.username,
            "email": "chen@example.tw",
            "organisation": ours.pk,
            "role": roles.REVIEWER,
            "reason": "到職",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "使用者名稱：已有人使用，請換一個。" in page
    assert 'value="chen@example.tw"' in page
    assert not User.objects.filter(email="chen@example.tw").exists()


def test_a_colleague_with_an_account_is_added_by_mail_address(client: Client) -> None:
    owner, colleague = person(roles.APPLICANT), person()
    client.force_login(owner)
    firm = Organisation.objects.get(assignments__user=owner)
    given = {"colleague-organisation": firm.pk, "colleague-role": roles.APPLICANT, "colleague-reason": ""}

    unknown = client.post("/people/add-colleague/", {**given, "colleague-email": "nobody@example.tw"})
    added = client.post("/people/add-colleague/", {**given, "colleague-email": colleague.email.upper()})

    assert unknown.status_code == 409
    assert "沒有帳號使用此信箱" in unknown.content.decode()
    assert added.status_code == 302
    assert colleague.held_roles() == {(roles.APPLICANT, firm.pk)}


def test_people_of_other_organisations_do_not_exist_for_me(client: Client) -> None:
    me, stranger = person(roles.DECIDER), person(roles.DECIDER)
    client.force_login(me)

    assert client.get(f"/people/{me.pk}/").status_code == 200
    assert client.get(f"/people/{stranger.pk}/").status_code == 404
    assert client.post(f"/people/roles/{holding(stranger, roles.DECIDER).pk}/end/", {"reason": "x"}).status_code == 404
    assert stranger.full_name not in client.get("/people/").content.decode()
    assert set(queries.visible_to(me)) == {me}


def test_the_page_of_a_role_that_may_not_end_says_why(client: Client) -> None:
    user = person(roles.APPLICANT)
    client.force_login(user)

    answer = client.post(f"/people/roles/{holding(user, roles.APPLICANT).pk}/end/", {"reason": "離職"})

    assert answer.status_code == 409
    assert "不得解除自己的最後一個管理角色" in answer.content.decode()


def test_the_guard_says_which_roles_a_page_is_for(client: Client) -> None:
    client.force_login(person(roles.APPLICANT))

    refused = client.get("/people/all/")

    assert refused.status_code == 403
    assert "此頁供「系統管理員」使用，您目前的角色不包含在內。" in refused.content.decode()


def test_lists_of_people_ask_the_database_as_often_for_three_as_for_one(
    client: Client, django_assert_num_queries: Any
) -> None:
    admin = person(roles.SYSTEM_ADMIN)
    body = organisation("body")
    client.force_login(admin)
    client.get("/people/all/")

    with CaptureQueriesContext(connection) as one:
        client.get("/people/all/")
    for _number in range(2):
        assign(person(), roles.REVIEWER, body)
    with django_assert_num_queries(len(one)):
        assert client.get("/people/all/").content.decode().count("<tr>") == 4


def test_a_person_changes_their_own_name_and_title(client: Client) -> None:
    user = person(roles.APPLICANT)
    client.force_login(user)

    empty = client.post("/accounts/profile/", {"full_name": "", "title": "經理"})
    saved = client.post("/accounts/profile/", {"full_name": "王大明", "title": "經理"})

    user.refresh_from_db()
    assert (empty.status_code, saved.status_code) == (422, 302)
    assert 'value="經理"' in empty.content.decode()
    assert (user.full_name, user.profile.title) == ("王大明", "經理")
