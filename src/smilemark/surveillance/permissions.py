"""Who may do what in surveillance, and why not.

``why_not`` is bound to the tables of moves (no day known): the assigned assessor visits, and who decides did not visit.
``why_not_on`` is asked by every action with its day: recusal, the assessor's certificate, the body's accreditation, and
the approval of the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation import moves
from smilemark.surveillance import legal
from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, Summary, Visit
from smilemark.surveillance.states import PlanState

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.companies.models import Firm
    from smilemark.foundation.moves import Actor

    Row = Plan | Draw | Visit | Fault | Inquiry | Summary

ON_SITE = frozenset({"start", "refused_entry", "record", "report"})
"""Only the assigned assessor makes these (annex 15 point 5)."""
AS_ASSESSOR = frozenset({"declare_production", "draw_products", "record_test"})
"""Who holds the assessor's role alone must be the assigned one."""
AFTER_APPROVAL = frozenset({"notify", "start", "draw_products"})
"""Steps that carry the plan out (annex 15 point 3(1)1)."""


def why_not(move: str, by: Actor, row: Row) -> str | None:
    """Why ``by`` may not make the move, beyond table and role; None means yes."""
    if isinstance(row, Visit):
        return _why_not_assigned(move, by, row)
    if isinstance(row, Fault) and move in ("keep", "lift") and row.found_by_id == by.pk:
        return "辦理查核之人員不得決定是否維持重大缺失之判斷，應由其他核定人員決定（附件十五第六點第二款）。"
    return None


def _why_not_assigned(move: str, by: Actor, visit: Visit) -> str | None:
    if visit.assessor_id is not None and visit.assessor_id == by.pk:
        return None
    if move in AS_ASSESSOR:
        others = (roles.REVIEWER, roles.APPLICANT) if move == "declare_production" else (roles.REVIEWER,)
        if any(by.holds(role, visit.organisation_for(role)) for role in others):
            return None
    elif move not in ON_SITE:
        return None
    if visit.assessor_id is None:
        return "尚未指派查核人員（附件十五第五點）。"
    return "僅指派之查核人員可辦理（附件十五第五點）。"


def why_not_on(move: str, by: Actor, row: Row, *, on: date) -> str | None:
    """Why ``by`` may not make the move on this day; None means yes."""
    if isinstance(row, Visit) and move in AFTER_APPROVAL and (reason := why_not_yet(row.plan)) is not None:
        return reason
    if by is moves.SYSTEM or not _acts_for_body(by, row):
        return None
    user: User = by  # type: ignore[assignment]  # only people hold roles in a body
    if isinstance(row, Inquiry):
        return _why_recused_from(user, row.firm, on)
    body, industry = (row.body, row.check_row.industry) if isinstance(row, Fault) else (row.body, row.industry)
    if industry is None:
        return "本案尚未登錄產業。"
    reason = accreditation.why_not_in_scope(body, industry.product_class, industry, on)
    if reason is None and isinstance(row, Fault):
        found = row.visit
        reason = why_recused(user, found, on) if found is not None else companies.why_recused(user, row.firm, on)
    if reason is None and isinstance(row, Visit):
        reason = why_recused(user, row, on)
    if reason is None and isinstance(row, Visit) and move in ON_SITE:
        reason = accreditation.why_not_assess(user, on)
    return reason


def _why_recused_from(user: User, firm: Firm | None, on: date) -> str | None:
    return companies.why_recused(user, firm, on) if firm is not None else None


def why_not_yet(plan: Plan) -> str | None:
    """Why nothing may be carried out under the plan yet; None: it was approved."""
    approved = plan.state == PlanState.APPROVED
    if legal.plan_gate(filed=plan.state != PlanState.DRAFT, approved=approved).may_start:
        return None
    return "年度追蹤管理計畫應報請本署核定後實施（附件十五第三點第一款第一目）。"


def why_not_assessor(user: User, visit: Visit, *, on: date) -> str | None:
    """Why this person may not be sent on that day (annex 15 point 5; points 15, 30); None means yes."""
    if not user.holds(roles.ASSESSOR, visit.body_id):
        return f"{user.display_name}非本驗證機構之現場評核人員（附件十五第五點）。"
    return accreditation.why_not_assess(user, on) or why_recused(user, visit, on)


def why_recused(user: User, visit: Visit, on: date) -> str | None:
    """Recusal towards the operator and towards the firm of the factory (point 15)."""
    if (reason := companies.why_recused(user, visit.firm, on)) is not None:
        return reason
    if visit.factory is not None and visit.factory.firm_id != visit.firm_id:
        return companies.why_recused(user, visit.factory.firm, on)
    return None


def _acts_for_body(by: Actor, row: Row) -> bool:
    return any(by.holds(role, row.body_id) for role in roles.BODY_ROLES)
