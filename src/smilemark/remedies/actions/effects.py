"""What follows when a letter is served: periods run, rights end or come back, bans are entered or lifted.

(行政程序法第一百十條: a written decision takes effect on service; points 41 to 43, 49.)
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from smilemark.certification.actions import endings as certification
from smilemark.certification.actions import reopening
from smilemark.companies import actions as companies
from smilemark.foundation import calendar, events, moves
from smilemark.foundation.moves import SYSTEM
from smilemark.remedies import legal
from smilemark.remedies.actions import notices
from smilemark.remedies.models import Decision, EndingCase, ImprovementOrder, Letter, Objection
from smilemark.remedies.permissions import SECOND_CLASS

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.foundation.moves import Actor

END_KINDS = {"withdrawal": "withdrawn", "cancellation": "cancelled"}
"""Kind of a decision -> kind of the ending of a label."""


def served(letter: Letter, day: date, *, how: str, by: Actor, at: datetime) -> None:
    """The letter was served on the day; what it carries takes effect. Inside the caller's transaction, letter locked.

    Args:
        letter: not yet served.
        day: of service, from which periods run.
        how: one of ``Service.Method``.
        by: who recorded it (the firm by opening; the system on the day of a public service).
        at: now.
    """
    letter.served_on = day
    letter.save(update_fields=["served_on"])
    events.record(letter, "serve", by=by, at=at, data={"served_on": day.isoformat(), "how": str(how)})
    if letter.decision is not None:
        _start_remedy(letter.decision, day, by_review=letter.objection_id is not None)
    if letter.kind == Letter.Kind.ORDER:
        _order_runs(letter, day, at)
    elif letter.kind == Letter.Kind.INVITATION:
        _statement_runs(letter, day, at)
    elif letter.kind == Letter.Kind.DECISION and letter.decision is not None:
        _right_ends(letter, letter.decision, day, at)
    elif letter.objection_id is not None and letter.decision is not None:
        _review_takes_effect(letter, letter.decision, day, at)


def _start_remedy(decision: Decision, day: date, *, by_review: bool) -> None:
    """Objection (point 49) against a body's decision, appeal against the administration's; class 2: its own (AMB-67)."""
    decision.served_on = day
    matter = decision.matter
    if by_review:
        deadline = legal.appeal_until(day)
        decision.appeal_until, decision.is_estimated = deadline.last_day, deadline.is_estimated
    elif matter is not None and matter.product_class != SECOND_CLASS:
        deadline = legal.objection_until(day)
        decision.objection_until, decision.is_estimated = deadline.last_day, deadline.is_estimated
    decision.effective_on = day
    decision.save()


def _order_runs(letter: Letter, day: date, at: datetime) -> None:
    with moves.moving(ImprovementOrder, _pk(letter.order_id), "serve", by=SYSTEM, at=at) as order:
        deadline = legal.days_from(day, order.days)
        order.due_on, order.due_is_estimated = deadline.last_day, deadline.is_estimated
        order.revision += 1
        moves.note(order, served_on=day.isoformat(), due_on=deadline.last_day.isoformat())


def _statement_runs(letter: Letter, day: date, at: datetime) -> None:
    with moves.moving(EndingCase, _pk(letter.case_id), "serve_invitation", by=SYSTEM, at=at) as case:
        case.statement_until = legal.days_from(day, case.statement_days or 1).last_day
        case.revision += 1
        moves.note(case, served_on=day.isoformat(), until=case.statement_until.isoformat())


def _right_ends(letter: Letter, decision: Decision, day: date, at: datetime) -> None:
    """撤銷 from service (and back to the grant, 第一百十八條); 廢止 from service or the later day set (第一百二十五條)."""
    with moves.moving(EndingCase, _pk(letter.case_id), "take_effect", by=SYSTEM, at=at) as case:
        later = case.later_effect
        effective = max(day, later) if later is not None and decision.kind == Decision.Kind.CANCELLATION else day
        done = _end(decision, case, decision.kind, effective, letter, source=events.stream_of(case), at=at)
        case.revision += 1
        case.closed_at = at
        moves.note(case, **done)
    _tell(case, letter, done, at)


def _end(
    decision: Decision,
    case: EndingCase,
    kind: str,
    effective: date,
    letter: Letter,
    *,
    source: str,
    at: datetime,
) -> dict[str, Any]:
    """Labels end, the ban is entered; answers what the event tells those who act on it."""
    ended = certification.end_labels(
        numbers=decision.labels,
        kind=END_KINDS[kind],
        ground=decision.legal_basis,
        effective_on=effective,
        source=source,
        by=SYSTEM,
        at=at,
    )
    ban = None
    if decision.ban_point:
        ban = companies.record_ban(
            firm_id=case.firm_id,
            point=decision.ban_point,
            effective_on=effective,
            source_stream=letter.number,
            by=SYSTEM,
            at=at,
        )
    decision.effective_on = effective
    decision.save(update_fields=["effective_on"])
    return {
        "labels": ended,
        "kind": END_KINDS[kind],
        "effective_on": effective.isoformat(),
        "firm": case.firm_id,
        "authority": case.authority_id,
        "product_class": case.product_class,
        "industry": case.certificate.industry.code,
        "ban_until": ban.last_day.isoformat() if ban is not None else None,
    }


def _tell(case: EndingCase, letter: Letter, done: dict[str, Any], at: datetime) -> None:
    word = "撤銷" if done["kind"] == "withdrawn" else "廢止"
    text = (
        f"{case.firm.name}之MIT微笑標章使用權（{len(done['labels'])} 項標章）自{calendar.roc(date.fromisoformat(done['effective_on']))}起{word}（{letter.number}）。"
        "應於二十四小時內完成虛擬通路、三日內完成實體通路之標章使用情形查核（附件十五第三點第二款）。"
    )
    url = reverse("remedies:ending", args=[case.number])
    notices.tell_authority(case.authority_id, f"處分已生效：{case.number}", text, url, at=at)
    notices.tell_overseers(f"{word}標章使用權：{case.firm.name}", text, url, at=at)


# ---- objections -------------------------------------------------------------------------------------------


def _review_takes_effect(letter: Letter, decision: Decision, day: date, at: datetime) -> None:
    """Upheld: the decision objected to is set aside as if it had never been; what replaces it begins on the day."""
    with moves.moving(Objection, _pk(letter.objection_id), "take_effect", by=SYSTEM, at=at) as objection:
        done: dict[str, Any] = {"kind": decision.kind, "served_on": day.isoformat()}
        if decision.kind == Decision.Kind.UPHELD:
            done |= _revoke(objection, day, at)
            case = objection.ending_case
            if decision.new_kind and case is not None:
                source = events.stream_of(objection)
                done |= {"ended": _end(decision, case, decision.new_kind, day, letter, source=source, at=at)}
        moves.note(objection, **done)
    notices.tell_authority(
        objection.authority_id,
        f"異議複查決定已生效：{objection.number}",
        f"{objection.firm.name}之異議，{decision.get_kind_display()}（{letter.number}，{calendar.roc(day)}送達）。",
        reverse("remedies:objection", args=[objection.number]),
        at=at,
    )


def _revoke(objection: Objection, day: date, at: datetime) -> dict[str, Any]:
    """The original decision no longer stands: of certification the case goes on there, of ours what it did is undone."""
    if objection.verification_id is not None:
        reopened = reopening.set_aside(
            decision_id=objection.verification_id,
            set_aside_on=day,
            objection=objection.number,
            text=objection.new_text or objection.review_text,
            at=at,
        )
        return {"reopened": reopened.case, "products": list(reopened.products), "labels": list(reopened.labels)}
    if objection.decision is None:
        raise ValueError("an objection is against a decision")
    return _set_aside(objection, objection.decision, day, at)


def _set_aside(objection: Objection, original: Decision, day: date, at: datetime) -> dict[str, Any]:
    original.set_aside_on = day
    original.save(update_fields=["set_aside_on"])
    if original.determination is not None:
        return {"determination": original.determination.source, "outcome": str(objection.outcome)}
    if original.order is not None:
        with moves.moving(ImprovementOrder, original.order.pk, "revoke", by=SYSTEM, at=at) as order:
            order.closed_at = at
            order.revision += 1
            moves.note(order, objection=objection.number, set_aside_on=day.isoformat())
        return {"revoked": order.number}
    with moves.moving(EndingCase, _pk(original.case_id), "set_aside", by=SYSTEM, at=at) as case:
        restored = certification.restore_labels(
            source=events.stream_of(case), set_aside_on=max(day, original.effective_on or day), by=SYSTEM, at=at
        )
        lifted = companies.lift_ban(
            firm_id=case.firm_id, source_stream=original.letter.number, lifted_on=day, by=SYSTEM, at=at
        )
        case.revision += 1
        moves.note(case, objection=objection.number, labels=restored, set_aside_on=day.isoformat())
    if objection.outcome == Objection.Outcome.REMIT:
        with moves.moving(EndingCase, case.pk, "reopen", by=SYSTEM, at=at) as case:
            case.returned_reason = (
                f"異議 {objection.number} 有理由，原處分經撤銷，發回另為處理：{objection.review_text}"
            )
            case.closed_at = None
            case.revision += 1
    return {"restored": restored, "ban_lifted": lifted is not None, "labels": restored}


def _pk(value: int | None) -> int:
    if value is None:
        raise ValueError("the letter belongs to another kind of matter")
    return value
