"""Reading people, organisations and roles."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from smilemark.accounts import roles
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
from smilemark.foundation.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

FAILURES_ALLOWED: Final = 5
FAILURES_WITHIN: Final = timedelta(minutes=15)
LOCKED_FOR: Final = timedelta(minutes=15)


def visible_to(user: User) -> QuerySet[User]:
    """The people a person may see in lists: everybody for the system administrator, else colleagues."""
    if user.holds(roles.SYSTEM_ADMIN):
        return User.objects.all()
    held_in = {organisation for _role, organisation in user.held_roles()}
    return User.objects.filter(
        Q(pk=user.pk) | Q(assignments__organisation_id__in=held_in, assignments__ended_at=None)
    ).distinct()


def managed_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations whose people the person may enter and give roles."""
    if user.holds(roles.SYSTEM_ADMIN):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=user.organisations_as(*set(roles.MANAGED_BY.values())))


def assignments_of(user: User) -> QuerySet[RoleAssignment]:
    """A person's roles, those in force first, then the newest."""
    return user.assignments.select_related("role", "organisation").order_by("ended_at", "-given_at", "pk")


def offices() -> QuerySet[Organisation]:
    """The offices the public may turn to: secretariat and operator, where an address of theirs is known."""
    kinds = [Organisation.Kind.SECRETARIAT, Organisation.Kind.OPERATOR]
    return Organisation.objects.filter(kind__in=kinds).exclude(email="", phone="").order_by("kind", "pk")


def people_of(organisation: Organisation) -> QuerySet[RoleAssignment]:
    """Roles in force in an organisation, by person."""
    return (
        RoleAssignment.objects.filter(organisation=organisation, ended_at=None)
        .select_related("user", "role")
        .order_by("user__full_name", "user_id", "role_id")
    )


@remembered("accounts_roleassignment")
def ids_of_people(organisation_id: int, *roles_held: str) -> list[int]:
    """Ids of the people who hold one of the roles in the organisation now."""
    held = RoleAssignment.objects.filter(organisation_id=organisation_id, role_id__in=roles_held, ended_at=None)
    return sorted(set(held.values_list("user_id", flat=True)))


def ids_with_role(*roles_held: str) -> list[int]:
    """Ids of the people who hold one of the roles now, in whatever organisation (secretariat and administration are one)."""
    held = RoleAssignment.objects.filter(role_id__in=roles_held, ended_at=None)
    return sorted(set(held.values_list("user_id", flat=True)))


def roles_for(organisation: Organisation) -> QuerySet[Role]:
    """Roles that people of this kind of organisation may hold."""
    return Role.objects.filter(organisation_kind=organisation.kind).order_by("name")


def holds_staff_role(user: User) -> bool:
    """Whether the person holds a role that asks for a second factor."""
    held = {role for role, _organisation in user.held_roles()}
    return bool(held) and Role.objects.filter(code__in=held, is_staff_role=True).exists()


def role_words(user: User | AnonymousUser) -> str:
    """The person's roles in one line, in the language of the page; at most three are named."""
    held = sorted({role for role, _organisation in user.held_roles()}) if isinstance(user, User) else []
    if not held:
        return ""
    field = "name_en" if get_language() == "en" else "name"
    names = list(Role.objects.filter(code__in=held).order_by("code").values_list(field, flat=True))
    return "、".join(names[:3]) + ("…" if len(names) > len(names[:3]) else "")


def demo_people_exist() -> bool:
    """Whether this database holds people of the demo."""
    return User.objects.filter(is_demo=True).exists()


def person(pk: int) -> User:
    """The person, read anew (with the roles held now)."""
    return User.objects.get(pk=pk)


def sign_in_key(name: str) -> str:
    """Under which name failures are counted: the person's user name where the typed one (or mail address) is theirs."""
    user = known_as(name)
    return (name if user is None else user.username).strip().casefold()[:254]


def locked_until(*, name: str, address: str, at: datetime) -> datetime | None:
    """Until when signing in is locked for this name or from this address; None when it is not.

    Five failures within fifteen minutes lock for fifteen minutes from the fifth. Attempts while it is locked are not
    looked at and so do not lengthen it.
    """
    ends = [
        end
        for end in (_lock_end(Q(name=sign_in_key(name)), at) if name else None, _lock_end(Q(address=address), at))
        if end is not None
    ]
    return max(ends, default=None)


def _lock_end(whose: Q, at: datetime) -> datetime | None:
    earliest = at - LOCKED_FOR - FAILURES_WITHIN
    moments = list(
        FailedSignIn.objects.filter(whose, at__gt=earliest, at__lte=at).order_by("at").values_list("at", flat=True)
    )
    for fifth in range(len(moments) - 1, FAILURES_ALLOWED - 2, -1):
        first = fifth - FAILURES_ALLOWED + 1
        if moments[fifth] - moments[first] < FAILURES_WITHIN and at < moments[fifth] + LOCKED_FOR:
            return moments[fifth] + LOCKED_FOR
    return None


def known_as(name: str) -> User | None:
    """The person a typed sign-in name belongs to (user name or mail address); None when there is none or not one."""
    typed = name.strip()
    found = list(User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))[:2]) if typed else []
    return found[0] if len(found) == 1 else None


def names_of(*, organisations: Iterable[int], people: Iterable[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Names by id, of organisations and of people; one query each."""
    return (
        dict(Organisation.objects.filter(pk__in=list(organisations)).values_list("pk", "name")),
        {person.pk: person.display_name for person in User.objects.filter(pk__in=list(people))},
    )


def mail_choices(user: User) -> dict[str, str]:
    """What a person chose, by family of mails; a family without a choice is sent at once."""
    return dict(MailChoice.objects.filter(user=user).values_list("family", "how"))


def mail_choices_of(users: list[int], family: str) -> dict[int, str]:
    """What these people chose for one family."""
    return _mail_choices(tuple(users), family)


@remembered("accounts_mailchoice")
def _mail_choices(users: tuple[int, ...], family: str) -> dict[int, str]:
    return dict(MailChoice.objects.filter(user_id__in=users, family=family).values_list("user_id", "how"))


def holders_among(users: list[int], *roles_held: str) -> set[int]:
    """Those of the people who hold one of the roles now."""
    held = RoleAssignment.objects.filter(user_id__in=users, role_id__in=roles_held, ended_at=None)
    return set(held.values_list("user_id", flat=True))


def mail_languages(users: Iterable[int]) -> dict[int, str]:
    """The language each of the people wants mails in that are written for them alone; who chose none is left out."""
    rows = PersonProfile.objects.filter(user_id__in=list(users))
    return dict(rows.values_list("user_id", "mail_language"))


def feed_of(user: User) -> CalendarFeed | None:
    """The person's calendar address, if there is one."""
    return CalendarFeed.objects.filter(user=user).first()


def reader_of_feed(secret: str) -> User | None:
    """Whose calendar address this is; nobody's, if it was withdrawn or the person may no longer sign in."""
    row = CalendarFeed.objects.select_related("user").filter(secret_hash=secret_hash(secret)).first()
    return row.user if row is not None and row.user.is_active else None


def holders(organisations: Iterable[int], offices: Iterable[str]) -> list[tuple[int, str, int]]:
    """(user, role, organisation) held now by people who may sign in: in these organisations, or one of the office roles."""
    held = RoleAssignment.objects.filter(ended_at=None, user__is_active=True)
    found = held.filter(Q(organisation_id__in=list(organisations)) | Q(role_id__in=list(offices)))
    return list(found.values_list("user_id", "role_id", "organisation_id"))
