"""What was announced and held on a day. Every case pins the announcement it was judged by."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from smilemark.accounts import roles
from smilemark.foundation import calendar
from smilemark.foundation.remembered import remembered
from smilemark.foundation.todo import TodoItem
from smilemark.governance.models import (
    AdoptedQms,
    Announcement,
    Criterion,
    Fee,
    Industry,
    OpenItem,
    SpecialOriginCondition,
    StartUpFunding,
    StyleRule,
    SupplementLimit,
)
from smilemark.governance.parts import PARTS, parts_of
from smilemark.governance.states import MOVES, State

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model, QuerySet

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor

PUBLIC_STATES = (State.ANNOUNCED, State.SUPERSEDED)


DRAFTERS = frozenset({roles.SECRETARIAT, roles.ADMINISTRATION})
"""The secretariat prepares (point 10), the administration announces (point 7 II)."""


class NotAnnouncedError(LookupError):
    """Nothing on this subject was in force on the day; never a default in its place."""


def may_draft(by: Actor) -> bool:
    """Whether the person sees and writes drafts."""
    return any(by.holds(role, None) for role in DRAFTERS)


def visible_to(user: User | AnonymousUser) -> QuerySet[Announcement]:
    """What was announced is public; drafts are seen by those who write them."""
    rows = Announcement.objects.select_related("industry")
    if user.is_authenticated and may_draft(user):
        return rows
    return rows.filter(state__in=PUBLIC_STATES)


def industries(*, product_class: int | None = None) -> QuerySet[Industry]:
    """All industries, or those of a class (point 4)."""
    rows = Industry.objects.all()
    return rows if product_class is None else rows.filter(product_class=product_class)


def start_up_funding(industry: Industry | None, day: date) -> StartUpFunding | None:
    """What lets the government bear the industry's costs on the day (point 38 I); None: the user pays."""
    rows = StartUpFunding.objects.filter(industry=industry, first_day__lte=day)
    return rows.filter(Q(last_day=None) | Q(last_day__gte=day)).first()


def start_up_fundings() -> dict[int, list[StartUpFunding]]:
    """All settings by industry, earliest first."""
    found: dict[int, list[StartUpFunding]] = {}
    for row in StartUpFunding.objects.order_by("first_day"):
        found.setdefault(row.industry_id, []).append(row)
    return found


def industries_funded_on(day: date) -> dict[int, StartUpFunding]:
    """What lets the government bear the costs on the day, by industry; one query."""
    held = start_up_fundings()
    return {pk: row for pk, rows in held.items() for row in rows if row.is_in_force_on(day)}


def in_force_on(rows: QuerySet[Announcement], day: date) -> QuerySet[Announcement]:
    """Those of the announcements that held on the day."""
    return rows.filter(
        Q(effective_until=None) | Q(effective_until__gte=day), state__in=PUBLIC_STATES, effective_from__lte=day
    )


def in_force(subject: str, day: date, industry: Industry | None = None) -> Announcement | None:
    """The announcement on the subject (and industry) that held on the day; None where there was none."""
    return next(
        (
            version
            for version in _versions(subject, industry)
            if version.effective_from is not None
            and version.effective_from <= day
            and (version.effective_until is None or version.effective_until >= day)
        ),
        None,
    )


@remembered("governance_announcement")
def _versions(subject: str, industry: Industry | None) -> tuple[Announcement, ...]:
    """All that was ever announced on the subject, the newest first: a handful."""
    rows = Announcement.objects.filter(subject=subject, industry=industry, state__in=PUBLIC_STATES)
    return tuple(rows.select_related("industry").order_by("-effective_from"))


def open_items(industry: Industry, day: date) -> list[OpenItem]:
    """The product items open to application on the day (point 21), with their criteria; empty: none."""
    announcement = in_force(Announcement.Subject.CRITERIA, day, industry)
    if announcement is None:
        return []
    return list(announcement.items.select_related("announcement").prefetch_related("criteria").order_by("code"))


def industries_open_on(day: date) -> list[Industry]:
    """The industries with at least one open item on the day."""
    rows = Announcement.objects.filter(subject=Announcement.Subject.CRITERIA, items__isnull=False)
    held = in_force_on(rows, day)
    return list(Industry.objects.filter(pk__in=held.values("industry")).order_by("code"))


@remembered("governance_criterion", "governance_openitem")
def criteria(announcement: Announcement) -> list[Criterion]:
    """The quality criteria of all items of the announcement, safety first (point 20)."""
    return _by_part(Criterion.objects.filter(item__announcement=announcement).select_related("item"))


@remembered("governance_criterion", "governance_openitem")
def criteria_of(item: OpenItem) -> list[Criterion]:
    """The quality criteria of an item, safety first (point 20)."""
    return _by_part(Criterion.objects.filter(item=item).select_related("item"))


def _by_part(rows: QuerySet[Criterion]) -> list[Criterion]:
    order = {part: place for place, part in enumerate(Criterion.Part.values)}
    return sorted(rows, key=lambda row: (row.item.code, order[row.part], row.pk))


@remembered("governance_specialorigincondition")
def special_conditions(announcement: Announcement) -> list[SpecialOriginCondition]:
    """The special conditions of Taiwan origin the announcement sets (point 17 (2)); empty: none are announced."""
    return list(announcement.special_conditions.order_by("code"))


def _held(subject: str, day: date, industry: Industry | None = None) -> Announcement:
    announcement = in_force(subject, day, industry)
    if announcement is None:
        name = Announcement.Subject(subject).label
        raise NotAnnouncedError(f"{calendar.roc(day)}沒有生效之「{name}」公告。")
    return announcement


def fee(kind: str, day: date) -> Fee | None:
    """The fee of the kind (``Fee.Kind``) on the day, integer NTD; None: the table in force has no such row.

    Raises:
        NotAnnouncedError: no fee table was in force.
    """
    return _held(Announcement.Subject.FEES, day).fees.filter(kind=kind).first()


def fee_kind_name(kind: str) -> str:
    """The kind (``Fee.Kind``) in the words of the fee standard; nothing where the standard does not name it."""
    return str(Fee.Kind(kind).label) if kind in Fee.Kind.values else ""


def supplement_limit(day: date) -> tuple[int, int]:
    """(rounds, days per round) on the day (AMB-41).

    Raises:
        NotAnnouncedError: no limits were in force.
    """
    limit: SupplementLimit = _held(Announcement.Subject.LIMITS, day).supplement_limit
    return limit.rounds, limit.days


def adopted_qms(day: date) -> list[AdoptedQms]:
    """The quality management certifications adopted on the day (point 19 II); empty: none."""
    announcement = in_force(Announcement.Subject.QMS, day)
    return [] if announcement is None else _systems_of(announcement)


@remembered("governance_adoptedqms")
def _systems_of(announcement: Announcement) -> list[AdoptedQms]:
    return list(announcement.adopted_qms.order_by("code"))


def style_rule(industry: Industry, day: date) -> StyleRule | None:
    """What is one style, and how many samples are due (point 25); None where nothing was announced."""
    announcement = in_force(Announcement.Subject.STYLE, day, industry)
    return None if announcement is None else announcement.style_rules.order_by("pk").first()


def sampling_ratio(industry: Industry, day: date) -> tuple[Fraction, Announcement] | None:
    """The approved share of certified operators to sample each quarter, and the announcement that sets it.

    The industry's own row goes before the general one (annex 15 point 2(1)1); None: nothing was approved on the day.
    """
    announcement = in_force(Announcement.Subject.SAMPLING, day)
    if announcement is None:
        return None
    rows = {row.industry_code: row for row in announcement.sampling_ratios.all()}
    row = rows.get(industry.code) or rows.get("")
    return None if row is None else (Fraction(row.numerator, row.denominator), announcement)


def open_version(subject: str, industry: Industry | None) -> Announcement | None:
    """The newest announced version on the subject, whose end is not set; None: there is none."""
    return Announcement.objects.filter(
        subject=subject, industry=industry, state=State.ANNOUNCED, effective_until=None
    ).first()


def version_before(announcement: Announcement) -> Announcement | None:
    """What the announcement replaces; of a draft, what it would replace today."""
    if announcement.state in PUBLIC_STATES:
        return announcement.replaces
    return open_version(announcement.subject, announcement.industry)


def versions_of(announcement: Announcement, user: User | AnonymousUser) -> QuerySet[Announcement]:
    """All versions on the same subject and industry the reader may see, newest first."""
    same = visible_to(user).filter(subject=announcement.subject, industry=announcement.industry)
    return same.order_by("-effective_from", "-pk")


def shown_contents(announcement: Announcement) -> dict[str, Any]:
    """What the announcement sets, as its page shows it: rows by part, criteria under their items."""
    return {
        "items": announcement.items.prefetch_related("criteria").order_by("code"),
        "conditions": announcement.special_conditions.order_by("code"),
        "styles": announcement.style_rules.order_by("pk"),
        "systems": announcement.adopted_qms.order_by("code"),
        "fees": announcement.fees.order_by("pk"),
        "ratios": announcement.sampling_ratios.order_by("industry_code"),
        "limit": SupplementLimit.objects.filter(announcement=announcement).first(),
    }


def part_row(announcement: Announcement, part: str, pk: int) -> Model | None:
    """One row of the announcement; None: it has no such row."""
    kind = parts_of(announcement.subject).get(part)
    if kind is None:
        return None
    owner = {"item__announcement": announcement} if kind.within else {"announcement": announcement}
    return kind.model._default_manager.filter(pk=pk, **owner).first()  # noqa: SLF001  # Django's documented API


def todo_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every to-do provider
    """Drafts wait for those who announce."""
    if not any(user.holds(role) for role in MOVES["announce"].roles):
        return []
    rows = Announcement.objects.filter(state=State.DRAFT).select_related("industry").order_by("pk")
    return [
        TodoItem(
            title=f"公告草案：{row.title}",
            url=reverse("governance:draft", args=[row.pk]),
            cite=MOVES["announce"].cite,
            next_step="公告後，前一公告自生效日起停止適用",
        )
        for row in rows
    ]


def contents(announcement: Announcement) -> dict[str, list[dict[str, Any]]]:
    """Everything the announcement sets, as values: for copying, comparing and exporting."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, part in parts_of(announcement.subject).items():
        if part.within:
            continue
        rows = list(part.model._default_manager.filter(announcement=announcement).order_by("pk"))  # noqa: SLF001  # Django's documented API
        found[name] = [_values(name, row) for row in rows]
        if name == "item":
            _add_criteria(rows, found[name])
    return found


def _values(name: str, row: Model) -> dict[str, Any]:
    return {field: getattr(row, field) for field in PARTS[name].fields}


def _add_criteria(items: list[Any], values: list[dict[str, Any]]) -> None:
    by_item: dict[int, list[dict[str, Any]]] = {item.pk: [] for item in items}
    for row in Criterion.objects.filter(item__in=items).order_by("pk"):
        by_item[row.item_id].append(_values("criterion", row))
    for item, row_values in zip(items, values, strict=True):
        row_values["criteria"] = by_item[item.pk]
