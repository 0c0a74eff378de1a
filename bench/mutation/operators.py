"""What is changed: the operators of Cosmic Ray that fit a text of law, and three of our own.

Left out, with the reason: words (a sentence is no decision; results, fields and citations are), type annotations
and decorators (a change there stops the import or does nothing, so each would be a kill for free), comparison by
identity in place of equality (the same for enumerations), arithmetic other than the opposite operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import parso
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import ExprStmt, Name, PythonNode

if TYPE_CHECKING:
    from collections.abc import Iterator

Position = tuple[tuple[int, int], tuple[int, int]]

_ORDER = ("Lt", "LtE", "Gt", "GtE")
_BINARY = (
    ("Add", "Sub"), ("Sub", "Add"), ("Mul", "FloorDiv"), ("FloorDiv", "Mul"), ("Div", "Mul"), ("Mod", "FloorDiv"),
    ("Pow", "Mul"), ("BitOr", "BitAnd"), ("BitAnd", "BitOr"), ("BitXor", "BitOr"), ("LShift", "RShift"),
    ("RShift", "LShift"),
)  # fmt: skip
STOCK = (
    *(f"ReplaceBinaryOperator_{old}_{new}" for old, new in _BINARY),
    *(f"ReplaceComparisonOperator_{old}_{new}" for old in _ORDER for new in (*_ORDER, "Eq", "NotEq") if old != new),
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceUnaryOperator_USub_UAdd",
    "ReplaceUnaryOperator_Delete_Not",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ExceptionReplacer",
    "NumberReplacer",
    "ZeroIterationForLoop",
)


class ContainedOrNot(Operator):  # type: ignore[misc]  # Cosmic Ray ships no types
    """``in`` becomes ``not in``, and the other way round."""

    def mutation_positions(self, node: parso.tree.NodeOrLeaf) -> Iterator[Position]:
        """Where this change fits."""
        if node.type == "comparison" and node.children[1].get_code().split() in (["in"], ["not", "in"]):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: PythonNode, index: int) -> PythonNode:
        """The node, changed."""
        assert index == 0
        word = " not in" if node.children[1].get_code().strip() == "in" else " in"
        node.children[1] = parso.parse(word)
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """Cosmic Ray shows its own only."""
        return ()


class OtherMember(Operator):  # type: ignore[misc]  # Cosmic Ray ships no types
    """A member of an enumeration becomes the next one: MAJOR becomes SEVERE."""

    members: dict[str, tuple[str, ...]]
    """Name of the class in the module, and its members; set for the module at hand."""

    def mutation_positions(self, node: parso.tree.NodeOrLeaf) -> Iterator[Position]:
        """Where this change fits."""
        if self._next_member(node):
            yield node.start_pos, node.end_pos

    def _next_member(self, node: parso.tree.NodeOrLeaf) -> str | None:
        if not (isinstance(node, PythonNode) and node.type in ("atom_expr", "power")):
            return None
        first, trailer = node.children[:2]
        if not (isinstance(first, Name) and trailer.children[0].value == "." and first.value in self.members):
            return None
        names = self.members[first.value]
        name = trailer.children[1].value
        return names[(names.index(name) + 1) % len(names)] if name in names and len(names) > 1 else None

    def mutate(self, node: PythonNode, index: int) -> PythonNode:
        """The node, changed."""
        assert index == 0
        node.children[1].children[1].value = self._next_member(node)
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """Cosmic Ray shows its own only."""
        return ()


class WithoutCheck(Operator):  # type: ignore[misc]  # Cosmic Ray ships no types
    """``require(...)`` is left out: contradicting facts are judged."""

    def mutation_positions(self, node: parso.tree.NodeOrLeaf) -> Iterator[Position]:
        """Where this change fits."""
        if (
            isinstance(node, PythonNode)
            and node.type == "atom_expr"
            and isinstance(node.children[0], Name)
            and node.children[0].value == "require"
            and not isinstance(node.parent, ExprStmt)
        ):
            yield node.start_pos, node.end_pos

    def mutate(self, node: PythonNode, index: int) -> parso.tree.NodeOrLeaf:
        """The node, changed."""
        assert index == 0
        return Name("None", node.start_pos, prefix=node.get_first_leaf().prefix)

    @classmethod
    def examples(cls) -> tuple[()]:
        """Cosmic Ray shows its own only."""
        return ()


def operators(members: dict[str, tuple[str, ...]]) -> dict[str, Operator]:
    """All operators by name, for a module that knows these enumerations."""
    provider = OperatorProvider()
    OtherMember.members = members
    own = {kind.__name__: kind() for kind in (ContainedOrNot, OtherMember, WithoutCheck)}
    return {name: provider[name]() for name in STOCK} | own
