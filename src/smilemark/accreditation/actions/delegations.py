"""Authorities of adopted class-2 schemes, and the ministry's delegation to grant the mark (point 33 II)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.accounts import actions as accounts
from smilemark.accounts.models import Organisation
from smilemark.accreditation import permissions
from smilemark.accreditation.models import Delegation
from smilemark.foundation import calendar, events
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance.queries import industries

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.governance.models import Industry

SECOND_CLASS = 2
HEAD = (("head_title", "首長職稱", 40), ("head_name", "首長姓名", 80))


def _allowed(by: Actor) -> None:
    reason = permissions.why_not_delegate(by)
    if reason is not None:
        raise Refused(reason)


def _head(given: dict[str, str]) -> dict[str, str]:
    return {field: cleaned(given[field], field=field, label=label, limit=limit) for field, label, limit in HEAD}


def register_authority(
    *, name: str, head_title: str, head_name: str, email: str = "", name_en: str = "", by: Actor, at: datetime
) -> Organisation:
    """登錄第二類特定產品驗證制度之主管機關；登錄本身不生委託效力（第三十三點第二項）。

    Raises:
        Refused: not the administration, a field is empty or too long (named), or the name is registered.
    """
    _allowed(by)
    head = _head({"head_title": head_title, "head_name": head_name})
    return accounts.found_office(
        kind=Organisation.Kind.SCHEME_AUTHORITY,
        name=cleaned(name, field="name", label="名稱", limit=200),
        name_en=cleaned(name_en, field="name_en", label="英文名稱", limit=200, required=False),
        email=cleaned(email, field="email", label="電子郵件", limit=254, required=False),
        **head,
        by=by,
        at=at,
    )


def change_authority(
    *, authority_id: int, head_title: str, head_name: str, email: str = "", phone: str = "", by: Actor, at: datetime
) -> Organisation:
    """變更主管機關之首長及聯絡方式；已發之函不變（行政程序法第九十六條第一項第四款）。

    Raises:
        Refused: not the administration, a field is empty or too long (named), or nothing changes.
    """
    _allowed(by)
    given = _head({"head_title": head_title, "head_name": head_name}) | {
        "email": cleaned(email, field="email", label="電子郵件", limit=254, required=False),
        "phone": cleaned(phone, field="phone", label="電話", limit=40, required=False),
    }
    with transaction.atomic():
        authority = Organisation.objects.select_for_update().get(
            pk=authority_id, kind=Organisation.Kind.SCHEME_AUTHORITY
        )
        changed = [field for field, value in given.items() if getattr(authority, field) != value]
        if not changed:
            raise Refused("資料未變更。")
        for field in changed:
            setattr(authority, field, given[field])
        authority.save()
        events.record(authority, "change", by=by, at=at, data={"fields": changed}, text={"head": authority.head})
    return authority


def delegate(  # noqa: PLR0913  # one argument per field that is written
    *,
    authority_id: int,
    industry_id: int,
    delegated_by: str,
    number: str,
    delegated_on: date,
    first_day: date,
    last_day: date | None = None,
    by: Actor,
    at: datetime,
) -> Delegation:
    """登錄經濟部之委託：自生效日起，該產業第二類產品之標章使用權由受託機關審查授予（第三十三點第二項）。

    Args:
        authority_id: the authority of the adopted scheme.
        industry_id: an industry of class 2.
        delegated_by: 委託機關.
        number: 委託公告文號 (行政程序法第十五條第三項: a delegation is announced).
        delegated_on: its date; not to come.
        first_day: the first day on which the authority may grant; not before the date of the delegation.
        last_day: the last such day, or open.
        by: a person of the administration.
        at: now.

    Raises:
        Refused: not allowed, a field is wrong (named), or the industry is delegated on one of these days already.
    """
    _allowed(by)
    words = {
        "delegated_by": cleaned(delegated_by, field="delegated_by", label="委託機關", limit=80),
        "number": cleaned(number, field="number", label="委託公告文號", limit=80),
    }
    _must_be_in_order(timezone.localdate(at), delegated_on, first_day, last_day)
    with transaction.atomic():
        authority = Organisation.objects.filter(pk=authority_id, kind=Organisation.Kind.SCHEME_AUTHORITY).first()
        if authority is None:
            raise Refused("請選擇受託之主管機關。", field="authority")
        industry = industries(product_class=SECOND_CLASS).select_for_update().filter(pk=industry_id).first()
        if industry is None:
            raise Refused("請選擇第二類之「產業別」（第三十三點第二項）。", field="industry")
        _not_twice(industry, first_day, last_day)
        row = Delegation.objects.create(
            authority=authority,
            industry=industry,
            delegated_on=delegated_on,
            first_day=first_day,
            last_day=last_day,
            **words,
        )
        events.record(row, "delegate", by=by, at=at, data=_facts(row), first=True)
    return row


def _must_be_in_order(today: date, delegated_on: date, first_day: date, last_day: date | None) -> None:
    if delegated_on > today:
        raise Refused("委託日期不得晚於今日。", field="delegated_on")
    if first_day < delegated_on:
        raise Refused("生效日不得早於委託日期。", field="first_day")
    if last_day is not None and last_day < first_day:
        raise Refused("末日不得早於生效日。", field="last_day")


def _not_twice(industry: Industry, first_day: date, last_day: date | None) -> None:
    """One industry has one authority on a day; the industry's row is locked."""
    for held in Delegation.objects.filter(industry=industry).select_related("authority").order_by("first_day"):
        until = held.last_day
        if held.ended_on is not None:
            if held.ended_on <= first_day:
                continue
            until = held.ended_on
        starts_after = last_day is not None and held.first_day > last_day
        if starts_after or (until is not None and until < first_day):
            continue
        end = f"至{calendar.roc(until)}" if until is not None else "起"
        raise Refused(
            f"「{industry.name}」已自{calendar.roc(held.first_day)}{end}委託{held.authority.name}（{held.number}），"
            "同一期間不得重複委託。",
            field="first_day",
        )


def end_delegation(*, delegation_id: int, ended_on: date, reason: str, by: Actor, at: datetime) -> Delegation:
    """終止委託：自終止日起，標章使用權不再由受託機關授予；審查中之案件由本署續審（第三十三點第二項）。

    Raises:
        Refused: not allowed, ended already, no reason, or a day outside of first day and today, or after the last day.
    """
    _allowed(by)
    words = cleaned(reason, field="reason", label="終止理由", limit=500)
    with transaction.atomic():
        rows = Delegation.objects.select_for_update(of=("self",)).select_related("authority", "industry")
        row = rows.get(pk=delegation_id)
        if row.ended_on is not None:
            raise Refused(f"此委託已於{calendar.roc(row.ended_on)}終止。")
        if not row.first_day <= ended_on <= timezone.localdate(at):
            raise Refused("終止日應在委託生效日至今日之間。", field="ended_on")
        if row.last_day is not None and ended_on > row.last_day:
            raise Refused(f"此委託已於{calendar.roc(row.last_day)}屆滿，其後無從終止。", field="ended_on")
        row.ended_on = ended_on
        row.save()
        data = _facts(row) | {"ended_on": ended_on.isoformat()}
        events.record(row, "end_delegation", by=by, at=at, data=data, text={"reason": words})
    return row


def _facts(row: Delegation) -> dict[str, str | int | None]:
    return {
        "authority": row.authority_id,
        "industry": row.industry.code,
        "delegated_by": row.delegated_by,
        "number": row.number,
        "delegated_on": row.delegated_on.isoformat(),
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else None,
    }
