"""Plans, draws and summaries. ``visible_to`` is where every list, detail and paper starts; draws are public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from smilemark.accounts import roles
from smilemark.foundation import search
from smilemark.surveillance.models import Draw, Plan, Summary
from smilemark.surveillance.states import DrawState, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from smilemark.accounts.models import User

OVERSEERS = (roles.SECRETARIAT, roles.ADMINISTRATION)
T = TypeVar("T", Plan, Summary)


def oversees(user: User) -> bool:
    """Whether the person reads the surveillance of every body."""
    return any(user.holds(role) for role in OVERSEERS)


def _of_body(user: User, rows: QuerySet[T]) -> QuerySet[T]:
    if not user.is_active:
        return rows.none()
    if oversees(user):
        return rows
    return rows.filter(body_id__in=user.organisations_as(*roles.BODY_ROLES))


def visible_to(user: User) -> QuerySet[Plan]:
    """The plans the person may read: of their body; secretariat and administration read all. Firms see none.

    The targets, and the words of the paper that names them again, are read where they are asked for.
    """
    rows = Plan.objects.select_related("body", "industry", "ratio_announcement", "paper")
    return _of_body(user, rows.defer("targets", "paper__words"))


def summaries_visible_to(user: User) -> QuerySet[Summary]:
    """The summaries the person may read, as for plans; a filed one's totals name every visit of its year."""
    return _of_body(user, Summary.objects.select_related("body", "industry", "paper").defer("totals", "paper__words"))


def draws() -> QuerySet[Draw]:
    """Every draw: anybody may verify it."""
    return Draw.objects.select_related("body", "industry", "plan", "visit", "finding").defer("plan__targets")


def draws_of(plan: Plan) -> QuerySet[Draw]:
    """The draws of operators under the plan, without what they were made from."""
    return plan.draws.filter(kind=Draw.Kind.OPERATORS).defer("frame_text")


def targets(plan: Plan, q: str = "") -> list[dict[str, Any]]:
    """Whom the draws of the year are made from, as counted; only those that hold every word of ``q``.

    Looked for in firm, its code, and numbers and names of its products.
    """
    wanted, listed = search.fold(q).split(), list(plan.targets)
    return [target for target in listed if _holds(target, wanted)] if wanted else listed


def _holds(target: Mapping[str, Any], words: Iterable[str]) -> bool:
    texts = [target["firm"], target["code"], *(f"{label['number']} {label['name']}" for label in target["labels"])]
    text = search.fold("\n".join(texts))
    return all(word in text for word in words)


def is_sample_public(draw: Draw) -> bool:
    """Whether seed and sample are shown to anybody: once drawn, and every firm drawn was told (or is not visited).

    Before that the sample would announce a visit earlier than the notice does.
    """
    if draw.state != DrawState.DRAWN:
        return False
    return not draw.visits.filter(state=VisitState.SELECTED).exists()


def years(user: User) -> list[int]:
    """The years there are plans of, newest first."""
    return list(visible_to(user).order_by("-year").values_list("year", flat=True).distinct())
