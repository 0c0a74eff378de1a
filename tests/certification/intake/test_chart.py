"""The tables of moves against the rows of the regulation's charts (requirements FC-A6-1, FC-A6-2, FC-A6-3)."""

from __future__ import annotations

import pytest
from tests.factories.certification import make_verifying, make_world

from smilemark.certification import chart
from smilemark.certification.states import MOVES, State

# (row, from, to) of the charts; steps on site and tests are children of VERIFYING, so their own tables hold them.
FIRST_ROWS = [
    (1, "draft", "applied"),
    (2, "applied", "doc_review"),
    (3, "applied", "refused"),
    (4, "doc_review", "supplement"),
    (5, "supplement", "doc_review"),
    (6, "doc_review", "verifying"),
    (7, "pending", "passed"),
    (8, "pending", "failed"),
    (9, "planned", "passed"),
    (10, "planned", "failed"),
    (11, "verifying", "report"),
    (12, "verifying", "refused"),
    (13, "report", "report_review"),
]
CHART = {
    1: [
        *FIRST_ROWS,
        (13, "report_review", "contract"),
        (14, "report_review", "refused"),
        (15, "contract", "numbered"),
        (16, "numbered", "certified"),
    ],
    2: [
        (1, "draft", "applied"),
        (2, "applied", "under_scheme"),
        (3, "under_scheme", "refused"),
        (4, "under_scheme", "registered"),
        (4, "under_scheme", "grant_review"),  # under a delegation the mark is granted afterwards (annex 12)
        (5, "grant_review", "registered"),
        (5, "grant_review", "refused"),
    ],
    3: [
        *FIRST_ROWS,
        (13, "report_review", "fee_check"),
        (14, "report_review", "refused"),
        (15, "fee_check", "fee_due"),
        (17, "fee_due", "fee_check"),
        (18, "fee_check", "contract"),
        (19, "contract", "numbered"),
        (20, "numbered", "certified"),
    ],
}


@pytest.mark.parametrize("product_class", [1, 2, 3])
def test_every_row_of_the_chart_is_a_move(product_class):
    rows = chart.rows_of("new", product_class)

    for number, source, target in CHART[product_class]:
        fitting = [
            row
            for row in rows
            if row.number == number
            and source in chart.TABLES[row.table][row.move].sources
            and chart.TABLES[row.table][row.move].target == target
        ]
        assert fitting, (product_class, number, source, target)


@pytest.mark.parametrize("product_class", [1, 2, 3])
def test_no_row_of_ours_is_outside_the_chart(product_class):
    numbers = {row.number for row in chart.rows_of("new", product_class)}

    last = max(number for number, _source, _target in CHART[product_class])
    assert numbers <= set(range(1, last + 1))
    assert {number for number, _source, _target in CHART[product_class]} <= numbers


def test_every_move_that_changes_the_state_stands_on_a_chart_or_is_no_step_of_annex_6():
    drawn = {
        row.move for rows in [*chart.ROWS.values(), *chart.SHORT_ROWS.values()] for row in rows if row.table == "case"
    }
    # Point 2 (voluntary); AMB-41; art. 3 of the fee standard; point 49 (an objection was well-founded).
    reopened = {"reopen_applied", "reopen_documents", "reopen_verification"}
    beside_the_chart = {"discard", "drop", "refuse_documents", "exempt_fee_due"} | reopened

    assert {name for name, move in MOVES.items() if move.target is not None} - drawn == beside_the_chart


def test_the_picture_shows_where_the_case_stands():
    picture = chart.picture("new", 3, State.FEE_DUE, frozenset({("draft", "applied"), ("fee_check", "fee_due")}))

    kinds = {node.code: node.kind for node in picture.nodes}
    assert kinds[State.FEE_DUE] == "here"
    assert kinds[State.APPLIED] == "done"
    assert kinds[State.CONTRACT] == ""
    assert [line.label for line in picture.lines][:2] == ["送件", "資格符合"]


def test_only_the_ways_it_went_are_marked_as_gone():
    steps = frozenset({("draft", "applied"), ("report", "report_review"), ("report_review", "fee_check")})

    picture = chart.picture("new", 3, State.FEE_CHECK, steps)

    assert {edge.label for edge in picture.edges if edge.taken} == {"送審彙整報告", "審查通過，確認規費"}


@pytest.mark.django_db
def test_a_case_marks_the_steps_of_its_events():
    picture = chart.drawn(make_verifying(make_world()))

    assert {edge.label for edge in picture.edges if edge.taken} == {"資格符合", "文件齊備"}


def test_class_1_has_no_fee_on_its_picture():
    picture = chart.picture("new", 1, State.APPLIED, frozenset())

    assert State.FEE_CHECK not in {node.code for node in picture.nodes}
