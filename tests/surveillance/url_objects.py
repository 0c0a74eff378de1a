"""What the addresses of surveillance are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories import surveillance as made
from tests.factories.accreditation import FIRST_DAY, make_laboratory
from tests.factories.assessment import picture
from tests.factories.companies import LONG_AGO, make_factory, make_person
from tests.factories.governance import industry, load_scheme
from tests.factories.surveillance import AUDIT_DAY, moment

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.accreditation.models import Body
from smilemark.companies.models import Firm
from smilemark.surveillance import actions
from smilemark.surveillance.models import Fault, ProductCheck


def _own(world: Any) -> made.World:
    """The own body accredited for towels, its assessor certified; the own firm certified for three months."""
    load_scheme(["015"])
    people = world.people["own"]
    body = Body.objects.get(pk=world.organisations["own"][roles.REVIEWER].pk)
    firm = Firm.objects.get(pk=world.organisations["own"][roles.APPLICANT].pk)
    keeper = make_person(roles.ADMINISTRATION)
    accreditation.accredit(
        body_id=body.pk,
        product_class=1,
        industry_id=industry("015").pk,
        certificate_number="認證-矩陣",
        first_day=FIRST_DAY,
        by=keeper,
        at=LONG_AGO,
    )
    assessor = people[roles.ASSESSOR]
    accreditation.certify_assessor(user_id=assessor.pk, number="評核-矩陣", issued_on=FIRST_DAY, by=keeper, at=LONG_AGO)
    return made.World(
        industry=industry("015"),
        body=body,
        reviewer=people[roles.REVIEWER],
        decider=people[roles.DECIDER],
        assessor=assessor,
        administration=people[roles.ADMINISTRATION],
        laboratory=make_laboratory(industries=["015"]),
        firm=firm,
        factory=make_factory(firm),
        applicant=people[roles.APPLICANT],
        certificate=made.make_holder(body, industry("015"), firm=firm, labels=3),
    )


def a_plan(world: Any) -> dict[str, object]:
    """A plan filed, so with its paper."""
    return {"pk": made.filed_plan(_own(world)).pk}


def a_draw(world: Any) -> dict[str, object]:
    """The frame of a quarter, published."""
    return {"number": made.frozen(_own(world)).number}


def a_visit(world: Any) -> dict[str, object]:
    """A visit the firm was told of, with its notice."""
    visit = made.notified(_own(world))
    return {"pk": visit.pk, "notice_id": visit.notices.get().pk}


def a_visit_with_files(world: Any) -> dict[str, object]:
    """A visit under way with a picture and a test report."""
    own = _own(world)
    visit = made.started(own)
    at = moment(AUDIT_DAY, 14)
    photo = actions.add_photo(visit_id=visit.pk, upload=picture(), by=own.assessor, at=at)
    check = ProductCheck.objects.get(visit=visit)
    record = actions.TestRecord("pass", own.laboratory.pk, AUDIT_DAY, "檢-1", report=picture("report.png"))
    actions.record_test(check_id=check.pk, record=record, by=own.reviewer, at=at)
    return {"pk": visit.pk, "photo_id": photo.pk, "check_id": check.pk}


def a_reported_visit(world: Any) -> dict[str, object]:
    """A visit whose report is there."""
    return {"pk": made.reported(_own(world)).pk}


def a_fault(world: Any) -> dict[str, object]:
    """A slight finding."""
    return {"pk": made.slight(_own(world)).pk}


def a_fault_with_files(world: Any) -> dict[str, object]:
    """A finding whose improvement was proven."""
    own = _own(world)
    fault: Fault = made.slight(own)
    at = moment(AUDIT_DAY, 17)
    actions.notify_improvement(fault_id=fault.pk, improve_until=made.date(2025, 6, 6), by=own.reviewer, at=at)
    actions.tell_improved(fault_id=fault.pk, text="已改善", proof=picture(), by=own.applicant, at=at)
    return {"pk": fault.pk, "name": "proof"}


def a_summary(world: Any) -> dict[str, object]:
    """A summary filed, so with its paper."""
    own = _own(world)
    row = made.summary(own)
    actions.file_summary(summary_id=row.pk, by=own.decider, at=moment(made.date(2025, 12, 1)))
    return {"pk": row.pk, "part": "firms"}


def an_inquiry(world: Any) -> dict[str, object]:
    """An irregular check under way."""
    return {"pk": made.inquiry(_own(world)).pk}


def an_inquiry_with_files(world: Any) -> dict[str, object]:
    """An irregular check with a picture and its report."""
    own = _own(world)
    row = made.inquiry(own)
    photo = actions.add_inquiry_photo(inquiry_id=row.pk, upload=picture(), by=own.reviewer, at=made.NOON)
    for step in ("virtual", "physical"):
        actions.record_step(inquiry_id=row.pk, step=step, done_at=made.NOON, by=own.reviewer, at=made.NOON)
    rows = {"promotion": "not_applicable", "labelling": "conforming"}
    actions.record_results(
        inquiry_id=row.pk, results=rows, text="", subject=row.subject, place="", by=own.reviewer, at=made.NOON
    )
    actions.make_inquiry_report(inquiry_id=row.pk, by=own.reviewer, at=made.NOON)
    return {"pk": row.pk, "photo_id": photo.pk}
