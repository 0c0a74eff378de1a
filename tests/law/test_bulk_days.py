"""Validity, windows and bans over columns give what the scalar rules give, row by row."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from smilemark.law import periods
from smilemark.law.bulk import bans, columns, validity, windows
from smilemark.law.bulk.columns import OPEN
from smilemark.law.facts import FactsError
from smilemark.law.in_force import REGULATION_VERSION, NotInForceError, supposing
from smilemark.law.mit_smile import point_34_mark_period as mark
from smilemark.law.mit_smile import point_41_reapplication_ban as ban
from smilemark.law.mit_smile import renewal_windows as window
from smilemark.law.mit_smile.point_04_product_classes import ProductClass

ON = date(2026, 1, 1)
ONE_DAY = timedelta(days=1)
MONTH_ENDS = [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 31),
              date(2025, 2, 28), date(2025, 4, 30), date(2028, 2, 29)]  # fmt: skip


def day(value: np.datetime64) -> date | None:
    return None if np.isnat(value) else value.astype(date)


def answer(value: int) -> bool | None:
    return None if value == OPEN else bool(value)


def some_days(number: int, seed: int, first: str = "2013-01-01", years: int = 30) -> list[date]:
    chance = np.random.default_rng(seed)
    found = np.datetime64(first) + chance.integers(0, years * 365, number)
    return [*MONTH_ENDS, *found.astype(date)]


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12, 24, 36, 120])
def test_months_on_every_day_of_five_years(months):
    every = np.arange("2023-01-01", "2028-01-01", dtype="datetime64[D]")
    scalar = every.astype(date)

    assert columns.months_from(every, months).astype(date).tolist() == [periods.months_from(d, months) for d in scalar]
    for signed in (months, -months):
        assert columns.same_day_number(every, signed).astype(date).tolist() == [
            periods.same_day_number(d, signed) for d in scalar
        ]


def marks(*, on: Any) -> None:
    issued = [*some_days(400, 1), *[date(2023, 5, 17), date(2023, 5, 18)]]
    kinds = [ProductClass(1 + place % 3) for place in range(len(issued))]
    scheme = [
        d + timedelta(days=place % 700) if kind == 2 else None
        for place, (d, kind) in enumerate(zip(issued, kinds, strict=True))
    ]
    asked = issued if on is None else [on] * len(issued)
    got = validity.mark_periods(
        product_class=columns.places_of(ProductClass, kinds),
        issue_date=issued,
        scheme_last_valid_day=scheme,
        on=np.array(asked, "datetime64[D]") if on is None else on,
    )
    for row, (kind, d, until) in enumerate(zip(kinds, issued, scheme, strict=True)):
        found = mark.mark_period(product_class=kind, issue_date=d, scheme_last_valid_day=until, on=asked[row])
        code = validity.PERIOD_CODES[got.codes[row]]
        assert (code.result, code.citation, code.passed) == (
            found.result.governed_by, found.because[0].citation, found.passed,
        )  # fmt: skip
        assert (day(got.first_valid_day[row]), day(got.last_valid_day[row]), day(got.first_day_after[row])) == (
            found.result.first_valid_day, found.result.last_valid_day, found.result.first_day_after,
        )  # fmt: skip
        assert day(got.version[row]) == found.version


@pytest.mark.parametrize("on", [None, ON, date(2023, 5, 17), date(2023, 5, 18)])
def test_periods_of_the_mark(on):
    marks(on=on)


def test_periods_under_another_term():
    with supposing((mark.TERM_MONTHS, {date(2012, 8, 31): 24, date(2020, 2, 29): 7, date(2024, 1, 1): 61})):
        marks(on=None)
        marks(on=ON)


def filings(last: date, months: int = 2) -> list[date]:
    opens = periods.same_day_number(last, -months)
    return [opens - ONE_DAY, opens, last - ONE_DAY, last, last + ONE_DAY, last + timedelta(days=90)]


def states(months: int = 2) -> None:
    rows = []
    for last, result in product(some_days(40, 2, years=12), mark.RenewalResult):
        if result == mark.RenewalResult.NONE:
            rows += [(last, last + timedelta(days=step), None, result) for step in (-1, 0, 1)]
            continue
        for filed, step in product(filings(last, months), (-1, 0, 1, 400)):
            as_of = max(filed, last + timedelta(days=step))
            rows.append((last, as_of, filed, result))
    last, as_of, filed, result = zip(*rows, strict=True)
    got = validity.mark_states(
        last_valid_day=list(last),
        as_of_date=list(as_of),
        renewal_filed_date=list(filed),
        renewal_result=columns.places_of(mark.RenewalResult, result),
        on=ON,
    )
    for row, (last_day, as_of_day, filed_day, outcome) in enumerate(rows):
        found = mark.mark_status(
            last_valid_day=last_day,
            as_of_date=as_of_day,
            renewal_filed_date=filed_day,
            renewal_result=outcome,
            on=ON,
        )
        code = validity.STATE_CODES[got.codes[row]]
        assert (code.result, code.citation, code.passed) == (
            found.result.status, found.because[0].citation, found.passed,
        )  # fmt: skip
        assert bool(got.may_use_mark[row]) == found.result.may_use_mark
        assert answer(got.filed_in_time[row]) == found.result.filed_in_time
    assert set(got.codes.tolist()) == set(range(len(validity.STATE_CODES)))


def test_states_of_the_mark():
    states()


def test_states_under_another_window():
    with supposing((window.WINDOW_MONTHS[window.RenewableCertificate.MARK], {date(2012, 8, 31): 5})):
        states(5)


def test_a_right_of_before_the_first_version_needs_no_window_where_nothing_was_filed():
    early = date(2012, 8, 30)
    facts = {"last_valid_day": [date(2014, 8, 30)], "as_of_date": [early]}
    none = columns.places_of(mark.RenewalResult, ["none"])
    pending = columns.places_of(mark.RenewalResult, ["pending"])

    got = validity.mark_states(**facts, renewal_filed_date=[None], renewal_result=none, on=early)
    assert [validity.STATE_CODES[code].name for code in got.codes] == ["valid"]
    with pytest.raises(NotInForceError):
        validity.mark_states(**facts, renewal_filed_date=[early], renewal_result=pending, on=early)


def renewals() -> None:
    rows = [
        (certificate, last, filed)
        for certificate, last in product(window.RenewableCertificate, some_days(30, 3))
        for months in (2, 3, 6)
        for filed in filings(last, months)
    ]
    kinds, last, filed = zip(*rows, strict=True)
    got = windows.renewal_windows(
        certificate=columns.places_of(window.RenewableCertificate, kinds),
        last_valid_day=list(last),
        filed_date=list(filed),
        on=ON,
    )
    approved = np.arange(len(rows)) % 3 > 0
    new = windows.mark_renewals(last_valid_day=list(last), filed_date=list(filed), approved=approved, on=ON)
    for row, (kind, last_day, filed_day) in enumerate(rows):
        found = window.renewal_window(certificate=kind, last_valid_day=last_day, filed_date=filed_day, on=ON)
        code = windows.WINDOW_CODES[got.codes[row]]
        assert (code.result, code.citation, code.passed) == (
            found.result.status, found.because[0].citation, found.passed,
        )  # fmt: skip
        assert (int(got.window_months[row]), day(got.window_opens[row]), day(got.window_closes[row])) == (
            found.result.window_months, found.result.window_opens, found.result.window_closes,
        )  # fmt: skip
        renewed = mark.mark_renewal(
            last_valid_day=last_day, filed_date=filed_day, approved=bool(approved[row]), previous_renewals=0, on=ON
        )
        code = windows.RENEWAL_CODES[new.codes[row]]
        assert (code.result, code.citation, code.passed) == (
            renewed.result.renewed, renewed.because[0].citation, renewed.passed,
        )  # fmt: skip
        assert windows.STATUSES[new.statuses[row]] == renewed.result.window_status
        assert (day(new.new_first_day[row]), day(new.new_last_valid_day[row])) == (
            renewed.result.new_first_day, renewed.result.new_last_valid_day,
        )  # fmt: skip
    assert set(got.codes.tolist()) == set(range(len(windows.WINDOW_CODES)))


def test_windows_and_renewals():
    renewals()


def test_windows_under_other_months():
    with supposing(
        *((table, {date(2012, 8, 31): 1, date(2025, 1, 1): 4}) for table in window.WINDOW_MONTHS.values()),
        (mark.TERM_MONTHS, {date(2012, 8, 31): 13}),
    ):
        renewals()


def banned(*, on: date | None = ON) -> None:
    rows = []
    for point, effective in product(ban.EndedUnder, [*MONTH_ENDS, *some_days(10, 4, "2023-10-24", 10)]):
        anniversaries = [periods.same_day_number(effective, 12 * years) for years in (1, 2, 3)]
        steps = [anniversary + timedelta(days=step) for anniversary in anniversaries for step in (-1, 0, 1, 2)]
        rows += [(point, effective, applied) for applied in (None, effective, *steps)]
    points, effective, applied = zip(*rows, strict=True)
    got = bans.reapplication_bans(
        point=columns.places_of(ban.EndedUnder, points),
        effective_date=list(effective),
        application_date=list(applied),
        on=ON if on else np.maximum(np.array(effective, "datetime64[D]"), np.datetime64(REGULATION_VERSION)),
    )
    for row, (point, took_effect, application) in enumerate(rows):
        found = ban.reapplication_ban(
            point=point,
            effective_date=took_effect,
            application_date=application,
            same_product=None,
            on=on or max(took_effect, REGULATION_VERSION),
        )
        code = bans.BAN_CODES[got.codes[row]]
        assert (code.result, code.citation) == (found.result.ban_years > 0, found.because[0].citation)
        assert int(got.ban_years[row]) == found.result.ban_years
        assert (day(got.ban_from[row]), day(got.ban_through[row]), day(got.may_apply_from[row])) == (
            found.result.ban_from, found.result.ban_through, found.result.may_apply_from,
        )  # fmt: skip
        assert answer(got.accepted[row]) == found.result.accepted == found.passed


def test_bans():
    banned()
    banned(on=None)


def test_bans_under_other_years():
    later = {REGULATION_VERSION: ban.BAN_YEARS[REGULATION_VERSION], date(2026, 1, 1): {ban.EndedUnder.SCHEME: 5}}
    with supposing((ban.BAN_YEARS, later)):
        banned()
        banned(on=None)


DAY = "2025-03-01"


@pytest.mark.parametrize(
    ("field", "ask"),
    [
        ("product_class[1]", lambda: validity.mark_periods(
            product_class=[0, 3], issue_date=[DAY, DAY], scheme_last_valid_day=["NaT", "NaT"], on=ON)),
        ("scheme_last_valid_day[1]", lambda: validity.mark_periods(
            product_class=[0, 1], issue_date=[DAY, DAY], scheme_last_valid_day=["NaT", "2025-02-28"], on=ON)),
        ("scheme_last_valid_day[1]", lambda: validity.mark_periods(
            product_class=[0, 1], issue_date=[DAY, DAY], scheme_last_valid_day=["NaT", "NaT"], on=ON)),
        ("scheme_last_valid_day[0]", lambda: validity.mark_periods(
            product_class=[0, 1], issue_date=[DAY, DAY], scheme_last_valid_day=[DAY, DAY], on=ON)),
        ("issue_date[0]", lambda: validity.mark_periods(
            product_class=[0], issue_date=["NaT"], scheme_last_valid_day=["NaT"], on=ON)),
        ("issue_date[0]", lambda: validity.mark_periods(
            product_class=[0], issue_date=["1911-12-31"], scheme_last_valid_day=["NaT"], on=ON)),
        ("issue_date[0]", lambda: validity.mark_periods(
            product_class=[0], issue_date=["2200-01-01"], scheme_last_valid_day=["NaT"], on=ON)),
        ("renewal_result[0]", lambda: validity.mark_states(
            last_valid_day=[DAY], as_of_date=DAY, renewal_filed_date=[DAY], renewal_result=[0], on=ON)),
        ("renewal_result[0]", lambda: validity.mark_states(
            last_valid_day=[DAY], as_of_date=DAY, renewal_filed_date=["NaT"], renewal_result=[1], on=ON)),
        ("renewal_filed_date[0]", lambda: validity.mark_states(
            last_valid_day=[DAY], as_of_date=DAY, renewal_filed_date=["2025-03-02"], renewal_result=[1], on=ON)),
        ("certificate[0]", lambda: windows.renewal_windows(
            certificate=[-1], last_valid_day=[DAY], filed_date=[DAY], on=ON)),
        ("filed_date[0]", lambda: windows.mark_renewals(
            last_valid_day=[DAY], filed_date=["NaT"], approved=np.array([True]), on=ON)),
        ("application_date[0]", lambda: bans.reapplication_bans(
            point=[0], effective_date=[DAY], application_date=["2025-02-28"], on=ON)),
        ("point[0]", lambda: bans.reapplication_bans(
            point=[12], effective_date=[DAY], application_date=["NaT"], on=ON)),
        ("point[0]", lambda: bans.reapplication_bans(
            point=[13], effective_date=[DAY], application_date=["NaT"], on=ON)),
    ],
)  # fmt: skip
def test_errors_name_field_and_row(field, ask):
    with pytest.raises(FactsError) as refused:
        ask()
    assert refused.value.field == field


@pytest.mark.parametrize(("on", "known"), [(date(2012, 8, 30), False), (date(2012, 8, 31), True)])
def test_no_period_before_the_first_version(on, known):
    def ask() -> validity.MarkPeriods:
        return validity.mark_periods(product_class=[0], issue_date=[on], scheme_last_valid_day=["NaT"], on=on)

    if known:
        assert day(ask().last_valid_day[0]) == date(2014, 8, 31)
    else:
        with pytest.raises(NotInForceError):
            ask()


def test_answers_hold_no_float():
    got = [
        validity.mark_periods(product_class=[0], issue_date=[DAY], scheme_last_valid_day=["NaT"], on=ON),
        validity.mark_states(last_valid_day=[DAY], as_of_date=DAY, renewal_filed_date=[DAY], renewal_result=[1], on=ON),
        windows.renewal_windows(certificate=[0], last_valid_day=[DAY], filed_date=[DAY], on=ON),
        windows.mark_renewals(last_valid_day=[DAY], filed_date=[DAY], approved=np.array([True]), on=ON),
        bans.reapplication_bans(point=[0], effective_date=[DAY], application_date=["NaT"], on=ON),
    ]

    kinds = {getattr(each, field).dtype.kind for each in got for field in each.__dataclass_fields__}
    assert kinds <= {"u", "i", "M"}


def test_names_of_the_codes():
    assert [(code.name, code.result) for code in bans.BAN_CODES] == [
        *((f"{point.value}-free", False) for point in ban.EndedUnder),
        *((f"{point.value}-banned", True) for point in ban.EndedUnder),
    ]
    assert [code.name for code in validity.PERIOD_CODES] == ["point_34", "adopted_scheme"]
    assert [code.name for code in validity.STATE_CODES] == ["valid", "renewal_pending", "renewed", "expired"]
    assert [code.name for code in windows.RENEWAL_CODES] == ["not-renewed", "renewed"]
    assert [(code.name, code.passed) for code in windows.WINDOW_CODES] == [
        (f"{certificate.value}-{status.value}", status == window.WindowStatus.IN_WINDOW)
        for certificate in window.RenewableCertificate
        for status in window.WindowStatus
    ]


def test_an_answer_left_open_is_neither_no_nor_yes():
    assert (OPEN, int(False), int(True)) == (-1, 0, 1)


def test_the_first_and_the_last_day_of_the_calendar_are_days():
    both = columns.days(["1912-01-01", "2199-12-31"], "day")

    assert both.astype(date).tolist() == [date(1912, 1, 1), date(2199, 12, 31)]
    assert columns.days(["NaT", "1912-01-01"], "day", nullable=True).astype(date).tolist() == [None, date(1912, 1, 1)]


def test_a_scheme_may_end_on_the_day_of_issue():
    got = validity.mark_periods(product_class=[1], issue_date=[DAY], scheme_last_valid_day=[DAY], on=ON)

    assert [day(got.first_valid_day[0]), day(got.last_valid_day[0]), day(got.first_day_after[0])] == [
        date(2025, 3, 1),
        date(2025, 3, 1),
        date(2025, 3, 2),
    ]
