"""Who grants the mark in class 2 (point 33 II): the authority delegated on the day; without one, the administration.

How point 33 is read: the right to use the mark is the ministry's to give, and it may delegate that (得由經濟部委託) to the
authority of the adopted scheme. While a delegation is in force for the industry, the body registers and numbers (annex
6-2) and passes the case on; only the authority's people review and grant. Where none is in force, the authority has no such
power: the body that the authority designated reviews (annex 12 point 2) and registers, and what was passed on before the
delegation ended is decided by the administration, for whom it was delegated (docs/decisions/0011).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation import calendar
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.certification.models import Case

DECIDING = frozenset({"grant_mark", "refuse_mark"})
MOVES = DECIDING | {"review_grant", "visit_jointly"}
SEPARATE = "審查或會同現場查核之人員不得決定同一案件（審查與核定分離，以維公正；第二點）。"
OF_THE_BODY = "曾於驗證機構辦理本案之人員不得審查授權使用標章（審查與核定分離，以維公正；第二點）。"


def why_not_door(case: Case, move: str, on: date) -> str | None:
    """Which of the body's two doors is open on the day: its own registration, or the way to the delegated authority."""
    if move not in {"register", "send_to_grant"}:
        return None
    held = accreditation.delegation_on(case.industry, on)
    if move == "register" and held is not None:
        return (
            f"{held.delegated_by}已自{calendar.roc(held.first_day)}委託{held.authority.name}審查授予標章使用權"
            f"（{held.number}），請改為「登錄並編號，送請授予審查」（第三十三點第二項）。"
        )
    if move == "send_to_grant" and held is None:
        return "本產業目前無有效之委託，請由驗證機構登錄並編號（第三十三點、附件十二第二點）。"
    return None


def why_not_competent(case: Case, by: User, on: date) -> str | None:
    """Why the person's office does not decide on this case on the day."""
    held = accreditation.delegation_on(case.industry, on)
    if held is not None and not by.holds(roles.SCHEME_AUTHORITY, held.authority_id):
        return f"本產業之標章使用權已委託{held.authority.name}審查授予（{held.number}），應由該機關辦理（第三十三點第二項）。"
    if held is None and not by.holds(roles.ADMINISTRATION):
        return "本產業目前無有效之委託，應由本署辦理（第三十三點第二項）。"
    return None


def why_not_act(case: Case, by: User, move: str, on: date) -> str | None:
    """Why the person may not make the move on the day: competence, recusal (point 15), separation (point 2)."""
    reason = why_not_competent(case, by, on) or why_recused(case, by, on)
    if reason is not None:
        return reason
    if case.assignments.filter(user_id=by.pk).exists():
        return OF_THE_BODY
    return SEPARATE if move in DECIDING and reviewed(case, by) else None


def why_recused(case: Case, person: User, on: date) -> str | None:
    """Point 15: who reviews under annex 12 examines the application in place of a certification body's people."""
    return companies.why_recused(person, case.firm, on, role=roles.REVIEWER)


def reviewed(case: Case, by: User) -> bool:
    """Whether the person answered a condition of the case or took part in a visit."""
    if case.products.filter(grant_sheet__reviewers=by.pk).exists():
        return True
    visits = case.joint_visits
    return visits.filter(authority_people=by.pk).exists() or visits.filter(administration_people=by.pk).exists()


def must_act(case: Case, by: User, move: str, on: date) -> None:
    """Refuse whom competence, recusal or separation forbids.

    Raises:
        Refused: with the reason.
    """
    reason = why_not_act(case, by, move, on)
    if reason is not None:
        raise Refused(reason)
