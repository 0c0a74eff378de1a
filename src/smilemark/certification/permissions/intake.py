"""Permissions of the first half, and the guard of everything a body's people do on a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification import states
from smilemark.certification.permissions import grant
from smilemark.companies import queries as companies
from smilemark.foundation import moves
from smilemark.foundation.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.certification.models import Assignment, Case
    from smilemark.foundation.moves import Actor

KINDS_VERIFIED = frozenset({"new", "renewal"})
SECOND_CLASS = 2


def _verified_only(by: Actor, case: Case) -> str | None:  # noqa: ARG001  # the permission's shape
    """Change, reissue and end need no product verification (point 32 II)."""
    if case.kind not in KINDS_VERIFIED:
        return f"「{case.get_kind_display()}」免產品驗證程序（第三十二點第二項），請逕為准駁。"
    return None


def _classes_one_and_three(by: Actor, case: Case) -> str | None:
    if (reason := _verified_only(by, case)) is not None:
        return reason
    if case.product_class == SECOND_CLASS:
        return "第二類產品依採認之特定產品驗證制度辦理，請改用「受理申請（第二類）」（第三十三點）。"
    return None


def _nobody_owes_an_answer(by: Actor, case: Case) -> str | None:  # noqa: ARG001  # the permission's shape
    """A refusal for missing papers needs at least one supplement round (annex 6)."""
    if not case.supplements.exists():
        return "文件不齊備時應先通知補件，不得逕予核駁（附件六書面審查）。"
    return None


def _not_the_end_asked_for(by: Actor, case: Case) -> str | None:  # noqa: ARG001  # the permission's shape
    """Whoever asks to end the use is granted it (應, point 42 I(1))."""
    if case.kind == "end":
        return "業者申請終止使用者，應予廢止，不得核駁（第四十二點第一項第一款）。"
    return None


WHY_NOT: dict[str, Callable[[Actor, Case], str | None]] = {
    "accept": _classes_one_and_three,
    "request_supplement": _classes_one_and_three,
    "documents_complete": _classes_one_and_three,
    "refuse_documents": _nobody_owes_an_answer,
    "refuse_eligibility": _not_the_end_asked_for,
    **dict.fromkeys(
        (
            "save_draft",
            "submit",
            "discard",
            "drop",
            "assign",
            "end_assignment",
            "resubmit",
            "save_supplement",
        ),
        lambda _by, _case: None,
    ),
}


def why_not_act(case: Case, by: User, role: str, on: date) -> str | None:
    """Why a person of the body may not act in ``role`` on this case on the day: accreditation, recusal, separation.

    Args:
        case: submitted, so it has a body.
        by: the person.
        role: one of ``roles.BODY_ROLES``.
        on: the legal day of the act.
    """
    return (
        why_not_body(case, on)
        or companies.why_recused(by, case.firm, on)
        or why_not_separate(case, by, role)
        or _why_not_assigned(case, by, role)
    )


def why_not_body(case: Case, on: date) -> str | None:
    """A body acts only while accredited for the case's class and industry (R-02.2, AMB-55: running cases pause)."""
    if case.body is None or case.product_class is None or case.industry is None:
        return "本案尚未選定驗證機構。"
    reason = accreditation.why_not_in_scope(case.body, case.product_class, case.industry, on)
    return f"{reason}案件暫停，待秘書處指定其他驗證機構（第十三點）。" if reason is not None else None


def why_not_separate(case: Case, by: User, role: str) -> str | None:
    """The assessor is not the decider; nor is whoever reviewed the papers or wrote the report (impartial body, point 2)."""
    if role == roles.DECIDER:
        if by.pk in assessors(case):
            return "現場評核人員不得核定同一案件（評核與核定分離，以維公正；第二點）。"
        if _was_assigned(case, by, roles.REVIEWER):
            return "審查人員不得核定自己審查之案件（審查與核定分離，以維公正；第二點）。"
    elif _was_assigned(case, by, roles.DECIDER):
        return "核定人員不得審查或評核自己核定之案件（審查與核定分離，以維公正；第二點）。"
    return None


def assessors(case: Case) -> frozenset[int]:
    """Ids of the people who assess origin or factory of the case."""
    found = set(case.factories.exclude(assessment=None).values_list("assessment__assessor_id", flat=True))
    found |= set(case.products.exclude(origin=None).values_list("origin__assessor_id", flat=True))
    return frozenset(pk for pk in found if pk is not None)


@remembered("certification_assignment")
def _assignments(case: Case) -> tuple[Assignment, ...]:
    """All that ever were, ended ones too: a handful."""
    return tuple(case.assignments.all())


def _was_assigned(case: Case, by: User, role: str) -> bool:
    return any(row.user_id == by.pk and row.role == role for row in _assignments(case))


def _why_not_assigned(case: Case, by: User, role: str) -> str | None:
    """Where somebody is assigned in the role, only they act."""
    assigned = [row for row in _assignments(case) if row.role == role and row.ended_at is None]
    if assigned and by.pk not in {row.user_id for row in assigned}:
        names = "、".join(row.user.display_name for row in assigned)
        return f"本案已指派{names}辦理，請先改派（第十五點）。"
    return None


def must_be_able(case: Case, by: Actor, move: str, on: date) -> str:
    """Refuse a move of the body's people that accreditation, recusal or separation forbids; answer the role used.

    The system itself passes (its moves say ``by_system``).

    Raises:
        Refused: with the reason.
    """
    held = [role for role in sorted(states.MOVES[move].roles) if by.holds(role, case.organisation_for(role))]
    if held and move in grant.MOVES:
        grant.must_act(case, by, move, on)  # type: ignore[arg-type]  # whoever holds a role is a User
    if held and (reason := grant.why_not_door(case, move, on)) is not None:
        raise moves.Refused(reason)
    if not held or not any(role in roles.BODY_ROLES for role in held):
        return held[0] if held else ""
    answers = {role: why_not_act(case, by, role, on) for role in held if role in roles.BODY_ROLES}  # type: ignore[arg-type]  # holds a body's role: a person
    for role, reason in answers.items():
        if reason is None:
            return role
    raise moves.Refused(next(reason for reason in answers.values() if reason is not None))


def open_moves(case: Case, by: User, on: date) -> dict[str, moves.OpenMove]:
    """The moves on the reader's buttons, by name, each with what still stands in the way on the day."""
    found = {}
    for offer in moves.open_to(case, by):
        reason = offer.why_not
        if reason is None:
            try:
                must_be_able(case, by, offer.name, on)
            except moves.Refused as refusal:
                reason = refusal.reason
        found[offer.name] = moves.OpenMove(offer.name, offer.move, reason)
    return found
