"""同意變更圖樣, by the administration (point 35)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation import events, files
from smilemark.foundation.moves import Refused
from smilemark.mark.actions.texts import text_of
from smilemark.mark.models import Consent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import Organisation, User

ONLY_ADMINISTRATION = "變更圖樣之同意，由本署為之（第三十五點）。"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is agreed to: whom (統一編號 of a firm, or name of a laboratory), which changes, since when."""

    licensee: str
    letter_number: str
    changes: Sequence[str]
    text: str
    first_day: date


def licensee_named(value: str, by: User) -> Organisation:
    """The firm with this 統一編號, or the laboratory with this name.

    Raises:
        Refused: there is none.
    """
    word = value.strip()
    firm = companies.firm_by_ubn(word) if word else None
    if firm is not None:
        return firm
    laboratory = accreditation.laboratories_visible_to(by).filter(name=word).first() if word else None
    if laboratory is None:
        raise Refused("被授權單位：請填業者之統一編號，或檢驗機構之全名；業者尚未登錄者，請先登錄。", field="licensee")
    return laboratory


def grant_consent(*, agreed: Agreed, pattern: UploadedFile[Any] | None, by: User, at: datetime) -> Consent:
    """登錄同意: the pattern agreed to is kept as a file.

    Raises:
        Refused: not the administration, no such licensee, no change named, no pattern, or a letter number used before.
    """
    if not by.holds(roles.ADMINISTRATION):
        raise Refused(ONLY_ADMINISTRATION)
    changes = [code for code in Consent.Change.values if code in agreed.changes]
    if not changes:
        raise Refused("同意變更：請至少選擇一項。", field="changes")
    if pattern is None:
        raise Refused("同意之圖樣：請附加檔案。", field="pattern")
    number = text_of(agreed.letter_number, field="letter_number", label="同意函文號", most=80)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                licensee_id=licensee_named(agreed.licensee, by).pk,
                letter_number=number,
                changes=changes,
                text=text_of(agreed.text, field="text", label="同意內容"),
                pattern=files.store(pattern, by=by, at=at, field="pattern"),
                first_day=agreed.first_day,
                granted_at=at,
                granted_by=by,
            )
            events.record(consent, "grant", by=by, at=at, data={"letter": number, "changes": changes})
    except IntegrityError as twice:
        raise Refused("同意函文號：這個文號已經登錄。", field="letter_number") from twice
    return consent


def end_consent(*, consent_id: int, reason: str, by: User, at: datetime) -> Consent:
    """廢止同意, from today on.

    Raises:
        Refused: not the administration, no reason, not begun, or ended before.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
        if not by.holds(roles.ADMINISTRATION):
            raise Refused(ONLY_ADMINISTRATION)
        if consent.ended_on is not None or consent.first_day > on:
            raise Refused("這項同意已廢止或尚未生效。")
        consent.ended_reason = text_of(reason, field="reason", label="廢止理由", most=300)
        consent.ended_on = on
        consent.save(update_fields=["ended_on", "ended_reason"])
        events.record(consent, "end", by=by, at=at, data={"on": on.isoformat()}, text={"reason": consent.ended_reason})
    return consent
