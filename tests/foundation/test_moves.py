"""A case moves only through its table of moves."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from smilemark.foundation import events, moves
from smilemark.foundation.models import Event, RefusedAttempt
from smilemark.foundation.moves import SYSTEM, Refused


def make(model, door, name, *, by, at) -> None:
    with moves.moving(model, door.pk, name, by=by, at=at):
        pass


def test_a_move_changes_the_state_and_writes_one_event(door_model, keeper, noon):
    door = moves.begin(door_model(note="a"), "place", by=keeper, at=noon)

    with moves.moving(door_model, door.pk, "open", by=keeper, at=noon) as moved:
        moved.note = "b"
        moves.note(moved, text={"why": "通風"}, width=80)

    door.refresh_from_db()
    assert (door.state, door.note) == ("open", "b")
    told = [(e.sequence, e.move, e.data, e.eventtext.text) for e in events.history(door)]
    assert told == [
        (1, "place", {"from": None, "to": "shut"}, {"actor": "管理員"}),
        (2, "open", {"from": "shut", "to": "open", "width": 80}, {"actor": "管理員", "why": "通風"}),
    ]


def test_a_refused_move_writes_nothing_but_its_own_log(door_model, keeper, noon):
    door = moves.begin(door_model(), "place", by=keeper, at=noon)

    with pytest.raises(Refused, match="目前狀態為「關著」，不能辦理「看」（第二點）"):
        make(door_model, door, "look", by=keeper, at=noon)

    door.refresh_from_db()
    assert door.state == "shut"
    assert Event.objects.count() == 1
    assert RefusedAttempt.objects.get().move == "look"


def test_a_body_that_refuses_undoes_what_it_did(door_model, keeper, noon):
    door = moves.begin(door_model(note="before"), "place", by=keeper, at=noon)

    def jammed() -> None:
        with moves.moving(door_model, door.pk, "open", by=keeper, at=noon) as moved:
            moved.note = "after"
            moved.save()
            raise Refused("門卡住。", field="note")

    with pytest.raises(Refused, match="門卡住"):
        jammed()

    door.refresh_from_db()
    assert (door.state, door.note) == ("shut", "before")
    assert Event.objects.count() == 1
    assert RefusedAttempt.objects.get().reason == "門卡住。"


def test_a_move_inside_a_move_logs_its_refusal_once(door_model, keeper, noon):
    outer = moves.begin(door_model(), "place", by=keeper, at=noon)
    inner = moves.begin(door_model(), "place", by=keeper, at=noon)

    def one_in_the_other() -> None:
        with moves.moving(door_model, outer.pk, "open", by=keeper, at=noon):
            make(door_model, inner, "look", by=keeper, at=noon)

    with pytest.raises(Refused, match="不能辦理「看」"):
        one_in_the_other()

    outer.refresh_from_db()
    assert outer.state == "shut"
    assert [attempt.move for attempt in RefusedAttempt.objects.all()] == ["open"]


def test_a_role_not_held_refuses(door_model, keeper, noon):
    door = moves.begin(door_model(), "place", by=keeper, at=noon)

    with pytest.raises(Refused, match="您的角色不能辦理「鎖」（第四點）"):
        make(door_model, door, "lock", by=keeper, at=noon)

    assert [open_move.name for open_move in moves.open_to(door, keeper)] == ["open"]


def test_the_system_makes_only_the_moves_that_say_so(door_model, keeper, noon):
    door = moves.begin(door_model(), "place", by=keeper, at=noon)
    with pytest.raises(Refused, match="須由有權責之人員辦理"):
        make(door_model, door, "open", by=SYSTEM, at=noon)
    with moves.moving(door_model, door.pk, "open", by=keeper, at=noon):
        pass

    with moves.moving(door_model, door.pk, "shut", by=SYSTEM, at=noon):
        pass

    door.refresh_from_db()
    assert door.state == "shut"


def test_of_two_moves_of_one_row_at_once_one_wins(committed_door_model, keeper, noon):
    door = moves.begin(committed_door_model(), "place", by=keeper, at=noon)
    both_ready = threading.Barrier(2)
    answers: list[str] = []

    def open_it() -> None:
        both_ready.wait()
        try:
            with moves.moving(committed_door_model, door.pk, "open", by=keeper, at=noon):
                pass
            answers.append("opened")
        except Refused as refusal:
            answers.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["opened", "目前狀態為「開著」，不能辦理「開」（第一點）。"]
    assert [event.move for event in events.history(door)] == ["place", "open"]


@pytest.mark.parametrize("change", ["UPDATE foundation_event SET kind = 'x'", "DELETE FROM foundation_event"])
def test_the_database_refuses_to_change_events(door_model, keeper, noon, change):
    moves.begin(door_model(), "place", by=keeper, at=noon)

    with (
        pytest.raises(DatabaseError, match="events are append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    assert Event.objects.get().kind == "foundation.door.place"


def test_a_text_longer_than_its_column_is_refused_at_its_field(door_model, keeper, noon):
    door = moves.begin(door_model(note="字" * 50), "place", by=keeper, at=noon)

    with pytest.raises(Refused, match="「note」最多50字，目前為51字。") as refused:
        moves.begin(door_model(note="字" * 51), "place", by=keeper, at=noon)
    assert refused.value.field == "note"

    def lengthened() -> None:
        with moves.moving(door_model, door.pk, "open", by=keeper, at=noon) as moved:
            moved.note = "字" * 51

    with pytest.raises(Refused, match="目前為51字"):
        lengthened()
    door.refresh_from_db()
    assert (door.state, door_model.objects.count()) == ("shut", 1)
