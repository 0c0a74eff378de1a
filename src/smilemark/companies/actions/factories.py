"""Adding, changing and closing factories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from smilemark.companies import legal, permissions
from smilemark.companies.models import Factory, Firm
from smilemark.foundation import events
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned

if TYPE_CHECKING:
    from datetime import datetime

FIELDS: dict[str, tuple[str, int, bool]] = {
    "name": ("工廠名稱", 200, True),
    "address": ("工廠地址", 200, True),
    "county": ("縣市", 10, True),
    "processes": ("負責製程", 300, False),
    "number": ("工廠登記編號", 50, False),
    "no_number_reason": ("未登記之理由", 300, False),
}
"""Field -> (label, most characters, required)."""


def add_factory(  # noqa: PLR0913  # one argument per field that is written
    *,
    firm_id: int,
    name: str,
    address: str,
    county: str,
    number: str = "",
    no_number_reason: str = "",
    processes: str = "",
    by: Actor,
    at: datetime,
) -> Factory:
    """新增工廠：登記編號首碼決定類別；免辦登記者須敘明理由（第一、三類；第二類須有編號，附件十二）。

    Raises:
        Refused: not allowed, or a field is wrong (named).
        Firm.DoesNotExist: there is no such firm.
    """
    with transaction.atomic():
        firm = Firm.objects.select_for_update(of=("self",)).get(pk=firm_id)
        reason = permissions.why_not_change(by, firm)
        if reason is not None:
            raise Refused(reason)
        factory = Factory(firm=firm)
        given = {
            "name": name,
            "address": address,
            "county": county,
            "processes": processes,
            "number": number,
            "no_number_reason": no_number_reason,
        }
        _fill(factory, given)
        _save(factory)
        events.record(factory, "add", by=by, at=at, data=_facts(factory), text={"address": factory.address})
    return factory


def change_factory(*, factory_id: int, by: Actor, at: datetime, **changes: str) -> Factory:
    """變更工廠資料。已獲證產品之工廠遷址不是單純變更，須重新現場評核（第三十二點，AMB-43）。

    Args:
        factory_id: the factory.
        changes: any of ``FIELDS``.
        by: who.
        at: when.

    Raises:
        Refused: not allowed, or a field is wrong (named).
        Factory.DoesNotExist: there is no such factory.
    """
    with transaction.atomic():
        factory = _locked(factory_id, by)
        before = {field: getattr(factory, field) for field in FIELDS}
        _fill(factory, before | changes)
        changed = sorted(field for field in FIELDS if getattr(factory, field) != before[field])
        if changed:
            _save(factory)
            text = {f"{field}.before": before[field] for field in changed}
            text |= {f"{field}.after": getattr(factory, field) for field in changed}
            data = {"changed": changed, **_facts(factory)}
            events.record(factory, "change", by=by, at=at, data=data, text=text)
    return factory


def close_factory(*, factory_id: int, by: Actor, at: datetime) -> Factory:
    """停用工廠：不再列入新申請之選項，既有案件不受影響。"""
    return _switch(factory_id, "close", is_active=False, by=by, at=at)


def reopen_factory(*, factory_id: int, by: Actor, at: datetime) -> Factory:
    """恢復使用工廠。"""
    return _switch(factory_id, "reopen", is_active=True, by=by, at=at)


def _switch(factory_id: int, name: str, *, is_active: bool, by: Actor, at: datetime) -> Factory:
    with transaction.atomic():
        factory = _locked(factory_id, by)
        if factory.is_active is not is_active:
            factory.is_active = is_active
            factory.save()
            events.record(factory, name, by=by, at=at, data=_facts(factory))
    return factory


def _locked(factory_id: int, by: Actor) -> Factory:
    factory = Factory.objects.select_for_update(of=("self",)).select_related("firm").get(pk=factory_id)
    reason = permissions.why_not_change(by, factory.firm)
    if reason is not None:
        raise Refused(reason)
    return factory


def _fill(factory: Factory, given: dict[str, str]) -> None:
    for field, value in given.items():
        label, limit, required = FIELDS[field]
        setattr(factory, field, cleaned(value, field=field, label=label, limit=limit, required=required))
    if not factory.number:
        if not factory.no_number_reason:
            raise Refused("未填「工廠登記編號」者，請填寫「未登記之理由」。", field="no_number_reason")
        factory.number_kind = Factory.NumberKind.NONE
        return
    checked, kind = legal.check_factory_number(factory.number)
    if checked.refusal:
        raise Refused(checked.refusal, field="number")
    factory.number_kind = kind
    factory.no_number_reason = ""


def _save(factory: Factory) -> None:
    try:
        with transaction.atomic():
            factory.save()
    except IntegrityError as twice:
        others = Factory.objects.filter(firm_id=factory.firm_id, number=factory.number).exclude(pk=factory.pk)
        if factory.number and others.exists():
            raise Refused(f"工廠登記編號{factory.number}已在本業者之工廠名單中。", field="number") from twice
        raise


def _facts(factory: Factory) -> dict[str, Any]:
    return {
        "firm": factory.firm_id,
        "name": factory.name,
        "number": factory.number,
        "number_kind": factory.number_kind,
        "county": factory.county,
        "is_active": factory.is_active,
    }
