"""Licences of other users and laboratories: promotional works only, by written contract, ended on eight facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import mark as made
from tests.factories.accreditation import make_laboratory
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.factories.mark import START, TODAY

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.foundation.models import Notice, StoredFinding
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import licences as actions
from smilemark.mark.legal import licences as legal
from smilemark.mark.models import Letter, Licence
from smilemark.mark.models.licences import ELECTRONIC, Work
from smilemark.mark.queries import licences as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_person(roles.SECRETARIAT)


def end(licence, by, **given):
    ending = actions.Ending(
        **({"ground": "requested", "text": "來函申請。", "ended_on": TODAY, "confirmed": True} | given)
    )
    return actions.end_licence(licence_id=licence.pk, ending=ending, by=by, at=START)


def test_the_kinds_of_works_are_those_of_the_annex():
    assert [label for code, label in Work.choices if code not in ELECTRONIC] == [
        "海報", "型錄", "文宣印刷品", "專刊", "標示卡", "形象牆", "燈箱", "跑馬燈", "電子看板", "人形立牌",
        "其他實體廣告製作物",
    ]  # fmt: skip
    assert [label for code, label in Work.choices if code in ELECTRONIC] == [
        "商業廣告影片", "電子文宣印刷品", "網頁宣傳運用", "其他電子廣告製作物",
    ]  # fmt: skip


def test_a_licence_is_in_force_by_its_contract_and_covers_works_only(desk):
    licence = made.drafted_licence(desk)
    with pytest.raises(Refused, match="雙方未簽訂書面合約，不得使用") as unsigned:
        actions.put_in_force(licence_id=licence.pk, contract_number="秘115-1", signed_on=TODAY, by=desk, at=START)
    licence = made.signed_licence(desk, licence)

    assert unsigned.value.field == "file"
    assert licence.state == "in_force"
    assert queries.why_not_use(licence, legal.PHYSICAL, TODAY) is None
    assert queries.why_not_use(licence, legal.ELECTRONIC, licence.last_day) is None
    assert "授權範圍僅限推廣製作物" in queries.why_not_use(licence, "certified_product", TODAY)
    assert "亦不得作為商標之用" in queries.why_not_use(licence, "trademark", TODAY)
    for outside in (licence.first_day - timedelta(days=1), licence.last_day + timedelta(days=1)):
        assert "不得使用" in queries.why_not_use(licence, legal.PHYSICAL, outside)
    letter = Letter.objects.get()
    assert (letter.kind, letter.addressee_id) == ("標章授權通知函", licence.licensee_id)
    assert StoredFinding.objects.get(rule="mark-use").passed


def test_a_laboratory_has_the_same_scope_and_its_own_kind(desk):
    laboratory = make_laboratory()
    licence = made.signed_licence(desk, made.drafted_licence(desk, licensee=laboratory.name, kind="laboratory"))

    assert "附件十三第三點第三款" in queries.why_not_use(licence, "product_package", TODAY)
    assert queries.why_not_use(licence, legal.PHYSICAL, TODAY) is None
    with pytest.raises(Refused, match="檢驗機構之授權對象為檢驗機構"):
        made.drafted_licence(desk, licensee=laboratory.name, kind="other_user")
    with pytest.raises(Refused, match="檢驗機構之授權對象為檢驗機構"):
        made.drafted_licence(desk, kind="laboratory")


def test_other_matters_need_the_letter_of_the_administration(desk):
    with pytest.raises(Refused, match="本署同意文號：請填寫") as refusal:
        made.drafted_licence(desk, kind="agreed")

    assert refusal.value.field == "consent_letter"
    assert made.drafted_licence(desk, kind="agreed", consent_letter="產署字第9號").consent_letter == "產署字第9號"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"works": []}, "works"),
        ({"scope_text": " "}, "scope_text"),
        ({"sites": []}, "sites"),
        ({"sites": ["沒有地址"]}, "sites"),
        ({"last_day": date(2026, 3, 1)}, "last_day"),
        ({"licensee": "00000000"}, "licensee"),
        ({"kind": "friend"}, "kind"),
    ],
)
def test_a_contract_without_period_scope_or_sites_is_refused_at_its_field(desk, given, field):
    with pytest.raises(Refused) as refusal:
        made.drafted_licence(desk, **given)

    assert refusal.value.field == field
    assert not Licence.objects.exists()


def test_a_licence_is_not_handed_on(desk):
    licence = made.signed_licence(desk)
    other = make_firm()

    with pytest.raises(Refused, match="標章使用權不得轉讓（第三十六點）") as refusal:
        made.drafted_licence(desk, licensee=other.ubn, previous=licence)

    assert refusal.value.field == "licensee"
    renewed = made.drafted_licence(desk, licensee=licence.licensee.firm.ubn, previous=licence)
    assert (renewed.previous, renewed.licensee_id) == (licence, licence.licensee_id)


def test_only_the_secretariat_licenses(desk):
    scene_firm = make_firm()
    person = make_applicant(scene_firm)

    with pytest.raises(Refused, match="由秘書處辦理（附件十三第三點第二款、第三款）"):
        made.drafted_licence(person)
    licence = made.signed_licence(desk, made.drafted_licence(desk, licensee=scene_firm.ubn))
    assert list(queries.licences_visible_to(person)) == [licence]
    assert not queries.licences_visible_to(make_applicant(make_firm())).exists()


@pytest.mark.parametrize("number", range(8))
def test_eight_facts_end_a_licence_once_confirmed(desk, number):
    licence, ground = made.signed_licence(desk), legal.grounds()[number]
    with pytest.raises(Refused, match="應經授權單位確認屬實"):
        end(licence, desk, ground=ground.code, confirmed=False)
    if ground.code == legal.NOT_IMPROVED:
        with pytest.raises(Refused, match="沒有屆期未改善之抽查紀錄"):
            end(licence, desk, ground=ground.code)
        return
    ended = end(licence, desk, ground=ground.code)

    assert ground.cite.endswith(f"附件十三第八點第{'一二三四五六七八'[number]}款")
    assert (ended.state, ended.ended_on) == ("ended", TODAY)
    assert Letter.objects.last().words["sections"][0]["items"][0] == f"{ground.words}（{ground.cite}）。"
    assert "不得使用" in queries.why_not_use(ended, legal.PHYSICAL, TODAY)


def test_an_end_lies_not_in_the_past_and_the_administration_is_told(desk):
    officer = make_person(roles.ADMINISTRATION)
    licence = made.signed_licence(desk)

    with pytest.raises(Refused, match="終止日不得在今日之前"):
        end(licence, desk, ended_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="終止事由：請選擇"):
        end(licence, desk, ground="whim")
    end(licence, desk)
    assert Notice.objects.filter(user=officer, subject=f"終止標章授權：{licence.number}").exists()


def test_a_contract_reminds_sixty_days_before_and_expires_after_its_last_day(desk):
    licence = made.signed_licence(desk, made.drafted_licence(desk, last_day=date(2026, 6, 30)))

    def run(day):
        actions.take_due_days(at=START + timedelta(days=(day - TODAY).days))
        licence.refresh_from_db()
        return licence.state, licence.reminded_on

    assert run(date(2026, 4, 30)) == ("in_force", None)
    assert run(date(2026, 5, 1)) == ("in_force", date(2026, 5, 1))
    assert run(date(2026, 6, 30)) == ("in_force", date(2026, 5, 1))
    assert Notice.objects.filter(subject=f"標章授權將屆期：{licence.number}", user=desk).count() == 1
    assert run(date(2026, 7, 1)) == ("expired", date(2026, 5, 1))


def test_todo_names_what_ends_soon_and_the_register_what_stands(desk):
    draft, licence = made.drafted_licence(desk), made.signed_licence(desk)

    titles = [item.title for item in queries.todo_for(desk, licence.last_day - timedelta(days=60))]
    assert titles == [
        f"標章授權將屆期：{licence.number} {licence.licensee.name}",
        f"完成授權合約：{draft.number} {draft.licensee.name}",
    ]
    assert [row["授權編號"] for row in queries.exported(queries.listed(desk, state="in_force"))] == [licence.number]
    assert Organisation.objects.filter(kind="secretariat").exists()
