import pytest
from tests.factories.companies import (
    LONG_AGO,
    make_applicant,
    make_factory,
    make_firm,
    make_organisation,
    make_person,
    make_user,
)

from smilemark.accounts import roles
from smilemark.companies import actions, queries
from smilemark.companies.models import Factory, Firm
from smilemark.foundation import events
from smilemark.foundation.models import Event
from smilemark.foundation.moves import SYSTEM

pytestmark = pytest.mark.django_db

FIRM = {
    "ubn": "22099131",
    "name": "和美織造股份有限公司",
    "entity_kind": "company",
    "responsible_person": "王小明",
    "address": "彰化縣和美鎮中正路1號",
    "county": "彰化縣",
}


def test_who_registers_a_firm_acts_for_it():
    person = make_user("陳經理")
    make_firm(by=make_user())

    firm = actions.register_firm(**FIRM, by=person, at=LONG_AGO)

    assert person.holds(roles.APPLICANT, firm.pk)
    assert list(queries.visible_to(person)) == [firm]
    assert queries.members_of(firm) == ["陳經理"]
    assert [event.move for event in events.history(firm)] == ["register"]


@pytest.mark.parametrize("number", ["22099131", "04595257", "12345675", "10458570", "60000009", "60000078"])
def test_numbers_of_the_rule_since_april_2023_pass(number):
    firm = actions.register_firm(**(FIRM | {"ubn": number}), by=SYSTEM, at=LONG_AGO)

    assert firm.ubn == number


@pytest.mark.parametrize("number", ["22099132", "00000000", "2209913", "220991311", "２２０９９１３１", "A0342336"])
def test_wrong_numbers_name_the_field_and_leave_nothing(number):
    with pytest.raises(actions.Refused, match="統一編號不正確") as refusal:
        actions.register_firm(**(FIRM | {"ubn": number}), by=SYSTEM, at=LONG_AGO)

    assert refusal.value.field == "ubn"
    assert not Firm.objects.exists()
    assert not Event.objects.exists()


def test_the_same_number_twice_is_refused_with_how_to_join():
    actions.register_firm(**FIRM, by=SYSTEM, at=LONG_AGO)

    with pytest.raises(actions.Refused, match=r"統一編號22099131已經登錄.*將您加入.*秘書處") as refusal:
        actions.register_firm(**(FIRM | {"name": "另一名稱"}), by=make_user(), at=LONG_AGO)

    assert refusal.value.field == "ubn"
    assert Firm.objects.count() == 1


def test_firms_are_never_merged_by_name():
    first = make_firm("同名有限公司")
    second = make_firm("同名有限公司")

    assert first.pk != second.pk


def test_rare_characters_and_emoji_survive():
    name = "𠮷野家𡘙織造🧦👨‍👩‍👧有限公司"

    firm = actions.register_firm(**(FIRM | {"name": name}), by=SYSTEM, at=LONG_AGO)

    firm.refresh_from_db()
    assert firm.name == name
    assert list(queries.matching(Firm.objects.all(), "𡘙織")) == [firm]


@pytest.mark.parametrize(
    ("name", "code"),
    [("和美\x00織造", "U+0000"), ("和美\n織造", "U+000A"), ("和美\u202e織造", "U+202E"), ("和美\ud800", "U+D800")],
)
def test_characters_that_cannot_be_seen_are_refused(name, code):
    with pytest.raises(actions.Refused) as refusal:
        actions.register_firm(**(FIRM | {"name": name}), by=SYSTEM, at=LONG_AGO)

    assert refusal.value.field == "name"
    assert refusal.value.reason == f"「業者名稱」含有無法顯示之控制字元（{code}），請刪除後再送出。"


@pytest.mark.parametrize("field", ["name", "responsible_person", "address", "county"])
def test_empty_required_fields_are_named(field):
    with pytest.raises(actions.Refused) as refusal:
        actions.register_firm(**(FIRM | {field: " 　"}), by=SYSTEM, at=LONG_AGO)

    assert refusal.value.field == field


def test_too_long_names_say_how_long():
    with pytest.raises(actions.Refused, match="「業者名稱」最多200字，目前為201字。"):
        actions.register_firm(**(FIRM | {"name": "織" * 201}), by=SYSTEM, at=LONG_AGO)


def test_a_change_says_what_changed_and_the_number_never_does():
    firm = make_firm()
    applicant = make_applicant(firm)

    actions.change_firm(firm_id=firm.pk, address="新址", name=firm.name, by=applicant, at=LONG_AGO)
    with pytest.raises(actions.Refused, match="統一編號不得變更") as refusal:
        actions.change_firm(firm_id=firm.pk, ubn="04595257", by=applicant, at=LONG_AGO)

    assert refusal.value.field == "ubn"
    last = events.history(firm)[-1]
    assert last.data == {"changed": ["address"]}
    assert last.eventtext.text["address.after"] == "新址"


def test_a_change_of_nothing_leaves_no_event():
    firm = make_firm()
    before = Event.objects.count()

    actions.change_firm(firm_id=firm.pk, name=firm.name, by=SYSTEM, at=LONG_AGO)

    assert Event.objects.count() == before


def test_others_cannot_change_a_firm_or_its_factories():
    firm, other = make_firm(), make_firm()
    factory = make_factory(firm)
    stranger = make_applicant(other)
    words = "僅該業者之申請人員、秘書處或本署可以變更"

    with pytest.raises(actions.Refused, match=words):
        actions.change_firm(firm_id=firm.pk, address="x", by=stranger, at=LONG_AGO)
    with pytest.raises(actions.Refused, match=words):
        actions.change_factory(factory_id=factory.pk, name="x", by=stranger, at=LONG_AGO)
    with pytest.raises(actions.Refused, match=words):
        actions.add_factory(
            firm_id=firm.pk, name="x", address="x", county="x", number="65000084", by=stranger, at=LONG_AGO
        )


@pytest.mark.parametrize(
    ("number", "kind"),
    [("65000084", "general"), ("T5000084", "temporary"), ("P5000084", "managed"), ("S5000084", "specific")],
)
def test_the_first_character_tells_the_kind_of_factory(number, kind):
    factory = make_factory(make_firm(), number=number)

    assert factory.number_kind == kind


@pytest.mark.parametrize("number", ["X5000084", "t5000084", "6500008", "650000840", "６5000084"])
def test_a_factory_number_of_unknown_kind_is_refused_at_its_field(number):
    firm = make_firm()

    with pytest.raises(actions.Refused, match="工廠登記編號不正確") as refusal:
        make_factory(firm, number=number)

    assert refusal.value.field == "number"
    assert not Factory.objects.exists()


def test_without_number_a_reason_is_needed_and_class_two_needs_the_number():
    firm = make_firm()

    with pytest.raises(actions.Refused, match="請填寫「未登記之理由」") as refusal:
        make_factory(firm, number="")
    factory = make_factory(firm, "小廠", number="", no_number_reason="未達應辦登記之規模")

    assert refusal.value.field == "no_number_reason"
    assert factory.number_kind == "none"
    assert queries.why_not_for_class(factory, 1) is None
    assert queries.why_not_for_class(factory, 3) is None
    assert queries.why_not_for_class(factory, 2) == (
        "第二類產品之工廠須領有工廠登記，「小廠」未填工廠登記編號（附件十二第一點）。"
    )


def test_a_factory_stands_once_in_a_firm():
    firm = make_firm()
    make_factory(firm, number="65000084")

    with pytest.raises(actions.Refused, match="工廠登記編號65000084已在本業者之工廠名單中") as refusal:
        make_factory(firm, number="65000084")
    elsewhere = make_factory(make_firm(), number="65000084")

    assert refusal.value.field == "number"
    assert elsewhere.number == "65000084"


def test_closing_and_reopening_a_factory():
    firm = make_firm()
    factory = make_factory(firm)
    applicant = make_applicant(firm)

    actions.close_factory(factory_id=factory.pk, by=applicant, at=LONG_AGO)
    actions.close_factory(factory_id=factory.pk, by=applicant, at=LONG_AGO)
    assert list(queries.active_factories(firm)) == []
    actions.reopen_factory(factory_id=factory.pk, by=applicant, at=LONG_AGO)

    assert list(queries.active_factories(firm)) == [factory]
    assert [event.move for event in events.history(factory)] == ["add", "close", "reopen"]


def test_imported_firms_stand_beside_registered_ones():
    own = make_firm(ubn="22099131")

    rows = actions.import_firms(
        firms=[
            actions.ImportedFirm("上比實業有限公司"),
            actions.ImportedFirm("和美", ubn="22099131"),
            actions.ImportedFirm("舊號", ubn="A0342336"),
        ],
        by=SYSTEM,
        at=LONG_AGO,
    )

    assert [
        (row.ubn, row.source, row.entity_kind)
        for row in Firm.objects.filter(pk__in=[r.pk for r in rows]).order_by("pk")
    ] == [
        (None, "imported", "unknown"),
        ("22099131", "imported", "unknown"),
        ("A0342336", "imported", "unknown"),
    ]
    assert list(queries.possible_duplicates(own)) == [rows[1]]
    assert list(queries.matching(Firm.objects.all(), "上比")) == [rows[0]]


def test_what_each_reader_sees():
    firm, other = make_firm(), make_firm()
    make_factory(firm)
    foreign = make_factory(other)
    body = make_organisation(roles.SCHEME_AUTHORITY)

    applicant = make_applicant(firm)
    assert list(queries.visible_to(applicant)) == [firm]
    assert foreign not in queries.factories_visible_to(applicant)
    assert queries.visible_to(make_person(roles.SECRETARIAT)).count() == 2
    assert queries.visible_to(make_person(roles.ADMINISTRATION)).count() == 2
    assert queries.visible_to(make_person(roles.REVIEWER, body)).count() == 2
    assert queries.visible_to(make_person(roles.ASSESSOR, body)).count() == 0
    assert queries.visible_to(make_person(roles.LABORATORY, body)).count() == 0
    assert queries.visible_to(make_user()).count() == 0
