"""The numbers of the regulation by name, and rules asked under other numbers without anybody else noticing."""

import threading
from contextvars import copy_context
from datetime import date
from fractions import Fraction
from importlib import import_module

import pytest

from smilemark.law.facts import FactsError
from smilemark.law.in_force import REGULATION_VERSION, in_force, supposing, version_in_force
from smilemark.law.mit_smile.point_28_factory_quality import QmsCounts, converted
from smilemark.law.mit_smile.point_28_item_grades import MAJOR_FROM
from smilemark.law.mit_smile.point_34_mark_period import TERM_MONTHS, mark_period
from smilemark.law.mit_smile.point_41_reapplication_ban import BAN_YEARS, EndedUnder
from smilemark.law.parameters import (
    UnknownParameterError,
    all_parameters,
    find_parameter,
    read_day,
)
from smilemark.law.rule_index import MODULES

ON = date(2027, 1, 1)


def test_every_table_of_versions_is_a_parameter():
    """Found in the modules of the rules, whatever they are called; the arrangements of annexes 15-17 are no numbers."""
    known = {id(parameter.versions) for parameter in all_parameters()}
    missing = []
    for module in dict.fromkeys(MODULES.values()):
        for name, value in vars(import_module(f"smilemark.law.{module}")).items():
            tables = value.values() if isinstance(value, dict) else ()
            for table in (value, *tables):
                keyed = isinstance(table, dict) and table and all(type(key) is date for key in table)
                if keyed and id(table) not in known and name != "ARRANGEMENTS":
                    missing.append(f"{module}.{name}")

    assert missing == []
    assert len(known) == len(all_parameters())


def test_each_says_what_it_is():
    names = [parameter.name for parameter in all_parameters()]
    window = find_parameter("renewal_windows.WINDOW_MONTHS.mark")

    assert len(set(names)) == len(names)
    assert all(parameter.title_zh for parameter in all_parameters())
    assert window.versions == {date(2012, 8, 31): 2}
    with pytest.raises(UnknownParameterError):
        find_parameter("renewal_windows.WINDOW_MONTHS")


def term(on: date) -> date:
    return mark_period(
        product_class=1, issue_date=date(2027, 1, 1), scheme_last_valid_day=None, on=on
    ).result.last_valid_day


def test_a_value_applies_from_its_day_on_whatever_follows():
    terms = find_parameter("point_34_mark_period.TERM_MONTHS")

    with supposing(terms.changed(12, date(2027, 1, 1))):
        assert (term(date(2026, 12, 31)), term(date(2027, 1, 1))) == (date(2030, 1, 1), date(2028, 1, 1))
        assert version_in_force(TERM_MONTHS, date(2027, 6, 1)) == date(2027, 1, 1)
    with supposing(terms.changed(12, date(2020, 1, 1))):  # before a version that stands: that one falls away
        assert (in_force(TERM_MONTHS, date(2019, 12, 31)), in_force(TERM_MONTHS, ON)) == (24, 12)
    with supposing(terms.changed(12, date(2012, 8, 31))):
        assert in_force(TERM_MONTHS, ON) == 12
    assert term(ON) == date(2030, 1, 1)
    assert {date(2012, 8, 31): 24, date(2023, 5, 18): 36} == TERM_MONTHS


def test_suppositions_add_up_and_the_inner_one_wins():
    major = find_parameter("point_28_item_grades.MAJOR_FROM")
    size = find_parameter("point_28_factory_quality.GRADES_THAT_MAKE_THE_NEXT")
    counts = QmsCounts(0, 2, 0, 0)

    with supposing(major.changed(Fraction(1, 3), ON), size.changed(2, ON)):
        with supposing(major.changed(Fraction(1, 4), ON)):
            assert (in_force(MAJOR_FROM, ON), converted(counts, on=ON).severe) == (Fraction(1, 4), 1)
        assert in_force(MAJOR_FROM, ON) == Fraction(1, 3)
    assert (in_force(MAJOR_FROM, ON), converted(counts, on=ON).severe) == (Fraction(1, 2), 0)


def test_an_error_inside_ends_the_supposition_too():
    with pytest.raises(RuntimeError), supposing((MAJOR_FROM, {REGULATION_VERSION: Fraction(1, 3)})):
        raise RuntimeError
    assert in_force(MAJOR_FROM, ON) == Fraction(1, 2)


def test_no_other_thread_and_no_other_context_sees_it():
    outside = copy_context()
    seen: list[Fraction] = []

    with supposing((MAJOR_FROM, {REGULATION_VERSION: Fraction(1, 3)})):
        other = threading.Thread(target=lambda: seen.append(in_force(MAJOR_FROM, ON)))
        other.start()
        other.join()
        seen.append(outside.run(in_force, MAJOR_FROM, ON))
        seen.append(copy_context().run(in_force, MAJOR_FROM, ON))

    assert seen == [Fraction(1, 2), Fraction(1, 2), Fraction(1, 3)]


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("point_34_mark_period.TERM_MONTHS", 48, 48),
        ("point_34_mark_period.TERM_MONTHS", 0, 0),
        ("point_34_mark_period.TERM_MONTHS", 1200, 1200),
        ("point_28_item_grades.MAJOR_FROM", "1/3", Fraction(1, 3)),
        ("origin.value_added.THRESHOLD".removeprefix("origin."), "0.4", Fraction(2, 5)),
        ("point_11_working_group.REPRESENTATIVES", [3, 9], (3, 9)),
        ("point_28_factory_quality.GRADES_THAT_MAKE_THE_NEXT", 1, 1),
    ],
)
def test_values_are_read_like_the_ones_in_force(name, given, value):
    assert find_parameter(name).read(given) == value


def test_a_table_may_name_some_keys_only():
    years = find_parameter("point_41_reapplication_ban.BAN_YEARS")

    assert years.read({"41": 5, "47": 2}) == BAN_YEARS[REGULATION_VERSION] | {
        EndedUnder.WITHDRAWAL: 5,
        EndedUnder.SCHEME: 2,
    }


@pytest.mark.parametrize(
    ("field", "name", "given"),
    [
        ("value", "point_34_mark_period.TERM_MONTHS", "48"),
        ("value", "point_34_mark_period.TERM_MONTHS", True),
        ("value", "point_34_mark_period.TERM_MONTHS", -1),
        ("value", "point_34_mark_period.TERM_MONTHS", 1201),
        ("value", "point_28_factory_quality.GRADES_THAT_MAKE_THE_NEXT", 0),
        ("value", "point_28_item_grades.MAJOR_FROM", 1),
        ("value", "point_28_item_grades.MAJOR_FROM", "0"),
        ("value", "point_28_item_grades.MAJOR_FROM", "3/2"),
        ("value", "point_11_working_group.REPRESENTATIVES", [3]),
        ("value", "point_11_working_group.REPRESENTATIVES", 3),
        ("value[1]", "point_11_working_group.REPRESENTATIVES", [3, "9"]),
        ("value", "point_41_reapplication_ban.BAN_YEARS", 5),
        ("value.44", "point_41_reapplication_ban.BAN_YEARS", {"44": 5}),
        ("value.41", "point_41_reapplication_ban.BAN_YEARS", {"41": "5"}),
        ("value.cb_surveillance_plan[0]", "surveillance_year.MONTH_AND_DAY", {"cb_surveillance_plan": ["1", 2]}),
    ],
)
def test_another_kind_of_value_is_refused_by_name(field, name, given):
    with pytest.raises(FactsError) as refused:
        find_parameter(name).read(given)
    assert refused.value.field == field


@pytest.mark.parametrize("given", ["2027-01-01", 2027, date(1911, 12, 31), date(2200, 1, 1), None])
def test_what_is_no_day_is_refused(given):
    for day in (ON, date(1912, 1, 1), date(2199, 12, 31)):
        assert read_day(day, "from") == day

    with pytest.raises(FactsError) as refused:
        read_day(given, "from")
    assert refused.value.field == "from"
