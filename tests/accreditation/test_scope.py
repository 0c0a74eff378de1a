from datetime import date, timedelta

import pytest
from tests.factories.accreditation import make_assessor, make_body, make_laboratory
from tests.factories.companies import LONG_AGO, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.accreditation import actions, queries
from smilemark.foundation import events

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def scheme():
    load_scheme(())


def test_start_day_counts_and_last_day_is_the_day_before_the_anniversary():
    body = make_body("甲中心", industries=["015"])

    row = body.accreditations.get()
    assert (row.first_day, row.last_day) == (FIRST, LAST)
    towels = industry("015")
    assert queries.why_not_in_scope(body, 1, towels, FIRST) is None
    assert queries.why_not_in_scope(body, 1, towels, LAST) is None
    assert queries.why_not_in_scope(body, 1, towels, FIRST - timedelta(days=1)) == (
        "甲中心辦理第一類「毛巾」產品之認證自中華民國113年1月1日起生效，尚未生效（第十三點第一項）。"
    )
    assert queries.why_not_in_scope(body, 1, towels, LAST + timedelta(days=1)) == (
        "甲中心辦理第一類「毛巾」產品之認證已於中華民國115年12月31日屆滿，不得受理、評核或核定"
        "（第十三點第一項、第十二點、第二十六點第一項）。"
    )


def test_scope_is_per_industry_in_class_one_and_general_in_class_three():
    body = make_body("甲中心", industries=["015"])
    general = make_body("乙中心", product_class=3)

    assert queries.why_not_in_scope(body, 1, industry("017"), FIRST) == (
        "甲中心未經認證辦理第一類「織襪」產品之驗證（第十二點、第二十六點第一項）。"
    )
    assert queries.why_not_in_scope(body, 3, industry("301"), FIRST) == (
        "甲中心未經認證辦理第三類產品之驗證（第十二點、第二十六點第一項）。"
    )
    assert queries.why_not_in_scope(general, 3, industry("301"), FIRST) is None
    assert list(queries.bodies_for(1, industry("015"), LAST)) == [body]
    assert list(queries.bodies_for(3, industry("301"), LAST)) == [general]
    assert list(queries.bodies_for(1, industry("015"), LAST + timedelta(days=1))) == []


def test_cancelled_from_that_day_on():
    body = make_body("甲中心", industries=["015"])
    keeper = make_person(roles.ADMINISTRATION)

    actions.cancel_accreditation(
        accreditation_id=body.accreditations.get().pk,
        ended_on=date(2024, 1, 2),
        reason="自請廢止",
        by=keeper,
        at=LONG_AGO,
    )

    assert queries.why_not_in_scope(body, 1, industry("015"), date(2024, 1, 1)) is None
    assert queries.why_not_in_scope(body, 1, industry("015"), date(2024, 1, 2)) == (
        "甲中心辦理第一類「毛巾」產品之認證已於中華民國113年1月2日廢止（第四十五點）。"
    )
    assert list(queries.bodies_for(1, industry("015"), date(2024, 1, 2))) == []
    assert [event.move for event in events.history(body)] == ["register", "accredit", "cancel_accreditation"]


def test_accreditations_of_one_scope_follow_each_other_without_overlap():
    body = make_body("甲中心", industries=["015"])
    keeper = make_person(roles.ADMINISTRATION)
    again = {
        "body_id": body.pk,
        "product_class": 1,
        "industry_id": industry("015").pk,
        "certificate_number": "認證-再",
        "by": keeper,
        "at": LONG_AGO,
    }

    with pytest.raises(actions.Refused, match="此範圍已有有效至中華民國115年12月31日之認證") as refusal:
        actions.accredit(first_day=LAST, **again)
    assert refusal.value.field == "first_day"
    actions.accredit(first_day=LAST + timedelta(days=1), **again)

    assert queries.why_not_in_scope(body, 1, industry("015"), LAST + timedelta(days=1)) is None


def test_laboratory_is_recognised_until_ended():
    laboratory = make_laboratory("甲檢驗所", industries=["015"])
    keeper = make_person(roles.ADMINISTRATION)
    towels = industry("015")

    assert queries.why_not_recognised(laboratory, towels, FIRST) is None
    assert queries.why_not_recognised(laboratory, towels, date(2099, 1, 1)) is None
    assert queries.why_not_recognised(laboratory, towels, FIRST - timedelta(days=1)) == (
        "甲檢驗所辦理「毛巾」產品之檢驗之認可自中華民國113年1月1日起生效，尚未生效（第十二點第二項、第十四點）。"
    )
    assert queries.why_not_recognised(laboratory, industry("017"), FIRST) == (
        "甲檢驗所未經認可辦理「織襪」產品之檢驗（第十二點第二項、第十四點）。"
    )
    actions.end_recognition(
        recognition_id=laboratory.recognitions.get().pk,
        ended_on=date(2024, 1, 2),
        reason="設備不足",
        by=keeper,
        at=LONG_AGO,
    )
    assert queries.why_not_recognised(laboratory, towels, date(2024, 1, 1)) is None
    assert queries.why_not_recognised(laboratory, towels, date(2024, 1, 2)) == (
        "甲檢驗所辦理「毛巾」產品之檢驗之認可已於中華民國113年1月2日廢止（第四十六點）。"
    )
    assert list(queries.laboratories_for(towels, date(2024, 1, 1))) == [laboratory]
    assert list(queries.laboratories_for(towels, date(2024, 1, 2))) == []


def test_assessor_certificate_lasts_to_the_same_day_number():
    body = make_body(industries=["015"])
    assessor = make_assessor(body, "李評核")

    row = queries.certificates_visible_to(assessor).get()
    assert (row.issued_on, row.last_valid_day) == (FIRST, date(2026, 1, 1))
    assert queries.why_not_assess(assessor, date(2026, 1, 1)) is None
    assert queries.why_not_assess(assessor, date(2026, 1, 2)) == (
        f"李評核之合格證書（{row.number}）已於中華民國115年1月1日屆滿，不得執行現場評核（第三十點第一項、附件十第八點）。"
    )
    assert queries.why_not_assess(assessor, date(2023, 12, 31)) == (
        f"李評核之合格證書（{row.number}）自中華民國113年1月1日起有效，評核日尚未生效（第三十點第一項）。"
    )
    assert queries.assessors_of(body, date(2026, 1, 1)) == [assessor]
    assert queries.assessors_of(body, date(2026, 1, 2)) == []


def test_without_certificate_nobody_assesses():
    person = make_person(roles.ASSESSOR, make_body(), "王新人")

    assert queries.why_not_assess(person, FIRST) == (
        "王新人未持有評核人員訓練合格證書，不得執行現場評核（第三十點第一項）。"
    )


def test_withdrawn_certificate_ends_that_day():
    assessor = make_assessor(make_body(), "李評核")
    row = queries.certificates_visible_to(assessor).get()

    actions.withdraw_certificate(
        certificate_id=row.pk,
        withdrawn_on=date(2024, 1, 2),
        reason="收受利益",
        by=make_person(roles.ADMINISTRATION),
        at=LONG_AGO,
    )

    assert queries.why_not_assess(assessor, date(2024, 1, 1)) is None
    assert queries.why_not_assess(assessor, date(2024, 1, 2)) == (
        f"李評核之合格證書（{row.number}）已於中華民國113年1月2日撤銷，不得執行現場評核（第四十八點）。"
    )


@pytest.mark.parametrize(
    ("product_class", "code", "field"),
    [(1, None, "industry"), (1, "301", "industry"), (3, "015", "industry"), (4, None, "product_class")],
)
def test_scope_of_the_wrong_shape_is_refused_at_its_field(product_class, code, field):
    body = make_body()

    with pytest.raises(actions.Refused) as refusal:
        actions.accredit(
            body_id=body.pk,
            product_class=product_class,
            industry_id=None if code is None else industry(code).pk,
            certificate_number="x",
            first_day=FIRST,
            by=make_person(roles.ADMINISTRATION),
            at=LONG_AGO,
        )

    assert refusal.value.field == field
    assert body.accreditations.count() == 0


@pytest.mark.parametrize("role", [roles.SECRETARIAT, roles.SYSTEM_ADMIN])
def test_only_the_administration_keeps_these_registers(role):
    with pytest.raises(actions.Refused, match="僅本署可以登錄"):
        actions.register_body(name="丙中心", head_title="主任", head_name="何首", by=make_person(role), at=LONG_AGO)


def test_days_before_the_version_computed_here_are_refused_at_their_field():
    keeper, body = make_person(roles.ADMINISTRATION), make_body()
    early, first = date(2023, 10, 23), date(2023, 10, 24)
    scope = {"body_id": body.pk, "product_class": 3, "certificate_number": "x", "by": keeper, "at": LONG_AGO}
    card = {"user_id": keeper.pk, "number": "x", "by": keeper, "at": LONG_AGO}

    with pytest.raises(actions.Refused, match="不能早於該日") as scope_refused:
        actions.accredit(first_day=early, **scope)
    with pytest.raises(actions.Refused, match="不能早於該日") as card_refused:
        actions.certify_assessor(issued_on=early, **card)

    assert (scope_refused.value.field, card_refused.value.field) == ("first_day", "issued_on")
    assert actions.accredit(first_day=first, **scope).last_day == date(2026, 10, 23)
    assert actions.certify_assessor(issued_on=first, **card).last_valid_day == date(2025, 10, 24)


def test_re_accreditation_waits_from_six_months_before_the_last_day():
    body = make_body("甲中心", industries=["015"])
    decider, other = make_person(roles.DECIDER, body), make_person(roles.DECIDER, make_body())

    found = {day: len(queries.todo_for(decider, day)) for day in (date(2026, 6, 29), date(2026, 6, 30), LAST)}
    item = queries.todo_for(decider, LAST)[0]

    assert found == {date(2026, 6, 29): 0, date(2026, 6, 30): 1, LAST: 1}
    assert queries.todo_for(decider, LAST + timedelta(days=1)) == []
    assert (item.since, item.until, item.cite) == (date(2026, 6, 30), LAST, "第十三點第二項")
    assert queries.todo_for(other, LAST) == []


def test_an_accreditation_with_a_successor_waits_for_nothing():
    body = make_body("甲中心", industries=["015"])
    decider = make_person(roles.DECIDER, body)
    actions.accredit(
        body_id=body.pk,
        product_class=1,
        industry_id=industry("015").pk,
        certificate_number="認證-再",
        first_day=LAST + timedelta(days=1),
        by=make_person(roles.ADMINISTRATION),
        at=LONG_AGO,
    )

    assert queries.todo_for(decider, LAST) == []


def test_an_assessors_renewal_waits_in_the_last_three_months():
    assessor = make_assessor(make_body())
    days = [date(2025, 9, 30), date(2025, 10, 1), date(2026, 1, 1), date(2026, 1, 2)]

    assert [len(queries.todo_for(assessor, day)) for day in days] == [0, 1, 1, 0]
