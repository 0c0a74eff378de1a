"""Letters: written, opened by the firm in the system, or served by registered mail. A decision takes effect on service."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification import documents as words
from smilemark.certification.actions import endings
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, Decision, Letter
from smilemark.certification.queries import people
from smilemark.foundation import documents, events, numbering, outbox
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import Organisation, User
    from smilemark.foundation.moves import Actor

ROC_YEAR_ZERO = 1911
SECOND_CLASS = 2
SERVERS = (roles.REVIEWER, roles.DECIDER, roles.SCHEME_AUTHORITY, roles.ADMINISTRATION)
"""Who records the service of a letter of the own organisation."""


def write(  # noqa: PLR0913  # a letter has this many parts, all by name
    *,
    case: Case,
    kind: str,
    subject: str,
    explanation: Sequence[str],
    by: Actor,
    at: datetime,
    decision: Decision | None = None,
    attachments: str = "",
    sender: Organisation | None = None,
) -> Letter:
    """Write a letter of the case's body, or of ``sender``, to its applicant, inside the caller's transaction; the paper is drawn by a job.

    Args:
        case: submitted, so it has a body.
        kind: one of ``Letter.Kind``.
        subject: 主旨.
        explanation: items of 說明.
        by: who writes it.
        at: now.
        decision: the decision it carries; then it says how to object.
        attachments: 附件.
        sender: the authority or the administration, where it decides in place of the body.

    Raises:
        Refused: whoever writes has no head to sign it.
    """
    day = timezone.localdate(at)
    number = _next_number(case, day) if sender is None else _number_of(sender, day)
    text = asdict(
        words.letter_words(
            case,
            number=number,
            dated=day,
            subject=subject,
            explanation=explanation,
            attachments=attachments,
            decides=decision is not None,
            sender=sender,
        )
    )
    paper = documents.draw("certification/letter", text, title=f"{Letter.Kind(kind).label}（{number}）", at=at)
    letter = Letter.objects.create(
        case=case,
        decision=decision,
        kind=kind,
        sender=sender,
        number=number,
        dated=day,
        words=text,
        document=paper,
    )
    events.record(letter, "write", by=by, at=at, data={"case": case.number, "kind": kind, "number": number})
    _announce(letter, at)
    return letter


def _announce(letter: Letter, at: datetime) -> None:
    """Tell the firm's people that a letter waits in the system."""
    case, kind = letter.case, letter.get_kind_display()
    outbox.notify(
        kind="certification.letter",
        to=people.of_firm(case.firm),
        subject=f"{kind}：{case.number}",
        text=f"{letter.words['sender']}就申請案 {case.number} 發出{kind}（{letter.number}），請登入系統開啟。",
        url=reverse("certification:letter", args=[letter.pk]),
        at=at,
    )


def _next_number(case: Case, day: date) -> str:
    year = day.year - ROC_YEAR_ZERO
    body = case.body
    if body is None:
        raise Refused("本案尚未選定驗證機構，無法發文。")
    if (reason := accreditation.why_not_sign(body)) is not None:
        raise Refused(reason)
    return f"{body.short_name or body.name}驗字第{year:03d}{numbering.next_value(f'letter:{year}'):07d}號"


def _number_of(sender: Organisation, day: date) -> str:
    if not (sender.head_title and sender.head_name):
        raise Refused(
            f"「{sender.name}」尚未登錄首長之職稱及姓名，所發之函無從署名（行政程序法第九十六條第一項第四款）；請本署補登。"
        )
    year = day.year - ROC_YEAR_ZERO
    return f"{sender.name}授字第{year:03d}{numbering.next_value(f'letter:{year}'):07d}號"


def open_letter(*, letter_id: int, by: User, at: datetime) -> Letter:
    """The firm opens the letter in the system: the first opening is its service (電子簽章法第九條).

    Raises:
        Refused: the reader does not act for the firm.
    """
    with transaction.atomic():
        letter = _locked(letter_id)
        if not by.holds(roles.APPLICANT, letter.case.firm_id):
            raise Refused("僅受文業者之申請人員開啟始生送達效力。")
        if letter.first_opened_at is None:
            letter.first_opened_at = at
            _served(letter, timezone.localdate(at), by=by, at=at, how=Letter.Service.SYSTEM)
    return letter


def serve_by_post(*, letter_id: int, posted_on: date, served_on: date, by: User, at: datetime) -> Letter:
    """Record service by registered mail, from the receipt (行政程序法第六十八條第二項、第七十六條).

    Raises:
        Refused: not of the office that wrote it, already served, or days that cannot be.
    """
    with transaction.atomic():
        letter = _locked(letter_id)
        if not any(by.holds(role, letter.writer_id) for role in SERVERS):
            raise Refused("僅原發文機關（構）之人員得登錄送達。")
        if letter.served_on is not None:
            raise Refused("本函已送達，不得變更送達日。", field="served_on")
        if posted_on < letter.dated:
            raise Refused("交寄日不得早於發文日期。", field="posted_on")
        if not posted_on <= served_on <= timezone.localdate(at):
            raise Refused("送達日應在交寄日之後，且不得晚於今日。", field="served_on")
        letter.posted_on = posted_on
        _served(letter, served_on, by=by, at=at, how=Letter.Service.REGISTERED)
    return letter


def _locked(letter_id: int) -> Letter:
    return Letter.objects.select_for_update(of=("self",)).select_related("case__firm", "decision").get(pk=letter_id)


def _served(letter: Letter, day: date, *, by: Actor, at: datetime, how: str) -> None:
    """Service starts the time to object (point 49), and a cancellation takes effect (行政程序法第一百十條)."""
    if letter.served_on is None:
        letter.served_on, letter.service = day, how
        events.record(letter, "serve", by=by, at=at, data={"served_on": day.isoformat(), "how": how})
        if letter.decision is not None:
            _start_remedy(letter.decision, day)
            if letter.decision.kind == Decision.Kind.CANCELLATION:
                endings.take_effect(letter.decision, on=day, by=by, at=at)
    letter.save()


def _start_remedy(decision: Decision, served_on: date) -> None:
    """The days of point 49; against class 2 decisions its own authority's remedies run (point 33; AMB-67)."""
    decision.served_on = served_on
    if decision.case.product_class != SECOND_CLASS:
        deadline = legal.objection_until(served_on)
        decision.objection_until = deadline.last_day
        decision.objection_is_estimated = deadline.is_estimated
    decision.save(update_fields=["served_on", "objection_until", "objection_is_estimated"])
