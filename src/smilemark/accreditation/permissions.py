"""Who keeps the registers of bodies, laboratories and assessors, and why others may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles

if TYPE_CHECKING:
    from smilemark.foundation.moves import Actor

KEEPERS = frozenset({roles.ADMINISTRATION})
"""Accreditation, recognition and certificates are the administration's acts (points 12 III, 14, annex 10 point 7)."""


def may_keep(by: Actor) -> bool:
    """Whether the person may write these registers."""
    return any(by.holds(role, None) for role in KEEPERS)


def why_not_keep(by: Actor) -> str | None:
    """Points 12, 14 and annex 10: only the administration accredits, recognises and accepts pass lists."""
    if may_keep(by):
        return None
    return "僅本署可以登錄驗證機構、檢驗機構及評核人員（第十二點、第十四點、附件十）。"


def why_not_delegate(by: Actor) -> str | None:
    """Point 33 II: the ministry delegates; its administration keeps the record."""
    if may_keep(by):
        return None
    return "僅本署可以登錄第二類特定產品驗證制度之主管機關及委託（第三十三點第二項）。"
