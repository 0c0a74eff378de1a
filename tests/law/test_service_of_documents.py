"""Service and the two years: 行政程序法第六十八條至第八十四條、第一百零三條、第一百二十一條、第一百二十四條."""

from datetime import date, timedelta

import pytest

from smilemark.law.facts import FactsError
from smilemark.law.service_of_documents import (
    BY_HAND,
    EXCEPTION_PLACE,
    EXCEPTION_WORDS,
    Ending,
    HearingException,
    ServiceMethod,
    ending_limit,
    served_on,
)

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("method", "days"),
    [
        (ServiceMethod.ELECTRONIC, 0),
        (ServiceMethod.IN_PERSON, 0),
        (ServiceMethod.SUBSTITUTED, 0),
        (ServiceMethod.LEFT, 0),
        (ServiceMethod.REGISTERED_POST, 0),
        (ServiceMethod.DEPOSIT, 0),
        (ServiceMethod.PUBLIC, 20),
        (ServiceMethod.PUBLIC_ABROAD, 60),
        (ServiceMethod.PUBLIC_AGAIN, 1),
    ],
)
def test_the_day_of_service_by_method(method: ServiceMethod, days: int) -> None:
    found = served_on(method=method, done_on=DAY, is_working_day=True, taken_all_the_same=False)

    assert found.result.served_on == DAY + timedelta(days=days)


@pytest.mark.parametrize("method", list(ServiceMethod))
def test_by_hand_not_on_a_rest_day_unless_taken_all_the_same(method: ServiceMethod) -> None:
    served_on(method=method, done_on=DAY, is_working_day=False, taken_all_the_same=True)

    if method in BY_HAND:
        with pytest.raises(FactsError, match="第八十四條"):
            served_on(method=method, done_on=DAY, is_working_day=False, taken_all_the_same=False)
    else:
        served_on(method=method, done_on=DAY, is_working_day=False, taken_all_the_same=False)


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2024, 6, 1), date(2026, 6, 1)),
        (date(2024, 2, 28), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_two_years_from_the_cause_first_day_not_counted(since: date, last: date) -> None:
    assert ending_limit(ending=Ending.CANCEL, since=since, decided_on=last).passed is True
    assert ending_limit(ending=Ending.CANCEL, since=since, decided_on=last + timedelta(days=1)).passed is False
    assert ending_limit(ending=Ending.CANCEL, since=since, decided_on=None).passed is None
    assert ending_limit(ending=Ending.WITHDRAW, since=since, decided_on=None).result.last_day == last


def test_each_kind_of_ending_has_its_article() -> None:
    places = [ending_limit(ending=kind, since=DAY, decided_on=None).because[0].citation.zh for kind in Ending]

    assert places == ["行政程序法第一百二十一條第一項", "行政程序法第一百二十四條"]


def test_a_decision_before_its_cause_is_no_fact() -> None:
    with pytest.raises(FactsError, match="before the cause"):
        ending_limit(ending=Ending.CANCEL, since=DAY, decided_on=DAY - timedelta(days=1))


def test_every_exception_has_words_and_a_place() -> None:
    assert set(EXCEPTION_WORDS) == set(EXCEPTION_PLACE) == set(HearingException)
    assert EXCEPTION_PLACE[HearingException.FACTS_PLAIN].zh == "行政程序法第一百零三條第五款"
