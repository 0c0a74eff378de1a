"""Who may certify, test and assess on a day, and why not. The registers of bodies and laboratories are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.urls import reverse

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.accounts.queries import people_of
from smilemark.accreditation import legal
from smilemark.accreditation.models import (
    Accreditation,
    AssessorCertificate,
    Body,
    Delegation,
    Laboratory,
    Recognition,
)
from smilemark.foundation import calendar
from smilemark.foundation.remembered import remembered
from smilemark.foundation.todo import TodoItem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.governance.models import Industry

READERS = frozenset({roles.ADMINISTRATION, roles.SECRETARIAT, roles.SYSTEM_ADMIN})
"""Who reads the whole register of assessors; the secretariat follows the bodies (point 10 (2))."""

CLASS_NAMES = {1: "第一類", 2: "第二類", 3: "第三類"}


# ---- bodies ---------------------------------------------------------------------------------------------


def bodies_visible_to(user: User | AnonymousUser) -> QuerySet[Body]:  # noqa: ARG001  # one entrance per list
    """The register of bodies is public (point 7 II)."""
    scope = Accreditation.objects.select_related("industry").order_by("product_class", "industry__code", "-first_day")
    return Body.objects.prefetch_related(Prefetch("accreditations", queryset=scope)).order_by("name", "pk")


def _held_on(day: date) -> Q:
    return Q(first_day__lte=day, last_day__gte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


def _scope(product_class: int, industry: Industry | None) -> Q:
    """Class 1 is accredited per industry, the others as a whole (AMB-57)."""
    if product_class == 1:
        return Q(product_class=1, industry=industry)
    return Q(product_class=product_class)


def bodies_for(product_class: int, industry: Industry | None, day: date) -> QuerySet[Body]:
    """The bodies accredited for the class (and in class 1 the industry) on the day."""
    held = Accreditation.objects.filter(_held_on(day), _scope(product_class, industry))
    return Body.objects.filter(pk__in=held.values("body")).order_by("name", "pk")


def why_not_in_scope(body: Body, product_class: int, industry: Industry | None, day: date) -> str | None:
    """Why the body may not act for the class and industry on the day, with the article; None: it may.

    Told apart: never accredited for it; not yet; lapsed (AMB-55); cancelled.
    """
    rows = _accreditations(body, product_class, industry)
    words = _scope_words(product_class, industry)
    if not rows:
        return f"{body.name}未經認證辦理{words}產品之驗證（{legal.SCOPE_CITE}）。"
    if any(row.is_valid_on(day) for row in rows):
        return None
    started = [row for row in rows if row.first_day <= day]
    if not started:
        first = min(row.first_day for row in rows)
        return f"{body.name}辦理{words}產品之認證自{calendar.roc(first)}起生效，尚未生效（{legal.PERIOD_CITE}）。"
    last = started[0]
    if last.ended_on is not None and last.ended_on <= day:
        return f"{body.name}辦理{words}產品之認證已於{calendar.roc(last.ended_on)}廢止（第四十五點）。"
    return (
        f"{body.name}辦理{words}產品之認證已於{calendar.roc(last.last_day)}屆滿，"
        f"不得受理、評核或核定（{legal.PERIOD_CITE}、{legal.SCOPE_CITE}）。"
    )


@remembered("accreditation_accreditation")
def _accreditations(body: Body, product_class: int, industry: Industry | None) -> tuple[Accreditation, ...]:
    return tuple(body.accreditations.filter(_scope(product_class, industry)).order_by("-last_day", "-pk"))


def _scope_words(product_class: int, industry: Industry | None) -> str:
    name = CLASS_NAMES.get(product_class, f"第{product_class}類")
    return f"{name}「{industry.name}」" if product_class == 1 and industry is not None else name


def why_not_sign(body: Body) -> str | None:
    """Why the body can write no letter: nobody to sign it (行政程序法第九十六條第一項第四款); None: it can."""
    if body.head_title and body.head_name:
        return None
    return (
        f"「{body.name}」尚未登錄代表人之職稱及姓名，所發之函無從署名（行政程序法第九十六條第一項第四款）；"
        "請經濟部產業發展署於驗證機構資料補登。"
    )


# ---- laboratories ---------------------------------------------------------------------------------------


def laboratories_visible_to(user: User | AnonymousUser) -> QuerySet[Laboratory]:  # noqa: ARG001  # one entrance per list
    """The register of laboratories is public (point 14: registered and announced)."""
    scope = Recognition.objects.select_related("industry").order_by("industry__code", "-first_day")
    return Laboratory.objects.prefetch_related(Prefetch("recognitions", queryset=scope)).order_by("name", "pk")


def laboratories_for(industry: Industry, day: date) -> QuerySet[Laboratory]:
    """The laboratories recognised for the industry on the day (open-ended until ended, AMB-56)."""
    held = Recognition.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), industry=industry, first_day__lte=day)
    return Laboratory.objects.filter(pk__in=held.values("laboratory")).order_by("name", "pk")


def why_not_recognised(laboratory: Laboratory, industry: Industry, day: date) -> str | None:
    """Why a test of the laboratory does not count for the industry on the day, with the article; None: it does."""
    rows = list(laboratory.recognitions.filter(industry=industry).order_by("-first_day", "-pk"))
    words = f"「{industry.name}」產品之檢驗"
    if not rows:
        return f"{laboratory.name}未經認可辦理{words}（{legal.LABORATORY_CITE}）。"
    if any(row.is_valid_on(day) for row in rows):
        return None
    started = [row for row in rows if row.first_day <= day]
    if not started:
        first = min(row.first_day for row in rows)
        return f"{laboratory.name}辦理{words}之認可自{calendar.roc(first)}起生效，尚未生效（{legal.LABORATORY_CITE}）。"
    ended = started[0].ended_on
    assert ended is not None  # noqa: S101  # a started, not ended one was answered above
    return f"{laboratory.name}辦理{words}之認可已於{calendar.roc(ended)}廢止（第四十六點）。"


# ---- delegations (point 33 II) ---------------------------------------------------------------------------


def authorities() -> QuerySet[Organisation]:
    """The authorities of adopted class-2 schemes."""
    return Organisation.objects.filter(kind=Organisation.Kind.SCHEME_AUTHORITY).order_by("name", "pk")


def delegations_visible_to(user: User | AnonymousUser) -> QuerySet[Delegation]:
    """Delegations: all for administration and secretariat, its own for an authority."""
    rows = Delegation.objects.select_related("authority", "industry").order_by("industry__code", "-first_day")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in (roles.ADMINISTRATION, roles.SECRETARIAT)):
        return rows
    return rows.filter(authority_id__in=user.organisations_as(roles.SCHEME_AUTHORITY))


def delegation_on(industry: Industry | None, day: date) -> Delegation | None:
    """The delegation in force for the industry on the day; None: the ministry has not delegated it."""
    held = delegations_on(day).filter(industry=industry).select_related("authority", "industry")
    return held.order_by("-first_day").first()


def delegations_on(day: date) -> QuerySet[Delegation]:
    """The delegations in force on the day."""
    rows = Delegation.objects.filter(first_day__lte=day)
    return rows.filter(Q(last_day=None) | Q(last_day__gte=day), Q(ended_on=None) | Q(ended_on__gt=day))


def industries_delegated_to(user: User) -> QuerySet[Delegation, int]:
    """Ids of the industries ever delegated to an authority the person acts for: whose cases they may read."""
    held = Delegation.objects.filter(authority_id__in=user.organisations_as(roles.SCHEME_AUTHORITY))
    return held.order_by().values_list("industry_id", flat=True)


# ---- assessors ------------------------------------------------------------------------------------------


def certificates_visible_to(user: User | AnonymousUser) -> QuerySet[AssessorCertificate]:
    """Certificates name people: one's own; all of them for the administration and the secretariat."""
    if not user.is_authenticated:
        return AssessorCertificate.objects.none()
    rows = AssessorCertificate.objects.select_related("user").order_by("user__full_name", "-issued_on")
    if any(user.holds(role) for role in READERS):
        return rows
    return rows.filter(user=user)


def certificate_of(user: User, day: date) -> AssessorCertificate | None:
    """The certificate that lets the person assess on the day; None: there is none."""
    for row in _certificates(user):
        withdrawn = row.withdrawn_on is not None and row.withdrawn_on <= day
        if not withdrawn and legal.duty(row, day).result.may_assess:
            return row
    return None


@remembered("accreditation_assessorcertificate")
def _certificates(user: User) -> tuple[AssessorCertificate, ...]:
    return tuple(AssessorCertificate.objects.filter(user=user).order_by("-last_valid_day"))


def why_not_assess(user: User, day: date) -> str | None:
    """Why the person may not assess on site on the day (point 30 I), with the article; None: they may."""
    if certificate_of(user, day) is not None:
        return None
    rows = _certificates(user)
    name = user.display_name
    if not rows:
        return f"{name}未持有評核人員訓練合格證書，不得執行現場評核（{legal.CERTIFICATE_CITE}）。"
    last = rows[0]
    if last.withdrawn_on is not None and last.withdrawn_on <= day:
        return f"{name}之合格證書（{last.number}）已於{calendar.roc(last.withdrawn_on)}撤銷，不得執行現場評核（第四十八點）。"
    if last.issued_on > day:
        return f"{name}之合格證書（{last.number}）自{calendar.roc(last.issued_on)}起有效，評核日尚未生效（{legal.CERTIFICATE_CITE}）。"
    return (
        f"{name}之合格證書（{last.number}）已於{calendar.roc(last.last_valid_day)}屆滿，"
        f"不得執行現場評核（{legal.CERTIFICATE_CITE}、附件十第八點）。"
    )


def assessors_of(body: Body, day: date) -> list[User]:
    """The body's assessors who hold a certificate valid on the day, by name."""
    held = people_of(body).filter(role_id=roles.ASSESSOR, user__is_active=True)
    return [row.user for row in held if certificate_of(row.user, day) is not None]


# ---- what waits -----------------------------------------------------------------------------------------


def todo_for(user: User, today: date) -> list[TodoItem]:
    """Renewals whose window is open: a body's accreditations for its deciders, an assessor's own certificate."""
    return [*_accreditations_to_renew(user, today), *_certificate_to_renew(user, today)]


def _accreditations_to_renew(user: User, today: date) -> Iterator[TodoItem]:
    bodies = user.organisations_as(roles.DECIDER)
    if not bodies:
        return
    rows = Accreditation.objects.filter(body__in=bodies, ended_on=None, last_day__gte=today)
    newest: dict[tuple[int, int, int | None], Accreditation] = {}
    for row in rows.select_related("body", "industry").order_by("last_day"):
        newest[row.body_id, row.product_class, row.industry_id] = row
    for row in newest.values():
        window = legal.accreditation_window(row.last_day)
        if window.opens <= today:
            yield TodoItem(
                title=f"申請重新認證：{_scope_words(row.product_class, row.industry)}（{row.certificate_number}）",
                url=reverse("accreditation:body", args=[row.body_id]),
                since=window.opens,
                until=window.closes,
                cite="第十三點第二項",
                next_step="經認證審議會審議通過後，另發新認證書",
            )


def _certificate_to_renew(user: User, today: date) -> Iterator[TodoItem]:
    if not user.holds(roles.ASSESSOR):
        return
    rows = AssessorCertificate.objects.filter(user=user, withdrawn_on=None).order_by("-last_valid_day")
    row = rows.first()
    if row is None:
        return
    window = legal.certificate_window(row.last_valid_day)
    if window.opens <= today <= window.closes:
        yield TodoItem(
            title=f"申請展延評核人員訓練合格證書（{row.number}）",
            url=reverse("accreditation:assessors"),
            since=window.opens,
            until=window.closes,
            cite="附件十第八點第二項",
            next_step="向原訓練機構申請；有效期間內現場評核應達二次",
        )
