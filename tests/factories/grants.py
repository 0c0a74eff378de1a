"""Class-2 cases on their way to the mark: an authority, its delegation, and a case that waits for its review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from tests.factories import certification as intake
from tests.factories.accreditation import make_assessor, make_body
from tests.factories.companies import LONG_AGO, make_applicant, make_factory, make_firm, make_person

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.accreditation import actions as accreditation
from smilemark.certification import actions
from smilemark.certification.actions import class2, grant, grant_sheets
from smilemark.certification.models import Case, Certificate
from smilemark.governance.models import Industry

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Delegation
    from smilemark.certification.models import CaseProduct, Decision

NOON = intake.NOON
UNTIL = date(2026, 12, 31)
DELEGATED = date(2025, 1, 1)
GOOD: dict[str, dict[str, Any]] = {
    "registration": {"factory_registered": "yes", "facts": "已查工廠登記。"},
    "origin": {"origin": "met", "facts": "物料清單及加工製造流程圖。"},
    "factory": {
        "factory_passed": "yes",
        "operations": [],
        "other_processing": "yes",
        "facts": "該制度驗證證明，從事織造。",
    },
    "activity": {"last_sale_on": date(2025, 5, 2), "facts": "出貨單。"},
    "dispute": {"dispute": "no", "facts": "查無裁處紀錄。"},
}
"""A sheet on which everything is met."""


@dataclass
class GrantWorld(intake.World):
    """As the case factories want it; with the authority of the scheme, its people and the administration's."""

    authority: Any = None
    examiner: Any = None
    chief: Any = None
    officer: Any = None
    delegation: Any = None


def make_authority(name: str = "示範制度主管機關") -> Organisation:
    """The authority of an adopted scheme, with its head."""
    return accreditation.register_authority(
        name=name, head_title="局長", head_name="施局長", by=make_person(roles.ADMINISTRATION), at=LONG_AGO
    )


def delegate(authority: Organisation, industry: Industry, *, first_day: date = DELEGATED, at: Any = NOON) -> Delegation:
    """The ministry's delegation from the day on."""
    return accreditation.delegate(
        authority_id=authority.pk,
        industry_id=industry.pk,
        delegated_by="經濟部",
        number="經授產字第1140000001號",
        delegated_on=first_day,
        first_day=first_day,
        by=make_person(roles.ADMINISTRATION),
        at=at,
    )


def make_grant_world(*, delegated: bool = True) -> GrantWorld:
    """Everybody a class-2 case needs; delegated since 2025-01-01, or not at all."""
    industry = Industry.objects.create(code="901", code_status="unconfirmed", name="示範第二類", product_class=2)
    firm, body, authority = make_firm(), make_body(product_class=2), make_authority()
    officer = make_person(roles.ADMINISTRATION, None, "署員己")
    Organisation.objects.filter(kind="administration").update(head_title="署長", head_name="邱署長")
    return GrantWorld(
        industry=industry,
        firm=firm,
        applicant=make_applicant(firm),
        factories=[make_factory(firm)],
        body=body,
        reviewer=make_person(roles.REVIEWER, body, "審查員甲"),
        decider=make_person(roles.DECIDER, body, "核定員乙"),
        assessor=make_assessor(body),
        laboratory=None,  # type: ignore[arg-type]  # class 2 is tested under its scheme
        tester=None,  # type: ignore[arg-type]  # same
        authority=authority,
        examiner=make_person(roles.SCHEME_AUTHORITY, authority, "主管機關審查員丙"),
        chief=make_person(roles.SCHEME_AUTHORITY, authority, "主管機關核定員丁"),
        officer=officer,
        delegation=delegate(authority, industry) if delegated else None,
    )


def make_under_scheme(world: Any, *, products: int = 1, at: datetime = NOON, until: date = UNTIL) -> Case:
    """A class-2 case the body examines under the adopted scheme."""
    by = world.applicant
    case = actions.start_draft(firm_id=world.firm.pk, kind="new", by=by, at=at)
    intake._section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, by, at)
    intake._section(case, "role", {"maker_role": "maker", "is_manufactured": True}, by, at)
    intake._section(case, "scope", {"industry": world.industry.pk, "body": world.body.pk}, by, at)
    scheme = {"scheme_name": "示範驗證", "scheme_certificate": "S-1", "scheme_valid_until": until}
    intake._section(case, "scheme", scheme, by, at)
    row = actions.add_factory(case_id=case.pk, factory_id=world.factories[0].pk, by=by, at=at)
    for number in range(1, products + 1):
        intake.add_filled_product(case, world, f"示範產品{number}", [row.pk], at=at)
    intake.attach_papers(case, by=by, at=at)
    intake._section(case, "declaration", {"declared_true": True}, by, at)
    case = Case.objects.get(pk=case.pk)
    case = actions.submit(case_id=case.pk, revision=case.revision, submission_key=f"g{case.pk}", by=by, at=at)
    return class2.accept_scheme(case_id=case.pk, by=world.reviewer, at=at)


def make_sent(world: Any, *, products: int = 1, at: datetime = NOON, until: date = UNTIL) -> Case:
    """A class-2 case that waits for the review of the authority."""
    case = make_under_scheme(world, products=products, at=at, until=max(until, timezone.localdate(at)))
    class2.send_to_grant(case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=until, by=world.decider, at=at)
    return Case.objects.get(pk=case.pk)


def make_renewal(world: Any, *, at: datetime, until: date) -> Case:
    """The renewal of the world's only certificate, waiting for the review of the authority."""
    by = world.applicant
    certificate = Certificate.objects.get()
    case = actions.start_draft(firm_id=world.firm.pk, kind="renewal", certificate_id=certificate.pk, by=by, at=at)
    intake._section(case, "role", {"maker_role": "maker", "is_manufactured": True}, by, at)
    scheme = {"scheme_name": "示範驗證", "scheme_certificate": "S-2", "scheme_valid_until": until}
    intake._section(case, "scheme", scheme, by, at)
    row = case.factories.first() or actions.add_factory(case_id=case.pk, factory_id=world.factories[0].pk, by=by, at=at)
    product = case.products.get()
    values = intake.PRODUCT | {"hs_code": "630260", "bill_of_materials": intake.ROWS, "factories": [row.pk]}
    revision = Case.objects.get(pk=case.pk).revision
    actions.save_product(case_id=case.pk, product_id=product.pk, values=values, revision=revision, by=by, at=at)
    intake.attach_papers(case, by=by, at=at)
    intake._section(case, "declaration", {"declared_true": True}, by, at)
    case = Case.objects.get(pk=case.pk)
    actions.submit(case_id=case.pk, revision=case.revision, submission_key=f"g{case.pk}", by=by, at=at)
    class2.accept_scheme(case_id=case.pk, by=world.reviewer, at=at)
    class2.send_to_grant(case_id=case.pk, scheme_certificate="S-2", scheme_valid_until=until, by=world.decider, at=at)
    return Case.objects.get(pk=case.pk)


def answer(product: CaseProduct, by: User, *, at: datetime = NOON, **changed: dict[str, Any]) -> None:
    """Fill the sheet of a product: everything met, but for the conditions given."""
    for condition, values in (GOOD | {name: GOOD[name] | given for name, given in changed.items()}).items():
        grant_sheets.review(
            case_id=product.case_id, product_id=product.pk, condition=condition, values=values, by=by, at=at
        )


def decide(case: Case, by: User, *, at: datetime = NOON, **choices: grant.Discretion) -> Decision:
    """The decision; ``choices`` by the product's id as text."""
    given = {int(key.removeprefix("p")): choice for key, choice in choices.items()}
    return grant.decide(case_id=case.pk, choices=given, by=by, at=at)
