"""What an application must hold (points 21 to 23, annex 12 point 3): each part left out is named."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.accreditation import make_body
from tests.factories.certification import NOON, attach_papers, make_draft, make_submitted, make_world
from tests.worlds import shared

from smilemark.certification import actions
from smilemark.certification.models import Attachment, Case, CaseProduct, Decision
from smilemark.certification.queries import completeness
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Announcement, Industry

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 2)


world = shared(make_world)


def lacking(case) -> list[str]:
    return [found.field for found in completeness.missing(Case.objects.get(pk=case.pk), TODAY)]


def test_a_whole_application_lacks_nothing(world):
    assert lacking(make_draft(world)) == []


@pytest.mark.parametrize("field", ["contact_name", "contact_phone", "maker_role", "declared_true"])
def test_each_answer_of_the_form_is_asked_for(world, field):
    case = make_draft(world)
    Case.objects.filter(pk=case.pk).update(**{field: False if field == "declared_true" else ""})

    assert lacking(case) == [field]


def test_every_manufacturer_stands_in_the_application_with_its_process(world):
    case = make_draft(world)
    case.factories.update(process="")
    assert lacking(case) == ["process"]

    CaseProduct.objects.get().factories.clear()
    case.factories.all().delete()
    assert lacking(case) == ["factory", "factories"]


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        ("hs_code", ""),
        ("function_spec", ""),
        ("process_text", ""),
        ("materials_text", ""),
        ("declared_price", None),
        ("bill_of_materials", []),
        ("item", None),
    ],
)
def test_each_part_of_a_product_is_asked_for(world, field, empty):
    case = make_draft(world)
    CaseProduct.objects.update(**{field: empty})

    assert lacking(case) == [field]


def test_each_product_has_its_photo_and_its_labelling_in_words_or_as_picture(world):
    case = make_draft(world)
    Attachment.objects.filter(kind="product_photo").delete()
    assert lacking(case) == ["product_photo"]

    attach_papers(case, by=world.applicant, at=NOON)
    CaseProduct.objects.update(labelling_text=" ")
    Attachment.objects.filter(kind="product_labelling").delete()
    assert lacking(case) == ["product_labelling"]


@pytest.mark.parametrize(("role", "papers"), [("maker", []), ("joint", ["mandate"]), ("brand", ["mandate"])])
def test_who_has_others_make_shows_their_mandate(world, role, papers):
    case = make_draft(world, role=role)
    Attachment.objects.filter(kind="makers_mandate_evidence").delete()

    assert lacking(case) == ["makers_mandate_evidence" for _paper in papers]


def test_a_proof_relied_on_is_filed_and_valid(world):
    case = make_draft(world)
    case.factories.update(qms_standard="iso-9001", qms_certificate="Q1", qms_valid_until=date(2025, 6, 2))
    CaseProduct.objects.update(tested_elsewhere=True)
    assert lacking(case) == ["qms_certificate", "test_proof"]

    attach_papers(case, by=world.applicant, at=NOON)
    assert lacking(case) == []
    Attachment.objects.filter(kind="test_proof").update(valid_until=date(2025, 6, 1))
    case.factories.update(qms_valid_until=date(2025, 6, 1))
    assert lacking(case) == ["qms_valid_until", "test_proof"]


def test_papers_of_class_2(world):
    world.industry = Industry.objects.create(code="201", code_status="guessed", name="優良農產品", product_class=2)
    world.body = make_body(product_class=2)
    case = make_draft(world, papers=False)
    scheme = {"scheme_name": "示範制度", "scheme_certificate": "S-1", "scheme_valid_until": TODAY}
    Case.objects.filter(pk=case.pk).update(**scheme)

    assert lacking(case) == ["scheme_certificate", "materials_and_flow", "recent_trade", "product_photo"]


def test_an_item_no_longer_open_is_refused(world):
    case = make_submitted(world)
    Announcement.objects.filter(subject="criteria").update(effective_until=date(2025, 6, 1))

    with pytest.raises(Refused, match="資格不符"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)
    actions.refuse_eligibility(case_id=case.pk, by=world.decider, at=NOON)

    assert [reason["citation"] for reason in Decision.objects.get().reasons] == ["推動及管理要點第二十一點第一項"]
