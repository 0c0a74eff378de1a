"""Grading of so many factory assessments: ours with result codes, openfisca-core's, and bare numpy's.

The facts are drawn from a fixed seed so that every grade and outcome occurs; all three must agree on every item.
"""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import openfisca
from smilemark.law.bulk.grading import ITEM_CODES, ITEMS, OUTCOME_CODES, Assessments, grade
from smilemark.law.mit_smile import point_28_item_grades as rules
from smilemark.law.mit_smile.point_28_factory_quality import Outcome
from smilemark.law.mit_smile.point_28_item_grades import Grade

if TYPE_CHECKING:
    from collections.abc import Callable

ON = date(2026, 1, 1)
GRADE_OF_CODE = np.array([list(Grade).index(code.result) for code in ITEM_CODES], np.uint8)
OUTCOME_OF_CODE = np.array([list(Outcome).index(code.result) for code in OUTCOME_CODES], np.uint8)
ROWS_AT_ONCE = 1 << 16
ROUNDS = 3


def facts_of(number: int, seed: int = 28) -> Assessments:
    """So many assessments of eleven items."""
    chance = np.random.default_rng(seed)
    shape = (len(ITEMS), number)
    total = chance.integers(0, 60, shape, np.int32)
    open_ = np.where(chance.random(shape) < 0.7, 0, chance.integers(0, 60, shape, np.int32) * total // 100)
    open_ = np.where(chance.random(shape) < 0.005, total, open_).astype(np.int32)
    at_all = np.where(chance.random(shape) < 0.5, open_, open_ // 2).astype(np.int32)
    bracketless = [place for place, item in enumerate(ITEMS) if item in rules.WITHOUT_BRACKET]
    at_all[bracketless] = open_[bracketless]
    papers = [chance.choice(np.array([0] * 20 + [1, 2], np.uint8), shape) for _each in range(2)]
    incident = (chance.random(shape) < 0.01) & (total > 0)
    incident[[place for place, item in enumerate(ITEMS) if item not in rules.INCIDENT_BOOKED_ON]] = False
    flawless = chance.random(number) < 0.1
    for column in (open_, at_all, *papers, incident):
        column[:, flawless] = 0
    return Assessments(total, open_, at_all, *papers, incident)


def bare(facts: Assessments) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The fewest numpy operations that give the grades and outcomes: no codes, no checks, numbers written in."""
    grades = np.empty(facts.rules.shape, np.uint8)
    counts = np.zeros((3, facts.count), np.uint8)
    for start in range(0, facts.count, ROWS_AT_ONCE):
        rows = slice(start, min(start + ROWS_AT_ONCE, facts.count))
        product = np.empty(rows.stop - start, np.int32)
        holds = np.empty(rows.stop - start, np.bool_)
        for item in range(len(ITEMS)):
            _bare_item(facts, item, rows, grades[item, rows], product, holds)
            for number, count in zip((4, 3, 2), counts[:, rows], strict=True):
                np.equal(grades[item, rows], number, out=holds)
                np.add(count, holds.view(np.uint8), out=count)
    worse, bad, minor = counts
    fails = worse + (bad + minor // np.uint8(3)) // np.uint8(3) > 0
    return grades, np.maximum(fails.view(np.uint8) * np.uint8(2), (bad + minor > 0).view(np.uint8))


def _bare_item(facts: Assessments, item: int, rows: slice, got: Any, product: Any, holds: Any) -> None:  # noqa: ANN401  # arrays
    total, open_ = facts.population_total[item, rows], facts.not_executed[item, rows]
    weight = holds.view(np.uint8)
    if item in (6, 7):
        np.greater(facts.rules[item, rows], 0, out=got.view(np.bool_))
    else:
        np.maximum(facts.rules[item, rows], facts.records[item, rows], out=got)
        if item == 5:
            np.greater(got, 0, out=got.view(np.bool_))
    np.greater(open_, 0, out=holds)
    np.maximum(got, weight, out=got)
    np.greater(np.multiply(open_, 20, out=product), total, out=holds)
    np.maximum(got, np.multiply(weight, 2, out=weight), out=got)
    np.greater_equal(np.multiply(open_, 2, out=product), total, out=holds)
    np.maximum(got, np.multiply(weight, 3, out=weight), out=got)
    np.equal(facts.not_executed_at_all[item, rows], total, out=holds)
    if item in (0, 1, 4):
        np.logical_or(holds, facts.unresolved_incident[item, rows], out=holds)
    np.maximum(got, np.multiply(weight, 4, out=weight), out=got)
    np.equal(total, 0, out=holds)
    np.maximum(got, np.multiply(weight, 5, out=weight), out=got)


def fastest(times: int, function: Callable[[], object]) -> float:
    """Seconds of the processor in the fastest of so many runs; all three compute in one thread."""
    found = []
    for _each in range(times):
        start = time.process_time()
        function()
        found.append(time.process_time() - start)
    return min(found)


def measure(number: int) -> dict[str, float]:
    """Seconds of the three, and on how many items and assessments they differ."""
    facts = facts_of(number)
    got = grade(facts, on=ON)
    bare_grades, bare_outcomes = bare(facts)
    different = int((GRADE_OF_CODE[got.item_codes] != bare_grades).sum())
    different += int((OUTCOME_OF_CODE[got.outcome_codes] != bare_outcomes).sum())
    rounds = []
    for _each in range(ROUNDS):  # in turns, so that a busy moment of the machine meets all three
        built, seconds, peer = openfisca.compute(facts)
        ours, plain = fastest(7, lambda: grade(facts, on=ON)), fastest(7, lambda: bare(facts))
        rounds.append((ours, plain, seconds, built))
    ours, plain, seconds, built = (min(each) for each in zip(*rounds, strict=True))
    different += int((openfisca.by_item(got.item_codes) != peer["code"]).sum())
    different += int((got.outcome_codes != peer["outcome"]).sum())
    different += sum(int((getattr(got, name) != peer[name]).sum()) for name in openfisca.COUNTED)
    return {
        "ours": ours,
        "bare": plain,
        "openfisca": seconds,
        "built": built,
        "different": different,
        "codes": len(np.unique(got.item_codes)),
        "outcomes": len(np.unique(got.outcome_codes)),
    }
