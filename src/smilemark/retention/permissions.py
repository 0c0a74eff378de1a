"""Who may do what, and why not: who proposes never approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.retention.states import OFFICES

if TYPE_CHECKING:
    from smilemark.foundation.moves import Actor
    from smilemark.retention.models import DisposalList


def why_not_list(move: str, by: Actor, row: DisposalList) -> str | None:
    """Why ``by`` may not make the move on the list, beyond table and role."""
    if by is not SYSTEM and move in {"approve", "send_back"} and by.pk == row.proposed_by_id:
        return "提出銷毀清冊之人員不得核准同一清冊（提出與核准分離）。"
    return None


def must_be_of_an_office(by: Actor) -> None:
    """Refuse whoever is neither of the secretariat nor of the administration.

    Raises:
        Refused: so.
    """
    if not any(by.holds(role, None) for role in OFFICES):
        raise Refused("僅秘書處及本署人員得辦理保存及銷毀。")
