"""The pages of the review for the mark in class 2, walked by the people who use them."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.grants import NOON, make_grant_world, make_under_scheme
from tests.worlds import shared

from smilemark.certification.models import Case, GrantSheet, JointVisit, Label, Letter
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db

world = shared(make_grant_world)


@pytest.fixture(autouse=True)
def _in_june_2025():
    with clock.travelled(NOON):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, url: str, do: str, **data):
    answer = client.post(url, {"do": do, **data})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client.get(answer["Location"]).content.decode()


def words(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def sheet(product, condition, **values):
    return {
        "product": product.pk,
        "condition": condition,
        "form": f"{product.pk}-{condition}",
        "facts": f"查核{condition}之文件",
        **values,
    }


def test_class_2_is_walked_from_the_body_to_the_register(world):  # one long walk
    case = make_under_scheme(world)
    product = case.products.get()
    body, examiner, chief, officer, firm = (
        signed_in(one) for one in (world.decider, world.examiner, world.chief, world.officer, world.applicant)
    )
    page, base = f"/cases/{case.number}/", f"/cases/{case.number}/grant/"

    offered = words(body, page)
    assert "送請授予審查" in offered
    assert "登錄並編號（第二類）</summary>" not in offered
    press(body, page + "certificate/", "send_to_grant", scheme_certificate="S-1", scheme_valid_until="115.12.31")
    assert f"審查授權使用標章：{world.firm.name}" in words(examiner, "/home/")
    assert f"審查授權使用標章：{world.firm.name}" not in words(officer, "/home/")
    assert "授權使用標章審查" in words(examiner, page)
    assert case.number in words(examiner, "/cases/")

    shown = words(examiner, base)
    for name in (
        "未逾特定產品驗證制度之驗證有效期限",
        "臺灣製產品原產地認定條件",
        "生產工廠依法辦理工廠登記",
        "最近六個月",
    ):
        assert name in shown
    assert "經濟部自" in shown
    press(examiner, base, "review", **sheet(product, "registration", factory_registered="yes"))
    press(examiner, base, "review", **sheet(product, "origin", origin="doubt"))
    press(
        examiner,
        base,
        "review",
        **sheet(product, "factory", factory_passed="yes", other_processing="yes", operations=["2"]),
    )
    press(examiner, base, "review", **sheet(product, "activity", last_sale_on="114.5.2"))
    done = press(examiner, base, "review", **sheet(product, "dispute", dispute="no"))
    assert "登錄會同現場查核" in done
    assert "有疑義，請會同本署現場查核" in words(chief, base)

    assert world.officer.full_name in words(examiner, base + "visit/")
    refused = examiner.post(
        base + "visit/",
        {"do": "visit", "products": product.pk, "visited_on": "114.6.2", "place": "和美廠", "findings": "已看製程",
         "authority_people": world.examiner.pk, "result": "met"},
    )  # fmt: skip
    text = refused.content.decode()
    assert (refused.status_code, "本署人員至少一人" in text, "和美廠" in text, "已看製程" in text) == (409, *[True] * 3)
    press(
        examiner, base + "visit/", "visit", products=product.pk, visited_on="114.6.2", place="和美廠",
        findings="已看製程", authority_people=world.examiner.pk, administration_people=world.officer.pk, result="met",
    )  # fmt: skip
    assert JointVisit.objects.get().place == "和美廠"
    assert "和美廠" in words(examiner, base)

    assert "審查與核定分離" in words(examiner, base)
    assert "作成決定並發文" in words(chief, base)
    press(chief, base, "decide")
    case.refresh_from_db()
    assert (case.state, Label.objects.get().number) == ("registered", "90100001-00001")
    assert "審查結果以函通知" in words(firm, base)
    assert "查核origin之文件" in words(chief, page)
    assert "查核origin之文件" not in words(firm, page)
    assert "已看製程" not in words(firm, page)
    letter = Letter.objects.get()
    assert "登錄雙掛號送達" in words(examiner, f"/letters/{letter.pk}/")
    assert "登錄雙掛號送達" not in words(body, f"/letters/{letter.pk}/")
    assert "授予標章使用權" in press(firm, f"/letters/{letter.pk}/", "open")
    assert words(officer, "/home/")
    assert "90100001-00001" in words(Client(), "/verify/90100001-00001")


def test_a_refusal_keeps_what_was_typed_and_stands_at_its_field(world):
    case = make_under_scheme(world)
    product = case.products.get()
    press(
        signed_in(world.decider),
        f"/cases/{case.number}/certificate/",
        "send_to_grant",
        scheme_certificate="S-1",
        scheme_valid_until="115.12.31",
    )
    examiner, base = signed_in(world.examiner), f"/cases/{case.number}/grant/"

    for values, said in (
        (sheet(product, "activity", last_sale_on="114.6.3"), "不得晚於申請日"),
        (sheet(product, "activity", last_sale_on="六月"), "請填日期"),
        (sheet(product, "factory", factory_passed="yes", other_processing="no"), "請勾選工廠所從事之作業"),
        (sheet(product, "factory", factory_passed="yes", other_processing="yes", operations=["9"]), "第一款至第五款"),
        (sheet(product, "origin"), "請選擇原產地之審查結果"),
        (sheet(product, "weather"), "沒有這個審查項目"),
        (sheet(product, "origin", origin="met") | {"product": "x"}, "請選擇產品"),
        (sheet(product, "origin", origin="met") | {"product": 99999999}, "找不到本案審查中之產品"),
    ):
        answer = examiner.post(base, {"do": "review", **values})
        text = answer.content.decode()
        assert (answer.status_code, said in text) == (409, True), said
        if values["condition"] in {"activity", "factory"}:
            assert values["facts"] in text
    assert not GrantSheet.objects.exists()
    assert examiner.post(base, {"do": "nothing"}).status_code == 404


def test_a_refusing_discretion_is_typed_with_its_reason(world):
    case = make_under_scheme(world)
    product = case.products.get()
    press(
        signed_in(world.decider),
        f"/cases/{case.number}/certificate/",
        "send_to_grant",
        scheme_certificate="S-1",
        scheme_valid_until="115.12.31",
    )
    examiner, chief, base = signed_in(world.examiner), signed_in(world.chief), f"/cases/{case.number}/grant/"
    for condition, values in (
        ("registration", {"factory_registered": "yes"}),
        ("origin", {"origin": "met"}),
        ("factory", {"factory_passed": "yes", "other_processing": "yes"}),
        ("activity", {"last_sale_on": "114.5.2"}),
        ("dispute", {"dispute": "yes"}),
    ):
        press(examiner, base, "review", **sheet(product, condition, **values))

    silent = chief.post(base, {"do": "decide", f"agrees_{product.pk}": "no", f"reason_{product.pk}": ""})
    assert (silent.status_code, "請填寫「裁量理由」" in silent.content.decode()) == (409, True)
    press(chief, base, "decide", **{f"agrees_{product.pk}": "no", f"reason_{product.pk}": "爭議未獲解決。"})

    assert Case.objects.get(pk=case.pk).state == "refused"
    firm = signed_in(world.applicant)
    shown = press(firm, f"/letters/{Letter.objects.get().pk}/", "open")
    assert "爭議未獲解決" in shown
    assert "附件十二第二點第二項" in shown
