"""The corrective plan (annex 9): drafted, filed, its limit extended, its execution checked, judged (point 28)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.assessment import documents, legal, queries
from smilemark.assessment.actions import notices
from smilemark.assessment.actions.guarded import Stale, making
from smilemark.assessment.models import CorrectivePlan, FactoryAssessment, ItemResult
from smilemark.assessment.states import FactoryState
from smilemark.foundation import calendar, files, findings, moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.foundation.moves import Actor

MUST_ANSWER = frozenset({ItemResult.Grade.MINOR.value, ItemResult.Grade.MAJOR.value})
"""Slight findings stand on the plan, but are not counted and need no answer (point 28 I(4))."""


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """One finding of the plan: its cause, its correction, the attachment."""

    item_code: str
    cause: str = ""
    correction: str = ""
    attachment_label: str = ""
    attachment: UploadedFile[Any] | None = None


@dataclass(frozen=True, slots=True)
class PaperDelivery:
    """How a plan on paper reached the body: hand (received_on), post (sent_on = postmark, received_on), fax, e-mail (transmitted_at)."""

    delivery: str
    sent_on: date | None = None
    received_on: date | None = None
    transmitted_at: datetime | None = None
    scan: UploadedFile[Any] | None = None


def draft_plan(
    *, assessment_id: int, answers: Iterable[PlanAnswer], by: Actor, at: datetime, revision: int | None = None
) -> FactoryAssessment:
    """Save the applicant's answers; nothing is filed yet."""
    with making(FactoryAssessment, assessment_id, "draft_plan", by=by, at=at, revision=revision) as row:
        _write_answers(row.plan, answers, by=by, at=at)
        moves.note(
            row,
            answered=[entry.item_code for entry in row.plan.rows.all() if entry.cause and entry.correction],
        )
    return row


def _write_answers(plan: CorrectivePlan, answers: Iterable[PlanAnswer], *, by: Actor, at: datetime) -> None:
    rows = {row.item_code: row for row in plan.rows.all()}
    for answer in answers:
        row = rows.get(answer.item_code)
        if row is None:
            raise Refused(f"{answer.item_code} 不在本次應矯正之項次內（附件九）。", field=f"{answer.item_code}-cause")
        row.cause, row.correction = answer.cause.strip(), answer.correction.strip()
        row.attachment_label = within(
            answer.attachment_label, field=f"{answer.item_code}-attachment_label", label="附件編號", limit=40
        )
        if answer.attachment is not None:
            row.attachment = files.store(answer.attachment, by=by, at=at, field=f"{answer.item_code}-attachment")
        row.save()


def file_plan(
    *,
    assessment_id: int,
    by: Actor,
    at: datetime,
    answers: Iterable[PlanAnswer] = (),
    paper: PaperDelivery | None = None,
    revision: int | None = None,
) -> FactoryAssessment:
    """File the plan: by the applicant in this system, or recorded by the reviewer when it came on paper.

    The decisive day follows from the way of delivery (annex 9 note 2). A late plan is taken in and judged late.

    Args:
        assessment_id: the sheet the plan belongs to.
        by: applicant of the firm (``paper`` None) or reviewer of the body (``paper`` given).
        at: now (aware).
        answers: the applicant's answers; for paper optional, the scan holds them.
        paper: way and days of delivery.
        revision: what the writer had seen.

    Raises:
        Refused: an answer to a counted defect is missing; a date is missing or impossible; names the field.
    """
    with making(FactoryAssessment, assessment_id, "file_plan", by=by, at=at, revision=revision) as row:
        plan = row.plan
        is_applicant = by.holds(roles.APPLICANT, row.firm_id)
        _must_be_delivered(paper, is_applicant=is_applicant)
        _write_answers(plan, answers, by=by, at=at)
        plan.filed_at = at
        if paper is None:
            _must_be_answered(row, plan)
            plan.delivery, plan.transmitted_at = CorrectivePlan.Delivery.SYSTEM, at
            plan.sent_on = plan.received_on = timezone.localdate(at)
        else:
            _receive(plan, paper, by=by, at=at)
        plan.decisive_on = legal.plan(row, plan, as_of=timezone.localdate(at)).result.decisive_date
        plan.paper = documents.draw_plan(row, plan, at=at)
        plan.save()
        if is_applicant:
            notices.tell_reviewers(row, "業者提出矯正計畫", f"{row.factory.name}之矯正計畫待判定。", at=at)
        moves.note(
            row,
            delivery=plan.delivery,
            decisive_on=plan.decisive_on.isoformat() if plan.decisive_on else None,
        )
    return row


def _must_be_delivered(paper: PaperDelivery | None, *, is_applicant: bool) -> None:
    """The applicant files here; what came on paper is recorded by the body."""
    if (paper is None) != is_applicant:
        raise Refused("業者請於本系統送出；書面送達者由驗證機構登錄送件方式及日期（附件九備註二）。", field="delivery")


def _must_be_answered(row: FactoryAssessment, plan: CorrectivePlan) -> None:
    counted = {item.code for item in row.items.all() if item.grade in MUST_ANSWER}
    for entry in plan.rows.all():
        for column, words in (("cause", "缺失原因"), ("correction", "缺失矯正方式")):
            if entry.item_code in counted and not getattr(entry, column):
                raise Refused(f"{entry.item_code}：請填寫{words}（附件九）。", field=f"{entry.item_code}-{column}")


def _receive(plan: CorrectivePlan, paper: PaperDelivery, *, by: Actor, at: datetime) -> None:
    ways = CorrectivePlan.Delivery
    if paper.delivery not in (ways.HAND, ways.POST, ways.FAX, ways.EMAIL):
        raise Refused("請選擇送件方式：親送、郵寄、傳真或電子郵件（附件九備註二）。", field="delivery")
    plan.delivery, plan.sent_on, plan.received_on = paper.delivery, paper.sent_on, paper.received_on
    plan.transmitted_at = paper.transmitted_at if paper.delivery in (ways.FAX, ways.EMAIL) else None
    if plan.transmitted_at is not None:
        plan.received_on = plan.received_on or timezone.localdate(plan.transmitted_at)
    if paper.scan is not None:
        plan.scan = files.store(paper.scan, by=by, at=at, field="scan")


def extend_plan(*, assessment_id: int, plan_due_on: date, reason: str, by: Actor, at: datetime) -> FactoryAssessment:
    """Set a later last day, only before the present one passes, with the reason (AMB-17).

    Raises:
        Refused: the present day has passed, the new one is not later or no working day, no reason.
    """
    on = timezone.localdate(at)
    with making(FactoryAssessment, assessment_id, "extend_plan", by=by, at=at) as row:
        last = queries.plan_last_day(row)
        if last is None or on > last:
            raise Refused("矯正計畫期限已過，不得展延（第二十八點第一項第一款第三目）。", field="plan_due_on")
        if row.plan_due_on is not None and plan_due_on <= row.plan_due_on:
            raise Refused("展延後之期限應晚於原期限。", field="plan_due_on")
        if (outside := calendar.why_not_a_last_day(plan_due_on)) is not None:
            raise Refused(f"展延後之期限：{outside}", field="plan_due_on")
        if not calendar.is_working_day(plan_due_on):
            raise Refused("展延後之期限應為上班日。", field="plan_due_on")
        if not reason.strip():
            raise Refused("請填寫展延之理由。", field="reason")
        moves.note(
            row,
            before=row.plan_due_on.isoformat() if row.plan_due_on else None,
            after=plan_due_on.isoformat(),
            text={"reason": reason.strip()},
        )
        row.plan_due_on = plan_due_on
        notices.tell_firm(
            row, "矯正計畫期限展延", f"{row.factory.name}之矯正計畫期限展延至{calendar.roc(plan_due_on)}。", at=at
        )
    return row


def judge_plan(
    *,
    assessment_id: int,
    by: Actor,
    at: datetime,
    checked_on: date | None = None,
    check_text: str = "",
    check_refused: bool = False,
) -> FactoryAssessment:
    """Judge by law: filed in time passes, late or not filed fails, a refused check fails (annex 7; AMB-16).

    Args:
        assessment_id: the sheet.
        by: reviewer of the body.
        at: now (aware).
        checked_on: day of a check of the execution at the factory, where one was made.
        check_text: what was found at the check, or how it was refused.
        check_refused: the factory refused the check.

    Raises:
        Refused: the limit is still running; a check without words.
    """
    on = timezone.localdate(at)
    move = _move_by_law(FactoryAssessment.objects.get(pk=assessment_id), check_refused, on)
    with making(FactoryAssessment, assessment_id, move, by=by, at=at) as row:
        plan = row.plan
        if (check_refused or checked_on is not None) and not check_text.strip():
            raise Refused("請填寫查核情形（第二十八點第一項第二款）。", field="check_text")
        if checked_on is not None and checked_on > on:
            raise Refused("查核日不得晚於今日。", field="checked_on")
        plan.check_refused, plan.check_text, plan.checked_on = check_refused, check_text.strip(), checked_on
        judged = legal.plan(row, plan, as_of=on)
        if judged.passed is None:
            raise Refused("矯正計畫期限尚未屆滿，俟提報後判定（第二十八點第一項第二款）。")
        if judged.passed != (move == "plan_in_time"):
            raise Stale
        plan.finding = findings.store(row, judged.rule, judged.facts, judged.finding, at)
        plan.save()
        if judged.passed:
            row.passed_on = on
        moves.note(row, finding=plan.finding.pk, check_refused=check_refused)
        row.sheet = documents.draw_sheet(row, "plan_passed" if judged.passed else "plan_failed", at=at)
        words = f"{row.factory.name}：{judged.because[0][0]}（{judged.because[0][1]}）"
        notices.tell_firm(row, "矯正計畫判定結果", words, at=at)
    return row


def _move_by_law(row: FactoryAssessment, check_refused: bool, on: date) -> str:
    """The move the facts lead to; while the limit runs, the one whose refusal says so."""
    if row.state == FactoryState.PLAN_CHECK and check_refused:
        return "check_refused"
    if row.state not in (FactoryState.PLAN_DUE, FactoryState.PLAN_CHECK):
        return "plan_in_time"
    judged = legal.plan(row, queries.plan_of(row), as_of=on)
    return "plan_in_time" if judged.passed else "plan_late"


__all__ = ["PaperDelivery", "PlanAnswer", "draft_plan", "extend_plan", "file_plan", "judge_plan"]
