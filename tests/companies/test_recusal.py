from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from tests.factories.accreditation import make_body
from tests.factories.companies import LONG_AGO, give, make_applicant, make_firm, make_person

from smilemark.accounts import roles
from smilemark.companies import actions, legal, queries
from smilemark.companies.models import Relation
from smilemark.foundation.models import Event

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def firm():
    return make_firm("表哥織造有限公司")


@pytest.fixture
def assessor():
    return make_person(roles.ASSESSOR, make_body(), "林評核")


def declare(firm, user, who="self", ground="party", **values):
    return actions.declare_relation(firm_id=firm.pk, ground=ground, who=who, by=user, at=LONG_AGO, **values)


@pytest.mark.parametrize(
    ("who", "person", "degree"),
    [
        ("parent", "blood_relative", 1),
        ("sibling", "blood_relative", 2),
        ("uncle_aunt", "blood_relative", 3),
        ("cousin", "blood_relative", 4),
        ("grand_uncle", "blood_relative", 4),
        ("spouses_parent", "affine", 1),
        ("siblings_spouse", "affine", 2),
        ("spouses_siblings_spouse", "affine", 2),
        ("uncles_spouse", "affine", 3),
        ("spouses_uncle", "affine", 3),
        ("spouse", "spouse", None),
        ("former_spouse", "former_spouse", None),
        ("self", "self", None),
    ],
)
def test_inside_the_circle_the_person_must_keep_out(firm, assessor, who, person, degree):
    relation = declare(firm, assessor, who)

    assert (relation.related_person, relation.degree) == (person, degree)
    assert "應即迴避" in queries.why_recused(assessor, firm, DAY)


@pytest.mark.parametrize(
    ("who", "degree"),
    [("parents_cousin", 5), ("cousins_child", 5), ("second_cousin", 6), ("spouses_cousin", 4), ("cousins_spouse", 4)],
)
def test_outside_the_circle_the_person_may_act(firm, assessor, who, degree):
    relation = declare(firm, assessor, who)

    assert relation.degree == degree
    assert queries.why_recused(assessor, firm, DAY) is None


def test_the_cousin_reads_as_an_exact_sentence(firm, assessor):
    declare(firm, assessor, "cousin")

    assert queries.why_recused(assessor, firm, DAY) == (
        "堂、表兄弟姊妹（血親4親等）為申請業者之負責人或事件當事人："
        "本人或其配偶、前配偶、四親等內之血親或三親等內之姻親或曾有此關係者為事件之當事人，應即迴避。（推動及管理要點第十五點第一款）"
    )


@pytest.mark.parametrize(
    ("ground", "who", "current", "recused"),
    [
        ("employment_or_mandate", "self", True, True),
        ("employment_or_mandate", "self", False, False),
        ("employment_or_mandate", "cousin", True, True),
        ("employment_or_mandate", "parents_cousin", True, False),
        ("joint_right_or_duty", "spouse", True, True),
        ("joint_right_or_duty", "sibling", True, False),
        ("joint_right_or_duty", "self", False, False),
        ("agent_or_assistant", "self", True, True),
        ("agent_or_assistant", "self", False, True),
        ("agent_or_assistant", "spouse", True, False),
        ("party", "cousin", False, True),
    ],
)
def test_each_ground_of_point_15(firm, assessor, ground, who, current, recused):
    declare(firm, assessor, who, ground, still_current=current)

    assert (queries.why_recused(assessor, firm, DAY) is not None) is recused


def test_a_kinship_that_has_ended_still_counts(firm, assessor):
    relation = declare(firm, assessor, "siblings_spouse", kinship_ended=True)

    assert legal.describe(relation) == "兄弟姊妹之配偶（姻親2親等，已消滅）為申請業者之負責人或事件當事人"
    assert "應即迴避" in queries.why_recused(assessor, firm, DAY)


def test_a_declaration_counts_from_its_day_until_it_is_corrected(firm, assessor):
    taipei = ZoneInfo("Asia/Taipei")
    relation = actions.declare_relation(
        firm_id=firm.pk, ground="party", who="cousin", by=assessor, at=datetime(2026, 6, 1, 23, 30, tzinfo=taipei)
    )
    actions.correct_relation(relation_id=relation.pk, by=assessor, at=datetime(2026, 6, 10, 0, 30, tzinfo=taipei))

    answers = {
        day.isoformat(): queries.why_recused(assessor, firm, day) is not None
        for day in (DAY - timedelta(days=1), DAY, date(2026, 6, 9), date(2026, 6, 10))
    }
    assert answers == {"2026-05-31": False, "2026-06-01": True, "2026-06-09": True, "2026-06-10": False}
    assert queries.relations_of(assessor, firm) == []
    with pytest.raises(actions.Refused, match="此筆揭露已經更正"):
        actions.correct_relation(relation_id=relation.pk, by=assessor, at=datetime(2026, 6, 11, tzinfo=taipei))


def test_a_declaration_is_an_event_without_personal_text_in_the_chain(firm, assessor):
    relation = declare(firm, assessor, "cousin")

    event = Event.objects.get(kind="companies.relation.declare")
    assert event.stream == f"companies.relation:{relation.pk}"
    assert event.data == {"user": assessor.pk, "firm": firm.pk}
    assert event.eventtext.text["relation"].startswith("堂、表兄弟姊妹")


def test_who_acts_for_the_firm_is_recused_without_declaring(firm):
    person = make_applicant(firm)
    assert queries.why_recused(person, firm, DAY) is None

    give(person, roles.REVIEWER, make_body())

    assert queries.why_recused(person, firm, DAY) == (
        "現為該業者之人員：本人或其配偶、前配偶、四親等內之血親或三親等內之姻親或曾有此關係者與申請業者有僱傭或委任關係，應即迴避。（推動及管理要點第十五點第四款）"
    )
    assert queries.why_recused(person, make_firm(), DAY) is None


def test_persons_not_listed_are_only_warned(firm):
    person = make_person(roles.SECRETARIAT)
    declare(firm, person, "cousin")

    assert queries.why_recused(person, firm, DAY) is None
    assert "建請自行迴避" in queries.recusal_warning(person, firm, DAY)
    assert "應即迴避" in queries.why_recused(person, firm, DAY, role=roles.REVIEWER)


def test_the_role_asked_about_decides(firm, assessor):
    declare(firm, assessor, "cousin")

    assert queries.why_recused(assessor, firm, DAY, role=roles.SECRETARIAT) is None
    assert queries.why_recused(assessor, firm, DAY, role=roles.LABORATORY) is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"who": "nobody"}, "who"),
        ({"who": "self", "ground": "friend"}, "ground"),
        ({"who": "former_spouse", "kinship_ended": True}, "kinship_ended"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(firm, assessor, values, field):
    with pytest.raises(actions.Refused) as refusal:
        declare(firm, assessor, **values)

    assert refusal.value.field == field
    assert not Relation.objects.exists()


def test_everybody_declares_for_themselves(firm, assessor):
    other = make_person(roles.REVIEWER, make_body())

    with pytest.raises(actions.Refused, match="利害關係由本人揭露"):
        declare(firm, other, "cousin", user_id=assessor.pk)
    declare(firm, make_person(roles.SECRETARIAT), "cousin", user_id=assessor.pk)

    assert queries.why_recused(assessor, firm, DAY) is not None
    assert queries.why_recused(other, firm, DAY) is None


def test_applicants_have_nothing_to_declare(firm):
    with pytest.raises(actions.Refused, match="適用於驗證機構"):
        declare(firm, make_applicant(firm), "cousin")


def test_declarations_are_seen_by_their_owner_and_the_keepers_only(firm, assessor):
    relation = declare(firm, assessor, "cousin")

    assert list(queries.relations_visible_to(assessor)) == [relation]
    assert list(queries.relations_visible_to(make_person(roles.SECRETARIAT))) == [relation]
    assert list(queries.relations_visible_to(make_person(roles.DECIDER, make_body()))) == []
    assert list(queries.relations_visible_to(make_applicant(firm))) == []


@pytest.mark.parametrize(
    "values",
    [
        {"related_person": "blood_relative", "degree": None},
        {"related_person": "self", "degree": 2},
        {"related_person": "affine", "degree": 21},
        {"related_person": "spouse", "degree": None, "kinship_ended": True},
    ],
)
def test_the_database_keeps_degrees_for_kin_only(firm, assessor, values):
    with pytest.raises(IntegrityError, match="relation_degree_for_kin_only"), transaction.atomic():
        Relation.objects.create(user=assessor, firm=firm, ground="party", declared_at=LONG_AGO, **values)
