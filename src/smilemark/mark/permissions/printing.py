"""Self-printing: scope and recusal of the body's people, reviewing and deciding by different people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation.moves import SYSTEM, Refused

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor
    from smilemark.mark.models import PrintApplication

SEPARATE = "審查人員不得核定同一案件（審查與核定分離，以維公正；第二點）。"
STALE = "本案於您開啟頁面之後已由他人更新，您所作之決定尚未送出；請重新檢視內容後再辦理。"


def why_not_print(move: str, by: Actor, row: PrintApplication) -> str | None:
    """Why ``by`` may not make the move on the application, beyond table and role."""
    if by is SYSTEM or by.holds(roles.APPLICANT, row.firm_id):
        return None
    if move in {"approve", "refuse", "send_back"} and by.pk == row.reviewed_by_id:
        return SEPARATE
    return None


def must_act(row: PrintApplication, by: User, on: date) -> None:
    """Refuse whom scope (points 12, 13) or recusal (point 15) forbids to act on the day.

    Raises:
        Refused: with the reason.
    """
    reason = accreditation.why_not_in_scope(
        row.body, row.product_class, row.certificate.industry, on
    ) or companies.why_recused(by, row.firm, on)
    if reason is not None:
        raise Refused(reason)


def must_be_current(row: PrintApplication, revision: int | None) -> None:
    """Nobody decides on what they have not read (``revision`` of the page; None: not from a page).

    Raises:
        Refused: somebody changed the row since.
    """
    if revision is not None and revision != row.revision:
        raise Refused(STALE)
