"""Refusals: of one product, or of the case. Each is a decision with reasons, written to the firm in a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.actions import assigning, closing, letters
from smilemark.certification.documents.letters import applied_words, grounds
from smilemark.certification.models import Case, CaseProduct, Decision, Letter
from smilemark.certification.permissions import back, must_be_able
from smilemark.certification.queries import products
from smilemark.certification.states import PRODUCT_MOVES, ProductState
from smilemark.foundation import moves
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.certification.queries.products import Outlook, Reason
    from smilemark.foundation.models import StoredFinding

BASIS = {
    "refuse_eligibility": "臺灣製MIT微笑產品驗證制度推動及管理要點第二十二點、第二十六點及附件六",
    "refuse_documents": "臺灣製MIT微笑產品驗證制度推動及管理要點第二十三點、第二十六點及附件六",
    "refuse_all": "臺灣製MIT微笑產品驗證制度推動及管理要點第十六點、第二十六點及附件六",
    "refuse_report": "臺灣製MIT微笑產品驗證制度推動及管理要點第二十六點、第二十九點及附件六",
    "scheme_failed": "臺灣製MIT微笑產品驗證制度推動及管理要點第三十三點及附件六（第二類）",
}
VERIFIED = frozenset({Case.Kind.NEW, Case.Kind.RENEWAL})
REPLACEMENT_BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第三十二點"
SECOND_CLASS, SECOND_CLASS_BASIS = 2, "臺灣製MIT微笑產品驗證制度推動及管理要點第三十三點、附件六（第二類）及附件十二"
PRODUCT_BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第十六點、第二十六點及附件六"


def refuse_case(
    *,
    case_id: int,
    move: str,
    reasons: Sequence[Reason],
    findings: Sequence[StoredFinding],
    by: User,
    at: datetime,
) -> Decision:
    """Refuse the whole case by one of its refusing moves: decision, letter, and nothing left open under it.

    Args:
        case_id: the case.
        move: one of ``BASIS``.
        reasons: at least one, ``{"text", "citation"}``; a reason may name its product.
        findings: the stored findings the reasons rest on.
        by: the decider.
        at: now.

    Raises:
        Refused: no reason, or table, role or permission forbid it.
    """
    if not [reason for reason in reasons if reason["text"].strip()]:
        raise Refused("核駁應載明理由（行政程序法第九十六條）。", field="reasons")
    with moves.moving(Case, case_id, move, by=by, at=at) as case:
        must_be_able(case, by, move, timezone.localdate(at))
        assigning.take(case, roles.DECIDER, by=by, at=at)
        closing.refuse_products(case, by=by, at=at)
        decision = decide(case, Decision.Kind.REFUSAL, _basis(case, move), reasons, findings, by=by, at=at)
        case.closed_at = at
        moves.note(case, decision=decision.pk)
        what = "產品驗證" if case.kind in VERIFIED else case.get_kind_display()
        _write(case, decision, f"貴業者申請{what}（案件編號 {case.number}）一案，核駁，請查照。", by=by, at=at)
        closing.close_rest(case, by=by, at=at)
    return decision


def _basis(case: Case, move: str) -> str:
    """The points a refusal rests on: of a change or reissue point 32; of class 2 at 受理申請 annex 12."""
    if case.kind not in VERIFIED:
        return REPLACEMENT_BASIS
    if move == "refuse_eligibility" and case.product_class == SECOND_CLASS:
        return SECOND_CLASS_BASIS
    return BASIS[move]


def refuse_all(*, case_id: int, by: User, at: datetime) -> Decision:
    """Refuse the case because every product failed; the reasons are those of each product (annex 6).

    Raises:
        Refused: a product did not fail.
    """
    case = Case.objects.get(pk=case_id)
    found = [outlook for outlook in products.verdicts(case) if outlook.product.state != ProductState.DROPPED]
    reasons = [reason for outlook in found for reason in _named(outlook)]
    findings = [finding for outlook in found for finding in outlook.findings]
    return refuse_case(case_id=case_id, move="refuse_all", reasons=reasons, findings=findings, by=by, at=at)


def _named(outlook: Outlook) -> list[Reason]:
    return [
        {"text": f"產品「{outlook.product}」：{reason['text']}", "citation": reason["citation"]}
        for reason in outlook.reasons
    ]


def refuse_product(*, product_id: int, by: User, at: datetime) -> Decision:
    """Refuse one product that failed; the others go on (annex 6). A decision and a letter of its own.

    Raises:
        Refused: it did not fail, it is the last one (then the case is refused), or role and separation forbid it.
    """
    with moves.moving(CaseProduct, product_id, "refuse", by=by, at=at) as product:
        case = product.case
        back.must_act(case, by, PRODUCT_MOVES["refuse"], timezone.localdate(at))
        outlook = products.product_outlook(products.judged(case.pk).get(pk=product_id))
        if outlook.verdict != products.FAILED:
            raise Refused(f"產品「{product}」並未不通過（{outlook.verdict_name}），不得核駁（附件六）。")
        _must_leave_another(case, product_id)
        closing.close_test(product, by=by, at=at)
        decision = decide(
            case,
            Decision.Kind.PRODUCT_REFUSAL,
            PRODUCT_BASIS,
            outlook.reasons,
            outlook.findings,
            by=by,
            at=at,
            product=product,
        )
        closing.renewal_decided(product, at)
        subject = f"貴業者申請產品驗證（案件編號 {case.number}）之產品「{product}」，核駁，請查照。"
        _write(case, decision, subject, by=by, at=at)
        moves.note(product, decision=decision.pk)
    return decision


def _must_leave_another(case: Case, product_id: int) -> None:
    others = [outlook for outlook in products.verdicts(case) if outlook.product.pk != product_id]
    standing = (ProductState.OPEN, ProductState.PASSED)
    if not [o for o in others if o.product.state in standing and o.verdict != products.FAILED]:
        raise Refused("已無其他可續行審查之產品，應核駁全案（附件六）。")


def decide(
    case: Case,
    kind: str,
    basis: str,
    reasons: Sequence[Reason],
    findings: Sequence[StoredFinding],
    *,
    by: User,
    at: datetime,
    product: CaseProduct | None = None,
) -> Decision:
    """The decision to refuse a case, or one product of it, with its reasons and what they rest on; the letter is another's."""
    decision = Decision.objects.create(
        case=case,
        product=product,
        kind=kind,
        legal_basis=basis,
        reasons=[dict(reason) for reason in reasons],
        decided_by=by,
        decided_at=at,
    )
    decision.findings.set({finding.pk for finding in findings})
    return decision


def _write(case: Case, decision: Decision, subject: str, *, by: User, at: datetime) -> Letter:
    applied = timezone.localdate(case.submitted_at) if case.submitted_at else timezone.localdate(case.created_at)
    explanation = [
        f"依{decision.legal_basis}及行政程序法第九十六條辦理。",
        f"事實：{applied_words(case, applied)}",
        "理由及法令依據：",
        *(f"　{line}" for line in grounds(decision.reasons)),
    ]
    return letters.write(
        case=case, kind=Letter.Kind.REFUSAL, subject=subject, explanation=explanation, by=by, at=at, decision=decision
    )
