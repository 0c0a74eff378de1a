"""The tables of moves against the flow charts of annex 15, appendices 3 and 5 (requirements FC-A15-3, FC-A15-5)."""

from __future__ import annotations

import pytest

from smilemark.foundation.moves import Move
from smilemark.surveillance import states
from smilemark.surveillance.models import Inquiry
from smilemark.surveillance.web.inquiries import STEPS_OF

TABLES: dict[str, dict[str, Move]] = {
    "plan": states.PLAN_MOVES,
    "draw": states.DRAW_MOVES,
    "visit": states.VISIT_MOVES,
    "fault": states.FAULT_MOVES,
    "summary": states.SUMMARY_MOVES,
    "inquiry": states.INQUIRY_MOVES,
}
# (row of the chart, table, move, from, to); None: the row runs beside the way and changes no state.
REGULAR = [
    (1, "plan", "file", "draft", "filed"),
    (2, "plan", "approve", "filed", "approved"),
    (3, "plan", "return", "filed", "draft"),
    (4, "draw", "draw", "frozen", "drawn"),
    (5, "visit", "notify", "selected", "notified"),
    (6, "visit", "tell_idle", "notified", "idle"),
    (6, "visit", "notify", "idle", "notified"),
    (7, "visit", "start", "notified", "visiting"),
    (8, "visit", "record_test", "visiting", None),
    (8, "visit", "report", "visiting", "reported"),
    (9, "visit", "close", "reported", "closed"),
    (10, "visit", "report_breach", "reported", None),
    (11, "fault", "grade_serious", "found", "serious"),
    (12, "fault", "invite_statement", "serious", "statement"),
    (12, "fault", "state_case", "statement", "stated"),
    (12, "fault", "keep", "stated", "kept"),
    (12, "fault", "open_ending", "kept", None),
    (12, "fault", "report_up", "kept", "reported"),
    (13, "fault", "notify_improvement", "found", "improving"),
    (14, "fault", "tell_improved", "improving", "told"),
    (14, "fault", "confirm_improved", "told", "improved"),
    (15, "fault", "not_improved", "improving", "serious"),
    (16, "summary", "file", "draft", "filed"),
    (17, "summary", "note", "filed", "noted"),
]
IRREGULAR = [
    (1, "inquiry", "record_step", "checking", None),
    (4, "inquiry", "record_results", "checking", None),
    (7, "inquiry", "report", "checking", "reported"),
    (8, "inquiry", "hand_over", "reported", None),
    (9, "fault", "keep", "stated", "kept"),
    (9, "fault", "open_ending", "kept", None),
    (10, "inquiry", "follow_up", "reported", None),
    (10, "inquiry", "close", "reported", "closed"),
]
BESIDE = {
    ("visit", "refused_entry"): "a firm that refuses is recorded by a report, too (points 39, 40; AMB-79)",
    ("visit", "drop"): "a drawn factory that is certified no more is not visited",
    ("fault", "ask_again"): "the improvement was not enough: row 13 again",
    ("fault", "lift"): "the statement convinced: nothing severe is left",
    ("fault", "set_aside"): "an objection was well founded (point 49)",
    ("inquiry", "assign_body"): "the chart begins with the body; the secretariat finds it (point 44)",
    ("inquiry", "merge"): "the same matter is checked once",
    ("inquiry", "settle"): "no body's matter: the secretariat acts (point 44 III)",
}
"""Moves that change the state and stand on neither chart, each with its reason."""


@pytest.mark.parametrize("row", REGULAR + IRREGULAR, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}-{row[3]}")
def test_every_row_of_the_charts_is_a_move(row: tuple[int, str, str, str, str | None]) -> None:
    _number, table, move, source, target = row

    assert source in TABLES[table][move].sources
    assert TABLES[table][move].target == target


def test_the_charts_are_covered_row_by_row() -> None:
    assert {row[0] for row in REGULAR} == set(range(1, 18))
    # Rows 2, 3, 5 and 6 are steps of one move, by cause: see below.
    assert {row[0] for row in IRREGULAR} | {2, 3, 5, 6} == set(range(1, 11))


def test_what_changes_a_state_stands_on_a_chart_or_beside_it_for_a_reason() -> None:
    drawn = {(row[1], row[2]) for row in REGULAR + IRREGULAR}
    changing = {(table, name) for table, moves in TABLES.items() for name, move in moves.items() if move.target}

    assert changing - drawn - set(BESIDE) == set()
    assert set(BESIDE) <= changing


def test_each_entry_of_appendix_5_has_its_own_steps() -> None:
    assert {trigger.value: steps for trigger, steps in STEPS_OF.items()} == {
        "quality_complaint": ("sample", "test"),
        "origin_label_complaint": ("label", "suspicion", "site"),
        "suspected_misuse": ("virtual", "physical"),
        "right_withdrawn": ("virtual", "physical"),
    }
    assert set(STEPS_OF) == set(Inquiry.Trigger)
