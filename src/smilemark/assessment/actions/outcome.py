"""How an assessment ends: waived, refused by the factory, concluded with the signatures (points 19, 27, 28; annex 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.assessment import documents, legal, permissions, queries
from smilemark.assessment.actions import notices
from smilemark.assessment.actions.guarded import Stale, making
from smilemark.assessment.actions.sheet import GateRecord, apply_gate
from smilemark.assessment.models import CorrectivePlan, FactoryAssessment, PlanRow
from smilemark.foundation import calendar, events, files, findings, moves, statements
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.foundation.moves import Actor

MOVE_OF = {"pass": "conclude_pass", "plan_required": "conclude_plan", "fail": "conclude_fail"}
SUGGESTED_PLAN_DAYS = 14
"""AMB-17: the body sets the date; at least fourteen days are suggested."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The last part of the sheet: declarations, consent, the operator's representative.

    Attributes:
        representative: name as signed (typed), with ``signature`` the drawn one where there is one.
        unsigned_reason: why the representative did not sign; only a failed assessment ends without a signature.
    """

    representative: str = ""
    declared_true: bool = False
    consented_personal_data: bool = False
    signature: UploadedFile[Any] | None = None
    unsigned_reason: str = ""
    remark: str = ""


def waive(
    *,
    assessment_id: int,
    by: Actor,
    at: datetime,
    gate: GateRecord | None = None,
    reason: str = "",
    revision: int | None = None,
) -> FactoryAssessment:
    """Waive the QMS assessment: adopted certificate in force, or passed within three years (points 19 II, 27 II).

    Covers the QMS only; the origin is determined all the same. Does not refresh the pass day (AMB-19).

    Args:
        assessment_id: the sheet.
        by: reviewer of the body, or the assigned assessor.
        at: now (aware).
        gate: annex 7 part I; None uses what is recorded.
        reason: the discretion's grounds, for the file.
        revision: what the writer had seen.

    Raises:
        Refused: neither ground holds, or the licence of a licensed industry does not (point 19 III).
    """
    on = timezone.localdate(at)
    with making(FactoryAssessment, assessment_id, "waive", by=by, at=at, revision=revision) as row:
        if gate is not None:
            apply_gate(row, gate, on=on, visited=False)
        judged = queries.judge_gate(row, on, visited=False)
        if judged.result.outcome.value not in ("deemed_met", "waived"):
            raise Refused(
                "不得免辦：" + "".join(text for text, _ in judged.because[:1]) + f"（{judged.because[0][1]}）",
                field="waive",
            )
        row.gate_recorded_on, row.waived_on = on, on
        row.waive_reason = within(reason, field="waive_reason", label="免辦評核之說明", limit=300)
        row.finding = findings.store(row, judged.rule, judged.facts, judged.finding, at, on=judged.on)
        moves.note(row, finding=row.finding.pk, ground=judged.result.outcome)
        notices.tell_firm(
            row, "免辦工廠品管系統評核", f"{row.factory.name}免辦工廠品管系統評核；原產地認定仍應辦理。", at=at
        )
    return row


def refused_entry(*, assessment_id: int, text: str, by: Actor, at: datetime) -> FactoryAssessment:
    """The factory refused the body's people: failed (point 28 I(1)1)."""
    on = timezone.localdate(at)
    with making(FactoryAssessment, assessment_id, "refused_entry", by=by, at=at) as row:
        if not text.strip():
            raise Refused("請敘明業者拒絕評核之情形（第二十八點第一項第一款第一目）。", field="refusal_text")
        row.refusal_text, row.assessed_on = text.strip(), on
        judged = legal.counts_of(row.items.all(), refused=True, on=on)
        _keep_result(
            row,
            judged,
            {
                "severe": judged.result.severe_converted,
                "major": judged.result.major_converted,
                "minor": judged.result.minor_converted,
            },
            judged.facts,
            at,
        )
        row.assessor_signed_at = at
        row.sheet = documents.draw_sheet(row, "fail", at=at)
        _tell_result(row, "fail", at)
    return row


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the sheet leads to as it stands.

    Attributes:
        outcome: ``pass``, ``plan_required`` or ``fail``.
        judged: the deciding finding (gate or sheet).
        raw: counts as graded; empty where the gate decides.
        converted: counts after conversion.
        unexplained: items whose text is missing.
    """

    outcome: str
    judged: legal.Judged
    raw: dict[str, int]
    converted: dict[str, int]
    unexplained: tuple[str, ...] = ()


def conclusion_of(row: FactoryAssessment, *, on: date) -> Conclusion:
    """What the sheet leads to: a failed gate fails, else the eleven items decide (point 28; annex 7).

    Raises:
        Refused: the gate or an item is not recorded yet; names it.
    """
    if row.gate_recorded_on is None:
        raise Refused("尚未登錄相關證明文件審查（附件七第一部分，必填）。", field="licence")
    gate = queries.judge_gate(row, on)
    if gate.result.outcome.value == "fail":
        return Conclusion("fail", gate, {}, {})
    judged = legal.sheet_of(row.items.all(), on=on)
    result = judged.result
    return Conclusion(
        result.outcome.value,
        judged,
        {name: getattr(result.raw, name) for name in ("severe", "major", "minor", "slight")},
        {name: getattr(result.converted, name) for name in ("severe", "major", "minor")},
        tuple(item.value for item in result.missing_explanations),
    )


def conclude(
    *,
    assessment_id: int,
    signing: Signing,
    by: Actor,
    at: datetime,
    assessed_on: date | None = None,
    plan_due_on: date | None = None,
    revision: int | None = None,
) -> FactoryAssessment:
    """Conclude the sheet: passes, plan due by the day the body sets, or fails; by law, not by choice.

    Args:
        assessment_id: the sheet.
        signing: declarations and the representative's signature; the assessor signs by concluding.
        by: the assigned assessor.
        at: now (aware).
        assessed_on: the on-site day; None: today.
        plan_due_on: last day for the corrective plan, needed when major or minor defects were found.
        revision: what the writer had seen.

    Raises:
        Refused: something is missing; names the field.
        Stale: saved elsewhere since ``revision``.
    """
    on = timezone.localdate(at)
    move = _move_by_law(statements.by_key(FactoryAssessment, assessment_id), on)
    with making(FactoryAssessment, assessment_id, move, by=by, at=at, revision=revision) as row:
        row.assessed_on = assessed_on or on
        _must_be_day_of_visit(row, row.assessed_on, by=by, on=on)
        end = conclusion_of(row, on=on)
        if MOVE_OF[end.outcome] != move:
            raise Stale  # the sheet changed between the look and the lock
        if end.unexplained:
            raise Refused(
                f"{'、'.join(end.unexplained)} 非「符合」，請條列敘明項次及缺失內容（附件七）。",
                field=f"{end.unexplained[0]}-text",
            )
        _sign(row, signing, end.outcome, by=by, at=at)
        _keep_result(row, end.judged, end.converted, end.raw, at)
        _keep_item_findings(row, at=at, on=on)
        if end.outcome == "plan_required":
            _ask_for_plan(row, plan_due_on, on)
        elif end.outcome == "pass":
            row.passed_on = on
        row.sheet = documents.draw_sheet(row, end.outcome, at=at)
        _tell_result(row, end.outcome, at)
    return row


def _must_be_day_of_visit(row: FactoryAssessment, day: date, *, by: Actor, on: date) -> None:
    """On-site work follows the papers (annex 6), and who does it is certified on that day (point 30 I)."""
    if day > on:
        raise Refused("評核日不得晚於今日。", field="assessed_on")
    opened = timezone.localdate(events.history(row)[0].at)
    if day < opened:
        raise Refused(
            f"評核日不得早於{calendar.roc(opened)}：文件齊備後始進入現場評核（第二十六點、附件六）。",
            field="assessed_on",
        )
    reason = permissions.why_not_certified(by, day)
    if reason is not None:
        raise Refused(reason, field="assessed_on")


def _tell_result(row: FactoryAssessment, outcome: str, at: datetime) -> None:
    last = queries.plan_last_day(row)
    words = {
        "pass": "評核通過。",
        "fail": "評核不通過（第二十八點第一項第一款）。",
        "plan_required": f"有主要或次要缺點，請於{calendar.roc(last) if last else ''}前提出矯正計畫（第二十八點第一項第二款）。",
    }
    notices.tell_firm(row, "工廠品管系統評核結果", f"{row.factory.name}{words[outcome]}", at=at)


def _move_by_law(row: FactoryAssessment, on: date) -> str:
    try:
        return MOVE_OF[conclusion_of(row, on=on).outcome]
    except Refused:
        return "conclude_fail"  # the move under which the refusal is said and logged


def _keep_result(
    row: FactoryAssessment, judged: legal.Judged, converted: dict[str, int], raw: dict[str, Any], at: datetime
) -> None:
    row.raw_counts = {name: raw.get(name, 0) for name in ("severe", "major", "minor", "slight")}
    row.converted_counts = converted
    row.finding = findings.store(row, judged.rule, judged.facts, judged.finding, at, on=judged.on)
    moves.note(row, finding=row.finding.pk, raw=row.raw_counts, converted=converted)


def _keep_item_findings(row: FactoryAssessment, *, at: datetime, on: date) -> None:
    judged = [(item, legal.grade_of(item, on=on)) for item in row.items.all()]
    answers = [findings.Answer(item, each.rule, each.facts, each.finding, each.on) for item, each in judged]
    findings.store_all(answers, at)


def _sign(row: FactoryAssessment, signing: Signing, outcome: str, *, by: Actor, at: datetime) -> None:
    name = signing.representative.strip()
    if not name:
        if outcome != "fail" or not signing.unsigned_reason.strip():
            raise Refused("請由業者代表簽名；判定不通過而未簽名者，請填寫事由（附件七）。", field="representative")
    else:
        if not signing.declared_true:
            raise Refused("業者代表應聲明所附佐證文件均據實提供（附件七聲明一）。", field="declared_true")
        if not signing.consented_personal_data:
            raise Refused("業者代表應就個人資料之利用為同意（附件七聲明二）。", field="consented_personal_data")
        row.representative_signed_at = at
    if signing.signature is not None:
        row.representative_signature = files.store(
            signing.signature, by=by, at=at, field="signature", allowed=files.IMAGES
        )
    row.representative = within(name, field="representative", label="業者代表", limit=80)
    row.declared_true, row.consented_personal_data = signing.declared_true, signing.consented_personal_data
    reason = within(signing.unsigned_reason, field="unsigned_reason", label="業者代表未簽名之事由", limit=200)
    row.unsigned_reason = "" if name else reason
    row.remark = signing.remark.strip()
    row.assessor_signed_at = at
    moves.note(row, signed=bool(name), text={"representative": name, "unsigned": row.unsigned_reason})


def _ask_for_plan(row: FactoryAssessment, due: date | None, on: date) -> None:
    if due is None:
        raise Refused("有主要或次要缺點，請訂定提出矯正計畫之期限（第二十八點第一項第二款）。", field="plan_due_on")
    if due <= on:
        raise Refused("矯正計畫期限應在今日之後（第二十八點第一項第二款）。", field="plan_due_on")
    if (outside := calendar.why_not_a_last_day(due)) is not None:
        raise Refused(f"矯正計畫期限：{outside}", field="plan_due_on")
    row.plan_due_on = due
    last = queries.plan_last_day(row)
    moves.note(row, plan_due_on=due.isoformat(), plan_last_day=last.isoformat() if last else None)
    plan = CorrectivePlan.objects.create(assessment=row)
    wanted = [item.code for item in row.items.all() if item.grade in ("major", "minor", "slight")]
    PlanRow.objects.bulk_create(PlanRow(plan=plan, item_code=code) for code in wanted)
