"""A case moves only through its table of moves.

An app declares in ``states.py`` a table ``MOVES: dict[str, Move]`` and binds it to its model with ``govern``.
Its ``actions.py`` then writes ``with moves.moving(Case, pk, "approve", by=user, at=now) as case:``. The
context manager opens the transaction, locks and re-reads the row, asks the table and the permission, runs the
body, sets the state, saves, and writes the event; all or nothing. A move inside a move joins the outer
transaction. A refused attempt goes to a log of its own after the outermost rollback: the events hold only
what happened.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import models, transaction

from smilemark.foundation import events, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime


class Actor(Protocol):
    """Who acts: a person with roles, each held in an organisation."""

    @property
    def pk(self) -> Any:  # noqa: ANN401  # Django's own pk is Any
        """The person's id; None for the software itself."""

    @property
    def display_name(self) -> str:
        """The name shown in histories."""

    def holds(self, role: str, organisation_id: int | None) -> bool:
        """Whether the actor holds the role in the organisation (None: in any)."""


class Refused(Exception):  # noqa: N818  # a refusal is an answer, not a defect
    """The attempt was not allowed; the text says why, in the reader's words, with the article where there is one.

    Attributes:
        field: name of the form field the refusal is about, or "" when it is about the whole.
    """

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a table of moves.

    Attributes:
        label: what the button says (the statute's word). sources: codes of the states it starts from.
            target: code of the state it ends in; None keeps the state (an entry in the file, not a step on
            the chart). roles: codes of the roles that may do it. cite: point, annex or article it rests on.
    """

    label: str
    sources: frozenset[str] | set[str]
    target: str | None
    roles: frozenset[str] | set[str]
    cite: str
    by_system: bool = False


Table = dict[str, Move]
Why = "Callable[[str, Actor, Any], str | None]"
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class _Governed:
    moves: Table
    initial: str
    why_not: Callable[[str, Actor, Any], str | None]
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move as a reader meets it: may be done now, or why not."""

    name: str
    move: Move
    why_not: str | None


class SystemActor:
    """The software itself: jobs and subscribers. It holds no role; moves it makes say ``by_system``."""

    pk = None
    display_name = "系統"

    def holds(self, role: str, organisation_id: int | None) -> bool:  # noqa: ARG002  # the protocol's shape
        """The system holds no person's role."""
        return False


SYSTEM = SystemActor()
_tables: dict[type[models.Model], _Governed] = {}
_depth: ContextVar[int] = ContextVar("moves_depth", default=0)


def _nothing_more(move: str, by: Actor, case: Any) -> str | None:  # noqa: ANN401, ARG001  # the permission's shape
    return None


def govern(
    model: type[models.Model],
    moves: Table,
    *,
    initial: str,
    why_not: Callable[[str, Actor, Any], str | None] = _nothing_more,
    together: tuple[str, ...] = (),
) -> None:
    """Bind a table of moves to a model; called once per model, when the app is ready.

    Args:
        model: has a ``state`` field, and ``organisation_for(role) -> int | None``: the organisation in
            which the role
            must be held to act on this row (None: in any).
        moves: the table.
        initial: state of a new row.
        why_not: permission beyond table and role, ``(move, by, row) -> reason or None``.
        together: foreign keys read with the row at every move, for permissions that ask for them.
    """
    _tables[model] = _Governed(moves, initial, why_not, together)


def governed() -> dict[type[models.Model], Table]:
    """All models with a table of moves (for matrices, charts and replay)."""
    return {model: bound.moves for model, bound in _tables.items()}


def read_together(model: type[models.Model]) -> tuple[str, ...]:
    """The foreign keys that are read with a row of the model at every move."""
    return _tables[model].together


def initial_state(model: type[models.Model]) -> str:
    """The state in which a row of the model begins."""
    return _tables[model].initial


def why_not(row: Any, name: str, by: Actor) -> str | None:  # noqa: ANN401  # any governed model
    """Why ``by`` may not make the move on ``row`` now; None means yes."""
    bound = _tables[type(row)]
    move = bound.moves[name]
    if row.state not in move.sources:
        return f"目前狀態為「{row.get_state_display()}」，不能辦理「{move.label}」（{move.cite}）。"
    if by is SYSTEM:
        return None if move.by_system else f"「{move.label}」須由有權責之人員辦理（{move.cite}）。"
    if not may_by_role(row, move, by):
        return f"您的角色不能辦理「{move.label}」（{move.cite}）。"
    return bound.why_not(name, by, row)


def may_by_role(row: Any, move: Move, by: Actor) -> bool:  # noqa: ANN401  # any governed model
    """Whether ``by`` holds one of the move's roles in the organisation that counts for this row."""
    return any(by.holds(role, row.organisation_for(role)) for role in move.roles)


def open_to(row: Any, by: Actor) -> list[OpenMove]:  # noqa: ANN401  # any governed model
    """The moves on the reader's buttons: state and role fit; ``why_not`` says what still stands in the way."""
    bound = _tables[type(row)]
    return [
        OpenMove(name, move, bound.why_not(name, by, row))
        for name, move in bound.moves.items()
        if row.state in move.sources and may_by_role(row, move, by)
    ]


@dataclass(slots=True)
class _Record:
    data: dict[str, Any] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


def note(row: models.Model, *, text: Mapping[str, str] | None = None, **data: Any) -> None:  # noqa: ANN401  # JSON
    """Add to the event of the move under way on ``row``: ``data`` for good, ``text`` (personal) disposable."""
    record: _Record = row._move_record  # type: ignore[attr-defined]  # noqa: SLF001  # set by moving()
    record.data.update(data)
    record.text.update(text or {})


@contextmanager
def moving(
    model: type[M],
    pk: Any,  # noqa: ANN401  # Django's own pk is Any
    name: str,
    *,
    by: Actor,
    at: datetime,
) -> Iterator[M]:
    """Make the move ``name`` on the row: transaction, lock, table, permission, body, save, event.

    Raises:
        Refused: table, role, permission or the body said no, or a text is longer than its column (named); nothing was
            written but the attempt's own log.
        model.DoesNotExist: there is no such row.
    """
    with _outermost_logs_refusals(model, pk, name, by=by, at=at), transaction.atomic():
        row = statements.by_key(model, pk, together=_tables[model].together, locked=True)
        reason = why_not(row, name, by)
        if reason is not None:
            raise Refused(reason)
        record = _Record()
        row._move_record = record  # type: ignore[attr-defined]  # noqa: SLF001  # read by note()
        yield row
        _finish(row, name, record, by=by, at=at)


def _finish(row: Any, name: str, record: _Record, *, by: Actor, at: datetime) -> None:  # noqa: ANN401  # any governed model
    move = _tables[type(row)].moves[name]
    before = row.state
    row.state = move.target if move.target is not None else before
    statements.update(row)
    events.record(
        row,
        name,
        by=by,
        at=at,
        data={"from": before, "to": row.state, **record.data},
        text=record.text,
    )


def begin(
    row: M,
    name: str,
    *,
    by: Actor,
    at: datetime,
    text: Mapping[str, str] | None = None,
    **data: Any,  # noqa: ANN401  # JSON
) -> M:
    """Save a new governed row in its initial state and write the first event of its chain.

    Raises:
        Refused: a text is longer than its column (named).
    """
    bound = _tables[type(row)]
    with transaction.atomic():
        row.state = bound.initial  # type: ignore[attr-defined]  # every governed model has a state
        statements.create(row)
        data = {"from": None, "to": bound.initial, **data}
        events.record(row, name, by=by, at=at, data=data, text=text, first=True)
    return row


@contextmanager
def _outermost_logs_refusals(
    model: type[M],
    pk: Any,  # noqa: ANN401  # Django's own pk is Any
    name: str,
    *,
    by: Actor,
    at: datetime,
) -> Iterator[None]:
    """Only the outermost move writes the log: what is inside is being rolled back."""
    depth = _depth.get()
    token = _depth.set(depth + 1)
    try:
        yield
    except Refused as refusal:
        if depth == 0:
            events.log_refusal(f"{model._meta.label_lower}:{pk}", name, by=by, at=at, reason=refusal.reason)  # noqa: SLF001  # documented API
        raise
    finally:
        _depth.reset(token)
