"""Point 28 over columns: the grades of the eleven sub-items, and the outcome of each assessment.

Equals `qms-item-grade` on every item and `qms-overall-result` on every assessment.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np

from smilemark.law.bulk.columns import MOST_OF_INT64, Code, Codes, Flags, Integers
from smilemark.law.citation import point
from smilemark.law.facts import MOST, FactsError
from smilemark.law.finding import Finding
from smilemark.law.in_force import in_force
from smilemark.law.mit_smile import point_28_factory_quality as quality
from smilemark.law.mit_smile import point_28_item_grades as items
from smilemark.law.mit_smile.point_28_factory_quality import Outcome, QmsOverallResult
from smilemark.law.mit_smile.point_28_item_grades import Grade, Papers, QmsItem, QmsItemGrade

ITEMS: Final = tuple(QmsItem)
PAPERS: Final = tuple(Papers)

ITEM_CODES: Final = (
    Code("conforming", Grade.CONFORMING, items.METHOD, passed=True),
    Code("slight-by-papers", Grade.SLIGHT, items.SLIGHT, passed=True),
    Code("slight", Grade.SLIGHT, items.SLIGHT, passed=True),
    Code("minor-by-papers", Grade.MINOR, items.MINOR_WITHOUT_PAPERS, passed=False),
    Code("minor", Grade.MINOR, items.MINOR, passed=False),
    Code("major", Grade.MAJOR, items.MAJOR, passed=False),
    Code("severe-nothing-done", Grade.SEVERE, items.SEVERE_WHEN_NOTHING_DONE, passed=False),
    Code("severe-incident", Grade.SEVERE, items.SEVERE_WHEN_INCIDENT, passed=False),
    Code("not-applicable", Grade.NOT_APPLICABLE, items.METHOD),
)
"""In the order in which a later one outranks an earlier one, so that a grade is the greatest code that holds."""
_NUMBER: Final = {code.name: number for number, code in enumerate(ITEM_CODES)}
_WORSE_THAN: Final = tuple(
    min(number for number, code in enumerate(ITEM_CODES) if code.result == grade)
    for grade in (Grade.SLIGHT, Grade.MINOR, Grade.MAJOR, Grade.SEVERE, Grade.NOT_APPLICABLE)
)
"""First code of each grade that counts, and of the one that does not."""

OUTCOME_CODES: Final = (
    Code("pass", Outcome.PASS, quality.SHEET, passed=True),
    Code("plan-required", Outcome.PLAN_REQUIRED, point(28, 1, 2)),
    Code("fail", Outcome.FAIL, point(28, 1, 1, 2), passed=False),
    Code("fail-refused", Outcome.FAIL, point(28, 1, 1, 1), passed=False),
)

_ROWS_AT_ONCE = 1 << 12
"""So many assessments stay in the processor's cache while they are graded."""

_TRAINING = [place for place, item in enumerate(ITEMS) if item in items.TRAINING]
_BRACKETLESS = [place for place, item in enumerate(ITEMS) if item in items.WITHOUT_BRACKET]
_NO_INCIDENT = [place for place, item in enumerate(ITEMS) if item not in items.INCIDENT_BOOKED_ON]
_NO_MINOR_BY_PAPERS = [place for place, item in enumerate(ITEMS) if item not in items.MINOR_IF_PAPERS_ABSENT]


@dataclass(frozen=True)
class Assessments:
    """The facts of so many assessments: arrays of eleven lines (the items, in order) by one column each.

    `rules` and `records` are places in `PAPERS`; `refused` has one entry per assessment, None where none was.
    """

    population_total: Integers
    not_executed: Integers
    not_executed_at_all: Integers
    rules: Codes
    records: Codes
    unresolved_incident: Flags
    refused: Flags | None = None

    @property
    def count(self) -> int:
        """How many assessments."""
        return int(self.population_total.shape[1])

    def explain_item(self, item: int, row: int, *, on: date) -> Finding[QmsItemGrade]:
        """The scalar rule on one item of one assessment, with its reasons."""
        return items.grade_item(
            item=ITEMS[item],
            population_total=int(self.population_total[item, row]),
            not_executed=int(self.not_executed[item, row]),
            not_executed_at_all=int(self.not_executed_at_all[item, row]),
            rules=PAPERS[self.rules[item, row]],
            records=PAPERS[self.records[item, row]],
            unresolved_incident=bool(self.unresolved_incident[item, row]),
            on=on,
        )


@dataclass(frozen=True)
class Graded:
    """The answers: `item_codes` by eleven lines (places in `ITEM_CODES`), everything else one entry per assessment."""

    item_codes: Codes
    severe: Codes
    major: Codes
    minor: Codes
    slight: Codes
    severe_converted: Codes
    major_converted: Codes
    minor_converted: Codes
    outcome_codes: Codes
    """Places in `OUTCOME_CODES`."""
    on: date

    @cached_property
    def failed(self) -> Flags:
        """Which assessments failed."""
        return self.outcome_codes >= _FAIL

    def explain(self, row: int) -> Finding[QmsOverallResult]:
        """The scalar rule on the counts of one assessment, with its reasons."""
        return quality.overall_result(
            assessment_refused=bool(self.outcome_codes[row] == _REFUSED),
            severe=int(self.severe[row]),
            major=int(self.major[row]),
            minor=int(self.minor[row]),
            slight=int(self.slight[row]),
            on=self.on,
        )


_PASS, _PLAN, _FAIL, _REFUSED = range(len(OUTCOME_CODES))


def grade(facts: Assessments, *, on: date) -> Graded:
    """Grade every item and decide every assessment.

    Source: point 28; annexes 7 and 8; the rules `qms-item-grade` and `qms-overall-result`.
    Errors: `<field>[item, row]` as the scalar rule complains, of the first assessment it would refuse;
    `NotInForceError` on a day before the first version.
    """
    _same_shape(facts)
    major, minor = in_force(items.MAJOR_FROM, on), in_force(items.MINOR_ABOVE, on)
    kind = _wide_enough(facts, major, minor)
    codes = np.empty(facts.rules.shape, np.uint8)
    counts = np.empty((len(_WORSE_THAN), facts.count), np.uint8)
    for start in range(0, facts.count, _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        if _grade_part(facts, part, (major, minor), kind, codes[:, part]):
            _refuse(facts, part, on)
        for place, least in enumerate(_WORSE_THAN):
            reached = (codes[:, part] >= least).view(np.uint8)
            np.add.reduce(reached, axis=0, dtype=np.uint8, out=counts[place, part])
    slight, mild, bad, worst = counts[:-1] - counts[1:]
    return _decided(facts, codes, (worst, bad, mild, slight), on)


def _decided(facts: Assessments, codes: Codes, counts: tuple[Codes, Codes, Codes, Codes], on: date) -> Graded:
    """Conversion and outcome from the four counts."""
    severe, major, minor, slight = counts
    size = min(in_force(quality.GRADES_THAT_MAKE_THE_NEXT, on), len(ITEMS) + 1)  # more than all items is never reached
    from_minor, minor_left = np.divmod(minor, np.uint8(size))
    from_major, major_left = np.divmod(major + from_minor, np.uint8(size))
    after = severe + from_major
    outcome = np.where(major + minor > 0, np.uint8(_PLAN), np.uint8(_PASS))
    outcome[after > 0] = _FAIL
    if facts.refused is not None:
        outcome[facts.refused] = _REFUSED
    return Graded(codes, severe, major, minor, slight, after, major_left, minor_left, outcome, on)


def _grade_part(
    facts: Assessments, part: slice, shares: tuple[Fraction, Fraction], kind: np.dtype[Any], out: Codes
) -> bool:
    """Write the codes of some assessments; true where a fact is impossible."""
    total, open_ = facts.population_total[:, part], facts.not_executed[:, part]
    at_all, incident = facts.not_executed_at_all[:, part], facts.unresolved_incident[:, part]
    rules, records = facts.rules[:, part], facts.records[:, part]
    worst = np.maximum(rules, records)
    wrong = bool((worst >= len(PAPERS)).any())
    worst[_TRAINING] = rules[_TRAINING]  # records of training stand in neither list (AMB-13)
    absent = worst == len(PAPERS) - 1
    absent[_NO_MINOR_BY_PAPERS] = False
    np.multiply(absent, np.uint8(_NUMBER["minor-by-papers"]), out=out)
    _outrank(out, worst > 0, "slight-by-papers")
    _outrank(out, open_ > 0, "slight")
    _outrank(out, _over(open_, total, shares[1], kind), "minor")
    _outrank(out, _reaches(open_, total, shares[0], kind), "major")
    _outrank(out, at_all == total, "severe-nothing-done")
    _outrank(out, incident, "severe-incident")
    nothing_there = total == 0
    _outrank(out, nothing_there, "not-applicable")
    wrong |= bool((open_ > total).any() or (at_all > open_).any() or (at_all < 0).any())
    wrong |= any((at_all[place] != open_[place]).any() for place in _BRACKETLESS)
    wrong |= any(incident[place].any() for place in _NO_INCIDENT)
    return wrong or bool((incident & nothing_there).any())


def _outrank(codes: Codes, holds: Flags, name: str) -> None:
    np.maximum(codes, holds.view(np.uint8) * np.uint8(_NUMBER[name]), out=codes)


def _over(part: Integers, whole: Integers, share: Fraction, kind: np.dtype[Any]) -> Flags:
    """Whether part is more than that share of the whole; exact."""
    left, right = _crossed(part, whole, share, kind)
    return np.asarray(left > right, np.bool_)


def _reaches(part: Integers, whole: Integers, share: Fraction, kind: np.dtype[Any]) -> Flags:
    """Whether part is that share of the whole or more; exact."""
    left, right = _crossed(part, whole, share, kind)
    return np.asarray(left >= right, np.bool_)


def _crossed(part: Integers, whole: Integers, share: Fraction, kind: np.dtype[Any]) -> tuple[Integers, Integers]:
    return _times(part, share.denominator, kind), _times(whole, share.numerator, kind)


def _times(column: Integers, factor: int, kind: np.dtype[Any]) -> Integers:
    if factor == 1:
        return column
    wide: Integers = np.multiply(column, factor, dtype=kind)
    return wide


def _wide_enough(facts: Assessments, *shares: Fraction) -> np.dtype[Any]:
    """The narrowest integers that hold every product of the cross multiplication; Python's own where 64 bits do not."""
    largest = max((int(facts.population_total.max()), 1)) if facts.count else 1
    if largest > MOST:
        raise FactsError("population_total", f"more than {MOST}")
    product = largest * max(max(share.numerator, share.denominator) for share in shares)
    own = np.result_type(facts.population_total, facts.not_executed, facts.not_executed_at_all)
    if own.kind == "i" and product <= np.iinfo(own).max:
        return own
    return np.dtype(np.int64 if product <= MOST_OF_INT64 else object)


def _same_shape(facts: Assessments) -> None:
    shape = (len(ITEMS), facts.count)
    for field in ("not_executed", "not_executed_at_all", "rules", "records", "unresolved_incident"):
        if getattr(facts, field).shape != shape:
            raise FactsError(field, f"not an array of {shape[0]} by {shape[1]}")
    if facts.refused is not None and facts.refused.shape != (facts.count,):
        raise FactsError("refused", f"not an array of {facts.count}")


def _refuse(facts: Assessments, part: slice, on: date) -> None:
    """Find the first assessment the scalar rule refuses, and say what it says."""
    for row in range(part.start, min(part.stop, facts.count)):
        for item in range(len(ITEMS)):
            for field in ("rules", "records"):
                if getattr(facts, field)[item, row] >= len(PAPERS):
                    raise FactsError(f"{field}[{item}, {row}]", "not a place in PAPERS")
            for field in ("population_total", "not_executed", "not_executed_at_all"):
                if getattr(facts, field)[item, row] < 0:
                    raise FactsError(f"{field}[{item}, {row}]", "less than 0")
            try:
                facts.explain_item(item, row, on=on)
            except FactsError as error:
                raise FactsError(f"{error.field}[{item}, {row}]", error.message) from None
