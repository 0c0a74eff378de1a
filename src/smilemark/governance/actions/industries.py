"""The industries of the scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from smilemark.foundation import events
from smilemark.foundation.moves import Actor, Refused
from smilemark.governance import permissions
from smilemark.governance.models import Industry

if TYPE_CHECKING:
    from datetime import datetime

_CODE_LENGTH = 3


def register_industry(  # noqa: PLR0913  # one argument per field that is written
    *,
    code: str,
    code_status: str,
    name: str,
    product_class: int,
    name_en: str = "",
    category: str = "",
    licence_kind: str = "",
    by: Actor,
    at: datetime,
) -> Industry:
    """登錄產業；同代碼者更新其名稱等資料，內容未變者不留紀錄。

    Args:
        code: three digits; opens every label number.
        code_status: a value of ``Industry.CodeStatus``.
        name: 產業別.
        product_class: 1, 2 or 3 (point 4).
        name_en: English name.
        category: one of the 17 categories.
        licence_kind: the licence of a licensed manufacture (annex 7 part I), "" where none.
        by: who.
        at: when.

    Raises:
        Refused: not allowed, or a field is wrong (named).
    """
    reason = permissions.why_not_draft(by)
    if reason is not None:
        raise Refused(reason)
    if not (code.isascii() and code.isdigit() and len(code) == _CODE_LENGTH):
        raise Refused("產業代碼應為三位數字。", field="code")
    values = {
        "code_status": code_status,
        "name": name,
        "product_class": product_class,
        "name_en": name_en,
        "category": category,
        "licence_kind": licence_kind,
    }
    return _write(code, values, by=by, at=at)


def _write(code: str, values: dict[str, Any], *, by: Actor, at: datetime) -> Industry:
    """Enter the industry, or change what differs."""
    with transaction.atomic():
        industry = Industry.objects.select_for_update().filter(code=code).first()
        if industry is None:
            industry = Industry.objects.create(code=code, **values)
            events.record(industry, "register", by=by, at=at, data={"code": code, **values})
            return industry
        changed = {field: value for field, value in values.items() if getattr(industry, field) != value}
        if changed:
            for field, value in changed.items():
                setattr(industry, field, value)
            industry.save()
            events.record(industry, "change", by=by, at=at, data=changed)
    return industry
