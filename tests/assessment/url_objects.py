"""What the addresses of assessment are about, in the world of the matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.factories import assessment as made
from tests.factories.accreditation import FIRST_DAY
from tests.factories.companies import LONG_AGO, make_factory, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.accreditation.models import Body
from smilemark.assessment import actions
from smilemark.companies.models import Firm


def _own(world: Any) -> made.World:
    """The own body accredited for towels, its assessor certified; the own firm with a factory."""
    load_scheme(["015"])
    body = Body.objects.get(pk=world.organisations["own"][roles.REVIEWER].pk)
    firm = Firm.objects.get(pk=world.organisations["own"][roles.APPLICANT].pk)
    people = world.people["own"]
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
        body=body,
        firm=firm,
        factory=make_factory(firm),
        industry=industry("015"),
        applicant=people[roles.APPLICANT],
        reviewer=people[roles.REVIEWER],
        decider=people[roles.DECIDER],
        assessor=assessor,
    )


def a_sheet(world: Any) -> dict[str, object]:
    """A sheet that waits for its assessor."""
    return {"pk": made.open_factory(_own(world)).pk}


def a_photo(world: Any) -> dict[str, object]:
    """A picture on such a sheet."""
    own = _own(world)
    row = made.open_factory(own)
    photo = actions.add_photo(assessment_id=row.pk, upload=made.picture(), by=own.assessor, at=made.AT)
    return {"pk": row.pk, "photo_id": photo.pk}


def _plan_due(own: made.World) -> Any:
    row = made.filled(own, made.minors(2))
    signed = replace(made.SIGNED, signature=made.picture("signature.png"))
    return actions.conclude(assessment_id=row.pk, signing=signed, plan_due_on=made.DUE, by=own.assessor, at=made.AT)


def a_plan_due(world: Any) -> dict[str, object]:
    """A signed sheet whose plan is due."""
    return {"pk": _plan_due(_own(world)).pk}


def a_filed_plan(world: Any) -> dict[str, object]:
    """A plan filed in the system, with an attachment."""
    own = _own(world)
    row = _plan_due(own)
    answered = [replace(answer, attachment=made.picture("proof.png")) for answer in made.answers(row)]
    actions.file_plan(assessment_id=row.pk, answers=answered, by=own.applicant, at=made.AT)
    return {"pk": row.pk, "row_id": row.plan.rows.first().pk}


def a_received_plan(world: Any) -> dict[str, object]:
    """A plan that came by hand, scanned."""
    own = _own(world)
    row = _plan_due(own)
    paper = actions.PaperDelivery("hand", received_on=made.TODAY, scan=made.picture("scan.png"))
    actions.file_plan(assessment_id=row.pk, paper=paper, by=own.reviewer, at=made.AT)
    return {"pk": row.pk}


def an_origin(world: Any) -> dict[str, object]:
    """A determination that waits for its assessor, with a paper attached."""
    own = _own(world)
    row = made.open_origin(own)
    evidence = actions.attach_evidence(
        determination_id=row.pk,
        upload=made.picture(),
        subject="price",
        label="報價單",
        by=own.applicant,
        at=made.AT,
    )
    return {"pk": row.pk, "evidence_id": evidence.pk}


def a_determined_origin(world: Any) -> dict[str, object]:
    """A product found to be of Taiwan origin."""
    own = _own(world)
    return {"pk": made.determined(own, made.open_origin(own)).pk}
