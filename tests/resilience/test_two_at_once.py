"""Two people press at the same moment: one decision, the other is told why not; nothing is written twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from tests.factories import remedies as remedied
from tests.factories import surveillance as made
from tests.factories.companies import make_person
from tests.factories.remedies import START
from tests.factories.surveillance import moment

from smilemark.accounts import roles
from smilemark.foundation import clock, events
from smilemark.foundation.models import Event, Notice, OutboxMessage
from smilemark.remedies.models import Decision as Ending
from smilemark.remedies.models import Determination, EndingCase, Letter
from smilemark.surveillance import actions
from smilemark.surveillance.models import Decision, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smilemark.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
HEARD, DAY = date(2025, 5, 23), date(2025, 5, 26)
KEEP = {"do": "keep", "reasons": "查證屬實。", "point": "42(6)", "ends_right": "on", "is_grave": "on"}
LIFT = {"do": "lift", "reasons": "查證後符合。"}


def press_at_once(address: str, forms: list[tuple[User, Mapping[str, object]]]) -> list[tuple[int, str]]:
    """Each person's browser sends its form at the same moment; status and page of each answer, refusals last."""
    together = threading.Barrier(len(forms))

    def press(who: User, form: Mapping[str, object]) -> tuple[int, str]:
        client = Client()
        client.force_login(who)
        together.wait(timeout=60)
        try:
            answer = client.post(address, form)
            return answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return sorted(future.result() for future in [pool.submit(press, who, form) for who, form in forms])


def events_of(row: object, move: str) -> int:
    """How often the move was made."""
    return sum(event.move == move for event in events.history(row))


def invited(world: made.World) -> Fault:
    """A serious finding whose time for a statement is over."""
    fault = made.serious(world)
    return actions.invite_statement(
        fault_id=fault.pk, state_until=HEARD, by=world.reviewer, at=moment(date(2025, 5, 12))
    )


@pytest.mark.parametrize("second", [KEEP, LIFT], ids=["both keep", "one lifts"])
def test_two_deciders_on_one_finding(second: Mapping[str, object]) -> None:
    world = made.make_world(labels=1)
    other = make_person(roles.DECIDER, world.body, "核定員戊")
    fault = invited(world)
    told = Notice.objects.filter(user=world.applicant).count()

    with clock.travelled(moment(DAY)):
        answers = press_at_once(f"/surveillance/faults/{fault.pk}/", [(world.decider, KEEP), (other, second)])

    assert [status for status, _page in answers] == [302, 409]
    fault.refresh_from_db()
    kept = fault.state == "kept"
    assert "不能辦理" in answers[1][1]
    assert ("維持重大缺失" if kept else "未維持重大缺失") in answers[1][1]
    decision = Decision.objects.get()
    assert (decision.keeps_view, decision.ends_right) == (kept, kept)
    assert (events_of(fault, "keep"), events_of(fault, "lift")) == (int(kept), int(not kept))
    assert (Letter.objects.count(), Determination.objects.count()) == (int(kept), int(kept))
    firm = Notice.objects.filter(user=world.applicant)
    assert firm.filter(subject__startswith="查核缺失之決定").count() == 1
    assert firm.count() - told == 1 + int(kept)  # of the decision, and of the letter where there is one
    assert OutboxMessage.objects.filter(notice__in=firm).count() == firm.count()
    assert list(events.broken_chains()) == []


def test_two_deciders_on_one_end_of_a_right() -> None:
    scene = remedied.make_scene(products=1)
    case = remedied.proposed_case(scene)
    other = make_person(roles.DECIDER, scene.world.body, "核定員戊")
    letters = Letter.objects.count()

    with clock.travelled(START):
        form = {"do": "decide", "revision": case.revision}
        answers = press_at_once(f"/remedies/endings/{case.number}/", [(scene.decider, form), (other, form)])

    assert [status for status, _page in answers] == [302, 409]
    assert "不能辦理「作成處分」" in answers[1][1]
    row = EndingCase.objects.get()
    assert (row.state, events_of(row, "decide")) == ("decided", 1)
    assert (Ending.objects.count(), Letter.objects.count() - letters) == (1, 1)
    assert Letter.objects.filter(kind=Letter.Kind.DECISION).count() == 1
    assert Event.objects.filter(kind="remedies.endingcase.decide").count() == 1
    assert list(events.broken_chains()) == []


@pytest.mark.parametrize("act", ["send_back", "close"])
def test_one_decides_while_another_sends_it_back_or_closes_it(act: str) -> None:
    scene = remedied.make_scene(products=1)
    case = remedied.proposed_case(scene)
    other = make_person(roles.DECIDER, scene.world.body, "核定員戊")
    form = {"do": act, "revision": case.revision, "reason": "再查。"}

    with clock.travelled(START):
        answers = press_at_once(
            f"/remedies/endings/{case.number}/",
            [(scene.decider, {"do": "decide", "revision": case.revision}), (other, form)],
        )

    assert [status for status, _page in answers] == [302, 409]
    row = EndingCase.objects.get()
    decided = row.state == "decided"
    assert Ending.objects.count() == events_of(row, "decide") == int(decided)
    assert events_of(row, act) == int(not decided)
    assert Letter.objects.filter(kind=Letter.Kind.DECISION).count() == int(decided)
    assert list(events.broken_chains()) == []
