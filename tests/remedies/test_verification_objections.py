"""異議 against decisions of certification (point 49): refusals are verified again, a right ended at request comes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.factories import certification_results as certified
from tests.factories import remedies as made
from tests.factories.certification import NOON, make_submitted, make_verifying
from tests.factories.companies import make_person
from tests.factories.remedies import START, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.actions import changes, drafts, intake, letters, products, refusal, review
from smilemark.certification.models import Case, CaseProduct, Decision, Label, LabelEnding
from smilemark.certification.models import Letter as VerificationLetter
from smilemark.foundation import clock, events
from smilemark.foundation.models import Event, Notice
from smilemark.foundation.moves import Refused
from smilemark.foundation.offers import offers_on
from smilemark.registry.checks.labels import differences
from smilemark.remedies import actions
from smilemark.remedies.actions import objections
from smilemark.remedies.actions.objections import VERIFICATION, Arrival
from smilemark.remedies.actions.reviews import Review
from smilemark.remedies.models import Decision as Reviewed
from smilemark.remedies.models import Letter, Objection

pytestmark = pytest.mark.django_db
REASON = {"text": "不符申請資格。", "citation": "推動及管理要點第二十二點"}


world = shared(certified.make_world)


@pytest.fixture
def officers():
    return make_person(roles.ADMINISTRATION, None, "署甲"), make_person(roles.ADMINISTRATION, None, "署乙")


def opened(world, decision, *, at=START):
    letters.open_letter(letter_id=decision.letter.pk, by=world.applicant, at=at)
    decision.refresh_from_db()
    return decision


def refused_case(world, *, at=START):
    case = make_submitted(world, at=at)
    decision = refusal.refuse_case(
        case_id=case.pk, move="refuse_eligibility", reasons=[REASON], findings=[], by=world.decider, at=at
    )
    return opened(world, decision, at=at)


def filed(world, decision, *, at):
    return actions.file_objection(
        decision_id=decision.pk,
        of=VERIFICATION,
        reasons="本公司符合資格。",
        uploads=[],
        submission_key=f"k{decision.pk}",
        by=world.applicant,
        at=at,
    )


def closed(world, officers, decision, outcome, *, number=2, **more):
    """The objection filed, accepted, reviewed by one, decided by another, and its letter opened by the firm."""
    at = days(number)
    objection = filed(world, decision, at=at)
    actions.accept_objection(objection_id=objection.pk, by=officers[0], at=at)
    review = Review(outcome, "原決定認定事實有誤。", **more)
    actions.propose_review(objection_id=objection.pk, review=review, by=officers[0], at=at)
    actions.decide_review(objection_id=objection.pk, by=officers[1], at=at)
    letter = Letter.objects.get(objection=objection)
    actions.open_letter(letter_id=letter.pk, by=world.applicant, at=at)
    objection.refresh_from_db()
    return objection


def test_a_refusal_may_be_objected_to_within_thirty_days_of_its_receipt(world, officers):
    decision = refused_case(world)

    assert (decision.served_on, decision.objection_until) == (date(2026, 3, 2), date(2026, 4, 1))
    [offer] = offers_on(decision, world.applicant)
    assert (offer.label, offer.url) == ("提出異議", f"/remedies/verifications/{decision.pk}/object/")
    assert offers_on(decision, world.reviewer) == []
    [paper] = offers_on(decision, officers[0])
    assert paper.label == "登錄書面異議"

    objection = filed(world, decision, at=days(30))
    assert objection.authority_id == world.body.pk
    assert actions.accept_objection(objection_id=objection.pk, by=officers[0], at=days(30)).state == "review"
    assert offers_on(decision, world.applicant) == []
    with pytest.raises(Refused, match=f"已有異議案 {objection.number}"):
        actions.register_objection(
            decision_id=decision.pk,
            of=VERIFICATION,
            arrival=Arrival("hand", date(2026, 3, 20)),
            reasons="再提。",
            uploads=[],
            by=officers[0],
            at=days(31),
        )


@pytest.mark.parametrize(
    ("filing", "arrived", "postmark", "accepted"),
    [
        ("hand", date(2026, 4, 1), None, True),
        ("hand", date(2026, 4, 2), None, False),
        ("registered_mail", date(2026, 4, 9), date(2026, 4, 1), True),
        ("registered_mail", date(2026, 4, 9), date(2026, 4, 2), False),
    ],
)
def test_late_is_not_accepted_and_the_postmark_of_registered_mail_counts(
    world, officers, filing, arrived, postmark, accepted
):
    decision = refused_case(world)
    objection = actions.register_objection(
        decision_id=decision.pk,
        of=VERIFICATION,
        arrival=Arrival(filing, arrived, postmark),
        reasons="不服核駁。",
        uploads=[],
        by=officers[0],
        at=days(60),
    )

    if accepted:
        assert actions.accept_objection(objection_id=objection.pk, by=officers[0], at=days(60)).state == "review"
        return
    refused = actions.not_accept_objection(objection_id=objection.pk, by=officers[0], at=days(60))
    assert refused.reasons[0]["text"] == "逾期提出，不予受理。"
    assert "訴願法第十四條" in Letter.objects.get(objection=objection).words["remedy"]


def test_only_the_firm_of_the_decision_files_and_only_what_was_served(world, officers):
    case = make_submitted(world, at=START)
    decision = refusal.refuse_case(
        case_id=case.pk, move="refuse_eligibility", reasons=[REASON], findings=[], by=world.decider, at=START
    )
    with pytest.raises(Refused, match="尚未送達"):
        filed(world, decision, at=START)
    opened(world, decision)
    with pytest.raises(Refused, match="僅受處分之業者"):
        actions.file_objection(
            decision_id=decision.pk,
            of=VERIFICATION,
            reasons="不服。",
            uploads=[],
            submission_key="x",
            by=made.make_person(roles.APPLICANT, certified.make_world("016").firm),
            at=START,
        )
    assert Objection.objects.count() == 0


def test_maintained_it_is_told_with_reasons_and_the_way_to_the_appeal(world, officers):
    decision = refused_case(world)
    objection = closed(world, officers, decision, "maintain")

    letter = Letter.objects.get(objection=objection)
    assert letter.words["subject"] == f"貴業者所提異議（{objection.number}），異議無理由，維持原決定，請查照。"
    assert "訴願法第十四條" in letter.words["remedy"]
    reviewed = Reviewed.objects.get(objection=objection)
    assert (reviewed.served_on, reviewed.appeal_until) == (date(2026, 3, 4), date(2026, 4, 7))
    decision.refresh_from_db()
    assert decision.set_aside_on is None
    assert Case.objects.get().state == "refused"


def test_well_founded_the_refusal_is_revoked_and_the_body_decides_again(world, officers):
    decision = refused_case(world)
    case = decision.case
    objection = closed(world, officers, decision, "remit")

    decision.refresh_from_db()
    case.refresh_from_db()
    assert decision.set_aside_on == date(2026, 3, 4)
    assert (case.state, case.closed_at) == ("applied", None)
    assert set(case.products.values_list("state", flat=True)) == {"open"}
    last = events.history(case)[-1]
    assert (last.move, last.data["objection"], last.data["decision"]) == (
        "reopen_applied",
        objection.number,
        decision.pk,
    )
    effect = Event.objects.get(kind="remedies.objection.take_effect").data
    products = list(case.products.order_by("pk").values_list("pk", flat=True))
    assert (effect["reopened"], effect["products"], effect["labels"]) == (case.number, products, [])
    told = Notice.objects.filter(user=world.reviewer, subject=f"異議有理由（{objection.number}）：{case.number}")
    assert told.count() == 1

    assert (
        review.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=days(3)).state == "doc_review"
    )


def test_the_administration_may_decide_in_its_place_and_the_body_carries_it_out(world, officers):
    decision = refused_case(world)
    with pytest.raises(Refused, match="另為決定之內容：請填寫"):
        closed(world, officers, decision, "replace")
    Objection.objects.get().delete()
    objection = closed(world, officers, decision, "replace", new_text="應認符合申請資格。")

    reviewed = Reviewed.objects.get(objection=objection)
    assert (reviewed.kind, reviewed.new_text, reviewed.new_kind) == ("upheld", "應認符合申請資格。", "")
    effect = Letter.objects.get(objection=objection).words["sections"][-1]
    assert effect["items"][1] == "另為決定：應認符合申請資格。原機構應依本決定辦理。"
    assert Case.objects.get().state == "applied"


def examined_with_failure(world):
    """A case of two products, examined: the test of the first failed, the second passed."""
    case = make_verifying(world, products=2)
    certified.assign_assessor(case, world)
    first, second = case.products.order_by("pk")
    for row in case.factories.all():
        certified.pass_factory(row, world)
    for product, passed in ((first, False), (second, True)):
        certified.pass_origin(product, world)
        certified.pass_test(product, world, passed=passed)
    products.settle(case_id=case.pk, by=world.reviewer, at=NOON)
    return case, first, second


def test_a_product_refused_by_itself_is_examined_again_where_it_had_failed(world, officers):
    case, first, second = examined_with_failure(world)
    decision = opened(world, refusal.refuse_product(product_id=first.pk, by=world.decider, at=NOON))

    objection = closed(world, officers, decision, "remit")

    first.refresh_from_db()
    second.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, first.state, second.state) == ("verifying", "open", "passed")
    assert first.test.state == "awaiting"
    assert first.test.finding is None
    assert second.test.state == "passed"
    assert [event.move for event in events.history(first)][-1] == "restore"
    assert objection.state == "upheld"


def test_when_the_others_are_certified_the_product_goes_on_in_a_case_of_its_own(world, officers):
    case, first, _second = examined_with_failure(world)
    decision = opened(world, refusal.refuse_product(product_id=first.pk, by=world.decider, at=NOON))
    Case.objects.filter(pk=case.pk).update(state="certified")

    closed(world, officers, decision, "remit")

    again = Case.objects.exclude(pk=case.pk).get()
    assert (again.state, again.firm, again.industry, again.body) == ("draft", case.firm, case.industry, case.body)
    copied = CaseProduct.objects.get(case=again)
    assert (copied.name, copied.model, copied.state) == (first.name, first.model, "open")
    assert copied.factories.count() == first.factories.count()
    first.refresh_from_db()
    assert first.state == "refused"


def test_a_right_ended_at_request_comes_back(world, officers):
    version = certified.make_certified(world)
    certificate = version.certificate
    case = drafts.start_draft(
        firm_id=world.firm.pk, kind="end", by=world.applicant, at=days(1), certificate_id=certificate.pk
    )
    case = submit_end(world, case)
    decision = changes.end_use(case_id=case.pk, by=world.decider, at=days(1))
    opened(world, decision, at=days(1))
    assert Label.objects.get().ended_on == date(2026, 3, 3)

    closed(world, officers, decision, "restore", number=3)

    label = Label.objects.get()
    assert (label.ended_on, label.end_kind) == (None, None)
    assert LabelEnding.objects.get().set_aside_on == date(2026, 3, 5)
    assert list(differences()) == []


def submit_end(world, case):
    wanted = {
        "change": {"change_request": {"labels": [Label.objects.get().number]}},
        "declaration": {"declared_true": True},
    }
    for section, values in wanted.items():
        drafts.save_section(
            case_id=case.pk, section=section, values=values, revision=case.revision, by=world.applicant, at=days(1)
        )
        case.refresh_from_db()
    return intake.submit(case_id=case.pk, revision=case.revision, submission_key="end", by=world.applicant, at=days(1))


def test_a_decision_in_the_firms_favour_is_replaced_and_never_taken_away(world, officers):
    certified.make_certified(world)
    decision = Decision.objects.get(kind="grant")
    opened(world, decision)

    with pytest.raises(Refused, match="不得為所選之複查結果"):
        closed(world, officers, decision, "remit")
    Objection.objects.all().delete()
    closed(world, officers, decision, "replace", new_text="產品型號應更正。")

    decision.refresh_from_db()
    assert decision.set_aside_on is None
    assert Label.objects.get().ended_on is None
    assert VerificationLetter.objects.filter(decision=decision).count() == 1


def test_the_pages_file_it_and_show_it(client, world, officers):
    decision = refused_case(world, at=clock.now())
    client.force_login(world.applicant)
    page = client.get(reverse("certification:letter", args=[decision.letter.pk]))
    assert f"/remedies/verifications/{decision.pk}/object/" in page.content.decode()

    url = f"/remedies/verifications/{decision.pk}/object/"
    shown = client.get(url)
    assert "核駁" in shown.content.decode()
    refused = client.post(url, {"do": "file", "key": "page", "reasons": ""})
    assert refused.status_code == 409
    assert "異議理由：請填寫。" in refused.content.decode()
    answer = client.post(url, {"do": "file", "key": "page", "reasons": "不服核駁。"})
    objection = Objection.objects.get()
    assert answer.url == f"/remedies/objections/{objection.number}/"
    assert objections.original_letter(objection).number in client.get(answer.url).content.decode()

    client.force_login(officers[0])
    assert "另為決定之內容" not in client.get(answer.url).content.decode()
    client.post(answer.url, {"do": "accept", "revision": "0"})
    assert "另為決定之內容" in client.get(answer.url).content.decode()
