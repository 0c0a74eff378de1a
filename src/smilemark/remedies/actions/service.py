"""Letters reach the firm: opened in the system, handed over, by post, deposited, publicly (行政程序法第六十七條至第九十一條)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import calendar, events, files
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.foundation.names import within
from smilemark.remedies import legal
from smilemark.remedies.actions import effects
from smilemark.remedies.models import Letter, Service

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor

SERVERS = (roles.REVIEWER, roles.DECIDER, roles.SCHEME_AUTHORITY, roles.ADMINISTRATION)
BY_HAND = frozenset({Service.Method.IN_PERSON, Service.Method.SUBSTITUTED, Service.Method.LEFT})
NEEDS_NOTE = {
    Service.Method.DEPOSIT: "寄存送達請敘明不能依第七十二條、第七十三條送達之情形（行政程序法第七十四條）。",
    Service.Method.PUBLIC: "公示送達請敘明處所不明等事由（行政程序法第七十八條）。",
    Service.Method.PUBLIC_ABROAD: "公示送達請敘明不能囑託送達等事由（行政程序法第七十八條）。",
    Service.Method.PUBLIC_AGAIN: "再為公示送達請敘明事由（行政程序法第七十九條）。",
}
ONCE = frozenset({Service.Method.PUBLIC, Service.Method.PUBLIC_ABROAD})


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """What the certificate of service says (行政程序法第七十六條).

    Attributes:
        method: one of ``Service.Method`` but the electronic one, which the firm makes by opening.
        done_on: day received, handed over, deposited or posted up; of a failed attempt, the day it came back.
        succeeded: whether it reached the addressee.
        sent_on: day posted (registered mail). place: where. receiver: who took it. note: why this method.
        taken_all_the_same: on a rest day, the addressee did not refuse.
    """

    method: str
    done_on: date
    succeeded: bool = True
    sent_on: date | None = None
    place: str = ""
    receiver: str = ""
    note: str = ""
    taken_all_the_same: bool = False


def open_letter(*, letter_id: int, by: User, at: datetime) -> Letter:
    """The firm opens the letter in the system: the first opening is its service (行政程序法第六十八條第二項).

    Raises:
        Refused: the reader does not act for the firm.
    """
    with transaction.atomic():
        letter = _locked(letter_id)
        if not by.holds(roles.APPLICANT, letter.firm_id):
            raise Refused("僅受文業者之申請人員開啟始生送達效力。")
        if letter.first_opened_at is None:
            letter.first_opened_at = at
            letter.save(update_fields=["first_opened_at"])
            if letter.served_on is None:
                day = timezone.localdate(at)
                Service.objects.create(
                    letter=letter,
                    method=Service.Method.ELECTRONIC,
                    done_on=day,
                    effective_on=day,
                    receiver=by.display_name,
                    recorded_at=at,
                    recorded_by=by,
                )
                effects.served(letter, day, how=Service.Method.ELECTRONIC, by=by, at=at)
    return letter


def record_service(
    *, letter_id: int, record: ServiceRecord, by: User, at: datetime, proof: UploadedFile[Any] | None = None
) -> Service:
    """登錄送達, or an attempt that failed; a public one takes effect by itself on its day.

    Args:
        letter_id: the letter.
        record: what the certificate of service says.
        by: a person of the authority that wrote it.
        at: now.
        proof: the certificate of service, the receipt, or the notice as posted.

    Raises:
        Refused: not the writer's people, already served, a day that cannot be, or something missing (field named).
    """
    with transaction.atomic():
        letter = _locked(letter_id)
        _must_serve(letter, record, by, timezone.localdate(at))
        stored = files.store(proof, by=by, at=at, field="proof") if proof is not None else None
        effective = None
        if record.succeeded:
            answer = legal.service(record.method, record.done_on, taken_all_the_same=record.taken_all_the_same)
            effective = answer.result.served_on
        service = Service.objects.create(
            letter=letter,
            method=record.method,
            succeeded=record.succeeded,
            sent_on=record.sent_on,
            done_on=record.done_on,
            place=within(record.place, field="place", label="處所", limit=200),
            receiver=within(record.receiver, field="receiver", label="收受人", limit=80),
            note=within(record.note, field="note", label="說明", limit=300),
            taken_all_the_same=record.taken_all_the_same,
            proof=stored,
            effective_on=effective,
            recorded_at=at,
            recorded_by=by,
        )
        data = {"method": record.method, "done_on": record.done_on.isoformat(), "succeeded": record.succeeded}
        events.record(letter, "attempt", by=by, at=at, data=data)
        if effective is not None:
            _on_its_day(letter, service, effective, by=by, at=at)
    return service


def _on_its_day(letter: Letter, service: Service, effective: date, *, by: Actor, at: datetime) -> None:
    """Effect now where the day has come; else the worker brings it when it comes (公示送達)."""
    if effective <= timezone.localdate(at):
        effects.served(letter, effective, how=service.method, by=by, at=at)
        return
    letter.effect_due_on = effective
    letter.save(update_fields=["effect_due_on"])


def take_due_effects(*, at: datetime) -> int:
    """Public services whose day has come take effect; gives how many. Idempotent: a letter is served once."""
    today = timezone.localdate(at)
    due = Letter.objects.filter(served_on=None, effect_due_on__lte=today).order_by("pk").values_list("pk", flat=True)
    done = 0
    for pk in list(due):
        with transaction.atomic():
            letter = _locked(pk)
            if letter.served_on is None and letter.effect_due_on is not None:
                effects.served(letter, letter.effect_due_on, how=Service.Method.PUBLIC, by=SYSTEM, at=at)
                done += 1
    return done


def _locked(letter_id: int) -> Letter:
    rows = Letter.objects.select_for_update(of=("self",))
    return rows.select_related("firm", "authority", "decision", "order", "case", "objection").get(pk=letter_id)


def why_not_serve(letter: Letter, by: User) -> str | None:
    """Why the person may not record service of the letter; None: they may."""
    if not any(by.holds(role, letter.authority_id) for role in SERVERS):
        return "僅發文機關之承辦或核定人員可以登錄送達（行政程序法第七十六條）。"
    if letter.served_on is not None:
        return f"本函已於{calendar.roc(letter.served_on)}送達。"
    return None


def _must_serve(letter: Letter, record: ServiceRecord, by: User, today: date) -> None:
    reason = why_not_serve(letter, by)
    if reason is not None:
        raise Refused(reason)
    if record.method not in Service.Method.values or record.method == Service.Method.ELECTRONIC:
        raise Refused("請選擇送達方式；電子送達由業者於系統開啟。", field="method")
    if not letter.dated <= record.done_on <= today:
        raise Refused("送達日應在發文日期至今日之間。", field="done_on")
    if record.method == Service.Method.REGISTERED_POST and (
        record.sent_on is None or not letter.dated <= record.sent_on <= record.done_on
    ):
        raise Refused("掛號郵寄請填交寄日，且應在發文日期至收受日之間。", field="sent_on")
    if record.succeeded:
        _must_say_where(letter, record)
    elif not record.note.strip():
        raise Refused("未送達者請填原因（例如招領逾期退回、遷移不明）。", field="note")


def _must_say_where(letter: Letter, record: ServiceRecord) -> None:
    if record.method in BY_HAND and not (record.place.strip() and record.receiver.strip()):
        raise Refused("送達證書應載明處所及收受人（行政程序法第七十六條）。", field="place")
    if record.method == Service.Method.DEPOSIT and not record.place.strip():
        raise Refused("請填寄存之機關或郵政機關（行政程序法第七十四條）。", field="place")
    if record.method in NEEDS_NOTE and not record.note.strip():
        raise Refused(NEEDS_NOTE[Service.Method(record.method)], field="note")
    if record.method == Service.Method.PUBLIC_AGAIN and not _published_before(letter):
        raise Refused("本受文業者尚無生效之公示送達，不得以再為公示送達辦理（行政程序法第八十一條）。", field="method")
    if record.method in legal.PUBLIC_METHODS and letter.effect_due_on is not None:
        raise Refused(f"本函已為公示送達，將於{calendar.roc(letter.effect_due_on)}生效。", field="method")


def _published_before(letter: Letter) -> bool:
    earlier = Service.objects.filter(letter__firm=letter.firm, letter__authority=letter.authority, method__in=ONCE)
    return earlier.exclude(letter=letter).filter(letter__served_on__isnull=False).exists()
