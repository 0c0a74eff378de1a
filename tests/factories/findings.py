"""Stored findings about a firm, made by the rules themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from smilemark.foundation import findings
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.mit_smile import point_28_item_grades as items
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_34_mark_period import POINT_34, mark_period, mark_renewal
from smilemark.law.mit_smile.point_41_reapplication_ban import EndedUnder, reapplication_ban
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, renewal_window
from smilemark.law.mit_smile.surveillance_year import Duty, annual_duty
from smilemark.law.working_days import OFFICIAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from smilemark.foundation.models import StoredFinding

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("Asia/Taipei"))


def stored(
    subject: Model, rule: str, function: Callable[..., Finding[Any]], *, on: date, **facts: Any
) -> StoredFinding:
    """The answer of a rule that takes ``on``, kept."""
    return findings.store(subject, rule, findings.as_json(facts), function(**facts, on=on), NOON, on=on)


def period(subject: Model, issued_on: date, product_class: int = 1) -> StoredFinding:
    """A period of use from that day."""
    return stored(
        subject,
        "mark-period",
        mark_period,
        on=issued_on,
        product_class=ProductClass(product_class),
        issue_date=issued_on,
        scheme_last_valid_day=issued_on + timedelta(days=400) if product_class == 2 else None,
    )


def grade(subject: Model, not_executed: int, *, item: str = "2.1", total: int = 20, **more: Any) -> StoredFinding:
    """The grade of an item on 2026-03-02."""
    facts = {"not_executed_at_all": 0, "rules": "complete", "records": "complete", "unresolved_incident": False} | more
    facts["rules"], facts["records"] = items.Papers(facts["rules"]), items.Papers(facts["records"])
    return stored(
        subject,
        "qms-item-grade",
        items.grade_item,
        on=facts.pop("on", date(2026, 3, 2)),
        item=items.QmsItem(item),
        population_total=total,
        not_executed=not_executed,
        **facts,
    )


def ban(subject: Model, point: str, effective: date, applied: date | None = None) -> StoredFinding:
    """A ban after a decision."""
    return stored(
        subject,
        "reapplication-ban",
        reapplication_ban,
        on=effective,
        point=EndedUnder(point),
        effective_date=effective,
        application_date=applied,
        same_product=None,
    )


def duty(subject: Model, year: int = 2026) -> StoredFinding:
    """When a yearly plan is due."""
    facts = {"duty": Duty.OPERATOR_SURVEILLANCE_PLAN, "year": year, "filed_date": None}
    found = annual_duty(**facts, calendar=OFFICIAL, on=date(year, 1, 2))
    return findings.store(subject, "annual-duty", findings.as_json(facts), found, NOON, on=date(year, 1, 2))


def own_check(subject: Model) -> StoredFinding:
    """A finding of the software itself, which is no rule of the law."""
    found = Finding("intake-no-ban", {"met": True}, (Reason("無", "None.", POINT_34),), passed=True)
    return findings.store(subject, "intake-no-ban", {"on": "2026-03-02", "bans": []}, found, NOON)


def many(subject: Model, number: int, seed: int = 15) -> int:
    """So many findings of each rule that columns can answer, of all kinds; gives how many there are in all."""
    chance = np.random.default_rng(seed)

    def pick(values: Any) -> Any:
        return values[int(chance.integers(len(values)))]

    for _each in range(number):
        day = REGULATION_VERSION + timedelta(days=int(chance.integers(0, 1200)))
        total = int(chance.choice([0, 1, 2, 19, 20, 21, 40]))
        item = pick(list(items.QmsItem))
        open_ = int(chance.integers(0, total + 1))
        at_all = open_ if item in items.WITHOUT_BRACKET else open_ // 2
        papers = {"rules": pick(["complete", "complete", "incomplete", "absent"]), "records": "complete"}
        grade(subject, open_, item=item.value, total=total, not_executed_at_all=at_all, on=day, **papers)
        period(subject, day, pick([1, 2, 3]))
        filed = day - timedelta(days=int(chance.integers(-3, 90)))
        stored(
            subject,
            "mark-renewal",
            mark_renewal,
            on=max(filed, REGULATION_VERSION),
            last_valid_day=day,
            filed_date=filed,
            approved=bool(chance.integers(2)),
            previous_renewals=0,
        )
        stored(
            subject,
            "renewal-window",
            renewal_window,
            on=max(filed, REGULATION_VERSION),
            certificate=pick(list(RenewableCertificate)),
            last_valid_day=day,
            filed_date=filed,
        )
        ban(subject, pick(list(EndedUnder)).value, day, pick([None, day + timedelta(days=366)]))
    return 5 * number
