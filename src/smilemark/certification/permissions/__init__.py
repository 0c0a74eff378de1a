"""Who may do what on a case, and why not. The table and the role are asked first (``foundation.moves``); this is the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.permissions import intake
from smilemark.certification.permissions.intake import (
    must_be_able,
    open_moves,
    why_not_act,
    why_not_body,
    why_not_separate,
)

if TYPE_CHECKING:
    from smilemark.certification.models import Case
    from smilemark.foundation.moves import Actor

__all__ = ["must_be_able", "open_moves", "why_not_act", "why_not_body", "why_not_case", "why_not_separate"]


def why_not_case(move: str, by: Actor, case: Case) -> str | None:
    """Why ``by`` may not make the move on the case, beyond table and role; asks the half that owns the move."""
    if (question := intake.WHY_NOT.get(move)) is not None:
        return question(by, case)
    from smilemark.certification.permissions import back  # noqa: PLC0415  # both halves are asked late, so neither needs the other to load

    later = back.WHY_NOT.get(move)
    return later(by, case) if later is not None else None
