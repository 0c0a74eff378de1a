"""The contents of a draft, row by row or all at once. What was announced never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from smilemark.foundation import moves
from smilemark.foundation.findings import as_json
from smilemark.foundation.moves import Actor, Refused
from smilemark.foundation.names import cleaned
from smilemark.governance.models import Announcement, Criterion, OpenItem
from smilemark.governance.parts import PARTS, Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model

_SHORTEST_PREFIX, _LONGEST_PREFIX = 2, 11
Values = "Mapping[str, Any]"


def add_part(
    *,
    announcement_id: int,
    part: str,
    values: Mapping[str, Any],
    within_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Model:
    """新增草案內容一列。

    Args:
        announcement_id: the draft.
        part: a name of ``parts.PARTS``.
        values: its fields.
        within_id: the item, for a criterion.
        by: who.
        at: when.

    Raises:
        Refused: not a draft, not allowed, or a field is wrong (named).
    """
    with moves.moving(Announcement, announcement_id, "edit", by=by, at=at) as draft:
        kind = _kind(part, draft)
        row = kind.model(**_owner(kind, draft, within_id))
        _write(row, kind, values)
        moves.note(draft, added=part, values=as_json(dict(values)))
    return row


def change_part(
    *, announcement_id: int, part: str, part_id: int, values: Mapping[str, Any], by: Actor, at: datetime
) -> Model:
    """修改草案內容一列。"""
    with moves.moving(Announcement, announcement_id, "edit", by=by, at=at) as draft:
        kind = _kind(part, draft)
        row = _row(kind, draft, part_id)
        _write(row, kind, values)
        moves.note(draft, changed=part, part_id=part_id, values=as_json(dict(values)))
    return row


def remove_part(*, announcement_id: int, part: str, part_id: int, by: Actor, at: datetime) -> None:
    """刪除草案內容一列（項目連同其基準）。"""
    with moves.moving(Announcement, announcement_id, "edit", by=by, at=at) as draft:
        row = _row(_kind(part, draft), draft, part_id)
        moves.note(draft, removed=part, name=str(row))
        row.delete()


def _kind(part: str, draft: Announcement) -> Part:
    kind = parts_of(draft.subject).get(part)
    if kind is None:
        raise Refused(f"「{draft.get_subject_display()}」之公告沒有此項內容。", field="part")
    return kind


def _owner(kind: Part, draft: Announcement, within_id: int | None) -> dict[str, Model]:
    if not kind.within:
        return {"announcement": draft}
    item = OpenItem.objects.filter(pk=within_id or 0, announcement=draft).first()
    if item is None:
        raise Refused("請選擇本草案之產品項目。", field="item")
    return {"item": item}


def _row(kind: Part, draft: Announcement, part_id: int) -> Model:
    owner = {"item__announcement": draft} if kind.within else {"announcement": draft}
    row = kind.model._default_manager.filter(pk=part_id, **owner).first()  # noqa: SLF001  # Django's documented API
    if row is None:
        raise Refused(f"本草案沒有這一列{kind.label}，可能已被刪除，請重新整理。")
    return row


def _write(row: Model, kind: Part, values: Mapping[str, Any]) -> None:
    for field in kind.fields:
        if field in values:
            setattr(row, field, _clean(row, field, values[field]))
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as invalid:
        raise _as_refusal(row, kind, invalid) from invalid
    except IntegrityError as twice:
        raise Refused(f"此列{kind.label}與既有內容重複。", field=kind.key[0] if kind.key else "") from twice


def _clean(row: Model, field: str, value: Any) -> Any:  # noqa: ANN401  # any field's value
    if field == "hs_prefixes":
        return _prefixes(value)
    column: Any = row._meta.get_field(field)  # noqa: SLF001  # Django's documented API
    if isinstance(value, str) and column.get_internal_type() == "CharField":
        label, limit = str(column.verbose_name), column.max_length
        return cleaned(value, field=field, label=label, limit=limit, required=not column.blank)
    return value


def _prefixes(value: Any) -> list[str]:  # noqa: ANN401  # text of the form, or a list
    given = value.replace("，", ",").replace("、", ",").split(",") if isinstance(value, str) else list(value)
    bare = [text.strip().replace(".", "").replace("-", "") for text in given if text.strip()]
    for prefix in bare:
        if not (prefix.isascii() and prefix.isdigit() and _SHORTEST_PREFIX <= len(prefix) <= _LONGEST_PREFIX):
            raise Refused(f"對應稅則號列「{prefix}」應為2至11位數字，多個號列以逗號分隔。", field="hs_prefixes")
    return sorted(set(bare))


def _as_refusal(row: Model, kind: Part, invalid: ValidationError) -> Refused:
    if hasattr(invalid, "error_dict"):
        field, problems = next(iter(invalid.message_dict.items()))
        if field in kind.fields:
            label = str(row._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001  # our own columns only
            return Refused(f"「{label}」：{problems[0]}", field=field)
    if isinstance(row, Criterion):
        return Refused("「以下」「以上」須填限值；「不得檢出」「符合」不填限值。", field="limit")
    return Refused(f"{kind.label}：內容重複或不完整。", field=kind.key[0] if kind.key else "")


def fill(draft: Announcement, given: Mapping[str, Any]) -> None:
    """Write the contents of a new draft at once, inside the caller's transaction.

    Args:
        draft: just begun.
        given: ``{part: [values, ...]}``; the values of an item hold its criteria under ``criteria``.
    """
    for name, rows in given.items():
        kind = PARTS[name]
        if kind.subject != draft.subject:
            raise Refused(f"「{draft.get_subject_display()}」之公告沒有「{kind.label}」。", field=name)
        if name == "item":
            _fill_items(draft, rows)
        else:
            objects = [kind.model(announcement=draft, **values) for values in rows]
            kind.model._default_manager.bulk_create(objects)  # noqa: SLF001  # Django's documented API


def _fill_items(draft: Announcement, rows: list[dict[str, Any]]) -> None:
    fields = PARTS["item"].fields
    items = [OpenItem(announcement=draft, **{field: row[field] for field in fields if field in row}) for row in rows]
    OpenItem.objects.bulk_create(items)
    Criterion.objects.bulk_create(
        [
            Criterion(item=item, **values)
            for item, row in zip(items, rows, strict=True)
            for values in row.get("criteria", [])
        ]
    )
