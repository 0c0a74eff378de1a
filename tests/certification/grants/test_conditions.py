"""Each condition of annex 12 on both sides of its boundary, and what the decision on it says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.factories.grants import NOON, answer, decide, make_grant_world, make_renewal, make_sent
from tests.worlds import shared

from smilemark.certification.actions import grant, grant_sheets
from smilemark.certification.legal import grant as legal
from smilemark.certification.models import Case, Decision, GrantSheet, Label, Letter
from smilemark.companies.models import Factory, Firm
from smilemark.foundation.models import Event, StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.registry import checks

pytestmark = pytest.mark.django_db

world = shared(make_grant_world)
sent = shared(make_sent, on=world)


def one(case):
    return case.products.get()


def reasons(case):
    return [(reason["text"], reason["citation"]) for reason in Decision.objects.get(case=case).reasons]


def test_everything_met_is_granted_under_the_days_of_the_scheme_and_registered(world, sent):
    answer(one(sent), world.examiner)

    decision = decide(sent, world.chief)

    sent.refresh_from_db()
    label = Label.objects.get()
    assert (sent.state, one(sent).state, decision.kind) == ("registered", "certified", "grant")
    assert (label.number, label.certified_on, label.valid_until) == (
        "90100001-00001",
        date(2025, 6, 2),
        date(2026, 12, 31),
    )
    event = Event.objects.get(kind="certification.case.grant_mark")
    assert (event.data["firm"], event.data["delegation"], event.data["scheme"]) == (
        world.firm.name,
        world.delegation.number,
        "示範驗證",
    )
    assert event.data["labels"] == ["90100001-00001"]
    assert event.data["products"] == [
        {"number": "90100001-00001", "product": "示範產品1 TW-100（白）", "valid_until": "2026-12-31"}
    ]
    assert StoredFinding.objects.get(rule="class2-mark-grant").result["decision"] == "grant"
    letter = Letter.objects.get()
    assert (letter.sender.name, letter.words["signatory"]) == ("示範制度主管機關", "局長　施局長")
    assert "送經濟部產業發展署登錄（附件十二第四點）" in "".join(letter.words["explanation"])


@pytest.mark.parametrize(
    ("day", "state"),
    [(datetime(2026, 12, 31, 4, 0, tzinfo=UTC), "registered"), (datetime(2027, 1, 1, 4, 0, tzinfo=UTC), "refused")],
)
def test_the_verification_must_not_have_expired_on_the_day_of_the_review(world, sent, day, state):
    answer(one(sent), world.examiner)

    decide(sent, world.chief, at=day)

    sent.refresh_from_db()
    assert sent.state == state
    if state == "refused":
        text, cite = reasons(sent)[0]
        assert ("已逾有效期限" in text, cite) == (True, "推動及管理要點附件十二第二點第一項第一款")


@pytest.mark.parametrize(
    ("sold", "state"),
    [(date(2024, 12, 2), "registered"), (date(2024, 12, 1), "refused"), (date(2025, 6, 2), "registered")],
)
def test_a_sale_within_the_latest_six_months_before_the_application_counts(world, sent, sold, state):
    answer(one(sent), world.examiner, activity={"last_sale_on": sold})

    decide(sent, world.chief)

    sent.refresh_from_db()
    assert sent.state == state


@pytest.mark.parametrize("field", ["last_material_purchase_on", "last_formula_purchase_on", "last_sale_on"])
def test_any_one_of_the_three_is_enough_and_none_is_not(world, sent, field):
    answer(one(sent), world.examiner, activity={"last_sale_on": None, field: date(2025, 3, 1)})
    assert legal.judge(*_sheet(sent), applied_on=date(2025, 6, 2), on=date(2025, 6, 2)).decision == "grant"

    answer(one(sent), world.examiner, activity={"last_sale_on": None})
    assert legal.judge(*_sheet(sent), applied_on=date(2025, 6, 2), on=date(2025, 6, 2)).decision == "refuse"


def _sheet(case):
    product = one(case)
    return product, GrantSheet.objects.get(product=product)


def test_a_day_after_the_application_is_refused_at_its_field(world, sent):
    values = {"last_sale_on": date(2025, 6, 3), "facts": "出貨單。"}

    with pytest.raises(Refused) as refused:
        grant_sheets.review(
            case_id=sent.pk, product_id=one(sent).pk, condition="activity", values=values, by=world.examiner, at=NOON
        )

    assert refused.value.field == "last_sale_on"


@pytest.mark.parametrize(
    ("changed", "said", "cite"),
    [
        ({"origin": {"origin": "unmet"}}, "不符合臺灣製產品原產地認定條件", "附件十二第二點第一項第二款"),
        ({"factory": {"factory_passed": "no"}}, "未經該制度驗證通過", "附件十二第二點第一項第三款"),
        (
            {"factory": {"operations": ["2", "4"], "other_processing": "no"}},
            "其作業僅屬非實質轉型作業",
            "原產地證明書及加工證明書管理辦法第五條第三項",
        ),
        ({"registration": {"factory_registered": "no"}}, "未依法辦理工廠登記", "附件十二第一點"),
        ({"activity": {"last_sale_on": None}}, "無採購材料、配方或出貨銷售之行為", "附件十二第二點第一項第四款"),
    ],
)
def test_what_is_not_met_refuses_with_its_facts_its_article_and_the_remedy(world, sent, changed, said, cite):
    answer(one(sent), world.examiner, **changed)

    decide(sent, world.chief)

    sent.refresh_from_db()
    text, place = reasons(sent)[0]
    assert (sent.state, one(sent).state) == ("refused", "refused")
    assert said in text
    assert "查核情形：" in text
    assert cite in place
    letter = Letter.objects.get()
    assert (letter.kind, letter.sender.name) == ("refusal", "示範制度主管機關")
    assert said in "".join(letter.words["explanation"])
    assert "救濟" in letter.words["remedy"]
    assert not Label.objects.exists()


def test_other_work_beside_the_listed_operations_transforms(world, sent):
    answer(one(sent), world.examiner, factory={"operations": ["1", "2", "3", "4", "5"], "other_processing": "yes"})

    decide(sent, world.chief)

    assert Case.objects.get(pk=sent.pk).state == "registered"


def test_a_firm_no_longer_registered_is_refused(world, sent):
    answer(one(sent), world.examiner)
    Firm.objects.filter(pk=world.firm.pk).update(is_registered=False)

    decide(sent, world.chief)

    assert Case.objects.get(pk=sent.pk).state == "refused"
    assert ("業者非依法登記" in reasons(sent)[0][0], reasons(sent)[0][1]) == (True, "推動及管理要點附件十二第一點")


def test_a_factory_without_a_number_is_not_found_registered(world, sent):
    Factory.objects.filter(firm=world.firm).update(number="", number_kind="none", no_number_reason="免辦工廠登記")

    with pytest.raises(Refused, match="工廠登記編號") as refused:
        grant_sheets.review(
            case_id=sent.pk,
            product_id=one(sent).pk,
            condition="registration",
            values={"factory_registered": "yes", "facts": "查。"},
            by=world.examiner,
            at=NOON,
        )

    assert refused.value.field == "factory_registered"


@pytest.mark.parametrize(("agrees", "state"), [(True, "registered"), (False, "refused")])
def test_a_major_dispute_may_be_refused_either_way_with_a_reason(world, sent, agrees, state):
    answer(one(sent), world.examiner, dispute={"dispute": "yes", "facts": "公平會裁處在案。"})
    key = f"p{one(sent).pk}"

    with pytest.raises(Refused, match="得不同意") as missing:
        decide(sent, world.chief)
    with pytest.raises(Refused, match="裁量理由") as silent:
        decide(sent, world.chief, **{key: grant.Discretion(agrees, " ")})
    decide(sent, world.chief, **{key: grant.Discretion(agrees, "業者已更正並賠償消費者，情節未達重大影響。")})

    assert (missing.value.field, silent.value.field) == (f"agrees_{one(sent).pk}", f"reason_{one(sent).pk}")
    assert Case.objects.get(pk=sent.pk).state == state
    assert StoredFinding.objects.get(rule="class2-mark-grant").passed is None
    if not agrees:
        assert reasons(sent)[0][1] == "推動及管理要點附件十二第二點第二項"
        assert "公平會裁處在案" in reasons(sent)[0][0]
    assert "業者已更正" in "".join(Letter.objects.get().words["explanation"])


def test_discretion_saves_nothing_that_is_not_met(world, sent):
    answer(one(sent), world.examiner, dispute={"dispute": "yes", "facts": "裁處。"}, origin={"origin": "unmet"})

    decide(sent, world.chief, **{f"p{one(sent).pk}": grant.Discretion(agrees=True, reason="同意。")})

    assert Case.objects.get(pk=sent.pk).state == "refused"


@pytest.mark.parametrize("condition", ["registration", "origin", "factory", "activity", "dispute"])
def test_nothing_is_decided_while_a_condition_is_open(world, sent, condition):
    answer(one(sent), world.examiner)
    field = {
        "registration": {"factory_registered": None},
        "origin": {"origin": ""},
        "factory": {"factory_passed": None},
        "activity": {"activity_facts": ""},
        "dispute": {"dispute": None},
    }[condition]
    GrantSheet.objects.update(**field)

    with pytest.raises(Refused, match="尚待審查"):
        decide(sent, world.chief)

    assert Case.objects.get(pk=sent.pk).state == "grant_review"


def test_a_case_nobody_reviewed_is_not_decided(world, sent):
    with pytest.raises(Refused, match="尚未審查"):
        decide(sent, world.chief)


def test_what_was_granted_agrees_with_the_register_and_its_events(world, sent):
    answer(one(sent), world.examiner)
    decide(sent, world.chief)
    assert [str(found) for found in checks.differences()] == []

    StoredFinding.objects.filter(rule="class2-mark-grant").update(passed=False)

    assert [str(found) for found in checks.differences()] == [
        f"certification.caseproduct:{one(sent).pk}: 授予標章使用權而無得授予之判定"
    ]


def test_a_renewal_keeps_the_number_and_runs_on_to_the_day_of_the_scheme(world, sent):
    answer(one(sent), world.examiner)
    decide(sent, world.chief)
    at = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)

    case = make_renewal(world, at=at, until=date(2028, 12, 31))
    assert Label.objects.get().renewal_filed_on == date(2026, 11, 2)
    answer(one(case), world.examiner, at=at, activity={"last_sale_on": date(2026, 10, 1)})
    decision = decide(case, world.chief, at=at)

    label = Label.objects.get()
    assert (decision.kind, label.number, label.valid_until, label.renewal_filed_on) == (
        "renewal",
        "90100001-00001",
        date(2028, 12, 31),
        None,
    )
    assert [str(found) for found in checks.differences()] == []


def test_a_renewal_not_granted_leaves_the_label_to_its_day(world, sent):
    answer(one(sent), world.examiner)
    decide(sent, world.chief)
    at = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
    case = make_renewal(world, at=at, until=date(2028, 12, 31))

    answer(one(case), world.examiner, at=at, activity={"last_sale_on": None})
    decide(case, world.chief, at=at)

    label = Label.objects.get()
    assert (case.products.get().state, label.valid_until, label.renewal_filed_on) == (
        "refused",
        date(2026, 12, 31),
        None,
    )


def test_one_product_is_granted_the_other_refused_by_itself(world):
    case = make_sent(world, products=2)
    first, second = case.products.order_by("pk")
    answer(first, world.examiner)
    answer(second, world.examiner, origin={"origin": "unmet", "facts": "布料裁剪、縫製均於國外。"})

    decide(case, world.chief)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (Case.objects.get(pk=case.pk).state, first.state, second.state) == ("registered", "certified", "refused")
    assert list(Decision.objects.order_by("pk").values_list("kind", "product")) == [
        ("product_refusal", second.pk),
        ("grant", None),
    ]
    assert [label.product_name for label in Label.objects.all()] == ["示範產品1"]
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == ["refusal", "result"]


@pytest.mark.parametrize(
    ("condition", "values", "field"),
    [
        ("registration", {"facts": "查。"}, "factory_registered"),
        ("registration", {"factory_registered": "maybe", "facts": "查。"}, "factory_registered"),
        ("origin", {"origin": "perhaps", "facts": "查。"}, "origin"),
        ("origin", {"origin": "met", "facts": "  "}, "facts"),
        ("origin", {"origin": "met", "facts": "長" * 2001}, "facts"),
        ("factory", {"factory_passed": "yes", "other_processing": "no", "facts": "查。"}, "operations"),
        (
            "factory",
            {"factory_passed": "yes", "other_processing": "no", "operations": ["6"], "facts": "查。"},
            "operations",
        ),
        ("factory", {"factory_passed": "yes", "operations": ["1"], "facts": "查。"}, "other_processing"),
        ("dispute", {"facts": "查。"}, "dispute"),
        ("weather", {"facts": "查。"}, "condition"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_kept(world, sent, condition, values, field):
    with pytest.raises(Refused) as refused:
        grant_sheets.review(
            case_id=sent.pk, product_id=one(sent).pk, condition=condition, values=values, by=world.examiner, at=NOON
        )

    assert refused.value.field == field
    assert not GrantSheet.objects.exists()
