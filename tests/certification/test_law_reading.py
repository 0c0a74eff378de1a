"""The regulation's own words against what the application decides, writes and prints."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.factories import certification as intake
from tests.factories.accreditation import make_assessor, make_body
from tests.factories.certification import NOON, make_submitted
from tests.factories.certification_results import make_approved, make_certified, make_world
from tests.factories.companies import make_applicant, make_factory, make_firm, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification import actions, permissions
from smilemark.certification.actions import class2, letters
from smilemark.certification.models import Case, CaseProduct, Certificate, Contract, Decision, Label, Letter
from smilemark.certification.queries import lint
from smilemark.companies import actions as companies
from smilemark.companies.models import Firm
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry

pytestmark = pytest.mark.django_db

world = shared(make_world)
NEXT = datetime(2025, 8, 1, 4, 0, tzinfo=UTC)


# ---- refusals: each reason under its own point (行政程序法第九十六條) ------------------------------------------


@pytest.mark.parametrize(
    ("point", "effective_on", "said", "place"),
    [
        ("41", date(2024, 6, 1), "自中華民國113年6月2日起至中華民國116年6月1日止", "第四十一點第二項"),
        ("42(6)", date(2024, 10, 1), "自中華民國113年10月2日起至中華民國114年10月1日止", "第四十二點第二項"),
        ("43", date(2024, 10, 1), "自中華民國113年10月2日起至中華民國114年10月1日止", "第四十三點第三項"),
    ],
)
def test_a_ban_is_refused_under_the_point_it_rests_on(point, effective_on, said, place, world):
    keeper = make_person(roles.ADMINISTRATION)
    companies.record_ban(firm_id=world.firm.pk, point=point, effective_on=effective_on, by=keeper, at=NOON)
    case = make_submitted(world)

    actions.refuse_eligibility(case_id=case.pk, by=world.decider, at=NOON)

    assert Decision.objects.get().reasons == [
        {"text": f"業者{said}不得重新申請使用MIT微笑標章。", "citation": f"推動及管理要點{place}"}
    ]


def of_certificate(world, kind, request) -> Case:
    make_certified(world)
    case = actions.start_draft(
        firm_id=world.firm.pk, kind=kind, certificate_id=Certificate.objects.get().pk, by=world.applicant, at=NEXT
    )
    intake._section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, world.applicant, NEXT)
    intake._section(case, "change", {"change_request": request}, world.applicant, NEXT)
    intake.attach_papers(case, by=world.applicant, at=NEXT)
    intake._section(case, "declaration", {"declared_true": True}, world.applicant, NEXT)
    case = Case.objects.get(pk=case.pk)
    return actions.submit(
        case_id=case.pk, revision=case.revision, submission_key=f"k{case.pk}", by=world.applicant, at=NEXT
    )


def test_a_change_is_refused_under_point_32_and_not_for_what_only_a_new_application_needs(world):
    case = of_certificate(world, "change", {"name": "新和美織品股份有限公司"})
    Firm.objects.filter(pk=world.firm.pk).update(is_registered=False)

    with pytest.raises(Refused) as unsaid:
        actions.refuse_eligibility(case_id=case.pk, by=world.decider, at=NEXT)
    actions.refuse_eligibility(
        case_id=case.pk, explanation="所附證明文件非主管機關核准變更登記之證明。", by=world.decider, at=NEXT
    )

    assert unsaid.value.field == "explanation"
    decision = Decision.objects.get(kind="refusal")
    assert decision.legal_basis == "臺灣製MIT微笑產品驗證制度推動及管理要點第三十二點"
    assert decision.reasons == [
        {"text": "所附證明文件非主管機關核准變更登記之證明。", "citation": "推動及管理要點第三十二點"}
    ]
    assert Letter.objects.get(decision=decision).words["subject"] == (
        f"貴業者申請變更換發（案件編號 {case.number}）一案，核駁，請查照。"
    )


@pytest.mark.parametrize(
    ("kind", "request_", "offered"),
    [
        ("reissue", {"reason": "lost", "text": ""}, True),
        ("end", {"labels": ["01500001-00001"], "reason": "停產"}, False),
    ],
)
def test_the_page_offers_to_refuse_what_may_be_refused(client, kind, request_, offered, world):
    case = of_certificate(world, kind, request_)
    client.force_login(world.decider)

    with clock.travelled(NEXT):
        page = client.get(f"/cases/{case.number}/").content.decode()

    assert ("不予補發之理由（第三十二點）" in page) is offered
    assert "非屬製造或加工產品之理由" not in page


def test_the_end_asked_for_must_be_granted(world):
    case = of_certificate(world, "end", {"labels": ["01500001-00001"], "reason": "停產"})

    with pytest.raises(Refused, match="應予廢止，不得核駁（第四十二點第一項第一款）"):
        actions.refuse_eligibility(case_id=case.pk, explanation="不同意", by=world.decider, at=NEXT)

    assert Case.objects.get(pk=case.pk).state == "applied"


def test_the_separation_of_duties_rests_on_the_impartial_body_and_not_on_recusal(world):
    case = make_submitted(world)
    actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NOON)

    said = permissions.why_not_separate(case, world.reviewer, roles.DECIDER)

    assert said == "審查人員不得核定自己審查之案件（審查與核定分離，以維公正；第二點）。"
    assert {line[0]: line[3] for line in lint.LINES}["separation"] == "第二點"


# ---- the contract, in the words of points 34 to 37, 39 and 51 ------------------------------------------------


def test_the_contract_says_what_the_points_it_names_say(world):
    case = make_approved(world)

    clauses = "".join(Contract.objects.get(case=case).document.words["clauses"])

    assert "應依經濟部產業發展署註冊之圖樣辦理，非經同意不得改變形狀、顏色或加註字樣，但得依比例放大或縮小" in clauses
    assert "亦不得作為商標之用" in clauses
    assert "不得無故規避、妨礙或拒絕" in clauses
    assert "由產品製造者負起製造者責任" in clauses
    assert "附件十三之圖式" not in clauses
    assert "自發給驗證書之日起算" not in clauses  # a renewed period follows the old one (point 34)


def test_the_remedy_is_the_one_of_point_49(world):
    case = make_submitted(world)
    actions.refuse_eligibility(case_id=case.pk, not_manufactured="屬未經加工之農產品", by=world.decider, at=NOON)

    assert (
        "檢具異議理由及佐證資料，以書面向經濟部產業發展署提出異議；逾期不予受理" in Letter.objects.get().words["remedy"]
    )


# ---- class 2: what the adopted scheme says (points 33, 34; annexes 6, 12) ------------------------------------


def make_second():
    Industry.objects.create(code="901", code_status="unconfirmed", name="示範第二類", product_class=2)
    firm, body = make_firm(), make_body(product_class=2)
    return intake.World(
        industry=Industry.objects.get(code="901"),
        firm=firm,
        applicant=make_applicant(firm),
        factories=[make_factory(firm)],
        body=body,
        reviewer=make_person(roles.REVIEWER, body),
        decider=make_person(roles.DECIDER, body),
        assessor=make_assessor(body),
        laboratory=None,
        tester=None,
    )


second = shared(make_second)


def applied(world) -> Case:
    at = NOON
    case = actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=at)
    intake._section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, world.applicant, at)
    intake._section(case, "role", {"maker_role": "maker", "is_manufactured": True}, world.applicant, at)
    intake._section(case, "scope", {"industry": world.industry.pk, "body": world.body.pk}, world.applicant, at)
    scheme = {"scheme_name": "示範驗證", "scheme_certificate": "S-1", "scheme_valid_until": date(2026, 12, 1)}
    intake._section(case, "scheme", scheme, world.applicant, at)
    row = actions.add_factory(case_id=case.pk, factory_id=world.factories[0].pk, by=world.applicant, at=at)
    intake.add_filled_product(case, world, "示範產品", [row.pk], at=at)
    intake.attach_papers(case, by=world.applicant, at=at)
    intake._section(case, "declaration", {"declared_true": True}, world.applicant, at)
    case = Case.objects.get(pk=case.pk)
    return actions.submit(case_id=case.pk, revision=case.revision, submission_key="c2", by=world.applicant, at=at)


def registered(world, case, until, at=NOON):
    class2.accept_scheme(case_id=case.pk, by=world.reviewer, at=at)
    return class2.register(case_id=case.pk, scheme_certificate="S-1", scheme_valid_until=until, by=world.decider, at=at)


def test_a_class_2_firm_must_be_lawfully_registered(second):
    case = applied(second)
    Firm.objects.filter(pk=second.firm.pk).update(is_registered=False)

    with pytest.raises(Refused, match="附件十二第一點"):
        class2.accept_scheme(case_id=case.pk, by=second.reviewer, at=NOON)

    assert Case.objects.get(pk=case.pk).state == "applied"


def test_a_class_2_decision_starts_no_objection_under_point_49(second):
    registered(second, applied(second), date(2026, 12, 1))
    letter = Letter.objects.get()

    letters.open_letter(letter_id=letter.pk, by=second.applicant, at=NOON)

    decision = Decision.objects.get()
    assert (decision.served_on, decision.objection_until) == (date(2025, 6, 2), None)
    assert "第四十九點" not in letter.words["remedy"]


def test_a_class_2_renewal_keeps_the_number_and_runs_to_the_day_of_the_scheme(second):
    registered(second, applied(second), date(2026, 12, 1))
    at = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
    case = actions.start_draft(
        firm_id=second.firm.pk,
        kind="renewal",
        certificate_id=Certificate.objects.get().pk,
        by=second.applicant,
        at=at,
    )
    intake._section(case, "role", {"maker_role": "maker", "is_manufactured": True}, second.applicant, at)
    scheme = {"scheme_name": "示範驗證", "scheme_certificate": "S-1", "scheme_valid_until": date(2028, 12, 1)}
    intake._section(case, "scheme", scheme, second.applicant, at)
    row = case.factories.first() or actions.add_factory(
        case_id=case.pk, factory_id=second.factories[0].pk, by=second.applicant, at=at
    )
    product = CaseProduct.objects.get(case=case)
    revision = Case.objects.get(pk=case.pk).revision
    values = intake.PRODUCT | {"hs_code": "630260", "bill_of_materials": intake.ROWS, "factories": [row.pk]}
    actions.save_product(
        case_id=case.pk, product_id=product.pk, values=values, revision=revision, by=second.applicant, at=at
    )
    intake.attach_papers(case, by=second.applicant, at=at)
    intake._section(case, "declaration", {"declared_true": True}, second.applicant, at)
    case = Case.objects.get(pk=case.pk)
    actions.submit(case_id=case.pk, revision=case.revision, submission_key="r2", by=second.applicant, at=at)

    version = registered(second, case, date(2028, 12, 1), at)

    label = Label.objects.get()
    assert (label.number, label.valid_until, label.renewal_filed_on) == ("90100001-00001", date(2028, 12, 1), None)
    assert [(one.first_day, one.last_day) for one in label.periods.all()] == [
        (date(2025, 6, 2), date(2026, 12, 1)),
        (date(2026, 12, 2), date(2028, 12, 1)),
    ]
    assert (version.kind, version.version) == ("renewal", 2)
