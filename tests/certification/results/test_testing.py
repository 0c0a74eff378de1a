"""Product tests: who may test, what counts as a value, where the limit lies, and what may be adopted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories.certification import NOON, make_verifying, pdf
from tests.factories.certification_results import make_world, measured, pass_test, receive_samples, start_test
from tests.factories.companies import make_person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accreditation.models import Recognition
from smilemark.certification.actions import testing
from smilemark.certification.models import ProductTest, TestResult
from smilemark.companies import actions as companies
from smilemark.foundation.models import RefusedAttempt, StoredFinding
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 2)


world = shared(make_world)


def make_product(world):
    return make_verifying(world).products.get()


product = shared(make_product, on=world)


def criterion_at_most(test):
    return next(c for c in testing.pinned_criteria(test) if c.comparison == "at_most")


def test_only_a_recognised_laboratory_is_commissioned(world, product):
    Recognition.objects.filter(laboratory=world.laboratory).update(ended_on=TODAY)

    with pytest.raises(Refused, match="未經認可") as refused:
        testing.commission(test_id=product.test.pk, laboratory_id=world.laboratory.pk, by=world.reviewer, at=NOON)

    assert refused.value.field == "laboratory"
    assert ProductTest.objects.get().laboratory is None
    assert RefusedAttempt.objects.get().move == "commission"


def test_a_tester_who_is_a_cousin_of_the_firm_does_not_start(world, product):
    test = start_ready(world, product)
    companies.declare_relation(firm_id=world.firm.pk, ground="party", who="cousin", by=world.tester, at=NOON)

    with pytest.raises(Refused, match="迴避"):
        testing.start(test_id=test.pk, by=world.tester, at=NOON)

    assert ProductTest.objects.get().state == "received"


def start_ready(world, product):
    testing.commission(test_id=product.test.pk, laboratory_id=world.laboratory.pk, by=world.reviewer, at=NOON)
    receive_samples(product, world)
    return ProductTest.objects.get(product=product)


@pytest.mark.parametrize(("beyond", "conforms"), [(Decimal(0), True), (Decimal("0.0001"), False)])
def test_the_limit_itself_conforms_and_one_ten_thousandth_beyond_does_not(world, product, beyond, conforms):
    test = start_test(product, world)
    criterion = criterion_at_most(test)

    testing.record(
        test_id=test.pk,
        measured=[testing.Measured(criterion.pk, value=str(criterion.limit + beyond))],
        by=world.tester,
        at=NOON,
    )

    result = TestResult.objects.get()
    assert result.conforms is conforms
    assert result.measured == criterion.limit + beyond


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "請填測得值"),
        ("八十", "不是數字"),
        ("NaN", "不是數字"),
        ("1e400", "最多 8 位整數"),
        ("-1", "不得為負數"),
        ("1.00001", "最多 8 位整數"),
        ("100000000", "最多 8 位整數"),
        ("Infinity", "不是數字"),
    ],
)
def test_a_value_that_is_no_decimal_is_refused_at_its_field_and_nothing_is_kept(world, product, typed, said):
    test = start_test(product, world)
    good, bad = testing.pinned_criteria(test)[0], criterion_at_most(test)
    entries = [testing.Measured(good.pk, value="1", conforms=True)] if good.pk != bad.pk else []

    with pytest.raises(Refused, match=said) as refused:
        testing.record(
            test_id=test.pk, measured=[*entries, testing.Measured(bad.pk, value=typed)], by=world.tester, at=NOON
        )

    assert refused.value.field == f"value_{bad.pk}"
    assert TestResult.objects.count() == 0


def test_every_criterion_needs_a_result_before_the_conclusion(world, product):
    test = start_test(product, world)
    missing = measured(test)[-1]
    testing.record(test_id=test.pk, measured=measured(test)[:-1], by=world.tester, at=NOON)

    with pytest.raises(Refused, match="尚有檢驗項目未登錄結果") as refused:
        conclude(test, world)

    name = next(c.name for c in testing.pinned_criteria(test) if c.pk == missing.criterion_id)
    assert name in refused.value.reason
    assert ProductTest.objects.get().state == "testing"


def conclude(test, world, tested_on=TODAY, at=NOON, **how):
    values = {"report_number": "R-1", "report": pdf("報告.pdf")} | how
    return testing.conclude(test_id=test.pk, tested_on=tested_on, by=world.tester, at=at, **values)


def test_all_at_their_limits_pass_and_the_finding_is_kept(world, product):
    test = pass_test(product, world)

    assert test.state == "passed"
    assert test.tested_on == TODAY
    assert test.report_file.original_name == "報告.pdf"
    assert StoredFinding.objects.get(pk=test.finding_id).result == {"next": "report_review"}


def test_one_criterion_beyond_its_limit_fails_the_test(world, product):
    test = pass_test(product, world, passed=False)

    assert test.state == "failed"
    assert len(testing.failures(test)) == 1
    assert StoredFinding.objects.get(pk=test.finding_id).result == {"next": "refused"}


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"tested_on": TODAY - timedelta(days=1)}, "tested_on"),
        ({"tested_on": TODAY + timedelta(days=1)}, "tested_on"),
        ({"report_number": " "}, "report_number"),
        ({"report": None}, "report"),
    ],
)
def test_the_conclusion_names_what_is_wrong(world, product, how, field):
    test = start_test(product, world)
    testing.record(test_id=test.pk, measured=measured(test), by=world.tester, at=NOON)

    with pytest.raises(Refused) as refused:
        conclude(test, world, **how)

    assert refused.value.field == field
    assert ProductTest.objects.get().state == "testing"


def test_a_laboratory_whose_recognition_ended_before_the_test_day_does_not_conclude(world, product):
    test = start_test(product, world)
    testing.record(test_id=test.pk, measured=measured(test), by=world.tester, at=NOON)
    Recognition.objects.filter(laboratory=world.laboratory).update(ended_on=TODAY)

    with pytest.raises(Refused) as refused:
        conclude(test, world)

    assert refused.value.field == "tested_on"


def test_another_tester_of_the_laboratory_does_not_record_into_a_running_test(world, product):
    test = start_test(product, world)
    colleague = make_person(roles.LABORATORY, world.laboratory, "檢驗員戊")

    with pytest.raises(Refused, match="另一位檢驗人員"):
        testing.record(test_id=test.pk, measured=measured(test), by=colleague, at=NOON)


# ---- adoption (points 20 II, 23 II(3)) -------------------------------------------------------------------


def adopt(test, world, parts, valid_until=TODAY, **how):
    values = {"basis": "CNS 15290", "report_number": "P-1"} | how
    return testing.adopt(test_id=test.pk, parts=parts, valid_until=valid_until, by=world.reviewer, at=NOON, **values)


def parts_of(test):
    return list(dict.fromkeys(c.part for c in testing.pinned_criteria(test)))


def test_a_proof_valid_to_the_day_of_review_that_covers_all_parts_replaces_the_test(world, product):
    test = adopt(product.test, world, parts_of(product.test), valid_until=TODAY)

    assert test.state == "adopted"
    assert testing.to_be_tested(test) == []
    assert StoredFinding.objects.get(pk=test.finding_id).result == {"testing": "may_be_omitted"}


def test_a_proof_that_ended_yesterday_is_refused_and_nothing_is_adopted(world, product):
    with pytest.raises(Refused, match="已逾有效期限") as refused:
        adopt(product.test, world, parts_of(product.test), valid_until=TODAY - timedelta(days=1))

    assert refused.value.field == "valid_until"
    assert ProductTest.objects.get().state == "awaiting"
    assert TestResult.objects.count() == 0


def test_a_proof_covers_only_the_named_part_and_the_rest_is_tested(world, product):
    first, *rest = parts_of(product.test)

    test = adopt(product.test, world, [first])

    assert test.state == "awaiting"
    assert {c.part for c in testing.to_be_tested(test)} == set(rest)
    assert StoredFinding.objects.get(pk=test.finding_id).result == {"testing": "uncovered_parts"}
    assert pass_test(product, world).state == "passed"
    assert TestResult.objects.filter(is_adopted=True).count() == len(
        [c for c in testing.pinned_criteria(test) if c.part == first]
    )


@pytest.mark.parametrize(
    ("parts", "how", "field"), [([], {}, "parts"), (["taste"], {}, "parts"), (["safety"], {"basis": ""}, "basis")]
)
def test_an_adoption_names_what_is_missing(world, product, parts, how, field):
    with pytest.raises(Refused) as refused:
        adopt(product.test, world, parts, **how)

    assert refused.value.field == field
