"""Point 33 II and annex 12: granting the mark to a class-2 product."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import same_day_number
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

POINT_33 = point(33, 2)
CONDITIONS = annex(12, 1)
REVIEW = annex(12, 2)

ACTIVITY_MONTHS = {REGULATION_VERSION: 6}
"""Purchase, shipment or sale within six months before the application."""


@dataclass(frozen=True, slots=True)
class Class2Facts:
    """What is known of the application."""

    application_date: date
    operator_registered: bool
    factory_registered: bool
    scheme_last_valid_day: date
    origin_met: bool
    factory_passed_scheme: bool
    minimal_operations_only: bool
    last_material_purchase_date: date | None
    last_formula_purchase_date: date | None
    last_sale_date: date | None
    misleading_origin_dispute: bool


class GrantCondition(StrEnum):
    """Conditions of annex 12."""

    OPERATOR_REGISTERED = auto()
    FACTORY_REGISTERED = auto()
    SCHEME_CERTIFICATE = auto()
    ORIGIN = auto()
    FACTORY = auto()
    ACTIVITY = auto()


_WORDS = {
    GrantCondition.OPERATOR_REGISTERED: "業者依法登記",
    GrantCondition.FACTORY_REGISTERED: "工廠依法登記",
    GrantCondition.SCHEME_CERTIFICATE: "特定產品驗證制度之驗證有效",
    GrantCondition.ORIGIN: "臺灣製產品原產地認定條件",
    GrantCondition.FACTORY: "工廠通過驗證且非僅從事非實質轉型作業",
    GrantCondition.ACTIVITY: "最近六個月內有原物料、配方採購或出貨、銷售事實",
}


class GrantDecision(StrEnum):
    """MAY_REFUSE: 得不同意."""

    GRANT = auto()
    MAY_REFUSE = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Class2MarkGrant:
    """Result of `class2-mark-grant`."""

    activity_window_from: date
    activity_ok: bool
    unmet: tuple[GrantCondition, ...]
    decision: GrantDecision


@rule(
    "class2-mark-grant",
    "Grant of the mark to a class-2 product",
    "第二類產品標章使用權之授予",
    POINT_33,
    CONDITIONS,
    REVIEW,
)
def class2_mark_grant(*, facts: Class2Facts, on: date) -> Finding[Class2MarkGrant]:
    """Unmet conditions and the decision they lead to.

    Source: point 33 II; annex 12 points 1-2. Units: days; six months back on the same day-number, both ends
    included.
    Reading: AMB-77, AMB-83. Errors: a purchase or sale date after `application_date`.
    """
    applied = facts.application_date
    activities = {
        "last_material_purchase_date": facts.last_material_purchase_date,
        "last_formula_purchase_date": facts.last_formula_purchase_date,
        "last_sale_date": facts.last_sale_date,
    }
    for field, day in activities.items():
        require(day is None or day <= applied, field, "after the application")
    window_from = same_day_number(applied, -in_force(ACTIVITY_MONTHS, on))
    active = any(day is not None and day >= window_from for day in activities.values())
    met = {
        GrantCondition.OPERATOR_REGISTERED: facts.operator_registered,
        GrantCondition.FACTORY_REGISTERED: facts.factory_registered,
        GrantCondition.SCHEME_CERTIFICATE: facts.scheme_last_valid_day >= applied,
        GrantCondition.ORIGIN: facts.origin_met,
        GrantCondition.FACTORY: facts.factory_passed_scheme and not facts.minimal_operations_only,
        GrantCondition.ACTIVITY: active,
    }
    unmet = tuple(condition for condition, holds in met.items() if not holds)
    decision = _decision(unmet, facts.misleading_origin_dispute)
    reasons = [unmet_reason(unmet, _WORDS, CONDITIONS)]
    if decision == GrantDecision.MAY_REFUSE:
        zh = "曾有標示或廣告不實致消費者誤認原產地之重大爭議，得不同意。"
        reasons.append(Reason(zh, "A major dispute over a false origin claim: may be refused.", REVIEW))
    result = Class2MarkGrant(window_from, active, unmet, decision)
    passed = None if decision == GrantDecision.MAY_REFUSE else decision == GrantDecision.GRANT
    return Finding("class2-mark-grant", result, tuple(reasons), passed=passed)


def _decision(unmet: tuple[GrantCondition, ...], dispute: bool) -> GrantDecision:
    if unmet:
        return GrantDecision.REFUSE
    return GrantDecision.MAY_REFUSE if dispute else GrantDecision.GRANT
