"""What happened in the demo country: one function per case, each ending in another place of the charts."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from smilemark.certification import actions, queries
from smilemark.certification.actions import changes, class2, grant_sheets, letters, samples, testing
from smilemark.governance import actions as governance
from smilemark.site.demo import ended, marked, papers, printed, surveyed
from smilemark.site.demo.walk import Walk

if TYPE_CHECKING:
    from smilemark.certification.models import Certificate
    from smilemark.site.demo.country import Country, FirmTeam

A_TERM = 3 * 365 + 1  # days from an issue to the day after its last valid day, leap day included
SCHEME_INDUSTRY = "901"


def tell_all(country: Country) -> None:
    """Tell every story."""
    for story in (_textiles, _bedding, _clothing, _goods, _electric, _umbrellas, _sunglasses, _second_class):
        story(country)
    surveyed.tell(country)
    printed.tell(country)
    ended.tell(country)
    marked.tell(country)


def _walk(country: Country, firm: str, ago: int) -> Walk:
    return Walk(country, country.firms[firm], ago)


def _textiles(country: Country) -> None:
    # 毛巾：補件一次、二項次要缺點、矯正計畫，二項產品獲證
    towel = _walk(country, "晴織毛巾股份有限公司", 80).draft().fill(products=(0, 1)).submit().wait(2).accept()
    towel.ask_supplement("請補充染整製程之委外情形。").wait(5).answer_supplement("染整由本廠自行辦理，無委外。")
    towel.documents_complete().schedule().wait(3).determine_origins().assess(minors={0: 2})
    towel.take_samples().start_tests().wait(6).file_plan().wait(1).judge_plan().test().certified()
    _open_letters(towel)
    samples.notify_collection(
        case_id=towel.case.pk, lot_ids=_lots(towel), by=country.body_for("015").reviewer, at=towel.wait(1).at()
    )
    _walk(country, "晴織毛巾股份有限公司", 1).draft()
    # 書面審查中
    _walk(country, "雲之巾企業社", 4).draft().fill().submit().wait(1).accept()
    # 二廠，現場評核已排定
    _walk(country, "豐日紡織股份有限公司", 12).to_verification().wait(2).schedule(days_ahead=14)
    # 二項產品、三家工廠，其中一廠不通過：一項獲證、一項核駁
    three = _walk(country, "三廠聯織股份有限公司", 60).to_verification(products=(0, 1), makers={0: (0, 1), 1: (1, 2)})
    three.determine_origins().assess(severe=(2,)).take_samples().start_tests().wait(4).test().certified().tidied()
    # 織襪：展延期間內（展延案現場評核免辦）、逾期前已提展延審查中、資格審查中
    _renewing(country)
    _walk(country, "步步織業行", 1).draft().fill().submit()


def _renewing(country: Country) -> None:
    soon = _walk(country, "足下工坊有限公司", A_TERM - 21).to_verification().verified().certified().tidied()
    again = _walk(country, "足下工坊有限公司", 18)
    again.draft("renewal", certificate_id=_certificate(soon).pk).fill_renewal().submit().wait(
        1
    ).accept().documents_complete()
    again.waive_factories()
    gone = _walk(country, "暖暖織襪股份有限公司", A_TERM + 26).to_verification().verified().certified().tidied()
    pending = _walk(country, "暖暖織襪股份有限公司", 45)
    pending.draft("renewal", certificate_id=_certificate(gone).pk).fill_renewal().submit().wait(20).accept()


def _clothing(country: Country) -> None:
    # 成衣：獲證後樣品逾期銷毀、補發、變更換發；待提矯正計畫；罕用字業者資格符合
    shirt = _walk(country, "衡山成衣廠股份有限公司", 300).to_verification().verified().certified()
    _destroyed(country, shirt)
    decider = country.body_for("011").decider
    lost = _walk(country, "衡山成衣廠股份有限公司", 150).draft("reissue", certificate_id=_certificate(shirt).pk)
    lost.change({"reason": "lost", "text": "搬遷時遺失"}).submit()
    changes.replace(case_id=lost.case.pk, by=decider, at=lost.wait(2).at())
    moved = _walk(country, "衡山成衣廠股份有限公司", 90).draft("change", certificate_id=_certificate(shirt).pk)
    moved.change({"responsible_person": "衡立業"}, proof="registration_change").submit()
    changes.replace(case_id=moved.case.pk, by=decider, at=moved.wait(2).at())
    _walk(country, "島嶼製衣有限公司", 10).to_verification().determine_origins().wait(2).assess(
        minors={0: 4}
    ).take_samples()
    _walk(country, "𠮷野服飾有限公司", 6).draft().fill().submit().wait(2).accept()


def _destroyed(country: Country, walk: Walk) -> None:
    """Samples nobody fetched within the month (point 24)."""
    by = country.body_for("011").reviewer
    samples.notify_collection(case_id=walk.case.pk, lot_ids=_lots(walk), by=by, at=walk.wait(3).at())
    walk.wait(50)
    for lot in _lots(walk):
        text = "逾一個月未領回，拍照後銷毀。"
        samples.destroy(lot_id=lot, photo=papers.photo("銷毀存證"), text=text, by=by, at=walk.at())


def _bedding(country: Country) -> None:
    # 寢具：彙整報告審查中；非製造或加工之產品而核駁；待補件
    _walk(country, "好夢寢具股份有限公司", 30).to_verification().verified().write_report().submit_report()
    refused = _walk(country, "安眠坊有限公司", 20).draft().fill().submit()
    actions.refuse_eligibility(
        case_id=refused.case.pk,
        not_manufactured="查核後係整件進口，僅於臺灣換標，未經製造或加工。",
        by=country.body_for("016").decider,
        at=refused.wait(2).at(),
    )
    _open_letters(refused.wait(1))
    _walk(country, "靜岳寢飾股份有限公司", 9).draft().fill().submit().wait(1).accept().ask_supplement(
        "請補充產品相片，須能辨識縫製標。", document_kind="product_photo"
    )


def _goods(country: Country) -> None:
    # 袋包箱：獲證後申請終止使用；僅於臺灣分裝而核駁；填寫中之草稿
    bag = _walk(country, "行囊皮件有限公司", 250).to_verification().verified().certified().tidied()
    ending = _walk(country, "行囊皮件有限公司", 30).draft("end", certificate_id=_certificate(bag).pk)
    numbers = [label.number for label in _certificate(bag).labels.all()]
    ending.change({"labels": numbers, "reason": "產品停產"}).submit()
    changes.end_use(case_id=ending.case.pk, by=country.body_for("019").decider, at=ending.wait(2).at())
    _open_letters(ending.wait(1))
    tote = _walk(country, "拾光袋包企業社", 40).to_verification().determine_origins(only_packed=(0,))
    actions.refusal.refuse_all(case_id=tote.case.pk, by=country.body_for("019").decider, at=tote.wait(2).at())
    _open_letters(tote.wait(1))
    _walk(country, "島箱股份有限公司", 2).draft().start_filling()


def _electric(country: Country) -> None:
    # 家電：契約待簽、檢驗中且矯正計畫查核中、已逾期
    _walk(country, "涼風電器股份有限公司", 33).to_verification().verified().write_report().submit_report().approve()
    heater = _walk(country, "暖屋家電有限公司", 16).to_verification().determine_origins().assess(minors={0: 1})
    heater.take_samples().start_tests().wait(4).file_plan()
    _walk(country, "清泉飲水設備股份有限公司", A_TERM + 25).to_verification().verified().certified().tidied()


def _umbrellas(country: Country) -> None:
    # 傘類：二項產品已編號待發；現場評核中撤回；彙整報告製作中
    two = _walk(country, "雨過天青傘業有限公司", 25).to_verification(products=(0, 1)).verified()
    two.write_report().submit_report().approve().sign().number()
    dropped = _walk(country, "紙傘工藝社", 22).to_verification()
    actions.drop(case_id=dropped.case.pk, reason="改以其他產品申請", by=dropped.applicant, at=dropped.wait(3).at())
    _walk(country, "大和傘股份有限公司", 18).to_verification().verified().write_report()


def _sunglasses(country: Country) -> None:
    # 太陽眼鏡（第三類）：一項檢驗不合格、另一項待補繳規費；獲證；確認規費中（採認既有檢測結果）
    two = _walk(country, "明視光學股份有限公司", 28).to_verification(products=(0, 1)).determine_origins().assess()
    two.take_samples().start_tests().wait(3).test(failing=(1,)).write_report().submit_report().approve().ask_fee()
    _walk(country, "蔚藍眼鏡有限公司", 120).to_verification().verified().certified().tidied()
    adopted = _walk(country, "海岸線眼鏡企業社", 15).to_verification().determine_origins().assess()
    for product in adopted.case.products.all():
        testing.adopt(
            test_id=product.test.pk,
            parts=sorted({criterion.part for criterion in testing.pinned_criteria(product.test)}),
            basis="CNS 檢驗合格報告",
            report_number="DEMO-OPT-1",
            valid_until=country.day(-300),
            by=country.body_for("301").reviewer,
            at=adopted.at(),
        )
    adopted.wait(2).write_report().submit_report().approve()


def _second_class(country: Country) -> None:
    """第二類：依採認制度審查中、已登錄；其後經濟部委託制度主管機關，一案審查授權使用標章，原產地有疑義。"""
    industry = governance.register_industry(
        code=SCHEME_INDUSTRY,
        code_status="guessed",
        name="示範採認制度之產品",
        name_en="Products of a sample adopted scheme",
        product_class=2,
        by=country.administration,
        at=country.moment(400),
    )
    body = country.bodies["general"]
    companies_of = ("清泉飲水設備股份有限公司", "暖屋家電有限公司")
    country.accredit_scheme(body, SCHEME_INDUSTRY)
    for place, name in enumerate(companies_of):
        team: FirmTeam = dataclasses.replace(country.firms[name], industry=industry)
        walk = Walk(country, team, 50 - 40 * place).draft().fill_scheme(valid_until=country.day(-400)).submit().wait(1)
        class2.accept_scheme(case_id=walk.case.pk, by=body.reviewer, at=walk.at())
        if place == 0:
            class2.register(
                case_id=walk.case.pk,
                scheme_certificate="示範制度-0001",
                scheme_valid_until=country.day(-400),
                by=body.decider,
                at=walk.wait(3).at(),
            )
    authority = country.delegate_scheme(industry, ago=9)
    team = dataclasses.replace(country.firms["涼風電器股份有限公司"], industry=industry)
    walk = Walk(country, team, 8).draft().fill_scheme(valid_until=country.day(-400)).submit().wait(1)
    class2.accept_scheme(case_id=walk.case.pk, by=body.reviewer, at=walk.at())
    class2.send_to_grant(
        case_id=walk.case.pk,
        scheme_certificate="示範制度-0002",
        scheme_valid_until=country.day(-400),
        by=body.decider,
        at=walk.wait(2).at(),
    )
    grant_sheets.review(
        case_id=walk.case.pk,
        product_id=walk.case.products.get().pk,
        condition="origin",
        values={"origin": "doubt", "facts": "主要組件之進貨單未載產地。"},
        by=authority.examiner,
        at=walk.wait(1).at(),
    )


def _certificate(walk: Walk) -> Certificate:
    certificate = queries.visible_to(walk.applicant).get(pk=walk.case.pk).certificate
    if certificate is None:
        raise LookupError(f"{walk.case} was not certified")
    return certificate


def _lots(walk: Walk) -> list[int]:
    return [lot.pk for product in walk.case.products.order_by("pk") for lot in product.samples.all()]


def _open_letters(walk: Walk) -> None:
    """The applicant opens what came: service begins with it."""
    for letter in walk.case.letters.order_by("pk"):
        letters.open_letter(letter_id=letter.pk, by=walk.applicant, at=walk.at())
