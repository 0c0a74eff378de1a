"""What the addresses of certification are about, in the world of the matrix."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

from tests.factories import certification as cases
from tests.factories import grants
from tests.factories.accreditation import FIRST_DAY
from tests.factories.companies import LONG_AGO, make_factory
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.accreditation.models import Body, Laboratory
from smilemark.certification import actions
from smilemark.certification.actions import letters
from smilemark.certification.actions.review import Wanted
from smilemark.certification.models import (
    Certificate,
    CertificateVersion,
    Contract,
    Letter,
    ProductTest,
    SummaryReport,
)
from smilemark.companies.models import Firm
from smilemark.foundation import clock
from smilemark.governance.models import Industry


def world_of(world: Any) -> cases.World:
    """The matrix' own firm, body, laboratory and people, as the case factories want them; the body is accredited."""
    load_scheme(["015"])
    places, people = world.organisations["own"], world.people["own"]
    firm, body = Firm.objects.get(pk=places[roles.APPLICANT].pk), Body.objects.get(pk=places[roles.REVIEWER].pk)
    accreditation.accredit(
        body_id=body.pk,
        product_class=1,
        industry_id=industry("015").pk,
        certificate_number=f"認證-矩陣-{body.pk}",
        first_day=FIRST_DAY,
        by=people[roles.ADMINISTRATION],
        at=LONG_AGO,
    )
    return cases.World(
        industry=industry("015"),
        firm=firm,
        applicant=people[roles.APPLICANT],
        factories=[make_factory(firm)],
        body=body,
        reviewer=people[roles.REVIEWER],
        decider=people[roles.DECIDER],
        assessor=people[roles.ASSESSOR],
        laboratory=Laboratory.objects.get(pk=places[roles.LABORATORY].pk),
        tester=people[roles.LABORATORY],
    )


def a_draft(world: Any) -> dict[str, object]:
    """A complete draft of the own firm."""
    return {"number": cases.make_draft(world_of(world), at=clock.now()).number}


def a_section(world: Any) -> dict[str, object]:
    """A section of a draft."""
    return {**a_draft(world), "section": "contact"}


def a_factory(world: Any) -> dict[str, object]:
    """A factory of a draft."""
    case = cases.make_draft(world_of(world), at=clock.now())
    return {"number": case.number, "pk": case.factories.get().pk}


def a_product(world: Any) -> dict[str, object]:
    """A product of a draft."""
    case = cases.make_draft(world_of(world), at=clock.now())
    return {"number": case.number, "pk": case.products.get().pk}


def a_paper(world: Any) -> dict[str, object]:
    """A paper of a draft."""
    case = cases.make_draft(world_of(world), at=clock.now())
    return {"number": case.number, "pk": case.attachments.order_by("pk")[0].pk}


def an_export(world: Any) -> dict[str, object]:
    """A form of export."""
    a_draft(world)
    return {"form": "csv"}


def a_submitted(world: Any) -> dict[str, object]:
    """A case that waits for the eligibility check."""
    return {"number": cases.make_submitted(world_of(world), at=clock.now()).number}


def a_submitted_paper(world: Any) -> dict[str, object]:
    """A paper of a submitted case."""
    case = cases.make_submitted(world_of(world), at=clock.now())
    return {"number": case.number, "pk": case.attachments.order_by("pk")[0].pk}


def an_accepted(world: Any) -> dict[str, object]:
    """A case in document review."""
    return {"number": cases.make_accepted(world_of(world), at=clock.now()).number}


def an_assignment(world: Any) -> dict[str, object]:
    """The reviewer's assignment of a case in document review."""
    case = cases.make_accepted(world_of(world), at=clock.now())
    return {"number": case.number, "pk": case.assignments.get().pk}


def a_supplement(world: Any) -> dict[str, object]:
    """A case that waits for the firm's supplement."""
    own = world_of(world)
    case = cases.make_accepted(own, at=clock.now())
    actions.request_supplement(case_id=case.pk, items=[Wanted("請補正")], by=own.reviewer, at=clock.now())
    return {"number": case.number}


# ---- second half ------------------------------------------------------------------------------------------


def a_verifying(world: Any) -> dict[str, object]:
    """A case whose products are tested."""
    return {"number": cases.make_verifying(world_of(world), at=clock.now()).number}


def a_test(world: Any) -> dict[str, object]:
    """A test of the own laboratory, with its report."""
    given = world_of(world)
    case = cases.make_verifying(given, at=clock.now())
    test = ProductTest.objects.get(product__case=case)
    report = case.attachments.order_by("pk")[0].file
    ProductTest.objects.filter(pk=test.pk).update(laboratory=given.laboratory, report_file=report)
    return {"pk": test.pk}


def _letter(world: Any) -> Letter:
    given = world_of(world)
    case = cases.make_submitted(given, at=clock.now())
    return letters.write(
        case=case, kind=Letter.Kind.RESULT, subject="測試。", explanation=["測試。"], by=given.decider, at=clock.now()
    )


def a_letter(world: Any) -> dict[str, object]:
    """A letter the firm has not opened."""
    return {"pk": _letter(world).pk}


def an_opened_letter(world: Any) -> dict[str, object]:
    """A letter the firm has opened."""
    letter = _letter(world)
    letters.open_letter(letter_id=letter.pk, by=world.people["own"][roles.APPLICANT], at=clock.now())
    return {"pk": letter.pk}


def a_contract(world: Any) -> dict[str, object]:
    """A case with its contract."""
    letter = _letter(world)
    Contract.objects.create(case=letter.case, scope="測試", document=letter.document)
    return {"number": letter.case.number}


def a_report(world: Any) -> dict[str, object]:
    """A case with the first revision of its report."""
    letter = _letter(world)
    reviewer = world.people["own"][roles.REVIEWER]
    SummaryReport.objects.create(case=letter.case, revision=1, written_by=reviewer, document=letter.document)
    return {"number": letter.case.number, "revision": 1}


def a_certificate(world: Any) -> dict[str, object]:
    """A version of a certificate of the own firm."""
    letter = _letter(world)
    case = letter.case
    certificate = Certificate.objects.create(number="01599999", firm=case.firm, industry=case.industry, body=case.body)
    CertificateVersion.objects.create(
        certificate=certificate,
        case=case,
        version=1,
        kind="first",
        issued_on=clock.today(),
        words={},
        document=letter.document,
    )
    return {"number": certificate.number, "version": 1}


def a_grant(world: Any) -> dict[str, object]:
    """A class-2 case of the own firm that waits for the review of the own authority."""
    now, places, people = clock.now(), world.organisations["own"], world.people["own"]
    second = Industry.objects.create(code="901", code_status="unconfirmed", name="示範第二類", product_class=2)
    body = Body.objects.get(pk=places[roles.REVIEWER].pk)
    accreditation.accredit(
        body_id=body.pk,
        product_class=2,
        certificate_number="認證-矩陣-2",
        first_day=FIRST_DAY,
        by=people[roles.ADMINISTRATION],
        at=LONG_AGO,
    )
    grants.delegate(places[roles.SCHEME_AUTHORITY], second, at=now)
    given = dataclasses.replace(world_of(world), industry=second)
    return {"number": grants.make_sent(given, at=now, until=clock.today() + timedelta(days=300)).number}
