"""The official fee of class 3 (point 31 I; annex 6): attempts are rows, the administration records what it received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.actions import assigning, contract, letters
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, FeeExemption, FeePayment, Letter
from smilemark.certification.permissions import must_be_able
from smilemark.certification.queries import fees
from smilemark.certification.states import State
from smilemark.foundation import moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned, within

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.certification.queries.fees import FeeState

FEE_STANDARD = "臺灣製產品MIT微笑標章審查及發證收費標準第二條"


def report_payment(*, case_id: int, amount: int, method: str, by: User, at: datetime) -> FeePayment:
    """登錄繳費: the firm says it paid; any time, as often as it tries. What counts is what was received.

    Raises:
        Refused: another amount than is due, no method, or nothing is due.
    """
    with moves.moving(Case, case_id, "report_payment", by=by, at=at) as case:
        state = fees.fee_state(case, timezone.localdate(at))
        _must_not_be_settled(state)
        _must_be_due(amount, state.due)
        if not method.strip():
            raise Refused("請填繳納方式（例如：匯款、郵政匯票、臨櫃）。", field="method")
        payment = FeePayment.objects.create(
            case=case, amount=amount, method=within(method, field="method", label="繳納方式", limit=40), reported_at=at
        )
        moves.note(case, payment=payment.pk, amount=amount)
    return payment


def _must_not_be_settled(state: FeeState) -> None:
    if state.received is not None:
        receipt = state.received.receipt_number
        raise Refused(
            f"本案規費已收取（收據 {receipt}），無須再繳，亦不得重複登錄（第三十一點第一項）。", field="amount"
        )
    if state.exemption is not None:
        raise Refused("本案規費已核定免收，無須繳納（審查及發證收費標準第三條）。", field="amount")


def _must_be_due(amount: int, due: int) -> None:
    if amount != due:
        raise Refused(f"應繳規費新臺幣 {due} 元，所填金額為 {amount} 元，請更正（{FEE_STANDARD}）。", field="amount")


def notify(*, case_id: int, by: User, at: datetime) -> Letter:
    """通知補繳: the letter says how much and by which standard."""
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "notify_fee", by=by, at=at) as case:
        must_be_able(case, by, "notify_fee", on)
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        fee = fees.fee_state(case, on)
        due = fee.due
        letter = letters.write(
            case=case,
            kind=Letter.Kind.FEE,
            subject=f"貴業者申請產品驗證（案件編號 {case.number}），請補繳規費新臺幣 {due} 元，請查照。",
            explanation=[
                f"依臺灣製MIT微笑產品驗證制度推動及管理要點第三十一點第一項及{FEE_STANDARD}辦理。",
                f"本案屬{fee.kind_name}，驗證結果彙整報告業經審查通過，尚無規費新臺幣 {due} 元之收款紀錄。",
                "請繳納後於系統登錄繳費資料，俟收取規費後續辦授權使用契約之簽訂。",
            ],
            by=by,
            at=at,
        )
        moves.note(case, letter=letter.pk, due=due)
    return letter


def record_receipt(
    *,
    case_id: int,
    amount: int,
    receipt_number: str,
    received_on: date,
    payment_id: int | None = None,
    by: User,
    at: datetime,
) -> FeePayment:
    """收取規費: the administration records what it received, with or without a payment reported before.

    Args:
        case_id: the case; where a payment was asked for, it goes back to the check of the fee.
        amount: NTD, exactly what is due.
        receipt_number: 收據號碼.
        received_on: 收取日.
        payment_id: the attempt it settles, if one was reported.
        by: a person of the administration.
        at: now.

    Raises:
        Refused: wrong amount, no receipt number, a day to come, received already, or another case's payment.
    """
    state = Case.objects.values_list("state", flat=True).get(pk=case_id)
    name = "collect_fee" if state == State.FEE_DUE else "record_receipt"
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, name, by=by, at=at) as case:
        fee = fees.fee_state(case, on)
        _must_not_be_settled(fee)
        _must_be_due(amount, fee.due)
        if not receipt_number.strip():
            raise Refused("請填收據號碼。", field="receipt_number")
        if received_on > on:
            raise Refused("收取日不得晚於今日。", field="received_on")
        payment = _attempt(case, payment_id) or FeePayment(case=case, reported_at=at, method="機關登錄")
        payment.amount, payment.outcome = amount, FeePayment.Outcome.RECEIVED
        payment.receipt_number = within(receipt_number, field="receipt_number", label="收據號碼", limit=40)
        payment.confirmed_on = received_on
        payment.save()
        moves.note(case, payment=payment.pk, amount=amount, receipt=payment.receipt_number)
    return payment


def exempt(*, case_id: int, ground: str, announcement_number: str, reason: str, by: User, at: datetime) -> FeeExemption:
    """免收規費: the authority may let off the fee of an industry the ministry announced (收費標準第三條).

    It stands in place of a payment; what was paid already is not given back by it.

    Args:
        case_id: the case; where a payment was asked for, it goes back to the check of the fee.
        ground: ``FeeExemption.Ground``: which of the announced kinds of industry.
        announcement_number: 公告文號 that names the industry.
        reason: why the fee is let off in this case.
        by: a person of the administration.
        at: now.

    Raises:
        Refused: nothing is due, it is paid or let off already, or a field is missing (named).
    """
    state = Case.objects.values_list("state", flat=True).get(pk=case_id)
    name = "exempt_fee_due" if state == State.FEE_DUE else "exempt_fee"
    on = timezone.localdate(at)
    if ground not in FeeExemption.Ground.values:
        raise Refused("請選擇公告之產業（艱困、瀕臨艱困或傳統產業）。", field="ground")
    number = cleaned(announcement_number, field="announcement_number", label="公告文號", limit=80)
    words = cleaned(reason, field="reason", label="免收理由", limit=500)
    with moves.moving(Case, case_id, name, by=by, at=at) as case:
        fee = fees.fee_state(case, on)
        _must_not_be_settled(fee)
        exemption = FeeExemption.objects.create(
            case=case,
            ground=ground,
            announcement_number=number,
            reason=words,
            amount=fee.due,
            granted_on=on,
            granted_by=by,
        )
        finding = legal.fee_exemption(fee.kind, on=on).store(case, at)
        moves.note(case, exemption=exemption.pk, ground=ground, announcement=number, findings=[finding.pk])
    return exemption


def _attempt(case: Case, payment_id: int | None) -> FeePayment | None:
    if payment_id is None:
        return None
    found = case.payments.filter(pk=payment_id, outcome=FeePayment.Outcome.REPORTED).first()
    if found is None:
        raise Refused("找不到本案待確認之繳費登錄。", field="payment")
    return found


def reject_payment(*, case_id: int, payment_id: int, note: str, by: User, at: datetime) -> FeePayment:
    """登錄未入帳: an attempt that never arrived; it changes nothing of what is due."""
    with moves.moving(Case, case_id, "reject_payment", by=by, at=at) as case:
        payment = _attempt(case, payment_id)
        if payment is None:
            raise Refused("請選擇繳費登錄。", field="payment")
        payment.outcome = FeePayment.Outcome.FAILED
        payment.note = within(note, field="note", label="說明", limit=200)
        payment.save(update_fields=["outcome", "note"])
        moves.note(case, payment=payment.pk)
    return payment


def confirm(*, case_id: int, by: User, at: datetime) -> Case:
    """規費已繳: on to the contract."""
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "fee_confirmed", by=by, at=at) as case:
        must_be_able(case, by, "fee_confirmed", on)
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        fee = fees.fee_state(case, on)
        moves.note(
            case,
            payment=fee.received.pk if fee.received else None,
            exemption=fee.exemption.pk if fee.exemption else None,
        )
        contract.prepare(case, at=at)
    return case
