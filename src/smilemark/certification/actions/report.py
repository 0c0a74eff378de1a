"""The summary report (point 29): written from the stored findings, reviewed by somebody else, returned or approved."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification import documents as words
from smilemark.certification.actions import assigning, contract, refusal
from smilemark.certification.legal import results as legal
from smilemark.certification.legal.intake import PAPER_NAMES
from smilemark.certification.models import Case, CaseProduct, SummaryReport
from smilemark.certification.permissions import must_be_able
from smilemark.certification.permissions.back import latest_report, must_act
from smilemark.certification.queries import fees, products
from smilemark.certification.states import PRODUCT_MOVES, ProductState
from smilemark.foundation import documents, moves
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import CaseFactory, Decision
    from smilemark.certification.queries.products import Outlook, Reason
    from smilemark.foundation.models import StoredFinding

LONGEST_OPINION = 4000


def start(*, case_id: int, by: User, at: datetime) -> SummaryReport:
    """製作彙整報告: every product has passed or was refused, and at least one passed (annex 6; AMB-40)."""
    with moves.moving(Case, case_id, "start_report", by=by, at=at) as case:
        must_be_able(case, by, "start_report", timezone.localdate(at))
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        still_open = [str(product) for product in case.products.filter(state=ProductState.OPEN)]
        if still_open:
            raise Refused(f"請先彙整產品結果：{'、'.join(still_open)}（附件六）。")
        return SummaryReport.objects.create(case=case, revision=case.reports.count() + 1, written_by=by)


def save(*, case_id: int, opinion: str, by: User, at: datetime) -> SummaryReport:
    """撰寫彙整報告: keep the opinion; may be saved as often as wanted."""
    with moves.moving(Case, case_id, "save_report", by=by, at=at) as case:
        must_be_able(case, by, "save_report", timezone.localdate(at))
        report = _writing(case)
        report.opinion, report.written_by = _opinion(opinion), by
        report.save(update_fields=["opinion", "written_by"])
    return report


def _writing(case: Case) -> SummaryReport:
    report = latest_report(case)
    if report is None or report.outcome != SummaryReport.Outcome.WRITING:
        raise Refused("沒有撰寫中之彙整報告。")
    return report


def _opinion(text: str) -> str:
    if len(text) > LONGEST_OPINION:
        raise Refused(f"綜合意見以 {LONGEST_OPINION} 字為限。", field="opinion")
    return text.strip()


def submit(*, case_id: int, opinion: str, by: User, at: datetime) -> SummaryReport:
    """送審彙整報告: the content is frozen, the paper drawn, and kept at least six years from today (point 29).

    Raises:
        Refused: no opinion, or a product not settled.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "submit_report", by=by, at=at) as case:
        must_be_able(case, by, "submit_report", on)
        report = _writing(case)
        report.opinion, report.written_by = _opinion(opinion), by
        if not report.opinion:
            raise Refused("請填綜合意見。", field="opinion")
        found = products.outlooks(case)
        _must_be_settled(found)
        retention = legal.keep_report_until(on)
        report.completed_on, report.keep_until = on, retention.result.keep_through
        report.content = content_of(case, found)
        report.outcome = SummaryReport.Outcome.IN_REVIEW
        text = asdict(words.report_words(report))
        title = f"驗證結果彙整報告（{case.number} 第 {report.revision} 版）"
        report.document = documents.draw("certification/report", text, title=title, at=at)
        report.save()
        kept = retention.store(report, at)
        moves.note(case, report=report.pk, revision=report.revision, findings=[kept.pk])
    return report


def _must_be_settled(found: list[products.Outlook]) -> None:
    for outlook in found:
        state = outlook.product.state
        if state == ProductState.OPEN:
            raise Refused(f"產品「{outlook.product}」尚未彙整（附件六）。")
        if state == ProductState.PASSED and outlook.verdict != products.PASSED:
            raise Refused(f"產品「{outlook.product}」目前{outlook.verdict_name}，請先彙整（附件六）。")


def content_of(case: Case, found: list[products.Outlook]) -> dict[str, Any]:
    """The report's content, frozen: each product, its origin, tests and factories, as the stored findings say."""
    rows = case.factories.select_related("factory", "assessment__assessor", "assessment__finding")
    return {
        "case": case.number,
        "operator": {
            "name": case.firm.name,
            "ubn": case.firm.ubn,
            "address": case.firm.address,
            "responsible_person": case.firm.responsible_person,
        },
        "products": [_product(outlook) for outlook in found],
        "factories": [_factory(row) for row in rows],
        "documents": [
            {
                "kind": PAPER_NAMES.get(attachment.kind, attachment.kind),
                "sha256": attachment.file.sha256,
                "name": attachment.file.original_name,
            }
            for attachment in case.attachments.filter(replaced_at=None).select_related("file").order_by("pk")
        ],
    }


def examined(product: CaseProduct) -> dict[str, str]:
    """What of a product was examined and may be issued, and nothing else."""
    return {"name": product.name, "model": product.model, "brand": product.brand, "hs_code": product.hs_code}


def _finding(stored: StoredFinding | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    return {
        "id": stored.pk,
        "rule": stored.rule,
        "passed": stored.passed,
        "result": stored.result,
        "because": stored.because,
    }


def _product(outlook: Outlook) -> dict[str, Any]:
    product = outlook.product
    origin, test = product.origin, products.test_of(product)
    return {
        "id": product.pk,
        **examined(product),
        "state": product.state,
        "verdict": outlook.verdict_name,
        "reasons": list(outlook.reasons),
        "origin": None
        if origin is None
        else {
            "state": origin.get_state_display(),
            "determined_on": origin.determined_on.isoformat() if origin.determined_on else None,
            "finding": _finding(origin.finding),
        },
        "test": None
        if test is None
        else {
            "state": test.get_state_display(),
            "laboratory": test.laboratory.name if test.laboratory else "",
            "tested_on": test.tested_on.isoformat() if test.tested_on else None,
            "report_number": test.report_number,
            "adopted_basis": test.adopted_basis,
            "finding": _finding(test.finding),
            "results": [
                {
                    "part": result.criterion.get_part_display(),
                    "text": products.result_words(result),
                    "conforms": result.conforms,
                    "adopted": result.is_adopted,
                }
                for result in test.results.all()
            ],
        },
        "factories": [row.factory.name for row in product.factories.all()],
    }


def _factory(row: CaseFactory) -> dict[str, Any]:
    assessment = row.assessment
    said: dict[str, Any] = {"name": row.factory.name, "address": row.factory.address, "process": row.process}
    if assessment is not None:
        said |= {
            "state": assessment.get_state_display(),
            "assessed_on": assessment.assessed_on.isoformat() if assessment.assessed_on else None,
            "passed_on": assessment.passed_on.isoformat() if assessment.passed_on else None,
            "assessor": assessment.assessor.display_name if assessment.assessor else "",
            "counts": assessment.converted_counts,
            "finding": _finding(assessment.finding),
        }
    return said


# ---- review ---------------------------------------------------------------------------------------------


def _reviewed(case: Case, outcome: str, *, by: User, at: datetime) -> SummaryReport:
    report = latest_report(case)
    if report is None or report.outcome != SummaryReport.Outcome.IN_REVIEW:
        raise Refused("沒有審查中之彙整報告。")
    report.outcome, report.reviewed_by, report.reviewed_at = outcome, by, at
    return report


def send_back(*, case_id: int, reason: str, product_ids: Sequence[int] = (), by: User, at: datetime) -> SummaryReport:
    """退回重作: a failed review is rework unless there is a ground to refuse (AMB-40); a new revision is begun.

    Args:
        case_id: the case.
        reason: what is to be done again.
        product_ids: products whose result is to be settled anew.
        by: the decider, who neither wrote the report nor assessed.
        at: now.
    """
    with moves.moving(Case, case_id, "return_report", by=by, at=at) as case:
        must_be_able(case, by, "return_report", timezone.localdate(at))
        assigning.take(case, roles.DECIDER, by=by, at=at)
        if not reason.strip():
            raise Refused("請填退回理由。", field="reason")
        report = _reviewed(case, SummaryReport.Outcome.RETURNED, by=by, at=at)
        report.returned_reason = reason.strip()
        report.save()
        for product in case.products.filter(pk__in=product_ids, state=ProductState.PASSED):
            with moves.moving(CaseProduct, product.pk, "reopen", by=by, at=at) as row:
                must_act(case, by, PRODUCT_MOVES["reopen"], timezone.localdate(at))
                moves.note(row, report=report.pk)
        again = SummaryReport.objects.create(
            case=case, revision=report.revision + 1, written_by=report.written_by, opinion=report.opinion
        )
        moves.note(case, report=report.pk, next_revision=again.revision, text={"reason": report.returned_reason})
    return again


def refuse(*, case_id: int, reasons: Sequence[Reason], by: User, at: datetime) -> Decision:
    """彙整報告審查不通過，核駁: only where a ground exists (AMB-40)."""
    with transaction.atomic():
        decision = refusal.refuse_case(
            case_id=case_id, move="refuse_report", reasons=reasons, findings=[], by=by, at=at
        )
        case = Case.objects.get(pk=case_id)
        _reviewed(case, SummaryReport.Outcome.REFUSED, by=by, at=at).save()
    return decision


def approve(*, case_id: int, by: User, at: datetime) -> Case:
    """審查通過: class 1 goes to the contract, class 3 to the check of the fee (annex 6)."""
    case = Case.objects.get(pk=case_id)
    on = timezone.localdate(at)
    fee = fees.fee_state(case, on)
    name = "approve_report_fee" if fee.is_condition else "approve_report"
    with moves.moving(Case, case_id, name, by=by, at=at) as case:
        must_be_able(case, by, name, on)
        assigning.take(case, roles.DECIDER, by=by, at=at)
        report = _reviewed(case, SummaryReport.Outcome.APPROVED, by=by, at=at)
        report.save()
        answer = legal.report_reviewed(
            case.product_class or 0, passed=True, fee_paid=fee.is_settled if fee.is_condition else None
        )
        stored = answer.store(case, at)
        moves.note(case, report=report.pk, findings=[stored.pk])
        if not fee.is_condition:
            contract.prepare(case, at=at)
    return case
