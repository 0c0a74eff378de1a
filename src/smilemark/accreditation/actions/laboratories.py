"""Laboratories and their recognitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts.models import Organisation
from smilemark.accreditation import permissions
from smilemark.accreditation.models import Laboratory, Recognition
from smilemark.foundation import calendar, events
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance.queries import industries

if TYPE_CHECKING:
    from datetime import date, datetime


def register_laboratory(
    *, name: str, name_en: str = "", email: str = "", phone: str = "", by: Actor, at: datetime
) -> Laboratory:
    """登錄檢驗機構；登錄本身不生認可效力（第十四點）。"""
    _allowed(by)
    laboratory = Laboratory(
        kind=Organisation.Kind.LABORATORY,
        name=cleaned(name, field="name", label="名稱", limit=200),
        name_en=cleaned(name_en, field="name_en", label="英文名稱", limit=200, required=False),
        email=cleaned(email, field="email", label="電子郵件", limit=254, required=False),
        phone=cleaned(phone, field="phone", label="電話", limit=40, required=False),
    )
    if Laboratory.objects.filter(name=laboratory.name).exists():
        raise Refused(f"「{laboratory.name}」已經登錄。", field="name")
    with transaction.atomic():
        laboratory.save(force_insert=True)
        events.record(laboratory, "register", by=by, at=at, data={"name": laboratory.name})
    return laboratory


def _allowed(by: Actor) -> None:
    reason = permissions.why_not_keep(by)
    if reason is not None:
        raise Refused(reason)


def recognise(
    *,
    laboratory_id: int,
    industry_id: int,
    announcement_number: str,
    first_day: date,
    by: Actor,
    at: datetime,
) -> Recognition:
    """登錄並公告認可之檢驗機構（第十四點第三項）；認可未定期間，至廢止為止（AMB-56）。

    Raises:
        Refused: not allowed, a field is wrong (named), or recognised for the industry already.
        Laboratory.DoesNotExist: there is no such laboratory.
    """
    _allowed(by)
    industry = industries().filter(pk=industry_id).exclude(product_class=2).first()
    if industry is None:
        raise Refused("請選擇第一類或第三類之「產業別」（第十四點）。", field="industry")
    number = cleaned(announcement_number, field="announcement_number", label="公告文號", limit=80)
    try:
        with transaction.atomic():
            laboratory = Laboratory.objects.select_for_update(of=("self",)).get(pk=laboratory_id)
            row = Recognition.objects.create(
                laboratory=laboratory, industry=industry, announcement_number=number, first_day=first_day
            )
            data = {
                "recognition": row.pk,
                "industry": industry.code,
                "announcement_number": number,
                "first_day": first_day.isoformat(),
            }
            events.record(laboratory, "recognise", by=by, at=at, data=data)
    except IntegrityError as twice:
        raise Refused(f"此檢驗機構已認可辦理「{industry.name}」。", field="industry") from twice
    return row


def end_recognition(*, recognition_id: int, ended_on: date, reason: str, by: Actor, at: datetime) -> Recognition:
    """廢止認可（第四十六點）：自廢止日起之檢驗不予採認。"""
    _allowed(by)
    words = cleaned(reason, field="reason", label="廢止理由", limit=500)
    with transaction.atomic():
        rows = Recognition.objects.select_for_update(of=("self",)).select_related("laboratory", "industry")
        row = rows.get(pk=recognition_id)
        if row.ended_on is not None:
            raise Refused(f"此認可已於{calendar.roc(row.ended_on)}廢止。")
        if not row.first_day <= ended_on <= timezone.localdate(at):
            raise Refused("廢止日應在認可生效日至今日之間。", field="ended_on")
        row.ended_on = ended_on
        row.save()
        data = {"recognition": row.pk, "industry": row.industry.code, "ended_on": ended_on.isoformat()}
        events.record(row.laboratory, "end_recognition", by=by, at=at, data=data, text={"reason": words})
    return row
