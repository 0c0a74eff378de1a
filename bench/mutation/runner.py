"""Try one mutant after the other against the tests that reach it.

Three ways, from quick to thorough. A change inside a function: the code of the living function is replaced, and the
tests that call it run. A change in the body of a module: the module is executed anew in the copy of the process, and
those tests run that pass when the same is done with the module unchanged. What survives the second way, and what
only matters while modules are imported, is tried in a process that has imported nothing of the law before.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from bench.mutation import session as tests
from bench.mutation.mutants import Mutant, module_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pytest

FIRST = ("test_parameters.py", "test_citations.py", "test_tables.py", "test_fields.py", "test_reasons.py")
"""Tests of constants: those of the module and of its rules find most changes of its body at once."""
NEAREST = 250
"""So many tests are tried on a changed module before it is imported anew."""
MOST = 150
"""What every rule goes through is called by every test: then the nearest are tried, and what they miss survives."""
LATELY = 12
"""So many of the tests that killed last are tried first."""
OF_THE_CONTRACT = ("test_answers.py", "test_contract.py")
LAST = ("ask", "courses", "parameters", "partial", "unknown")
"""Asking with facts missing: its tests ask every rule many times, and take longest."""
BY_NAME = "smilemark.law.bulk."
"""What tests have imported from these by name stays as it was when the body is executed anew, and no table lists it."""
Functions = set[tuple[str, str]]
_KEPT_ANSWERS = type(functools.cache(str))


def caches() -> list[Any]:
    """Every cache of the law; emptied before each test, so that it calls what it needs."""
    kept = [each for each in gc.get_objects() if isinstance(each, _KEPT_ANSWERS)]
    return [each for each in kept if each.__module__.startswith("smilemark.law")]


class Cold:
    """A copy of this process from before the law was imported; it waits for mutants."""

    def __init__(self, session: pytest.Session) -> None:
        (ask_read, ask_write), (answer_read, answer_write) = os.pipe(), os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(ask_write)
            with os.fdopen(ask_read) as asked, os.fdopen(answer_write, "w") as answers:
                for line in asked:
                    module, source, seconds = json.loads(line)
                    found = tests.found_in_child(lambda: _imported_anew(session, module, source, seconds))  # noqa: B023
                    print(json.dumps(found), file=answers, flush=True)
            os._exit(0)
        self._ask, self._answers = os.fdopen(ask_write, "w"), os.fdopen(answer_read)

    def try_out(self, module: str, source: str, seconds: Mapping[str, float]) -> str:
        """Which of these tests (with what each takes, in the order to run) fails when the module has this source."""
        print(json.dumps([module, source, seconds]), file=self._ask, flush=True)
        answer: str = json.loads(self._answers.readline())
        return answer

    def close(self) -> None:
        """End the copy."""
        self._ask.close()
        os.waitpid(self.process, 0)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another source."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(self, name: str, _path: object, _target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, _path_of(name), loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(_path_of(self.module)), "exec"), module.__dict__)  # noqa: S102 - our own source, changed


def _path_of(module: str) -> str:
    return str(tests.LAW.joinpath(*module.split(".")[2:]).with_suffix(".py"))


def _module_of(path: str) -> str:
    return module_name(tests.LAW, Path(path)).removeprefix("smilemark.law.")


def _rules() -> dict[str, str]:
    from smilemark.law.rule_index import MODULES  # noqa: PLC0415 - only once the law may be imported

    return MODULES


def _imported_anew(session: pytest.Session, module: str, source: str, seconds: Mapping[str, float]) -> str:
    assert "smilemark.law" not in sys.modules
    sys.meta_path.insert(0, _Changed(module, source))
    files = sorted({name.partition("::")[0] for name in seconds})
    try:
        items = tests.collect(session, files)
    except Exception as error:  # noqa: BLE001 - a mutant may break the import in any way
        return f"import: {type(error).__name__}"
    if broken := {*files} - {name.partition("::")[0] for name in items}:
        return f"import: {min(broken)}"
    # A test named after a number of the law has another name now; the others of its file remain.
    return tests.first_failure([items[name] for name in seconds if name in items], seconds)


class Warm:
    """This process with the law and its tests in memory."""

    def __init__(self, session: pytest.Session, measured_before: dict[str, Any]) -> None:
        self.items: dict[str, pytest.Item] = {}
        self.while_importing: Functions = tests.called_by(
            lambda: self.items.update(tests.collect(session, tests.test_files()))
        )
        known = {name: test for name, test in measured_before.items() if name in self.items}
        new = {name: item for name, item in self.items.items() if name not in known}
        found: dict[str, Any] = known | tests.in_child(lambda: tests.measured(new, caches()), 3600)
        self.measured = dict(found)
        broken = [name for name, test in found.items() if not test["passed"]]
        for name in broken:
            print(f"left out, because it fails without any mutant: {name}", flush=True)
            del found[name]
        self.seconds = {name: test["seconds"] for name, test in found.items()}
        self.order = sorted(found, key=self.seconds.__getitem__)
        self.calls = {name: {tuple(each) for each in test["functions"]} for name, test in found.items()}
        # A test that calls few modules tells most about each of them.
        self.nearest = sorted(self.order, key=lambda name: len({file for file, _ in self.calls[name]}))
        self.lately: list[str] = []
        """Tests that killed, the latest first: what changes beside one mutant is often noticed by the same."""
        self._safe: dict[str, list[str]] = {}

    def reaching(self, path: str, function: str = "") -> list[str]:
        """Tests that call the function, or any function of the file; the quickest first."""
        if function:
            names = [name for name in self.order if (path, function) in self.calls[name]]
            reaching = set(names)
            if len(names) <= MOST:
                return names
            near = [name for name in self.nearest if name in reaching]
            about = [name for name in names if name.partition("::")[0].endswith(OF_THE_CONTRACT)]
            # One that stands alone tells of a case of its own; of those that run through a list there are hundreds.
            alone = [name for name in near if "[" not in name]
            return list(dict.fromkeys(alone + about + near))[:MOST]
        module = _module_of(path)
        about = {module, *(rule for rule, place in _rules().items() if place == module)}
        first = [
            name
            for name in self.order
            if name.split("::")[0].endswith(FIRST) and about & set(name.rstrip("]").split("[")[-1].split("-in-"))
        ]
        near = [name for name in self.nearest if any(path == file for file, _ in self.calls[name])]
        return list(dict.fromkeys(first + near))[:MOST]

    def beside(self, names: Sequence[str]) -> list[str]:
        """All tests of their files, the quickest first: those that only look at what a module holds call nothing."""
        files = {name.partition("::")[0] for name in names}
        return [name for name in self.order if name.partition("::")[0] in files]

    def of_files(self, names: tuple[str, ...]) -> list[str]:
        """Tests of some files, but those that draw or walk much: reasons and numbers."""
        chosen = tuple(set(names) - {"test_reasons.py", "test_parameters.py"})
        return [name for name in self.order if name.partition("::")[0].endswith(chosen)]

    def try_function(self, mutant: Mutant, source: str) -> str:
        """The test that notices another code of the function; empty when none does."""
        names = self.reaching(_path_of(mutant.module), mutant.function)
        reaching = set(names)
        names = list(dict.fromkeys([*(name for name in self.lately if name in reaching), *names]))

        def attempt() -> str:
            _replace_code(mutant, source)
            return tests.first_failure([self.items[name] for name in names], self.seconds)

        return tests.found_in_child(attempt)

    def try_module(self, module: str, source: str, original: str) -> str:
        """The test that notices another body of the module; empty when none does."""
        if module not in self._safe:
            names = self.reaching(_path_of(module))[:NEAREST]
            self._safe[module] = tests.in_child(
                lambda: [n for n in names if _executed(module, original) and self._passes(n)], 3600
            )
        names = self._safe[module]

        def attempt() -> str:
            try:
                _executed(module, source)
            except Exception as error:  # noqa: BLE001 - a mutant may break the import in any way
                return f"import: {type(error).__name__}"
            return tests.first_failure([self.items[name] for name in names], self.seconds)

        return tests.found_in_child(attempt)

    def _passes(self, name: str) -> bool:
        return tests.passes(self.items[name])


def _executed(module: str, source: str) -> bool:
    """Execute the module anew; those who import it from now on get the new one."""
    old = sys.modules[module]
    if getattr(old, "__mutated__", None) == source:
        return True
    new = ModuleType(module)
    new.__dict__.update(__file__=old.__file__, __package__=old.__package__, __spec__=old.__spec__, __mutated__=source)
    sys.modules[module] = new
    exec(compile(source, str(old.__file__), "exec"), new.__dict__)  # noqa: S102 - our own source, changed
    owner, _, name = module.rpartition(".")
    setattr(sys.modules[owner], name, new)
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _replace_code(mutant: Mutant, source: str) -> None:
    compiled = compile(source, _path_of(mutant.module), "exec", dont_inherit=True)
    new = next(code for code in _codes(compiled) if code.co_qualname == mutant.function)
    living_function(mutant).__code__ = new


def living_function(mutant: Mutant) -> FunctionType:
    """The function a mutant stands in."""
    place: Any = sys.modules[mutant.module]
    for part in mutant.function.split("."):
        place = vars(place)[part]
    for wrapper in ("fget", "__wrapped__", "__func__", "func"):
        place = getattr(place, wrapper, None) or place
    assert isinstance(place, FunctionType)
    return place


class Runner:
    """Tries mutants, each in the quickest way that is sure."""

    def __init__(self, measured_before: dict[str, Any]) -> None:
        session = tests.prepared()
        self.cold = Cold(session)
        self.warm = Warm(session, measured_before)
        gc.freeze()  # what is there now is shared with the copies as long as nobody touches it

    def survives(self, mutant: Mutant, original: str) -> bool:
        """Whether no test notices the mutant."""
        return self.killer(mutant, original) == ""

    def killer(self, mutant: Mutant, original: str) -> str:
        """What noticed the mutant; empty when nothing did."""
        source = mutant.applied(original)
        path = _path_of(mutant.module)
        importing = not mutant.function or (path, mutant.function) in self.warm.while_importing
        found = self.warm.try_function(mutant, source) if mutant.function else ""
        listed = importing and not mutant.module.startswith(BY_NAME)
        if found == "" and listed:
            found = self.warm.try_module(mutant.module, source, original)
        if found == "" and listed:
            found = self._imported_anew(mutant.module, source, self.warm.of_files(FIRST + OF_THE_CONTRACT))
        if found == "" and importing:
            order = self.warm.reaching(path, mutant.function) or self.warm.reaching(path)
            order = order if listed else self.warm.beside(order)
            found = self._imported_anew(mutant.module, source, order)
        if found in self.warm.items:
            self.warm.lately = list(dict.fromkeys([found, *self.warm.lately]))[:LATELY]
        return found

    def _imported_anew(self, module: str, source: str, order: Sequence[str]) -> str:
        return self.cold.try_out(module, source, {name: self.warm.seconds[name] for name in order})


def modules() -> list[tuple[str, str]]:
    """Name and source of each module of the law; the points first, what all lean on last."""
    paths = sorted(tests.LAW.rglob("*.py"), key=lambda path: (path.parent == tests.LAW, path.stem in LAST, path))
    return [(module_name(tests.LAW, path), path.read_text("utf-8")) for path in paths]
