"""Tables of moves asked by everybody: every move x every state x every role, own and other organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smilemark.foundation import moves
from smilemark.foundation.moves import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


Tables = "Mapping[type[Any], tuple[Table, type[Any]]]"
"""Model -> its table of moves and the states of its rows."""


def _anybody(row: Any, role: str, person: Any) -> bool:
    return True


def every_person(
    tables: Tables,
    found: Mapping[type[Any], Any],
    own: Mapping[str, Any],
    other: Mapping[str, Any],
    *,
    everywhere: Collection[str] = (),
    counts: Callable[[Any, str, Any], bool] = _anybody,
    only_table: bool = False,
) -> None:
    """A move is open only from its states, to its roles, in their own organisation.

    Args:
        tables: what is asked.
        found: a row of each model.
        own: role -> a person of the row's own organisation. other: of another.
        everywhere: roles of which there is one organisation, theirs for every row.
        counts: whether the person's role counts on the row, where it stands for more than one kind of row.
        only_table: nothing but the table refuses these rows; else a permission may refuse what the table allows.
    """
    asked = 0
    for model, (table, kinds) in tables.items():
        row = found[model]
        for name, move in table.items():
            for state in kinds:
                row.state = state
                wrong_state = f"目前狀態為「{state.label}」，不能辦理「{move.label}」（{move.cite}）。"
                wrong_role = f"您的角色不能辦理「{move.label}」（{move.cite}）。"
                for group, is_own in ((own, True), (other, False)):
                    for role, person in group.items():
                        answer = moves.why_not(row, name, person)
                        asked += 1
                        mine = (is_own or role in everywhere) and counts(row, role, person)
                        if state not in move.sources:
                            assert answer == wrong_state, (model, name, state)
                        elif role not in move.roles or not mine:
                            assert answer == wrong_role, (model, name, state, role, is_own)
                        elif only_table:
                            assert answer is None, (model, name, state, role)
                        else:
                            assert answer not in {wrong_state, wrong_role}, (model, name, state, role)
    assert asked == sum(len(table) * len(kinds) for table, kinds in tables.values()) * (len(own) + len(other))


def the_system(tables: Tables, found: Mapping[type[Any], Any]) -> None:
    """The software itself makes the moves that say so, and no other."""
    for model, (table, _kinds) in tables.items():
        for name, move in table.items():
            found[model].state = next(iter(move.sources))
            answer = moves.why_not(found[model], name, SYSTEM)
            assert (answer is None) == move.by_system, (model, name)
