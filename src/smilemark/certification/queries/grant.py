"""The review for the mark in class 2 as pages show it, and whom it waits for (point 33 II; annex 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.assessment import queries as assessment
from smilemark.certification.legal import grant as legal
from smilemark.certification.legal.intake import PAPER_NAMES
from smilemark.certification.models import Case, GrantSheet, JointVisit
from smilemark.certification.states import State
from smilemark.foundation.todo import TodoItem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Delegation
    from smilemark.certification.legal.grant import Condition
    from smilemark.certification.models import Attachment, CaseProduct

SECOND_CLASS = 2
MINIMAL_OPERATIONS = assessment.MINIMAL_OPERATIONS


@dataclass(frozen=True, slots=True)
class SheetView:
    """The review of one product: its conditions as they stand, and what they lead to when all are answered."""

    product: CaseProduct
    sheet: GrantSheet | None
    conditions: tuple[Condition, ...]
    why_open: str | None
    decision: str

    @property
    def origins(self) -> list[tuple[str, str]]:
        """What may be found on the origin."""
        return list(GrantSheet.Origin.choices)

    @property
    def agrees_name(self) -> str:
        """Field of the discretion on this product."""
        return f"agrees_{self.product.pk}"

    @property
    def reason_name(self) -> str:
        """Field of its reason."""
        return f"reason_{self.product.pk}"

    @property
    def is_in_doubt(self) -> bool:
        """Whether the origin is in doubt, so that a joint visit may settle it."""
        return self.sheet is not None and self.sheet.origin == GrantSheet.Origin.DOUBT

    @property
    def may_be_refused(self) -> bool:
        """Whether annex 12 point 2 II leaves the decision open."""
        return self.decision == legal.MAY_REFUSE


@dataclass(frozen=True, slots=True)
class GrantView:
    """The whole review of a case: who decides on the day, every product, the joint visits."""

    delegation: Delegation | None
    sheets: tuple[SheetView, ...]
    visits: tuple[JointVisit, ...]
    operations: tuple[tuple[int, str], ...]
    applied_on: date
    papers: tuple[tuple[str, Attachment], ...]
    """What the applicant handed in under annex 12 point 3, by name."""
    authority_people: tuple[tuple[int, str], ...] = ()
    administration_people: tuple[tuple[int, str], ...] = ()
    """Who may be named as having taken part in a visit; asked where the origin is in doubt."""

    @property
    def is_complete(self) -> bool:
        """Whether every product can be decided on."""
        return all(sheet.why_open is None for sheet in self.sheets)

    @property
    def has_doubt(self) -> bool:
        """Whether a joint visit may be recorded."""
        return bool(self.doubted)

    @property
    def doubted(self) -> list[tuple[int, str]]:
        """Products whose origin is in doubt."""
        return [(sheet.product.pk, str(sheet.product)) for sheet in self.sheets if sheet.is_in_doubt]

    @property
    def visit_results(self) -> list[tuple[str, str]]:
        """What a joint visit may find."""
        return list(JointVisit.Result.choices)


def view(case: Case, day: date) -> GrantView | None:
    """The review as it stands on the day; None where the case was never sent to one."""
    if case.product_class != SECOND_CLASS or case.submitted_at is None:
        return None
    applied = timezone.localdate(case.submitted_at)
    products = list(case.products.select_related("grant_sheet").prefetch_related("factories__factory").order_by("pk"))
    if case.state != State.GRANT_REVIEW and not any(hasattr(product, "grant_sheet") for product in products):
        return None
    sheets = tuple(_sheet(product, case, applied, day) for product in products)
    doubted = any(sheet.is_in_doubt for sheet in sheets)
    return GrantView(
        accreditation.delegation_on(case.industry, day),
        sheets,
        tuple(case.joint_visits.prefetch_related("products", "authority_people", "administration_people")),
        tuple(MINIMAL_OPERATIONS.items()),
        applied,
        tuple(
            (PAPER_NAMES.get(row.kind, row.kind), row)
            for row in case.attachments.filter(replaced_at=None).select_related("product")
        ),
        tuple((person.pk, str(person)) for person in authority_people(case, day)) if doubted else (),
        tuple((person.pk, str(person)) for person in administration_people()) if doubted else (),
    )


def authority_people(case: Case, on: date) -> list[User]:
    """People of the delegated authority; nobody where the administration itself reviews."""
    held = accreditation.delegation_on(case.industry, on)
    return [] if held is None else _people(accounts.ids_of_people(held.authority_id, roles.SCHEME_AUTHORITY))


def administration_people() -> list[User]:
    """People of the administration."""
    return _people(accounts.ids_with_role(roles.ADMINISTRATION))


def _people(ids: Iterable[int]) -> list[User]:
    return list(get_user_model().objects.filter(pk__in=ids, is_active=True).order_by("full_name", "pk"))


def _sheet(product: CaseProduct, case: Case, applied_on: date, day: date) -> SheetView:
    """After the decision the day of the review is that of the decision."""
    product.case = case
    on = timezone.localdate(case.closed_at) if case.closed_at is not None else day
    sheet: GrantSheet | None = getattr(product, "grant_sheet", None)
    found = tuple(legal.conditions(product, sheet, applied_on=applied_on, on=on))
    why_open = legal.why_not_complete(product, sheet)
    decision = ""
    if sheet is not None and why_open is None:
        decision = legal.judge(product, sheet, applied_on=applied_on, on=on).decision
    return SheetView(product, sheet, found, why_open, decision)


def todo_for(user: User, today: date) -> list[TodoItem]:
    """Cases whose review waits for the person's office: the authority delegated today, else the administration."""
    rows = Case.objects.filter(state=State.GRANT_REVIEW).select_related("firm", "industry").order_by("pk")
    wanted: Any = Q(pk__in=[])
    if held_in := user.organisations_as(roles.SCHEME_AUTHORITY):
        held = accreditation.delegations_on(today).filter(authority_id__in=held_in)
        wanted |= Q(industry_id__in=held.values("industry_id"))
    if user.holds(roles.ADMINISTRATION):
        wanted |= ~Exists(accreditation.delegations_on(today).filter(industry_id=OuterRef("industry_id")))
    return [
        TodoItem(
            title=f"審查授權使用標章：{case.firm.name} {case.number}",
            url=reverse("certification:grant", args=[case.number]),
            since=timezone.localdate(case.submitted_at) if case.submitted_at else None,
            cite="第三十三點第二項、附件十二",
            next_step="授予後登錄，或不同意授權",
        )
        for case in rows.filter(wanted)
    ]
