"""Every table and set of the law that is no dated number: names, routes, scopes, words, as they stand in the texts."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.law.test_citations import NAMES, named_here

from smilemark.law.citation import Citation, Law
from smilemark.law.rule_index import MODULES

TABLES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "tables.json").read_text("utf-8"))


def written(value: Any) -> Any:  # noqa: PLR0911 - one return per kind of value
    """A value in JSON; raises TypeError for what is no table (functions, readers, annotations)."""
    if isinstance(value, Mapping):
        return {key_of(key): written(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(written(inner)) for inner in value)
    if isinstance(value, tuple):
        return [written(inner) for inner in value]
    if isinstance(value, Citation):
        return value.en
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: written(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(type(value).__name__)


def key_of(key: Any) -> str:
    return " + ".join(key_of(part) for part in key) if isinstance(key, tuple) else str(written(key))


def tables_of(module: str) -> dict[str, Any]:
    found = {}
    for name in sorted(named_here(module)):
        value = getattr(import_module(f"smilemark.law.{module}"), name, None)
        if isinstance(value, (Citation, Law)) or (
            isinstance(value, Mapping) and any(type(key) is date for key in value)
        ):
            continue  # in citations.toml and parameters.toml
        try:
            found[name] = written(value)
        except TypeError:
            continue
    return found


RULES = sorted(
    {*MODULES.values(), "service_of_documents", "facts", "reading"} | {name for name in NAMES if "." in name}
)


@pytest.mark.parametrize("module", RULES)
def test_the_tables_of_a_module(module: str) -> None:
    assert tables_of(module) == TABLES.get(module, {})
