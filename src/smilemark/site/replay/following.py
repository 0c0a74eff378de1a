"""Facts that are themselves answers: a sheet is asked on the grades its items would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from smilemark.foundation.models import StoredFinding
from smilemark.site.replay.legal import deciding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smilemark.site.replay.legal.changes import Change

SHEET, ITEM = "qms-sheet", "qms-item-grade"
_SHEETS, _ITEMS = "assessment.factoryassessment", "assessment.itemresult"
_AT_ONCE = 200


def supposed_facts(rows: Sequence[StoredFinding], change: Change) -> dict[int, dict[str, Any]]:
    """Key of a sheet's finding -> its facts with the grades its items would have; only where one is another.

    A grade the assessor set against the rule is a person's and stays.
    """
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        graded = _graded_with(part)
        for row in part:
            others = {}
            for item in graded.get((row.subject, row.at), ()):
                now, supposed = deciding.both(ITEM, item.facts, item.on, change)
                if now.result and supposed.result and now.result["grade"] != supposed.result["grade"]:
                    others[item.facts["item"]] = (now.result["grade"], supposed.result["grade"])
            entries = [_entry(entry, others) for entry in row.facts["items"]]
            if entries != row.facts["items"]:
                found[row.pk] = row.facts | {"items": entries}
    return found


def _entry(entry: dict[str, Any], others: dict[str, tuple[str, str]]) -> dict[str, Any]:
    now, supposed = others.get(entry["item"], ("", ""))
    return entry | {"grade": supposed} if entry["grade"] == now else entry


def _graded_with(rows: Sequence[StoredFinding]) -> dict[tuple[str, Any], list[StoredFinding]]:
    """(sheet, moment) -> the findings on its items kept with it."""
    keys = [row.subject.partition(":")[2] for row in rows if row.subject.startswith(f"{_SHEETS}:")]
    items = apps.get_model(_ITEMS)._default_manager.filter(assessment_id__in=keys)  # noqa: SLF001  # documented API
    sheet_of = {f"{_ITEMS}:{pk}": f"{_SHEETS}:{sheet}" for pk, sheet in items.values_list("pk", "assessment_id")}
    kept = StoredFinding.objects.filter(rule=ITEM, subject__in=sheet_of, at__in={row.at for row in rows})
    found: dict[tuple[str, Any], list[StoredFinding]] = {}
    for finding in kept:
        found.setdefault((sheet_of[finding.subject], finding.at), []).append(finding)
    return found
