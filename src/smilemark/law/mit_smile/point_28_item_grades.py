"""Point 28 II: the grade of one sub-item of a factory's quality management system (annex 8 part II)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from fractions import Fraction

from smilemark.law.citation import annex, point
from smilemark.law.facts import Count, ratio, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.rules import rule

SEVERE_WHEN_NOTHING_DONE = point(28, 2, 1, 1)
SEVERE_WHEN_INCIDENT = point(28, 2, 1, 2)
MAJOR = point(28, 2, 2)
MINOR_WITHOUT_PAPERS = point(28, 2, 3, 1)
MINOR = point(28, 2, 3, 2)
SLIGHT = point(28, 2, 4)
METHOD = annex(8, 2)

MAJOR_FROM = {REGULATION_VERSION: Fraction(1, 2)}
"""二分之一以上: the number itself is major (AMB-10)."""
MINOR_ABOVE = {REGULATION_VERSION: Fraction(1, 20)}
"""超過二十分之一: the number itself is still slight (AMB-10)."""


class QmsItem(StrEnum):
    """The eleven sub-items of annex 7 part II (AMB-07)."""

    PRODUCTION_EQUIPMENT = "1.1"
    TESTING_EQUIPMENT = "1.2"
    PURCHASING = "2.1"
    STOCK = "2.2"
    PROCESS = "3.1"
    PRODUCTS_IN_PROCESS = "3.2"
    OPERATOR_TRAINING = "4.1"
    TESTER_TRAINING = "4.2"
    TESTS = "5.1"
    CALIBRATION = "5.2"
    CUSTOMERS = "6.1"


ITEM_NAMES = {
    QmsItem.PRODUCTION_EQUIPMENT: "生產設備維護保養",
    QmsItem.TESTING_EQUIPMENT: "檢測設備維護保養",
    QmsItem.PURCHASING: "主要零組件及原物料之採購驗收",
    QmsItem.STOCK: "庫存管理",
    QmsItem.PROCESS: "製程作業管理",
    QmsItem.PRODUCTS_IN_PROCESS: "製程產品管理",
    QmsItem.OPERATOR_TRAINING: "生產操作人員訓練",
    QmsItem.TESTER_TRAINING: "檢測及校驗人員訓練",
    QmsItem.TESTS: "進料、製程及出貨相關檢測",
    QmsItem.CALIBRATION: "檢測設備校正",
    QmsItem.CUSTOMERS: "顧客服務及客訴處理",
}

TRAINING = frozenset({QmsItem.OPERATOR_TRAINING, QmsItem.TESTER_TRAINING})
WITHOUT_BRACKET = TRAINING | {QmsItem.PRODUCTION_EQUIPMENT, QmsItem.TESTING_EQUIPMENT}
"""Annex 8 adds nothing in brackets here, so a unit not executed is not executed at all."""
INCIDENT_BOOKED_ON = frozenset({QmsItem.PRODUCTION_EQUIPMENT, QmsItem.TESTING_EQUIPMENT, QmsItem.PROCESS})
MINOR_IF_PAPERS_ABSENT = frozenset(QmsItem) - TRAINING - {QmsItem.PRODUCTS_IN_PROCESS}
"""The eight items of point 28 II(3)1."""


class Grade(StrEnum):
    """符合、輕微缺失、次要缺點、主要缺點、嚴重缺點、不適用."""

    CONFORMING = auto()
    SLIGHT = auto()
    MINOR = auto()
    MAJOR = auto()
    SEVERE = auto()
    NOT_APPLICABLE = auto()


class Papers(StrEnum):
    """State of the written rules, or of the records."""

    COMPLETE = auto()
    INCOMPLETE = auto()
    ABSENT = auto()


@dataclass(frozen=True, slots=True)
class QmsItemGrade:
    """Result of `qms-item-grade`."""

    grade: Grade
    fraction_not_executed: Fraction | None


@rule("qms-item-grade", "Grade of one factory QMS item", "工廠品管系統評核項目判定", point(28, 2), METHOD)
def grade_item(
    *,
    item: QmsItem,
    population_total: Count,
    not_executed: Count,
    not_executed_at_all: Count,
    rules: Papers,
    records: Papers,
    unresolved_incident: bool,
    on: date,
) -> Finding[QmsItemGrade]:
    """The grade of one sub-item: the worst that execution, incident, rules and records give.

    Source: point 28 II; annex 8 part II. Units: machines, persons, tests ... to which the item applies.
    Reading: AMB-07, AMB-08, AMB-08b, AMB-09, AMB-10, AMB-12, AMB-13, AMB-14.
    Errors: `not_executed` above the population; `not_executed_at_all` above it, or different from it where
    annex 8 has no bracket; `unresolved_incident` on another item than 1.1, 1.2, 3.1, or without a population.
    """
    require(not_executed <= population_total, "not_executed", "more than the population")
    require(not_executed_at_all <= not_executed, "not_executed_at_all", "more than not executed")
    require(
        item not in WITHOUT_BRACKET or not_executed_at_all == not_executed,
        "not_executed_at_all",
        "this item has no bracket contents, so both numbers are the same",
    )
    require(
        not unresolved_incident or (item in INCIDENT_BOOKED_ON and population_total > 0),
        "unresolved_incident",
        "booked on items 1.1, 1.2 or 3.1 of a factory that has them",
    )
    if population_total == 0:
        nothing = Reason("本項無適用對象，為不適用。", "There is nothing the item applies to.", METHOD)
        return Finding("qms-item-grade", QmsItemGrade(Grade.NOT_APPLICABLE, None), (nothing,))
    fraction = ratio(not_executed, population_total)
    grade, reason = (
        _by_execution(fraction, not_executed_at_all == population_total, unresolved_incident, on)
        or _by_papers(item, rules, records)
        or _nearly_all_done(item, fraction, rules, records)
    )
    passed = grade in (Grade.CONFORMING, Grade.SLIGHT)
    return Finding("qms-item-grade", QmsItemGrade(grade, fraction), (reason,), passed=passed)


Graded = tuple[Grade, Reason]


def _by_execution(fraction: Fraction, nothing_done: bool, incident: bool, on: date) -> Graded | None:
    """Severe, major, or minor by the fraction not executed."""
    if incident:
        zh, english = (
            "曾造成安全危害或污染事件且未完成改善。",
            "A hazard or pollution incident is not improved.",
        )
        return Grade.SEVERE, Reason(zh, english, SEVERE_WHEN_INCIDENT)
    if nothing_done:
        reason = Reason("完全未執行。", "Nothing at all was done.", SEVERE_WHEN_NOTHING_DONE)
        return Grade.SEVERE, reason
    if fraction >= in_force(MAJOR_FROM, on):
        zh, english = f"未執行比例{fraction}，達二分之一以上。", f"{fraction} not executed: one half or more."
        return Grade.MAJOR, Reason(zh, english, MAJOR)
    if fraction > in_force(MINOR_ABOVE, on):
        zh = f"未執行比例{fraction}，超過二十分之一未達二分之一。"
        return Grade.MINOR, Reason(zh, f"{fraction} not executed: over 1/20 and under 1/2.", MINOR)
    return None


def _by_papers(item: QmsItem, rules: Papers, records: Papers) -> Graded | None:
    """Missing rules and missing records together are one minor defect (AMB-08)."""
    if item in MINOR_IF_PAPERS_ABSENT and Papers.ABSENT in (rules, records):
        zh, english = "未建立執行規範或無執行紀錄。", "Written rules or records are absent."
        return Grade.MINOR, Reason(zh, english, MINOR_WITHOUT_PAPERS)
    return None


def _nearly_all_done(item: QmsItem, fraction: Fraction, rules: Papers, records: Papers) -> Graded:
    """Slight, or conforming."""
    if fraction > 0:
        zh, english = f"未執行比例{fraction}，在二十分之一以下。", f"{fraction} not executed: at most 1/20."
        return Grade.SLIGHT, Reason(zh, english, SLIGHT)
    # Records of training (4.1, 4.2) stand in neither list of point 28 (AMB-13).
    records_matter = item not in TRAINING
    if rules != Papers.COMPLETE or (records_matter and records != Papers.COMPLETE):
        zh, english = "執行規範或紀錄不完整（或依本項未建立）。", "Rules or records are incomplete."
        return Grade.SLIGHT, Reason(zh, english, SLIGHT)
    reason = Reason("均已執行，規範與紀錄完整。", "All executed, papers complete.", METHOD)
    return Grade.CONFORMING, reason
