"""Self-printing (annex 14, FC-A14): applied for, checked against the use principles, approved, registered, printed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import mark as made
from tests.factories.companies import make_person
from tests.factories.mark import START, TODAY
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.models import Certificate, Label
from smilemark.foundation import events
from smilemark.foundation.models import Notice
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry
from smilemark.mark.actions import consents, print_reviews, printing
from smilemark.mark.actions.print_reviews import Review
from smilemark.mark.actions.printing import Wanted
from smilemark.mark.models import Letter, PrintApplication, PrintRun
from smilemark.mark.queries import printing as queries

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene, products=2)


def test_the_way_of_the_drawing_from_application_to_print(scene):
    row = made.registered_application(scene)
    run = printing.print_tags(
        application_id=row.pk, label=scene.numbers[0], quantity=50, printed_on=TODAY, by=scene.firm_person, at=START
    )

    row.refresh_from_db()
    moves = [(event.move, event.data["to"]) for event in events.history(row)]
    assert moves == [
        ("open", "draft"),
        ("attach", "draft"),
        ("submit", "submitted"),
        ("review", "reviewed"),
        ("approve", "approved"),
        ("register", "registered"),
        ("print", "printed"),
    ]
    assert (row.registered_on, row.decided_by) == (TODAY, scene.decider)
    assert (run.source, run.first_serial, run.last_serial) == (row.number, 1, 50)
    letter = Letter.objects.get()
    assert (letter.kind, letter.addressee_id) == ("自行印製審查通過通知函", scene.world.firm.pk)
    assert letter.words["copies_to"] == ["臺灣製產品MIT微笑標章秘書處"]


def test_the_approval_is_in_the_register_while_the_right_runs(scene):
    made.registered_application(scene, labels=scene.numbers[:1])
    until = Label.objects.get(number=scene.numbers[0]).valid_until

    assert queries.may_print(scene.numbers[0], TODAY)
    assert not queries.may_print(scene.numbers[1], TODAY)
    assert not queries.may_print(scene.numbers[0], TODAY - timedelta(days=1))
    assert queries.may_print(scene.numbers[0], until)
    assert not queries.may_print(scene.numbers[0], until + timedelta(days=1))
    secretariat = make_person(roles.SECRETARIAT)
    assert [row.number for row in queries.listed(secretariat, state="may_print")] == ["P115-000001"]


def test_the_secretariat_gets_a_copy_and_the_body_is_told(scene):
    secretariat = make_person(roles.SECRETARIAT)

    made.registered_application(scene)

    said = set(Notice.objects.values_list("user_id", "subject"))
    assert (secretariat.pk, "自行印製已登錄：P115-000001") in said
    assert (scene.reviewer.pk, "自行印製申請：P115-000001") in said
    assert (scene.decider.pk, "自行印製待核定：P115-000001") in said
    assert (scene.firm_person.pk, "自行印製審查通過通知函：P115-000001") in said


def test_nothing_is_sent_in_without_sample_and_two_of_each(scene):
    wanted = Wanted(labels=scene.numbers, shape="tag", sample_copies=1)
    row = printing.open_application(certificate=scene.certificate.number, wanted=wanted, by=scene.firm_person, at=START)

    with pytest.raises(Refused, match="標章樣本：請附加") as without:
        printing.submit(application_id=row.pk, by=scene.firm_person, at=START)
    printing.attach_sample(application_id=row.pk, caption="", uploads=[made.picture()], by=scene.firm_person, at=START)
    with pytest.raises(Refused, match="標章樣本一式二份") as single:
        printing.submit(application_id=row.pk, by=scene.firm_person, at=START)

    assert (without.value.field, single.value.field) == ("samples", "sample_copies")
    assert PrintApplication.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"labels": []}, "labels"),
        ({"labels": ["01599999-00001"]}, "labels"),
        ({"shape": "flag"}, "shape"),
        ({"printer": "neighbour"}, "printer"),
        ({"printer": "association"}, "association"),
        ({"printer": "association", "association": "會" * 121}, "association"),
        ({"consent": "無此文號"}, "consent"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(scene, given, field):
    wanted = Wanted(**({"labels": scene.numbers, "shape": "tag"} | given))

    with pytest.raises(Refused) as refusal:
        printing.open_application(certificate=scene.certificate.number, wanted=wanted, by=scene.firm_person, at=START)

    assert refusal.value.field == field
    assert not PrintApplication.objects.exists()


def test_class_2_is_sent_to_its_scheme_and_a_stranger_finds_no_certificate(scene):
    wanted = Wanted(labels=scene.numbers, shape="tag")
    class_2 = Industry.objects.create(code="901", name="採認制度之產品", product_class=2)
    Certificate.objects.filter(pk=scene.certificate.pk).update(industry=class_2)

    with pytest.raises(Refused, match=r"第二類產品依採認之特定產品驗證制度辦理（.*附件十四第三點第三款）"):
        printing.open_application(certificate=scene.certificate.number, wanted=wanted, by=scene.firm_person, at=START)
    with pytest.raises(Refused, match="請選擇貴業者之驗證書"):
        printing.open_application(certificate=scene.certificate.number, wanted=wanted, by=scene.reviewer, at=START)


def test_only_what_meets_the_use_principles_is_proposed_for_approval(scene):
    row = made.submitted_application(scene)
    for missing, said in (
        ("colour", "非經本署同意不得改變形狀、顏色或加註字樣"),
        ("products", "僅用於申請所列之獲證產品"),
        ("copies", "標章樣本一式二份收訖"),
    ):
        checks = made.ALL_MET | {missing: False}
        with pytest.raises(Refused, match=said) as refusal:
            print_reviews.review(
                application_id=row.pk, found=Review(checks, "approve", ""), by=scene.reviewer, at=START
            )
        assert refusal.value.field == "proposal"

    with pytest.raises(Refused, match="審查意見：請填寫"):
        print_reviews.review(application_id=row.pk, found=Review({}, "refuse", " "), by=scene.reviewer, at=START)
    refused = print_reviews.review(
        application_id=row.pk,
        found=Review(made.ALL_MET | {"colour": False}, "refuse", "改為藍色。"),
        by=scene.reviewer,
        at=START,
    )
    row = print_reviews.decide(application_id=refused.pk, by=scene.decider, at=START)

    assert row.state == "refused"
    reasons = Letter.objects.get().words["sections"][0]["items"]
    assert reasons[0].startswith("不符「顏色與註冊圖樣相同」：非經本署同意不得改變形狀、顏色或加註字樣")
    assert reasons[1] == "改為藍色。"
    assert not queries.may_print(scene.numbers[0], TODAY)


def test_an_altered_pattern_needs_the_consent_of_the_administration(scene):
    officer = scene.officer
    firm = scene.world.firm
    agreed = consents.Agreed(firm.ubn, "產署字第1號", ["colour"], "單色印刷。", TODAY)
    with pytest.raises(Refused, match="由本署為之"):
        consents.grant_consent(agreed=agreed, pattern=made.picture(), by=scene.decider, at=START)
    consent = consents.grant_consent(agreed=agreed, pattern=made.picture(), by=officer, at=START)
    row = made.submitted_application(scene, consent="產署字第1號")

    with pytest.raises(Refused, match="未加註其他字樣"):
        print_reviews.review(
            application_id=row.pk,
            found=Review(made.ALL_MET | {"colour": False, "words": False}, "approve", ""),
            by=scene.reviewer,
            at=START,
        )
    found = Review(made.ALL_MET | {"colour": False}, "approve", "")
    print_reviews.review(application_id=row.pk, found=found, by=scene.reviewer, at=START)
    consents.end_consent(consent_id=consent.pk, reason="政策變更", by=officer, at=START)
    with pytest.raises(Refused, match="顏色與註冊圖樣相同"):
        print_reviews.decide(application_id=row.pk, by=scene.decider, at=START)


def test_a_supplement_is_asked_for_twice_at_most(scene):
    row = made.submitted_application(scene)
    for _round in range(2):
        print_reviews.ask_supplement(application_id=row.pk, text="請補吊牌背面。", days=5, by=scene.reviewer, at=START)
        row.refresh_from_db()
        assert (row.state, row.supplement_until) == ("supplement", date(2026, 3, 9))  # the 7th is a Saturday
        printing.submit(application_id=row.pk, by=scene.firm_person, at=START)

    with pytest.raises(Refused, match="已通知補正 2 次"):
        print_reviews.ask_supplement(application_id=row.pk, text="再補。", days=5, by=scene.reviewer, at=START)


def test_who_reviewed_does_not_decide_and_a_stale_page_decides_nothing(scene):
    row = made.reviewed_application(scene)
    both = make_person(roles.DECIDER, scene.world.body)
    PrintApplication.objects.filter(pk=row.pk).update(reviewed_by=both)

    with pytest.raises(Refused, match="審查人員不得核定同一案件"):
        print_reviews.decide(application_id=row.pk, by=both, at=START)
    with pytest.raises(Refused, match="已由他人更新"):
        print_reviews.decide(application_id=row.pk, by=scene.decider, at=START, revision=row.revision - 1)


def test_nothing_is_printed_before_the_approval_or_after_the_right(scene):
    row = made.registered_application(scene)
    label = Label.objects.get(number=scene.numbers[0])

    def record(printed_on, at=START, number=scene.numbers[0]):
        return printing.print_tags(
            application_id=row.pk, label=number, quantity=1, printed_on=printed_on, by=scene.firm_person, at=at
        )

    with pytest.raises(Refused, match=r"未經審查通過而自行印製，應命其限期改善（.*第四十三點") as early:
        record(TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="印製日不得在今日之後"):
        record(TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="請選擇申請所列之產品"):
        record(TODAY, number="01500001-99999")
    after = START + timedelta(days=(label.valid_until - TODAY).days + 1)
    with pytest.raises(Refused, match="已不得使用"):
        record(timezone.localdate(after), at=after)
    assert early.value.field == "printed_on"
    assert not PrintRun.objects.exists()


def test_printing_may_be_entrusted_to_the_association(scene):
    row = made.registered_application(scene, printer="association", association="臺灣毛巾產業公會")

    run = printing.print_tags(
        application_id=row.pk, label=scene.numbers[0], quantity=9, printed_on=TODAY, by=scene.firm_person, at=START
    )

    assert (run.kind, run.printed_by) == ("association", "臺灣毛巾產業公會")
    assert Letter.objects.get().words["copies_to"] == ["臺灣製產品MIT微笑標章秘書處", "臺灣毛巾產業公會"]


def test_drafts_are_the_firms_own_and_todo_follows_the_case(scene):
    row = made.draft_application(scene)

    def titles(user):
        return [item.title.split("：")[0] for item in queries.todo_for(user, TODAY)]

    assert not queries.applications_visible_to(scene.reviewer).exists()
    assert titles(scene.firm_person) == ["完成自行印製申請"]
    printing.submit(application_id=row.pk, by=scene.firm_person, at=START)
    assert titles(scene.reviewer) == ["審查標章樣本"]
    assert [item.title.split("：")[0] for item in queries.waiting_for(scene.firm_person, TODAY)] == [
        "驗證機構審查自行印製"
    ]
    print_reviews.ask_supplement(application_id=row.pk, text="補背面。", days=5, by=scene.reviewer, at=START)
    assert [(item.until, item.cite) for item in queries.todo_for(scene.firm_person, TODAY)] == [
        (date(2026, 3, 9), "附件十四第三點第一款")
    ]
