"""Cases from the tests to the certificate, each brought on through the real actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from tests.factories import assessment as assessed
from tests.factories import certification as intake
from tests.factories.certification import NOON, World, make_verifying, make_world, pdf

from smilemark.assessment import actions as assessment
from smilemark.certification.actions import (
    assigning,
    contract,
    fee,
    issue,
    products,
    report,
    samples,
    testing,
)
from smilemark.certification.models import Case, CaseFactory, CaseProduct, CertificateVersion, ProductTest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = ["NOON", "World", "make_verifying", "make_world"]

OPINION = "各產品之原產地認定、工廠品管系統評核及產品品質檢驗均符合，建議核發。"


def assign_assessor(case: Case, world: World, *, at: datetime = NOON) -> None:
    """The assessor gets every factory and every product of the case."""
    for row in case.factories.all():
        assigning.assign_assessor(
            case_id=case.pk, user_id=world.assessor.pk, factory_id=row.pk, by=world.reviewer, at=at
        )
    for product in case.products.all():
        assigning.assign_assessor(
            case_id=case.pk, user_id=world.assessor.pk, product_id=product.pk, by=world.reviewer, at=at
        )


def make_chain_case(world: World, chains: Mapping[str, Sequence[int]], *, at: datetime = NOON) -> Case:
    """A case being verified whose products are made by the factories of the given numbers (of ``world.factories``)."""
    by = world.applicant
    case = intake.actions.start_draft(firm_id=world.firm.pk, kind="new", by=by, at=at)
    intake._section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, by, at)
    intake._section(case, "role", {"maker_role": "maker", "is_manufactured": True}, by, at)
    intake._section(case, "scope", {"industry": world.industry.pk, "body": world.body.pk}, by, at)
    rows = [
        intake.actions.add_factory(case_id=case.pk, factory_id=factory.pk, by=by, at=at) for factory in world.factories
    ]
    for name, numbers in chains.items():
        intake.add_filled_product(case, world, name, [rows[number].pk for number in numbers], at=at)
    intake.attach_papers(case, by=by, at=at)
    intake._section(case, "declaration", {"declared_true": True}, by, at)
    case = Case.objects.get(pk=case.pk)
    intake.actions.submit(case_id=case.pk, revision=case.revision, submission_key=f"key-{case.number}", by=by, at=at)
    intake.actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=at)
    return intake.actions.documents_complete(case_id=case.pk, by=world.reviewer, at=at)


def pass_origin(product: CaseProduct, world: World, *, passed: bool = True, at: datetime = NOON) -> None:
    """The assessor determines the origin of the product: met, or not met (only minimal operations)."""
    row = product.origin
    conditions = assessed.governance.special_conditions(row.announcement) if row.announcement else []
    record = assessment.OriginRecord(
        minimal_operations=() if passed else (1,),
        other_processing=passed,
        final_transformation_in_taiwan=passed,
        reasoning="現場查核製程及進料單據。",
        special_results={one.code: {"result": "met" if passed else "unmet", "note": "現場查核"} for one in conditions},
    )
    assessment.record_facts(determination_id=row.pk, record=record, by=world.assessor, at=at)
    assessment.determine(determination_id=row.pk, by=world.assessor, at=at)


def pass_factory(row: CaseFactory, world: World, *, passed: bool = True, at: datetime = NOON) -> None:
    """The assessor concludes the sheet of the factory: passed, or failed (a severe defect in one item)."""
    sheet = row.assessment
    items = assessed.all_items() if passed else assessed.all_items(assessed.item("1.1", 20, 20))
    earlier = type(sheet).objects.filter(factory=sheet.factory, state="passed").order_by("-pk").first()
    recent = earlier is not None and timezone.localdate(at).year - earlier.passed_on.year < 3
    known = {"previous": "assess", "previous_passed_on": earlier.passed_on} if recent else {}
    assessment.record_gate(assessment_id=sheet.pk, gate=assessed.plain_gate(**known), by=world.assessor, at=at)
    sheet = assessment.record_items(assessment_id=sheet.pk, items=items, by=world.assessor, at=at)
    assessment.conclude(
        assessment_id=sheet.pk,
        signing=assessed.SIGNED,
        plan_due_on=None,
        by=world.assessor,
        at=at,
        revision=sheet.revision,
    )


def receive_samples(product: CaseProduct, world: World, *, quantity: int = 20, at: datetime = NOON) -> Any:
    """Samples enough for any style rule."""
    return samples.receive(product_id=product.pk, quantity=quantity, by=world.reviewer, at=at)


def measured(test: ProductTest, *, passed: bool = True) -> list[testing.Measured]:
    """A result for every criterion; the first one fails where the test is to fail."""
    found = []
    for number, criterion in enumerate(testing.to_be_tested(test)):
        good = passed or number > 0
        if criterion.limit is None:
            found.append(testing.Measured(criterion.pk, conforms=good))
        else:
            worse = criterion.limit + 1 if criterion.comparison == "at_most" else criterion.limit - 1
            found.append(testing.Measured(criterion.pk, value=str(criterion.limit if good else worse)))
    return found


def start_test(product: CaseProduct, world: World, *, at: datetime = NOON) -> ProductTest:
    """The laboratory is commissioned, has the samples, and has begun."""
    test = ProductTest.objects.get(product=product)
    testing.commission(test_id=test.pk, laboratory_id=world.laboratory.pk, by=world.reviewer, at=at)
    receive_samples(product, world, at=at)
    return testing.start(test_id=test.pk, by=world.tester, at=at)


def pass_test(product: CaseProduct, world: World, *, passed: bool = True, at: datetime = NOON) -> ProductTest:
    """The product is tested: everything at its limit, or one criterion beyond it."""
    test = start_test(product, world, at=at)
    testing.record(test_id=test.pk, measured=measured(test, passed=passed), by=world.tester, at=at)
    return testing.conclude(
        test_id=test.pk,
        tested_on=timezone.localdate(at),
        report_number=f"R-{product.pk}",
        report=pdf("報告.pdf"),
        by=world.tester,
        at=at,
    )


def make_examined(world: World, *, at: datetime = NOON, products_count: int = 1, case: Case | None = None) -> Case:
    """Every factory, origin and test of the case passed; nothing settled yet."""
    case = case or make_verifying(world, at=at, products=products_count)
    assign_assessor(case, world, at=at)
    for row in case.factories.all():
        if row.assessment.state == "planned":
            pass_factory(row, world, at=at)
    for product in case.products.all():
        pass_origin(product, world, at=at)
        pass_test(product, world, at=at)
    return Case.objects.get(pk=case.pk)


def make_reported(world: World, *, at: datetime = NOON, **how: Any) -> Case:
    """The report waits for its review."""
    case = make_examined(world, at=at, **how)
    products.settle(case_id=case.pk, by=world.reviewer, at=at)
    report.start(case_id=case.pk, by=world.reviewer, at=at)
    report.submit(case_id=case.pk, opinion=OPINION, by=world.reviewer, at=at)
    return Case.objects.get(pk=case.pk)


def make_approved(world: World, *, at: datetime = NOON, **how: Any) -> Case:
    """The report was approved: at the contract (class 1) or the check of the fee (class 3)."""
    case = make_reported(world, at=at, **how)
    return report.approve(case_id=case.pk, by=world.decider, at=at)


def pay_fee(case: Case, administration: Any, world: World, *, at: datetime = NOON) -> Case:
    """The fee is received and confirmed."""
    fee.record_receipt(
        case_id=case.pk,
        amount=400,
        receipt_number="A-0001",
        received_on=timezone.localdate(at),
        by=administration,
        at=at,
    )
    return fee.confirm(case_id=case.pk, by=world.reviewer, at=at)


def sign(case: Case, world: World, *, at: datetime = NOON) -> Case:
    """Both sides sign."""
    contract.sign(case_id=case.pk, signatory="王大明", by=world.applicant, at=at)
    contract.sign(case_id=case.pk, signatory="核定員乙", by=world.decider, at=at)
    return Case.objects.get(pk=case.pk)


def make_numbered(world: World, *, at: datetime = NOON, **how: Any) -> Case:
    """A class 1 case with its number; waits to be issued."""
    case = sign(make_approved(world, at=at, **how), world, at=at)
    return issue.assign_number(case_id=case.pk, by=world.decider, at=at)


def make_certified(world: World, *, at: datetime = NOON, **how: Any) -> CertificateVersion:
    """A class 1 case whose certificate was issued."""
    case = make_numbered(world, at=at, **how)
    return issue.issue(case_id=case.pk, by=world.decider, at=at)
