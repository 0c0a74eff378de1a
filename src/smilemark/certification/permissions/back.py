"""Permissions of the second half: from tests to the certificate. Asked after the table and the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.models import Case, SummaryReport
from smilemark.certification.permissions import intake
from smilemark.certification.queries import fees, products
from smilemark.certification.states import ProductState, TestState
from smilemark.companies import queries as companies
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smilemark.certification.models import CaseProduct, ProductTest, SampleLot
    from smilemark.foundation.moves import Actor, Move

SECOND_CLASS, THIRD_CLASS = 2, 3


def must_act(case: Case, by: Actor, move: Move, on: date) -> None:
    """The guard of moves on products, tests and samples.

    Recusal binds everybody who verifies or tests (point 15); accreditation in force and separation the body's people.

    Raises:
        Refused: with the reason.
    """
    for role in sorted(move.roles & roles.BODY_ROLES):
        if by.holds(role, case.organisation_for(role)):
            reason = intake.why_not_act(case, by, role, on)  # type: ignore[arg-type]  # whoever holds a role is a User
            if reason is None:
                return
            raise Refused(reason)
    if roles.LABORATORY in move.roles and by.holds(roles.LABORATORY, None):
        why = companies.why_recused(by, case.firm, on)  # type: ignore[arg-type]  # whoever holds a role is a User
        if why is not None:
            raise Refused(why)


# ---- the case -------------------------------------------------------------------------------------------


def latest_report(case: Case) -> SummaryReport | None:
    """The newest revision of the summary report."""
    return case.reports.order_by("-revision").first()


def _why_not_report_yet(_by: Actor, case: Case) -> str | None:
    """The report needs the result of every product, and at least one that passed (annex 6; AMB-40)."""
    passed = False
    for outlook in products.verdicts(case):
        state = outlook.product.state
        if state in (ProductState.REFUSED, ProductState.DROPPED):
            continue
        if outlook.verdict == products.WAITING:
            return f"產品「{outlook.product}」尚待：{'、'.join(outlook.waiting_for)}（附件六）。"
        if outlook.verdict == products.FAILED:
            return f"產品「{outlook.product}」未通過，須先由核定人員作成該產品之核駁決定（附件六）。"
        passed = True
    return None if passed else "沒有通過之產品，應依附件六核駁全案。"


def _why_not_refuse_all(_by: Actor, case: Case) -> str | None:
    for outlook in products.verdicts(case):
        if outlook.product.state in (ProductState.REFUSED, ProductState.DROPPED):
            continue
        if outlook.verdict != products.FAILED:
            return f"產品「{outlook.product}」並未不通過（{outlook.verdict_name}），不得核駁全案（附件六）。"
    return None


def _why_not_review(by: Actor, case: Case) -> str | None:
    report = latest_report(case)
    if report is not None and report.written_by_id == by.pk:
        return "製作彙整報告之人員不得審查同一報告（審查與核定分離，以維公正；第二點）。"
    tested = case.products.filter(test__tester_id=by.pk).exists()
    return "檢驗人員不得核定同一案件（檢驗與核定分離，以維公正；第二點）。" if tested else None


def _why_not_approve(by: Actor, case: Case) -> str | None:
    if fees.fee_state(case, _submitted_on(case)).is_condition:
        return "第三類產品審查通過後應先確認規費繳納（附件六第三類）。"
    return _why_not_review(by, case)


def _why_not_approve_fee(by: Actor, case: Case) -> str | None:
    if not fees.fee_state(case, _submitted_on(case)).is_condition:
        return "僅第三類產品須確認規費繳納（第三十一點第一項）。"
    return _why_not_review(by, case)


def _submitted_on(case: Case) -> date:
    if case.submitted_at is None:
        raise Refused("本案尚未送件。")
    return timezone.localdate(case.submitted_at)


def _why_not_notify_fee(_by: Actor, case: Case) -> str | None:
    settled = fees.fee_state(case, _submitted_on(case)).is_settled
    return "規費已繳納或免收，無須通知補繳（附件六第三類）。" if settled else None


def _why_not_confirm_fee(_by: Actor, case: Case) -> str | None:
    state = fees.fee_state(case, _submitted_on(case))
    if state.is_settled:
        return None
    return f"應繳規費新臺幣 {state.due} 元尚無收款或免收紀錄，請先通知補繳（第三十一點第一項、附件六第三類）。"


def _has_fee(_by: Actor, case: Case) -> str | None:
    if fees.fee_state(case, _submitted_on(case)).due == 0:
        return "本案無應繳規費（臺灣製產品MIT微笑標章審查及發證收費標準第二條）。"
    return None


def _why_not_sign(by: Actor, case: Case) -> str | None:
    contract = getattr(case, "contract", None)
    if contract is None:
        return "契約尚未製作。"
    as_operator = by.holds(roles.APPLICANT, case.firm_id)
    signed = contract.operator_signed_at if as_operator else contract.body_signed_at
    return "您這一方已簽署授權使用契約（第三十一點第一項）。" if signed else None


def _why_not_number(_by: Actor, case: Case) -> str | None:
    contract = getattr(case, "contract", None)
    if contract is None or contract.operator_signed_at is None or contract.body_signed_at is None:
        return "授權使用契約須經雙方簽署後始得編號（第三十一點第一項、附件六）。"
    return None


def _second_class_only(_by: Actor, case: Case) -> str | None:
    if case.product_class != SECOND_CLASS or case.kind not in (Case.Kind.NEW, Case.Kind.RENEWAL):
        return "僅第二類產品之申請案依採認之特定產品驗證制度辦理（第三十三點）。"
    return None


def _replacement_only(_by: Actor, case: Case) -> str | None:
    if case.kind not in (Case.Kind.CHANGE, Case.Kind.REISSUE):
        return "僅變更換發及補發案得換（補）發驗證書（第三十二點）。"
    return None


def _end_only(_by: Actor, case: Case) -> str | None:
    return None if case.kind == Case.Kind.END else "僅終止使用之申請得據以廢止（第四十二點第一項第一款）。"


def _nothing_more(_by: Actor, _case: Case) -> str | None:
    return None


WHY_NOT: dict[str, Callable[[Actor, Case], str | None]] = {
    "start_report": _why_not_report_yet,
    "refuse_all": _why_not_refuse_all,
    "return_report": _why_not_review,
    "refuse_report": _why_not_review,
    "approve_report": _why_not_approve,
    "approve_report_fee": _why_not_approve_fee,
    "notify_fee": _why_not_notify_fee,
    "fee_confirmed": _why_not_confirm_fee,
    "report_payment": _has_fee,
    "record_receipt": _has_fee,
    "collect_fee": _has_fee,
    "exempt_fee": _has_fee,
    "exempt_fee_due": _has_fee,
    "sign_contract": _why_not_sign,
    "assign_number": _why_not_number,
    "accept_scheme": _second_class_only,
    "scheme_failed": _second_class_only,
    "register": _second_class_only,
    "send_to_grant": _second_class_only,
    "replace": _replacement_only,
    "end_use": _end_only,
    **dict.fromkeys(
        (
            "save_report",
            "submit_report",
            "reject_payment",
            "issue",
            "review_grant",
            "visit_jointly",
            "grant_mark",
            "refuse_mark",
        ),
        _nothing_more,
    ),
}
"""By move of the case; the intake half has its own."""


# ---- products, tests, samples ---------------------------------------------------------------------------


def why_not_product(move: str, by: Actor, product: CaseProduct) -> str | None:  # noqa: ARG001  # the permission's shape
    """Why ``by`` may not make the move on the product, beyond table and role."""
    if move == "pass":
        outlook = products.product_outlook(products.judged(product.case_id).get(pk=product.pk))
        if outlook.verdict == products.WAITING:
            return f"產品「{product}」尚待：{'、'.join(outlook.waiting_for)}（附件六）。"
        if outlook.verdict == products.FAILED:
            return f"產品「{product}」未通過：{outlook.reasons[0]['text']}"
    return None


def why_not_test(move: str, by: Actor, test: ProductTest) -> str | None:
    """Why ``by`` may not make the move on the test: a laboratory must be named, and one person tests to the end."""
    if move == "start" and test.laboratory_id is None:
        return "尚未委託檢驗機構（第十二點第二項）。"
    named = test.tester_id
    if move in ("record", "conclude_pass", "conclude_fail") and named is not None and named != by.pk:
        return "本件由另一位檢驗人員檢驗中，請由其登錄。"
    return None


def why_not_sample(move: str, by: Actor, lot: SampleLot) -> str | None:  # noqa: ARG001  # the permission's shape
    """Why ``by`` may not make the move on the samples: they are given back or destroyed once the test has ended."""
    test = products.test_of(lot.product)
    if test is not None and test.state in (TestState.RECEIVED, TestState.TESTING):
        return "產品品質檢驗尚未結束，樣品應續予保管（第二十四點第二項）。"
    return None
