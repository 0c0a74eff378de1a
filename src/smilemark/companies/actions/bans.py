"""The ledger of bans (points 41 II, 42 II, 43 III)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from smilemark.companies import legal, permissions
from smilemark.companies.models import Ban, Firm
from smilemark.foundation import events, findings
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned

if TYPE_CHECKING:
    from datetime import date, datetime

POINTS: Final = ("41", "42(1)", "42(2)", "42(3)", "42(4)", "42(5)", "42(6)", "43")
"""The points on operators; 45 to 48 concern bodies, laboratories, schemes and assessors."""


def record_ban(
    *, firm_id: int, point: str, effective_on: date, source_stream: str = "", by: Actor, at: datetime
) -> Ban | None:
    """登錄不得重新申請之期間：自撤銷或廢止生效之次日起，對該業者全部產品（AMB-28、AMB-61），首末日均計入。

    Args:
        firm_id: the firm.
        point: one of ``POINTS``.
        effective_on: day the decision took effect (service).
        source_stream: number or chain of the decision; the same decision recorded again gives the same row.
        by: who records.
        at: when.

    Returns:
        The ban, or None where the point carries none.

    Raises:
        Refused: not allowed, or a field is wrong (named).
        Firm.DoesNotExist: there is no such firm.
    """
    reason = permissions.why_not_ban(by)
    if reason is not None:
        raise Refused(reason)
    if point not in POINTS:
        raise Refused("請選擇撤銷或廢止之依據（第四十一點至第四十三點）。", field="point")
    source = cleaned(source_stream, field="source_stream", label="處分文號", limit=100, required=False)
    period = legal.ban_after(point, effective_on)
    if period is None:
        return None
    with transaction.atomic():
        firm = Firm.objects.select_for_update(of=("self",)).get(pk=firm_id)
        known = Ban.objects.filter(firm=firm, source_stream=source).first() if source else None
        if known is not None:
            return known
        return _write(Ban(firm=firm, point=point, source_stream=source), period, effective_on, by=by, at=at)


def _write(ban: Ban, period: legal.BanPeriod, effective_on: date, *, by: Actor, at: datetime) -> Ban:
    ban.first_day, ban.last_day, ban.cite = period.first_day, period.last_day, period.cite
    ban.save(force_insert=True)
    findings.store(ban, "reapplication-ban", period.facts, period.finding, at, on=period.on)
    data = {
        "ban": ban.pk,
        "point": ban.point,
        "effective_on": effective_on.isoformat(),
        "first_day": ban.first_day.isoformat(),
        "last_day": ban.last_day.isoformat(),
        "source": ban.source_stream,
    }
    events.record(ban.firm, "ban", by=by, at=at, data=data)
    return ban


def lift_ban(*, firm_id: int, source_stream: str, lifted_on: date, by: Actor, at: datetime) -> Ban | None:
    """解除不得重新申請之期間：原處分經撤銷（第四十九點）. Idempotent; None where the decision carried no ban.

    Args:
        firm_id: the firm.
        source_stream: as given to ``record_ban``.
        lifted_on: day the setting aside took effect.
        by: who records.
        at: when.

    Raises:
        Refused: not allowed.
    """
    reason = permissions.why_not_ban(by)
    if reason is not None:
        raise Refused(reason)
    with transaction.atomic():
        firm = Firm.objects.select_for_update(of=("self",)).get(pk=firm_id)
        ban = Ban.objects.filter(firm=firm, source_stream=source_stream, lifted_on=None).first()
        if ban is None:
            return None
        ban.lifted_on = lifted_on
        ban.save(update_fields=["lifted_on"])
        data = {"ban": ban.pk, "lifted_on": lifted_on.isoformat(), "source": source_stream}
        events.record(firm, "lift_ban", by=by, at=at, data=data)
    return ban
