"""Assessors' training certificates (point 30; annex 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts.models import User
from smilemark.accreditation import legal, permissions
from smilemark.accreditation.models import AssessorCertificate
from smilemark.foundation import calendar, events, findings
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned

if TYPE_CHECKING:
    from datetime import date, datetime


def certify_assessor(*, user_id: int, number: str, issued_on: date, by: Actor, at: datetime) -> AssessorCertificate:
    """登錄評核人員訓練合格證書：有效二年，核發日不計（附件十第七點；AMB-04）。

    Raises:
        Refused: not allowed, a field is wrong (named), or the number is taken.
    """
    reason = permissions.why_not_keep(by)
    if reason is not None:
        raise Refused(reason)
    holder = User.objects.filter(pk=user_id, is_active=True).first()
    if holder is None:
        raise Refused("請選擇「人員」。", field="user")
    if issued_on > timezone.localdate(at):
        raise Refused("核發日不得晚於今日。", field="issued_on")
    words = cleaned(number, field="number", label="證書字號", limit=40)
    try:
        finding = legal.period_of_certificate(issued_on)
    except legal.TooEarlyError as early:
        raise Refused(str(early), field="issued_on") from early
    try:
        with transaction.atomic():
            row = AssessorCertificate.objects.create(
                user=holder, number=words, issued_on=issued_on, last_valid_day=finding.result.last_valid_day
            )
            findings.store(row, "assessor-certificate-period", {"issue_date": issued_on}, finding, at, on=issued_on)
            data = {
                "user": holder.pk,
                "number": words,
                "issued_on": issued_on.isoformat(),
                "last_valid_day": row.last_valid_day.isoformat(),
            }
            events.record(row, "certify", by=by, at=at, data=data)
    except IntegrityError as twice:
        raise Refused(f"證書字號{words}已經登錄。", field="number") from twice
    return row


def withdraw_certificate(
    *, certificate_id: int, withdrawn_on: date, reason: str, by: Actor, at: datetime
) -> AssessorCertificate:
    """撤銷合格證書（第四十八點）：自撤銷日起不得執行現場評核。"""
    refusal = permissions.why_not_keep(by)
    if refusal is not None:
        raise Refused(refusal)
    words = cleaned(reason, field="reason", label="撤銷理由", limit=500)
    with transaction.atomic():
        row = AssessorCertificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
        if row.withdrawn_on is not None:
            raise Refused(f"此證書已於{calendar.roc(row.withdrawn_on)}撤銷。")
        if not row.issued_on <= withdrawn_on <= timezone.localdate(at):
            raise Refused("撤銷日應在核發日至今日之間。", field="withdrawn_on")
        row.withdrawn_on = withdrawn_on
        row.save()
        data = {"user": row.user_id, "withdrawn_on": withdrawn_on.isoformat()}
        events.record(row, "withdraw", by=by, at=at, data=data, text={"reason": words})
    return row
