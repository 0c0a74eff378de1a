"""Who bears the costs of class 1: the user, or in the start-up phase the government's budget (point 38 I; AMB-84)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from smilemark.foundation import calendar, events
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance import permissions
from smilemark.governance.models import Industry, StartUpFunding

if TYPE_CHECKING:
    from datetime import date, datetime

FIRST_CLASS = 1


def fund(
    *, industry_id: int, number: str, first_day: date, last_day: date | None = None, by: Actor, at: datetime
) -> StartUpFunding:
    """登錄推動初期由政府編列預算全額負擔之產業：自適用首日起，至末日止；未定末日者至停止為止（第三十八點第一項）。

    Args:
        industry_id: an industry of class 1.
        number: 核定文號.
        first_day: the first day on which the government bears the costs of applications and labels.
        last_day: the last such day, or open.
        by: a person of the administration.
        at: now.

    Raises:
        Refused: not allowed, a field is wrong (named), or the industry is funded on one of these days already.
    """
    _allowed(by)
    words = cleaned(number, field="number", label="核定文號", limit=80)
    if last_day is not None and last_day < first_day:
        raise Refused("適用末日不得早於首日。", field="last_day")
    with transaction.atomic():
        industry = Industry.objects.select_for_update().filter(pk=industry_id, product_class=FIRST_CLASS).first()
        if industry is None:
            raise Refused("得由政府預算全額負擔者，以第一類產品之產業為限（第三十八點第一項）。", field="industry")
        _not_twice(industry, first_day, last_day)
        row = StartUpFunding.objects.create(industry=industry, number=words, first_day=first_day, last_day=last_day)
        events.record(row, "fund", by=by, at=at, data=_facts(row), first=True)
    return row


def _allowed(by: Actor) -> None:
    reason = permissions.why_not_fund(by)
    if reason is not None:
        raise Refused(reason)


def _not_twice(industry: Industry, first_day: date, last_day: date | None) -> None:
    for held in industry.fundings.order_by("first_day"):
        is_before = held.last_day is not None and held.last_day < first_day
        is_after = last_day is not None and held.first_day > last_day
        if not is_before and not is_after:
            end = f"至{calendar.roc(held.last_day)}" if held.last_day is not None else "起"
            raise Refused(
                f"「{industry.name}」已自{calendar.roc(held.first_day)}{end}由政府預算全額負擔（{held.number}）。",
                field="first_day",
            )


def end_funding(*, funding_id: int, last_day: date, reason: str, by: Actor, at: datetime) -> StartUpFunding:
    """停止全額負擔：末日之次日起，回復使用者付費（第三十八點第一項）。

    Raises:
        Refused: not allowed, no reason, or a day before the first one or after the last one set.
    """
    _allowed(by)
    words = cleaned(reason, field="reason", label="停止理由", limit=500)
    with transaction.atomic():
        row = StartUpFunding.objects.select_for_update(of=("self",)).select_related("industry").get(pk=funding_id)
        if last_day < row.first_day:
            raise Refused("適用末日不得早於首日。", field="last_day")
        if row.last_day is not None and last_day >= row.last_day:
            raise Refused(f"已定至{calendar.roc(row.last_day)}為止；停止之末日應更早。", field="last_day")
        row.last_day = last_day
        row.save()
        events.record(row, "end", by=by, at=at, data=_facts(row), text={"reason": words})
    return row


def _facts(row: StartUpFunding) -> dict[str, str | None]:
    return {
        "industry": row.industry.code,
        "number": row.number,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else None,
    }
