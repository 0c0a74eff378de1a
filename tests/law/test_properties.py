"""What holds for any facts at all: periods, renewals, bans, samples, dates."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.test_periods import naive_months_from

from smilemark.law.contract import judge
from smilemark.law.facts import FactsError
from smilemark.law.in_force import REGULATION_VERSION as ON
from smilemark.law.mit_smile.annex_15_sampling import factory_sample_size, product_sample_size, sample_of
from smilemark.law.mit_smile.point_34_mark_period import RenewalResult, mark_renewal, mark_status
from smilemark.law.mit_smile.point_41_reapplication_ban import EndedUnder, reapplication_ban
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, window_of
from smilemark.law.periods import LONGEST, Effect, Unit, period_end
from smilemark.law.roc_dates import compact_form, long_form, read_roc_date
from smilemark.law.rules import find
from smilemark.law.working_days import OFFICIAL

ONE = timedelta(days=1)
DAYS = st.dates(date(1912, 1, 1), date(2199, 12, 31))
COVERED = st.dates(date(2023, 1, 1), date(2025, 12, 31))
SHARES = st.fractions(Fraction(1, 1000), 1, max_denominator=1000)


def naive_end(first: date, length: int, unit: Unit) -> date:
    """Count the days of the period off one by one; months by the naive reading of article 48 III."""
    if unit in (Unit.MONTHS, Unit.YEARS):
        return naive_months_from(first, length * (12 if unit == Unit.YEARS else 1))
    day = first
    for _ in range(length * (7 if unit == Unit.WEEKS else 1) - 1):
        day += ONE
    return day


@given(COVERED, st.integers(1, 40), st.sampled_from(Unit), st.sampled_from(Effect))
def test_a_period_ends_where_counting_day_by_day_ends(start: date, length: int, unit: Unit, effect: Effect) -> None:
    length = min(length, LONGEST[unit])
    first = start if effect == Effect.ADVERSE else start + ONE
    nominal = naive_end(first, length, unit)
    end = nominal
    while effect == Effect.ORDINARY and OFFICIAL.covers(end) and not OFFICIAL.is_working_day(end):
        end += ONE

    facts = {"start_date": start, "length": length, "unit": unit, "effect": effect, "calendar": OFFICIAL}
    if effect == Effect.ORDINARY and not OFFICIAL.covers(end):
        with pytest.raises(FactsError) as refused:
            period_end(**facts)  # type: ignore[arg-type]  # the facts as a table
        assert refused.value.field == "start_date"
        return
    found = period_end(**facts).result  # type: ignore[arg-type]  # the facts as a table
    assert (found.first_counted_day, found.nominal_end, found.effective_end) == (first, nominal, end)
    assert found.moved is (end != nominal)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(1, 12), st.data())
def test_a_chain_of_renewals_never_overlaps_and_leaves_no_gap(
    first_last: date, length: int, data: st.DataObject
) -> None:
    last = first_last
    for before in range(length):
        window = window_of(RenewableCertificate.MARK, last, on=ON)
        filed = data.draw(st.dates(window.opens, window.closes))
        renewed = mark_renewal(
            last_valid_day=last, filed_date=filed, approved=True, previous_renewals=before, on=ON
        ).result
        assert renewed.new_first_day == last + ONE
        assert renewed.new_last_valid_day is not None
        # Three years by the same day-number: the next period holds every day up to it, and no other.
        assert renewed.new_last_valid_day.year == last.year + 3
        assert renewed.new_last_valid_day.month == last.month
        assert renewed.new_last_valid_day.day in (last.day, 28)
        assert window_of(RenewableCertificate.MARK, renewed.new_last_valid_day, on=ON).opens > last
        for day in (last, last + ONE, renewed.new_last_valid_day):
            status = mark_status(
                last_valid_day=renewed.new_last_valid_day,
                as_of_date=day,
                renewal_filed_date=None,
                renewal_result=RenewalResult.NONE,
                on=ON,
            ).result
            assert status.may_use_mark
        last = renewed.new_last_valid_day


@given(DAYS, st.sampled_from(EndedUnder), DAYS)
def test_a_ban_ends_the_day_before_one_may_apply(effective: date, point: EndedUnder, applied: date) -> None:
    facts = {
        "point": point.value,
        "effective_date": effective.isoformat(),
        "application_date": max(effective, applied).isoformat(),
        "same_product": None,
    }
    rule = find("reapplication-ban")
    assert rule.function is reapplication_ban
    found = judge(rule, facts).result

    if found.ban_years == 0:  # type: ignore[attr-defined]  # the result of this rule
        assert found.accepted is True  # type: ignore[attr-defined]  # as above
        return
    through = naive_months_from(effective + ONE, 12 * found.ban_years)  # type: ignore[attr-defined]  # as above
    assert (found.ban_from, found.ban_through) == (effective + ONE, through)  # type: ignore[attr-defined]  # as above
    assert found.may_apply_from == through + ONE  # type: ignore[attr-defined]  # as above
    assert found.accepted is (max(effective, applied) > through)  # type: ignore[attr-defined]  # as above


@given(st.integers(0, 10**9), st.integers(0, 10**6), SHARES, SHARES)
def test_a_sample_never_falls_below_the_ratio_and_grows_with_it(
    few: int, more: int, share: Fraction, other: Fraction
) -> None:
    size = sample_of(few, share)

    assert size >= few * share > size - 1
    assert sample_of(few + more, share) >= size
    assert (sample_of(few, max(share, other)) >= sample_of(few, min(share, other))) is True
    assert factory_sample_size(eligible_operators=few, approved_ratio=share).result.sample_size == size
    assert product_sample_size(styles_in_production=few, on=ON).result.sample_size == sample_of(few, Fraction(1, 10))


@given(DAYS)
def test_a_national_date_reads_back_as_the_day_it_was_written_from(day: date) -> None:
    for text in (compact_form(day), long_form(day), long_form(day).removeprefix("中華"), long_form(day)[4:]):
        assert read_roc_date(text) == day
