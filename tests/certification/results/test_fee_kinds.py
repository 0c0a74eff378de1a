"""The fee of class 3: which row of the table an application falls under, and what is let off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.factories.certification import NOON, make_draft, make_submitted
from tests.factories.certification_results import make_approved, make_world, pay_fee, sign
from tests.factories.companies import make_organisation, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification.actions import fee, issue
from smilemark.certification.models import Case, FeeExemption, Label
from smilemark.certification.queries import fees
from smilemark.foundation import clock, events
from smilemark.foundation.models import StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry

pytestmark = pytest.mark.django_db

world = shared(make_world)
LETTER_OFF = {"ground": "traditional", "announcement_number": "經工字第1號", "reason": "屬公告之傳統產業"}
TODAY = timezone.localdate(NOON)


class_3 = shared(make_world, "301")


@pytest.fixture
def officer():
    return make_person(roles.ADMINISTRATION, make_organisation(roles.ADMINISTRATION))


def receipt(case, officer, **how):
    values = {"amount": 400, "receipt_number": "A-1", "received_on": date(2025, 6, 2)} | how
    return fee.record_receipt(case_id=case.pk, by=officer, at=NOON, **values)


# ---- 加發 against 新申請 (docs/decisions/0005) --------------------------------------------------------------


@pytest.fixture
def holder(class_3, officer):
    """A firm with one label of the industry, certified today."""
    case = sign(pay_fee(make_approved(class_3), officer, class_3), class_3)
    issue.assign_number(case_id=case.pk, by=class_3.decider, at=NOON)
    issue.issue(case_id=case.pk, by=class_3.decider, at=NOON)
    return class_3


def test_a_first_application_is_new_and_one_of_a_holder_adds_to_its_certificate(holder):
    case = make_submitted(holder)

    state = fees.fee_state(case, TODAY)

    assert (Case.objects.order_by("pk").first().fee_kind, case.fee_kind) == ("new", "additional")
    assert (state.kind_name, state.due, state.is_condition, state.is_settled) == ("加發案", 200, True, False)


@pytest.mark.parametrize(
    ("change", "offset", "kind"),
    [
        ({}, 0, "additional"),
        ({}, -1, "new"),  # not yet certified
        ({"valid_until": TODAY + timedelta(days=9)}, 9, "additional"),
        ({"valid_until": TODAY + timedelta(days=9)}, 10, "new"),
        ({"ended_on": TODAY + timedelta(days=9), "end_kind": "cancelled"}, 8, "additional"),
        ({"ended_on": TODAY + timedelta(days=9), "end_kind": "cancelled"}, 9, "new"),
    ],
)
def test_only_a_label_in_use_on_the_day_makes_it_an_addition(holder, change, offset, kind):
    Label.objects.update(**change)

    assert fees.kind_of_application(make_draft(holder), TODAY + timedelta(days=offset)) == kind


def test_a_label_of_another_industry_or_another_firm_adds_nothing(holder):
    draft = make_draft(holder)
    draft.industry = Industry.objects.exclude(pk=holder.industry.pk).first()

    assert fees.kind_of_application(draft, TODAY) == "new"
    assert fees.kind_of_application(make_draft(make_world("301")), TODAY) == "new"


def test_the_row_stays_what_it_was_on_the_day_of_submission(holder):
    case = make_submitted(holder)

    Label.objects.update(ended_on=TODAY, end_kind="withdrawn")

    assert fees.amount_due(Case.objects.get(pk=case.pk), TODAY) == 200


# ---- 得免收 (art. 3 of the standard) ---------------------------------------------------------------------


def exempt(case, officer, **how):
    return fee.exempt(case_id=case.pk, by=officer, at=NOON, **(LETTER_OFF | how))


def test_let_off_it_needs_no_payment_and_says_why(class_3, officer):
    case = make_approved(class_3)
    fee.notify(case_id=case.pk, by=class_3.reviewer, at=NOON)

    exempt(case, officer)

    assert Case.objects.get().state == "fee_check"
    found = FeeExemption.objects.get()
    assert (found.amount, found.granted_on, found.granted_by, found.get_ground_display()) == (
        400,
        TODAY,
        officer,
        "傳統產業",
    )
    finding = StoredFinding.objects.get(rule="verification-fee")
    assert finding.result["may_be_exempted"] is True
    event = next(event for event in events.history(case) if event.move == "exempt_fee_due")
    assert (event.data["announcement"], event.data["findings"]) == ("經工字第1號", [finding.pk])
    assert fee.confirm(case_id=case.pk, by=class_3.reviewer, at=NOON).state == "contract"


def test_it_may_be_let_off_from_the_first_day(class_3, officer):
    case = make_submitted(class_3)

    exempt(case, officer)

    assert Case.objects.get().state == "applied"
    assert fees.fee_state(case, TODAY).is_settled


@pytest.mark.parametrize(
    ("how", "field"),
    [({"ground": ""}, "ground"), ({"announcement_number": " "}, "announcement_number"), ({"reason": ""}, "reason")],
)
def test_an_exemption_without_ground_announcement_or_reason_names_the_field(class_3, officer, how, field):
    case = make_submitted(class_3)

    with pytest.raises(Refused) as refused:
        exempt(case, officer, **how)

    assert refused.value.field == field
    assert not FeeExemption.objects.exists()


def test_paid_or_let_off_once_neither_follows_the_other(class_3, officer):
    paid = make_submitted(class_3)
    receipt(paid, officer)
    with pytest.raises(Refused, match="已收取（收據 A-1）"):
        exempt(paid, officer)
    free = make_submitted(class_3)
    exempt(free, officer)

    for again in (
        lambda: exempt(free, officer),
        lambda: receipt(free, officer),
        lambda: fee.report_payment(case_id=free.pk, amount=400, method="匯款", by=class_3.applicant, at=NOON),
    ):
        with pytest.raises(Refused, match="已核定免收"):
            again()


def test_only_the_administration_lets_off_and_only_what_is_due(class_3, officer):
    case = make_submitted(class_3)
    for person in (class_3.reviewer, class_3.decider, class_3.applicant):
        with pytest.raises(Refused, match="您的角色不能辦理「免收規費」"):
            exempt(case, person)

    with pytest.raises(Refused, match="本案無應繳規費"):
        exempt(make_submitted(make_world()), officer)


def test_the_database_keeps_the_reason_of_an_exemption(class_3, officer):
    case = make_submitted(class_3)
    exempt(case, officer)

    with pytest.raises(IntegrityError, match="fee_exemption_says_why"), transaction.atomic():
        FeeExemption.objects.update(reason="")


def test_on_the_page_the_administration_lets_off_the_fee_and_all_read_why(class_3, officer):
    case = make_submitted(class_3)
    office, firm = Client(), Client()
    office.force_login(officer)
    firm.force_login(class_3.applicant)
    url = f"/cases/{case.number}/fee/"
    with clock.travelled(NOON):
        assert "新申請案" in firm.get(url).content.decode()
        assert "核定免收" not in firm.get(url).content.decode()
        assert "核定免收" in office.get(url).content.decode()

        refused = office.post(url, LETTER_OFF | {"do": "exempt", "announcement_number": ""})
        done = office.post(url, LETTER_OFF | {"do": "exempt"})

        assert refused.status_code == 409
        assert "請填寫「公告文號」" in refused.content.decode()
        assert '<option value="traditional" selected>' in refused.content.decode()
        assert done.status_code == 302
        page = firm.get(url).content.decode()
        assert "傳統產業（經工字第1號），民國114年6月2日：屬公告之傳統產業" in page
        assert "登錄繳費</summary>" not in page
