"""What one version of an announcement changed against another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.governance.parts import PARTS
from smilemark.governance.queries import contents

if TYPE_CHECKING:
    from smilemark.governance.models import Announcement

Rows = dict[tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that was added, removed or changed.

    Attributes:
        part: label of the part.
        name: what the row is about.
        kind: ``added``, ``removed`` or ``changed``.
        fields: (label, before, after) of what changed; all fields of an added or removed row have one side only.
    """

    part: str
    name: str
    kind: str
    fields: tuple[tuple[str, str, str], ...]

    @property
    def word(self) -> str:
        """新增, 刪除 or 修改."""
        return {"added": "新增", "removed": "刪除", "changed": "修改"}[self.kind]


def differences(before: Announcement | None, after: Announcement) -> list[Difference]:
    """Every difference, part by part, in the order of the newer version; nothing before: everything is new."""
    old = _rows_by_part(before)
    new = _rows_by_part(after)
    found: list[Difference] = []
    for part in PARTS:
        then, now = old.get(part, {}), new.get(part, {})
        for key, row in now.items():
            found += _compared(part, key, then.get(key), row)
        found += [
            Difference(PARTS[part].label, _name(part, key, row), "removed", _fields(part, row, None))
            for key, row in then.items()
            if key not in now
        ]
    return found


def _rows_by_part(announcement: Announcement | None) -> dict[str, Rows]:
    if announcement is None:
        return {}
    found: dict[str, Rows] = {}
    for part, rows in contents(announcement).items():
        for row in rows:
            key = tuple(row[field] for field in PARTS[part].key)
            found.setdefault(part, {})[key] = row
            for criterion in row.get("criteria", []):
                inner = (row["name"], *(criterion[field] for field in PARTS["criterion"].key))
                found.setdefault("criterion", {})[inner] = criterion
    return found


def _compared(part: str, key: tuple[Any, ...], then: dict[str, Any] | None, now: dict[str, Any]) -> list[Difference]:
    label, name = PARTS[part].label, _name(part, key, now)
    if then is None:
        return [Difference(label, name, "added", _fields(part, None, now))]
    changed = tuple(line for line in _fields(part, then, now) if line[1] != line[2])
    return [Difference(label, name, "changed", changed)] if changed else []


def _name(part: str, key: tuple[Any, ...], row: dict[str, Any]) -> str:
    if part == "criterion":
        return f"{key[0]}：{row['name']}"
    named: Any = row.get("name") or row.get("text") or (key[0] if key else PARTS[part].label)
    return str(named)


def _fields(part: str, then: dict[str, Any] | None, now: dict[str, Any] | None) -> tuple[tuple[str, str, str], ...]:
    model = PARTS[part].model
    lines = []
    for field in PARTS[part].fields:
        column: Any = model._meta.get_field(field)  # noqa: SLF001  # Django's documented API
        choices = dict(column.flatchoices)
        before = "" if then is None else _shown(then[field], choices)
        after = "" if now is None else _shown(now[field], choices)
        if before or after:
            lines.append((str(column.verbose_name), before, after))
    return tuple(lines)


def _shown(value: Any, choices: dict[Any, Any]) -> str:  # noqa: ANN401  # any column's value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    return str(choices.get(value, value))
