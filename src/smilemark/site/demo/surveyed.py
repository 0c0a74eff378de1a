"""A stretch of the demo's surveillance: plans in every state, one visit to come, one with a finding to improve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smilemark.assessment import actions as assessment
from smilemark.assessment import queries as assessed
from smilemark.site.demo import papers
from smilemark.surveillance import actions
from smilemark.surveillance.actions.plans import quarter_of
from smilemark.surveillance.queries import frames, visits

if TYPE_CHECKING:
    from datetime import date

    from smilemark.certification.models import Label
    from smilemark.governance.models import Industry
    from smilemark.site.demo.country import BodyTeam, Country
    from smilemark.surveillance.models import Draw, Plan, Visit

EXECUTED = 20  # population of each of the eleven items
ITEM_CODES = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1")


def tell(country: Country) -> None:
    """Socks were looked at, glasses will be; the plan of umbrellas waits, that of towels is being written."""
    socks = _approved(country, "017", ago=50)
    _visited(country, _drawn(country, socks, ago=45), ago=40)
    glasses = _approved(country, "301", ago=16)
    _announced(country, _drawn(country, glasses, ago=12))
    _filed(country, "027", ago=6)
    _drafted(country, "015", ago=3)
    team = country.body_for("017")
    actions.start_summary(
        body=team.body, industry=_industry(country, "017"), year=country.day(0).year, by=team.reviewer, at=country.now
    )


def _industry(country: Country, code: str) -> Industry:
    return next(team.industry for team in country.firms.values() if team.industry.code == code)


def _drafted(country: Country, code: str, ago: int) -> Plan:
    team = country.body_for(code)
    year = country.day(ago - 5).year  # of the day its frame is published
    return actions.start_plan(
        body=team.body, industry=_industry(country, code), year=year, by=team.reviewer, at=country.moment(ago)
    )


def _filed(country: Country, code: str, ago: int) -> Plan:
    plan = _drafted(country, code, ago)
    return actions.file_plan(plan_id=plan.pk, by=country.body_for(code).decider, at=country.moment(ago, 14))


def _approved(country: Country, code: str, ago: int) -> Plan:
    plan = _filed(country, code, ago)
    return actions.approve_plan(
        plan_id=plan.pk, number=f"示範核定第{plan.number}號", by=country.administration, at=country.moment(ago - 2)
    )


def _drawn(country: Country, plan: Plan, ago: int) -> Draw:
    reviewer = country.body_for(plan.industry.code).reviewer
    draw = actions.freeze_operators(
        plan_id=plan.pk, quarter=quarter_of(country.day(ago)), by=reviewer, at=country.moment(ago)
    )
    return actions.draw_operators(draw_id=draw.pk, by=reviewer, at=country.moment(ago, 15))


def _visits(team: BodyTeam, draw: Draw) -> list[Visit]:
    return list(visits.visible_to(team.reviewer).filter(draw=draw))


def _notify(country: Country, team: BodyTeam, visit: Visit, ago: int, audit_on: date) -> None:
    at = country.moment(ago)
    actions.assign(visit_id=visit.pk, assessor_id=team.assessor.pk, by=team.reviewer, at=at)
    actions.notify(visit_id=visit.pk, audit_on=audit_on, by=team.reviewer, at=at)


def _announced(country: Country, draw: Draw) -> None:
    team = country.body_for(draw.industry.code)
    for visit in _visits(team, draw):
        _notify(country, team, visit, 1, country.day(0) + timedelta(days=6))


def _visited(country: Country, draw: Draw, ago: int) -> None:
    """The visit with a slight finding: a product failed its test for the first time."""
    team = country.body_for(draw.industry.code)
    for visit in _visits(team, draw):
        _notify(country, team, visit, ago, country.day(ago - 5))
        at = country.moment(ago - 5)
        started = actions.start(visit_id=visit.pk, by=team.assessor, at=at)
        numbers = [label.number for label in _products(started, country.day(ago - 5))]
        actions.declare_production(visit_id=visit.pk, numbers=numbers, by=team.assessor, at=at)
        actions.draw_products(visit_id=visit.pk, by=team.assessor, at=at)
        actions.add_photo(
            visit_id=visit.pk, upload=papers.photo("工廠大門"), caption="工廠大門", by=team.assessor, at=at
        )
        _assess(country, team, started, ago - 5)
        _check(country, team, started, ago)
        actions.make_report(
            visit_id=visit.pk, remark="廠方配合查核。", by=team.assessor, at=country.moment(ago - 8, 16)
        )
        for fault in visits.faults_visible_to(team.reviewer).filter(visit=visit):
            actions.notify_improvement(
                fault_id=fault.pk,
                improve_until=country.day(0) + timedelta(days=10),
                by=team.reviewer,
                at=country.moment(ago - 9),
            )


def _assess(country: Country, team: BodyTeam, visit: Visit, ago: int) -> None:
    pk, at = visit.assessment_id, country.moment(ago, 11)
    if pk is None or visit.factory is None:
        raise LookupError("the visit has not begun")
    known = assessed.last_pass(visit.factory, country.day(ago)) is not None
    gate = assessment.GateRecord(licence="not_licensed", qms_adopted=False, previous="assess" if known else "none")
    assessment.record_gate(assessment_id=pk, gate=gate, by=team.assessor, at=at)
    items = [assessment.ItemRecord(code, total=EXECUTED, not_executed=0) for code in ITEM_CODES]
    assessment.record_items(assessment_id=pk, items=items, by=team.assessor, at=at)
    signing = assessment.Signing(
        representative=visit.firm.responsible_person, declared_true=True, consented_personal_data=True
    )
    assessment.conclude(assessment_id=pk, signing=signing, by=team.assessor, at=at)


def _check(country: Country, team: BodyTeam, visit: Visit, ago: int) -> None:
    laboratory = country.laboratory_for(visit.industry.code).laboratory
    for check in visit.products.all():
        record = actions.CheckRecord(origin="pass", mark_use="pass")
        actions.record_product(check_id=check.pk, record=record, by=team.assessor, at=country.moment(ago - 5, 15))
        test = actions.TestRecord(
            quality="fail",
            laboratory_id=laboratory.pk,
            tested_on=country.day(ago - 7),
            report_number=f"T-{visit.number}",
            text="耐洗染色堅牢度 2 級，基準為 3 級以上。",
            report=papers.paper("檢驗報告"),
        )
        actions.record_test(check_id=check.pk, record=test, by=team.reviewer, at=country.moment(ago - 7, 15))


def _products(visit: Visit, on: date) -> list[Label]:
    return frames.labels_of_visit(visit, on)
