"""Irregular checks. ``visible_to`` is where every list, detail, photo and paper starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from smilemark.accounts import roles
from smilemark.surveillance.models import Inquiry
from smilemark.surveillance.queries.plans import oversees
from smilemark.surveillance.states import INQUIRY_PUBLIC, InquiryState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smilemark.accounts.models import User

OPEN = (InquiryState.RECEIVED, InquiryState.CHECKING, InquiryState.REPORTED)


def visible_to(user: User) -> QuerySet[Inquiry]:
    """The body's people see theirs; secretariat and administration read all; a firm is heard, it does not read along."""
    if not user.is_active:
        return Inquiry.objects.none()
    rows = Inquiry.objects.select_related("body", "industry", "firm", "inspector", "merged_into")
    if oversees(user):
        return rows
    return rows.filter(Q(body_id__in=user.organisations_as(*roles.BODY_ROLES)))


def reports_of(check: Inquiry) -> list[str]:
    """Numbers of the reports from the public the check answers: its own, then those of the checks merged into it."""
    merged = Inquiry.objects.filter(merged_into=check).order_by("number").values_list("report_number", flat=True)
    return [number for number in (check.report_number, *merged) if number]


@dataclass(frozen=True, slots=True)
class PublicState:
    """What the person who reported may know: the state in words, and the answer once there is one."""

    word: str
    answer: str


def public_state(source_stream: str) -> PublicState | None:
    """How the matter of a report stands; of one that was merged, how the other stands. None: no check yet."""
    row = Inquiry.objects.select_related("merged_into__merged_into").filter(source_stream=source_stream).first()
    if row is None:
        return None
    while row.merged_into is not None:
        row = row.merged_into
    return PublicState(INQUIRY_PUBLIC[row.state], row.answer if row.state == InquiryState.CLOSED else "")
