"""Origin determinations and factory assessments, made and brought on through the real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.factories.accreditation import make_assessor, make_body
from tests.factories.companies import make_applicant, make_factory, make_firm, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.assessment import actions, legal
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.assessment.models import FactoryAssessment, OriginDetermination
    from smilemark.companies.models import Factory, Firm
    from smilemark.governance.models import Industry

AT = datetime(2025, 6, 10, 2, 0, tzinfo=UTC)
"""2025-06-10, a Tuesday, ten in the morning in Taipei."""
TODAY = date(2025, 6, 10)
DUE = date(2025, 6, 25)
"""A Wednesday, fifteen days later."""

_serial = count(1)


def moment(day: date, hour: int = 10) -> datetime:
    """That hour of the day in Taipei."""
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


@dataclass
class World:
    """A body with its people, a firm with its applicant and a factory, in one industry."""

    body: Body
    firm: Firm
    factory: Factory
    industry: Industry
    applicant: User
    reviewer: User
    decider: User
    assessor: User


def make_world(code: str = "015") -> World:
    """Everything an assessment needs; the scheme's data of the one industry are loaded."""
    load_scheme([code])
    body = make_body(industries=[code])
    firm = make_firm()
    return World(
        body=body,
        firm=firm,
        factory=make_factory(firm),
        industry=industry(code),
        applicant=make_applicant(firm),
        reviewer=make_person(roles.REVIEWER, body),
        decider=make_person(roles.DECIDER, body),
        assessor=make_assessor(body),
    )


def open_factory(
    world: World, *, at: datetime = AT, assigned: bool = True, **given: Any
) -> FactoryAssessment:  # arguments of the action
    """A sheet that waits for the assessor."""
    values: dict[str, Any] = {
        "case_number": f"M114-{next(_serial):06d}",
        "body": world.body,
        "firm": world.firm,
        "factory": world.factory,
        "industry": world.industry,
        "process": "織造、染整",
        "by": world.reviewer,
        "assessor": None,
    }
    row = actions.open_factory(at=at, **(values | given))
    if assigned:
        actions.assign_assessor(assessment_id=row.pk, assessor_id=world.assessor.pk, by=world.reviewer, at=at)
        row.refresh_from_db()
    return row


def plain_gate(**given: Any) -> actions.GateRecord:  # fields of the record
    """No licensed industry, no certificate, never assessed."""
    return actions.GateRecord(**({"licence": "not_licensed", "qms_adopted": False, "previous": "none"} | given))


def item(code: str, total: int = 20, missed: int = 0, **given: Any) -> actions.ItemRecord:  # fields of the record
    """An item with ``missed`` of ``total`` not executed; explained wherever something is missed."""
    values: dict[str, Any] = {"code": code, "total": total, "not_executed": missed}
    if missed or total == 0 or given.keys() & {"rules", "records", "grade"}:
        values["text"] = f"{code} 缺失說明"
    if code not in legal.ONE_COUNT:
        values["not_executed_basic"] = 0
    return actions.ItemRecord(**(values | given))


def all_items(*special: actions.ItemRecord) -> list[actions.ItemRecord]:
    """Eleven items, all conforming but those given."""
    given = {record.code: record for record in special}
    return [given.get(code) or item(code) for code in legal.CODES]


def minors(number: int) -> list[actions.ItemRecord]:
    """A sheet with that many minor defects (2 of 20 not executed)."""
    return all_items(*(item(code, 20, 2) for code in legal.CODES[:number]))


SIGNED = actions.Signing(representative="陳代表", declared_true=True, consented_personal_data=True)


def filled(
    world: World,
    items: list[actions.ItemRecord] | None = None,
    *,
    at: datetime = AT,
    **given: Any,  # of open_factory
) -> FactoryAssessment:
    """A sheet with gate and items recorded, ready to conclude."""
    row = open_factory(world, at=at, **given)
    actions.record_gate(assessment_id=row.pk, gate=plain_gate(), by=world.assessor, at=at)
    return actions.record_items(assessment_id=row.pk, items=items or all_items(), by=world.assessor, at=at)


def concluded(
    world: World,
    items: list[actions.ItemRecord] | None = None,
    *,
    at: datetime = AT,
    due: date | None = None,
    **given: Any,  # of open_factory
) -> FactoryAssessment:
    """A concluded sheet: passed, plan due or failed as the items say."""
    row = filled(world, items, at=at, **given)
    return actions.conclude(
        assessment_id=row.pk, signing=SIGNED, plan_due_on=due, by=world.assessor, at=at, revision=row.revision
    )


def plan_due(world: World, due: date = DUE, **given: Any) -> FactoryAssessment:  # of concluded
    """Two minor defects: the plan is due."""
    return concluded(world, minors(2), due=due, **given)


def answers(row: FactoryAssessment) -> list[actions.PlanAnswer]:
    """Every finding of the plan answered."""
    codes = row.plan.rows.values_list("item_code", flat=True)
    return [actions.PlanAnswer(item_code=code, cause="未排定", correction="已補辦並列管") for code in codes]


# ---- origin ------------------------------------------------------------------------------------------------


def bom(*rows: tuple[str, str, str, str]) -> list[dict[str, Any]]:
    """Rows (name, hs_code, origin, price)."""
    names = ("name", "hs_code", "origin", "cif_price")
    return [dict(zip(names, row, strict=True)) for row in rows]


YARN_CHANGED = bom(("棉紗", "520511", "VN", "40"), ("縫線", "540110", "TW", "5"))
"""A towel's inputs: the imported yarn is of another heading."""


def open_origin(
    world: World,
    *,
    inputs: list[dict[str, Any]] | None = None,
    price: str = "100",
    assigned: bool = True,
    **given: Any,  # arguments of the action
) -> OriginDetermination:
    """A determination with its inputs declared."""
    values: dict[str, Any] = {
        "case_number": f"M114-{next(_serial):06d}",
        "body": world.body,
        "firm": world.firm,
        "product_name": "純棉毛巾",
        "industry": world.industry,
        "announcement": governance.in_force("criteria", TODAY, world.industry),
        "hs_code": "630260",
        "factories": [world.factory],
        "inputs": YARN_CHANGED if inputs is None else inputs,
        "fob_price": price,
        "by": world.reviewer,
        "at": AT,
        "assessor": world.assessor if assigned else None,
    }
    return actions.open_origin(**(values | given))


def facts(row: OriginDetermination, **given: Any) -> actions.OriginRecord:  # fields of the record
    """What an assessor finds in an ordinary factory: real processing, last done in Taiwan, special conditions met."""
    conditions = governance.special_conditions(row.announcement) if row.announcement else []
    values: dict[str, Any] = {
        "other_processing": True,
        "final_transformation_in_taiwan": True,
        "reasoning": "現場查核織造及染整製程，核對進料單據。",
        "special_results": {condition.code: {"result": "met", "note": "現場查核"} for condition in conditions},
    }
    return actions.OriginRecord(**(values | given))


def determined(world: World, row: OriginDetermination, **given: Any) -> OriginDetermination:  # fields of the record
    """Facts recorded, then determined by law."""
    actions.record_facts(determination_id=row.pk, record=facts(row, **given), by=world.assessor, at=AT)
    return actions.determine(determination_id=row.pk, by=world.assessor, at=AT)


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    """A small real PNG."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")
