"""Who may do what with orders of government-printed labels, their lists and objections, beyond table and role."""

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
    from smilemark.mark.models import LabelOrder

SEPARATE = "擬具核准數量之人員不得核定同一案件（擬具與核定分離，以維公正）。"
STALE = "案件已有變更，請重新整理後再送出。"
_DECIDING = frozenset({"approve", "refuse", "send_back"})
BODY_MOVES = frozenset({"ask_supplement", "propose", "send_back", "approve", "refuse"})


def why_not_order(move: str, by: Actor, order: LabelOrder) -> str | None:
    """Why ``by`` may not make the move on the order."""
    if by is SYSTEM:
        return None
    if move in _DECIDING and by.pk == order.proposed_by_id:
        return SEPARATE
    if move == "approve" and order.refusal_proposed:
        return "審查人員擬不予核准；如擬核准，請退回審查。"
    if move == "refuse" and not order.refusal_proposed:
        return "審查人員擬予核准；如擬不予核准，請退回審查。"
    return None


def must_act(order: LabelOrder, by: User, on: date) -> None:
    """The body's person acts within its accreditation and is not recused (points 13, 15).

    Raises:
        Refused: with the reason.
    """
    industry = order.certificate.industry
    reason = accreditation.why_not_in_scope(order.body, industry.product_class, industry, on)
    reason = reason or companies.why_recused(by, order.firm, on)
    if reason is not None:
        raise Refused(reason)


def must_be_current(order: LabelOrder, revision: int | None) -> None:
    """Nobody acts on what they have not read; None where no page was read.

    Raises:
        Refused: the order has changed since the page was read.
    """
    if revision is not None and revision != order.revision:
        raise Refused(STALE)


def acts_for(by: User, order: LabelOrder) -> bool:
    """Whether the person acts for the firm."""
    return by.holds(roles.APPLICANT, order.firm_id)
