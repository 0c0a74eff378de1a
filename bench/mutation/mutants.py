"""All mutants of a module: where, what stands there, what stands there instead."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING

import parso

from bench.mutation.operators import operators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cosmic_ray.operators.operator import Operator

Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the characters from `start` to `end` of the source become `new`."""

    module: str
    operator: str
    line: int
    function: str
    """Qualified name of the function whose body it stands in; empty for the body of the module."""
    start: int
    end: int
    old: str
    new: str
    text: str
    """The line as it stands in the source."""
    nth: int = 1
    """Which one of those that read alike."""

    @property
    def key(self) -> str:
        """Names the mutant as long as its line and its neighbours of the same text stay as they are."""
        again = f" #{self.nth}" if self.nth > 1 else ""
        old, new = " ".join(self.old.split()), " ".join(self.new.split())
        return f"{self.function or '-'} | {self.text} | {old} -> {new}{again}"

    def applied(self, source: str) -> str:
        """The source with the change."""
        return source[: self.start] + self.new + source[self.end :]


def module_name(law: Path, path: Path) -> str:
    """``smilemark.law.kinship`` for the file kinship.py."""
    parts = path.relative_to(law.parent.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def mutants(module: str, source: str) -> list[Mutant]:
    """Every mutant of a source that still compiles and differs from it."""
    tree = parso.parse(source)
    outside, bodies = _annotations_and_decorators(ast.parse(source)), _bodies(ast.parse(source))
    lines = source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found = []
    for name, operator in operators(_enumerations(module)).items():
        for node in _nodes(tree):
            for index, (begin, _) in enumerate(operator.mutation_positions(node)):
                if any(first <= begin < last for first, last in _closed_to(name, outside)):
                    continue
                start, end, new = _splice(node, operator, index, starts)
                old = source[start:end]
                start, end, old, new = _trimmed(start, old, new)
                function = next((qualname for qualname, first, last in bodies if first <= begin < last), "")
                text = lines[begin[0] - 1].strip()
                mutant = Mutant(module, name, begin[0], function, start, end, old, new, text)
                if old != new and _compiles(mutant.applied(source)):
                    found.append(mutant)
    return _numbered(sorted(set(found), key=lambda mutant: (mutant.start, mutant.operator, mutant.new)))


def _numbered(found: list[Mutant]) -> list[Mutant]:
    seen: Counter[str] = Counter()
    for place, mutant in enumerate(found):
        seen[mutant.key] += 1
        found[place] = replace(mutant, nth=seen[mutant.key])
    return found


def _trimmed(start: int, old: str, new: str) -> tuple[int, int, str, str]:
    """The change without what both texts share at their ends, kept to whole words."""
    words = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.=<>!/*"
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared]:
        shared += 1
    while shared and old[shared - 1] in words:
        shared -= 1
    old_end, new_end = len(old), len(new)
    while old_end > shared and new_end > shared and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    while old_end < len(old) and old[old_end] in words:
        old_end, new_end = old_end + 1, new_end + 1
    return start + shared, start + old_end, old[shared:old_end], new[shared:new_end]


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _enumerations(module: str) -> dict[str, tuple[str, ...]]:
    names = vars(import_module(module))
    return {
        name: tuple(value.__members__)
        for name, value in names.items()
        if isinstance(value, type) and issubclass(value, Enum) and value.__module__.startswith("smilemark.law")
    }


def _nodes(node: parso.tree.NodeOrLeaf) -> Iterator[parso.tree.NodeOrLeaf]:
    yield node
    for child in getattr(node, "children", ()):
        yield from _nodes(child)


def _splice(node: parso.tree.NodeOrLeaf, operator: Operator, index: int, starts: list[int]) -> tuple[int, int, str]:
    """Where the source changes, and to what; the tree is left as it was."""
    first, last = node.get_start_pos_of_prefix(), node.end_pos
    span = starts[first[0] - 1] + first[1], starts[last[0] - 1] + last[1]
    leaves = [(leaf, leaf.value) for leaf in _nodes(node) if hasattr(leaf, "value")]
    branches = [(branch, list(branch.children)) for branch in _nodes(node) if hasattr(branch, "children")]
    changed = operator.mutate(node, index).get_code()
    for leaf, value in leaves:
        leaf.value = value
    for branch, children in branches:
        branch.children = children
    return (*span, changed)


def _span(node: ast.expr) -> Span:
    """Ast counts bytes, parso characters; a line of code before a Chinese word is the same in both."""
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


def _annotations_and_decorators(tree: ast.Module) -> tuple[list[Span], list[Span]]:
    annotations, decorators = [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorators += [_span(decorator) for decorator in node.decorator_list if "dataclass" in ast.dump(decorator)]
        if isinstance(node, ast.FunctionDef) and node.returns:
            annotations.append(_span(node.returns))
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            annotations.append(_span(node.annotation))
    return annotations, decorators


def _closed_to(operator: str, outside: tuple[list[Span], list[Span]]) -> list[Span]:
    """An annotation may be changed in its limits only; a dataclass stays one."""
    annotations, decorators = outside
    return decorators if operator == "NumberReplacer" else [*decorators, *annotations]


def _bodies(tree: ast.Module) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Qualified name and extent of each body of a function, those of classes among them."""
    found = []
    owners: list[tuple[str, list[ast.stmt]]] = [("", tree.body)]
    owners += [(f"{node.name}.", node.body) for node in tree.body if isinstance(node, ast.ClassDef)]
    for owner, statements in owners:
        for node in statements:
            if isinstance(node, ast.FunctionDef):
                first, last = node.body[0], node.body[-1]
                end = (last.end_lineno or 0, (last.end_col_offset or 0) + 1)
                found.append((owner + node.name, (first.lineno, first.col_offset), end))
    return found
