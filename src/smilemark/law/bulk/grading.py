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

_ABSENT: Final = PAPERS.index(Papers.ABSENT)

_ROWS_AT_ONCE = 1 << 16
"""So many lines of one item stay in the processor's cache while they are graded."""


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

    def line(self, item: int, rows: slice) -> "_Line":
        """Some rows of one item."""
        return _Line(*(getattr(self, field)[item, rows] for field in _Line.__slots__))

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


@dataclass(frozen=True, slots=True)
class _Line:
    """Some rows of one item."""

    population_total: Integers
    not_executed: Integers
    not_executed_at_all: Integers
    rules: Codes
    records: Codes
    unresolved_incident: Flags


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


_PASS, _PLAN, _FAIL, _REFUSED = range(len(OUTCOME_CODES))  # a later one outranks an earlier one


def grade(facts: Assessments, *, on: date) -> Graded:
    """Grade every item and decide every assessment.

    Source: point 28; annexes 7 and 8; the rules `qms-item-grade` and `qms-overall-result`.
    Errors: `<field>[item, row]` as the scalar rule complains, of the first assessment it would refuse;
    `NotInForceError` on a day before the first version.
    """
    _check(facts)
    major, minor = in_force(items.MAJOR_FROM, on), in_force(items.MINOR_ABOVE, on)
    codes = np.empty(facts.rules.shape, np.uint8)
    counts = np.zeros((len(_WORSE_THAN), facts.count), np.uint8)
    for start in range(0, facts.count, _ROWS_AT_ONCE):
        rows = slice(start, min(start + _ROWS_AT_ONCE, facts.count))
        desk = _Desk(major, minor, rows.stop - rows.start)
        for place, item in enumerate(ITEMS):
            if not desk.grade(item, facts.line(place, rows), codes[place, rows]):
                _refuse(facts, rows, on)
            for line, least in enumerate(_WORSE_THAN):
                desk.count(codes[place, rows], least, counts[line, rows])
    slight, mild, bad, worst = counts[:-1] - counts[1:]
    return _decided(facts, codes, (worst, bad, mild, slight), on)


def _decided(facts: Assessments, codes: Codes, counts: tuple[Codes, Codes, Codes, Codes], on: date) -> Graded:
    """Conversion and outcome from the four counts."""
    severe, major, minor, slight = counts
    size = min(in_force(quality.GRADES_THAT_MAKE_THE_NEXT, on), len(ITEMS) + 1)  # more than all items is never reached
    from_minor = minor // np.uint8(size)
    more_major = major + from_minor
    from_major = more_major // np.uint8(size)
    minor_left, major_left = minor - from_minor * np.uint8(size), more_major - from_major * np.uint8(size)
    after = severe + from_major
    outcome = np.maximum((major + minor > 0) * np.uint8(_PLAN), (after > 0) * np.uint8(_FAIL))
    if facts.refused is not None:
        outcome = np.maximum(outcome, facts.refused * np.uint8(_REFUSED))
    return Graded(codes, severe, major, minor, slight, after, major_left, minor_left, outcome, on)


class _Desk:
    """Room to grade so many lines of one item, used again and again: nothing is allocated while grading."""

    def __init__(self, major: Fraction, minor: Fraction, length: int) -> None:
        self.major, self.minor = major, minor
        self.holds = np.empty(length, np.bool_)
        self.weight = self.holds.view(np.uint8)
        self.papers = np.empty(length, np.uint8)
        self.largest: int
        """The greatest population of the line being graded."""
        self.rooms: dict[np.dtype[Any], tuple[Integers, Integers]] = {}

    def grade(self, item: QmsItem, line: _Line, out: Codes) -> bool:
        """Write the codes of one item; false where a fact is impossible."""
        possible = self._possible(item, line)
        if possible:
            self._write(item, line, out)
        return possible

    def _write(self, item: QmsItem, line: _Line, out: Codes) -> None:
        self._by_papers(item, line, out)
        np.greater(line.not_executed, 0, out=self.holds)
        self._outrank(out, "slight")
        np.greater(*self._crossed(line, self.minor), out=self.holds, casting="unsafe")
        self._outrank(out, "minor")
        np.greater_equal(*self._crossed(line, self.major), out=self.holds, casting="unsafe")
        self._outrank(out, "major")
        np.equal(line.not_executed_at_all, line.population_total, out=self.holds)
        self._outrank(out, "severe-nothing-done")
        if item in items.INCIDENT_BOOKED_ON:
            np.copyto(self.holds, line.unresolved_incident)
            self._outrank(out, "severe-incident")
        np.equal(line.population_total, 0, out=self.holds)
        self._outrank(out, "not-applicable")

    def count(self, codes: Codes, least: int, count: Codes) -> None:
        """One more for every line whose code is at least this."""
        np.greater_equal(codes, least, out=self.holds)
        np.add(count, self.weight, out=count)

    def _by_papers(self, item: QmsItem, line: _Line, out: Codes) -> None:
        # Records of training stand in neither list (AMB-13).
        worst = line.rules if item in items.TRAINING else self.papers
        np.greater(worst, 0, out=self.holds)
        np.multiply(self.weight, _NUMBER["slight-by-papers"], out=out)
        if item in items.MINOR_IF_PAPERS_ABSENT:
            np.equal(worst, _ABSENT, out=self.holds)
            self._outrank(out, "minor-by-papers")

    def _possible(self, item: QmsItem, line: _Line) -> bool:
        """Whether the scalar rule would take these facts; leaves the worse of the two papers behind."""
        np.maximum(line.rules, line.records, out=self.papers)
        self.largest = int(unsigned(line.population_total).max())
        if self.papers.max() > _ABSENT or self.largest > MOST:
            return False
        at_all, open_ = unsigned(line.not_executed_at_all), unsigned(line.not_executed)  # below 0 is above all
        np.greater(open_, unsigned(line.population_total), out=self.holds)
        impossible = self.holds.any()
        compare = np.not_equal if item in items.WITHOUT_BRACKET else np.greater
        compare(at_all, open_, out=self.holds)
        impossible |= self.holds.any()
        if item in items.INCIDENT_BOOKED_ON:
            np.equal(line.population_total, 0, out=self.holds)
            return not (impossible or (self.holds & line.unresolved_incident).any())
        return not (impossible or line.unresolved_incident.any())

    def _outrank(self, codes: Codes, name: str) -> None:
        """Raise the codes to this one where `holds` is true."""
        np.multiply(self.weight, _NUMBER[name], out=self.weight)
        np.maximum(codes, self.weight, out=codes)

    def _crossed(self, line: _Line, share: Fraction) -> tuple[Integers, Integers]:
        """Not executed against that share of the population, both multiplied by its denominator; exact."""
        kind = _wide_enough(line.population_total.dtype, self.largest * max(share.numerator, share.denominator))
        if kind not in self.rooms:
            self.rooms[kind] = (np.empty(self.holds.shape, kind), np.empty(self.holds.shape, kind))
        left, right = self.rooms[kind]
        return _times(line.not_executed, share.denominator, left), _times(line.population_total, share.numerator, right)


def _times(column: Integers, factor: int, out: Integers) -> Integers:
    if factor == 1:
        return column
    np.multiply(column, factor, out=out, dtype=out.dtype)
    return out


def _wide_enough(own: np.dtype[Any], product: int) -> np.dtype[Any]:
    """The narrowest integers that hold a product: the column's own, 64 bits, or Python's."""
    if product <= np.iinfo(own).max:
        return own
    return np.dtype(np.int64 if product <= MOST_OF_INT64 else object)


def unsigned(column: Integers) -> Integers:
    """The same bytes read as unsigned integers: what is below 0 becomes greater than every count."""
    return column.view(f"u{column.itemsize}")


def _check(facts: Assessments) -> None:
    """Arrays of one shape, and the three counts of one type."""
    shape = (len(ITEMS), facts.count)
    counts = ("population_total", "not_executed", "not_executed_at_all")
    for field in (*counts, "rules", "records", "unresolved_incident"):
        if getattr(facts, field).shape != shape:
            raise FactsError(field, f"not an array of {shape[0]} by {shape[1]}")
    for field in counts:
        kind = getattr(facts, field).dtype
        if kind != facts.population_total.dtype or kind.kind not in "iu":
            raise FactsError(field, "the three counts are integers of one type")
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
                if not 0 <= getattr(facts, field)[item, row] <= MOST:
                    raise FactsError(f"{field}[{item}, {row}]", f"not an integer from 0 to {MOST}")
            try:
                facts.explain_item(item, row, on=on)
            except FactsError as error:
                raise FactsError(f"{error.field}[{item}, {row}]", error.message) from None
