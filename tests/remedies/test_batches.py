"""異常事件批次: a dry run lists what would happen; the job does exactly that, once, however often it is begun."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import certification_results as certified
from tests.factories import remedies as made
from tests.factories.accreditation import make_laboratory
from tests.factories.certification import NOON
from tests.factories.companies import make_applicant, make_factory, make_firm, make_person
from tests.factories.remedies import START, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.models import Certificate, Label
from smilemark.foundation import jobs
from smilemark.foundation.models import Event, JobProgress
from smilemark.foundation.moves import Refused
from smilemark.remedies import actions
from smilemark.remedies.actions import batches
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.models import Batch, BatchLine, EndingCase, ImprovementOrder, Letter

pytestmark = pytest.mark.django_db
TESTED = date(2025, 6, 2)


def incident(world, **given):
    values = {
        "title": "檢驗報告不實",
        "criterion": "laboratory",
        "act": "ending",
        "ground": "false_documents",
        "facts": "檢驗機構未實際檢驗即出具報告。",
        "since": made.day(0),
        "days": 10,
        "subject_id": world.laboratory.pk,
        "first_day": TESTED,
        "last_day": TESTED,
    }
    return Incident(**(values | given))


def another_firm(world):
    """The same body and laboratory, another firm."""
    firm = make_firm()
    return certified.World(
        **{
            **{name: getattr(world, name) for name in world.__dataclass_fields__},
            "firm": firm,
            "applicant": make_applicant(firm),
            "factories": [make_factory(firm)],
        }
    )


scene = shared(made.make_scene, products=1)


def make_two(scene):
    """Two firms' certificates tested by the same laboratory on the same day."""
    certified.make_certified(another_firm(scene.world), at=NOON)
    return scene


two = shared(make_two, on=scene)


def tried(scene, **given):
    batch = actions.open_batch(incident=incident(scene.world, **given), by=scene.reviewer, at=START)
    return actions.try_out_batch(batch_id=batch.pk, by=scene.reviewer, at=START)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (TESTED, TESTED, 2),
        (date(2025, 6, 3), date(2025, 6, 30), 0),
        (date(2025, 5, 1), date(2025, 6, 1), 0),
        (date(2025, 5, 1), date(2025, 6, 2), 2),
        (date(2025, 6, 2), date(2025, 7, 2), 2),
    ],
)
def test_between_two_days_both_included(two, first, last, found):
    batch = tried(two, first_day=first, last_day=last)

    assert batch.lines.count() == found


def test_the_dry_run_says_what_would_happen_and_does_none_of_it(two):
    batch = tried(two)

    assert list(batch.lines.values_list("result", "words")) == [
        ("planned", "立案並通知陳述意見（10日），擬撤銷 1 項標章之使用權。"),
        ("planned", "立案並通知陳述意見（10日），擬撤銷 1 項標章之使用權。"),
    ]
    assert (EndingCase.objects.count(), Letter.objects.count()) == (0, 0)


def test_another_laboratory_touches_nothing(two):
    assert tried(two, subject_id=make_laboratory(industries=["015"]).pk).lines.count() == 0


def test_what_is_not_ours_or_has_ended_or_is_under_way_is_listed_and_left(two):
    mine, other = Certificate.objects.order_by("number")
    made.open_case(two)
    Label.objects.filter(certificate=other).update(ended_on=TESTED, end_kind="cancelled")

    batch = tried(two)

    assert list(batch.lines.values_list("result", "words")) == [
        ("skipped", f"已有審理中之案件 {EndingCase.objects.get().number}。"),
        ("skipped", "標章使用權均已終止。"),
    ]
    assert mine.number < other.number
    with pytest.raises(Refused, match="沒有應辦理之驗證書"):
        actions.execute_batch(batch_id=batch.pk, by=two.decider, at=START)


def test_executed_every_line_is_done_once_and_the_firms_are_asked(two):
    batch = tried(two)
    actions.execute_batch(batch_id=batch.pk, by=two.decider, at=days(1))

    jobs.run_waiting()

    batch = Batch.objects.get()
    assert batch.state == "done"
    assert (
        list(EndingCase.objects.values_list("state", "ground", "opened_by_id", "batch_id"))
        == [("invited", "false_documents", two.decider.pk, batch.pk)] * 2
    )
    assert Letter.objects.filter(kind=Letter.Kind.INVITATION).count() == 2
    assert set(batch.lines.values_list("result", flat=True)) == {"done"}
    assert JobProgress.objects.get(pk=batch.progress_id).done == 2


def test_begun_again_it_does_nothing_twice(two):
    batch = tried(two)
    actions.execute_batch(batch_id=batch.pk, by=two.decider, at=days(1))
    progress = jobs.Progress(Batch.objects.get().progress_id)

    for _again in range(3):
        batches.run_batch(batch_id=batch.pk, at=days(1), progress=progress)

    assert EndingCase.objects.count() == 2
    assert Letter.objects.count() == 2
    assert Event.objects.filter(kind="remedies.batch.finish").count() == 1


def test_killed_in_the_middle_it_goes_on_where_it_was(two, monkeypatch):
    batch = tried(two)
    actions.execute_batch(batch_id=batch.pk, by=two.decider, at=days(1))
    progress = jobs.Progress(Batch.objects.get().progress_id)
    real, seen = batches._make, []

    def dies_at_the_second(*given):
        seen.append(given)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(batches, "_make", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        batches.run_batch(batch_id=batch.pk, at=days(1), progress=progress)
    assert list(batch.lines.values_list("result", flat=True)) == ["done", "planned"]
    monkeypatch.setattr(batches, "_make", real)
    batches.run_batch(batch_id=batch.pk, at=days(1), progress=progress)

    assert EndingCase.objects.count() == 2
    assert Batch.objects.get().state == "done"


def test_what_changed_since_the_dry_run_is_kept_as_not_done_with_its_reason(two):
    batch = tried(two)
    actions.execute_batch(batch_id=batch.pk, by=two.decider, at=days(1))
    last = batch.lines.last()
    Label.objects.filter(certificate=last.certificate).update(ended_on=TESTED, end_kind="cancelled")

    jobs.run_waiting()

    last.refresh_from_db()
    assert (last.result, "已終止" in last.words) == ("failed", True)
    assert EndingCase.objects.count() == 1
    assert Batch.objects.get().state == "done"


def test_orders_are_drafted_for_the_decider_to_issue(two):
    batch = tried(two, act="order", ground="product_or_process_mismatch", wanted="重新送驗。")
    actions.execute_batch(batch_id=batch.pk, by=two.decider, at=days(1))

    jobs.run_waiting()

    assert list(ImprovementOrder.objects.values_list("state", "wanted", "days")) == [("draft", "重新送驗。", 10)] * 2


def test_by_number_by_body_and_by_factory(two):
    numbers = list(Label.objects.order_by("number").values_list("number", flat=True))
    factory = two.world.factories[0]

    assert tried(two, criterion="labels", numbers=[numbers[0], "99999999-00001"]).lines.count() == 1
    assert tried(two, criterion="body", subject_id=two.world.body.pk).lines.count() == 2
    assert tried(two, criterion="factory", subject_id=factory.pk).lines.count() == 1


def test_who_opened_it_does_not_execute_it_and_a_new_dry_run_is_read_first(two):
    batch = tried(two)
    actions.try_out_batch(batch_id=batch.pk, by=two.reviewer, at=START)

    with pytest.raises(Refused, match="已由他人更新"):
        actions.execute_batch(batch_id=batch.pk, by=two.decider, at=START, revision=batch.revision)
    with pytest.raises(Refused, match="您的角色不能"):
        actions.execute_batch(batch_id=batch.pk, by=two.reviewer, at=START)


def test_the_administrations_batch_reaches_every_body_and_is_its_own(two):
    batch = actions.open_batch(incident=incident(two.world), by=two.officer, at=START)
    with pytest.raises(Refused, match="您的角色不能"):
        actions.try_out_batch(batch_id=batch.pk, by=two.reviewer, at=START)
    actions.try_out_batch(batch_id=batch.pk, by=two.officer, at=START)
    with pytest.raises(Refused, match="建立批次之人員不得執行"):
        actions.execute_batch(batch_id=batch.pk, by=two.officer, at=START)

    actions.execute_batch(batch_id=batch.pk, by=two.second_officer, at=START)
    jobs.run_waiting()

    assert set(EndingCase.objects.values_list("authority_id", "state")) == {(two.world.body.pk, "invited")}
    assert BatchLine.objects.filter(result="done").count() == 2


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": " "}, "事件名稱"),
        ({"criterion": "moon"}, "請選擇範圍"),
        ({"act": "nothing"}, "請選擇處理方式"),
        ({"subject_id": None}, "請選擇對象"),
        ({"first_day": date(2025, 6, 3)}, "起日不得在迄日之後"),
        ({"criterion": "labels", "numbers": []}, "一行一個"),
        ({"since": date(2026, 3, 3)}, "知悉日不得在今日之後"),
        ({"act": "order"}, "應先命限期改善"),
        ({"ground": "mark_on_unlicensed_product"}, "應先命限期改善"),
        ({"ground": "origin_or_quality_breach"}, "應逐案判斷"),
        ({"days": 0}, "請填 1 至 60 日"),
    ],
)
def test_what_cannot_be_a_batch(scene, given, reason):
    with pytest.raises(Refused, match=reason):
        actions.open_batch(incident=incident(scene.world, **given), by=scene.reviewer, at=START)


def test_nobody_else_opens_one(scene):
    for stranger in (scene.firm_person, make_person(roles.SECRETARIAT)):
        with pytest.raises(Refused, match="由驗證機構或本署辦理"):
            actions.open_batch(incident=incident(scene.world), by=stranger, at=START)
