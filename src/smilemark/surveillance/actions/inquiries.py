"""Irregular checks: opened by a report, a suspicion or the end of a right; steps, report, answer (annex 15 point 3(2))."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.queries import in_use
from smilemark.foundation import documents, files, moves, numbering, outbox
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.foundation.names import within
from smilemark.surveillance import documents as papers
from smilemark.surveillance import legal
from smilemark.surveillance.actions import telling
from smilemark.surveillance.actions.guarded import making, must_be_after, said
from smilemark.surveillance.actions.reporting import open_fault
from smilemark.surveillance.models import Fault, Inquiry, InquiryPhoto
from smilemark.surveillance.states import FAULT_OVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.foundation.moves import Actor

ROWS = {
    Inquiry.Trigger.QUALITY: ("quality",),
    Inquiry.Trigger.ORIGIN: ("origin",),
    Inquiry.Trigger.MISUSE: ("promotion", "labelling"),
    Inquiry.Trigger.WITHDRAWN: ("promotion", "labelling"),
}
"""The rows of FM-A15-4 each cause asks for."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a check is made. ``channels``: ``virtual``, ``physical``; at least one for a suspected misuse."""

    trigger: str
    text: str = ""
    place: str = ""
    subject: str = ""
    labels: Sequence[str] = ()
    channels: Sequence[str] = ()
    source_stream: str = ""
    report_number: str = ""


def open_inquiry(*, cause: Cause, trigger_at: datetime, by: Actor, at: datetime) -> Inquiry:
    """Open the check at once (即進行查核); a source opens one check only, however often it is told.

    The body that certified a named label checks; where none is known the secretariat assigns one (point 44).

    Args:
        cause: why.
        trigger_at: receipt of the complaint, knowledge of the suspicion, or effect of the end of the right (AMB-24).
        by: people of a body or the secretariat, or the system for what was told by an event.
        at: now (aware).

    Raises:
        Refused: somebody else, an unknown cause, or a suspected misuse without a channel.
    """
    _may_open(by)
    if cause.trigger not in Inquiry.Trigger.values:
        raise Refused("請選擇查核案由（附件十五第二點第二款）。", field="trigger")
    if cause.trigger == Inquiry.Trigger.MISUSE and not set(cause.channels) & {"virtual", "physical"}:
        raise Refused("請選擇銷售或推廣通路（附件十五第三點第二款第一目）。", field="channels")
    with transaction.atomic():
        if cause.source_stream:
            known = Inquiry.objects.filter(source_stream=cause.source_stream).first()
            if known is not None:
                return known
        row = _opened(cause, trigger_at, by=by, at=at)
        if row.body_id is not None:
            with moves.moving(Inquiry, row.pk, "assign_body", by=SYSTEM, at=at) as row:
                moves.note(row, body=row.body_id)
            _tell_body(row, at)
        else:
            _tell_secretariat(row, at)
    return row


def _may_open(by: Actor) -> None:
    allowed = (roles.REVIEWER, roles.DECIDER, roles.ASSESSOR, roles.SECRETARIAT)
    if by is not SYSTEM and not any(by.holds(role, None) for role in allowed):
        raise Refused("僅驗證機構或秘書處人員得立案查核（第四十四點、附件十五第二點第二款）。")


def _opened(cause: Cause, trigger_at: datetime, *, by: Actor, at: datetime) -> Inquiry:
    certificate = next((found for number in cause.labels if (found := in_use.certificate(number[:8]))), None)
    year = timezone.localdate(at).year
    row = Inquiry(
        number=f"I{year - 1911}-{numbering.next_value(f'surveillance-inquiry-{year}'):05d}",
        trigger=cause.trigger,
        trigger_at=trigger_at,
        channels=sorted(set(cause.channels) & {"virtual", "physical"}) if cause.trigger == "suspected_misuse" else [],
        source_stream=cause.source_stream,
        report_number=cause.report_number,
        body=certificate.body if certificate is not None else None,
        industry=certificate.industry if certificate is not None else None,
        firm=certificate.firm if certificate is not None else None,
        subject=within(cause.subject, field="subject", label="受查核單位", limit=200)
        or (certificate.firm.name if certificate is not None else "不詳"),
        certificate_number=certificate.number if certificate is not None else "",
        labels=list(cause.labels),
        place=within(cause.place, field="place", label="查核地點（網址）", limit=500),
        text=cause.text,
    )
    return moves.begin(
        row, "receive", by=by, at=at, trigger=cause.trigger, labels=row.labels, source=cause.source_stream
    )


def _tell_body(row: Inquiry, at: datetime) -> None:
    first = min(legal.clocks(row), key=lambda clock: clock.last_day, default=None)
    until = f"；{first.label}至遲{first.last_day.isoformat()}" if first is not None else ""
    _notify(row, accounts.ids_of_people(row.body_id or 0, roles.REVIEWER), f"{row.get_trigger_display()}{until}。", at)


def _tell_secretariat(row: Inquiry, at: datetime) -> None:
    _notify(row, telling.office_people(roles.SECRETARIAT), "尚不知所屬驗證機構，請分派。", at)


def _notify(row: Inquiry, to: list[int], text: str, at: datetime) -> None:
    outbox.notify(
        kind="surveillance.inquiry",
        to=to,
        subject=f"不定期追蹤查核：{row.number}",
        text=text,
        url=reverse("surveillance:inquiry", args=[row.pk]),
        at=at,
    )


def tell_of_more(*, source_stream: str, at: datetime) -> None:
    """The reporter added something: who checks is told; of a check that was merged, with the other."""
    row = Inquiry.objects.select_related("merged_into__merged_into").filter(source_stream=source_stream).first()
    if row is None:
        return
    number = row.report_number
    while row.merged_into is not None:
        row = row.merged_into
    to = (
        accounts.ids_of_people(row.body_id, roles.REVIEWER) if row.body_id else telling.office_people(roles.SECRETARIAT)
    )
    _notify(row, to, f"通報人就 {number} 補充說明，請查閱。", at)


def assign_body(*, inquiry_id: int, body_id: int, by: Actor, at: datetime) -> Inquiry:
    """The secretariat assigns the body that checks (point 44)."""
    with making(Inquiry, inquiry_id, "assign_body", by=by, at=at) as row:
        body = accreditation.bodies_visible_to(by).filter(pk=body_id).first()  # type: ignore[arg-type]  # the register is public
        if body is None:
            raise Refused("請選擇驗證機構。", field="body_id")
        row.body = body
        moves.note(row, body=body.pk)
        _tell_body(row, at)
    return row


def merge(*, inquiry_id: int, number: str, by: Actor, at: datetime) -> Inquiry:
    """併案: the same matter is checked once; the person who reported is answered with the other.

    Raises:
        Refused: no such check, the check itself, one that was merged, or one of another body.
    """
    with making(Inquiry, inquiry_id, "merge", by=by, at=at) as row:
        target = Inquiry.objects.filter(number=number.strip()).exclude(pk=row.pk).exclude(state="merged").first()
        if target is None or (row.body_id is not None and target.body_id != row.body_id):
            raise Refused("查無可併入之查核案；請填本機構另一案之查核編號。", field="number")
        row.merged_into = target
        moves.note(row, into=target.number)
    return row


STEPS = {
    "sample": "sample_sent_on",
    "test": "test_report_on",
    "label": "label_checked_on",
    "suspicion": "suspicion_on",
    "site": "site_visited_on",
    "physical": "physical_checked_on",
}


def record_step(*, inquiry_id: int, step: str, done_at: datetime, by: Actor, at: datetime) -> Inquiry:
    """A step was done: the virtual channels at a moment, everything else on a day.

    Raises:
        Refused: a step there is not, before the event, or still to come.
    """
    with making(Inquiry, inquiry_id, "record_step", by=by, at=at) as row:
        if step not in STEPS and step != "virtual":
            raise Refused("請選擇查核步驟。", field="step")
        day = timezone.localdate(done_at)
        if done_at > at or day < timezone.localdate(row.trigger_at):
            raise Refused("完成時間不得早於接獲或知悉之日，亦不得晚於現在。", field="done_at")
        if step == "virtual":
            row.virtual_checked_at = done_at
        else:
            setattr(row, STEPS[step], day)
        moves.note(row, step=step, done_at=done_at.isoformat())
    return row


def record_results(
    *, inquiry_id: int, results: Mapping[str, str], text: str, subject: str, place: str, by: Actor, at: datetime
) -> Inquiry:
    """The rows of FM-A15-4 as ticked; a failed or other one is explained.

    Raises:
        Refused: a row the cause does not have, or a failure without words.
    """
    with making(Inquiry, inquiry_id, "record_results", by=by, at=at) as row:
        wanted = ROWS[Inquiry.Trigger(row.trigger)]
        for name in wanted:
            value = results.get(name, "")
            if value not in Inquiry.Result.values:
                raise Refused("請勾選查核結果（附件十五附錄四）。", field=name)
            if value == "not_applicable" and name in ("quality", "origin"):
                raise Refused("本查核項目不得勾選不適用（附件十五附錄四）。", field=name)
            setattr(row, name, value)
        if any(getattr(row, name) in ("failed", "other") for name in wanted):
            said(text, field="result_text", label="查核結果說明")
        row.result_text = text.strip()
        row.subject = said(subject, field="subject", label="受查核單位", limit=200)
        row.place = within(place, field="place", label="查核地點（網址）", limit=500)
        row.inspector_id = by.pk
        moves.note(row, results={name: getattr(row, name) for name in wanted})
    return row


def add_inquiry_photo(
    *, inquiry_id: int, upload: UploadedFile[Any], by: Actor, at: datetime, caption: str = ""
) -> InquiryPhoto:
    """Keep a picture of the check."""
    with making(Inquiry, inquiry_id, "record_results", by=by, at=at) as row:
        stored = files.store(upload, by=by, at=at, field="file", allowed=files.IMAGES)
        photo = InquiryPhoto.objects.create(
            inquiry=row, caption=within(caption, field="caption", label="照片說明", limit=120), file=stored, added_at=at
        )
        moves.note(row, photo=photo.pk, sha256=stored.sha256)
    return photo


def make_inquiry_report(*, inquiry_id: int, by: Actor, at: datetime) -> Inquiry:
    """製作不定期查核報告 (FM-A15-4), once every step is done and every row is ticked.

    Raises:
        Refused: a step or a row is open; named.
    """
    with making(Inquiry, inquiry_id, "report", by=by, at=at) as row:
        missing = [clock.label for clock in legal.clocks(row) if clock.done is None]
        missing += [
            str(Inquiry._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001  # our own columns
            for name in ROWS[Inquiry.Trigger(row.trigger)]
            if not getattr(row, name)
        ]
        if missing:
            raise Refused(f"尚未登錄：{'、'.join(missing)}（附件十五第三點第二款）。", field="report")
        row.reported_at, row.inspector_id = at, row.inspector_id or by.pk
        words = asdict(papers.inquiry_words(row))
        row.report = documents.draw("surveillance/inquiry", words, title=papers.inquiry_title(row), at=at)
        late = [clock.step for clock in legal.clocks(row) if clock.is_late(at)]
        faults = _open_faults(row, by=by, at=at)
        moves.note(row, late=late, faults=[fault.pk for fault in faults])
    return row


FAULT_OF = {
    "quality": Fault.Kind.QUALITY,
    "origin": Fault.Kind.ORIGIN,
    "promotion": Fault.Kind.MARK,
    "labelling": Fault.Kind.MARK,
}
"""Row of FM-A15-4 that failed -> kind of finding."""


def _open_faults(row: Inquiry, *, by: Actor, at: datetime) -> list[Fault]:
    """Each failed row of a certified firm becomes a finding, on the path of a visit's (annex 15 points 6, 8, 9).

    Where whoever was checked is not the certified firm (a forged mark), or the right has ended, there is no finding: it
    is handed over, or what follows is recorded.
    """
    if row.firm is None or row.subject.strip() != row.firm.name or row.trigger == Inquiry.Trigger.WITHDRAWN:
        return []
    failed = [name for name in ROWS[Inquiry.Trigger(row.trigger)] if getattr(row, name) == "failed"]
    kinds = dict.fromkeys(FAULT_OF[name] for name in failed)
    return [open_fault(row, kind, _failed_words(row, kind, failed), by=by, at=at) for kind in kinds]


def _failed_words(row: Inquiry, kind: str, failed: Sequence[str]) -> str:
    rows = [str(Inquiry._meta.get_field(name).verbose_name) for name in failed if FAULT_OF[name] == kind]  # type: ignore[union-attr]  # noqa: SLF001  # our own columns
    return f"不定期查核（{row.number}）{'、'.join(rows)}不合格：{row.result_text}"


def hand_over(*, inquiry_id: int, text: str, by: Actor, at: datetime) -> Inquiry:
    """即層報本署: the administration acts by law (annex 15 point 7); the check goes on."""
    with making(Inquiry, inquiry_id, "hand_over", by=by, at=at) as row:
        row.handed_over_text = said(text, field="text", label="涉嫌違法情事")
        row.handed_over_at = at
        moves.note(row, text={"breach": row.handed_over_text})
        _notify(row, telling.office_people(roles.ADMINISTRATION), "層報涉嫌違法情事（附件十五第七點）。", at)
    return row


def follow_up(
    *, inquiry_id: int, what: str, text: str, by: Actor, at: datetime, improve_until: date | None = None
) -> Inquiry:
    """What follows a failure: improvement until a day, improved, not improved, or the right is ended (point 6)."""
    with making(Inquiry, inquiry_id, "follow_up", by=by, at=at) as row:
        if what not in Inquiry.FollowUp.values or not what:
            raise Refused("請選擇後續處理。", field="what")
        if what == Inquiry.FollowUp.IMPROVING:
            if improve_until is None:
                raise Refused("請填寫改善期限（附件十五第六點第一款）。", field="improve_until")
            row.improve_until = must_be_after(
                improve_until, timezone.localdate(at), field="improve_until", label="改善期限"
            )
        row.follow_up, row.follow_up_text = what, said(text, field="text", label="說明")
        moves.note(row, follow_up=what)
    return row


def close_inquiry(*, inquiry_id: int, answer: str, by: Actor, at: datetime) -> Inquiry:
    """結案／函覆檢舉人: the answer is read by who reported, at the address only they know.

    Raises:
        Refused: a failure nothing followed on yet, or a report from the public without an answer.
    """
    with making(Inquiry, inquiry_id, "close", by=by, at=at) as row:
        if row.handed_over_at is None and row.faults.exclude(state__in=FAULT_OVER).exists():
            raise Refused("查核缺失尚未處理完畢，請先辦理其後續處理（附件十五第六點）。", field="answer")
        failed = any(getattr(row, name) == "failed" for name in ROWS[Inquiry.Trigger(row.trigger)])
        if (
            failed
            and not row.faults.exists()
            and row.follow_up in ("", Inquiry.FollowUp.IMPROVING)
            and row.handed_over_at is None
        ):
            raise Refused("查核不合格者，應先登錄後續處理（附件十五第六點）。", field="answer")
        row.answer = said(answer, field="answer", label="答復") if row.report_number else answer.strip()
        row.closed_at = at
        moves.note(row, text={"answer": row.answer})
    return row
