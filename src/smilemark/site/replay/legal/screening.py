"""Whole columns of stored findings at once: which of them surely stay as they are; the others are asked one by one.

A finding stays when the rule over columns gives the same under today's law and under the supposed one, and what was
stored is what today's law gives. Facts a column cannot hold are left to the rule itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from smilemark.law.bulk import bans, columns, grading, validity, windows
from smilemark.law.facts import FactsError
from smilemark.law.in_force import NotInForceError, supposing, version_in_force
from smilemark.law.mit_smile import point_28_item_grades as items
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_28_item_grades import Grade, Papers, QmsItem
from smilemark.law.mit_smile.point_41_reapplication_ban import EndedUnder
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, WindowStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from smilemark.site.replay.legal.changes import Change

    Facts = dict[str, Any]
    Array = np.ndarray[Any, Any]
    Answers = tuple[tuple[Array, ...], tuple[Array, ...]]

FEWEST = 50
"""Below this many, asking one by one is as fast."""

_GRADES = np.array([list(Grade).index(code.result) for code in grading.ITEM_CODES], np.uint8)
_PLACE_OF_ITEM = {item.value: place for place, item in enumerate(QmsItem)}
_PLACE_OF_PAPERS = {papers.value: place for place, papers in enumerate(Papers)}
_COUNTS = ("population_total", "not_executed", "not_executed_at_all")


def unchanged(
    rule: str, facts: Sequence[Facts], days: Sequence[date], results: Sequence[Facts], change: Change
) -> list[bool]:
    """For each finding, whether it surely stays; all False for a rule without columns, or facts that fit none."""
    ask = _ASKED.get(rule)
    if ask is None or len(facts) < FEWEST:
        return [False] * len(facts)
    try:
        now, stored = ask(facts, days, results)
        with supposing(*change.pairs):
            supposed, _stored = ask(facts, days, results)
    except (FactsError, NotInForceError, ArithmeticError, KeyError, TypeError, ValueError):
        return [False] * len(facts)
    same = np.ones(len(facts), np.bool_)
    for one, other in (*zip(now, supposed, strict=True), *zip(now, stored, strict=False)):
        same &= _equal(one, other)
    return [bool(each) for each in same]


def _equal(one: Array, other: Array) -> Array:
    equal: Array = one == other
    if one.dtype.kind == "M":
        equal = equal | (np.isnat(one) & np.isnat(other))
    return equal


def _column(facts: Sequence[Facts], field: str) -> Array:
    return np.array([each[field] for each in facts], "datetime64[D]")


def _grades(facts: Sequence[Facts], days: Sequence[date], results: Sequence[Facts]) -> Answers:
    """The items are laid beside each other, one line each; what a line lacks is filled with nothing to assess."""
    codes = np.zeros(len(facts), np.uint8)
    versions: dict[date, list[int]] = {}
    for row, day in enumerate(days):
        first = max(version_in_force(table, day) for table in (items.MAJOR_FROM, items.MINOR_ABOVE))
        versions.setdefault(first, []).append(row)
    for rows in versions.values():
        lines: list[list[int]] = [[] for _item in QmsItem]
        for row in rows:
            lines[_PLACE_OF_ITEM[facts[row]["item"]]].append(row)
        graded = grading.grade(_laid_out(facts, lines), on=days[rows[0]])
        for item, line in enumerate(lines):
            codes[line] = graded.item_codes[item, : len(line)]
    stored = columns.places_of(Grade, (each["grade"] for each in results))
    return (_GRADES[codes], codes), (stored,)


def _laid_out(facts: Sequence[Facts], lines: list[list[int]]) -> grading.Assessments:
    shape = (len(lines), max(map(len, lines)))
    counts: dict[str, Any] = {field: np.zeros(shape, np.int64) for field in _COUNTS}
    papers: dict[str, Any] = {field: np.zeros(shape, np.uint8) for field in ("rules", "records")}
    incident = np.zeros(shape, np.bool_)
    for item, line in enumerate(lines):
        here = slice(0, len(line))
        for field, column in counts.items():
            column[item, here] = [facts[row][field] for row in line]
        for field, places in papers.items():
            places[item, here] = [_PLACE_OF_PAPERS[facts[row][field]] for row in line]
        incident[item, here] = [facts[row]["unresolved_incident"] for row in line]
    return grading.Assessments(**counts, **papers, unresolved_incident=incident)


def _periods(facts: Sequence[Facts], days: Sequence[date], results: Sequence[Facts]) -> Answers:
    got = validity.mark_periods(
        product_class=columns.places_of(ProductClass, (each["product_class"] for each in facts)),
        issue_date=_column(facts, "issue_date"),
        scheme_last_valid_day=_column(facts, "scheme_last_valid_day"),
        on=np.array(days, "datetime64[D]"),
    )
    return (got.last_valid_day, got.codes), (_column(results, "last_valid_day"),)


def _renewals(facts: Sequence[Facts], days: Sequence[date], results: Sequence[Facts]) -> Answers:
    got = windows.mark_renewals(
        last_valid_day=_column(facts, "last_valid_day"),
        filed_date=_column(facts, "filed_date"),
        approved=np.array([each["approved"] for each in facts], np.bool_),
        on=np.array(days, "datetime64[D]"),
    )
    stored = columns.places_of(WindowStatus, (each["window_status"] for each in results))
    return (got.new_last_valid_day, got.statuses, got.codes), (_column(results, "new_last_valid_day"), stored)


def _windows(facts: Sequence[Facts], days: Sequence[date], results: Sequence[Facts]) -> Answers:
    got = windows.renewal_windows(
        certificate=columns.places_of(RenewableCertificate, (each["certificate"] for each in facts)),
        last_valid_day=_column(facts, "last_valid_day"),
        filed_date=_column(facts, "filed_date"),
        on=np.array(days, "datetime64[D]"),
    )
    stored = columns.places_of(WindowStatus, (each["status"] for each in results))
    statuses = got.codes % np.uint8(len(windows.STATUSES))
    return (got.window_opens, statuses), (_column(results, "window_opens"), stored)


def _bans(facts: Sequence[Facts], days: Sequence[date], results: Sequence[Facts]) -> Answers:
    got = bans.reapplication_bans(
        point=columns.places_of(EndedUnder, (each["point"] for each in facts)),
        effective_date=_column(facts, "effective_date"),
        application_date=_column(facts, "application_date"),
        on=np.array(days, "datetime64[D]"),
    )
    accepted = [columns.OPEN if each["accepted"] is None else int(each["accepted"]) for each in results]
    stored = (_column(results, "ban_through"), np.array(accepted, np.int8))
    return (got.ban_through, got.accepted, got.codes), stored


_ASKED: dict[str, Callable[[Sequence[Facts], Sequence[date], Sequence[Facts]], Answers]] = {
    "qms-item-grade": _grades,
    "mark-period": _periods,
    "mark-renewal": _renewals,
    "renewal-window": _windows,
    "reapplication-ban": _bans,
}
