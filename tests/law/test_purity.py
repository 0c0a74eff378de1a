"""The law is values in, values out: checked on its source, so that no rule can forget."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import smilemark.law
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import all_rules

LAW = Path(inspect.getfile(smilemark.law)).parent
SOURCES = sorted(LAW.rglob("*.py"))
ALLOWED_IMPORTS = {
    "calendar", "collections", "contextlib", "contextvars", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "hashlib", "importlib", "inspect", "itertools", "json", "operator", "re", "types", "typing", "smilemark.law",
}  # fmt: skip
FORBIDDEN_CALLS = {"float", "open", "print", "input", "round", "eval", "exec"}
CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def allowed(module: str) -> bool:
    return (
        module in ALLOWED_IMPORTS
        or module.split(".", maxsplit=1)[0] in ALLOWED_IMPORTS
        or module.startswith("smilemark.law")
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(LAW)))
class TestSource:
    def test_imports_neither_framework_nor_clock_nor_chance_nor_files(self, path: Path) -> None:
        arrays = {"numpy", "numpy.typing"} if path.parent.name == "bulk" else set()
        imported = [
            name
            for node in nodes(path)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        ]

        assert [module for module in imported if not allowed(module) and module not in arrays] == []

    def test_no_float_no_clock_no_input_or_output(self, path: Path) -> None:
        floats = [node for node in nodes(path) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
        calls = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
        names = {call.id for call in calls if isinstance(call, ast.Name)}
        methods = {call.attr for call in calls if isinstance(call, ast.Attribute)}

        assert floats == []
        assert names & FORBIDDEN_CALLS == set()
        assert methods & CLOCKS == set()
        assert "float" not in {node.id for node in nodes(path) if isinstance(node, ast.Name)}

    def test_columns_hold_no_float_and_no_chance(self, path: Path) -> None:
        """numpy stays with integers, truth values and days: no true division, no inexact type, no random numbers."""
        inexact = re.compile(r"(float|double|half|inexact|complex|random|mean|average|true_divide|divide)\d*")
        attributes = {node.attr for node in nodes(path) if isinstance(node, ast.Attribute)}
        divisions = [node for node in nodes(path) if isinstance(node, ast.Div)]

        if path.parent.name == "bulk":
            assert {name for name in attributes if inexact.fullmatch(name)} == set()
            assert divisions == []

    def test_short_file_short_functions_documented_names(self, path: Path) -> None:
        functions = [node for node in nodes(path) if isinstance(node, ast.FunctionDef)]

        assert len(path.read_text("utf-8").splitlines()) < 400
        long_ones = {f.name for f in functions if (f.end_lineno or 0) - f.lineno > 45}
        assert long_ones == set()

    def test_silenced_warnings_say_why(self, path: Path) -> None:
        silenced = re.findall(r"#\s*(?:noqa|type: ignore)[^\n]*", path.read_text("utf-8"))

        assert [comment for comment in silenced if " - " not in comment] == []


def test_every_rule_of_the_index_exists_once_and_in_order() -> None:
    rules = all_rules()

    assert [rule.name for rule in rules] == list(MODULES)
    assert len(rules) == 92
    assert all(rule.title and rule.title_zh and rule.citations for rule in rules)
    assert len({rule.function for rule in rules}) == 92


def test_every_rule_states_its_source_and_errors() -> None:
    silent = [
        rule.name
        for rule in all_rules()
        if "Source:" not in (rule.function.__doc__ or "") or "Errors:" not in (rule.function.__doc__ or "")
    ]

    assert silent == []
