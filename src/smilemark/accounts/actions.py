"""Entering people, giving and ending roles, and what signing in writes down. Every one of them is an event."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from smilemark.accounts import permissions, queries
from smilemark.accounts.models import (
    CalendarFeed,
    FailedSignIn,
    MailChoice,
    Organisation,
    PersonProfile,
    Role,
    RoleAssignment,
    User,
    secret_hash,
)
from smilemark.foundation import events, statements
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from smilemark.foundation.moves import Actor


def record(
    user: User,
    name: str,
    *,
    by: Actor,
    at: datetime,
    text: Mapping[str, str] | None = None,
    **data: Any,  # noqa: ANN401  # any JSON
) -> None:
    """Append the event ``accounts.user.<name>`` to the person's chain."""
    events.append(f"accounts.user:{user.pk}", f"accounts.user.{name}", by=by, at=at, data=data, text=text)


@transaction.atomic
def create_person(
    *,
    username: str,
    email: str,
    full_name: str,
    by: Actor,
    at: datetime,
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Enter a person. Without a password they set one through 忘記密碼; demo people sign in by one click.

    Raises:
        Refused: the name is taken, or the mail address is not one or taken (``field`` names which).
    """
    typed = username.strip()
    address = User.objects.normalize_email(email.strip())
    if not typed:
        raise Refused("使用者名稱：請填寫。", field="username")
    if not full_name.strip():
        raise Refused("姓名：請填寫。", field="full_name")
    if User.objects.filter(username__iexact=typed).exists():
        raise Refused("使用者名稱：已有人使用，請換一個。", field="username")
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("電子郵件：格式不正確。", field="email") from None
    if User.objects.filter(email__iexact=address).exists():
        raise Refused("電子郵件：已有帳號使用此信箱。", field="email")
    user = User(username=typed, email=address, full_name=full_name.strip(), is_demo=is_demo)
    user.set_password(password)
    user.save(force_insert=True)
    record(user, "created", by=by, at=at, text={"username": typed})
    return user


@transaction.atomic
def enter_person(
    *,
    username: str,
    email: str,
    full_name: str,
    role: str,
    organisation_id: int,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> User:
    """Enter a person together with their first role; both or neither.

    Raises:
        Refused: as ``create_person`` and ``give_role`` do.
    """
    user = create_person(username=username, email=email, full_name=full_name, by=by, at=at)
    give_role(user_id=user.pk, role=role, organisation_id=organisation_id, by=by, at=at, reason=reason)
    return user


@transaction.atomic
def change_profile(*, user_id: int, full_name: str, title: str, at: datetime) -> User:
    """A person changes their own name or title.

    Raises:
        Refused: the name is empty.
    """
    if not full_name.strip():
        raise Refused("姓名：請填寫。", field="full_name")
    user = User.objects.select_for_update().get(pk=user_id)
    user.full_name = full_name.strip()
    user.save(update_fields=["full_name"])
    PersonProfile.objects.update_or_create(user=user, defaults={"title": title.strip()})
    record(user, "profile_changed", by=user, at=at, text={"full_name": user.full_name, "title": title.strip()})
    return user


@transaction.atomic
def choose_mails(*, user_id: int, choices: Mapping[str, str], language: str, at: datetime) -> None:
    """How a person wants the mails of each family from now on, and in which language those written for them alone.

    Args:
        user_id: the person.
        choices: family -> ``MailChoice.How``; what is not named is sent at once.
        language: ``zh-hant`` or ``en``.
        at: now.

    Raises:
        Refused: no such choice or language (``field`` names which).
    """
    for family, how in choices.items():
        if how not in MailChoice.How.values:
            raise Refused("請選擇寄送方式。", field=family)
    if language not in dict(PersonProfile._meta.get_field("mail_language").flatchoices):  # noqa: SLF001  # Django's documented API
        raise Refused("請選擇郵件語言。", field="language")
    user = User.objects.select_for_update().get(pk=user_id)
    MailChoice.objects.filter(user=user).delete()
    MailChoice.objects.bulk_create(
        [MailChoice(user=user, family=family, how=how) for family, how in sorted(choices.items())]
    )
    PersonProfile.objects.update_or_create(user=user, defaults={"mail_language": language})
    record(user, "mails_chosen", by=user, at=at, choices=dict(choices), language=language)


@transaction.atomic
def make_feed(*, user_id: int, at: datetime) -> str:
    """A secret for the person's calendar address, in place of an earlier one; told this once, kept as its hash."""
    user = User.objects.select_for_update().get(pk=user_id)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=user, defaults={"secret_hash": secret_hash(secret), "made_at": at})
    record(user, "feed_made", by=user, at=at)
    return secret


@transaction.atomic
def withdraw_feed(*, user_id: int, at: datetime) -> None:
    """The person's calendar address answers no more.

    Raises:
        Refused: there is none.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if not CalendarFeed.objects.filter(user=user).delete()[0]:
        raise Refused("目前沒有行事曆網址。")
    record(user, "feed_withdrawn", by=user, at=at)


@transaction.atomic
def give_role(
    *, user_id: int, role: str, organisation_id: int, by: Actor, at: datetime, reason: str = ""
) -> RoleAssignment:
    """Let a person hold a role in an organisation from now on.

    Raises:
        Refused: it is not for ``by`` to give, does not fit the organisation, or is already held.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    row = Role.objects.get(pk=role)
    organisation = Organisation.objects.get(pk=organisation_id)
    refused = permissions.why_not_give(by, row, organisation)
    if refused is not None:
        raise Refused(refused, field="role")
    return _begin_role(user, row, organisation, by=by, at=at, reason=reason)


def add_colleague(
    *, email: str, role: str, organisation_id: int, by: Actor, at: datetime, reason: str = ""
) -> RoleAssignment:
    """Give a role to the person with this mail address.

    Raises:
        Refused: nobody has it, who has it has not confirmed it, or as ``give_role`` does.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused("電子郵件：沒有帳號使用此信箱，請先請同仁註冊，或以「新增人員」建立。", field="email")
    if EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).exists():
        # Anybody may sign up under any address; whose it is, only the confirmation shows.
        raise Refused("電子郵件：此信箱之帳號尚未確認電子郵件，請同仁先依系統寄發之信件確認。", field="email")
    return give_role(user_id=user.pk, role=role, organisation_id=organisation_id, by=by, at=at, reason=reason)


@transaction.atomic
def found_office(
    *,
    kind: str,
    name: str,
    name_en: str = "",
    email: str = "",
    head_title: str = "",
    head_name: str = "",
    by: Actor,
    at: datetime,
) -> Organisation:
    """Enter an office of the ministry's side (secretariat, administration, scheme authority, printing body, operator).

    Firms, bodies and laboratories are entered by their own apps. Called by the operator of an installation, who
    decides that it may be; it is not reachable from a page.

    Raises:
        Refused: not such a kind, no name, or one of this kind and name is there.
    """
    own_apps = {Organisation.Kind.FIRM, Organisation.Kind.BODY, Organisation.Kind.LABORATORY}
    if kind not in Organisation.Kind.values or kind in own_apps:
        raise Refused("機構類別：不是可於此登錄之機關（構）。", field="kind")
    if not name.strip():
        raise Refused("名稱：請填寫。", field="name")
    if Organisation.objects.filter(kind=kind, name=name.strip()).exists():
        raise Refused("名稱：此機關（構）已經登錄。", field="name")
    office = Organisation.objects.create(
        kind=kind,
        name=name.strip(),
        name_en=name_en.strip(),
        email=email,
        head_title=head_title.strip(),
        head_name=head_name.strip(),
    )
    events.record(office, "found", by=by, at=at, data={"kind": kind, "name": office.name})
    return office


@transaction.atomic
def found_role(
    *, user_id: int, role: str, organisation_id: int, by: Actor, at: datetime, reason: str
) -> RoleAssignment:
    """Give the first role of a new organisation to the one who registered it, or of an installation by its operator.

    Whoever calls this has decided that it may be; it is not reachable from a page of its own.

    Raises:
        Refused: somebody holds this role in the organisation already.
    """
    if RoleAssignment.objects.filter(role_id=role, organisation_id=organisation_id, ended_at=None).exists():
        raise Refused("此機構已有人員，請由該機構人員加入您的帳號。", field="role")
    user = statements.by_key(User, user_id, locked=True)
    row = Role.objects.get(pk=role)
    return _begin_role(user, row, statements.by_key(Organisation, organisation_id), by=by, at=at, reason=reason)


def _begin_role(
    user: User, role: Role, organisation: Organisation, *, by: Actor, at: datetime, reason: str
) -> RoleAssignment:
    if RoleAssignment.objects.filter(user=user, role=role, organisation=organisation, ended_at=None).exists():
        raise Refused(f"{user.display_name}已是「{organisation.name}」之「{role.name}」。", field="role")
    given = RoleAssignment.objects.create(user=user, role=role, organisation=organisation, given_at=at)
    record(
        user,
        "role_given",
        by=by,
        at=at,
        text={"reason": reason} if reason else None,
        role=role.pk,
        organisation=organisation.pk,
    )
    user.__dict__.pop("_held_roles", None)
    return given


@transaction.atomic
def end_role(*, assignment_id: int, by: Actor, at: datetime, reason: str) -> RoleAssignment:
    """End a role. The row stays, with its last moment.

    Raises:
        Refused: no reason is given, it is not for ``by`` to end, or it is their own last one that manages.
    """
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).select_related("user").get(pk=assignment_id)
    refused = permissions.why_not_end(by, assignment)
    if refused is not None:
        raise Refused(refused)
    if not reason.strip():
        raise Refused("解除理由：請填寫。", field="reason")
    assignment.ended_at = max(at, assignment.given_at)
    assignment.save(update_fields=["ended_at"])
    record(
        assignment.user,
        "role_ended",
        by=by,
        at=at,
        text={"reason": reason.strip()},
        role=assignment.role_id,
        organisation=assignment.organisation_id,
    )
    return assignment


def note_failed_sign_in(*, name: str, address: str, at: datetime) -> None:
    """Count a failed sign-in, and write it into the person's chain where the name is somebody's."""
    key = queries.sign_in_key(name)
    with transaction.atomic():
        FailedSignIn.objects.filter(at__lt=at - queries.LOCKED_FOR - queries.FAILURES_WITHIN).delete()
        FailedSignIn.objects.create(name=key, address=address, at=at)
        user = queries.known_as(name)
        if user is None:
            return
        record(user, "sign_in_failed", by=user, at=at, text={"address": address})
        until = queries.locked_until(name=name, address="", at=at)
        if until is not None:
            record(user, "locked", by=user, at=at, until=until.isoformat(timespec="seconds"))


def forget_failures(*, name: str) -> None:
    """A good sign-in wipes the count of its name (not of its address)."""
    FailedSignIn.objects.filter(name=queries.sign_in_key(name)).delete()
