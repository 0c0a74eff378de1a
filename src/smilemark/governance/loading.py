"""The project's own data files, loaded through the actions; a second run changes nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from smilemark.foundation.moves import SYSTEM
from smilemark.governance import actions
from smilemark.governance.models import Announcement, Industry
from smilemark.governance.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many industries there are, and how many announcements were loaded by this run."""

    industries: int
    announcements: int


def load(*, at: datetime, codes: Collection[str] | None = None) -> Loaded:
    """載入產業、公告：已有同文號之公告者略過。

    Args:
        at: when.
        codes: only the announcements of these industries (and the general ones); None: all.
    """
    with transaction.atomic():
        industries = {row["code"]: _industry(row, at) for row in _read("industries")["industry"]}
        criteria = _read("criteria")
        rows = [
            *_read("general")["announcement"],
            *({"subject": "criteria", **row} for row in criteria["announcement"]),
            *_read("style")["announcement"],
        ]
        wanted = [row for row in rows if codes is None or row.get("industry") in {None, *codes}]
        known = set(Announcement.objects.values_list("subject", "industry__code", "number"))
        new = [row for row in wanted if (row["subject"], row.get("industry"), row["number"]) not in known]
        for row in new:
            _announcement(row, industries, criteria["sets"], at)
    return Loaded(len(industries), len(new))


def _read(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


def _industry(row: dict[str, Any], at: datetime) -> Industry:
    return actions.register_industry(**row, by=SYSTEM, at=at)


def _announcement(row: dict[str, Any], industries: dict[str, Industry], sets: dict[str, Any], at: datetime) -> None:
    industry = industries.get(row.get("industry", ""))
    parts = {name: row[name] for name in PARTS if name in row}
    if "item" in parts:
        parts["item"] = [_item(item, sets) for item in parts["item"]]
    draft = actions.draft_announcement(
        subject=row["subject"],
        title=row["title"],
        industry_id=None if industry is None else industry.pk,
        is_sample=row["is_sample"],
        parts=parts,
        by=SYSTEM,
        at=at,
    )
    actions.load_announced(
        announcement_id=draft.pk,
        number=row["number"],
        announced_on=row["announced_on"],
        effective_from=row["effective_from"],
        at=at,
    )


def _item(item: dict[str, Any], sets: dict[str, Any]) -> dict[str, Any]:
    """An item with its criteria; a criterion of a sample item is a sample too."""
    is_sample = item.get("is_sample", False)
    criteria = [
        {
            **criterion,
            "limit": Decimal(criterion["limit"]) if "limit" in criterion else None,
            "is_sample": is_sample or criterion.get("is_sample", False),
        }
        for name in item["sets"]
        for criterion in sets[name]
    ]
    return {key: value for key, value in item.items() if key != "sets"} | {"criteria": criteria}
