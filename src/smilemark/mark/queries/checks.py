"""Spot checks: who reads them, what they breach, what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.foundation.todo import TodoItem
from smilemark.mark.legal import checks as legal
from smilemark.mark.models import CheckPhoto, Licence, SpotCheck
from smilemark.mark.queries.licences import in_force
from smilemark.mark.states.checks import CheckState

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
LICENSEES = (roles.APPLICANT, roles.LABORATORY)
POINT_7 = "附件十三第七點"
TOLD = (CheckState.NOTICED, CheckState.REPORTED, CheckState.IMPROVED, CheckState.NOT_IMPROVED)
"""States in which the licensee has been told of the check."""


def checks_visible_to(user: User | AnonymousUser) -> QuerySet[SpotCheck]:
    """Checks: the licensor its own, the licensee once it was noticed; and who oversees."""
    rows = SpotCheck.objects.select_related(
        "authority", "subject", "certificate__industry", "licence", "consent", "opened_by", "rechecked_by"
    )
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(authority_id__in=user.organisations_as(*roles.BODY_ROLES))
        | Q(subject_id__in=user.organisations_as(*LICENSEES), state__in=TOLD)
    )


def photos_visible_to(user: User | AnonymousUser) -> QuerySet[CheckPhoto]:
    """The photos of those checks."""
    rows = CheckPhoto.objects.select_related("file", "check_of")
    return rows.filter(check_of__in=checks_visible_to(user).order_by().values("pk"))


def listed(user: User, *, q: str = "", state: str = "") -> QuerySet[SpotCheck]:
    """The list, filtered, newest first."""
    rows = checks_visible_to(user)
    if word := q.strip():
        rows = rows.filter(Q(number__icontains=word) | Q(subject__name__icontains=word) | Q(certificate__number=word))
    if state in CheckState.values:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def breaches_of(check: SpotCheck) -> list[str]:
    """What the check saw that breaches the rules of use, each with its place."""
    consent = check.consent
    return legal.breaches(
        legal.Seen(
            licensee=_licensee(check),
            in_force=_is_in_force(check),
            uses=check.uses,
            changes=check.changes,
            consented=consent.changes if consent is not None else (),
            was_transferred=check.was_transferred,
            was_refused=check.was_refused,
            other=check.other_breach,
        )
    )


def _licensee(check: SpotCheck) -> str:
    if check.licence is None:
        return legal.CERTIFIED
    return legal.LABORATORY if check.licence.kind == Licence.Kind.LABORATORY else legal.OTHER_USER


def _is_in_force(check: SpotCheck) -> bool:
    """Whether the right ran on the day of the check: any product of the certificate, or the contract (annex 13 point 3)."""
    if check.licence is not None:
        return in_force(check.licence, check.checked_on)
    return in_use.labels_in_use(check.checked_on).filter(certificate=check.certificate).exists()


# ---- what waits for whom ------------------------------------------------------------------------------------


def _item(word: str, check: SpotCheck, next_step: str, until: date | None) -> TodoItem:
    return TodoItem(
        title=f"{word}：{check.number} {check.subject.name}",
        url=reverse("mark:check", args=[check.number]),
        since=check.checked_on,
        until=until,
        cite=POINT_7 if until else "",
        next_step=next_step,
    )


def todo_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every to-do provider
    """The licensor: checks to conclude, re-checks to make; the licensee: what is to be improved."""
    rows = checks_visible_to(user).order_by("pk")
    found: list[TodoItem] = []
    if held := user.organisations_as(*LICENSEES):
        wait = rows.filter(subject_id__in=held, state=CheckState.NOTICED)
        found += [_item("改善標章使用並回報", check, "回報後由授權單位複查", check.due_on) for check in wait]
    if held := user.organisations_as(roles.REVIEWER, roles.DECIDER, roles.SECRETARIAT):
        own = rows.filter(authority_id__in=held)
        found += [
            _item("作成抽查結果", check, "符合者結案，違反者得通知限期改善", None)
            for check in own.filter(state=CheckState.DRAFT)
        ]
        found += [
            _item("複查標章使用", check, "改善者結案", check.recheck_on or check.due_on)
            for check in own.filter(state__in=[CheckState.REPORTED, CheckState.NOTICED])
        ]
    return found
