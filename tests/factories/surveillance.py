"""Surveillance brought on through the real actions: plan, approval, draw, notice, visit, report, findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.factories import assessment as assessed
from tests.factories.accreditation import make_assessor, make_body, make_laboratory
from tests.factories.companies import make_applicant, make_factory, make_firm, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.assessment import actions as assessment
from smilemark.certification.models import Certificate, Label
from smilemark.surveillance import actions
from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, ProductCheck, Summary, Visit

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body, Laboratory
    from smilemark.companies.models import Factory, Firm
    from smilemark.governance.models import Industry


def moment(day: date, hour: int = 10) -> datetime:
    """That hour of the day in Taipei."""
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


JANUARY = date(2025, 1, 15)
"""The day plans of 2025 are drafted and filed here."""
APPROVED = date(2025, 1, 24)
FRAME_DAY = date(2025, 4, 7)
NOTICE_DAY = date(2025, 5, 5)
AUDIT_DAY = date(2025, 5, 9)
"""Four days after the notice: three full days lie between."""
CERTIFIED = date(2024, 11, 1)
REMAINS = timedelta(days=3 * 365)

_serial = count(1)


@dataclass
class World:
    """A body with its people in one industry, the administration, a laboratory, and one certified firm."""

    industry: Industry
    body: Body
    reviewer: User
    decider: User
    assessor: User
    administration: User
    laboratory: Laboratory
    firm: Firm
    factory: Factory
    applicant: User
    certificate: Certificate


def make_world(code: str = "015", *, labels: int = 3, body: Body | None = None, firm: Firm | None = None) -> World:
    """Everybody surveillance needs, and one operator certified on ``CERTIFIED`` with so many products."""
    load_scheme([code])
    kind = industry(code)
    body = body or make_body(industries=[code])
    firm = firm or make_firm()
    return World(
        industry=kind,
        body=body,
        reviewer=make_person(roles.REVIEWER, body, "審查員甲"),
        decider=make_person(roles.DECIDER, body, "核定員乙"),
        assessor=make_assessor(body, "評核員丙"),
        administration=make_person(roles.ADMINISTRATION),
        laboratory=make_laboratory(industries=[code]),
        firm=firm,
        factory=make_factory(firm),
        applicant=make_applicant(firm),
        certificate=make_holder(body, kind, firm=firm, labels=labels),
    )


def make_holder(
    body: Body, kind: Industry, *, firm: Firm | None = None, since: date = CERTIFIED, labels: int = 1
) -> Certificate:
    """A certificate with products in use, as rows (the way to it is the tests' of certification)."""
    number = next(_serial)
    firm = firm or make_firm()
    row = Certificate.objects.create(number=f"{kind.code}{number:05d}", firm=firm, industry=kind, body=body)
    for place in range(1, labels + 1):
        Label.objects.create(
            number=f"{row.number}-{place:05d}",
            certificate=row,
            product_name=f"素色毛巾{place}",
            certified_on=since,
            valid_until=since + REMAINS,
            last_modified=moment(since),
        )
    return row


# ---- plan and draw -----------------------------------------------------------------------------------------


def draft_plan(world: World, *, day: date = JANUARY, year: int = 2025) -> Plan:
    """A plan being drawn up."""
    return actions.start_plan(body=world.body, industry=world.industry, year=year, by=world.reviewer, at=moment(day))


def filed_plan(world: World, **when: Any) -> Plan:
    """A plan that waits for the administration."""
    plan = draft_plan(world, **when)
    return actions.file_plan(plan_id=plan.pk, by=world.decider, at=moment(JANUARY))


def approved_plan(world: World) -> Plan:
    """A plan that may be carried out."""
    plan = filed_plan(world)
    return actions.approve_plan(
        plan_id=plan.pk, number="產策字第1140000001號", by=world.administration, at=moment(APPROVED)
    )


def frozen(world: World, plan: Plan | None = None, *, quarter: int = 2, day: date = FRAME_DAY, **given: Any) -> Draw:
    """The frame of the second quarter, published."""
    plan = plan or approved_plan(world)
    return actions.freeze_operators(plan_id=plan.pk, quarter=quarter, by=world.reviewer, at=moment(day), **given)


def drawn(world: World, plan: Plan | None = None) -> Draw:
    """The sample of the second quarter."""
    draw = frozen(world, plan)
    return actions.draw_operators(draw_id=draw.pk, by=world.reviewer, at=moment(FRAME_DAY, 11))


# ---- visit -------------------------------------------------------------------------------------------------


def selected(world: World, plan: Plan | None = None) -> Visit:
    """The visit of the drawn firm, its factory named."""
    visit = Visit.objects.get(draw=drawn(world, plan))
    return actions.name_factory(
        visit_id=visit.pk, factory_id=world.factory.pk, by=world.reviewer, at=moment(NOTICE_DAY)
    )


def notified(world: World, *, audit_on: date = AUDIT_DAY, plan: Plan | None = None) -> Visit:
    """The firm was told of the visit; the assessor is named."""
    visit = selected(world, plan)
    at = moment(NOTICE_DAY)
    actions.assign(visit_id=visit.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=at)
    actions.notify(visit_id=visit.pk, audit_on=audit_on, by=world.reviewer, at=at)
    return Visit.objects.get(pk=visit.pk)


def started(world: World, *, products: bool = True, plan: Plan | None = None) -> Visit:
    """The assessor is at the factory; products in production are declared and drawn."""
    visit = notified(world, plan=plan)
    at = moment(AUDIT_DAY)
    actions.start(visit_id=visit.pk, by=world.assessor, at=at)
    numbers = list(world.certificate.labels.values_list("number", flat=True)) if products else []
    actions.declare_production(visit_id=visit.pk, numbers=numbers, by=world.assessor, at=at)
    if products:
        actions.draw_products(visit_id=visit.pk, by=world.assessor, at=at)
    return Visit.objects.get(pk=visit.pk)


def assess(world: World, visit: Visit, items: list[Any] | None = None, *, due: date | None = None) -> None:
    """The annex 7 sheet of the visit, concluded as the items say."""
    at = moment(AUDIT_DAY, 11)
    pk = visit.assessment_id
    assert pk is not None
    assessment.record_gate(assessment_id=pk, gate=assessed.plain_gate(), by=world.assessor, at=at)
    assessment.record_items(assessment_id=pk, items=items or assessed.all_items(), by=world.assessor, at=at)
    assessment.conclude(assessment_id=pk, signing=assessed.SIGNED, plan_due_on=due, by=world.assessor, at=at)


PASSED = actions.CheckRecord(origin="pass", mark_use="pass")


def check_products(world: World, visit: Visit, record: actions.CheckRecord = PASSED, *, quality: str = "pass") -> None:
    """Every drawn product with the same answers."""
    at = moment(AUDIT_DAY, 14)
    for check in ProductCheck.objects.filter(visit=visit):
        actions.record_product(check_id=check.pk, record=record, by=world.assessor, at=at)
        test = actions.TestRecord(
            quality=quality,
            laboratory_id=world.laboratory.pk,
            tested_on=AUDIT_DAY,
            report_number="檢-1",
            text="甲醛超過限值" if quality == "fail" else "",
        )
        actions.record_test(check_id=check.pk, record=test, by=world.reviewer, at=at)


def reported(
    world: World,
    *,
    items: list[Any] | None = None,
    due: date | None = None,
    record: actions.CheckRecord = PASSED,
    quality: str = "pass",
    other: tuple[str, ...] = (),
    plan: Plan | None = None,
) -> Visit:
    """The report is made; its findings follow by rule."""
    visit = started(world, plan=plan)
    assess(world, visit, items, due=due)
    check_products(world, visit, record, quality=quality)
    actions.make_report(visit_id=visit.pk, other=other, by=world.assessor, at=moment(AUDIT_DAY, 16))
    return Visit.objects.get(pk=visit.pk)


ORIGIN_FAILED = actions.CheckRecord(origin="fail", origin_text="主要製程於境外完成", mark_use="pass")


def serious(world: World) -> Fault:
    """A serious finding: the origin is not met."""
    return Fault.objects.get(visit=reported(world, record=ORIGIN_FAILED))


def slight(world: World) -> Fault:
    """A slight finding: the quality test failed for the first time."""
    return Fault.objects.get(visit=reported(world, quality="fail"))


def summary(world: World, *, day: date = date(2025, 12, 1)) -> Summary:
    """The summary of 2025, being made."""
    return actions.start_summary(body=world.body, industry=world.industry, year=2025, by=world.reviewer, at=moment(day))


# ---- irregular checks --------------------------------------------------------------------------------------

NOON = datetime(2025, 9, 26, 4, 0, tzinfo=UTC)
"""2025-09-26, a Friday, noon in Taipei; Monday the 29th is a holiday (補假), Sunday the 28th Teachers' Day."""


def inquiry(world: World, trigger: str = "suspected_misuse", *, at: datetime = NOON, **given: Any) -> Inquiry:
    """A check of a label of the world's firm, opened by the body."""
    values: dict[str, Any] = {
        "trigger": trigger,
        "text": "民眾來電反映",
        "labels": [world.certificate.labels.earliest("number").number],
        "channels": ["virtual", "physical"] if trigger == "suspected_misuse" else [],
    }
    return actions.open_inquiry(cause=actions.Cause(**(values | given)), trigger_at=at, by=world.reviewer, at=at)


def reported_inquiry(world: World, *, result: str = "conforming", at: datetime = NOON, **given: Any) -> Inquiry:
    """A suspected misuse, both channels checked, its report made."""
    row = inquiry(world, at=at, **given)
    for step in ("virtual", "physical"):
        actions.record_step(inquiry_id=row.pk, step=step, done_at=at, by=world.reviewer, at=at)
    actions.record_results(
        inquiry_id=row.pk,
        results={"promotion": "not_applicable", "labelling": result},
        text="網頁仍有標章" if result == "failed" else "",
        subject=row.subject,
        place="https://example.org",
        by=world.reviewer,
        at=at,
    )
    return actions.make_inquiry_report(inquiry_id=row.pk, by=world.reviewer, at=at)
