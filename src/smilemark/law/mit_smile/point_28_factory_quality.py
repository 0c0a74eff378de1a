"""Point 28: the assessment of a factory's quality management system (annexes 7 and 8).

Eleven sub-items, one grade each; three minor make a major, three major a severe; one severe fails.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import annex, point
from smilemark.law.facts import Between, LongText, Size, is_blank, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.mit_smile.point_28_item_grades import Grade, QmsItem
from smilemark.law.rules import rule

OUTCOME = point(28, 1)
CONVERSION = point(28, 1, 3)
SHEET = annex(7)

GRADES_THAT_MAKE_THE_NEXT = {REGULATION_VERSION: 3}
"""三個次要缺點視為一個主要缺點，三個主要缺點視為一個嚴重缺點."""

ITEMS = len(QmsItem)
ItemCount = Annotated[int, Between(0, ITEMS)]


class Outcome(StrEnum):
    """綜合評定：通過、提出矯正計畫後再行判定、不通過."""

    PASS = auto()
    PLAN_REQUIRED = auto()
    FAIL = auto()


@dataclass(frozen=True, slots=True)
class QmsCounts:
    """Items per grade, as graded."""

    severe: ItemCount
    major: ItemCount
    minor: ItemCount
    slight: ItemCount


@dataclass(frozen=True, slots=True)
class ConvertedCounts:
    """Items per grade after conversion; remainders stay."""

    severe: int
    major: int
    minor: int


def converted(counts: QmsCounts, *, on: date) -> ConvertedCounts:
    """Three minor make a major, then three major a severe (AMB-11); slight never counts."""
    size = in_force(GRADES_THAT_MAKE_THE_NEXT, on)
    from_minor, minor = divmod(counts.minor, size)
    from_major, major = divmod(counts.major + from_minor, size)
    return ConvertedCounts(counts.severe + from_major, major, minor)


def outcome_of(counts: QmsCounts, *, refused: bool, on: date) -> Outcome:
    """通過, 提出矯正計畫後再行判定 or 不通過 (AMB-15, AMB-18)."""
    if refused or converted(counts, on=on).severe > 0:
        return Outcome.FAIL
    return Outcome.PLAN_REQUIRED if counts.major or counts.minor else Outcome.PASS


def _outcome_reasons(counts: QmsCounts, outcome: Outcome, *, refused: bool, on: date) -> tuple[Reason, ...]:
    after = converted(counts, on=on)
    counted = Reason(
        f"嚴重缺點{counts.severe}、主要缺點{counts.major}、次要缺點{counts.minor}、輕微缺失{counts.slight}；"
        f"換算後嚴重{after.severe}、主要{after.major}、次要{after.minor}。",
        f"Graded {counts.severe} severe, {counts.major} major, {counts.minor} minor, {counts.slight} slight; "
        f"converted {after.severe}, {after.major}, {after.minor}.",
        CONVERSION,
    )
    decided = {
        Outcome.PASS: ("無主要或次要缺點，評核通過。", "No major or minor defect: passed.", SHEET),
        Outcome.PLAN_REQUIRED: (
            "有主要缺點或次要缺點，應於期限內提報矯正計畫。",
            "Major or minor defects: a corrective plan is required.",
            point(28, 1, 2),
        ),
        Outcome.FAIL: ("評核判定有嚴重缺點，不通過。", "A severe defect: failed.", point(28, 1, 1, 2)),
    }
    if refused:
        refusal = Reason("拒絕評核，判定不通過。", "The assessment was refused: failed.", point(28, 1, 1, 1))
        return (refusal, counted)
    return (Reason(*decided[outcome]), counted)


@dataclass(frozen=True, slots=True)
class QmsOverallResult:
    """Result of `qms-overall-result`."""

    severe_converted: int
    major_converted: int
    minor_converted: int
    outcome: Outcome


@rule(
    "qms-overall-result",
    "Result of a factory QMS assessment from the counts",
    "工廠品管系統評核綜合評定",
    OUTCOME,
    SHEET,
)
def overall_result(
    *,
    assessment_refused: bool,
    severe: ItemCount,
    major: ItemCount,
    minor: ItemCount,
    slight: ItemCount,
    on: date,
) -> Finding[QmsOverallResult]:
    """Converted counts and outcome of one assessment.

    Source: point 28 I(1)-(4); annex 7 綜合評定. Units: sub-items.
    Reading: AMB-11 (cascade, remainders kept), AMB-15 (a converted severe fails), AMB-18 (slight only: pass).
    Errors: `severe` when the four counts exceed the eleven sub-items.
    """
    require(severe + major + minor + slight <= ITEMS, "severe", f"more than {ITEMS} items graded")
    counts = QmsCounts(severe, major, minor, slight)
    after = converted(counts, on=on)
    outcome = outcome_of(counts, refused=assessment_refused, on=on)
    return Finding(
        "qms-overall-result",
        QmsOverallResult(after.severe, after.major, after.minor, outcome),
        _outcome_reasons(counts, outcome, refused=assessment_refused, on=on),
        passed=_passed(outcome),
    )


def _passed(outcome: Outcome) -> bool | None:
    return None if outcome == Outcome.PLAN_REQUIRED else outcome == Outcome.PASS


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One line of the assessment sheet."""

    item: QmsItem
    grade: Grade
    explanation: LongText


@dataclass(frozen=True, slots=True)
class QmsSheet:
    """Result of `qms-sheet`."""

    raw: QmsCounts
    converted: ConvertedCounts
    outcome: Outcome
    missing_explanations: tuple[QmsItem, ...]
    complete: bool


def counts_of(grades: Iterable[Grade]) -> QmsCounts:
    """How many sub-items have each of the four bad grades."""
    found = Counter(grades)
    return QmsCounts(found[Grade.SEVERE], found[Grade.MAJOR], found[Grade.MINOR], found[Grade.SLIGHT])


@rule("qms-sheet", "A whole assessment sheet (annex 7 part II)", "工廠品管系統評核表", OUTCOME, SHEET, annex(8))
def sheet(*, items: Annotated[tuple[SheetEntry, ...], Size(ITEMS, ITEMS)], on: date) -> Finding[QmsSheet]:
    """Counts, conversion, outcome and missing explanations of a sheet with all eleven sub-items.

    Source: point 28; annexes 7 and 8. Reading: AMB-07, AMB-08, AMB-11. The outcome follows the grades
    also when explanations are missing. Errors: `items[k].item` of a sub-item that stands earlier in the list.
    """
    by_item: dict[QmsItem, SheetEntry] = {}
    for place, entry in enumerate(items):
        require(entry.item not in by_item, f"items[{place}].item", "this sub-item stands twice")
        by_item[entry.item] = entry
    counts = counts_of(entry.grade for entry in items)
    outcome = outcome_of(counts, refused=False, on=on)
    unexplained = tuple(
        item
        for item in QmsItem
        if item in by_item and by_item[item].grade != Grade.CONFORMING and is_blank(by_item[item].explanation)
    )
    reasons = _outcome_reasons(counts, outcome, refused=False, on=on)
    if unexplained:
        missing = Reason(
            f"未逐項敘明缺失內容：{'、'.join(unexplained)}。",
            f"Explanations are missing: {', '.join(unexplained)}.",
            SHEET,
        )
        reasons = (*reasons, missing)
    result = QmsSheet(counts, converted(counts, on=on), outcome, unexplained, not unexplained)
    return Finding("qms-sheet", result, reasons, passed=_passed(outcome))
