"""Class 2 belongs to its scheme's authority (points 33, 44 II): it prepares and decides; its own remedies apply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories.accreditation import make_body
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.factories.grants import delegate, make_authority
from tests.factories.remedies import START, day, grounds

from smilemark.accounts import roles
from smilemark.certification.models import Certificate, Label
from smilemark.companies.models import Ban
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry
from smilemark.remedies import actions
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.actions.objections import why_not_object
from smilemark.remedies.models import Decision, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    industry = Industry.objects.create(code="901", name="採認制度之產品", product_class=2)
    row = Certificate.objects.create(
        number="90100001", firm=make_firm(), industry=industry, body=make_body(product_class=2)
    )
    Label.objects.create(
        number="90100001-00001",
        certificate=row,
        product_name="產品",
        certified_on=date(2025, 6, 2),
        valid_until=timezone.localdate(START) + timedelta(days=900),
        last_modified=START,
    )
    return row


def test_the_authority_cancels_and_no_objection_lies(certificate):
    handler, decider = make_person(roles.SCHEME_AUTHORITY), make_person(roles.SCHEME_AUTHORITY)
    applicant = make_applicant(certificate.firm)
    case = actions.open_case(
        certificate=certificate.number, labels=[], grounds=grounds("scheme_qualification_lost"), by=handler, at=START
    )
    proposal = Proposal(reasons="資格已喪失。", no_hearing="facts_plain", no_hearing_reason="制度主管機關撤銷函在卷。")
    actions.propose_case(case_id=case.pk, proposal=proposal, by=handler, at=START)
    with pytest.raises(Refused, match="擬具處分之人員"):
        actions.decide_case(case_id=case.pk, by=handler, at=START)
    actions.decide_case(case_id=case.pk, by=decider, at=START)
    letter = Letter.objects.get()
    actions.open_letter(letter_id=letter.pk, by=applicant, at=START)

    decision = Decision.objects.get()
    assert (decision.kind, decision.effective_on, decision.objection_until) == ("cancellation", day(0), None)
    assert Label.objects.get().end_kind == "cancelled"
    assert not Ban.objects.exists()
    assert "採認之特定產品驗證制度主管機關之規定" in letter.words["remedy"]
    assert "第二類產品之決定" in why_not_object(decision)


def test_the_body_does_not_decide_on_class_2(certificate):
    reviewer = make_person(roles.REVIEWER, certificate.body)

    with pytest.raises(Refused, match="由採認之特定產品驗證制度主管機關辦理"):
        actions.open_case(
            certificate=certificate.number, labels=[], grounds=grounds("improper_means"), by=reviewer, at=START
        )


def test_another_authority_than_the_delegated_one_opens_nothing(certificate):
    authority = make_authority("甲制度主管機關")
    delegated = make_person(roles.SCHEME_AUTHORITY, authority)
    another = make_person(roles.SCHEME_AUTHORITY, make_authority("乙制度主管機關"))
    delegate(authority, certificate.industry)
    wanted = {"certificate": certificate.number, "labels": [], "grounds": grounds("improper_means"), "at": START}

    with pytest.raises(Refused, match=f"由「{authority.name}」受委託辦理") as refusal:
        actions.open_case(**wanted, by=another)
    case = actions.open_case(**wanted, by=delegated)

    assert refusal.value.field == "certificate"
    assert case.authority_id == authority.pk
