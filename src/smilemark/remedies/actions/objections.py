"""異議 (point 49): filed in the system or on paper, accepted, or refused because it came late or not in writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.actions import reopening as certification
from smilemark.foundation import calendar, moves
from smilemark.foundation.documents.official import Section
from smilemark.foundation.moves import Refused
from smilemark.foundation.offers import Offer
from smilemark.remedies import legal
from smilemark.remedies.actions import notices, opening, papers
from smilemark.remedies.documents.letters import grounds
from smilemark.remedies.models import Decision, Letter, Objection
from smilemark.remedies.permissions import SECOND_CLASS, must_be_current, must_not_be_recused
from smilemark.remedies.states import ObjectionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.certification.models import Decision as VerificationDecision
    from smilemark.certification.models import Letter as VerificationLetter
    from smilemark.foundation.moves import Actor

    Contested = Decision | VerificationDecision

OBJECTABLE = frozenset(
    {Decision.Kind.ORDER, Decision.Kind.WITHDRAWAL, Decision.Kind.CANCELLATION, Decision.Kind.RESULT}
)
HERE, VERIFICATION = "remedies", "certification"
"""Whose decision is objected to: one of this app, or one of certification."""
DONE = frozenset({ObjectionState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a written objection reached the administration (AMB-31).

    Attributes:
        filing: ``hand``, ``registered_mail`` or ``ordinary_mail``. arrived_on: day it reached the administration (one
            sent to the body by mistake: the day the body's forwarding arrived). postmark_on: for mail.
        in_writing: whether it is a written objection.
    """

    filing: str
    arrived_on: date
    postmark_on: date | None = None
    in_writing: bool = True


def why_not_object(decision: Contested) -> str | None:
    """Why no objection lies against the decision; None: it does. Whether it comes in time is asked when it is filed."""
    if isinstance(decision, Decision) and (decision.kind not in OBJECTABLE or decision.objection_id is not None):
        return "對本署之複查決定不服者，應向經濟部提起訴願（第四十九點第一項第二款）。"
    if _matter_of(decision).product_class == SECOND_CLASS:
        return "第二類產品之決定，其救濟依採認之特定產品驗證制度主管機關之規定辦理（第三十三點）。"
    if decision.served_on is None:
        return "本決定書尚未送達，收受後始得提出異議（第四十九點）。"
    if decision.set_aside_on is not None:
        return "本決定已經撤銷。"
    standing = decision.objections.exclude(state__in=DONE).first()
    if standing is not None:
        return f"本決定已有異議案 {standing.number}。"
    return None


def offers_on_verification(decision: VerificationDecision, reader: Actor) -> list[Offer]:
    """The link on a letter of certification: the firm objects, the administration enters what came on paper."""
    if reader.holds(roles.APPLICANT, decision.case.firm_id):
        label = "提出異議"
    elif reader.holds(roles.ADMINISTRATION, None):
        label = "登錄書面異議"
    else:
        return []
    if why_not_object(decision) is not None:
        return []
    return [Offer(label, reverse("remedies:object_verification", args=[decision.pk]))]


def file_objection(
    *,
    decision_id: int,
    reasons: str,
    uploads: Sequence[UploadedFile[Any]],
    submission_key: str,
    by: User,
    at: datetime,
    of: str = HERE,
) -> Objection:
    """提出異議 in the system; the same page sent twice files once.

    Args:
        decision_id: the decision objected to.
        reasons: 異議理由.
        uploads: 佐證資料.
        submission_key: of the page.
        by: who acts for the firm.
        at: now; the day it arrives. A late one is taken in, and refused by the administration with its reason.
        of: whose decision: ``HERE`` or ``VERIFICATION``.

    Raises:
        Refused: not the firm's decision, no reasons, or no objection lies against it.
    """
    with transaction.atomic():
        decision = _decision(decision_id, of)
        known = decision.objections.filter(submission_key=submission_key).first()
        if known is not None:
            return known
        firm = _matter_of(decision).firm
        if not by.holds(roles.APPLICANT, firm.pk):
            raise Refused("僅受處分之業者可以提出異議（第四十九點）。")
        if Objection.objects.filter(submission_key=submission_key).exists():
            raise Refused("這一頁已提出另一件異議，請重新開啟後再送出。")
        arrival = Arrival(Objection.Filing.ELECTRONIC, timezone.localdate(at))
        return _file(decision, arrival, reasons, uploads, submission_key=submission_key, by=by, at=at)


def register_objection(
    *,
    decision_id: int,
    arrival: Arrival,
    reasons: str,
    uploads: Sequence[UploadedFile[Any]],
    by: User,
    at: datetime,
    of: str = HERE,
) -> Objection:
    """登錄書面異議 that reached the administration by hand or by post.

    Raises:
        Refused: not the administration, days that cannot be, no reasons, or no objection lies against it.
    """
    if not by.holds(roles.ADMINISTRATION):
        raise Refused("書面異議由本署收受登錄（第四十九點第一項第一款）。")
    today = timezone.localdate(at)
    if arrival.arrived_on > today:
        raise Refused("到達日不得在今日之後。", field="arrived_on")
    mailed = arrival.filing in {Objection.Filing.REGISTERED, Objection.Filing.ORDINARY}
    if mailed != (arrival.postmark_on is not None):
        raise Refused("郵寄者應填郵戳日，其他方式不填。", field="postmark_on")
    if arrival.filing not in Objection.Filing.values or arrival.filing == Objection.Filing.ELECTRONIC:
        raise Refused("請選擇提出方式。", field="filing")
    with transaction.atomic():
        return _file(_decision(decision_id, of), arrival, reasons, uploads, submission_key=None, by=by, at=at)


def _decision(pk: int, of: str) -> Contested:
    if of == VERIFICATION:
        return certification.locked_decision(pk)
    rows = Decision.objects.select_for_update(of=("self",))
    return rows.select_related("order__firm", "case__firm", "determination__firm", "letter").get(pk=pk)


def _matter_of(decision: Contested) -> Any:  # noqa: ANN401  # a matter of ours or a case of certification: firm, product_class
    matter = decision.matter if isinstance(decision, Decision) else decision.case
    if matter is None:
        raise Refused("對本署之複查決定不服者，應向經濟部提起訴願（第四十九點第一項第二款）。")
    return matter


def authority_of(decision: Contested) -> int:
    """The authority whose decision it is."""
    if isinstance(decision, Decision):
        return int(_matter_of(decision).authority_id)
    body = decision.case.body_id
    if body is None:
        raise Refused("本案尚未選定驗證機構。")
    return int(body)


def _file(
    decision: Contested,
    arrival: Arrival,
    reasons: str,
    uploads: Sequence[UploadedFile[Any]],
    *,
    submission_key: str | None,
    by: User,
    at: datetime,
) -> Objection:
    firm = _matter_of(decision).firm
    reason = why_not_object(decision)
    if reason is not None:
        raise Refused(reason)
    objection = Objection(
        number=opening.number_for("Y", at),
        firm=firm,
        authority_id=authority_of(decision),
        decision=decision if isinstance(decision, Decision) else None,
        verification=None if isinstance(decision, Decision) else decision,
        filing=arrival.filing,
        postmark_on=arrival.postmark_on,
        arrived_on=arrival.arrived_on,
        in_writing=arrival.in_writing,
        reasons=opening.text_of(reasons, field="reasons", label="異議理由"),
        submission_key=submission_key,
        filed_at=at,
        filed_by=by,
    )
    if decision.served_on is not None:  # days that cannot be are told now, not at the review
        legal.admissibility(objection, served=decision.served_on, on=timezone.localdate(at))
    moves.begin(objection, "file", by=by, at=at, decision=decision.pk, of=of_whom(decision), filing=str(arrival.filing))
    papers.keep(objection, uploads, label="異議佐證", by_firm=submission_key is not None, by=by, at=at)
    url = reverse("remedies:objection", args=[objection.number])
    notices.tell_overseers(
        f"收到異議：{objection.number}",
        f"{firm.name}對「{decision.get_kind_display()}」提出異議，請即複查。",
        url,
        at=at,
    )
    notices.tell_authority(
        objection.authority_id,
        f"業者提出異議：{objection.number}",
        f"{firm.name}對「{decision.get_kind_display()}」提出異議。",
        url,
        at=at,
    )
    return objection


# ---- accepted or not --------------------------------------------------------------------------------------


def accept_objection(*, objection_id: int, by: User, at: datetime, revision: int | None = None) -> Objection:
    """受理，進行複查: in time and in writing (point 49 I(1)).

    Raises:
        Refused: late or not in writing; recused; changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(Objection, objection_id, "accept", by=by, at=at) as objection:
        must_not_be_recused(by, objection.firm, on)
        must_be_current(objection, revision)
        answer = legal.admissibility(objection, served=served_on(objection), on=on)
        if not answer.result.accepted:
            raise Refused(f"不符合受理要件，應為不受理決定：{answer.sentence}")
        finding = answer.store(objection, at)
        objection.accepted_at, objection.accepted_by = at, by
        objection.revision += 1
        moves.note(objection, findings=[finding.pk], decisive_date=answer.result.decisive_date.isoformat())
    _tell(objection, "異議已受理", "本署已受理貴業者之異議，進行複查；異議不停止原決定之執行。", at)
    return objection


def not_accept_objection(*, objection_id: int, by: User, at: datetime, revision: int | None = None) -> Decision:
    """不予受理, with its reason and the way to the administrative appeal (point 49 I(1)-(2)).

    Raises:
        Refused: it did come in time and in writing; recused; changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(Objection, objection_id, "not_accept", by=by, at=at) as objection:
        must_not_be_recused(by, objection.firm, on)
        must_be_current(objection, revision)
        answer = legal.admissibility(objection, served=served_on(objection), on=on)
        if answer.result.accepted:
            raise Refused(f"已依限以書面提出，應予受理：{answer.sentence}")
        finding = answer.store(objection, at)
        decision = Decision.objects.create(
            objection=objection,
            kind=Decision.Kind.NOT_ACCEPTED,
            legal_basis=answer.because[0]["citation"],
            facts=filing_words(objection),
            reasons=answer.because,
            decided_by=by,
            decided_at=at,
        )
        decision.findings.add(finding)
        objection.closed_at = at
        objection.revision += 1
        papers.write(
            owner=objection,
            kind=Letter.Kind.NOT_ACCEPTED,
            subject=f"貴業者所提異議（{objection.number}），不予受理，請查照。",
            sections=[
                Section("事實", (decision.facts,)),
                Section("理由及法令依據", grounds(decision.reasons)),
            ],
            by=by,
            at=at,
            decision=decision,
            copies_to=(objection.authority.name,),
        )
        moves.note(objection, decision=decision.pk)
    return decision


def of_whom(decision: Contested) -> str:
    """``HERE`` or ``VERIFICATION``."""
    return HERE if isinstance(decision, Decision) else VERIFICATION


def filing_words(objection: Objection) -> str:
    """What was objected to, served when, and how and when the objection came, in one sentence."""
    letter = original_letter(objection)
    post = f"，郵戳日{calendar.roc(objection.postmark_on)}" if objection.postmark_on else ""
    return (
        f"{objection.authority.name}以{letter.number}為{objection.original.get_kind_display()}之決定，於{calendar.roc(served_on(objection))}送達；"
        f"業者以{objection.get_filing_display()}提出異議{post}，於{calendar.roc(objection.arrived_on)}到達本署。"
    )


def original_letter(objection: Objection) -> Letter | VerificationLetter:
    """The letter that carried the decision objected to."""
    return objection.original.letter


def served_on(objection: Objection) -> date:
    """Day on which the decision objected to was served."""
    day = objection.original.served_on
    if day is None:
        raise Refused("原決定書尚未送達。")
    return day


def explain_objection(*, objection_id: int, text: str, by: User, at: datetime) -> Objection:
    """原機構說明: the body tells its side, by its decider.

    Raises:
        Refused: nothing said, or not the body's.
    """
    with moves.moving(Objection, objection_id, "explain", by=by, at=at) as objection:
        must_not_be_recused(by, objection.firm, timezone.localdate(at))
        objection.explanation = opening.text_of(text, field="text", label="說明")
        objection.revision += 1
    return objection


def withdraw_objection(*, objection_id: int, reason: str, by: User, at: datetime) -> Objection:
    """撤回異議, by the firm, while nothing is proposed.

    Raises:
        Refused: not the firm's, or too far.
    """
    with moves.moving(Objection, objection_id, "withdraw", by=by, at=at) as objection:
        objection.closed_at = at
        objection.revision += 1
        moves.note(objection, text={"reason": opening.text_of(reason, field="reason", label="理由", required=False)})
    return objection


def _tell(objection: Objection, subject: str, text: str, at: datetime) -> None:
    url = reverse("remedies:objection", args=[objection.number])
    notices.tell_firm(objection.firm, f"{subject}：{objection.number}", text, url, at=at)
