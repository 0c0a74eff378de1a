"""Grading over columns gives what the scalar rules give, row by row: result, place, passed."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilemark.law.bulk import grading
from smilemark.law.bulk.columns import places_of
from smilemark.law.bulk.grading import ITEM_CODES, ITEMS, OUTCOME_CODES, PAPERS, Assessments, Graded, grade
from smilemark.law.facts import MOST, FactsError
from smilemark.law.in_force import REGULATION_VERSION, NotInForceError, supposing
from smilemark.law.mit_smile import point_28_factory_quality as quality
from smilemark.law.mit_smile import point_28_item_grades as items
from smilemark.law.mit_smile.point_28_item_grades import Papers

ON = date(2026, 1, 1)
BRACKETLESS = [place for place, item in enumerate(ITEMS) if item in items.WITHOUT_BRACKET]
BOOKED = [place for place, item in enumerate(ITEMS) if item in items.INCIDENT_BOOKED_ON]


def assessments(total, open_, at_all=None, *, rules=0, records=0, incident=False, refused=None, kind=np.int32):
    """Columns from anything that broadcasts to eleven lines."""
    shape = (len(ITEMS), np.broadcast(np.asarray(total), np.asarray(open_), np.zeros((11, 1))).shape[1])
    total, open_ = (np.array(np.broadcast_to(each, shape), kind) for each in (total, open_))
    at_all = open_.copy() if at_all is None else np.array(np.broadcast_to(at_all, shape), kind)
    at_all[BRACKETLESS] = open_[BRACKETLESS]
    papers = [np.array(np.broadcast_to(each, shape), np.uint8) for each in (rules, records)]
    booked = np.zeros(shape, bool)
    booked[BOOKED] = np.broadcast_to(incident, shape)[BOOKED]
    return Assessments(total, open_, at_all, *papers, booked & (total > 0), refused)


def at_random(rows: int, seed: int) -> Assessments:
    chance = np.random.default_rng(seed)
    shape = (len(ITEMS), rows)
    total = chance.choice([0, 1, 2, 3, 19, 20, 21, 39, 40, 41, 60, 100, 997], shape)
    share = chance.choice([0, 0, 0, 1, 2, 10, 20], shape)  # twentieths, so that the thresholds are often met
    flawless = chance.random(rows) < 0.2
    open_ = np.clip(total * share // 20 + chance.integers(-1, 2, shape), 0, total) * ~flawless
    at_all = np.where(chance.random(shape) < 0.5, open_, open_ // 2)
    papers = [chance.choice([0, 0, 0, 0, 1, 2], shape) * ~flawless for _each in range(2)]
    return assessments(
        total,
        open_,
        at_all,
        rules=papers[0],
        records=papers[1],
        incident=chance.random(shape) < 0.05,
        refused=chance.random(rows) < 0.05,
    )


def same_as_scalar(facts: Assessments, on: date = ON) -> Graded:
    """Ask both, compare every item and every assessment."""
    got = grade(facts, on=on)
    for row in range(facts.count):
        found = [facts.explain_item(item, row, on=on) for item in range(len(ITEMS))]
        codes = [ITEM_CODES[code] for code in got.item_codes[:, row]]
        assert [(code.result, code.citation, code.passed) for code in codes] == [
            (each.result.grade, each.because[0].citation, each.passed) for each in found
        ]
        counts = quality.counts_of(each.result.grade for each in found)
        whole = quality.overall_result(
            assessment_refused=facts.refused is not None and bool(facts.refused[row]),
            severe=counts.severe,
            major=counts.major,
            minor=counts.minor,
            slight=counts.slight,
            on=on,
        )
        code = OUTCOME_CODES[got.outcome_codes[row]]
        assert (code.result, code.citation, code.passed) == (
            whole.result.outcome,
            whole.because[0].citation,
            whole.passed,
        )
        assert (got.severe[row], got.major[row], got.minor[row], got.slight[row]) == (
            counts.severe, counts.major, counts.minor, counts.slight,
        )  # fmt: skip
        after = (got.severe_converted[row], got.major_converted[row], got.minor_converted[row])
        assert after == (whole.result.severe_converted, whole.result.major_converted, whole.result.minor_converted)
        assert got.explain(row) == whole
        assert bool(got.failed[row]) == (whole.passed is False)
    return got


def test_equal_on_random_assessments():
    got = same_as_scalar(at_random(600, seed=28))

    assert set(np.unique(got.item_codes)) == set(range(len(ITEM_CODES)))
    assert set(np.unique(got.outcome_codes)) == set(range(len(OUTCOME_CODES)))


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint32, np.int16])
def test_equal_on_both_sides_of_each_threshold(kind):
    largest = 997 if kind == np.int16 else MOST
    totals = [1, 2, 3, 19, 20, 21, 39, 40, 41, largest - 1, largest]
    pairs = sorted(
        {
            (total, count)
            for total in totals
            for share in (Fraction(0), Fraction(1, 20), Fraction(1, 2), Fraction(1))
            for step in (-1, 0, 1)
            if 0 <= (count := int(total * share) + step) <= total
        }
    )
    total, open_ = (np.array(each) for each in zip(*pairs, strict=True))

    same_as_scalar(assessments(total, open_, open_ // 2, kind=kind))
    same_as_scalar(assessments(total, open_, kind=kind))


def test_equal_on_every_state_of_the_papers():
    cases = list(product(range(3), range(3), (0, 1, 5, 6), (False, True)))
    rules, records, open_, incident = (np.array(each) for each in zip(*cases, strict=True))

    same_as_scalar(assessments(np.full(72, 100), open_, 0, rules=rules, records=records, incident=incident))
    same_as_scalar(assessments(np.zeros(72), 0, rules=rules, records=records))


def test_equal_on_every_possible_count_of_grades():
    """All ways in which eleven items can be severe, major, minor or slight; once as they are, once refused."""
    ways = [way for way in product(range(12), repeat=4) if sum(way) <= len(ITEMS)]
    open_of_grade = (100, 50, 6, 1)
    columns = []
    for way in ways:
        line = [open_ for open_, times in zip(open_of_grade, way, strict=True) for _each in range(times)]
        columns.append(line + [0] * (len(ITEMS) - len(line)))
    open_ = np.array(columns).T

    assert len(ways) == 1365
    same_as_scalar(assessments(100, open_))
    same_as_scalar(assessments(100, open_, refused=np.ones(len(ways), bool)))


SHARE = st.fractions(min_value=Fraction(1, 10**12), max_value=1, max_denominator=10**24)


@settings(max_examples=40, deadline=None)
@given(SHARE, SHARE, st.integers(1, 13), st.integers(0, 2**32 - 1))
def test_equal_under_whatever_parameters(major, minor, size, seed):
    """Shares whose products no 64 bits hold are among them; so are a major share below the minor one."""
    with supposing(
        (items.MAJOR_FROM, {REGULATION_VERSION: major}),
        (items.MINOR_ABOVE, {REGULATION_VERSION: minor}),
        (quality.GRADES_THAT_MAKE_THE_NEXT, {REGULATION_VERSION: size}),
    ):
        same_as_scalar(at_random(6, seed))


@pytest.mark.parametrize("size", [10, 11, 12, 13])
def test_equal_where_about_all_items_together_make_the_next_grade(size):
    """Ten and eleven items of one grade: they make one of the next where the number is 10 or 11, never above it."""
    open_ = np.array([[6] * 10 + [0], [6] * 11, [50] * 10 + [0], [50] * 11]).T

    with supposing((quality.GRADES_THAT_MAKE_THE_NEXT, {REGULATION_VERSION: size})):
        got = same_as_scalar(assessments(100, open_, 0))

    assert got.minor.tolist() == [10, 11, 0, 0]
    assert got.major_converted.tolist()[:2] == [int(size <= 10), int(size <= 11)]
    assert got.severe_converted.tolist() == [0, 0, int(size <= 10), int(size <= 11)]


@pytest.mark.parametrize("least", [items.MINOR_ABOVE, items.MAJOR_FROM])
def test_equal_where_the_least_share_is_none(least):
    """With a share of nothing every record not executed counts as that grade."""
    with supposing((least, {REGULATION_VERSION: Fraction(0)})):
        got = same_as_scalar(assessments(np.array([100, 100]), np.array([1, 60]), 0))

    worst = "minor" if least is items.MINOR_ABOVE else "major"
    assert [ITEM_CODES[code].name for code in got.item_codes[2]] == [worst, "major"]


def test_products_beyond_64_bits_are_exact():
    share = Fraction(10**20 + 1, 2 * 10**20 + 1)  # a little more than one half
    facts = assessments(np.array([MOST, MOST]), np.array([MOST // 2, MOST // 2 + 1]), 0, kind=np.int64)

    with supposing((items.MAJOR_FROM, {REGULATION_VERSION: share})):
        got = same_as_scalar(facts)

    assert [ITEM_CODES[code].name for code in got.item_codes[2]] == ["minor", "major"]


def test_more_rows_than_are_graded_at_once_and_none(monkeypatch):
    facts = at_random(900, seed=7)
    whole = grade(facts, on=ON)
    monkeypatch.setattr(grading, "_ROWS_AT_ONCE", 256)
    parts = grade(facts, on=ON)
    none = grade(assessments(np.zeros((11, 0)), 0), on=ON)

    assert none.outcome_codes.shape == (0,)
    for field in ("item_codes", "severe", "major", "minor", "slight", "outcome_codes"):
        assert np.array_equal(getattr(whole, field), getattr(parts, field))


def test_answers_hold_no_float():
    got = grade(at_random(5, seed=1), on=ON)

    kinds = {field: getattr(got, field).dtype.kind for field in got.__dataclass_fields__ if field != "on"}
    assert set(kinds.values()) <= {"u", "i", "b"}, kinds


def test_no_grade_before_the_first_version():
    with pytest.raises(NotInForceError):
        grade(at_random(1, seed=1), on=date(2023, 10, 23))
    assert grade(at_random(1, seed=1), on=date(2023, 10, 24)).on == date(2023, 10, 24)


@pytest.mark.parametrize(
    ("field", "item", "changes"),
    [
        ("not_executed", 2, {"not_executed": 11}),
        ("not_executed_at_all", 2, {"not_executed_at_all": 3}),
        ("not_executed_at_all", 2, {"not_executed_at_all": -1}),
        ("not_executed_at_all", 0, {"not_executed_at_all": 1}),
        ("unresolved_incident", 3, {"unresolved_incident": True}),
        ("not_executed", 2, {"not_executed": -1, "not_executed_at_all": -2}),
        ("population_total", 2, {"population_total": -1, "not_executed": -2, "not_executed_at_all": -2}),
        ("rules", 2, {"rules": 3}),
        ("records", 6, {"records": 3}),
        ("unresolved_incident", 0, {"population_total": 0, "not_executed": 0, "not_executed_at_all": 0,
                                    "unresolved_incident": True}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("row", [0, 15, 16, 40])
def test_errors_name_field_item_and_row(monkeypatch, field, item, changes, row):
    monkeypatch.setattr(grading, "_ROWS_AT_ONCE", 16)
    facts = assessments(np.full(41, 10), 2)
    for name, value in changes.items():
        getattr(facts, name)[item, row] = value

    with pytest.raises(FactsError) as refused:
        grade(facts, on=ON)
    assert refused.value.field == f"{field}[{item}, {row}]"


@pytest.mark.parametrize("place", [len(PAPERS), len(PAPERS) + 1, 255])
def test_a_place_beyond_the_papers_is_named(place):
    facts = assessments(np.full(3, 10), 2)
    facts.records[4, 1] = place

    with pytest.raises(FactsError) as refused:
        grade(facts, on=ON)
    assert (refused.value.field, refused.value.message) == ("records[4, 1]", "not a place in PAPERS")


def test_the_largest_population_is_not_what_is_refused():
    facts = assessments(np.array([MOST, 10]), np.array([MOST, 2]), 0)
    facts.not_executed[2, 1] = 11

    with pytest.raises(FactsError) as refused:
        grade(facts, on=ON)
    assert refused.value.field == "not_executed[2, 1]"


def test_columns_of_another_size_are_refused():
    facts = assessments(np.full(3, 10), 2)

    with pytest.raises(FactsError) as refused:
        grade(replace(facts, refused=np.ones(2, bool)), on=ON)
    assert refused.value.field == "refused"
    with pytest.raises(FactsError) as refused:
        grade(assessments(np.array([1, 2, MOST + 1]), 1), on=ON)
    assert refused.value.field == "population_total[0, 2]"
    facts = assessments(np.full(3, 10), 2)
    with pytest.raises(FactsError) as refused:
        grade(replace(facts, not_executed_at_all=facts.not_executed_at_all.astype(np.int64)), on=ON)
    assert refused.value.field == "not_executed_at_all"
    with pytest.raises(FactsError) as refused:
        grade(replace(facts, not_executed=facts.not_executed[:, :2]), on=ON)
    assert (refused.value.field, refused.value.message) == ("not_executed", "not an array of 11 by 3")


def test_enumerations_become_places():
    assert places_of(Papers, ["absent", Papers.COMPLETE]).tolist() == [2, 0]
    assert PAPERS[2] == Papers.ABSENT

    with pytest.raises(FactsError) as refused:
        places_of(Papers, ["complete", "lost"])
    assert refused.value.field == "[1]"


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.uint32])
def test_products_are_held_by_the_narrowest_integers(kind):
    most = int(np.iinfo(kind).max)

    assert [grading._wide_enough(np.dtype(kind), product) for product in (0, most, most + 1, 2**63 - 1, 2**63)] == [
        np.dtype(kind),
        np.dtype(kind),
        np.dtype(np.int64),
        np.dtype(np.int64),
        np.dtype(object),
    ]


def test_names_of_the_codes():
    assert [(code.name, code.passed) for code in ITEM_CODES] == [
        ("conforming", True),
        ("slight-by-papers", True),
        ("slight", True),
        ("minor-by-papers", False),
        ("minor", False),
        ("major", False),
        ("severe-nothing-done", False),
        ("severe-incident", False),
        ("not-applicable", None),
    ]
    assert [(code.name, code.passed) for code in OUTCOME_CODES] == [
        ("pass", True),
        ("plan-required", None),
        ("fail", False),
        ("fail-refused", False),
    ]
