"""The flow chart of the regulation (annex 6), as picture and as table, drawn from the tables of moves.

``ROWS`` says which move stands for which row of the chart (requirements FC-A6-1, -2, -3; row 5 of class 2 is the grant
that follows under annex 12); the picture shows the moves
themselves, so it cannot say anything the tables do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.assessment import states as assessment
from smilemark.certification import states
from smilemark.certification.states import State

if TYPE_CHECKING:
    from smilemark.certification.models import Case
    from smilemark.foundation.moves import Move

TABLES: dict[str, dict[str, Move]] = {
    "case": states.MOVES,
    "product": states.PRODUCT_MOVES,
    "test": states.TEST_MOVES,
    "origin": assessment.ORIGIN_MOVES,
    "factory": assessment.FACTORY_MOVES,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the regulation's chart: its number, and the move (of which table) that stands for it."""

    number: int
    table: str
    move: str


_COMMON = (
    Row(1, "case", "submit"),
    Row(2, "case", "accept"),
    Row(3, "case", "refuse_eligibility"),
    Row(4, "case", "request_supplement"),
    Row(5, "case", "resubmit"),
    Row(6, "case", "documents_complete"),
    Row(7, "origin", "determine_met"),
    Row(8, "origin", "determine_unmet"),
    Row(9, "factory", "conclude_pass"),
    Row(9, "factory", "waive"),
    Row(9, "factory", "plan_in_time"),
    Row(10, "factory", "conclude_fail"),
    Row(10, "factory", "refused_entry"),
    Row(10, "factory", "plan_late"),
    Row(11, "test", "conclude_pass"),
    Row(11, "case", "start_report"),
    Row(12, "test", "conclude_fail"),
    Row(12, "product", "refuse"),
    Row(12, "case", "refuse_all"),
    Row(13, "case", "submit_report"),
)
ROWS: dict[int, tuple[Row, ...]] = {
    1: (
        *_COMMON,
        Row(13, "case", "approve_report"),
        Row(14, "case", "refuse_report"),
        Row(14, "case", "return_report"),
        Row(15, "case", "assign_number"),
        Row(16, "case", "issue"),
    ),
    2: (
        Row(1, "case", "submit"),
        Row(2, "case", "accept_scheme"),
        Row(3, "case", "scheme_failed"),
        Row(4, "case", "register"),
        Row(4, "case", "send_to_grant"),
        Row(5, "case", "grant_mark"),
        Row(5, "case", "refuse_mark"),
    ),
    3: (
        *_COMMON,
        Row(11, "test", "adopt"),
        Row(13, "case", "approve_report_fee"),
        Row(14, "case", "refuse_report"),
        Row(14, "case", "return_report"),
        Row(15, "case", "notify_fee"),
        Row(16, "case", "report_payment"),
        Row(17, "case", "collect_fee"),
        Row(18, "case", "fee_confirmed"),
        Row(19, "case", "assign_number"),
        Row(20, "case", "issue"),
    ),
}
SHORT_ROWS: dict[str, tuple[Row, ...]] = {
    "change": (Row(1, "case", "submit"), Row(2, "case", "replace"), Row(3, "case", "refuse_eligibility")),
    "reissue": (Row(1, "case", "submit"), Row(2, "case", "replace"), Row(3, "case", "refuse_eligibility")),
    "end": (Row(1, "case", "submit"), Row(2, "case", "end_use"), Row(3, "case", "refuse_eligibility")),
}
"""Point 32 and point 42 I(1): no product verification, so no chart of annex 6."""

_SPINES: dict[int, tuple[State, ...]] = {
    1: (
        State.APPLIED,
        State.DOC_REVIEW,
        State.VERIFYING,
        State.REPORT,
        State.REPORT_REVIEW,
        State.CONTRACT,
        State.NUMBERED,
        State.CERTIFIED,
    ),
    2: (State.APPLIED, State.UNDER_SCHEME, State.REGISTERED),
    3: (
        State.APPLIED,
        State.DOC_REVIEW,
        State.VERIFYING,
        State.REPORT,
        State.REPORT_REVIEW,
        State.FEE_CHECK,
        State.CONTRACT,
        State.NUMBERED,
        State.CERTIFIED,
    ),
}
_SHORT_SPINES: dict[str, tuple[State, ...]] = {
    "change": (State.APPLIED, State.REISSUED),
    "reissue": (State.APPLIED, State.REISSUED),
    "end": (State.APPLIED, State.ENDED),
}
_BESIDE: dict[State, State] = {
    State.SUPPLEMENT: State.DOC_REVIEW,
    State.FEE_DUE: State.FEE_CHECK,
    State.GRANT_REVIEW: State.UNDER_SCHEME,
}
"""Side steps stand beside the step they come from."""

BOX_WIDTH, BOX_HEIGHT, STEP, LEFT, RIGHT = 250, 38, 64, 84, 464
BACK, BUS = 18, 22
"""How far left of the column a step back runs, and how far left of the right column the way to its last box."""
_ENDED_BADLY = (State.REFUSED, State.DROPPED)


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture."""

    code: str
    label: str
    x: int
    y: int
    kind: str

    @property
    def text_x(self) -> int:
        """Middle of the box."""
        return self.x + BOX_WIDTH // 2

    @property
    def text_y(self) -> int:
        """Base line of the words."""
        return self.y + 24


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: where it leads, its path, whether the case went along it, the word beside it."""

    target: str
    path: str
    taken: bool
    label: str
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table under the picture."""

    source: str
    label: str
    target: str
    roles: str
    cite: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawn chart."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lines: tuple[Line, ...]
    here: str


def rows_of(kind: str, product_class: int | None) -> tuple[Row, ...]:
    """The rows of the chart a case of this kind and class follows."""
    return SHORT_ROWS.get(kind) or ROWS.get(product_class or 1, ROWS[1])


def spine_of(kind: str, product_class: int | None) -> tuple[State, ...]:
    """The states from application to the good end, in order."""
    return _SHORT_SPINES.get(kind) or _SPINES.get(product_class or 1, _SPINES[1])


def drawn(case: Case) -> Picture:
    """The chart of the case, with where it stands."""
    return picture(case.kind, case.product_class, State(case.state), steps_of(case))


def steps_of(case: Case) -> frozenset[tuple[str, str]]:
    """The steps the case has made, from its events: the state before, the state after."""
    from smilemark.foundation import events  # noqa: PLC0415  # the picture itself needs no database

    return frozenset(
        (event.data["from"], event.data["to"])
        for event in events.history(case)
        if event.data.get("from") and event.data["from"] != event.data["to"]
    )


def picture(kind: str, product_class: int | None, here: State, steps: frozenset[tuple[str, str]]) -> Picture:
    """The chart of a kind of case; pure, so that documents can draw it too."""
    been = frozenset(state for step in steps for state in step)
    spine = spine_of(kind, product_class)
    places = {state: (LEFT, number * STEP + 8) for number, state in enumerate(spine)}
    for state, parent in _BESIDE.items():
        if parent in places:
            places[state] = (RIGHT, places[parent][1])
    bottom = max(y for _x, y in places.values())
    end = here if here in _ENDED_BADLY else State.REFUSED
    places[end] = (RIGHT, bottom)
    nodes = tuple(Node(state, str(state.label), x, y, _kind_of(state, here, been)) for state, (x, y) in places.items())
    moves = [states.MOVES[row.move] for row in rows_of(kind, product_class) if row.table == "case"]
    return Picture(
        RIGHT + BOX_WIDTH + 10,
        bottom + BOX_HEIGHT + 12,
        nodes,
        _edges(moves, places, steps),
        _lines(moves),
        str(here.label),
    )


def _kind_of(state: State, here: State, been: frozenset[str]) -> str:
    if state == here:
        return "here"
    return "done" if state in been else ""


def _edges(
    moves: list[Move], places: dict[State, tuple[int, int]], steps: frozenset[tuple[str, str]]
) -> tuple[Edge, ...]:
    found: dict[tuple[State, State], Edge] = {}
    for move in moves:
        if move.target is None or State(move.target) not in places:
            continue
        for source in sorted(move.sources, key=_order):
            pair = (State(source), State(move.target))
            if source in places and pair not in found and pair[0] != pair[1]:
                taken = pair in steps
                path, x, y = _way(places[pair[0]], places[pair[1]])
                found[pair] = Edge(pair[1], path, taken, move.label if x is not None else "", x or 0, y)
    return tuple(found.values())


def _way(start: tuple[int, int], end: tuple[int, int]) -> tuple[str, int | None, int]:
    """Path of an arrow, and where its word stands; no place for a word: the box it leads to says it."""
    (x1, y1), (x2, y2) = start, end
    if x1 == x2 and y1 < y2:  # down the column
        x = x1 + BOX_WIDTH // 2
        return f"M{x} {y1 + BOX_HEIGHT} V{y2 - 2}", x + 10, y1 + BOX_HEIGHT + 17
    if x1 == x2:  # back up, on the left of the column
        top, bottom = y2 + BOX_HEIGHT // 2, y1 + BOX_HEIGHT // 2
        return f"M{x1} {bottom} H{x1 - BACK} V{top} H{x2 - 2}", 6, (top + bottom) // 2 + 5
    if y1 == y2 and x1 < x2:  # to the side
        y = y1 + BOX_HEIGHT // 3
        return f"M{x1 + BOX_WIDTH} {y} H{x2 - 2}", x1 + BOX_WIDTH + 8, y - 5
    if y1 == y2:  # and back
        y = y1 + BOX_HEIGHT * 2 // 3
        return f"M{x1} {y} H{x2 + BOX_WIDTH + 2}", x2 + BOX_WIDTH + 8, y + 15
    if x1 > x2 and y1 < y2:  # from beside the column down to it
        return (
            f"M{x1} {y1 + BOX_HEIGHT * 2 // 3} H{x1 - 2 * BUS} V{y2 + BOX_HEIGHT // 3} H{x2 + BOX_WIDTH + 2}",
            None,
            0,
        )
    return f"M{x1 + BOX_WIDTH} {y1 + BOX_HEIGHT // 2} H{RIGHT - BUS} V{y2 + BOX_HEIGHT // 2} H{x2 - 2}", None, 0


def _lines(moves: list[Move]) -> tuple[Line, ...]:
    return tuple(
        Line(
            "、".join(str(state.label) for state in State if state in move.sources),
            move.label,
            str(State(move.target).label) if move.target is not None else "（狀態不變）",
            "、".join(sorted(ROLE_WORDS.get(role, role) for role in move.roles)),
            move.cite,
        )
        for move in moves
    )


ROLE_WORDS = {
    "applicant": "業者",
    "body_reviewer": "驗證機構審查人員",
    "body_assessor": "現場評核人員",
    "body_decider": "驗證機構核定人員",
    "laboratory": "檢驗機構",
    "administration": "本署",
    "secretariat": "秘書處",
    "scheme_authority": "第二類主管機關",
}
_ORDER = {state.value: number for number, state in enumerate(State)}


def _order(code: str) -> int:
    """Place of a state in the chart."""
    return _ORDER[code]
