"""What was tested, decided and issued: the parts of the case page and the register's labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.legal import results as legal
from smilemark.certification.models import (
    Case,
    Certificate,
    CertificateVersion,
    Decision,
    FeeExemption,
    Label,
    Letter,
    ProductTest,
    SampleLot,
)
from smilemark.certification.queries import fees, grant, lint, products
from smilemark.certification.queries.cases import SEES_ALL
from smilemark.certification.states import PRODUCT_MOVES, ProductState, State
from smilemark.foundation import moves
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.certification.models import CaseProduct, TestResult
    from smilemark.foundation.moves import OpenMove
    from smilemark.governance.models import Criterion

product_outlook = products.product_outlook


# ---- register -------------------------------------------------------------------------------------------


def labels() -> QuerySet[Label]:
    """Every label with its certificate, firm and industry: the one query the register is."""
    return Label.objects.select_related("certificate__firm", "certificate__industry", "certificate__body")


def label_state_facts(label: Label) -> dict[str, Any]:
    """The days of a label that decide its state on a day."""
    return {
        "certified_on": label.certified_on,
        "first_imported_on": label.first_imported_on,
        "valid_until": label.valid_until,
        "renewal_filed_on": label.renewal_filed_on,
        "ended_on": label.ended_on,
        "end_kind": label.end_kind,
    }


# ---- who reads what -------------------------------------------------------------------------------------


def reads_all(user: User, case: Case) -> bool:
    """Whether the person reads the whole case: the firm, the body, and those who oversee; not the laboratory."""
    return (
        is_staff(user, case)
        or user.holds(roles.APPLICANT, case.firm_id)
        or any(user.holds(role) for role in SEES_ALL)
        or _is_delegated(user, case)
    )


def _is_delegated(user: User, case: Case) -> bool:
    """Whether the case is of class 2 and of an industry delegated to the person's authority (point 33 II)."""
    if case.product_class != 2 or not user.holds(roles.SCHEME_AUTHORITY):  # noqa: PLR2004  # class 2 (point 4)
        return False
    return case.industry_id in set(accreditation.industries_delegated_to(user))


def _of_delegated(user: User, prefix: str) -> Q:
    """Rows about class-2 cases of industries delegated to the person's authority."""
    if not user.holds(roles.SCHEME_AUTHORITY):
        return Q(pk__in=[])
    industries = accreditation.industries_delegated_to(user)
    return Q(**{f"{prefix}product_class": 2, f"{prefix}industry_id__in": industries})


def is_staff(user: User, case: Case) -> bool:
    """Whether the person works for the case's body."""
    return any(user.holds(role, case.body_id) for role in roles.BODY_ROLES) if case.body_id else False


def tests_visible_to(user: User | AnonymousUser) -> QuerySet[ProductTest]:
    """The tests a person may read: the laboratory its own, the body those of its cases; and who oversees."""
    if not user.is_authenticated:
        return ProductTest.objects.none()
    rows = ProductTest.objects.select_related(
        "product__case__firm", "product__case__body", "product__item", "laboratory", "tester"
    )
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(laboratory_id__in=user.organisations_as(roles.LABORATORY))
        | Q(product__case__body_id__in=user.organisations_as(*roles.BODY_ROLES))
    )


def letters_visible_to(user: User | AnonymousUser) -> QuerySet[Letter]:
    """The letters a person may read: addressee, sender, and who oversees."""
    if not user.is_authenticated:
        return Letter.objects.none()
    rows = Letter.objects.select_related("case__firm", "case__body", "decision", "document")
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(case__firm_id__in=user.organisations_as(roles.APPLICANT))
        | Q(case__body_id__in=user.organisations_as(*roles.BODY_ROLES))
        | _of_delegated(user, "case__")
    )


def decisions_visible_to(user: User | AnonymousUser) -> QuerySet[Decision]:
    """The decisions whose letters a person may read; the firm once the letter was served."""
    rows = Decision.objects.select_related("case__firm", "case__body", "letter", "decided_by")
    if not user.is_authenticated:
        return rows.none()
    found = letters_visible_to(user).order_by()
    if not any(user.holds(role) for role in SEES_ALL):
        bodies = user.organisations_as(*roles.BODY_ROLES)
        found = found.filter(Q(served_on__isnull=False) | Q(case__body_id__in=bodies) | _of_delegated(user, "case__"))
    return rows.filter(pk__in=found.filter(decision__isnull=False).values("decision"))


def certificates_visible_to(user: User | AnonymousUser) -> QuerySet[Certificate]:
    """The certificates a person may download: the holder's, the body's, and who oversees."""
    if not user.is_authenticated:
        return Certificate.objects.none()
    rows = Certificate.objects.select_related("firm", "industry", "body")
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(firm_id__in=user.organisations_as(roles.APPLICANT))
        | Q(body_id__in=user.organisations_as(*roles.BODY_ROLES))
        | Q(industry_id__in=accreditation.industries_delegated_to(user))
    )


def holds_a_certificate(firm_id: int) -> bool:
    """Whether the firm holds, or once held, a certificate: its name stands in the public register."""
    return Certificate.objects.filter(firm_id=firm_id).exists()


# ---- parts of the case page -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One pinned criterion, its limit in words, and what was measured."""

    criterion: Criterion
    limit: str
    result: TestResult | None
    measured: str


@dataclass(frozen=True, slots=True)
class TestView:
    """A test as its part of the page shows it."""

    test: ProductTest
    product: CaseProduct
    rows: tuple[CriterionRow, ...]
    open: dict[str, OpenMove]
    parts: tuple[tuple[str, str], ...]


def test_view(test: ProductTest, user: User) -> TestView:
    """The test with its pinned criteria and results, and what the reader may do with it."""
    product = test.product
    item = product.item
    criteria = [] if item is None else governance.criteria_of(item)
    found = {result.criterion_id: result for result in test.results.select_related("criterion")}
    rows = tuple(
        CriterionRow(
            criterion, products.limit_words(criterion), found.get(criterion.pk), _measured(found.get(criterion.pk))
        )
        for criterion in criteria
    )
    parts = tuple(dict.fromkeys((criterion.part, criterion.get_part_display()) for criterion in criteria))
    return TestView(test, product, rows, {m.name: m for m in moves.open_to(test, user)}, parts)


def _measured(result: TestResult | None) -> str:
    return "" if result is None or result.measured is None else products.plain(result.measured)


@dataclass(frozen=True, slots=True)
class LotView:
    """Samples with the days of point 24 and what the reader may do with them."""

    lot: SampleLot
    days: legal.CollectionDays | None
    open: dict[str, OpenMove]


def _lots(case: Case, user: User) -> list[LotView]:
    rows = SampleLot.objects.filter(product__case=case).select_related("product__case", "product__test").order_by("pk")
    return [
        LotView(
            lot,
            legal.collection_days(lot.notified_on) if lot.notified_on else None,
            {move.name: move for move in moves.open_to(lot, user)},
        )
        for lot in rows
    ]


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label and its state on the day."""

    label: Label
    status: str
    status_name: str


STATUS_NAMES = {
    "valid": "有效",
    "renewal_pending": "展延審查中",
    "expired": "已屆期",
    "cancelled": "已廢止",
    "withdrawn": "已撤銷",
    "unknown": "尚未生效",
}


def label_views(certificate: Certificate, day: date) -> list[LabelView]:
    """The labels of a certificate with their state on the day."""
    found = []
    for label in certificate.labels.order_by("number"):
        status = legal.label_status(label, day)
        found.append(LabelView(label, status, STATUS_NAMES[status]))
    return found


def case_parts(case: Case, user: User, day: date) -> dict[str, Any]:
    """What the second half's parts of the case page show to this reader: one key, ``results``.

    The laboratory reads its own tests and nothing else.
    """
    tests = list(_tests(case, user))
    found: dict[str, Any] = {"tests": tests, "reads_all": reads_all(user, case), "is_staff": is_staff(user, case)}
    found["is_firm"] = user.holds(roles.APPLICANT, case.firm_id)
    found["is_administration"] = user.holds(roles.ADMINISTRATION)
    if found["reads_all"]:
        found |= _examined(case, user, day) | _issued(case, user, day)
        found["grant"] = grant.view(case, day)
    return {"results": found}


def _tests(case: Case, user: User) -> list[TestView]:
    rows = ProductTest.objects.filter(product__case=case).select_related(
        "product__case", "product__item__announcement", "laboratory", "tester", "report_file"
    )
    if not reads_all(user, case):
        rows = rows.filter(laboratory_id__in=user.organisations_as(roles.LABORATORY))
    return [test_view(test, user) for test in rows.order_by("product_id")]


def _examined(case: Case, user: User, day: date) -> dict[str, Any]:
    found = products.outlooks(case)
    standing = [o for o in found if o.product.state in (ProductState.OPEN, ProductState.PASSED)]
    failed = [o for o in standing if o.verdict == products.FAILED]
    first = found[0].product if found else None
    may_pass = first is not None and moves.may_by_role(first, PRODUCT_MOVES["pass"], user)
    may_refuse = first is not None and moves.may_by_role(first, PRODUCT_MOVES["refuse"], user)
    settling = case.state in (State.VERIFYING, State.REPORT)
    passing = [o for o in standing if o.verdict == products.PASSED and o.product.state == ProductState.OPEN]
    all_failed = bool(failed) and len(failed) == len(standing)
    laboratories = accreditation.laboratories_for(case.industry, day) if case.industry else []
    rule = (
        governance.style_rule(case.industry, timezone.localdate(case.submitted_at))
        if case.industry and case.submitted_at
        else None
    )
    return {
        "outlooks": found,
        "all_failed": all_failed,
        "can_settle": settling and ((may_pass and bool(passing)) or (may_refuse and bool(failed) and not all_failed)),
        "laboratories": laboratories,
        "style_rule": rule,
        "samples": _lots(case, user),
    }


def _issued(case: Case, user: User, day: date) -> dict[str, Any]:
    reports = list(case.reports.select_related("written_by", "reviewed_by", "document").order_by("-revision"))
    certificate = case.certificate
    versions = CertificateVersion.objects.filter(case=case).select_related("document", "certificate")
    shows_lint = is_staff(user, case) and case.state in (State.CONTRACT, State.NUMBERED)
    return {
        "report": reports[0] if reports else None,
        "reports": reports,
        "fee": fees.fee_state(case, day),
        "funding": fees.funding(case, day),
        "exemption_grounds": FeeExemption.Ground.choices,
        "table_fee": fees.table_fee(case, day),
        "contract": getattr(case, "contract", None),
        "lint": lint.lint(case, decider=user if user.holds(roles.DECIDER, case.body_id) else None, on=day)
        if shows_lint
        else [],
        "certificate": certificate,
        "versions": list(versions.order_by("version")),
        "labels": label_views(certificate, day) if certificate is not None else [],
        "reserved": [o.reserved_number for o in products.products_of(case) if hasattr(o, "reserved_number")],
        "letters": list(case.letters.select_related("decision").order_by("-pk")),
        "decisions": list(case.decisions.select_related("product", "decided_by").order_by("pk")),
    }


def objections_open(case: Case, day: date) -> list[Decision]:
    """Decisions of the case that may still be objected to on the day (point 49)."""
    return [
        decision
        for decision in case.decisions.all()
        if decision.objection_until is not None and day <= decision.objection_until
    ]
