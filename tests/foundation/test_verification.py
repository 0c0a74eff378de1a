"""Damage to the record is seen: each kind once, by hand, past the triggers."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from smilemark.foundation import append_only, events, files, moves, verification
from smilemark.foundation.models import StoredFile


@pytest.fixture
def door(door_model, keeper, noon):
    door = moves.begin(door_model(), "place", by=keeper, at=noon)
    for move in ("open", "look", "shut"):
        with moves.moving(door_model, door.pk, move, by=keeper, at=noon):
            pass
    return door


def damage(statement: str) -> None:
    append_only.unguard(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    append_only.guard(connection)


def complaints() -> list[str]:
    return [f"#{broken.sequence} {broken.reason}" for broken in verification.problems()]


def test_a_whole_record_has_nothing_to_complain_of(door, capsys):
    assert complaints() == []

    call_command("verify_events")

    assert capsys.readouterr().out == "事件鏈完整：4 筆事件。\n"


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("UPDATE foundation_event SET kind = 'foundation.door.look' WHERE sequence = 2", "#2 its content does not match its hash"),
        ("UPDATE foundation_event SET actor_id = 9 WHERE sequence = 3", "#3 its content does not match its hash"),
        ("UPDATE foundation_event SET sequence = 9 WHERE sequence = 4", "#9 expected number 4: an event is missing"),
        ("UPDATE foundation_event SET previous_hash = hash WHERE sequence = 2", "#2 does not link to the event before it"),
        ("UPDATE foundation_eventhead SET sequence = 3", "#4 the chain does not end where its head says"),
        ("DELETE FROM foundation_eventhead", "#4 the chain does not end where its head says"),
        ("UPDATE foundation_eventtext SET text = '{\"actor\": \"別人\"}'", "#1 its text does not match its hash"),
        ("UPDATE test_door SET state = 'locked'", "#4 the row is in state locked, its last event led to shut"),
        ("DELETE FROM test_door", "#4 the chain has no row: it was removed"),
        ("INSERT INTO test_door (id, state, note) VALUES (999, 'open', '')", "#0 the row has no chain: it did not begin by a move"),
    ],
)  # fmt: skip
def test_damage_is_seen(door, statement, complaint):
    damage(statement)

    assert complaint in complaints()
    with pytest.raises(CommandError, match="事件鏈不完整，第一處"):
        call_command("verify_events")


def test_the_end_of_a_chain_cut_off_together_with_its_head_is_seen(door):
    damage("DELETE FROM foundation_eventtext WHERE event_id = (SELECT id FROM foundation_event WHERE sequence = 4)")
    damage("DELETE FROM foundation_event WHERE sequence = 4")
    damage(
        "UPDATE foundation_eventhead SET sequence = 3, hash = (SELECT hash FROM foundation_event WHERE sequence = 3)"
    )

    assert complaints() == ["#3 the row is in state shut, its last event led to open"]


def test_a_step_the_table_does_not_know_is_seen(door, keeper, noon):
    events.record(door, "lock", by=keeper, at=noon, data={"from": "shut", "to": "open"})
    events.record(door, "paint", by=keeper, at=noon, data={"from": "open", "to": "shut"})
    events.record(door, "open", by=keeper, at=noon, data={"from": "locked", "to": "shut"})

    assert complaints() == [
        "#5 lock does not lead from shut to open",
        "#6 paint is not in the table of moves",
        "#7 starts from locked, but the row was in shut",
        "#7 open does not lead from locked to shut",
    ]


def test_a_changed_and_a_missing_file_are_seen(door, user, noon, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    for content in (b"one", b"two"):
        sha256, size = files.put([content])
        StoredFile.objects.create(sha256=sha256, size=size, content_type="text/csv", original_name="a", stored_at=noon)
    first, second = StoredFile.objects.order_by("pk")
    files.place_of(first.sha256).write_bytes(b"changed")
    files.place_of(second.sha256).unlink()

    found = [f"{b.stream}: {b.reason}" for b in verification.problems(with_files=True)]

    assert found == [
        f"file:{first.pk}: its content does not match its hash",
        f"file:{second.pk}: its content is missing",
    ]
