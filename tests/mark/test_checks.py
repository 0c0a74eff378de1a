"""Spot checks of use (annex 13 point 7): seen, noticed with a limit, re-checked on a day chosen; what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import mark as made
from tests.factories.companies import make_applicant, make_person
from tests.factories.mark import START, TODAY
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import events, outbox
from smilemark.foundation.models import Event, Notice
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import checks, consents, licences
from smilemark.mark.models import Letter
from smilemark.mark.queries import checks as queries
from smilemark.mark.queries import licences as licence_queries
from smilemark.remedies.models import ImprovementOrder
from smilemark.site import spot_checks

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene)


@pytest.fixture
def desk():
    return make_person(roles.SECRETARIAT)


def conclude(check, by, day, *, improved):
    at = START + timedelta(days=(day - TODAY).days)
    return checks.conclude_recheck(
        check_id=check.pk, improved=improved, text="複查情形。", rechecked_on=day, by=by, at=at
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"uses": ["uncertified_product"]}, "不得用於未經授權使用之產品"),
        ({"uses": ["trademark"]}, "亦不得作為商標之用"),
        ({"uses": [], "changes": ["colour"]}, "非經本署同意不得改變形狀、顏色或加註字樣"),
        ({"uses": [], "was_transferred": True}, "標章不得轉讓或買賣（第三十六點）"),
        ({"uses": [], "was_refused": True}, "不得拒絕抽查（附件十三第七點）"),
        ({"uses": [], "other_breach": "標章編號模糊"}, "標章編號模糊（附件十三第五點）"),
    ],
)
def test_what_breaches_the_rules_is_named_with_its_place(scene, given, said):
    check = made.opened_check(scene.reviewer, scene.certificate.number, **given)

    assert said in "".join(queries.breaches_of(check))
    with pytest.raises(Refused, match="不得以符合結案"):
        checks.conclude_conforming(check_id=check.pk, by=scene.reviewer, at=START)


def test_a_certified_firm_may_use_the_mark_on_product_package_and_works(scene):
    uses = ["certified_product", "product_package", "physical_promotion", "electronic_promotion"]
    check = made.opened_check(scene.reviewer, scene.certificate.number, uses=uses, changes=["proportional_scaling"])

    assert queries.breaches_of(check) == []
    with pytest.raises(Refused, match="未載違反規定之事實"):
        checks.send_notice(check_id=check.pk, wanted="改善", days=5, by=scene.reviewer, at=START)
    assert checks.conclude_conforming(check_id=check.pk, by=scene.reviewer, at=START).state == "conforming"


def test_a_licensee_may_not_put_it_on_a_package_nor_use_it_outside_its_period(desk):
    licence = made.signed_licence(desk)

    check = made.opened_check(desk, licence=licence.number, uses=["product_package"])
    assert "授權範圍僅限推廣製作物" in queries.breaches_of(check)[0]
    early = made.opened_check(
        desk, licence=licence.number, uses=["physical_promotion"], checked_on=TODAY - timedelta(days=1)
    )
    assert "不得使用" in queries.breaches_of(early)[0]


def test_a_change_the_administration_consented_to_is_no_breach(scene):
    agreed = consents.Agreed(scene.world.firm.ubn, "產署字第1號", ["colour"], "單色。", TODAY)
    consents.grant_consent(agreed=agreed, pattern=made.picture(), by=scene.officer, at=START)

    check = made.opened_check(scene.reviewer, scene.certificate.number, uses=[], changes=["colour"])
    assert queries.breaches_of(check) == []


def test_the_notice_sets_the_limit_and_the_firm_reports(scene):
    check = made.noticed_check(scene.reviewer, scene.certificate.number)
    letter = Letter.objects.get()

    assert check.due_on == date(2026, 3, 12)
    assert letter.kind == "限期改善通知函"
    assert "得終止標章使用權（附件十三第八點第七款）" in letter.words["sections"][-1]["items"][0]
    assert [item.until for item in queries.todo_for(scene.firm_person, TODAY)] == [check.due_on]
    checks.report_improvement(
        check_id=check.pk, text="已移除。", uploads=[made.picture()], by=scene.firm_person, at=START
    )
    checks.plan_recheck(check_id=check.pk, recheck_on=date(2026, 3, 10), by=scene.reviewer, at=START)
    assert [item.until for item in queries.todo_for(scene.reviewer, TODAY)] == [date(2026, 3, 10)]
    done = conclude(check, scene.reviewer, date(2026, 3, 10), improved=True)
    assert (done.state, done.rechecked_on) == ("improved", date(2026, 3, 10))


def test_not_improved_is_found_from_the_day_after_the_limit(scene):
    check = made.noticed_check(scene.reviewer, scene.certificate.number)

    with pytest.raises(Refused, match="尚未屆滿，不得認定屆期未改善"):
        conclude(check, scene.reviewer, check.due_on, improved=False)
    conclude(check, scene.reviewer, check.due_on + timedelta(days=1), improved=False)
    last = events.history(check)[-1]
    assert (last.kind, last.data["certificate"], last.data["unlicensed_use"]) == (
        "mark.spotcheck.not_improved",
        scene.certificate.number,
        True,
    )


def test_a_licence_may_end_once_its_holder_has_not_improved(desk):
    licence = made.signed_licence(desk)
    check = made.noticed_check(desk, licence=licence.number)
    conclude(check, desk, check.due_on + timedelta(days=1), improved=False)

    assert "屆期未改善，審酌終止授權" in [item.title.split("：")[0] for item in licence_queries.todo_for(desk, TODAY)]
    ending = licences.Ending("not_improved_after_notice", "屆期未改善。", date(2026, 3, 20), confirmed=True)
    at = START + timedelta(days=18)
    assert licences.end_licence(licence_id=licence.pk, ending=ending, by=desk, at=at).state == "ended"


def test_a_check_is_the_licensors_and_told_once_noticed(scene, desk):
    licence = made.signed_licence(desk)
    with pytest.raises(Refused, match="查無此授權"):
        made.opened_check(scene.reviewer, licence=licence.number)
    with pytest.raises(Refused, match="由核發驗證書之驗證機構或秘書處辦理"):
        made.opened_check(scene.firm_person, scene.certificate.number)
    with pytest.raises(Refused, match="其中之一"):
        made.opened_check(scene.reviewer)
    with pytest.raises(Refused, match="抽查日不得在今日之後"):
        made.opened_check(scene.reviewer, scene.certificate.number, checked_on=TODAY + timedelta(days=1))

    made.opened_check(scene.reviewer, scene.certificate.number)
    assert not queries.checks_visible_to(scene.firm_person).exists()
    told = made.noticed_check(scene.reviewer, scene.certificate.number)
    assert list(queries.checks_visible_to(scene.firm_person)) == [told]
    assert not queries.checks_visible_to(make_applicant(licence.licensee.firm)).exists()


def test_a_trademark_that_stays_becomes_an_order_to_improve_drafted_once(scene):
    check = made.noticed_check(scene.reviewer, scene.certificate.number)
    conclude(check, scene.reviewer, check.due_on + timedelta(days=1), improved=False)

    outbox.deliver()
    order = ImprovementOrder.objects.get()
    spot_checks.follow(Event.objects.get(kind="mark.spotcheck.not_improved"))

    assert ImprovementOrder.objects.get() == order
    assert (order.ground, order.state, order.opened_by) == ("mark_on_unlicensed_product", "draft", scene.reviewer)
    assert order.facts.startswith(f"標章使用抽查 {check.number} 屆期未改善：")


def test_an_altered_pattern_that_stays_is_told_to_the_body(scene):
    check = made.noticed_check(scene.reviewer, scene.certificate.number, uses=[], changes=["colour"])
    conclude(check, scene.reviewer, check.due_on + timedelta(days=1), improved=False)

    outbox.deliver()

    assert not ImprovementOrder.objects.exists()
    told = Notice.objects.get(subject=f"標章使用抽查屆期未改善：驗證書 {scene.certificate.number}", user=scene.decider)
    assert told.url == f"/remedies/open/?certificate={scene.certificate.number}"
