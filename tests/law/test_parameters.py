"""Every dated number of the law: its versions, the day before the first, and one step to both sides of its value.

The numbers are found by walking the modules: a new one without its line in parameters.toml and its boundary fails.
"""

import inspect
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from tests.law.boundaries import BOUNDARIES
from tests.law.test_citations import NAMES, named_here

from smilemark.law.contract import plain
from smilemark.law.in_force import NotInForceError, in_force, version_in_force
from smilemark.law.reading import object_reader, reader_for
from smilemark.law.rules import find
from smilemark.law.working_days import OFFICIAL

ONE = timedelta(days=1)
PINNED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "parameters.toml").read_text("utf-8"))
NEVER_DECIDE = {
    "mit_smile.annex_10_training.MINIMUM_TOTAL_HOURS",  # the hours of the subjects add up to more
    "mit_smile.surveillance_year.ARRANGEMENTS",  # an arrangement, no number; its values are in test_surveillance
}


def is_dated(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(type(key) is date for key in value)


def tables() -> dict[str, Mapping[date, Any]]:
    """Each table of versions, where it is stated first; a table of tables gives one for each key."""
    found: dict[str, Mapping[date, Any]] = {}
    for module in NAMES:
        for name in sorted(named_here(module)):
            value: Any = getattr(import_module(f"smilemark.law.{module}"), name, None)
            if is_dated(value):
                found[f"{module}.{name}"] = value
            elif isinstance(value, Mapping) and value and all(is_dated(inner) for inner in value.values()):
                found |= {f"{module}.{name}[{text(key)}]": inner for key, inner in value.items()}
    return {place: value for place, value in found.items() if not name_of(place).startswith("_")}


def name_of(place: str) -> str:
    return place.partition("[")[0].rpartition(".")[2]


def text(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def numbers() -> dict[str, dict[date, Any]]:
    """Each number by its versions; a version that is itself a table gives one number for each key."""
    found: dict[str, dict[date, Any]] = {}
    for place, versions in tables().items():
        for first_day, value in versions.items():
            if isinstance(value, Mapping):
                for key, inner in value.items():
                    found.setdefault(f"{place}[{text(key)}]", {})[first_day] = inner
            else:
                found.setdefault(place, {})[first_day] = value
    return found


NUMBERS = numbers()
DECIDING = sorted(place for place in NUMBERS if place.split("[")[0] not in NEVER_DECIDE)


def ids(places: list[str]) -> list[str]:
    """Each name says its module, by which the mutation run finds the tests of a module."""
    return [
        f"{place.split('[')[0].rsplit('.', 1)[0]}-in-{name_of(place)}-{place.split('[')[-1].rstrip(']')}"
        for place in places
    ]


@cache
def asker(rule: str) -> Any:
    function = find(rule).function
    hints = get_type_hints(function, include_extras=True)
    names = inspect.signature(function).parameters
    calendar = {"calendar": OFFICIAL} if "calendar" in names else {}
    if "facts" in names:
        read = reader_for(hints["facts"])
        return lambda facts, on: function(facts=read(facts, ""), on=on, **calendar)
    read_fields = object_reader({name: hints[name] for name in names if name not in ("on", "calendar")})
    return lambda facts, on: function(on=on, **calendar, **read_fields(facts, ""))


def test_every_dated_number_has_its_boundary() -> None:
    assert set(DECIDING) == set(BOUNDARIES)


@pytest.mark.parametrize("place", DECIDING, ids=ids(DECIDING))
def test_one_step_to_both_sides_in_each_version(place: str) -> None:
    versions, bound = numbers()[place], BOUNDARIES[place]
    ask = asker(bound.rule)
    for first_day, value in versions.items():
        for facts, expected in bound.steps(value):
            result = plain(ask(facts, first_day).result)
            assert {name: result[name] for name in expected} == expected, (facts, first_day)


@pytest.mark.parametrize("place", DECIDING, ids=ids(DECIDING))
def test_a_day_before_the_first_version_is_an_error(place: str) -> None:
    versions, bound = numbers()[place], BOUNDARIES[place]
    facts, _ = bound.steps(versions[min(versions)])[0]

    with pytest.raises(NotInForceError):
        asker(bound.rule)(facts, min(versions) - ONE)


TABLES = sorted(tables())


@pytest.mark.parametrize("place", TABLES, ids=ids(TABLES))
def test_a_value_holds_from_its_day_to_the_day_before_the_next(place: str) -> None:
    versions = tables()[place]
    days = sorted(versions)

    for day, later in zip(days, [*days[1:], date.max], strict=True):
        assert version_in_force(versions, day) == version_in_force(versions, later - ONE) == day
        assert in_force(versions, day) is in_force(versions, later - ONE) is versions[day]
    with pytest.raises(NotInForceError):
        in_force(versions, days[0] - ONE)


@pytest.mark.parametrize("place", TABLES, ids=ids(TABLES))
def test_the_numbers_are_those_of_the_texts(place: str) -> None:
    assert {day.isoformat(): written(value) for day, value in tables()[place].items()} == PINNED[place]


def written(value: Any) -> Any:
    """A value as parameters.toml writes it."""
    if isinstance(value, Mapping):
        return {text(key): written(inner) for key, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: written(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [written(inner) for inner in value]
    return value if isinstance(value, int) else str(plain(value))


def test_no_number_stands_only_in_the_list() -> None:
    assert set(PINNED) == set(TABLES)
