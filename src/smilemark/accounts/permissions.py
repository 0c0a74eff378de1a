"""Who may enter people and give or end roles, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accounts.models import RoleAssignment

if TYPE_CHECKING:
    from smilemark.accounts.models import Organisation, Role
    from smilemark.foundation.moves import Actor


def why_not_give(by: Actor, role: Role, organisation: Organisation) -> str | None:
    """Why ``by`` may not give this role in this organisation."""
    if role.organisation_kind != organisation.kind:
        return f"「{role.name}」不是「{organisation.name}」這類機構的角色。"
    return _why_not_manage(by, role.pk, organisation.pk)


def why_not_end(by: Actor, assignment: RoleAssignment) -> str | None:
    """Why ``by`` may not end this role."""
    if assignment.ended_at is not None:
        return "此角色已經解除。"
    refused = _why_not_manage(by, assignment.role_id, assignment.organisation_id)
    if refused is not None:
        return refused
    manager = roles.MANAGED_BY.get(assignment.role_id, roles.SYSTEM_ADMIN)
    if assignment.user_id == by.pk and assignment.role_id in {manager, roles.SYSTEM_ADMIN} and _is_last(assignment):
        return "不得解除自己的最後一個管理角色，否則此機構將無人可以管理。"
    return None


def _why_not_manage(by: Actor, role: str, organisation_id: int) -> str | None:
    manager = roles.MANAGED_BY.get(role)
    if by.holds(roles.SYSTEM_ADMIN, None) or (manager is not None and by.holds(manager, organisation_id)):
        return None
    return "只有系統管理員，或同一機構中有權管理的人員，可以賦予或解除這個角色。"


def _is_last(assignment: RoleAssignment) -> bool:
    """Whether nobody else holds the role: in the organisation, or anywhere for the system administrator."""
    others = RoleAssignment.objects.filter(role_id=assignment.role_id, ended_at=None, user__is_active=True)
    if assignment.role_id != roles.SYSTEM_ADMIN:
        others = others.filter(organisation_id=assignment.organisation_id)
    return not others.exclude(user_id=assignment.user_id).exists()
