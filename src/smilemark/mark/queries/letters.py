"""Letters: who reads them, and those that wait to be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from smilemark.accounts import roles
from smilemark.foundation import events
from smilemark.foundation.todo import TodoItem
from smilemark.mark.models import Letter

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model, QuerySet

    from smilemark.accounts.models import User

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
SENDERS = (*sorted(roles.BODY_ROLES), roles.SCHEME_AUTHORITY)
ADDRESSEES = (roles.APPLICANT, roles.LABORATORY)


def letters_visible_to(user: User | AnonymousUser) -> QuerySet[Letter]:
    """Letters: addressee, sender, and who oversees."""
    rows = Letter.objects.select_related("addressee", "sender", "document")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(addressee_id__in=user.organisations_as(*ADDRESSEES)) | Q(sender_id__in=user.organisations_as(*SENDERS))
    )


def letters_of(matter: Model, user: User) -> QuerySet[Letter]:
    """The letters of a matter the person may read, oldest first."""
    return letters_visible_to(user).filter(stream=events.stream_of(matter)).order_by("pk")


def is_sealed(letter: Letter, user: User) -> bool:
    """The addressee reads a letter once it has opened it."""
    return letter.first_opened_at is None and is_addressee(letter, user)


def is_addressee(letter: Letter, user: User) -> bool:
    """Whether the person belongs to whom the letter is for."""
    return any(user.holds(role, letter.addressee_id) for role in ADDRESSEES)


def todo_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every to-do provider
    """Letters to open."""
    held = user.organisations_as(*ADDRESSEES)
    if not held:
        return []
    waiting = Letter.objects.filter(addressee_id__in=held, first_opened_at=None).order_by("pk")
    return [
        TodoItem(
            title=f"開啟{letter.kind}：{letter.number}",
            url=reverse("mark:letter", args=[letter.pk]),
            since=letter.dated,
            next_step="閱讀後依函辦理",
        )
        for letter in waiting
    ]
