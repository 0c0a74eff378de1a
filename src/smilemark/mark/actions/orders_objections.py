"""核准數量異議 (annex 14 point 6(1)): seven days from the day after the notice; explained within seven days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.mark.actions import letters, notices
from smilemark.mark.actions.orders import keep
from smilemark.mark.actions.texts import number_for, text_of
from smilemark.mark.documents import orders as papers
from smilemark.mark.documents.letters import SECRETARIAT
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import LabelOrder, OrderLine, OrderPaper, QuantityObjection
from smilemark.mark.permissions.orders import must_act
from smilemark.mark.queries import orders as queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User


def why_not_object(order: LabelOrder) -> str | None:
    """Why no objection lies against the order's quantity; None: it does. Whether it is in time is judged when answered."""
    if order.approval_list_id is None:
        return "核准清單通知後，始得就核准數量提出異議（附件十四第六點第一款）。"
    if QuantityObjection.objects.filter(order=order).exists():
        return "本案已提出異議。"
    if queries.notice_day(order) is None:
        return "請先開啟核准數量通知函；異議期間自收受之次日起算（附件十四第六點第一款）。"
    return None


def file_objection(
    *, order_id: int, reasons: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> QuantityObjection:
    """提出異議 with evidence. A late one is taken in, and not accepted by the body, with its reason.

    Raises:
        Refused: not the firm's, no notice read, objected before, no reasons or no evidence.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        order = LabelOrder.objects.select_for_update(of=("self",)).select_related("firm", "body").get(pk=order_id)
        if not by.holds(roles.APPLICANT, order.firm_id):
            raise Refused("僅申請之業者可以提出異議（附件十四第六點第一款）。")
        if (why := why_not_object(order)) is not None:
            raise Refused(why)
        notice_on = queries.notice_day(order)
        if notice_on is None:
            raise Refused("請先開啟核准數量通知函。")
        last = legal.objection_until(notice_on)
        row = QuantityObjection(
            number=number_for("Q", at),
            order=order,
            notice_on=notice_on,
            last_day=last.last_day,
            is_estimated=last.is_estimated,
            filed_on=today,
            filed_at=at,
            filed_by=by,
            reasons=text_of(reasons, field="reasons", label="異議理由"),
            reply_until=legal.reply(today, sent_on=None, on=today).result.deadline,
        )
        moves.begin(row, "file", by=by, at=at, order=order.number, last_day=last.last_day.isoformat())
        keep(order, uploads, kind=OrderPaper.Kind.OBJECTION, label="", by=by, at=at)
        notices.tell(
            order.body_id,
            *(roles.REVIEWER, roles.DECIDER),
            subject=f"收到核准數量異議：{row.number}",
            text=f"{order.firm.name}對核准數量提出異議，請於七日內提供書面說明，並副知秘書處。",
            url=reverse("mark:order", args=[order.number]),
            at=at,
        )
    return row


def explain(
    *, objection_id: int, text: str, by: User, at: datetime, more: Mapping[int, int] | None = None
) -> QuantityObjection:
    """提供書面說明 to the firm, with a copy to the secretariat; a quantity found too small is raised for the next list.

    Args:
        objection_id: the objection.
        text: the explanation.
        by: the body's decider.
        at: now.
        more: line id -> pieces approved in addition; none: the quantity stands.

    Raises:
        Refused: nothing said, filed too late, recused, more than was asked, or answered before.
    """
    today = timezone.localdate(at)
    extra = {pk: number for pk, number in (more or {}).items() if number}
    with moves.moving(QuantityObjection, objection_id, "explain", by=by, at=at) as row:
        must_act(row.order, by, today)
        admitted = legal.admissibility(notice_on=row.notice_on, filed_on=row.filed_on, on=today)
        if not admitted.passed:
            raise Refused(f"逾期提出，應不予受理：{admitted.sentence}。")
        row.explanation = text_of(text, field="text", label="書面說明")
        row.answered_at, row.answered_by = at, by
        answer = legal.reply(row.filed_on, sent_on=today, on=today)
        found = [admitted.store(row, at), answer.store(row, at)]
        result = _raise(row, extra, by=by, at=at)
        letters.write(
            matter=row.order,
            sender=row.order.body,
            addressee=row.order.firm,
            kind="核准數量異議說明函",
            subject=f"貴業者對本署印製標章核准數量（{row.order.number}）所提異議，說明如下，請查照。",
            sections=[Section("說明", (papers.objected_words(row), *lines(row.explanation), result))],
            by=by,
            at=at,
            copies_to=(SECRETARIAT,),
        )
        moves.note(
            row, findings=[finding.pk for finding in found], on_time=answer.result.on_time, more=sum(extra.values())
        )
    notices.tell_all(
        roles.SECRETARIAT,
        subject=f"副知核准數量異議說明：{row.number}",
        text=f"{row.order.body.name}就{row.order.firm.name}之異議提供書面說明。",
        url=reverse("mark:order", args=[row.order.number]),
        at=at,
    )
    return row


def _raise(row: QuantityObjection, extra: dict[int, int], *, by: User, at: datetime) -> str:
    """The order of the additional quantity, approved for the next list; and its sentence."""
    if not extra:
        return "核准數量維持不變。"
    order = row.order
    known = {line.pk: line for line in order.lines.all()}
    for pk, number in extra.items():
        line = known.get(pk)
        if line is None or not 0 < number <= line.asked - (line.approved or 0):
            raise Refused("增核數量：請填不超過申請數量之數。", field=f"more-{pk}")
    new = LabelOrder(
        number=number_for("G", at),
        firm=order.firm,
        certificate=order.certificate,
        body=order.body,
        months=order.months,
        recipient=order.recipient,
        phone=order.phone,
        address=order.address,
        submitted_at=order.submitted_at,
        form=order.form,
        opinion=row.explanation,
        follows=order,
        opened_at=at,
        opened_by=by,
    )
    moves.begin(new, "start", by=by, at=at, follows=order.number)
    OrderLine.objects.bulk_create(_copy(known[pk], new, number) for pk, number in extra.items())
    with moves.moving(LabelOrder, new.pk, "grant", by=SYSTEM, at=at) as granted:
        granted.proposed_by, granted.proposed_at = by, at
        granted.decided_by, granted.decided_at = by, at
        moves.note(granted, objection=row.number, total=sum(extra.values()))
    return f"增核 {sum(extra.values()):,} 個（{new.number}），列入次一核准清單。"


def _copy(line: OrderLine, order: LabelOrder, number: int) -> OrderLine:
    return OrderLine(
        order=order,
        label_id=line.label_id,
        shape=line.shape,
        print_format=line.print_format,
        asked=number,
        sold_in_year=line.sold_in_year,
        capacity_of_year=line.capacity_of_year,
        at_hand=line.at_hand,
        safety_stock=line.safety_stock,
        proposed=line.proposed,
        approved=number,
        reason="異議有理由，增核",
    )


def not_accept(*, objection_id: int, by: User, at: datetime) -> QuantityObjection:
    """不予受理 a late objection, with its reason.

    Raises:
        Refused: it did come in time, recused, or answered before.
    """
    today = timezone.localdate(at)
    with moves.moving(QuantityObjection, objection_id, "not_accept", by=by, at=at) as row:
        must_act(row.order, by, today)
        answer = legal.admissibility(notice_on=row.notice_on, filed_on=row.filed_on, on=today)
        if answer.passed:
            raise Refused(f"已依限提出，應提供書面說明：{answer.sentence}。")
        finding = answer.store(row, at)
        row.explanation = f"{answer.sentence}。"
        row.answered_at, row.answered_by = at, by
        letters.write(
            matter=row.order,
            sender=row.order.body,
            addressee=row.order.firm,
            kind="核准數量異議不受理函",
            subject=f"貴業者對本署印製標章核准數量（{row.order.number}）所提異議，不予受理，請查照。",
            sections=[Section("理由及法令依據", (papers.objected_words(row), row.explanation))],
            by=by,
            at=at,
            copies_to=(SECRETARIAT,),
        )
        moves.note(row, findings=[finding.pk])
    return row
