"""Rights in question: an order whose time runs, a case being heard, a withdrawal with its objection, a batch tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.queries import results
from smilemark.remedies import actions, queries
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.actions.endings import Grounds
from smilemark.site.demo import papers

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import Certificate
    from smilemark.remedies.models import EndingCase
    from smilemark.site.demo.country import Country


def tell(country: Country) -> None:
    """Four firms whose mark is looked into, each at another step."""
    _ordered(country, "蔚藍眼鏡有限公司")
    _heard(country, "三廠聯織股份有限公司")
    _withdrawn(country, "衡山成衣廠股份有限公司")
    _tried_out(country)


def _certificate(country: Country, firm: str) -> Certificate:
    team = country.firms[firm]
    rows = results.certificates_visible_to(country.administration).filter(firm=team.firm)
    return rows.filter(labels__ended_on=None).distinct().get()


def _open_letters(country: Country, firm: str, at: datetime) -> None:
    applicant = country.firms[firm].applicant
    for letter in queries.letters_visible_to(applicant).filter(first_opened_at=None).order_by("pk"):
        actions.open_letter(letter_id=letter.pk, by=applicant, at=at)


def _ordered(country: Country, firm: str) -> None:
    """命限期改善, opened by the firm ten days ago; fourteen days run."""
    certificate = _certificate(country, firm)
    body = country.body_for(certificate.industry.code)
    order = actions.open_order(
        certificate=certificate.number,
        labels=[],
        ground="mark_on_unlicensed_product",
        facts="網路賣場將標章圖樣用於未獲證之眼鏡盒。",
        wanted="移除賣場頁面上之標章圖樣，並提出更正後之頁面截圖。",
        days=14,
        by=body.reviewer,
        at=country.moment(11),
    )
    actions.issue_order(order_id=order.pk, by=body.decider, at=country.moment(11, 14))
    _open_letters(country, firm, country.moment(10))


def _heard(country: Country, firm: str) -> None:
    """通知陳述意見: the firm's ten days run."""
    case = _case(country, firm, "improper_means", "檢舉指出該產品送樣與實際生產者不同，調閱進貨紀錄亦有不符。", ago=5)
    actions.invite(case_id=case.pk, days=10, by=_reviewer(country, case), at=country.moment(5, 11))
    _open_letters(country, firm, country.moment(4))


def _withdrawn(country: Country, firm: str) -> None:
    """撤銷, served a fortnight ago; the firm objects and the administration reviews."""
    case = _case(country, firm, "false_documents", "所附原料採購發票經開立人函復非其開立。", ago=40)
    by, applicant = _reviewer(country, case), country.firms[firm].applicant
    actions.invite(case_id=case.pk, days=10, by=by, at=country.moment(40, 11))
    _open_letters(country, firm, country.moment(39))
    actions.state_case(
        case_id=case.pk,
        text="發票係代理商提供，本公司不知有偽。",
        uploads=[papers.paper("說明書")],
        by=applicant,
        at=country.moment(33),
    )
    proposal = Proposal(
        reasons="原料來源為原產地認定之重要事項，不實文件足以影響核准之判斷。",
        assessment="業者對所提文件負真實之責，所述不知情不影響文件不實之認定。",
    )
    actions.propose_case(case_id=case.pk, proposal=proposal, by=by, at=country.moment(28))
    team = country.body_for(case.certificate.industry.code)
    decision = actions.decide_case(case_id=case.pk, by=team.decider, at=country.moment(20))
    _open_letters(country, firm, country.moment(14))
    objection = actions.file_objection(
        decision_id=decision.pk,
        reasons="已向開立人查明，係其承辦人員誤查，附更正函。",
        uploads=[papers.paper("開立人更正函")],
        submission_key="demo-objection",
        by=applicant,
        at=country.moment(6),
    )
    actions.accept_objection(objection_id=objection.pk, by=country.administration, at=country.moment(5))


def _tried_out(country: Country) -> None:
    """An incident of a laboratory, tried out by the body and not yet executed."""
    laboratory, team = country.laboratory_for("015"), country.bodies["textile"]
    incident = Incident(
        title="示範纖維檢驗所設備校正逾期",
        criterion="laboratory",
        act="order",
        ground="product_or_process_mismatch",
        facts="該所色牢度設備於期間內逾校正效期，所出具之檢驗結果待重行確認。",
        wanted="於期限內將產品送其他經認可之檢驗機構重行檢驗並提出報告。",
        since=country.day(3),
        days=30,
        subject_id=laboratory.laboratory.pk,
        first_day=country.day(330),
        last_day=country.day(60),
    )
    batch = actions.open_batch(incident=incident, by=team.reviewer, at=country.moment(2))
    actions.try_out_batch(batch_id=batch.pk, by=team.reviewer, at=country.moment(2, 11))


def _case(country: Country, firm: str, ground: str, facts: str, *, ago: int) -> EndingCase:
    certificate = _certificate(country, firm)
    at = country.moment(ago)
    return actions.open_case(
        certificate=certificate.number,
        labels=[],
        grounds=Grounds(ground=ground, facts=facts, since=timezone.localdate(at)),
        by=country.body_for(certificate.industry.code).reviewer,
        at=at,
    )


def _reviewer(country: Country, case: EndingCase) -> User:
    return country.body_for(case.certificate.industry.code).reviewer
