"""Five years of surveillance over the register, for the pages that officers open every day.

The rows are written in bulk, as the actions would have left them: a yearly plan for every industry, draws and visits of
every quarter with checked products and findings, irregular checks, yearly summaries. What is still open has its
deadlines derived as always.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from smilemark.certification.models import Certificate, Label
from smilemark.foundation import clock, deadlines
from smilemark.foundation.models import StoredFinding
from smilemark.governance.models import Announcement, Industry
from smilemark.site.demo import country
from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, PlanQuarter, ProductCheck, Summary, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smilemark.accreditation.models import Body
    from smilemark.site.demo.country import Country

YEARS = 5
RATIO = 10  # one operator in so many is visited each quarter
CHECKED = 3  # products looked at in a visit
A_FAULT_IN = 2  # visits
CASES_A_YEAR = 0.1  # irregular checks per firm
OPEN_DAYS = 30  # what happened in the last so many days is still open
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class _Field:
    """An industry, the body that verifies it, and its operators with their labels."""

    industry: Industry
    body: Body
    operators: list[tuple[Certificate, list[Label]]]


def people() -> Country:
    """Bodies and people, nothing else: what an empty database holds, too."""
    call_command("load_governance", verbosity=0)
    return country.build(now=clock.now())


def write(made: Country) -> None:
    """The history over the imported register."""
    today, draw = clock.today(), random.Random(15)
    with transaction.atomic():
        for field in _fields(made):
            for year in range(today.year - YEARS + 1, today.year + 1):
                _year(field, year, today, draw)
            _inquiries(field, today, draw)
    deadlines.sweep(today)


def _fields(made: Country) -> Iterator[_Field]:
    for industry in Industry.objects.filter(certificates__is_imported=True).distinct().order_by("code"):
        body = made.bodies[made.body_of.get(industry.code, "general")].body
        Certificate.objects.filter(industry=industry, is_imported=True).update(body=body)
        certificates = Certificate.objects.filter(industry=industry, is_imported=True).select_related("firm")
        labels: dict[int, list[Label]] = {}
        for label in Label.objects.filter(certificate__industry=industry).order_by("number"):
            labels.setdefault(label.certificate_id, []).append(label)
        yield _Field(industry, body, [(one, labels[one.pk]) for one in certificates.order_by("number")])


def _year(field: _Field, year: int, today: date, draw: random.Random) -> None:
    plan = _plan(field, year)
    quarters = [
        PlanQuarter(
            plan=plan,
            quarter=number,
            first_day=date(year, number * 3 - 2, 1),
            last_day=date(year, number * 3, 28),
            firms_planned=len(field.operators) // RATIO,
            products_planned=len(field.operators) // RATIO * CHECKED,
        )
        for number in range(1, 5)
    ]
    PlanQuarter.objects.bulk_create(quarters)
    for quarter in quarters:
        if quarter.first_day <= today:
            _quarter(field, plan, quarter, today, draw)
    key = f"{field.industry.code}-{year}"
    state = "draft" if year == today.year else "filed"
    filed = None if state == "draft" else _moment(date(year, 12, 10))
    Summary.objects.create(
        number=f"BS-{key}", year=year, state=state, filed_at=filed, body=field.body, industry=field.industry
    )


def _plan(field: _Field, year: int) -> Plan:
    targets = [
        {
            "code": certificate.number,
            "firm": certificate.firm.name,
            "labels": [{"number": label.number, "name": label.product_name} for label in labels],
        }
        for certificate, labels in field.operators
    ]
    return Plan.objects.create(
        number=f"BP-{field.industry.code}-{year}",
        year=year,
        state="approved",
        body=field.body,
        industry=field.industry,
        method="依核定比例每季隨機抽樣。",
        matters="原產地、工廠品管、標章使用、產品品質。",
        safety_focus="安全性項目。",
        ratio_announcement=Announcement.objects.order_by("pk").first(),
        ratio_numerator=1,
        ratio_denominator=RATIO,
        targets=targets,
        firms_counted=len(targets),
        products_counted=sum(len(target["labels"]) for target in targets),
        counted_on=date(year, 1, 10),
        filed_at=_moment(date(year, 1, 15)),
        approved_at=_moment(date(year, 1, 25)),
        approval_number=f"示範核定-{year}",
    )


def _quarter(field: _Field, plan: Plan, quarter: PlanQuarter, today: date, draw: random.Random) -> None:
    key = f"{field.industry.code}-{plan.year}-{quarter.quarter}"
    made = Draw.objects.create(
        number=f"BD-{key}",
        kind="operators",
        state="drawn",
        plan=plan,
        quarter=quarter.quarter,
        body=field.body,
        industry=field.industry,
        purpose=f"bench {key}",
        frame_day=quarter.first_day,
        frame_text="\n".join(certificate.number for certificate, _ in field.operators),
        frame_hash="0" * 64,
        frame_size=len(field.operators),
        commitment="0" * 64,
        seed="0" * 64,
        frozen_at=_moment(quarter.first_day),
        size=max(len(field.operators) // RATIO, 1),
        drawn_at=_moment(quarter.first_day),
    )
    chosen = draw.sample(field.operators, made.size or 1)
    visits = [_visit(made, place, one, quarter, today, draw) for place, (one, _) in enumerate(chosen)]
    Visit.objects.bulk_create(visits, batch_size=CHUNK)
    done = [(visit, labels) for visit, (_, labels) in zip(visits, chosen, strict=True) if visit.state == "closed"]
    checks = [_check(visit, label) for visit, labels in done for label in labels[:CHECKED]]
    ProductCheck.objects.bulk_create(checks, batch_size=CHUNK)
    _faults([visit for visit, _ in done][::A_FAULT_IN], today)


def _visit(  # what one visit is made of
    made: Draw, place: int, certificate: Certificate, quarter: PlanQuarter, today: date, draw: random.Random
) -> Visit:
    day = quarter.first_day + timedelta(days=draw.randrange(80))
    is_done = day < today
    return Visit(
        number=f"BV-{made.number[3:]}-{place}",
        state="closed" if is_done else "selected",
        draw=made,
        plan=made.plan,
        quarter=made.quarter,
        body_id=made.body_id,
        industry_id=made.industry_id,
        certificate_number=certificate.number,
        firm_id=certificate.firm_id,
        audit_on=day if is_done else None,
        reported_at=_moment(day) if is_done else None,
        closed_at=_moment(day) if is_done else None,
    )


def _check(visit: Visit, label: Label) -> ProductCheck:
    return ProductCheck(
        visit=visit,
        label=label,
        label_number=label.number,
        product_name=label.product_name,
        product_model=label.product_model,
        origin="pass",
        mark_use="pass",
    )


def _faults(visits: list[Visit], today: date) -> None:
    answers = StoredFinding.objects.bulk_create(
        StoredFinding(
            subject=f"surveillance.visit:{visit.pk}",
            rule="operator-finding-severity",
            facts={},
            in_force=date(2023, 10, 24),
            passed=False,
            result={},
            because=[],
            at=visit.reported_at,
            on=visit.audit_on,
        )
        for visit in visits
    )
    rows = []
    for visit, answer in zip(visits, answers, strict=True):
        day = visit.audit_on or today
        is_open = day > today - timedelta(days=OPEN_DAYS)
        rows.append(
            Fault(
                visit=visit,
                firm_id=visit.firm_id,
                body_id=visit.body_id,
                kind="contract_breach",
                state="improving" if is_open else "improved",
                text="標章位置與合約不符。",
                is_severe=False,
                finding=answer,
                notified_on=day,
                improve_until=day + timedelta(days=OPEN_DAYS),
                improved_on=None if is_open else day + timedelta(days=9),
            )
        )
    Fault.objects.bulk_create(rows, batch_size=CHUNK)


def _inquiries(field: _Field, today: date, draw: random.Random) -> None:
    wanted = max(int(len(field.operators) * CASES_A_YEAR * YEARS), 1)
    rows = []
    for place in range(wanted):
        certificate, labels = draw.choice(field.operators)
        day = today - timedelta(days=draw.randrange(YEARS * 365))
        is_open = day > today - timedelta(days=OPEN_DAYS)
        rows.append(
            Inquiry(
                number=f"BI-{field.industry.code}-{place}",
                state="checking" if is_open else "closed",
                trigger="quality_complaint",
                trigger_at=_moment(day),
                body=field.body,
                industry=field.industry,
                firm_id=certificate.firm_id,
                subject=certificate.firm.name,
                certificate_number=certificate.number,
                labels=[labels[0].number],
                text="洗後破損。",
                sample_sent_on=None if is_open else day + timedelta(days=3),
                reported_at=None if is_open else _moment(day + timedelta(days=9)),
                closed_at=None if is_open else _moment(day + timedelta(days=20)),
            )
        )
    Inquiry.objects.bulk_create(rows, batch_size=CHUNK)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=timezone.get_current_timezone())
