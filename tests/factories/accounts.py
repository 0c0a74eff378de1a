"""People and organisations for tests, entered the way the application enters them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from smilemark.accounts import actions
from smilemark.accounts.models import Organisation, Role, User
from smilemark.foundation.moves import SYSTEM

LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery-1"
_number = count(1)


def organisation(kind: str = Organisation.Kind.OPERATOR, name: str = "") -> Organisation:
    """An organisation that no app extends."""
    return Organisation.objects.create(kind=kind, name=name or f"機構{next(_number)}")


def person(
    role: str | None = None, within: Organisation | None = None, *, name: str = "", password: str | None = None
) -> User:
    """A person; with a role in an organisation (of the kind the role asks for, made when none is given)."""
    number = next(_number)
    user = actions.create_person(
        username=f"someone{number}",
        email=f"someone{number}@example.tw",
        full_name=name or f"王小{number}",
        by=SYSTEM,
        at=LONG_AGO,
        password=password,
    )
    if role is not None:
        assign(user, role, within)
    return user


def assign(user: User, role: str, within: Organisation | None = None) -> Organisation:
    """Let the person hold the role; whoever holds it there already stays."""
    place = within or organisation(Role.objects.get(pk=role).organisation_kind)
    actions._begin_role(user, Role.objects.get(pk=role), place, by=SYSTEM, at=LONG_AGO, reason="")
    return place
