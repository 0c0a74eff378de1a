"""Worlds that are made once for many tests: each test starts from one, and what it does goes with the test.

``world = shared(make_world)`` in a test file or a conftest is a fixture. Its value is made in a transaction that stays
open for the tests that follow and ask for the same; each of them runs in a savepoint and gets a copy of its own of what
was made. A test that asks for another world, for none, or for real commits finds the database as the migrations made
it: whatever it does not ask for is rolled back before. A test with real commits makes the same world for itself.

``holder = shared(certify, on=world)`` goes on from another world: ``certify(world)``, in a savepoint of its own.
``subject = shared(make, on=world, per="kind")`` makes one for each value of the test's parameter ``kind``.
Makers take their days and people from nowhere but their arguments: they run before the other fixtures of the test.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@dataclass(frozen=True)
class Recipe:
    """How a world is made: ``maker(*given, **named)``, with what ``on`` made as first argument where there is one."""

    maker: Callable[..., Any]
    given: tuple[Any, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()
    on: Recipe | None = None

    def steps(self) -> tuple[Recipe, ...]:
        """From the recipe that starts from nothing to this one."""
        return (*(self.on.steps() if self.on else ()), self)

    def add_to(self, made: dict[Recipe, Any]) -> None:
        """Make it, unless it is made; what it goes on from first."""
        for step in self.steps():
            if step not in made:
                first = () if step.on is None else (made[step.on],)
                made[step] = step.maker(*first, *step.given, **dict(step.named))


@dataclass
class Layer:
    """A transaction that stands open, and all that was made up to it."""

    recipe: Recipe
    atomic: transaction.Atomic
    made: dict[Recipe, Any]


_layers: list[Layer] = []


def shared(maker: Callable[..., Any], *given: Any, on: Any = None, per: str = "", **named: Any) -> Any:
    """A fixture whose value, ``maker(*given, **named)``, is made once for all tests in a row that ask for it."""

    def recipe_for(item: Any) -> Recipe:
        before = None if on is None else on._get_wrapped_function().recipe_for(item)
        kind = (item.callspec.params[per],) if per else ()
        return Recipe(maker, kind + given, tuple(sorted(named.items())), before)

    def world(request: pytest.FixtureRequest, db: None) -> Any:
        """A copy of what stands open; made here where nothing may stand open."""
        item, recipe = request.node, recipe_for(request.node)
        if not hasattr(item, "worlds"):
            item.worlds = copy.deepcopy(_layers[-1].made) if _layers else {}
        recipe.add_to(item.worlds)
        return item.worlds[recipe]

    world.recipe_for = recipe_for  # type: ignore[attr-defined]  # asked when a test is about to begin
    return pytest.fixture(world)


def wanted_by(item: pytest.Item) -> list[Recipe]:
    """What the test starts from, in the order of making; nothing where it commits, or is no test."""
    if commits(item) or not isinstance(item, pytest.Function):
        return []
    known = item._fixtureinfo.name2fixturedefs.values()
    recipes = [found(item) for definitions in known if (found := getattr(definitions[-1].func, "recipe_for", None))]
    return list(dict.fromkeys(step for recipe in recipes for step in recipe.steps()))


def commits(item: pytest.Item) -> bool:
    """Whether the test has the database with real commits."""
    marker = item.get_closest_marker("django_db")
    asked = not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))
    return asked or bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one world stand behind each other within their file."""
    place: dict[object, int] = {}
    for item in items:
        place.setdefault(item.path, len(place))
        place.setdefault((item.path, tuple(wanted_by(item))), len(place))
    items.sort(key=lambda item: (place[item.path], place[item.path, tuple(wanted_by(item))]))


def close(wanted: list[Recipe]) -> None:
    """Roll back every layer but those that what is wanted begins with; all of them where a test closed the connection."""
    if connection.closed_in_transaction:
        wanted = []
    while _layers and [layer.recipe for layer in _layers] != wanted[: len(_layers)]:
        atomic = _layers.pop().atomic
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def reach(wanted: list[Recipe]) -> None:
    """Roll back what is not wanted, make what is missing."""
    close(wanted)
    for recipe in wanted[len(_layers) :]:
        layer = Layer(recipe, transaction.atomic(), copy.deepcopy(_layers[-1].made) if _layers else {})
        layer.atomic._from_testcase = True  # what must not run within a transaction takes it for a test's
        layer.atomic.__enter__()
        _layers.append(layer)
        try:
            recipe.add_to(layer.made)
            connection.check_constraints()  # here, else each test checks all of it once more
        except BaseException:
            close([])
            raise


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """What the test starts from stands before its own transaction begins."""
    if fixturedef.argname == "_django_db_helper":
        with request.config.stash[blocking_manager_key].unblock():
            reach(wanted_by(request.node))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """What the next test does not start from goes now."""
    try:
        return (yield)
    finally:
        if _layers:
            with item.config.stash[blocking_manager_key].unblock():
                close(wanted_by(nextitem) if nextitem is not None else [])
