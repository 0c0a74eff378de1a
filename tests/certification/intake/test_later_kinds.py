"""Drafts of the later kinds: filled from the certificate; and the second class."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.accreditation import make_body
from tests.factories.certification import NOON, attach_papers, day, make_draft, make_world
from tests.factories.certification_results import make_certified
from tests.factories.companies import make_applicant, make_firm
from tests.worlds import shared

from smilemark.certification import actions
from smilemark.certification.models import Case, Certificate, Label
from smilemark.certification.queries import completeness
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry

pytestmark = pytest.mark.django_db
IN_WINDOW = datetime(2028, 5, 2, 4, 0, tzinfo=UTC)


def make_certified_world():
    world = make_world()
    make_certified(world)
    world.body.accreditations.update(last_day=day("2040-01-01"))
    return world


world = shared(make_certified_world)


def _start(world, kind, at=NOON):
    return actions.start_draft(
        firm_id=world.firm.pk, kind=kind, certificate_id=Certificate.objects.get().pk, by=world.applicant, at=at
    )


def _save(case, world, section, values, at=NOON):
    case.refresh_from_db()
    return actions.save_section(
        case_id=case.pk, section=section, values=values, revision=case.revision, by=world.applicant, at=at
    )


def test_a_renewal_starts_as_last_applied_for_and_marks_the_label_when_submitted(world):
    case = _start(world, "renewal", IN_WINDOW)

    product = case.products.get()
    label = Label.objects.get()
    assert (product.label, product.name, product.hs_code) == (label, "素色毛巾1", "630260")
    assert [row["name"] for row in product.bill_of_materials] == ["棉紗", "染料"]
    assert [row.factory for row in product.factories.all()] == world.factories
    assert (case.industry, case.body, case.maker_role) == (world.industry, world.body, "maker")

    _save(case, world, "declaration", {"declared_true": True}, IN_WINDOW)
    attach_papers(case, by=world.applicant, at=IN_WINDOW)
    assert completeness.missing(Case.objects.get(pk=case.pk), day("2028-05-02")) == []
    case.refresh_from_db()
    actions.submit(case_id=case.pk, revision=case.revision, submission_key="r", by=world.applicant, at=IN_WINDOW)
    label.refresh_from_db()
    assert label.renewal_filed_on == day("2028-05-02")

    actions.drop(case_id=case.pk, by=world.applicant, at=IN_WINDOW + timedelta(days=1))
    label.refresh_from_db()
    assert label.renewal_filed_on is None


def test_a_renewal_too_early_is_told_the_day(world):
    with pytest.raises(Refused, match="始得申請展延"):
        _start(world, "renewal", NOON + timedelta(days=60))

    assert Case.objects.filter(kind="renewal").count() == 0


def test_a_change_asks_only_for_what_changes_and_its_proof(world):
    case = _start(world, "change")

    assert completeness.sections(case) == ("contact", "change", "documents", "declaration")
    _save(case, world, "change", {"change_request": {"address": "彰化縣鹿港鎮1號"}})
    _save(case, world, "declaration", {"declared_true": True})
    case.refresh_from_db()
    assert [item.field for item in completeness.missing(case, day("2025-06-02"))] == ["registration_change"]
    attach_papers(case, by=world.applicant, at=NOON)
    case.refresh_from_db()
    done = actions.submit(case_id=case.pk, revision=case.revision, submission_key="c", by=world.applicant, at=NOON)

    assert done.state == "applied"
    with pytest.raises(Refused, match="免產品驗證程序"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)


@pytest.mark.parametrize(("kind", "values"), [("reissue", {"reason": "lost"}), ("end", {"labels": ["01500001-00001"]})])
def test_reissue_and_end_need_no_papers(world, kind, values):
    case = _start(world, kind)
    _save(case, world, "change", {"change_request": values})
    _save(case, world, "declaration", {"declared_true": True})

    case.refresh_from_db()
    done = actions.submit(case_id=case.pk, revision=case.revision, submission_key=kind, by=world.applicant, at=NOON)

    assert (done.state, done.body) == ("applied", world.body)


def test_another_firms_certificate_is_none(world):
    stranger = make_firm()
    person = make_applicant(stranger)

    with pytest.raises(Refused, match="請選擇貴業者之驗證書"):
        actions.start_draft(
            firm_id=stranger.pk, kind="change", certificate_id=Certificate.objects.get().pk, by=person, at=NOON
        )
    with pytest.raises(Refused, match="您不是該業者之申請人員"):
        actions.start_draft(firm_id=world.firm.pk, kind="new", by=person, at=NOON)

    assert not Case.objects.filter(firm=stranger).exists()


def test_every_page_of_every_kind_answers(client, world):
    client.force_login(world.applicant)
    with clock.travelled(NOON):
        for kind in ("change", "reissue", "end"):
            case = _start(world, kind)
            assert client.get(f"/apply/{case.number}/").status_code == 200
            assert client.get(f"/apply/{case.number}/change/").status_code == 200
            assert client.get(f"/apply/{case.number}/review/").status_code == 200
            assert client.get(f"/apply/{case.number}/scope/").status_code == 404


plain = shared(make_world)


def test_the_second_class_needs_its_scheme_and_other_papers(plain):
    world = plain
    second = Industry.objects.create(code="201", code_status="guessed", name="優良農產品", product_class=2)
    world.industry, world.body = second, make_body(product_class=2)
    case = make_draft(world)

    assert completeness.sections(case) == (
        "contact",
        "role",
        "scope",
        "scheme",
        "factories",
        "products",
        "documents",
        "declaration",
    )
    lacking = [item.field for item in completeness.missing(case, day("2025-06-02"))]
    assert lacking == ["scheme_name", "scheme_valid_until"]
    _save(
        case,
        world,
        "scheme",
        {
            "scheme_name": "示範制度",
            "scheme_certificate": "S-1",
            "scheme_valid_until": "2025-06-01",
        },
    )
    case.refresh_from_db()
    assert [item.text for item in completeness.missing(case, day("2025-06-02"))] == [
        "該制度之驗證已逾有效期限（附件十二第二點）。"
    ]
    _save(case, world, "scheme", {"scheme_valid_until": "2026-06-01"})
    case.refresh_from_db()
    done = actions.submit(case_id=case.pk, revision=case.revision, submission_key="s", by=world.applicant, at=NOON)
    assert done.state == "applied"
