"""Ends of decisions, and years of the office calendar, on their edges."""

from datetime import date

import pytest

from smilemark.law.facts import FactsError
from smilemark.law.service_of_documents import Ending, ending_limit
from smilemark.law.working_days import OFFICIAL, DayKind

SINCE, LAST = date(2024, 3, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("decided", "in_time"),
    [(SINCE, True), (date(2026, 2, 28), True), (LAST, True), (date(2026, 3, 2), False), (None, None)],
)
def test_a_decision_may_be_ended_for_two_years(decided: date | None, in_time: bool | None) -> None:
    for ending in Ending:
        found = ending_limit(ending=ending, since=SINCE, decided_on=decided)
        assert (found.result.last_day, found.passed) == (LAST, in_time)


def test_a_decision_is_not_ended_before_its_cause() -> None:
    with pytest.raises(FactsError) as refused:
        ending_limit(ending=Ending.CANCEL, since=SINCE, decided_on=date(2024, 2, 29))
    assert refused.value.field == "decided_on"


@pytest.mark.parametrize(
    ("ending", "zh", "place"),
    [
        (Ending.WITHDRAW, "應自知有撤銷原因時起2年內為之，至2026-03-01止。", 121),
        (Ending.CANCEL, "應自廢止原因發生後2年內為之，至2026-03-01止。", 124),
    ],
)
def test_why_a_decision_may_be_ended_so_long(ending: Ending, zh: str, place: int) -> None:
    (reason,) = ending_limit(ending=ending, since=SINCE, decided_on=None).because

    assert (reason.text, reason.english) == (zh, "Within 2 years: to 2026-03-01.")
    assert reason.citation.number == place


def test_a_year_of_the_calendar_is_replaced_whole_and_the_others_stay() -> None:
    first = OFFICIAL.with_year(2027, closed=[date(2027, 1, 1)], make_up=[date(2027, 1, 9)], estimated=True)
    again = first.with_year(2027, closed=[date(2027, 1, 4)], make_up=[date(2027, 1, 16)], estimated=False)

    assert first.is_estimated(date(2027, 1, 1))
    assert not again.is_estimated(date(2027, 1, 1))
    assert not OFFICIAL.with_year(2027, closed=[], estimated=False).estimated_years
    kinds = [again.kind(date(2027, 1, day)) for day in (1, 4, 9, 16)]
    assert kinds == [DayKind.WORKING_DAY, DayKind.HOLIDAY, DayKind.WEEKEND, DayKind.MAKE_UP_WORKING_DAY]
    assert again.kind(date(2025, 1, 1)) == DayKind.HOLIDAY
    assert again.kind(date(2025, 2, 8)) == DayKind.MAKE_UP_WORKING_DAY
