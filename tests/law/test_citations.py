"""Every place of the law that is named anywhere in the rules, against the table read from the texts."""

import ast
import pkgutil
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import smilemark.law
from smilemark.law.citation import Citation
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import find

CITED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "citations.toml").read_text("utf-8"))
NAMES = sorted(
    found.name.removeprefix("smilemark.law.")
    for found in pkgutil.walk_packages(smilemark.law.__path__, "smilemark.law.")
    if not found.ispkg and ".bulk." not in found.name
)


def places(value: object) -> list[str]:
    """The citations inside a constant, in its own order."""
    if isinstance(value, Citation):
        return [value.en]
    if isinstance(value, Mapping):
        return [place for entry in value.values() for place in places(entry)]
    if isinstance(value, tuple):
        return [place for entry in value for place in places(entry)]
    citation = getattr(value, "citation", None)
    return places(citation) if isinstance(citation, Citation) else []


@cache
def named_here(module: str) -> frozenset[str]:
    """Names a module gives a value itself; what it imports is checked where it comes from."""
    path = Path(smilemark.law.__path__[0]).joinpath(*module.split(".")).with_suffix(".py")
    targets: list[ast.expr] = []
    for statement in ast.parse(path.read_text("utf-8")).body:
        if isinstance(statement, ast.Assign):
            targets += statement.targets
        if isinstance(statement, ast.AnnAssign):
            targets.append(statement.target)
    return frozenset(target.id for target in targets if isinstance(target, ast.Name))


def cited_in(module: str) -> dict[str, str | list[str]]:
    """Constants of a module that name a place, with the places."""
    found: dict[str, str | list[str]] = {}
    for name in sorted(named_here(module)):
        value = getattr(import_module(f"smilemark.law.{module}"), name, None)
        named = places(value)
        if named:
            found[name] = named[0] if isinstance(value, Citation) else named
    return found


@pytest.mark.parametrize("module", NAMES)
def test_the_places_named_by_a_module(module: str) -> None:
    assert cited_in(module) == CITED.get(module, {})


@pytest.mark.parametrize("rule", list(MODULES))
def test_the_places_a_rule_is_listed_with(rule: str) -> None:
    assert [citation.en for citation in find(rule).citations] == CITED["by rule"][rule]
