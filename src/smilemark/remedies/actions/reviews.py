"""複查 (point 49 I(1)): proposed by one officer of the administration, decided by another; upheld or maintained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.actions import reopening
from smilemark.foundation import moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.remedies import legal
from smilemark.remedies.actions import objections, opening, papers
from smilemark.remedies.documents.letters import grounds
from smilemark.remedies.models import Decision, Letter, Objection
from smilemark.remedies.permissions import must_be_current, must_not_be_recused

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User

Outcome = Objection.Outcome
NEW_KINDS = {legal.WITHDRAW: "withdrawal", legal.CANCEL: "cancellation"}
SUBJECTS = {
    Outcome.RESTORE: "異議有理由，原決定撤銷，回復原狀",
    Outcome.REMIT: "異議有理由，原決定撤銷，發回原機構另為處理",
    Outcome.REPLACE: "異議有理由，原決定撤銷，另為決定如說明",
    Outcome.MAINTAIN: "異議無理由，維持原決定",
}


@dataclass(frozen=True, slots=True)
class Review:
    """What the officer who reviewed proposes.

    Attributes:
        outcome: one of ``Objection.Outcome``.
        text: 複查理由.
        new_ground, new_serious: of the decision in the place of the old one (outcome ``replace``).
        new_text: what is decided in the place of a decision of certification (outcome ``replace``).
    """

    outcome: str
    text: str
    new_ground: str = ""
    new_serious: bool | None = None
    new_text: str = ""


def propose_review(
    *, objection_id: int, review: Review, by: User, at: datetime, revision: int | None = None
) -> Objection:
    """擬具複查決定.

    Raises:
        Refused: no reasons, an outcome that does not fit the decision, recused, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(Objection, objection_id, "propose", by=by, at=at) as objection:
        must_not_be_recused(by, objection.firm, on)
        must_be_current(objection, revision)
        objection.review_text = opening.text_of(review.text, field="text", label="複查理由")
        if review.outcome not in Outcome.values:
            raise Refused("請選擇複查結果。", field="outcome")
        objection.outcome = review.outcome
        objection.new_ground, objection.new_serious, objection.new_text = "", None, ""
        _must_fit(objection)
        if review.outcome == Outcome.REPLACE and objection.verification is not None:
            objection.new_text = opening.text_of(review.new_text, field="new_text", label="另為決定之內容")
        elif review.outcome == Outcome.REPLACE:
            objection.new_ground, objection.new_serious = review.new_ground, review.new_serious
            new_decision(objection, on)
        objection.proposed_by = by
        objection.returned_reason = ""
        objection.revision += 1
        moves.note(objection, outcome=review.outcome, new_ground=objection.new_ground)
    return objection


def outcomes_of(objection: Objection) -> list[str]:
    """The outcomes a review of this decision may have (point 49 I(1)).

    An order to improve that is set aside leaves nothing to remit or to replace; a result of surveillance is lifted or
    judged anew; a refusal is decided anew, by the body or by the administration in its place; a right ended at request
    is given back; a decision in the firm's favour is replaced, never taken away by its own objection (行政程序法).
    """
    if objection.verification is not None:
        kind = objection.verification.kind
        if kind in reopening.REFUSALS:
            return [Outcome.REMIT, Outcome.REPLACE, Outcome.MAINTAIN]
        return [Outcome.RESTORE if kind in reopening.ENDINGS else Outcome.REPLACE, Outcome.MAINTAIN]
    if objection.ending_case is not None:
        return list(Outcome)
    is_result = objection.original.kind == Decision.Kind.RESULT
    return [Outcome.RESTORE, *([Outcome.REMIT] if is_result else []), Outcome.MAINTAIN]


def _must_fit(objection: Objection) -> None:
    if objection.outcome in outcomes_of(objection):
        return
    if objection.decision is not None and objection.decision.order_id is not None:
        raise Refused("對限期改善命令之異議有理由者，撤銷該命令即可。", field="outcome")
    raise Refused("對此種決定之異議，不得為所選之複查結果。", field="outcome")


def new_decision(objection: Objection, on: object) -> tuple[legal.Ground, str, str, int]:
    """(ground, ``withdraw`` or ``cancel``, point of the ban, years) of the decision in the place of the old one.

    Raises:
        Refused: a ground that allows no decision on the facts as reviewed.
    """
    case = objection.ending_case
    ground = legal.ground(objection.new_ground)
    if case is None or ground.code == legal.OWN_REQUEST:
        raise Refused("請選擇另為處分之事由。", field="new_ground")
    same = ground.code == case.ground and (ground.code != legal.SERIOUS or objection.new_serious == case.serious)
    if same:
        raise Refused("另為處分之事由與原處分相同者，應維持原決定或發回。", field="new_ground")
    if ground.code == legal.SERIOUS and objection.new_serious is not True:
        raise Refused("情節未達重大者應先命其限期改善，請改為發回原機構另為處理（第四十三點）。", field="new_serious")
    case.ground, case.serious = (
        ground.code,
        objection.new_serious,
    )  # in memory only: the law is asked about the new ground
    act, point, years = legal.ended_under(case, on)  # type: ignore[arg-type]  # a day
    return ground, act, point if years else "", years


def send_back_review(
    *, objection_id: int, reason: str, by: User, at: datetime, revision: int | None = None
) -> Objection:
    """退回複查.

    Raises:
        Refused: no reason, the proposer, or changed since.
    """
    with moves.moving(Objection, objection_id, "send_back", by=by, at=at) as objection:
        must_not_be_recused(by, objection.firm, timezone.localdate(at))
        must_be_current(objection, revision)
        objection.returned_reason = opening.text_of(reason, field="reason", label="退回理由")
        objection.revision += 1
        moves.note(objection, text={"reason": objection.returned_reason})
    return objection


def decide_review(*, objection_id: int, by: User, at: datetime, revision: int | None = None) -> Decision:
    """核定複查決定: upheld (the decision is set aside, another lawful one made) or maintained; then the appeal (訴願).

    Raises:
        Refused: the proposer, recused, changed since, or the law allows no such decision any more.
    """
    outcome = Objection.objects.values_list("outcome", flat=True).get(pk=objection_id)
    move = "reject" if outcome == Outcome.MAINTAIN else "uphold"
    on = timezone.localdate(at)
    with moves.moving(Objection, objection_id, move, by=by, at=at) as objection:
        must_not_be_recused(by, objection.firm, on)
        must_be_current(objection, revision)
        if objection.outcome != outcome:
            raise Refused("擬具之複查結果已由他人變更，請重新檢視。")
        decision = _decide(objection, on, by=by, at=at)
        objection.closed_at = at
        objection.revision += 1
        _write(objection, decision, by=by, at=at)
        moves.note(objection, decision=decision.pk, outcome=outcome)
    if decision.new_kind:
        with moves.moving(Objection, objection_id, "replace", by=moves.SYSTEM, at=at) as objection:
            moves.note(objection, labels=decision.labels, kind=decision.new_kind, ban_years=decision.ban_years)
    return decision


def _decide(objection: Objection, on: object, *, by: User, at: datetime) -> Decision:
    upheld = objection.outcome != Outcome.MAINTAIN
    answer = legal.review(well_founded=upheld)
    reasons = [{"text": text, "citation": ""} for text in lines(objection.review_text)]
    decision = Decision(
        objection=objection,
        kind=Decision.Kind.UPHELD if upheld else Decision.Kind.REJECTED,
        legal_basis=answer.because[0]["citation"],
        facts=objections.filing_words(objection),
        decided_by=by,
        decided_at=at,
    )
    if objection.outcome == Outcome.REPLACE and objection.verification is not None:
        decision.new_text = objection.new_text
    elif objection.outcome == Outcome.REPLACE and objection.decision is not None:
        ground, act, decision.ban_point, decision.ban_years = new_decision(objection, on)
        decision.new_kind = NEW_KINDS[act]
        decision.legal_basis = ground.cite
        decision.labels = objection.decision.labels
        reasons.append({"text": f"{ground.words}。", "citation": ground.cite})
    decision.reasons = [*reasons, *answer.because]
    decision.save()
    decision.findings.add(answer.store(objection, at))
    return decision


def _write(objection: Objection, decision: Decision, *, by: User, at: datetime) -> Letter:
    return papers.write(
        owner=objection,
        kind=Letter.Kind.REVIEW,
        subject=f"貴業者所提異議（{objection.number}），{SUBJECTS[Outcome(objection.outcome)]}，請查照。",
        sections=[
            Section("事實", (decision.facts, *lines(f"異議意旨：{objection.reasons}"))),
            Section("理由及法令依據", grounds(decision.reasons)),
            Section("效力", _effect_words(objection, decision)),
        ],
        by=by,
        at=at,
        decision=decision,
        copies_to=(objection.authority.name,),
    )


def _verification_words(objection: Objection, letter: str) -> tuple[str, ...]:
    """What becomes of a decision of certification that was set aside."""
    kind = objection.original.kind
    if kind in reopening.ENDINGS:
        return (f"{letter}之決定自本決定書送達之日起撤銷，所終止之標章使用權自始未終止。",)
    new = f"另為決定：{objection.new_text.rstrip('。')}。" if objection.new_text else ""
    if kind in reopening.REFUSALS:
        found = [f"{letter}之決定自本決定書送達之日起撤銷，由{objection.authority.name}重行辦理並另為適法之決定。"]
        return (*found, *([f"{new}原機構應依本決定辦理。"] if new else []))
    return (f"{letter}之決定關於異議所爭執之部分撤銷；其餘部分仍為有效。", f"{new}原機構應依本決定辦理。")


def _effect_words(objection: Objection, decision: Decision) -> tuple[str, ...]:
    letter = objections.original_letter(objection).number
    if decision.kind == Decision.Kind.REJECTED:
        return (f"{letter}之決定仍為有效，本複查未停止其執行。",)
    if objection.verification is not None:
        return _verification_words(objection, letter)
    found = [f"{letter}之決定自本決定書送達之日起撤銷，溯及既往失其效力（行政程序法第一百十八條）。"]
    if objection.ending_case is not None:
        found.append("該決定所終止之標章使用權自始未終止；因該決定所生不得重新申請之期間併予解除。")
    if decision.new_kind:
        word = {"withdrawal": "撤銷", "cancellation": "廢止"}[decision.new_kind]
        found.append(f"另依{decision.legal_basis}{word}標章使用權之授與，自本決定書送達之日起發生效力。")
        if decision.ban_years:
            years = {1: "一", 3: "三"}[decision.ban_years]
            found.append(f"自{word}之次日起{years}年內，不得重新申請使用MIT微笑標章，適用於貴業者全部產品。")
    return tuple(found)
