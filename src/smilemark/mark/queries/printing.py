"""Self-printing: who reads which applications, what waits for whom, the register of what was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.foundation.todo import TodoItem
from smilemark.mark.models import Consent, PrintApplication, PrintSample
from smilemark.mark.states.printing import AT_BODY, MAY_PRINT, PrintState

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.certification.models import Label

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
SUPPLEMENT = "附件十四第三點第一款"


def applications_visible_to(user: User | AnonymousUser) -> QuerySet[PrintApplication]:
    """Applications: the firm its own, the body those sent in to it; and who oversees, once sent in."""
    rows = PrintApplication.objects.select_related(
        "firm", "body", "certificate__industry", "consent", "form", "reviewed_by", "decided_by"
    )
    if not user.is_authenticated:
        return rows.none()
    sent = Q(submitted_at__isnull=False)
    if any(user.holds(role) for role in SEES_ALL):
        return rows.filter(sent | Q(firm_id__in=user.organisations_as(roles.APPLICANT)))
    return rows.filter(
        Q(firm_id__in=user.organisations_as(roles.APPLICANT))
        | Q(body_id__in=user.organisations_as(*roles.BODY_ROLES)) & sent
    )


def samples_visible_to(user: User | AnonymousUser) -> QuerySet[PrintSample]:
    """The files of those applications."""
    rows = PrintSample.objects.select_related("file", "application")
    return rows.filter(application__in=applications_visible_to(user).order_by().values("pk"))


def consents_visible_to(user: User | AnonymousUser) -> QuerySet[Consent]:
    """Consents to an altered pattern: whom they were given, and the staff who check use."""
    rows = Consent.objects.select_related("licensee", "pattern", "granted_by")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in (*SEES_ALL, *roles.BODY_ROLES)):
        return rows
    return rows.filter(licensee_id__in=user.organisations_as(roles.APPLICANT, roles.LABORATORY))


def listed(user: User, *, q: str = "", state: str = "") -> QuerySet[PrintApplication]:
    """The list, filtered, newest first."""
    rows = applications_visible_to(user)
    if word := q.strip():
        rows = rows.filter(
            Q(number__icontains=word) | Q(firm__name__icontains=word) | Q(firm__ubn=word) | Q(certificate__number=word)
        )
    if state == "may_print":
        rows = rows.filter(state__in=MAY_PRINT)
    elif state in PrintState.values:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def printable(firm_ids: list[int], on: date) -> QuerySet[Label]:
    """The labels of the firms whose right of use runs on the day: what may be applied for."""
    return in_use.labels_in_use(on).filter(certificate__firm_id__in=firm_ids).select_related("certificate__industry")


def may_print(label_number: str, on: date) -> bool:
    """Whether self-printing is registered for the label and its right of use runs on the day (annex 14 point 3(1), (2))."""
    if not in_use.labels_in_use(on).filter(number=label_number).exists():
        return False
    return PrintApplication.objects.filter(
        labels__number=label_number, state__in=MAY_PRINT, registered_on__lte=on
    ).exists()


# ---- what waits for whom ------------------------------------------------------------------------------------


def _item(word: str, row: PrintApplication, next_step: str, *, until: date | None = None, cite: str = "") -> TodoItem:
    since = row.submitted_at or row.opened_at
    return TodoItem(
        title=f"{word}：{row.number} {row.firm.name}",
        url=reverse("mark:printing", args=[row.number]),
        since=timezone.localdate(since),
        next_step=next_step,
        until=until,
        cite=cite,
    )


def todo_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every to-do provider
    """Drafts to send in, supplements to give, samples to check, decisions to make."""
    rows = applications_visible_to(user).order_by("pk")
    found: list[TodoItem] = []
    if firms := user.organisations_as(roles.APPLICANT):
        own = rows.filter(firm_id__in=firms)
        found += [_item("完成自行印製申請", row, "送件後由驗證機構審查") for row in own.filter(state=PrintState.DRAFT)]
        found += [
            _item("補正自行印製申請", row, "補正後由驗證機構續審", until=row.supplement_until, cite=SUPPLEMENT)
            for row in own.filter(state=PrintState.SUPPLEMENT)
        ]
    if bodies := user.organisations_as(roles.REVIEWER):
        wait = rows.filter(body_id__in=bodies, state=PrintState.SUBMITTED)
        found += [_item("審查標章樣本", row, "審查後送核定") for row in wait]
    if bodies := user.organisations_as(roles.DECIDER):
        wait = rows.filter(body_id__in=bodies, state=PrintState.REVIEWED).exclude(reviewed_by=user)
        found += [_item("核定自行印製", row, "通過後登錄並通知業者") for row in wait]
    return found


def waiting_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every to-do provider
    """What the firm waits for: its applications at the body."""
    firms = user.organisations_as(roles.APPLICANT)
    if not firms:
        return []
    rows = applications_visible_to(user).filter(firm_id__in=firms, state__in=AT_BODY).order_by("pk")
    return [_item("驗證機構審查自行印製", row, "通過後得自行印製") for row in rows]
