"""Who works on a case: assigned, taken over, ended by recusal (point 15)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth import get_user_model
from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.assessment import actions as assessment
from smilemark.assessment import states as assessment_states
from smilemark.certification import permissions, states
from smilemark.certification.models import Assignment, Case
from smilemark.companies import queries as companies
from smilemark.foundation import moves
from smilemark.foundation.moves import SYSTEM
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.models import Event
    from smilemark.foundation.moves import Actor

ASSIGNABLE = (roles.REVIEWER, roles.ASSESSOR, roles.DECIDER)
ROLE_NAMES = {roles.REVIEWER: "審查人員", roles.ASSESSOR: "現場評核人員", roles.DECIDER: "核定人員"}
"""Staff roles of a body, in the order of the chart."""

ASSESSMENT_OPEN = assessment_states.FACTORY_MOVES["assign"].sources
ORIGIN_OPEN = assessment_states.ORIGIN_MOVES["assign"].sources


def assign(*, case_id: int, user_id: int, role: str, by: User, at: datetime) -> Assignment:
    """Assign a person of the body; in place of whoever held the role as reviewer or decider.

    Raises:
        Refused: not a person of this body in this role, recused (point 15), or not separate (assessor is not decider).
    """
    with moves.moving(Case, case_id, "assign", by=by, at=at) as case:
        person = _must_fit(case, user_id, role, at)
        held = case.assignments.filter(role=role, ended_at=None)
        same = held.filter(user_id=user_id).first()
        if same is not None:
            raise moves.Refused(f"{person.display_name}已是本案之{ROLE_NAMES[role]}。", field="user")
        if role != roles.ASSESSOR:
            held.update(ended_at=at, end_reason="改派")
        assignment = Assignment.objects.create(case=case, user=person, role=role, assigned_at=at)
        moves.note(case, user=user_id, role=role)
    return assignment


def _must_fit(case: Case, user_id: int, role: str, at: datetime) -> User:
    if role not in ASSIGNABLE:
        raise moves.Refused("沒有這種角色。", field="role")
    person = next((user for user in candidates(case, role) if user.pk == user_id), None)
    if person is None:
        raise moves.Refused(f"此人不是本驗證機構之{ROLE_NAMES[role]}。", field="user")
    on = timezone.localdate(at)
    reason = companies.why_recused(person, case.firm, on) or permissions.why_not_separate(case, person, role)
    if reason is not None:
        raise moves.Refused(reason, field="user")
    return person


def candidates(case: Case, role: str) -> list[User]:
    """People of the case's body who hold the role now."""
    if case.body_id is None:
        return []
    people = get_user_model().objects.filter(pk__in=accounts.ids_of_people(case.body_id, role), is_active=True)
    return list(people.order_by("full_name", "pk"))


def take(case: Case, role: str, *, by: Actor, at: datetime) -> None:
    """Who acts in a role nobody is assigned in has it from now on; inside the move in which they act."""
    if by.pk is None or role not in roles.BODY_ROLES:
        return
    if not case.assignments.filter(role=role, ended_at=None).exists():
        Assignment.objects.create(case=case, user_id=by.pk, role=role, assigned_at=at)
        moves.note(case, taken_as=role)


def assign_assessor(
    *, case_id: int, user_id: int, factory_id: int | None = None, product_id: int | None = None, by: User, at: datetime
) -> None:
    """Let a person assess one factory or the origin of one product; assigns them to the case too.

    Raises:
        Refused: no valid certificate (point 30), recused (point 15), is the decider, or the child is closed.
    """
    with moves.moving(Case, case_id, "assign", by=by, at=at) as case:
        person = _must_fit(case, user_id, roles.ASSESSOR, at)
        if factory_id is not None:
            row = case.factories.filter(pk=factory_id).first()
            if row is None:
                raise moves.Refused("本案沒有所選之工廠。", field="factory")
            if row.assessment_id is None:
                raise moves.Refused("本案尚未進入現場評核（第二十六點）。", field="factory")
            assessment.assign_assessor(assessment_id=row.assessment_id, assessor_id=user_id, by=by, at=at)
        if product_id is not None:
            product = case.products.filter(pk=product_id).first()
            if product is None:
                raise moves.Refused("本案沒有所選之產品。", field="product")
            if product.origin_id is None:
                raise moves.Refused("本案尚未進入原產地認定（第二十六點）。", field="product")
            assessment.assign_origin_assessor(determination_id=product.origin_id, assessor_id=user_id, by=by, at=at)
        _join(case, person, at)
        moves.note(case, user=user_id, role=roles.ASSESSOR, factory=factory_id, product=product_id)


def assign_assessor_to_all(*, case_id: int, user_id: int, by: User, at: datetime) -> tuple[int, int]:
    """Let one person assess every factory and product of the case that still waits for it; all of them, or none.

    Returns:
        How many factories and how many products were given to the person; those they had already do not count.

    Raises:
        Refused: as ``assign_assessor``, naming the factory or product; or nothing waits for the person.
    """
    with moves.moving(Case, case_id, "assign", by=by, at=at) as case:
        person = _must_fit(case, user_id, roles.ASSESSOR, at)
        factories, origins = _waiting(case, user_id)
        if not factories and not origins:
            raise moves.Refused(f"本案沒有待指派{person.display_name}之工廠或產品。", field="user")
        for part in factories:
            with _naming(part.words):
                assessment.assign_assessor(assessment_id=part.child, assessor_id=user_id, by=by, at=at)
        for part in origins:
            with _naming(part.words):
                assessment.assign_origin_assessor(determination_id=part.child, assessor_id=user_id, by=by, at=at)
        _join(case, person, at)
        moves.note(
            case,
            user=user_id,
            role=roles.ASSESSOR,
            factories=[part.pk for part in factories],
            products=[part.pk for part in origins],
        )
    return len(factories), len(origins)


class _Part(NamedTuple):
    """A factory or product of a case that waits for an assessor: in words, its row, its assessment or determination."""

    words: str
    pk: int
    child: int


def _waiting(case: Case, user_id: int) -> tuple[list[_Part], list[_Part]]:
    """Factories and products not assessed yet and not the person's already."""
    rows = case.factories.filter(assessment__state__in=ASSESSMENT_OPEN).exclude(assessment__assessor_id=user_id)
    products = case.products.filter(origin__state__in=ORIGIN_OPEN).exclude(origin__assessor_id=user_id)
    return (
        [
            _Part(f"工廠「{row.factory.name}」", row.pk, row.assessment_id)
            for row in rows.select_related("factory")
            if row.assessment_id is not None
        ],
        [_Part(f"產品「{one}」", one.pk, one.origin_id) for one in products if one.origin_id is not None],
    )


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """A refusal inside says which of the many it is about."""
    try:
        yield
    except moves.Refused as refusal:
        raise moves.Refused(f"{what}：{refusal.reason}", field="user") from refusal


def _join(case: Case, person: User, at: datetime) -> None:
    """Who assesses a part of the case is one of its people."""
    if not case.assignments.filter(role=roles.ASSESSOR, user=person, ended_at=None).exists():
        Assignment.objects.create(case=case, user=person, role=roles.ASSESSOR, assigned_at=at)


def end_assignment(*, assignment_id: int, reason: str, by: Actor, at: datetime) -> None:
    """End an assignment, with the reason.

    Raises:
        Refused: no reason, or ended already.
    """
    case_id = Assignment.objects.values_list("case_id", flat=True).get(pk=assignment_id)
    with moves.moving(Case, case_id, "end_assignment", by=by, at=at) as case:
        row = case.assignments.filter(pk=assignment_id, ended_at=None).first()
        if row is None:
            raise moves.Refused("此項指派已解除。")
        if not reason.strip():
            raise moves.Refused("請填解除指派之事由。", field="reason")
        row.ended_at, row.end_reason = at, within(reason, field="reason", label="事由", limit=200)
        row.save(update_fields=["ended_at", "end_reason"])
        moves.note(case, user=row.user_id, role=row.role, assignment=row.pk)


def recuse_after_declaration(event: Event) -> None:
    """A relation declared late ends the person's work on the firm's running cases at once (point 15: 應即迴避).

    Subscriber of ``companies.relation.declare``; idempotent. ``event.data`` names ``user`` and ``firm``.
    """
    on = timezone.localdate(event.at)
    rows = Assignment.objects.filter(
        user_id=event.data["user"],
        case__firm_id=event.data["firm"],
        ended_at=None,
        case__state__in=states.MOVES["end_assignment"].sources,
    ).select_related("user", "case__firm")
    for row in rows:
        reason = companies.why_recused(row.user, row.case.firm, on)
        if reason is not None:
            end_assignment(assignment_id=row.pk, reason=f"應即迴避：{reason}", by=SYSTEM, at=event.at)
