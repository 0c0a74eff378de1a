"""Certification bodies and their accreditations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts.models import Organisation
from smilemark.accreditation import legal, permissions
from smilemark.accreditation.models import Accreditation, Body
from smilemark.foundation import calendar, events, findings
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance.queries import industries

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.governance.models import Industry

CLASSES = (1, 2, 3)


HEAD = (("head_title", "代表人職稱", 40), ("head_name", "代表人姓名", 80))


def register_body(  # noqa: PLR0913  # one argument per field that is written
    *,
    name: str,
    head_title: str,
    head_name: str,
    short_name: str = "",
    name_en: str = "",
    email: str = "",
    phone: str = "",
    by: Actor,
    at: datetime,
) -> Body:
    """登錄驗證機構；登錄本身不生認證效力（第十二點）。代表人署名於其發文（行政程序法第九十六條第一項第四款）。

    Raises:
        Refused: not the administration, a field is empty or too long (named), or the name is registered.
    """
    _allowed(by)
    head = _head({"head_title": head_title, "head_name": head_name})
    body = Body(
        kind=Organisation.Kind.BODY,
        name=cleaned(name, field="name", label="名稱", limit=200),
        short_name=cleaned(short_name, field="short_name", label="簡稱", limit=20, required=False),
        name_en=cleaned(name_en, field="name_en", label="英文名稱", limit=200, required=False),
        email=cleaned(email, field="email", label="電子郵件", limit=254, required=False),
        phone=cleaned(phone, field="phone", label="電話", limit=40, required=False),
        **head,
    )
    if Body.objects.filter(name=body.name).exists():
        raise Refused(f"「{body.name}」已經登錄。", field="name")
    with transaction.atomic():
        body.save(force_insert=True)
        data = {"name": body.name, "short_name": body.short_name}
        events.record(body, "register", by=by, at=at, data=data, text={"head": body.head})
    return body


def change_body(
    *, body_id: int, head_title: str, head_name: str, email: str = "", phone: str = "", by: Actor, at: datetime
) -> Body:
    """變更驗證機構之代表人及聯絡方式；已發之函不變。

    Args:
        body_id: the body.
        head_title: 代表人職稱, as letters print it.
        head_name: 代表人姓名.
        email: for letters and the public register.
        phone: as email.
        by: who.
        at: when.

    Raises:
        Refused: not the administration, a field is empty or too long (named), or nothing changes.
    """
    _allowed(by)
    given = _head({"head_title": head_title, "head_name": head_name}) | {
        "email": cleaned(email, field="email", label="電子郵件", limit=254, required=False),
        "phone": cleaned(phone, field="phone", label="電話", limit=40, required=False),
    }
    with transaction.atomic():
        body = Body.objects.select_for_update(of=("self",)).get(pk=body_id)
        changed = [field for field, value in given.items() if getattr(body, field) != value]
        if not changed:
            raise Refused("資料未變更。")
        for field in changed:
            setattr(body, field, given[field])
        body.save()
        events.record(body, "change", by=by, at=at, data={"fields": changed}, text={"head": body.head})
    return body


def _head(given: dict[str, str]) -> dict[str, str]:
    return {field: cleaned(given[field], field=field, label=label, limit=limit) for field, label, limit in HEAD}


def _allowed(by: Actor) -> None:
    reason = permissions.why_not_keep(by)
    if reason is not None:
        raise Refused(reason)


def accredit(
    *,
    body_id: int,
    product_class: int,
    certificate_number: str,
    first_day: date,
    industry_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Accreditation:
    """核發驗證機構認證書：第一類依產業別，有效期間三年，始日計入（第十二點第三項、第十三點）。

    Args:
        body_id: the body.
        product_class: 1, 2 or 3.
        certificate_number: number of the accreditation certificate (annex 4).
        first_day: day the accreditation was obtained; it counts.
        industry_id: required in class 1, not given in the others (AMB-57).
        by: who.
        at: when.

    Raises:
        Refused: not allowed, a field is wrong (named), or the same scope is accredited on that day already.
        Body.DoesNotExist: there is no such body.
    """
    _allowed(by)
    industry = _industry(product_class, industry_id)
    number = cleaned(certificate_number, field="certificate_number", label="認證書編號", limit=40)
    try:
        finding = legal.period_of_accreditation(first_day)
    except legal.TooEarlyError as early:
        raise Refused(str(early), field="first_day") from early
    try:
        with transaction.atomic():
            body = Body.objects.select_for_update(of=("self",)).get(pk=body_id)
            _not_twice(body, product_class, industry, first_day)
            row = Accreditation.objects.create(
                body=body,
                product_class=product_class,
                industry=industry,
                certificate_number=number,
                first_day=first_day,
                last_day=finding.result.last_valid_day,
            )
            facts = {"accredited_date": first_day}
            findings.store(row, "accreditation-period", facts, finding, at, on=first_day)
            events.record(body, "accredit", by=by, at=at, data=_facts(row))
    except IntegrityError as twice:
        raise Refused("此機構同一範圍、同一生效日之認證已經登錄。", field="first_day") from twice
    return row


def _industry(product_class: int, industry_id: int | None) -> Industry | None:
    if product_class not in CLASSES:
        raise Refused("請選擇「產品類別」。", field="product_class")
    if product_class != 1:
        if industry_id is not None:
            raise Refused("第二類、第三類之認證不分產業別，請勿指定產業別。", field="industry")
        return None
    industry = industries(product_class=1).filter(pk=industry_id or 0).first()
    if industry is None:
        raise Refused("第一類之認證依產業別核發，請選擇第一類之「產業別」（第十二點）。", field="industry")
    return industry


def _not_twice(body: Body, product_class: int, industry: Industry | None, first_day: date) -> None:
    """Two accreditations of one scope may follow each other, not overlap."""
    same = body.accreditations.filter(
        product_class=product_class, industry=industry, ended_on=None, last_day__gte=first_day
    ).order_by("-last_day")
    held = same.first()
    if held is not None and held.first_day <= first_day:
        raise Refused(
            f"此範圍已有有效至{calendar.roc(held.last_day)}之認證（{held.certificate_number}）；"
            "重新認證之生效日應在其後。",
            field="first_day",
        )
    if held is not None:
        raise Refused(
            f"此範圍已有自{calendar.roc(held.first_day)}生效之認證（{held.certificate_number}）。", field="first_day"
        )


def cancel_accreditation(
    *, accreditation_id: int, ended_on: date, reason: str, by: Actor, at: datetime
) -> Accreditation:
    """廢止認證（第四十五點）：自廢止日起不得辦理驗證。

    Args:
        accreditation_id: the accreditation.
        ended_on: the first day without it.
        reason: why.
        by: who.
        at: when.
    """
    _allowed(by)
    words = cleaned(reason, field="reason", label="廢止理由", limit=500)
    with transaction.atomic():
        row = Accreditation.objects.select_for_update(of=("self",)).select_related("body").get(pk=accreditation_id)
        if row.ended_on is not None:
            raise Refused(f"此認證已於{calendar.roc(row.ended_on)}廢止。")
        if not row.first_day <= ended_on <= timezone.localdate(at):
            raise Refused("廢止日應在認證生效日至今日之間。", field="ended_on")
        row.ended_on = ended_on
        row.save()
        data = _facts(row) | {"ended_on": ended_on.isoformat()}
        events.record(row.body, "cancel_accreditation", by=by, at=at, data=data, text={"reason": words})
    return row


def _facts(row: Accreditation) -> dict[str, str | int | None]:
    return {
        "accreditation": row.pk,
        "product_class": row.product_class,
        "industry": row.industry.code if row.industry is not None else None,
        "certificate_number": row.certificate_number,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
    }
