"""Findings: improvement of slight ones, statement and decision on serious ones, report upward (annex 15 point 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.assessment.states import FactoryState
from smilemark.foundation import calendar, events, files, findings, moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned
from smilemark.remedies import actions as remedies
from smilemark.remedies.actions.endings import Grounds
from smilemark.surveillance import legal
from smilemark.surveillance.actions import telling
from smilemark.surveillance.actions.guarded import making, must_be_after, said
from smilemark.surveillance.actions.reporting import close_check
from smilemark.surveillance.models import Decision, Fault
from smilemark.surveillance.states import FaultState

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor

STATEMENT_DAYS = 7
"""AMB-54: the notice sets the time; at least seven days are suggested."""
IMPROVEMENT_DAYS = 30
"""AMB-29: the notice sets the time; suggested."""
POINTS = {
    "none": "依合約終止（無不得重新申請之期間）",
    "42(6)": "第四十二點第一項第六款（情節重大）",
    "43(1)": "第四十三點第一項第一款（用於未獲授權之產品）",
    "43(2)": "第四十三點第一項第二款（未申請而自行印製）",
    "43(4)": "第四十三點第一項第四款（不符品質基準或與申請文件不符）",
}
"""Grounds a cancellation after surveillance may name (AMB-27, AMB-59, AMB-82)."""
REPORTED_TO = {"working_group": "各別產業驗證推動小組", "council": "認證審議會"}


def notify_improvement(*, fault_id: int, improve_until: date, by: Actor, at: datetime) -> Fault:
    """通知改善: a slight finding, until the day the notice sets (annex 15 point 6(1); AMB-29).

    Raises:
        Refused: the day is not in the future.
    """
    with making(Fault, fault_id, "notify_improvement", by=by, at=at) as fault:
        _set_limit(fault, improve_until, at)
        last = calendar.roc(last_day_to_improve(fault) or improve_until)
        _write_result(fault, [], f"請於{last}前改善，並通知改善完成。", by=by, at=at)
    return fault


def _write_result(fault: Fault, reasons: list[dict[str, str]], demand: str, *, by: Actor, at: datetime) -> None:
    """The result goes to the firm as a decision it may object to (annex 15 point 6(3); point 49)."""
    result = remedies.Result(
        kind=fault.kind,
        title=fault.get_kind_display(),
        is_severe=fault.is_severe,
        facts=fault.text,
        reasons=[*reasons, *fault.finding.because],
        demand=demand,
    )
    row = remedies.determine(
        source=events.stream_of(fault),
        certificate=fault.check_row.certificate_number,
        authority_id=fault.body_id,
        result=result,
        by=by,
        at=at,
    )
    moves.note(fault, determination=row.number)


def _set_limit(fault: Fault, improve_until: date, at: datetime) -> None:
    today = timezone.localdate(at)
    fault.improve_until = must_be_after(improve_until, today, field="improve_until", label="改善期限")
    if (outside := calendar.why_not_a_last_day(improve_until)) is not None:
        raise Refused(f"改善期限：{outside}", field="improve_until")
    fault.notified_on = today
    moves.note(fault, improve_until=improve_until.isoformat())
    last = calendar.roc(last_day_to_improve(fault) or improve_until)
    telling.firm(fault, "通知改善", f"{fault.get_kind_display()}：請於{last}前改善並通知完成。", at=at)


def last_day_to_improve(fault: Fault) -> date | None:
    """The set day, moved from a rest day (行政程序法第四十八條第四項)."""
    return calendar.moved(fault.improve_until)[0] if fault.improve_until else None


def last_day_to_state(fault: Fault) -> date | None:
    """The set day for the statement, moved from a rest day."""
    return calendar.moved(fault.state_until)[0] if fault.state_until else None


def tell_improved(
    *, fault_id: int, text: str, by: Actor, at: datetime, proof: UploadedFile[Any] | None = None
) -> Fault:
    """通知改善完成, with what was done (FC-A15-3); by the firm, or by the body for what came on paper."""
    with making(Fault, fault_id, "tell_improved", by=by, at=at) as fault:
        fault.improvement_text = said(text, field="improvement_text", label="改善情形")
        if proof is not None:
            fault.improvement_proof = files.store(proof, by=by, at=at, field="proof")
        fault.improvement_told_on = timezone.localdate(at)
        moves.note(fault, text={"improvement": fault.improvement_text})
        telling.desk(fault, "業者通知改善完成", fault.get_kind_display(), at=at)
    return fault


def confirm_improved(*, fault_id: int, text: str, by: Actor, at: datetime) -> Fault:
    """Verified: improved. A factory sheet that asked for a corrective plan must have passed first (point 28).

    Raises:
        Refused: no words on the check, or the corrective plan of the sheet is not judged yet.
    """
    with making(Fault, fault_id, "confirm_improved", by=by, at=at) as fault:
        sheet = fault.visit.assessment if fault.visit is not None else None
        if (
            fault.kind == Fault.Kind.QMS
            and sheet is not None
            and sheet.state in (FactoryState.PLAN_DUE, FactoryState.PLAN_CHECK)
        ):
            raise Refused("工廠之矯正計畫尚未判定通過（第二十八點第一項第二款、附件九）。", field="check_text")
        fault.check_text = said(text, field="check_text", label="查證情形")
        fault.improved_on = timezone.localdate(at)
        moves.note(fault, improved_on=fault.improved_on.isoformat())
        telling.firm(fault, "改善情形查證完成", f"{fault.get_kind_display()}：已改善。", at=at)
    close_check(fault, at=at)
    return fault


def ask_again(*, fault_id: int, improve_until: date, text: str, by: Actor, at: datetime) -> Fault:
    """Not yet as it should be: another limit, with the reason."""
    with making(Fault, fault_id, "ask_again", by=by, at=at) as fault:
        fault.check_text = said(text, field="check_text", label="查證情形")
        _set_limit(fault, improve_until, at)
    return fault


def not_improved(*, fault_id: int, text: str, by: Actor, at: datetime, council_finds_severe: bool = False) -> Fault:
    """判定未改善: after the limit, a finding that was notified and not improved is serious (annex 15 point 8).

    Raises:
        Refused: the limit still runs and nothing was told, no words, or the rule keeps it slight (other findings
            are serious only where the council says so).
    """
    today = timezone.localdate(at)
    with making(Fault, fault_id, "not_improved", by=by, at=at) as fault:
        last = last_day_to_improve(fault)
        running = last is not None and today <= last
        if running and fault.improvement_told_on is None:
            raise Refused(
                f"改善期限至{calendar.roc(last or today)}止，尚未屆滿（附件十五第六點第一款）。", field="check_text"
            )
        fault.check_text = said(text, field="check_text", label="查證情形")
        judged = legal.severity(
            fault.kind,
            qms_counts=fault.qms_counts,
            improvement="not_improved",
            council_finds_severe=council_finds_severe and fault.kind == Fault.Kind.OTHER,
            on=today,
        )
        if not legal.is_severe(judged):
            raise Refused(
                "其他缺失未經認證審議會認定為重大缺失者，仍為輕微缺失，應再通知改善（附件十五第八點第四款第三目、第九點）。",
                field="council_finds_severe",
            )
        fault.is_severe = True
        fault.finding = findings.store(fault.check_row, judged.rule, judged.facts, judged.finding, at, on=judged.on)
        moves.note(fault, finding=fault.finding.pk)
    return fault


def invite_statement(*, fault_id: int, state_until: date, by: Actor, at: datetime) -> Fault:
    """通知陳述意見: a serious finding is heard before anything is decided (annex 15 point 6(2); AMB-54).

    Raises:
        Refused: the day is not in the future.
    """
    today = timezone.localdate(at)
    with making(Fault, fault_id, "invite_statement", by=by, at=at) as fault:
        fault.state_until = must_be_after(state_until, today, field="state_until", label="陳述意見期限")
        if (outside := calendar.why_not_a_last_day(state_until)) is not None:
            raise Refused(f"陳述意見期限：{outside}", field="state_until")
        fault.invited_on = today
        last = calendar.roc(last_day_to_state(fault) or state_until)
        moves.note(fault, state_until=state_until.isoformat())
        words = f"{fault.get_kind_display()}：請於{last}前陳述意見；逾期未陳述者，依現有事證決定。"
        telling.firm(fault, "通知陳述意見", words, at=at)
    return fault


def state_case(*, fault_id: int, text: str, by: Actor, at: datetime, paper: UploadedFile[Any] | None = None) -> Fault:
    """陳述意見, by the firm, or by the body for what came on paper."""
    with making(Fault, fault_id, "state_case", by=by, at=at) as fault:
        fault.statement = said(text, field="statement", label="陳述意見")
        if paper is not None:
            fault.statement_file = files.store(paper, by=by, at=at, field="paper")
        fault.stated_on = timezone.localdate(at)
        moves.note(fault, text={"statement": fault.statement})
        telling.desk(fault, "業者陳述意見", fault.get_kind_display(), at=at)
    return fault


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided. ``ends_right`` is discretion (得): it is never implied by keeping the view."""

    reasons: str
    ends_right: bool = False
    point: str = "none"
    is_grave: bool | None = None


def keep_view(*, fault_id: int, ruling: Ruling, by: Actor, at: datetime) -> Decision:
    """維持重大缺失之判斷, and whether the right is ended; by somebody who did not visit (annex 15 point 6(2)).

    Raises:
        Refused: the time for the statement still runs, or point 42(6) without the judgement that it is grave (AMB-59).
    """
    with making(Fault, fault_id, "keep", by=by, at=at) as fault:
        _heard(fault, at)
        judged = legal.termination(is_severe=fault.is_severe, invited=True, view_kept=True)
        if ruling.ends_right and not judged.result.may_terminate:
            raise Refused(judged.because[0][0], field="ends_right")
        if ruling.point not in POINTS:
            raise Refused("請選擇廢止之依據（第四十二點、第四十三點）。", field="point")
        if ruling.ends_right and ruling.point == "42(6)" and not ruling.is_grave:
            raise Refused("依第四十二點第一項第六款廢止者，應認定情節重大。", field="is_grave")
        return _decide(fault, judged, ruling, keeps_view=True, by=by, at=at)


def lift_view(*, fault_id: int, reasons: str, by: Actor, at: datetime) -> Decision:
    """不維持重大缺失之判斷: the finding ends here."""
    with making(Fault, fault_id, "lift", by=by, at=at) as fault:
        _heard(fault, at)
        judged = legal.termination(is_severe=fault.is_severe, invited=True, view_kept=False)
        decision = _decide(fault, judged, Ruling(reasons), keeps_view=False, by=by, at=at)
    close_check(fault, at=at)
    return decision


def _heard(fault: Fault, at: datetime) -> None:
    last = last_day_to_state(fault)
    if fault.state == FaultState.STATEMENT and last is not None and timezone.localdate(at) <= last:
        raise Refused(f"陳述意見期限至{calendar.roc(last)}止，尚未屆滿（附件十五第六點第二款）。", field="reasons")


def _decide(
    fault: Fault, judged: legal.Judged, ruling: Ruling, *, keeps_view: bool, by: Actor, at: datetime
) -> Decision:
    decision = Decision.objects.create(
        fault=fault,
        keeps_view=keeps_view,
        ends_right=ruling.ends_right,
        point=ruling.point if ruling.ends_right else "",
        ban_years=legal.ban_years(ruling.point, timezone.localdate(at)) if ruling.ends_right else 0,
        is_grave=ruling.is_grave,
        reasons=said(ruling.reasons, field="reasons", label="理由"),
        finding=findings.store(fault.check_row, judged.rule, judged.facts, judged.finding, at, on=judged.on),
        decided_on=timezone.localdate(at),
        decided_by_id=by.pk,
    )
    moves.note(fault, decision=decision.pk, ends_right=decision.ends_right, point=decision.point)
    words = "維持重大缺失之判斷" if keeps_view else "不維持重大缺失之判斷"
    ends = "，依合約終止標章使用權並廢止產品驗證書（另行發文）" if decision.ends_right else ""
    telling.firm(fault, "查核缺失之決定", f"{fault.get_kind_display()}：{words}{ends}。", at=at)
    if keeps_view:
        reasons = [{"text": decision.reasons, "citation": ""}, *decision.finding.because]
        _write_result(fault, reasons, "", by=by, at=at)
    return decision


GROUND_OF = {
    "none": "severe_finding",
    "42(6)": "origin_or_quality_breach",
    "43(1)": "mark_on_unlicensed_product",
    "43(2)": "self_print_without_application",
    "43(4)": "product_or_process_mismatch",
}
"""Point named by the decision -> ground of the case that ends the right, and of the order point 43 asks for first."""
ORDERED_FIRST = frozenset({"43(1)", "43(2)", "43(4)"})
"""Points under which improvement is ordered first, whatever was asked before (point 43 I)."""


def _labels(fault: Fault) -> list[str]:
    """Of a product its label, else all of the certificate."""
    return [fault.product.label_number] if fault.product is not None else []


def order_improvement(*, fault_id: int, by: User, at: datetime, days: int = IMPROVEMENT_DAYS) -> str:
    """擬具限期改善命令: a decision that names point 43 needs an order of that point first; gives its number.

    What was asked under annex 15 point 6(1) is a notice, not that order: the right is cancelled only after an order
    issued, served and not met (point 43 I).

    Raises:
        Refused: the decision does not name point 43, or the order is drafted already; what remedies refuses.
    """
    with making(Fault, fault_id, "order_improvement", by=by, at=at) as fault:
        decision = fault.decision
        if not decision.ends_right or decision.point not in ORDERED_FIRST:
            raise Refused("僅依第四十三點終止標章使用權者，應先命其限期改善。")
        if decision.order_number:
            raise Refused(f"已擬具限期改善命令（{decision.order_number}）。")
        order = remedies.open_order(
            certificate=fault.check_row.certificate_number,
            labels=_labels(fault),
            ground=GROUND_OF[decision.point],
            facts=fault.text,
            wanted=decision.reasons,
            days=days,
            by=by,
            at=at,
        )
        decision.order_number = order.number
        decision.save(update_fields=["order_number"])
        moves.note(fault, order=order.number)
    return order.number


def open_ending(*, fault_id: int, by: User, at: datetime) -> str:
    """立案廢止標章使用權: the case that carries the decision out; gives its number. Of a product its label, else all.

    Raises:
        Refused: the decision does not end the right, or the case is open already; what remedies refuses (point 43
            without an order that was not met, another authority's certificate, no label in use).
    """
    with making(Fault, fault_id, "open_ending", by=by, at=at) as fault:
        decision = fault.decision
        if not decision.ends_right:
            raise Refused("本決定未終止標章使用權（附件十五第六點第二款）。")
        if decision.ending_number:
            raise Refused(f"已立案（{decision.ending_number}）。")
        if decision.point in ORDERED_FIRST and not decision.order_number:
            raise Refused("依第四十三點廢止者，應先命其限期改善，屆期仍未改善者始得廢止（第四十三點第一項）。")
        grave = decision.point == "42(6)"
        case = remedies.open_case(
            certificate=fault.check_row.certificate_number,
            labels=_labels(fault),
            grounds=Grounds(
                ground=GROUND_OF[decision.point],
                facts=fault.text,
                since=fault.found_on or decision.decided_on,
                serious=True if grave else None,
                serious_reason=decision.reasons if grave else "",
                order=decision.order_number,
                source=events.stream_of(fault),
                is_severe_finding=True,
            ),
            by=by,
            at=at,
        )
        decision.ending_number = case.number
        decision.save(update_fields=["ending_number"])
        moves.note(fault, ending=case.number)
    return case.number


def report_up(*, fault_id: int, number: str, by: Actor, at: datetime) -> Fault:
    """逐級層報: to the working group of the industry and to the council (annex 15 point 6(2))."""
    today = timezone.localdate(at)
    with making(Fault, fault_id, "report_up", by=by, at=at) as fault:
        written = cleaned(number, field="number", label="層報文號", limit=60)
        fault.reported_to = [
            {"to": to, "number": written, "day": today.isoformat()} for to in ("working_group", "council")
        ]
        moves.note(fault, reported_to=["working_group", "council"], number=written)
    close_check(fault, at=at)
    return fault
