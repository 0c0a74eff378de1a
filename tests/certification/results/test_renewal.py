"""Renewal: its window by day, pending use, the new period, refusal; and what is no renewal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories import certification as intake
from tests.factories.certification_results import make_certified, make_examined, make_world, sign
from tests.worlds import shared

from smilemark.accreditation.models import Accreditation, AssessorCertificate
from smilemark.certification import actions
from smilemark.certification.actions import issue, products, refusal, report
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, CaseProduct, Label, LabelPeriod
from smilemark.foundation import findings
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db
LAST = date(2028, 6, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def make_certified_world():
    world = make_world()
    make_certified(world)
    Accreditation.objects.update(last_day=date(2040, 1, 1))
    AssessorCertificate.objects.update(last_valid_day=date(2040, 1, 1))
    return world


world = shared(make_certified_world)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2028, 4, 1), "自中華民國117年4月2日起始得申請展延"),
        (date(2028, 4, 2), None),
        (LAST, None),
        (date(2028, 6, 3), "請另提新申請案"),
    ],
)
def test_the_window_by_day(world, day, said):
    reason = legal.why_not_renew(Label.objects.get(), day)

    assert reason is None if said is None else said in reason


@pytest.mark.parametrize(("day", "word"), [(date(2028, 4, 1), "始得申請展延"), (date(2028, 6, 3), "另提新申請")])
def test_outside_the_window_no_draft_is_begun(world, day, word):
    with pytest.raises(Refused, match=word):
        start(world, day)

    assert Case.objects.filter(kind="renewal").count() == 0


def start(world, day: date) -> Case:
    return actions.start_draft(
        firm_id=world.firm.pk,
        kind="renewal",
        certificate_id=Label.objects.get().certificate_id,
        by=world.applicant,
        at=at(day),
    )


def filed(world, day: date, **changed) -> Case:
    case = start(world, day)
    intake._section(
        case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, world.applicant, at(day)
    )
    item = CaseProduct.objects.exclude(item=None).first().item
    CaseProduct.objects.filter(case=case).update(item=item, **changed)
    intake.attach_papers(case, by=world.applicant, at=at(day))
    intake._section(case, "declaration", {"declared_true": True}, world.applicant, at(day))
    case = Case.objects.get(pk=case.pk)
    return actions.submit(case_id=case.pk, revision=case.revision, submission_key="r-1", by=world.applicant, at=at(day))


def test_filed_on_the_last_day_use_goes_on_until_the_decision(world):
    case = filed(world, LAST)

    label = Label.objects.get()
    assert label.renewal_filed_on == LAST
    (window,) = findings.about(case.products.get(), "renewal-window")
    assert (window.on, window.passed, window.result["status"]) == (LAST, True, "in_window")
    assert [legal.label_status(label, day) for day in (LAST, LAST + timedelta(days=1), date(2028, 12, 1))] == [
        "valid",
        "renewal_pending",
        "renewal_pending",
    ]


def test_without_a_filing_it_ends_after_its_last_day(world):
    label = Label.objects.get()

    days = (date(2025, 6, 1), date(2025, 6, 2), LAST, LAST + timedelta(days=1))
    assert [legal.label_status(label, day) for day in days] == ["unknown", "valid", "valid", "expired"]


def verified(world, case: Case, day: date) -> Case:
    actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=at(day))
    case = actions.documents_complete(case_id=case.pk, by=world.reviewer, at=at(day))
    return make_examined(world, at=at(day), case=case)


def test_granted_after_the_old_end_the_new_period_follows_the_old_directly(world):
    day = date(2028, 7, 10)
    case = verified(world, filed(world, LAST), day)
    products.settle(case_id=case.pk, by=world.reviewer, at=at(day))
    report.start(case_id=case.pk, by=world.reviewer, at=at(day))
    report.submit(case_id=case.pk, opinion="同意展延", by=world.reviewer, at=at(day))
    case = report.approve(case_id=case.pk, by=world.decider, at=at(day))
    case = sign(case, world, at=at(day))
    issue.assign_number(case_id=case.pk, by=world.decider, at=at(day))
    version = issue.issue(case_id=case.pk, by=world.decider, at=at(day))

    label = Label.objects.get()
    assert (version.kind, version.version) == ("renewal", 2)
    assert (label.number, label.valid_until, label.renewal_filed_on) == ("01500001-00001", date(2031, 6, 2), None)
    periods = list(LabelPeriod.objects.values_list("first_day", "last_day", "granted_on"))
    assert periods == [
        (date(2025, 6, 2), LAST, date(2025, 6, 2)),
        (date(2028, 6, 3), date(2031, 6, 2), day),
    ]
    assert legal.label_status(label, date(2028, 6, 20)) == "valid"


def test_a_refused_renewal_ends_the_pending_use(world):
    case = filed(world, LAST)
    refusal.refuse_case(
        case_id=case.pk,
        move="refuse_eligibility",
        reasons=[{"text": "不符。", "citation": "第二十二點"}],
        findings=[],
        by=world.decider,
        at=at(date(2028, 6, 5)),
    )

    label = Label.objects.get()
    assert label.renewal_filed_on is None
    assert legal.label_status(label, date(2028, 6, 6)) == "expired"


def test_process_and_function_changed_is_a_new_application(world):
    with pytest.raises(Refused, match="應另提出申請") as refused:
        filed(world, date(2028, 5, 1), process_text="改以不織布熱壓", function_spec="拋棄式")

    assert "第三十一點第二項" in refused.value.reason
    assert Label.objects.get().renewal_filed_on is None


def test_process_changed_without_another_function_is_a_renewal(world):
    case = filed(world, date(2028, 5, 1), process_text="改以新機臺織造")

    assert case.state == "applied"


def test_a_label_is_not_filed_twice(world):
    filed(world, date(2028, 5, 1))

    with pytest.raises(Refused, match="正在審查中"):
        start(world, date(2028, 5, 2))
