"""異常事件批次: which certificates an incident touches, what would happen to each, and then that it happens, by a job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import jobs, moves
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.foundation.names import shortened, within
from smilemark.remedies import legal
from smilemark.remedies.actions import endings, notices, opening, orders
from smilemark.remedies.models import Batch, BatchLine, EndingCase
from smilemark.remedies.permissions import SECOND_CLASS, must_be_current
from smilemark.remedies.queries import incidents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User

JOB = "remedies.batch"
Result = BatchLine.Result


@dataclass(frozen=True, slots=True)
class Incident:
    """Whom an incident touches, and what is to be done.

    Attributes:
        title: what it is called.
        criterion: one of ``Batch.Criterion``; ``subject_id`` says which laboratory, body or factory, ``first_day`` and
            ``last_day`` (both included) when it tested, certified; ``numbers`` are label numbers.
        act: ``ending`` (open a case and let the firm be heard) or ``order`` (draft an order to improve).
        ground, facts, since, wanted, days: as of a case or an order; ``days`` to state one's case, or to improve.
    """

    title: str
    criterion: str
    act: str
    ground: str
    facts: str
    since: date
    days: int
    subject_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    numbers: Sequence[str] = field(default_factory=tuple)
    wanted: str = ""


def open_batch(*, incident: Incident, by: User, at: datetime) -> Batch:
    """建立批次: a body's reviewer for its own certificates, or the administration for those of every body.

    Raises:
        Refused: neither of them, or a field is wrong (named).
    """
    bodies = by.organisations_as(roles.REVIEWER)
    if not bodies and not by.holds(roles.ADMINISTRATION):
        raise Refused("異常事件批次由驗證機構或本署辦理（第七點第八款、第十一點第五款）。")
    batch = Batch(
        number=opening.number_for("B", at),
        authority_id=bodies[0] if bodies else None,
        title=within(
            opening.text_of(incident.title, field="title", label="事件名稱"), field="title", label="事件名稱", limit=120
        ),
        opened_at=at,
        opened_by=by,
    )
    _fill(batch, incident, timezone.localdate(at))
    return moves.begin(batch, "open", by=by, at=at, criterion=batch.criterion, act=batch.act)


def _fill(batch: Batch, given: Incident, on: date) -> None:
    if given.criterion not in Batch.Criterion.values:
        raise Refused("請選擇範圍。", field="criterion")
    if given.act not in Batch.Act.values:
        raise Refused("請選擇處理方式。", field="act")
    by_label = given.criterion == Batch.Criterion.LABELS
    if by_label and not given.numbers:
        raise Refused("請填標章編號，一行一個。", field="numbers")
    if not by_label and (given.subject_id is None or given.first_day is None or given.last_day is None):
        raise Refused("請選擇對象並填起迄日。", field="subject")
    if given.first_day and given.last_day and given.first_day > given.last_day:
        raise Refused("起日不得在迄日之後。", field="first_day")
    if given.since > on:
        raise Refused("知悉日不得在今日之後。", field="since")
    ground = legal.ground(given.ground)
    if (given.act == Batch.Act.ORDER) != ground.order_first:
        raise Refused("第四十三點各款應先命限期改善，其他事由逕予立案（第四十一點至第四十三點）。", field="ground")
    if ground.code in {legal.OWN_REQUEST, legal.SERIOUS, legal.CLASS_2_ONLY}:
        raise Refused("此事由應逐案判斷，不得以批次辦理。", field="ground")
    ordering = given.act == Batch.Act.ORDER
    batch.criterion, batch.act, batch.ground, batch.since = given.criterion, given.act, ground.code, given.since
    batch.subject_id = None if by_label else given.subject_id
    batch.first_day = None if by_label else given.first_day
    batch.last_day = None if by_label else given.last_day
    batch.numbers = (
        list(dict.fromkeys(number.strip() for number in given.numbers if number.strip())) if by_label else []
    )
    batch.facts = opening.text_of(given.facts, field="facts", label="事實")
    batch.wanted = opening.text_of(given.wanted, field="wanted", label="應改善事項", required=ordering)
    batch.days = opening.days_of(given.days, field="days", label="期限", most=365 if ordering else endings.MOST_DAYS)


def try_out_batch(*, batch_id: int, by: User, at: datetime) -> Batch:
    """試算 (dry run): lists every certificate touched and what would happen to it; nothing else is written.

    Raises:
        Refused: not allowed, or already executed.
    """
    with moves.moving(Batch, batch_id, "try_out", by=by, at=at) as batch:
        batch.lines.all().delete()
        touched = incidents.touched(batch)
        BatchLine.objects.bulk_create([_planned(batch, found) for found in touched], batch_size=500)
        batch.tried_at = at
        batch.revision += 1
        moves.note(batch, certificates=len(touched), labels=sum(len(found.standing) for found in touched))
    return batch


def _planned(batch: Batch, found: incidents.Touched) -> BatchLine:
    why_not = _why_not_line(batch, found)
    if why_not is not None:
        result, words = Result.SKIPPED, why_not
    elif batch.act == Batch.Act.ORDER:
        result, words = Result.PLANNED, f"擬具限期改善命令（{batch.days}日），涉 {len(found.standing)} 項標章。"
    else:
        act = legal.ground(batch.ground).act_name
        result = Result.PLANNED
        words = f"立案並通知陳述意見（{batch.days}日），擬{act} {len(found.standing)} 項標章之使用權。"
    numbers = found.standing or found.numbers
    return BatchLine(batch=batch, certificate=found.certificate, numbers=numbers, result=result, words=words)


def _why_not_line(batch: Batch, found: incidents.Touched) -> str | None:
    certificate = found.certificate
    if certificate.industry.product_class == SECOND_CLASS:
        return "第二類產品由採認之特定產品驗證制度主管機關辦理（第四十四點第二項）。"
    if certificate.body_id is None:
        return "驗證書未載驗證機構，請逐案立案。"
    if batch.authority_id is not None and certificate.body_id != batch.authority_id:
        return "非本機構核發之驗證書。"
    if not found.standing:
        return "標章使用權均已終止。"
    if found.open_case is not None and batch.act == Batch.Act.ENDING:
        return f"已有審理中之案件 {found.open_case}。"
    return None


def drop_batch(*, batch_id: int, reason: str, by: User, at: datetime) -> Batch:
    """不予執行.

    Raises:
        Refused: no reason, whoever opened it, or already executed.
    """
    with moves.moving(Batch, batch_id, "drop", by=by, at=at) as batch:
        batch.revision += 1
        moves.note(batch, text={"reason": opening.text_of(reason, field="reason", label="理由")})
    return batch


def execute_batch(*, batch_id: int, by: User, at: datetime, revision: int | None = None) -> Batch:
    """執行: exactly what the dry run listed, by a job.

    Raises:
        Refused: whoever opened it, nothing to do, or tried out anew since the page was opened.
    """
    with moves.moving(Batch, batch_id, "execute", by=by, at=at) as batch:
        must_be_current(batch, revision)
        planned = batch.lines.filter(result=Result.PLANNED).count()
        if not planned:
            raise Refused("試算結果沒有應辦理之驗證書。")
        batch.executed_by, batch.executed_at = by, at
        batch.revision += 1
        batch.progress_id = jobs.start(JOB, owner_id=by.pk, batch_id=batch.pk, at=at.isoformat())
        moves.note(batch, planned=planned)
    return batch


def run_batch(*, batch_id: int, at: datetime, progress: jobs.Progress) -> None:
    """The job: one certificate, one transaction. Killed and begun again it goes on where it was, and does nothing twice."""
    batch = Batch.objects.select_related("executed_by").get(pk=batch_id)
    lines = list(batch.lines.exclude(result=Result.SKIPPED).order_by("pk").values_list("pk", flat=True))
    progress.total(len(lines))
    for done, pk in enumerate(lines, start=1):
        _one(batch, pk, at)
        progress.at(done)
    with transaction.atomic():
        if Batch.objects.select_for_update().get(pk=batch_id).state == "running":
            with moves.moving(Batch, batch_id, "finish", by=SYSTEM, at=at) as finished:
                results = [line.result for line in finished.lines.all()]
                finished.revision += 1
                moves.note(finished, done=results.count(Result.DONE), failed=results.count(Result.FAILED))
    progress.result(reverse("remedies:batch", args=[batch.number]), f"已辦理 {len(lines)} 件。")


def _one(batch: Batch, line_id: int, at: datetime) -> None:
    """One line, unless it was done before; what the law or a later change refuses is kept as not done, with the reason."""
    with transaction.atomic():
        line = BatchLine.objects.select_for_update(of=("self",)).select_related("certificate").get(pk=line_id)
        if line.result != Result.PLANNED:
            return
        try:
            with transaction.atomic():
                made = _make(batch, line, at)
        except Refused as refusal:
            line.result, line.words = Result.FAILED, shortened(refusal.reason, 500)
            line.save(update_fields=["result", "words"])
            return
        for name, value in made.items():
            setattr(line, name, value)
        line.result = Result.DONE
        line.save(update_fields=["result", "words", *made])


def _make(batch: Batch, line: BatchLine, at: datetime) -> dict[str, Any]:
    if batch.act == Batch.Act.ORDER:
        order = orders.open_order(
            certificate=line.certificate.number,
            labels=line.numbers,
            ground=batch.ground,
            facts=batch.facts,
            wanted=batch.wanted,
            days=batch.days,
            by=SYSTEM,
            at=at,
            batch=batch,
        )
        url = reverse("remedies:order", args=[order.number])
        text = f"批次 {batch.number}「{batch.title}」擬具，請核定後發出。"
        notices.tell_authority(order.authority_id, f"限期改善命令擬稿：{order.number}", text, url, at=at)
        return {"order": order, "words": f"已擬具限期改善命令 {order.number}。"}
    grounds = endings.Grounds(
        ground=batch.ground, facts=batch.facts, since=batch.since, source=f"remedies.batch:{batch.pk}"
    )
    case = endings.open_case(
        certificate=line.certificate.number, labels=line.numbers, grounds=grounds, by=SYSTEM, at=at, batch=batch
    )
    with moves.moving(EndingCase, case.pk, "invite", by=SYSTEM, at=at) as row:
        letter = endings.send_invitation(row, batch.days, by=SYSTEM, at=at)
    url = reverse("remedies:ending", args=[case.number])
    text = f"批次 {batch.number}「{batch.title}」立案並通知業者陳述意見（{letter.number}）。"
    notices.tell_authority(case.authority_id, f"撤銷廢止案：{case.number}", text, url, at=at)
    return {"case": case, "words": f"已立案 {case.number}，並發出{letter.get_kind_display()} {letter.number}。"}
