"""Who may do what, and why not: scope, recusal, separation of preparing and deciding (points 2, 13, 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.remedies.states import EndingState

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.companies.models import Firm
    from smilemark.foundation.moves import Actor
    from smilemark.remedies.models import Batch, EndingCase, ImprovementOrder, Objection
    from smilemark.remedies.models.matters import Matter

SECOND_CLASS = 2
STALE = "本案於您開啟頁面之後已由他人更新，您所作之決定尚未送出；請重新檢視內容後再辦理。"


def must_be_current(row: Matter | Objection | Batch, revision: int | None) -> None:
    """Nobody decides on what they have not read (``revision`` of the page; None: not from a page).

    Raises:
        Refused: somebody changed the row since.
    """
    if revision is not None and revision != row.revision:
        raise Refused(STALE)


def why_not_authority(by: Actor, product_class: int) -> str | None:
    """Class 2 belongs to the scheme's authority, classes 1 and 3 to the certification body (AMB-30)."""
    if product_class == SECOND_CLASS and not by.holds(roles.SCHEME_AUTHORITY, None):
        return "第二類產品之撤銷、廢止，由採認之特定產品驗證制度主管機關辦理（第三十三點、第四十四點第二項）。"
    if product_class != SECOND_CLASS and not (by.holds(roles.REVIEWER, None) or by.holds(roles.DECIDER, None)):
        return "第一類及第三類產品之撤銷、廢止，由驗證機構辦理（第四十九點）。"
    return None


def why_not_act(matter: Matter, by: User, on: date) -> str | None:
    """Why the person of the authority may not act on the matter on the day."""
    return why_not_scope(matter, on) or companies.why_recused(by, matter.firm, on)


def body_of(authority_id: int) -> Body | None:
    """The certification body an authority is; None for the administration or a scheme's authority."""
    return accreditation.bodies_visible_to(AnonymousUser()).filter(pk=authority_id).first()  # the register is public


def why_not_scope(matter: Matter, on: date) -> str | None:
    """A body acts only while accredited (point 13; AMB-55); the scheme's authority always."""
    if matter.product_class == SECOND_CLASS:
        return None
    body = body_of(matter.authority_id)
    if body is None:
        return "本案之驗證機構不存在。"
    return accreditation.why_not_in_scope(body, matter.product_class, matter.certificate.industry, on)


def must_act(matter: Matter, by: User, on: date) -> None:
    """Refuse whom scope or recusal forbids to act on the matter on the day; separation is the moves' own.

    Raises:
        Refused: with the reason.
    """
    reason = why_not_act(matter, by, on)
    if reason is not None:
        raise Refused(reason)


def must_not_be_recused(by: User, firm: Firm, on: date) -> None:
    """Point 15, for reviews of the administration.

    Raises:
        Refused: with the ground.
    """
    reason = companies.why_recused(by, firm, on)
    if reason is not None:
        raise Refused(reason)


_DECIDING = frozenset({"issue", "drop", "extend"})
SEPARATE = "擬具處分之人員不得核定同一案件（擬具與核定分離，以維公正；第二點）。"


def why_not_order(move: str, by: Actor, order: ImprovementOrder) -> str | None:
    """Why ``by`` may not make the move on the order, beyond table and role."""
    if by is SYSTEM or by.holds(roles.APPLICANT, order.firm_id):
        return None
    if move in _DECIDING and by.pk == order.opened_by_id:
        return SEPARATE
    return None


def why_not_ending(move: str, by: Actor, case: EndingCase) -> str | None:
    """Why ``by`` may not make the move on the case, beyond table and role."""
    if by is SYSTEM or by.holds(roles.APPLICANT, case.firm_id):
        return None
    if move in {"decide", "close", "send_back"} and by.pk in {case.opened_by_id, case.proposed_by_id}:
        return SEPARATE
    if move == "invite" and case.state == EndingState.OPEN and not case.facts.strip():
        return "通知應載明原因事實（行政程序法第一百零四條第一項第二款）。"
    return None


def why_not_objection(move: str, by: Actor, objection: Objection) -> str | None:
    """Why ``by`` may not make the move on the objection, beyond table and role."""
    if by is SYSTEM:
        return None
    if move in {"uphold", "reject", "send_back"} and by.pk == objection.proposed_by_id:
        return "擬具複查決定之人員不得核定同一案件（擬具與核定分離，以維公正）。"
    if move == "explain" and objection.explanation and not by.holds(roles.DECIDER, objection.authority_id):
        return "僅原機構之核定人員可以說明。"
    return None


def why_not_batch(move: str, by: Actor, batch: Batch) -> str | None:
    """Why ``by`` may not make the move on the batch: the administration's are its own, a body's are the body's."""
    if by is SYSTEM:
        return None
    if batch.authority_id is None and not by.holds(roles.ADMINISTRATION, None):
        return "跨機構之批次由本署辦理。"
    if batch.authority_id is not None and not any(by.holds(role, batch.authority_id) for role in roles.BODY_ROLES):
        return "驗證機構之批次由該機構辦理。"
    if move in {"execute", "drop"} and by.pk == batch.opened_by_id:
        return "建立批次之人員不得執行同一批次（擬具與執行分離）。"
    return None
