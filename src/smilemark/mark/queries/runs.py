"""Print runs: who reads them, and which run a tag is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from smilemark.accounts import roles
from smilemark.mark.models import LabelOrder, PrintRun

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
_LABEL = re.compile(r"\d{8}-\d{5}")


def runs_visible_to(user: User | AnonymousUser) -> QuerySet[PrintRun]:
    """Runs: the firm its own, the body those of its certificates, the printing body those it printed; and who oversees."""
    rows = PrintRun.objects.select_related("label__certificate", "firm", "recorded_by")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    allowed = Q(firm_id__in=user.organisations_as(roles.APPLICANT)) | Q(
        label__certificate__body_id__in=user.organisations_as(*roles.BODY_ROLES)
    )
    if printers := user.organisations_as(roles.PRINTING_BODY):
        sent = LabelOrder.objects.filter(printing_body_id__in=printers).order_by().values("number")
        allowed |= Q(kind=PrintRun.Kind.GOVERNMENT, source__in=sent)
    return rows.filter(allowed)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a tag says, and the run it is of; ``reason``: why none was found."""

    run: PrintRun | None
    reason: str = ""


def trace(user: User, *, label: str, serial: str) -> Trace:
    """The run of the tag with this label number and serial, among those the person may read.

    Args:
        user: who asks.
        label: as printed, ``01500001-00001``.
        serial: as printed; leading zeros do not matter.
    """
    label, serial = label.strip(), serial.strip().replace(",", "")
    if not _LABEL.fullmatch(label):
        return Trace(None, "標章編號：請填 8 碼、連字號、5 碼，例如 01500001-00001。")
    if not (serial.isascii() and serial.isdigit() and 1 <= len(serial) <= 9 and int(serial) > 0):  # noqa: PLR2004  # 9 digits
        return Trace(None, "流水號：請填 1 至 9 位數字。")
    number = int(serial)
    found = runs_visible_to(user).filter(label__number=label, first_serial__lte=number, last_serial__gte=number).first()
    if found is None:
        return Trace(
            None, "查無這個標章編號與流水號之印製批次：可能為未經核准印製，請查明來源（第四十三點第一項第二款）。"
        )
    return Trace(found)
