"""Licences: who reads them, the register of users, what waits, whether a use is covered on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation.todo import TodoItem
from smilemark.mark.legal import licences as legal
from smilemark.mark.models import Licence, LicencePaper
from smilemark.mark.states.licences import LicenceState

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
POINT_8 = "附件十三第八點"


def licences_visible_to(user: User | AnonymousUser) -> QuerySet[Licence]:
    """Licences: the licensee its own once signed; the secretariat and the administration all."""
    rows = Licence.objects.select_related("licensee", "licensor", "previous")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    held = user.organisations_as(roles.APPLICANT, roles.LABORATORY)
    return rows.filter(licensee_id__in=held).exclude(state__in=[LicenceState.DRAFT, LicenceState.DROPPED])


def papers_visible_to(user: User | AnonymousUser) -> QuerySet[LicencePaper]:
    """The contracts of those licences."""
    rows = LicencePaper.objects.select_related("file", "licence")
    return rows.filter(licence__in=licences_visible_to(user).order_by().values("pk"))


def listed(user: User, *, q: str = "", state: str = "", kind: str = "") -> QuerySet[Licence]:
    """The register of users, filtered, newest first."""
    rows = licences_visible_to(user)
    if word := q.strip():
        rows = rows.filter(
            Q(number__icontains=word) | Q(licensee__name__icontains=word) | Q(contract_number__icontains=word)
        )
    if state in LicenceState.values:
        rows = rows.filter(state=state)
    if kind in Licence.Kind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by("-pk")


def in_force(licence: Licence, on: date) -> bool:
    """Whether the licence may be used on the day: signed, in its period, not ended before."""
    if licence.state in {LicenceState.DRAFT, LicenceState.DROPPED}:
        return False
    running = legal.runs_on(licence.first_day, licence.last_day, on)
    return running and (licence.ended_on is None or on < licence.ended_on)


def why_not_use(licence: Licence, use: str, on: date) -> str | None:
    """Why the licensee may not use the mark so on the day; None: it may (points 36, 37; annex 13 points 3, 4).

    Args:
        licence: the licence.
        use: a code of ``legal.USES``.
        on: the day.
    """
    licensee = legal.LABORATORY if licence.kind == Licence.Kind.LABORATORY else legal.OTHER_USER
    answer = legal.covered(licensee, use, in_force=in_force(licence, on))
    return None if answer.passed else answer.sentence


COLUMNS = ("授權編號", "種類", "被授權單位", "合約編號", "授權起日", "授權末日", "推廣製作物", "據點數", "狀態")


def exported(rows: QuerySet[Licence]) -> list[dict[str, str]]:
    """The register as it is shown."""
    return [
        dict(
            zip(
                COLUMNS,
                (
                    row.number,
                    row.get_kind_display(),
                    row.licensee.name,
                    row.contract_number,
                    row.first_day.isoformat(),
                    row.last_day.isoformat(),
                    row.work_words(),
                    str(len(row.sites.all())),
                    row.get_state_display(),
                ),
                strict=True,
            )
        )
        for row in rows.prefetch_related("sites")
    ]


# ---- what waits for whom ------------------------------------------------------------------------------------


def _item(word: str, row: Licence, next_step: str, *, until: date | None = None, cite: str = "") -> TodoItem:
    return TodoItem(
        title=f"{word}：{row.number} {row.licensee.name}",
        url=reverse("mark:licence", args=[row.number]),
        since=timezone.localdate(row.opened_at),
        until=until,
        cite=cite,
        next_step=next_step,
    )


def todo_for(user: User, today: date) -> list[TodoItem]:
    """The secretariat: contracts to sign, ending soon, or not improved; the licensee: contracts ending soon."""
    rows = licences_visible_to(user).order_by("pk")
    soon = rows.filter(state=LicenceState.IN_FORCE, last_day__lte=today + timedelta(days=legal.REMIND_DAYS))
    found = [
        _item("標章授權將屆期", row, "擬續用者請續約；期滿停止使用", until=row.last_day, cite="附件十三第四點")
        for row in soon
        if user.holds(roles.SECRETARIAT) or user.organisations_as(roles.APPLICANT, roles.LABORATORY)
    ]
    if user.holds(roles.SECRETARIAT):
        found += [_item("完成授權合約", row, "簽訂後生效") for row in rows.filter(state=LicenceState.DRAFT)]
        failed = rows.filter(state=LicenceState.IN_FORCE, checks__state="not_improved").distinct()
        found += [_item("屆期未改善，審酌終止授權", row, "得終止授權", cite=POINT_8) for row in failed]
    return found
