"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from smilemark.foundation import moves

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "smilemark"
APPS = [
    "site", "retention", "registry", "surveillance", "remedies", "mark", "certification", "assessment", "accreditation", "governance", "companies", "accounts",
    "integrations", "foundation",
]  # fmt: skip
ENTRANCES = re.compile(
    r"(^|/)(web|api|management|templatetags|migrations)(/|$)|(^|/)(tasks|admin|apps|sign_in_events)\.py$"
)
LONGEST_FILE = 400


@cache
def sources() -> tuple[tuple[str, str, ast.Module], ...]:
    """Every module but migrations: its path in the package, text and tree."""
    found = []
    for place in sorted(SOURCE.rglob("*.py")):
        relative = str(place.relative_to(SOURCE))
        if "/migrations/" not in relative:
            text = place.read_text()
            found.append((relative, text, ast.parse(text)))
    return tuple(found)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the dotted words it is written by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_a_state_is_set_by_moves_only():
    """Nothing assigns ``.state`` or updates it; a paper's own state is no case and belongs to documents."""
    allowed = {"foundation/moves.py", "foundation/documents/store.py"}
    found = []
    for path, _text, tree in sources():
        if path in allowed or path.startswith("law/"):
            continue
        for node in ast.walk(tree):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, (ast.AnnAssign, ast.AugAssign))
                else []
            )
            found += [
                f"{path}:{node.lineno}"
                for target in targets
                if isinstance(target, ast.Attribute) and target.attr == "state"
            ]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                sets = {keyword.arg for keyword in node.keywords}
                if node.func.attr in ("update", "update_or_create", "bulk_update") and "state" in sets:
                    found.append(f"{path}:{node.lineno}")
                if isinstance(node.func, ast.Name) and node.func.id == "setattr":
                    found.append(f"{path}:{node.lineno}")

    assert found == []


def test_the_clock_is_read_at_the_entrances_only():
    """``timezone.now`` in the one clock; ``clock.now`` and ``clock.today`` at the entrances and in foundation's machinery."""
    machinery = {
        "foundation/jobs.py", "foundation/outbox.py", "foundation/installation.py", "foundation/clock.py",
    }  # fmt: skip
    raw, early = [], []
    for path, _text, tree in sources():
        for name, node in calls(tree):
            is_entrance = bool(ENTRANCES.search(path)) or path in machinery or path.startswith("site/demo")
            if path != "foundation/clock.py" and re.search(
                r"(^|\.)(timezone\.now|date\.today|datetime\.now|datetime\.today|utcnow)$", name
            ):
                raw.append(f"{path}:{node.lineno} {name}")
            if name in ("clock.now", "clock.today", "time.time") and not is_entrance:
                early.append(f"{path}:{node.lineno} {name}")

    assert (raw, early) == ([], [])


def test_no_module_is_called_by_what_it_is_not():
    names = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

    found = [path for path, _text, _tree in sources() if names & set(Path(path).with_suffix("").parts)]

    assert found == []


def test_the_layers_hold():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:]


def test_only_the_doors_to_law_import_it():
    doors = re.compile(r"(^|/)legal(\.py|/)|^foundation/calendar\.py$|^cli\.py$|^law/")

    found = [
        path
        for path, text, _tree in sources()
        if re.search(r"^\s*(from|import) smilemark\.law", text, re.MULTILINE)
        and not doors.search(path)
        and path != "site/generated_docs.py"
    ]

    assert found == []


def test_from_another_app_only_its_shelf_is_imported():
    """actions, queries, states (and accounts' roles and base classes); models of others for type checking alone."""
    open_shelf = {"actions", "queries", "states"}
    own_words = {"accounts": {"roles", "models", "web"}}
    found = []
    for path, _text, tree in sources():
        own = path.split("/", 1)[0]
        if own not in APPS or own in ("site", "foundation"):
            continue
        typing_only = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or id(node) in typing_only or not node.module:
                continue
            parts = node.module.split(".")
            if parts[0] != "smilemark" or len(parts) < 2 or parts[1] in (own, "foundation", "law", "integrations"):
                continue
            wanted = {parts[2]} if len(parts) > 2 else {alias.name for alias in node.names}
            if parts[1] in APPS and not wanted <= open_shelf | own_words.get(parts[1], set()):
                found.append(f"{path}:{node.lineno} {node.module} {sorted(wanted)}")

    assert found == []


def test_files_stay_short():
    long = [f"{path}: {text.count(chr(10))}" for path, text, _tree in sources() if text.count("\n") > LONGEST_FILE]

    assert long == []


def test_every_app_has_its_five_lines():
    missing = [name for name in APPS if not (SOURCE / name / "README.md").is_file()]

    assert missing == []


def test_the_demo_is_made_by_actions_alone():
    """No factory, no direct save, create or update under the demo's code, but its own marker."""
    forbidden = {
        "save",
        "create",
        "bulk_create",
        "get_or_create",
        "update_or_create",
        "update",
        "bulk_update",
    }
    found = []
    for path, text, tree in sources():
        if not path.startswith("site/demo"):
            continue
        if re.search(r"^\s*(from|import) (tests|factory)\b", text, re.MULTILINE):
            found.append(f"{path}: imports a factory")
        for _name, node in calls(tree):
            if isinstance(node.func, ast.Attribute) and node.func.attr in forbidden:
                owner = ast.unparse(node.func.value)
                if node.func.attr == "save" and node.args:
                    continue  # a picture or a document is saved to a place; a row is saved without
                if node.func.attr in ("save", "create", "bulk_create") or ".objects" in owner:
                    found.append(f"{path}:{node.lineno} {owner}.{node.func.attr}")

    assert found == []


def test_nothing_opens_a_connection_but_integrations():
    outside = ("httpx", "requests", "boto3", "urllib.request", "aiohttp", "socket")
    allowed = {
        "foundation/management/commands/serve.py",  # asks whether the port is free
        "foundation/management/commands/worker.py",  # names itself by its machine
        "site/management/commands/demo.py",  # waits for its own server
    }

    found = [
        f"{path}: {name}"
        for path, text, _tree in sources()
        for name in outside
        if path not in allowed
        and not path.startswith("integrations/")
        and re.search(rf"^\s*(import {re.escape(name)}|from {re.escape(name)} import)\b", text, re.MULTILINE)
    ]

    assert found == []


WORKING_TITLES = re.compile(r"AMB-\d|\b[A-Z]\d{7}\b")
"""Numbers of our own readings, and of a law in the database of laws: neither is said to a reader outside the rule pages."""


def _docstrings(tree: ast.Module) -> set[int]:
    """The strings that are statements of their own."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def test_no_sentence_names_a_reading_by_its_number_or_a_law_by_its_code():
    found = []
    for path, _text, tree in sources():
        if path.startswith("law/") or path.endswith("legal/readings.py"):
            continue
        silent = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                found += [f"{path}:{node.lineno} {node.value[:40]}" for _ in WORKING_TITLES.findall(node.value)]
    for place in [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("governance/data/*.toml")]:
        lines = place.read_text(encoding="utf-8").splitlines()
        found += [f"{place.name} {line[:60]}" for line in lines if WORKING_TITLES.search(line.partition("#")[0])]

    assert found == []


def test_every_suppression_ends_with_its_reason():
    found = []
    for path, text, _tree in sources():
        for number, line in enumerate(text.splitlines(), start=1):
            for mark in re.finditer(r"#\s*(noqa|type:\s*ignore)[^#]*", line):
                rest = line[mark.end() :].strip()
                said = re.sub(
                    r"^(noqa|type:\s*ignore)(\[[^\]]*\])?:?\s*[A-Z0-9, ]*", "", mark.group().lstrip("# ")
                ).strip(" -")
                if not rest and not said:
                    found.append(f"{path}:{number}")

    assert found == []


def governed() -> list[type]:
    return sorted(moves.governed(), key=lambda model: model._meta.label)


def test_cases_are_governed():
    labels = {model._meta.label_lower for model in governed() if model._meta.label_lower != "foundation.door"}

    assert {"certification.certificationcase"} & labels or any(label.startswith("certification.") for label in labels)


def test_tables_of_moves_are_sane():
    """Sources and targets are states, every state can be reached, every move is used and cites its place."""
    wrong = []
    for model, table in moves.governed().items():
        label = model._meta.label
        states = {code for code, _words in model._meta.get_field("state").choices}
        reached = {moves.initial_state(model)}
        for _round in states:
            reached |= {
                move.target for move in table.values() if move.target is not None and set(move.sources) & reached
            }
        for name, move in table.items():
            if not move.sources or not set(move.sources) <= states:
                wrong.append(f"{label}.{name}: sources {sorted(set(move.sources) - states)}")
            if move.target is not None and move.target not in states:
                wrong.append(f"{label}.{name}: target {move.target}")
            if not (move.label and move.cite):
                wrong.append(f"{label}.{name}: says neither what nor by which point")
            if not (move.roles or move.by_system):
                wrong.append(f"{label}.{name}: nobody may do it")
        wrong += [f"{label}: {state} is never reached" for state in sorted(states - reached)]
        if not callable(getattr(model, "organisation_for", None)):
            wrong.append(f"{label}: has no organisation_for")

    assert wrong == []


@pytest.mark.parametrize("name", APPS)
def test_every_model_says_what_it_is(name):
    """Staff meet rows by their words: every model has a text of its own."""
    silent = [
        model.__name__
        for model in apps.get_app_config(name).get_models()
        if "__str__"
        not in {key for kind in model.__mro__[:-1] if kind.__module__.startswith("smilemark") for key in vars(kind)}
    ]

    assert silent == []


def test_what_is_slow_to_load_is_loaded_when_needed():
    """Every command and every web process starts without what only few of them use."""
    slow = ("pyhanko", "odfdo", "fontTools", "holidays", "granian", "numpy")
    code = (
        "import django, sys; django.setup(); "
        f"print(sorted(set(name.split('.')[0] for name in sys.modules) & set({slow!r})))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "smilemark.config.settings_test"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
