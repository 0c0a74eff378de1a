"""Reading firms, factories, relations and bans. ``visible_to(user)`` is where every path starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.queries import people_of
from smilemark.companies import legal
from smilemark.companies.models import Ban, Factory, Firm, Relation
from smilemark.companies.search_entry import KIND as KIND  # noqa: PLC0414  # the register searches firms too
from smilemark.foundation import calendar, events, search
from smilemark.foundation.remembered import remembered
from smilemark.foundation.todo import TodoItem

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.foundation.models import Event
    from smilemark.foundation.moves import Actor

OFFICERS = frozenset({roles.SECRETARIAT, roles.ADMINISTRATION})
"""The secretariat (point 10) and the administration keep the registers."""

SEES_ALL = OFFICERS | {roles.REVIEWER, roles.DECIDER, roles.SYSTEM_ADMIN}
"""Who reads any firm: bodies check entity, bans and factories before they accept a case (points 22, 26)."""


def is_officer(by: Actor) -> bool:
    """Whether the person keeps the registers."""
    return any(by.holds(role, None) for role in OFFICERS)


def visible_to(user: User | AnonymousUser) -> QuerySet[Firm]:
    """The firms a person may read: their own; all of them for those who keep the registers or accept cases."""
    if not user.is_authenticated:
        return Firm.objects.none()
    if any(user.holds(role) for role in SEES_ALL):
        return Firm.objects.all()
    return Firm.objects.filter(pk__in=user.organisations_as(roles.APPLICANT))


def factories_visible_to(user: User | AnonymousUser) -> QuerySet[Factory]:
    """The factories of the firms a person may read."""
    return Factory.objects.filter(firm__in=visible_to(user)).select_related("firm")


def firms_of(user: User) -> QuerySet[Firm]:
    """The firms a person acts for."""
    return Firm.objects.filter(pk__in=user.organisations_as(roles.APPLICANT)).order_by("name", "pk")


def active_factories(firm: Firm) -> QuerySet[Factory]:
    """The factories a new application of the firm may name."""
    return firm.factories.filter(is_active=True).order_by("name", "pk")


def factory_of_another(firm: Firm, number: str) -> Factory | None:
    """The factory of another firm with exactly this registration number, in operation; its name, number and county only.

    Where several firms entered the number, the row entered first. What else is known of it stays unread.
    """
    rows = Factory.objects.filter(number=number, is_active=True).exclude(number="").exclude(firm=firm)
    return rows.only("pk", "name", "number", "county").order_by("pk").first()


def factories_of(firm: Firm) -> QuerySet[Factory]:
    """All factories of the firm, those in use first."""
    return firm.factories.order_by("-is_active", "name", "pk")


def members_of(firm: Firm) -> list[str]:
    """Names of the people who act for the firm."""
    return [row.user.display_name for row in people_of(firm).filter(role_id=roles.APPLICANT)]


def why_not_factory_number(number: str) -> str | None:
    """Why it is no factory registration number; None: it has the form of one."""
    checked, _kind = legal.check_factory_number(number)
    return checked.refusal or None


def why_not_for_class(factory: Factory, product_class: int) -> str | None:
    """Why the factory cannot serve the class: class 2 needs a registration number (annex 12 point 1; AMB-83)."""
    second = 2
    if product_class == second and not factory.number:
        return f"第二類產品之工廠須領有工廠登記，「{factory.name}」未填工廠登記編號（附件十二第一點）。"
    return None


def matching(firms: QuerySet[Firm], q: str) -> QuerySet[Firm]:
    """The firms whose names or 統一編號 hold the words of ``q``; all of them where ``q`` is empty."""
    if not q.strip():
        return firms
    return firms.filter(pk__in=search.matching_ids(KIND, q))


def bans_on(firm: Firm, day: date) -> list[Ban]:
    """The bans that hold on the day, both ends included (points 41 II, 42 II, 43 III); not those lifted since."""
    held = firm.bans.filter(first_day__lte=day, last_day__gte=day, lifted_on=None)
    return list(held.order_by("first_day", "pk"))


def why_banned(firm: Firm, day: date) -> str | None:
    """Why the firm may not apply on the day, until when and by which point; None: it may."""
    held = bans_on(firm, day)
    if not held:
        return None
    last = max(held, key=lambda ban: ban.last_day)
    return f"該業者自{calendar.roc(last.first_day)}至{calendar.roc(last.last_day)}不得重新申請（{last.cite}）。"


def relations_visible_to(user: User | AnonymousUser) -> QuerySet[Relation]:
    """Declarations are personal: the person's own; all of them for those who keep the registers."""
    if not user.is_authenticated:
        return Relation.objects.none()
    rows = Relation.objects.select_related("user", "firm")
    return rows if is_officer(user) else rows.filter(user=user)


def relations_of(user: User, firm: Firm, on: date | None = None) -> list[Relation]:
    """The person's declared relations to the firm: those not corrected, or those that counted on a day."""
    declared = _declared(user.pk, firm.pk)
    if on is None:
        return [row for row in declared if row.ended_at is None]
    return [
        row
        for row in declared
        if timezone.localdate(row.declared_at) <= on and (row.ended_at is None or timezone.localdate(row.ended_at) > on)
    ]


@remembered("companies_relation")
def _declared(user_id: int, firm_id: int) -> tuple[Relation, ...]:
    return tuple(Relation.objects.filter(user=user_id, firm=firm_id).order_by("pk"))


def why_recused(user: User, firm: Firm, on: date, *, role: str | None = None) -> str | None:
    """Why the person must keep out of the firm's matter on the day (point 15); None: nothing known speaks against it.

    Args:
        user: the person.
        firm: the firm that applies.
        on: the day of the act.
        role: the role in which the person would act; where None, the strictest role the person holds.
    """
    return legal.why_not_involved(
        relations_of(user, firm, on), held=_roles(user, role), acts_for_firm=_acts_for(user, firm), on=on
    )


def recusal_warning(user: User, firm: Firm, on: date, *, role: str | None = None) -> str | None:
    """What to tell a person whom point 15 does not list though a ground is met (AMB-36)."""
    return legal.recusal_warning(relations_of(user, firm, on), held=_roles(user, role), on=on)


def _roles(user: User, role: str | None) -> set[str]:
    return {role} if role is not None else {held for held, _ in user.held_roles()}


def _acts_for(user: User, firm: Firm) -> bool:
    return user.holds(roles.APPLICANT, firm.pk)


def history(firm: Firm) -> list[Event]:
    """The firm's and its factories' events, oldest first."""
    found = events.history(firm)
    for factory in firm.factories.all():
        found += events.history(factory)
    return sorted(found, key=lambda event: (event.at, event.pk))


def possible_duplicates(firm: Firm) -> QuerySet[Firm]:
    """Other rows with the same 統一編號 (imported ones): shown to staff, never merged."""
    return Firm.objects.filter(ubn=firm.ubn).exclude(Q(pk=firm.pk) | Q(ubn=None))


def todo_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every to-do provider
    """Firms of mine that have no factory yet: an application names at least one (point 23 I (2))."""
    ours = user.organisations_as(roles.APPLICANT)
    if not ours:
        return []
    rows = Firm.objects.filter(pk__in=ours).exclude(factories__is_active=True).order_by("name", "pk")
    return [
        TodoItem(
            title=f"登錄工廠：{row.name}",
            url=reverse("companies:factory_new", args=[row.pk]),
            cite="第二十三點第一項第二款",
            next_step="登錄後即可在申請案中選擇工廠",
        )
        for row in rows
    ]


def firm_by_ubn(number: str) -> Firm | None:
    """The registered firm with this 統一編號; imported rows are not meant."""
    return Firm.objects.filter(ubn=number.strip(), source=Firm.Source.OWN).first()


check_ubn = legal.check_ubn
check_factory_number = legal.check_factory_number
check_tariff_code = legal.check_tariff_code
