"""Who may do what on an origin determination or a factory assessment, and why not.

Two questions: ``why_not_origin`` / ``why_not_factory`` (bound to the tables of moves; no day known: is the person the
assigned assessor?) and ``why_not_on`` (asked by every action with its day: recusal, assessor's certificate, scope of
the body's accreditation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.assessment.models import FactoryAssessment
from smilemark.companies import queries as companies
from smilemark.foundation import moves

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.assessment.models import OriginDetermination
    from smilemark.foundation.moves import Actor

    Assessed = OriginDetermination | FactoryAssessment

ASSESSOR_MOVES = frozenset(
    {
        "record",
        "determine_met",
        "determine_unmet",
        "refused_entry",
        "conclude_pass",
        "conclude_plan",
        "conclude_fail",
    }
)
"""Only the assigned assessor makes these."""
SHARED_MOVES = frozenset({"schedule", "waive", "attach"})
"""An assessor who is not also in another of the move's roles must be the assigned one."""
FREE_OF_CHECKS = frozenset({"close"})
"""Closing what is not pursued needs no recusal or scope: it decides nothing."""


def why_not_origin(move: str, by: Actor, row: OriginDetermination) -> str | None:
    """Why ``by`` may not make the move on the determination, beyond table and role; None means yes."""
    return _why_not_assigned(move, by, row, other_roles=(roles.APPLICANT,))


def why_not_factory(move: str, by: Actor, row: FactoryAssessment) -> str | None:
    """Why ``by`` may not make the move on the assessment, beyond table and role; None means yes."""
    return _why_not_assigned(move, by, row, other_roles=(roles.REVIEWER,))


def _why_not_assigned(move: str, by: Actor, row: Assessed, *, other_roles: tuple[str, ...]) -> str | None:
    is_assigned = row.assessor_id is not None and row.assessor_id == by.pk
    if is_assigned or move not in ASSESSOR_MOVES | SHARED_MOVES:
        return None
    if move in SHARED_MOVES and any(by.holds(role, row.organisation_for(role)) for role in other_roles):
        return None
    if row.assessor_id is None:
        return "尚未指派評核人員（第三十點）。"
    return "僅指派之評核人員可辦理（第二十七點、第三十點）。"


def why_not_on(move: str, by: Actor, row: Assessed, *, on: date) -> str | None:
    """Why ``by`` may not make the move on this day; None means yes.

    The body's people must not be recused (point 15) and the body's accreditation must be in force for the industry
    (points 12, 13, 26; AMB-55); who assesses must hold a valid certificate (point 30).
    """
    if move in FREE_OF_CHECKS or by is moves.SYSTEM or not _acts_for_body(by, row):
        return None
    user: User = by  # type: ignore[assignment]  # only people hold roles in a body
    scope = accreditation.why_not_in_scope(row.body, row.industry.product_class, row.industry, on)
    if scope is not None:
        return scope
    if (recused := why_recused(user, row, on)) is not None:
        return recused
    return accreditation.why_not_assess(user, on) if move in ASSESSOR_MOVES else None


def why_not_assessor(user: User, row: Assessed, *, on: date) -> str | None:
    """Why this person may not be assigned to assess on that day (points 15, 30); None means yes."""
    if not user.holds(roles.ASSESSOR, row.body_id):
        return f"{user.display_name}非本驗證機構之現場評核人員（第三十點）。"
    return accreditation.why_not_assess(user, on) or why_recused(user, row, on)


def why_not_certified(by: Actor, day: date) -> str | None:
    """Why who assesses may not have done so on the day of the visit (point 30 I); None means yes."""
    user: User = by  # type: ignore[assignment]  # only people hold roles in a body
    return accreditation.why_not_assess(user, day)


def why_recused(user: User, row: Assessed, on: date) -> str | None:
    """Recusal towards the applicant and the firms whose factories make the product (point 15); None: need not withdraw."""
    makers = [row.factory] if isinstance(row, FactoryAssessment) else row.factories.select_related("firm")
    firms = {row.firm_id: row.firm} | {factory.firm_id: factory.firm for factory in makers}
    reasons = (companies.why_recused(user, firm, on) for firm in firms.values())
    return next((reason for reason in reasons if reason is not None), None)


def _acts_for_body(by: Actor, row: Assessed) -> bool:
    return any(by.holds(role, row.body_id) for role in roles.BODY_ROLES)
