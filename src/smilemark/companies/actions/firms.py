"""Registering and changing firms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.actions import found_role
from smilemark.accounts.models import Organisation
from smilemark.companies import legal, permissions, queries
from smilemark.companies.models import Firm
from smilemark.companies.search_entry import KIND, index_firm, words_of
from smilemark.foundation import events, search
from smilemark.foundation.moves import SYSTEM, Actor, Refused
from smilemark.foundation.names import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_KEEPERS = (roles.SECRETARIAT, roles.ADMINISTRATION, roles.SYSTEM_ADMIN)

FIELDS: dict[str, tuple[str, int, bool]] = {
    "name": ("業者名稱", 200, True),
    "name_en": ("英文名稱", 200, False),
    "responsible_person": ("負責人", 80, True),
    "address": ("地址", 200, True),
    "county": ("縣市", 10, True),
    "email": ("電子郵件", 254, False),
    "phone": ("電話", 40, False),
}
"""Field -> (label, most characters, required)."""


def register_firm(  # noqa: PLR0913  # one argument per field that is written
    *,
    ubn: str,
    name: str,
    entity_kind: str,
    responsible_person: str,
    address: str,
    county: str,
    email: str = "",
    phone: str = "",
    name_en: str = "",
    by: Actor,
    at: datetime,
) -> Firm:
    """登錄業者：統一編號通過檢查且未經登錄者始得登錄；登錄之人取得該業者之申請人員角色。

    Raises:
        Refused: a field is wrong (named), or the 統一編號 is registered already (with how to join instead).
    """
    reason = permissions.why_not_register(by)
    if reason is not None:
        raise Refused(reason)
    firm = Firm(kind=Organisation.Kind.FIRM, source=Firm.Source.OWN, ubn=_checked_ubn(ubn, at))
    firm.entity_kind = _checked_kind(entity_kind)
    given = {
        "name": name,
        "name_en": name_en,
        "responsible_person": responsible_person,
        "address": address,
        "county": county,
        "email": email,
        "phone": phone,
    }
    for field, value in given.items():
        setattr(firm, field, _cleaned(field, value))
    with transaction.atomic():
        _save_new(firm)
        events.record(
            firm,
            "register",
            by=by,
            at=at,
            data={"ubn": firm.ubn, "name": firm.name, "entity_kind": firm.entity_kind, "county": firm.county},
            text={"responsible_person": firm.responsible_person, "address": firm.address},
        )
        if by is not SYSTEM and not any(by.holds(role, None) for role in _KEEPERS):
            _let_act_for(firm, by=by, at=at)
        index_firm(firm)
    return firm


def _let_act_for(firm: Firm, *, by: Actor, at: datetime) -> None:
    """Who registered the firm acts for it from now on; what was read of their roles before is forgotten."""
    found_role(user_id=by.pk, role=roles.APPLICANT, organisation_id=firm.pk, by=by, at=at, reason="登錄業者")
    vars(by).pop("_held_roles", None)


def _checked_ubn(ubn: str, at: datetime) -> str:
    number = ubn.strip()
    if not number:
        raise Refused("請填寫「統一編號」。", field="ubn")
    checked = legal.check_ubn(number, timezone.localdate(at))
    if checked.refusal:
        raise Refused(checked.refusal, field="ubn")
    if Firm.objects.filter(ubn=number, source=Firm.Source.OWN).exists():
        raise _registered_already(number)
    return number


def _registered_already(number: str) -> Refused:
    return Refused(
        f"統一編號{number}已經登錄，不能重複登錄。您若為該業者之人員，請由該業者之申請人員"
        "在「我的業者」頁將您加入，或檢具證明文件洽秘書處辦理。",
        field="ubn",
    )


def _checked_kind(entity_kind: str) -> str:
    if entity_kind not in Firm.EntityKind.values or entity_kind == Firm.EntityKind.UNKNOWN:
        raise Refused("請選擇「組織型態」：獨資、合夥、公司或其他（第二十二點）。", field="entity_kind")
    return entity_kind


def _cleaned(field: str, value: str) -> str:
    label, limit, required = FIELDS[field]
    return cleaned(value, field=field, label=label, limit=limit, required=required)


def _save_new(firm: Firm) -> None:
    """Two people may register the same 統一編號 at once: the constraint lets one through."""
    try:
        with transaction.atomic():
            firm.save(force_insert=True)
    except IntegrityError as twice:
        if "firm_ubn_once" in str(twice) or "ubn" in str(twice):
            raise _registered_already(firm.ubn or "") from twice
        raise


def change_firm(*, firm_id: int, by: Actor, at: datetime, ordered_by: str = "", **changes: str) -> Firm:
    """變更業者資料；統一編號不得變更（不同統一編號為不同業者）。已獲證者另依第三十二點申請變更並換發。

    Args:
        firm_id: the firm.
        changes: any of ``FIELDS`` and ``entity_kind``.
        by: who.
        at: when.
        ordered_by: number of the case by which a body's decider replaces the certificate (point 32); "" otherwise.

    Raises:
        Refused: not allowed, a field is wrong (named), or it stands on a certificate and is changed by application.
        Firm.DoesNotExist: there is no such firm.
    """
    if "ubn" in changes:
        raise Refused("統一編號不得變更；統一編號不同即為不同業者，請另行登錄。", field="ubn")
    with transaction.atomic():
        firm = Firm.objects.select_for_update(of=("self",)).get(pk=firm_id)
        is_ordered = bool(ordered_by) and permissions.is_decider(by)
        reason = None if is_ordered else permissions.why_not_change(by, firm)
        if reason is not None:
            raise Refused(reason)
        before = {field: getattr(firm, field) for field in changes}
        for field, value in changes.items():
            new = _checked_kind(value) if field == "entity_kind" else _cleaned(field, value)
            setattr(firm, field, new)
        changed = sorted(field for field in changes if getattr(firm, field) != before[field])
        if not is_ordered:
            _must_not_be_certified(firm, changed, by)
        if changed:
            firm.save()
            text = {f"{field}.before": before[field] for field in changed}
            text |= {f"{field}.after": getattr(firm, field) for field in changed}
            data = {"changed": changed} | ({"ordered_by": ordered_by} if ordered_by else {})
            events.record(firm, "change", by=by, at=at, data=data, text=text)
            index_firm(firm)
    return firm


def _must_not_be_certified(firm: Firm, changed: Sequence[str], by: Actor) -> None:
    field = next((field for field in changed if field in permissions.ON_THE_CERTIFICATE), None)
    reason = permissions.why_not_change_certified(by, firm) if field is not None else None
    if reason is not None:
        raise Refused(reason, field=field or "")


@dataclass(frozen=True, slots=True)
class ImportedFirm:
    """A firm as a row of the open data names it; the 統一編號 may be missing or of an old form."""

    name: str
    ubn: str = ""
    county: str = ""


def import_firms(*, firms: Sequence[ImportedFirm], by: Actor, at: datetime) -> list[Firm]:  # noqa: ARG001  # the shape of every action
    """匯入業者：一列一業者，不以名稱合併；匯入批次之事件由匯入者記錄。

    Who is one firm is the importer's decision (the 8-digit prefix of the label number), never the name's.
    """
    if by is not SYSTEM and not queries.is_officer(by):
        raise Refused("僅秘書處或本署可以匯入業者。")
    rows = [
        Firm(
            kind=Organisation.Kind.FIRM,
            name=cleaned(firm.name, field="獲證業者", label="獲證業者", limit=200),
            ubn=firm.ubn or None,
            entity_kind=Firm.EntityKind.UNKNOWN,
            county=firm.county,
            source=Firm.Source.IMPORTED,
        )
        for firm in firms
    ]
    with transaction.atomic():
        parents = Organisation.objects.bulk_create([Organisation(kind=row.kind, name=row.name) for row in rows])
        for row, parent in zip(rows, parents, strict=True):
            row.pk = row.organisation_ptr_id = parent.pk
            row.save_base(raw=True, force_insert=True)
        search.bulk_index(KIND, [(row.pk, words_of(row)) for row in rows], fresh=True)
    return rows
