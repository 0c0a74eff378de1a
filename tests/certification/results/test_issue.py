"""Lint line by line, issued once, numbers never twice."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.factories.certification import NOON
from tests.factories.certification_results import (
    make_approved,
    make_certified,
    make_numbered,
    make_world,
    pay_fee,
    sign,
)
from tests.factories.companies import give, make_organisation, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accreditation.models import Accreditation, Body, Recognition
from smilemark.assessment.models import FactoryAssessment, OriginDetermination
from smilemark.certification.actions import issue
from smilemark.certification.models import (
    Case,
    CaseProduct,
    Certificate,
    CertificateVersion,
    Contract,
    Decision,
    FeePayment,
    Label,
    LabelPeriod,
    Letter,
    ProductTest,
    ReservedNumber,
    SummaryReport,
)
from smilemark.certification.queries import lint
from smilemark.companies import actions as companies
from smilemark.companies.models import Ban
from smilemark.foundation import events, numbering, search
from smilemark.foundation.models import Event, RefusedAttempt
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 2)


world = shared(make_world)


def failed(case, world, on=TODAY, decider=None) -> list[str]:
    case = Case.objects.get(pk=case.pk)
    return [line.code for line in lint.lint(case, decider=decider or world.decider, on=on) if not line.passed]


def test_a_case_ready_to_issue_passes_every_line(world):
    case = make_numbered(world)

    lines = lint.lint(case, decider=world.decider, on=TODAY)

    assert [(line.code, line.failures) for line in lines if not line.passed] == []
    assert [line.code for line in lines] == [
        "body",
        "head",
        "products",
        "origin",
        "tests",
        "factories",
        "report",
        "content",
        "contract",
        "fee",
        "law",
        "separation",
        "recusal",
        "bans",
        "renewal",
    ]
    assert all(line.cite for line in lines)


def test_a_body_whose_head_is_not_entered_issues_nothing(world):
    case = make_numbered(world)
    Body.objects.filter(pk=world.body.pk).update(head_name="")

    assert failed(case, world) == ["head"]


def test_body_lapsed_the_day_before_is_named_and_nothing_is_issued(world):
    case = make_numbered(world)
    Accreditation.objects.filter(body=world.body).update(last_day=date(2025, 6, 1))

    assert "body" in failed(case, world)
    with pytest.raises(Refused, match=world.body.name):
        issue.issue(case_id=case.pk, by=world.decider, at=NOON)

    assert Label.objects.count() == 0
    assert CertificateVersion.objects.count() == 0
    assert Case.objects.get().state == "numbered"
    assert RefusedAttempt.objects.get().move == "issue"


def test_body_on_its_last_day_still_issues(world):
    case = make_numbered(world)
    Accreditation.objects.filter(body=world.body).update(last_day=TODAY)

    assert failed(case, world) == []


def test_a_product_not_settled(world):
    case = make_numbered(world)
    CaseProduct.objects.update(state="open")

    assert failed(case, world) == ["products"]


def test_origin_no_longer_met(world):
    case = make_numbered(world)
    OriginDetermination.objects.update(state="failed")

    assert failed(case, world) == ["origin"]


def test_test_failed(world):
    case = make_numbered(world)
    ProductTest.objects.update(state="failed")

    assert failed(case, world) == ["tests"]


def test_adopted_proof_ends_today_passes_and_tomorrow_does_not(world):
    case = make_numbered(world)
    ProductTest.objects.update(state="adopted", adopted_valid_until=TODAY)

    assert failed(case, world) == []
    assert failed(case, world, on=date(2025, 6, 3)) == ["tests"]


def test_laboratory_not_recognised_on_the_test_day(world):
    case = make_numbered(world)
    Recognition.objects.filter(laboratory=world.laboratory).update(ended_on=TODAY)

    assert failed(case, world) == ["tests"]


def test_factory_with_an_open_plan(world):
    case = make_numbered(world)
    FactoryAssessment.objects.update(state="plan_due", plan_due_on=TODAY)

    assert failed(case, world) == ["factories"]


def test_factory_waived_by_a_certificate_that_ended_yesterday(world):
    case = make_numbered(world)
    FactoryAssessment.objects.update(state="waived", qms_valid_until=date(2025, 6, 1))
    assert failed(case, world) == ["factories"]

    FactoryAssessment.objects.update(qms_valid_until=TODAY)
    assert failed(case, world) == []


def test_report_not_approved(world):
    case = make_numbered(world)
    SummaryReport.objects.update(outcome="in_review")

    assert failed(case, world) == ["report", "law"]


@pytest.mark.parametrize("field", ["name", "model", "brand", "hs_code"])
def test_only_what_was_examined_is_issued(world, field):
    case = make_numbered(world)
    CaseProduct.objects.update(**{field: "別的"})

    assert failed(case, world) == ["content"]
    with pytest.raises(Refused, match="與審查時"):
        issue.issue(case_id=case.pk, by=world.decider, at=NOON)


def test_contract_signed_by_one_side_only(world):
    case = make_numbered(world)
    Contract.objects.update(operator_signed_at=None, operator_signed_by=None)

    assert failed(case, world) == ["contract", "law"]


def test_fee_of_class_3_not_received():
    world = make_world("301")
    officer = make_person(roles.ADMINISTRATION, make_organisation(roles.ADMINISTRATION))
    case = sign(pay_fee(make_approved(world), officer, world), world)
    assert failed(case, world) == []

    FeePayment.objects.update(outcome="failed")

    assert failed(case, world) == ["fee", "law"]


@pytest.mark.parametrize("who", ["reviewer", "assessor", "tester"])
def test_decider_also_reviewed_assessed_or_tested(world, who):
    case = make_numbered(world)
    person = getattr(world, who)

    assert failed(case, world, decider=person) == ["separation"]


def test_somebody_on_the_case_is_a_relative_of_the_firm(world):
    case = make_numbered(world)
    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="cousin", by=world.assessor, at=NOON)

    assert failed(case, world) == ["recusal"]


def test_firm_is_banned(world):
    case = make_numbered(world)
    Ban.objects.create(firm=world.firm, first_day=TODAY, last_day=TODAY, point="42", cite="第四十二點第二項")

    assert failed(case, world) == ["bans"]
    assert failed(case, world, on=date(2025, 6, 3)) == []


def test_renewal_without_a_pending_label(world):
    case = make_numbered(world)
    Case.objects.filter(pk=case.pk).update(kind="renewal")

    assert failed(case, world) == ["renewal"]


# ---- issued ---------------------------------------------------------------------------------------------


def test_what_is_issued(world):
    version = make_certified(world, products_count=2)

    case = Case.objects.get()
    first, second = Label.objects.order_by("number")
    assert (case.state, version.kind, version.version, version.annotation) == ("certified", "first", 1, "")
    assert (first.number, second.number) == ("01500001-00001", "01500001-00002")
    assert (first.certified_on, first.valid_until, first.source) == (TODAY, date(2028, 6, 2), "own")
    period = LabelPeriod.objects.get(label=first)
    assert (period.first_day, period.last_day, period.granted_on, period.case) == (TODAY, date(2028, 6, 2), TODAY, case)
    assert [p.state for p in case.products.all()] == ["certified", "certified"]
    assert Decision.objects.get().kind == "grant"
    assert Letter.objects.get().kind == "result"
    assert first.pk in set(search.matching_ids("certification.label", "毛巾1").values_list("object_id", flat=True))
    assert version.words["rows"][1]["label_number"] == "01500001-00002"
    assert version.words["verify_url"].endswith("/verify/01500001-00001")


def test_pressed_twice_one_certificate(world):
    case = make_numbered(world)
    issue.issue(case_id=case.pk, by=world.decider, at=NOON)
    before = Event.objects.count()

    with pytest.raises(Refused, match="目前狀態為「驗證書發放」"):
        issue.issue(case_id=case.pk, by=world.decider, at=NOON)

    assert (CertificateVersion.objects.count(), Label.objects.count(), Letter.objects.count()) == (1, 1, 1)
    assert Event.objects.count() == before


def test_a_second_case_of_the_firm_adds_to_the_same_certificate(world):
    first = make_certified(world)

    second = make_certified(world)

    assert second.certificate == first.certificate
    assert (second.version, second.kind) == (2, "additional")
    assert [row["label_number"] for row in second.words["rows"]] == ["01500001-00001", "01500001-00002"]


def test_another_firm_gets_the_next_certificate_and_imports_raise_the_counter(world):
    make_certified(world)
    numbering.raise_to(issue.certificate_counter("015"), 182)

    other = make_certified(make_world())

    assert other.certificate.number == "01500183"
    assert Label.objects.get(certificate=other.certificate).number == "01500183-00001"


def test_a_number_once_reserved_is_never_given_again(world):
    case = make_numbered(world)
    assert ReservedNumber.objects.get().number == "01500001-00001"
    Case.objects.filter(pk=case.pk).update(state="contract")

    again = issue.assign_number(case_id=case.pk, by=world.decider, at=NOON)

    assert again.certificate.number == "01500001"
    assert ReservedNumber.objects.get().number == "01500001-00001"


def test_the_applicant_does_not_issue_and_who_reviews_does_not_either(world):
    case = make_numbered(world)
    give(world.reviewer, roles.DECIDER, world.body)

    for person in (world.applicant, world.reviewer, world.tester):
        with pytest.raises(Refused):
            issue.issue(case_id=case.pk, by=person, at=NOON)

    assert CertificateVersion.objects.count() == 0


def test_events_of_case_and_label_say_what_was_granted(world):
    make_certified(world)

    case, label = Case.objects.get(), Label.objects.get()
    issued = events.history(case)[-1]
    assert (issued.move, issued.data["labels"]) == ("issue", ["01500001-00001"])
    assert events.history(label)[0].data == {"case": case.number, "valid_until": "2028-06-02"}


def in_threads(*jobs):
    barrier, problems = Barrier(len(jobs)), []

    def run(job):
        try:
            barrier.wait(timeout=60)
            job()
        except Exception as problem:  # noqa: BLE001  # the test looks at what came
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_issue_once(db_with_flush, world):
    case = make_numbered(world)

    def press():
        issue.issue(case_id=case.pk, by=world.decider, at=NOON)

    problems = in_threads(press, press)

    assert [type(problem) for problem in problems] == [Refused]
    assert (CertificateVersion.objects.count(), Label.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_firms_numbered_at_once_get_different_numbers(db_with_flush):
    worlds = [make_world() for _ in range(4)]
    cases = [sign(make_approved(world), world) for world in worlds]

    problems = in_threads(
        *(
            lambda c=case, w=world: issue.assign_number(case_id=c.pk, by=w.decider, at=NOON)
            for case, world in zip(cases, worlds, strict=True)
        )
    )

    assert problems == []
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [f"0150000{n}" for n in range(1, 5)]
