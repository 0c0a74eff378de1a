"""Every rule, asked with facts drawn from its own types: it answers or names a field, and never breaks."""

import inspect
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.law.examples import tries

from smilemark.law import contract
from smilemark.law.facts import Between, Digits, Money, Size, Text
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import find

FILLED_BY_THE_CONTRACT = ("calendar", "on")


def mark(marks: list[Any], kind: type) -> Any:
    return next((one for one in marks if isinstance(one, kind)), None)


def json_values(hint: Any) -> st.SearchStrategy[Any]:
    marks: list[Any] = []
    if get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return st.none() | json_values(next(part for part in get_args(hint) if part is not NoneType))
    if get_origin(hint) is tuple:
        size = mark(marks, Size)
        most = max(size.least, min(size.most, 12))
        return st.lists(json_values(get_args(hint)[0]), min_size=size.least, max_size=most)
    if is_dataclass(hint) and isinstance(hint, type):
        return json_object(hint)
    return plain_values(hint, marks)


def json_object(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    return st.fixed_dictionaries({field.name: json_values(hints[field.name]) for field in fields(kind)})


def plain_values(hint: Any, marks: list[Any]) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one return per type
    if issubclass(hint, Enum):
        return st.sampled_from([member.value for member in hint])
    if hint is bool:
        return st.booleans()
    if hint is int:
        limits = mark(marks, Between)
        return st.integers(limits.least, min(limits.most, limits.least + 50)) | st.just(limits.most)
    if hint is datetime:
        days = st.dates(date(2022, 12, 1), date(2027, 1, 31))
        return days.map(lambda day: f"{day.isoformat()}T23:59:59+08:00")
    if hint is date:
        near = st.dates(date(2022, 12, 1), date(2027, 1, 31))
        return (near | st.sampled_from([date(1912, 1, 1), date(2199, 12, 31)])).map(date.isoformat)
    if hint is Decimal:
        least = 1 if mark(marks, Money).positive else 0
        return st.integers(least, 10**15 - 1).map(str)
    if hint is Fraction:
        return st.sampled_from(["1/1", "1/3", "0.07", "1", "999999999/999999999"])
    digits = mark(marks, Digits)
    if digits:
        return st.sampled_from(digits.lengths).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
    text = mark(marks, Text)
    return st.text(st.characters(codec="utf-8"), min_size=text.least, max_size=min(text.most, 60))


def facts_of(name: str) -> st.SearchStrategy[Any]:
    function = find(name).function
    hints = get_type_hints(function, include_extras=True)
    names = [each for each in inspect.signature(function).parameters if each not in FILLED_BY_THE_CONTRACT]
    if names == ["facts"]:
        return json_object(hints["facts"])
    return st.fixed_dictionaries({each: json_values(hints[each]) for each in names})


@pytest.mark.parametrize("name", list(MODULES))
def test_a_rule_answers_or_names_its_field(name: str) -> None:
    function = find(name).function
    result_type = get_args(get_type_hints(function)["return"])[0]
    outputs = [field.name for field in fields(result_type)]

    @settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
    @given(facts_of(name))
    def asked(facts: dict[str, Any]) -> None:
        answer = contract.answer_single(name, json.dumps(facts).encode())
        body = json.loads(answer.text)
        if answer.ok:
            assert list(body["result"]) == outputs
            assert body["rule"] == name
            assert all(reason["text"] and reason["citation"] for reason in body["because"])
        else:
            top = body["error"]["field"].split(".")[0].split("[")[0]
            assert top in facts, body
            assert "cannot judge" not in body["error"]["message"], body

    asked()


@pytest.mark.parametrize("name", list(MODULES))
def test_a_rule_misses_its_first_field_first(name: str) -> None:
    body = json.loads(contract.answer_single(name, b"{}").text)

    function = find(name).function
    names = [each for each in inspect.signature(function).parameters if each not in FILLED_BY_THE_CONTRACT]
    if names == ["facts"]:
        names = [field.name for field in fields(get_type_hints(function)["facts"])]
    assert body["error"]["field"] == names[0]


@pytest.mark.parametrize("name", list(MODULES))
def test_the_same_facts_give_the_same_answer(name: str) -> None:
    @settings(max_examples=tries(5), deadline=None, suppress_health_check=list(HealthCheck))
    @given(facts_of(name))
    def asked(facts: dict[str, Any]) -> None:
        text = json.dumps(facts).encode()
        assert contract.answer_single(name, text) == contract.answer_single(name, text)

    asked()
