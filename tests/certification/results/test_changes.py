"""Change, reissue, early end, and class 2."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.factories import certification as intake
from tests.factories.accreditation import make_assessor, make_body
from tests.factories.certification_results import make_certified, make_world
from tests.factories.companies import make_applicant, make_factory, make_firm, make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.certification import actions
from smilemark.certification.actions import changes, class2, letters
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, Certificate, CertificateVersion, Decision, Label, LabelEnding, Letter
from smilemark.certification.queries import todo
from smilemark.companies.models import Ban, Firm
from smilemark.foundation.models import StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.governance.models import Industry

pytestmark = pytest.mark.django_db
NEXT = datetime(2025, 8, 1, 4, 0, tzinfo=UTC)


def make_certified_world():
    world = make_world()
    make_certified(world, products_count=2)
    return world


world = shared(make_certified_world)


def asked(world, kind, request, *, papers=True) -> Case:
    case = actions.start_draft(
        firm_id=world.firm.pk, kind=kind, certificate_id=Certificate.objects.get().pk, by=world.applicant, at=NEXT
    )
    intake._section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, world.applicant, NEXT)
    intake._section(case, "change", {"change_request": request}, world.applicant, NEXT)
    if papers:
        intake.attach_papers(case, by=world.applicant, at=NEXT)
    intake._section(case, "declaration", {"declared_true": True}, world.applicant, NEXT)
    case = Case.objects.get(pk=case.pk)
    return actions.submit(
        case_id=case.pk, revision=case.revision, submission_key=f"k{case.pk}", by=world.applicant, at=NEXT
    )


def test_a_changed_name_replaces_the_certificate_under_the_same_number_and_expiry(world):
    case = asked(world, "change", {"name": "新和美織品股份有限公司"})

    version = changes.replace(case_id=case.pk, by=world.decider, at=NEXT)

    assert Case.objects.get(pk=case.pk).state == "reissued"
    assert Firm.objects.get(pk=world.firm.pk).name == "新和美織品股份有限公司"
    assert (version.kind, version.version) == ("replacement", 2)
    assert version.certificate.number == "01500001"
    assert version.annotation == "中華民國114年8月1日換發"
    assert version.words["operator"] == "新和美織品股份有限公司"
    assert version.words["valid_until"] == "中華民國117年6月2日"
    assert set(Label.objects.values_list("valid_until", "last_modified")) == {(date(2028, 6, 2), NEXT)}
    rules = StoredFinding.objects.filter(rule__in=["certificate-reissue", "change-classification"])
    assert sorted(rules.values_list("rule", flat=True)) == ["certificate-reissue", "change-classification"]
    assert Decision.objects.get(kind="replacement").reasons[0]["text"] == "名稱變更為「新和美織品股份有限公司」。"


@pytest.mark.parametrize(("reason", "word"), [("lost", "遺失"), ("damaged", "毀損")])
def test_a_lost_or_damaged_certificate_is_reissued(world, reason, word):
    case = asked(world, "reissue", {"reason": reason, "text": "搬遷時"})

    version = changes.replace(case_id=case.pk, by=world.decider, at=NEXT)

    assert (version.kind, version.annotation) == ("reissue", "中華民國114年8月1日補發")
    assert Decision.objects.get(kind="replacement").reasons[0]["text"] == f"原驗證書{word}。"
    assert CertificateVersion.objects.count() == 2


def test_an_expired_certificate_is_not_printed_anew(world):
    case = asked(world, "reissue", {"reason": "lost", "text": ""})
    Label.objects.update(valid_until=date(2025, 7, 31))

    with pytest.raises(Refused, match="已無使用期間內之標章"):
        changes.replace(case_id=case.pk, by=world.decider, at=NEXT)

    assert CertificateVersion.objects.count() == 1
    assert Case.objects.get(pk=case.pk).state == "applied"


def test_the_right_ends_on_the_day_the_decision_is_served_without_a_ban(world):
    first, second = Label.objects.order_by("number")
    case = asked(world, "end", {"labels": [first.number], "reason": "停產"})

    decision = changes.end_use(case_id=case.pk, by=world.decider, at=NEXT)
    first.refresh_from_db()
    assert (Case.objects.get(pk=case.pk).state, first.ended_on) == ("ended", None)
    letter = Letter.objects.get(decision=decision)
    opened = datetime(2025, 8, 5, 4, 0, tzinfo=UTC)
    letters.open_letter(letter_id=letter.pk, by=world.applicant, at=opened)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_on, first.end_kind, first.last_modified) == (date(2025, 8, 5), "cancelled", opened)
    assert second.ended_on is None
    ending = LabelEnding.objects.get()
    assert (ending.effective_on, ending.ground, ending.decision) == (
        date(2025, 8, 5),
        "業者申請終止使用（第四十二點第一項第一款）",
        decision,
    )
    assert [legal.label_status(first, day) for day in (date(2025, 8, 4), date(2025, 8, 5))] == ["valid", "cancelled"]
    assert Ban.objects.count() == 0


def test_another_reader_does_not_serve_it(world):
    case = asked(world, "end", {"labels": ["01500001-00001"], "reason": "停產"})
    decision = changes.end_use(case_id=case.pk, by=world.decider, at=NEXT)

    with pytest.raises(Refused):
        letters.open_letter(letter_id=Letter.objects.get(decision=decision).pk, by=world.reviewer, at=NEXT)

    assert LabelEnding.objects.count() == 0


def test_a_change_case_is_not_verified(world):
    case = asked(world, "change", {"address": "彰化縣和美鎮新路1號"})

    with pytest.raises(Refused, match="免產品驗證程序"):
        actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=NEXT)
    with pytest.raises(Refused, match="僅終止使用"):
        changes.end_use(case_id=case.pk, by=world.decider, at=NEXT)


# ---- class 2 --------------------------------------------------------------------------------------------


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


def under_scheme(world) -> Case:
    at = intake.NOON
    case = actions.start_draft(firm_id=world.firm.pk, kind="new", by=world.applicant, at=at)
    intake._section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, world.applicant, at)
    intake._section(case, "role", {"maker_role": "maker", "is_manufactured": True}, world.applicant, at)
    intake._section(case, "scope", {"industry": world.industry.pk, "body": world.body.pk}, world.applicant, at)
    scheme = {"scheme_name": "示範驗證", "scheme_certificate": "S-1", "scheme_valid_until": date(2026, 12, 31)}
    intake._section(case, "scheme", scheme, world.applicant, at)
    row = actions.add_factory(case_id=case.pk, factory_id=world.factories[0].pk, by=world.applicant, at=at)
    intake.add_filled_product(case, world, "示範產品", [row.pk], at=at)
    intake.attach_papers(case, by=world.applicant, at=at)
    intake._section(case, "declaration", {"declared_true": True}, world.applicant, at)
    case = Case.objects.get(pk=case.pk)
    case = actions.submit(case_id=case.pk, revision=case.revision, submission_key="c2", by=world.applicant, at=at)
    return class2.accept_scheme(case_id=case.pk, by=world.reviewer, at=at)


def register(case, world, until=date(2026, 12, 31), number="S-1"):
    return class2.register(
        case_id=case.pk, scheme_certificate=number, scheme_valid_until=until, by=world.decider, at=intake.NOON
    )


def test_class_2_is_registered_with_the_days_of_its_scheme(second):
    case = under_scheme(second)

    version = register(case, second)

    label = Label.objects.get()
    assert Case.objects.get().state == "registered"
    assert case.products.get().state == "certified"
    assert (label.number, label.certified_on, label.valid_until) == (
        "90100001-00001",
        date(2025, 6, 2),
        date(2026, 12, 31),
    )
    assert version.kind == "first"
    assert Decision.objects.get().kind == "registration"
    assert StoredFinding.objects.get(rule="mark-period").result["governed_by"] == "adopted_scheme"
    assert "特定產品驗證制度" in Letter.objects.get().words["remedy"]


@pytest.mark.parametrize(
    ("until", "number", "field"),
    [(date(2025, 6, 1), "S-1", "scheme_valid_until"), (date(2026, 12, 31), " ", "scheme_certificate")],
)
def test_class_2_needs_a_scheme_certificate_in_force(second, until, number, field):
    case = under_scheme(second)

    with pytest.raises(Refused) as refused:
        register(case, second, until, number)

    assert refused.value.field == field
    assert Label.objects.count() == 0


def test_class_2_valid_to_the_day_of_registration_is_registered(second):
    register(under_scheme(second), second, until=date(2025, 6, 2))

    assert Label.objects.get().valid_until == date(2025, 6, 2)


def test_class_2_fails_with_the_reasons_of_the_scheme(second):
    case = under_scheme(second)

    class2.fail(
        case_id=case.pk,
        reasons=[{"text": "不符該制度。", "citation": "該制度第三條"}],
        by=second.decider,
        at=intake.NOON,
    )

    assert Case.objects.get().state == "refused"
    assert case.products.get().state == "refused"


# ---- class 2: the scheme governs its renewals (point 34, last sentence) -----------------------------------


def make_scheme_label(second):
    register(under_scheme(second), second)
    return Label.objects.get()


scheme_label = shared(make_scheme_label, on=second)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 6, 3), None),  # long before the two months of the other classes
        (date(2026, 10, 30), None),
        (date(2026, 10, 31), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "於該制度續證後另提新申請案（推動及管理要點第三十四點但書）"),
    ],
)
def test_no_window_of_ours_binds_a_label_of_a_scheme(scheme_label, day, said):
    reason = legal.why_not_renew(scheme_label, day)

    assert reason is None if said is None else said in reason


def test_where_no_scheme_governs_the_window_binds(scheme_label):
    Industry.objects.filter(code="901").update(product_class=3)
    label = Label.objects.get()

    assert "自中華民國115年10月31日起始得申請展延" in legal.why_not_renew(label, date(2026, 10, 30))
    assert legal.why_not_renew(label, date(2026, 10, 31)) is None


@pytest.mark.parametrize(("day", "told"), [(date(2026, 10, 30), 0), (date(2026, 10, 31), 1), (date(2027, 1, 1), 0)])
def test_the_firm_of_a_scheme_is_reminded_two_months_before_all_the_same(second, scheme_label, day, told):
    items = [item for item in todo.todo_for(second.applicant, day) if item.title.startswith("申請展延")]

    assert len(items) == told


def test_a_renewal_under_a_scheme_is_begun_at_any_time_of_use(second, scheme_label):
    case = actions.start_draft(
        firm_id=second.firm.pk,
        kind="renewal",
        certificate_id=scheme_label.certificate_id,
        by=second.applicant,
        at=intake.NOON,
    )

    assert (case.product_class, case.products.get().label) == (2, scheme_label)
