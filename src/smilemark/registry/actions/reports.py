"""Take in a report from the public: kept under a token, contact confidential, nothing personal in any address."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from smilemark.foundation import files, moves, names, numbering
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.registry.models import PublicReport, ReportAddition, ReportPhoto

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

MOST_PHOTOS = 5
_ROC_YEAR = 1911


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What the reporter says. ``contact`` is optional and confidential."""

    kind: str
    channel: str
    place: str
    text: str
    label_number: str = ""
    contact: str = ""


def receive_report(*, words: ReportWords, photos: Sequence[UploadedFile[Any]] = (), at: datetime) -> PublicReport:
    """民眾通報收件（附件十五第二點第二款）：給予案件編號及查詢碼；聯絡方式保密。

    Raises:
        Refused: a field is empty, too long or holds what cannot be shown, or a photo is none; names the field.
    """
    if len(photos) > MOST_PHOTOS:
        raise Refused(f"照片最多 {MOST_PHOTOS} 張。", field="photos")
    year = timezone.localdate(at).year - _ROC_YEAR
    with transaction.atomic():
        report = PublicReport(
            token=secrets.token_urlsafe(18),
            number=f"R{year}-{numbering.next_value(f'report-{year}'):05d}",
            kind=words.kind,
            channel=words.channel,
            label_number=names.cleaned(
                words.label_number, field="label_number", label="標章編號", limit=40, required=False
            ),
            place=names.cleaned(words.place, field="place", label="商店或網址", limit=500),
            text=_paragraphs(words.text),
            contact=names.cleaned(words.contact, field="contact", label="聯絡方式", limit=200, required=False),
            received_at=at,
        )
        moves.begin(report, "receive", by=SYSTEM, at=at, kind=report.kind, channel=report.channel)
        for photo in photos:
            stored = files.store(photo, by=SYSTEM, at=at, field="photos", allowed=files.IMAGES)
            ReportPhoto.objects.get_or_create(report=report, file=stored)
    return report


def add_to_report(*, report_id: int, text: str, at: datetime) -> PublicReport:
    """補充說明：憑查詢碼為之，不需登入。"""
    with moves.moving(PublicReport, report_id, "add", by=SYSTEM, at=at) as report:
        ReportAddition.objects.create(report=report, text=_paragraphs(text), added_at=at)
    return report


def _paragraphs(text: str) -> str:
    lines = [names.cleaned(line, field="text", label="情形", limit=4000, required=False) for line in text.splitlines()]
    whole = "\n".join(lines).strip()
    return names.cleaned(whole, field="text", label="情形", limit=4000) if "\n" not in whole else whole
