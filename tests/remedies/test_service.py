"""送達: opened in the system, by hand, by post, deposited, publicly; each with its day, and nothing twice."""

from __future__ import annotations

import pytest
from tests.factories import remedies as made
from tests.factories.companies import make_person
from tests.factories.remedies import START, day, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.models import Label
from smilemark.foundation import events
from smilemark.foundation.moves import Refused
from smilemark.remedies import actions
from smilemark.remedies.actions.service import ServiceRecord
from smilemark.remedies.models import Letter, Service
from smilemark.remedies.tasks import take_due_effects

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene, products=1)


def make_letter(scene):
    return made.decided_case(scene).letter


letter = shared(make_letter, on=scene)


def ended():
    return set(Label.objects.values_list("ended_on", flat=True))


@pytest.mark.parametrize(
    ("method", "done_on", "effective", "given"),
    [
        ("in_person", day(2), day(2), {"place": "彰化縣和美鎮中正路1號", "receiver": "王小明"}),
        ("substituted", day(2), day(2), {"place": "同上", "receiver": "櫃台林小姐"}),
        ("left", day(2), day(2), {"place": "同上", "receiver": "拒收，留置於門首"}),
        ("registered_post", day(6), day(6), {"sent_on": day(1)}),
        ("deposit", day(6), day(6), {"place": "和美郵局", "note": "不獲會晤應受送達人"}),
    ],
)
def test_the_right_ends_on_the_day_of_service(scene, letter, method, done_on, effective, given):
    made.serve(scene, letter, method, done_on, at=days(6), **given)

    assert ended() == {effective}
    letter.refresh_from_db()
    assert letter.served_on == effective
    assert letter.decision.effective_on == effective


@pytest.mark.parametrize(("method", "wait"), [("public", 20), ("public_abroad", 60)])
def test_public_service_takes_effect_by_itself_on_its_day(scene, letter, method, wait):
    made.serve(scene, letter, method, day(2), at=days(2), note="遷移不明，經查戶籍及登記地址均無法送達")
    letter.refresh_from_db()
    assert (letter.served_on, letter.effect_due_on) == (None, day(2 + wait))

    take_due_effects(days(2 + wait - 1))
    assert ended() == {None}
    for _twice in range(2):
        take_due_effects(days(2 + wait))

    letter.refresh_from_db()
    assert letter.served_on == day(2 + wait)
    assert ended() == {day(2 + wait)}
    assert [event.move for event in events.history(letter)].count("serve") == 1


def test_public_service_that_is_overtaken_by_the_firm_opening_the_letter(scene, letter):
    made.serve(scene, letter, "public", day(2), at=days(2), note="遷移不明")

    actions.open_letter(letter_id=letter.pk, by=scene.firm_person, at=days(5))
    take_due_effects(days(30))

    assert ended() == {day(5)}
    assert [event.move for event in events.history(letter)].count("serve") == 1


def test_public_service_again_needs_one_that_took_effect(scene, letter):
    with pytest.raises(Refused, match="尚無生效之公示送達"):
        made.serve(scene, letter, "public_again", day(2), at=days(2), note="續為送達")
    made.serve(scene, letter, "public", day(2), at=days(2), note="遷移不明")
    with pytest.raises(Refused, match="本函已為公示送達"):
        made.serve(scene, letter, "public", day(3), at=days(3), note="遷移不明")


def test_a_failed_attempt_is_kept_and_nothing_takes_effect(scene, letter):
    made.serve(
        scene, letter, "registered_post", day(20), at=days(20), sent_on=day(1), succeeded=False, note="招領逾期退回"
    )

    assert ended() == {None}
    row = Service.objects.get(letter=letter)
    assert (row.succeeded, row.effective_on) == (False, None)
    made.serve(scene, letter, "deposit", day(21), at=days(21), place="和美郵局", note="招領逾期")
    assert ended() == {day(21)}


def test_by_hand_not_on_a_sunday_unless_taken(scene, letter):
    sunday = day(6)
    given = {"place": "登記地址", "receiver": "王小明"}

    with pytest.raises(Refused, match="第八十四條"):
        made.serve(scene, letter, "in_person", sunday, at=days(7), **given)
    made.serve(scene, letter, "in_person", sunday, at=days(7), taken_all_the_same=True, **given)

    assert ended() == {sunday}


@pytest.mark.parametrize(
    ("method", "done_on", "given", "reason"),
    [
        ("in_person", day(-1), {"place": "a", "receiver": "b"}, "發文日期至今日之間"),
        ("in_person", day(4), {"place": "a", "receiver": "b"}, "發文日期至今日之間"),
        ("in_person", day(2), {"place": "a"}, "處所及收受人"),
        ("registered_post", day(2), {}, "請填交寄日"),
        ("registered_post", day(2), {"sent_on": day(3)}, "請填交寄日"),
        ("deposit", day(2), {"note": "不獲會晤"}, "寄存之機關"),
        ("deposit", day(2), {"place": "和美郵局"}, "寄存送達請敘明"),
        ("public", day(2), {}, "公示送達請敘明"),
        ("electronic", day(2), {}, "由業者於系統開啟"),
        ("pigeon", day(2), {}, "請選擇送達方式"),
        ("in_person", day(2), {"succeeded": False}, "請填原因"),
    ],
)
def test_what_cannot_be(scene, letter, method, done_on, given, reason):
    with pytest.raises(Refused, match=reason):
        made.serve(scene, letter, method, done_on, at=days(3), **given)

    assert Service.objects.filter(letter=letter).count() == 0
    assert ended() == {None}


def test_only_the_writers_people_record_service_and_only_once(scene, letter):
    record = ServiceRecord(method="in_person", done_on=day(2), place="登記地址", receiver="王小明")
    for stranger in (scene.firm_person, make_person(roles.SECRETARIAT), scene.officer):
        with pytest.raises(Refused, match="僅發文機關"):
            actions.record_service(letter_id=letter.pk, record=record, by=stranger, at=days(3))
    actions.record_service(letter_id=letter.pk, record=record, by=scene.decider, at=days(3))
    with pytest.raises(Refused, match="已於中華民國115年3月4日送達"):
        actions.record_service(letter_id=letter.pk, record=record, by=scene.decider, at=days(3))


def test_only_the_firm_opens_its_letter_and_twice_is_once(scene, letter):
    with pytest.raises(Refused, match="僅受文業者"):
        actions.open_letter(letter_id=letter.pk, by=scene.reviewer, at=START)

    for number in (1, 2):
        actions.open_letter(letter_id=letter.pk, by=scene.firm_person, at=days(number))

    assert ended() == {day(1)}
    assert Letter.objects.get(pk=letter.pk).services.count() == 1
