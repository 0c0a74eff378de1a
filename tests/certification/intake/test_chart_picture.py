"""The picture of the chart: what is written in it touches neither a line, nor a box, nor another word."""

from __future__ import annotations

import re
from itertools import combinations, permutations, product

import pytest

from smilemark.certification import chart
from smilemark.certification.states import State

LETTER, LINE_ROOM = 13, 2
KINDS = [("new", 1), ("new", 2), ("new", 3), ("change", 1), ("reissue", 3), ("end", 1)]
ALL = frozenset(permutations([str(state) for state in State], 2))


def drawn(kind, product_class):
    return chart.picture(kind, product_class, State.APPLIED, ALL)


def label_boxes(picture):
    """(left, top, right, bottom) of every word beside an arrow."""
    return {
        edge.label: (edge.label_x, edge.label_y - LETTER + 2, edge.label_x + LETTER * len(edge.label), edge.label_y + 2)
        for edge in picture.edges
        if edge.label
    }


def node_boxes(picture):
    return {node.label: (node.x, node.y, node.x + chart.BOX_WIDTH, node.y + chart.BOX_HEIGHT) for node in picture.nodes}


def segments(path):
    """The straight parts of a path, each as a box with room for the width of the line."""
    x = y = 0
    for command, numbers in re.findall(r"([MHV])([-\d ]+)", path):
        values = [int(number) for number in numbers.split()]
        if command == "M":
            x, y = values
            continue
        to_x, to_y = (values[0], y) if command == "H" else (x, values[0])
        yield (
            min(x, to_x) - LINE_ROOM,
            min(y, to_y) - LINE_ROOM,
            max(x, to_x) + LINE_ROOM,
            max(y, to_y) + LINE_ROOM,
        )
        x, y = to_x, to_y


def touch(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(("kind", "product_class"), KINDS)
def test_words_keep_off_words_boxes_and_lines(kind, product_class):
    picture = drawn(kind, product_class)
    labels, nodes = label_boxes(picture), node_boxes(picture)
    lines = [box for edge in picture.edges for box in segments(edge.path)]

    assert [(a, b) for a, b in combinations(labels, 2) if touch(labels[a], labels[b])] == []
    assert [(a, b) for a, b in product(labels, nodes) if touch(labels[a], nodes[b])] == []
    assert [(name, line) for name, line in product(labels, lines) if touch(labels[name], line)] == []


@pytest.mark.parametrize(("kind", "product_class"), KINDS)
def test_everything_lies_inside_the_picture_and_every_box_is_reached(kind, product_class):
    picture = drawn(kind, product_class)
    boxes = [*label_boxes(picture).values(), *node_boxes(picture).values()]

    assert min(box[0] for box in boxes) >= 0
    assert max(box[2] for box in boxes) <= picture.width
    assert max(box[3] for box in boxes) <= picture.height
    reached = {edge.target for edge in picture.edges}
    assert {node.code for node in picture.nodes} - reached == {State.APPLIED}


def test_a_step_back_is_drawn_beside_the_column_not_over_the_step_forward():
    picture = drawn("new", 1)
    (back,) = [edge for edge in picture.edges if edge.label == "退回重作"]

    assert back.label_x + LETTER * len("退回重作") < chart.LEFT
    assert not any(touch(a, b) for a in segments(back.path) for b in node_boxes(picture).values() if b[0] < a[0])
