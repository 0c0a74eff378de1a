from datetime import date
from decimal import Decimal

import pytest
from tests.factories.companies import LONG_AGO
from tests.factories.governance import industry, load_scheme

from smilemark.foundation.models import Event
from smilemark.governance import loading, queries
from smilemark.governance.models import Announcement, Fee, Industry

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def test_twenty_two_items_of_class_one_in_seventeen_categories_and_one_of_class_three():
    load_scheme()

    first = Industry.objects.filter(product_class=1)
    assert first.count() == 22
    assert len(set(first.values_list("category", flat=True))) == 17
    assert list(Industry.objects.filter(product_class=3).values_list("code", "name")) == [("301", "眼鏡")]


def test_a_second_run_changes_nothing():
    load_scheme()
    events = Event.objects.count()

    loaded = loading.load(at=LONG_AGO)

    assert loaded == loading.Loaded(industries=23, announcements=0)
    assert Event.objects.count() == events


def test_codes_say_how_sure_they_are():
    load_scheme(())

    assert industry("015").code_status == "known"
    assert industry("012").code_status == "unconfirmed"
    assert industry("031").code_status == "guessed"


def test_real_conditions_are_not_samples_and_unknown_ones_say_so():
    load_scheme(("022", "023", "027", "029"))

    real = Announcement.objects.filter(number="工知字第10300839661號").order_by("industry__code")
    assert [(row.industry.code, row.is_sample) for row in real] == [
        ("022", False),
        ("023", False),
        ("027", False),
        ("029", False),
    ]
    assert [row.is_known for row in queries.special_conditions(real[1])] == [False]
    assert [row.text for row in queries.special_conditions(real[2])] == [
        "公告所列組裝製程均在臺灣完成",
        "傘面布為臺灣製造",
    ]
    assert queries.open_items(industry("023"), DAY) == []


def test_towels_have_the_known_limits():
    load_scheme(("015",))

    item = queries.open_items(industry("015"), DAY)[0]
    found = [(row.name, row.comparison, row.limit, row.unit) for row in queries.criteria_of(item)]
    assert found == [
        ("游離甲醛（接觸皮膚）", "at_most", Decimal("75.0000"), "ppm"),
        ("禁用偶氮色料", "not_detected", None, ""),
        ("耐汗染色堅牢度", "at_least", Decimal("3.0000"), "級"),
        ("吸水性（示範限值）", "at_most", Decimal("60.0000"), "秒"),
        ("商品標示", "conforms", None, ""),
        ("服飾標示", "conforms", None, ""),
    ]


@pytest.mark.parametrize("code", ["011", "015", "016", "017", "019", "020", "027", "301"])
def test_eight_industries_can_be_verified(code):
    load_scheme((code,))

    items = queries.open_items(industry(code), DAY)
    assert items
    for item in items:
        assert {row.part for row in item.criteria.all()} >= {"safety", "labelling"}
        assert item.hs_prefixes
    assert queries.style_rule(industry(code), DAY).sample_quantity >= 1


def test_fees_are_those_of_the_standard():
    load_scheme(())

    table = {fee.kind: (fee.amount, fee.unit) for fee in Fee.objects.all()}
    assert table == {
        "new": (400, "case"),
        "additional": (200, "case"),
        "reissue": (100, "certificate"),
        "name_change": (100, "certificate"),
        "address_change": (100, "certificate"),
        "representative_change": (100, "certificate"),
    }
    assert queries.fee("new", date(2012, 9, 11)).amount == 400
    with pytest.raises(queries.NotAnnouncedError, match="中華民國101年9月10日沒有生效之「規費」公告"):
        queries.fee("new", date(2012, 9, 10))


def test_supplement_limit_and_adopted_systems():
    load_scheme(())

    assert queries.supplement_limit(DAY) == (2, 30)
    assert [row.code for row in queries.adopted_qms(DAY)] == ["iso-9001"]
