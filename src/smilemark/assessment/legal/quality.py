"""The factory's quality management: gate, item grades, sheet (points 19, 27, 28; annexes 7, 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.assessment.models import FactoryAssessment
from smilemark.foundation.legal import Facts, Judged, ask
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.point_27_assessment_gate import gate as gate_rule
from smilemark.law.mit_smile.point_27_assessment_gate import waiver_last_day
from smilemark.law.mit_smile.point_28_factory_quality import overall_result, sheet
from smilemark.law.mit_smile.point_28_item_grades import (
    INCIDENT_BOOKED_ON,
    ITEM_NAMES,
    WITHOUT_BRACKET,
    QmsItem,
    grade_item,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from smilemark.assessment.models import ItemResult

CODES: tuple[str, ...] = tuple(item.value for item in QmsItem)
NAMES: dict[str, str] = {item.value: name for item, name in ITEM_NAMES.items()}
ONE_COUNT: frozenset[str] = frozenset(item.value for item in WITHOUT_BRACKET)
"""Items whose two not-executed counts are the same (annex 8 adds nothing in brackets)."""
INCIDENT_ITEMS: tuple[str, ...] = tuple(sorted(item.value for item in INCIDENT_BOOKED_ON))

_ITEM_WORDS = {
    "population_total": ("total", "應執行數須為 0 以上之整數（至多十億）"),
    "not_executed": ("not_executed", "未執行數須為 0 以上之整數，且不得大於應執行數"),
    "not_executed_at_all": ("not_executed_basic", "完全未執行數須為 0 以上之整數，且不得大於未執行數"),
    "rules": ("rules", "執行規範須為完整、不完整或無"),
    "records": ("records", "執行紀錄須為完整、不完整或無"),
    "unresolved_incident": ("incident_item", "未完成改善之事件應記於應執行數大於 0 之 1.1、1.2 或 3.1"),
}


def grade(  # the facts of the rule, one by one
    code: str,
    *,
    total: int,
    not_executed: int,
    not_executed_basic: int,
    rules: str,
    records: str,
    incident: bool,
    on: date,
) -> Judged:
    """The grade of one item by rule, with the reason (point 28 II; annex 8 part II).

    Raises:
        Refused: absurd counts; ``field`` is ``<code>-<field>``, the sentence names item and field.
    """
    facts = {
        "item": code,
        "population_total": total,
        "not_executed": not_executed,
        "not_executed_at_all": not_executed_basic,
        "rules": rules,
        "records": records,
        "unresolved_incident": incident,
    }
    try:
        return ask(grade_item, "qms-item-grade", facts, on=on)
    except FactsError as error:
        field, words = _ITEM_WORDS.get(error.field, ("", "項次不存在"))
        if error.field == "not_executed_at_all" and code in ONE_COUNT:
            words = "本項附件八未列括弧內容，完全未執行數應與未執行數相同"
        raise Refused(f"{code} {NAMES.get(code, '')}：{words}（附件八）。", field=f"{code}-{field}") from error


def grade_of(item: ItemResult, *, on: date) -> Judged:
    """The grade of a stored item, asked again."""
    return grade(
        item.code,
        total=item.total,
        not_executed=item.not_executed,
        not_executed_basic=item.not_executed_basic,
        rules=item.rules,
        records=item.records,
        incident=has_open_incident(item.assessment, item.code),
        on=on,
    )


def has_open_incident(assessment: FactoryAssessment, code: str) -> bool:
    """Whether the factory's unimproved incident is booked on this item (AMB-14)."""
    return assessment.incident == FactoryAssessment.Incident.OPEN and assessment.incident_item == code


def sheet_of(items: Iterable[ItemResult], *, on: date) -> Judged:
    """Counts as graded, converted counts and outcome of a sheet with all eleven items (point 28 I; annex 7).

    Raises:
        Refused: an item is missing.
    """
    rows = {item.code: item for item in items}
    if missing := [code for code in CODES if code not in rows]:
        raise Refused(
            f"尚未登錄：{'、'.join(missing)}（附件七第二部分，十一項均應評核）。", field=f"{missing[0]}-total"
        )
    facts = {
        "items": [{"item": code, "grade": rows[code].grade, "explanation": rows[code].text[:2000]} for code in CODES]
    }
    return ask(sheet, "qms-sheet", facts, on=on)


def counts_of(items: Iterable[ItemResult], *, refused: bool, on: date) -> Judged:
    """Outcome from the counts of the items recorded so far, or after a refusal (point 28 I(1)1)."""
    grades = [item.grade for item in items]
    facts: Facts = {"assessment_refused": refused}
    facts |= {name: grades.count(name) for name in ("severe", "major", "minor", "slight")}
    return ask(overall_result, "qms-overall-result", facts, on=on)


def gate(
    assessment: FactoryAssessment,
    *,
    day: date,
    is_adopted: bool,
    last_pass: date | None,
    last_waiver: date | None,
) -> Judged:
    """Annex 7 part I on ``day`` (the on-site day): fail, deemed met, waived, or assess.

    Raises:
        Refused: something the gate needs has not been recorded; names the field.
    """
    licensed = assessment.licence not in ("", FactoryAssessment.Licence.NOT_LICENSED)
    if licensed and assessment.licence == FactoryAssessment.Licence.YES and assessment.licence_valid_until is None:
        raise Refused("請填寫特許製造業許可證之效期（附件七第一部分第一項）。", field="licence_valid_until")
    licence = None
    if licensed:
        licence = {
            "approved": assessment.licence == FactoryAssessment.Licence.YES,
            "factory_standard_met": bool(assessment.factory_standard_met),
            "expiry_date": (assessment.licence_valid_until or day).isoformat(),
        }
    certificate = None
    if assessment.qms_adopted and assessment.qms_valid_until is not None:
        certificate = {"system_adopted": is_adopted, "expiry_date": assessment.qms_valid_until.isoformat()}
    facts = {
        "assessment_date": day.isoformat(),
        "licensed_industry": licensed,
        "licence": licence,
        "adopted_certificate": certificate,
        "last_pass_date": last_pass.isoformat() if last_pass else None,
        "last_waiver_date": last_waiver.isoformat() if last_waiver else None,
        "assessment_necessary": assessment.previous != FactoryAssessment.Previous.WAIVE,
    }
    try:
        return ask(gate_rule, "qms-gate", facts, on=day)
    except FactsError as error:
        raise Refused(
            "前次評核通過日期不得晚於本次現場評核日（附件七第一部分第三項）。", field="previous_passed_on"
        ) from error


def last_waiver_day(passed_on: date | None, *, on: date) -> date | None:
    """Last on-site day on which a pass allows a waiver (point 27 II; AMB-19)."""
    return waiver_last_day(passed_on, on=on)
