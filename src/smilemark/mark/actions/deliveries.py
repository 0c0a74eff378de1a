"""Printing, delivery, the firm's check, errors and reprints (annex 14 points 3(4), 6(2))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import calendar, moves
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import notices, runs
from smilemark.mark.actions.lists import finish_if_done
from smilemark.mark.actions.orders import keep, tell_firm
from smilemark.mark.actions.texts import text_of
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import Delivery, LabelOrder, OrderPaper, PrintRun
from smilemark.mark.states.orders import OrderState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User


@dataclass(frozen=True, slots=True)
class Faults:
    """What the firm found: 數量、類型、編號, and in words."""

    quantity: bool
    shape: bool
    number: bool
    text: str


def current(order: LabelOrder) -> Delivery:
    """The delivery under way, or the last one.

    Raises:
        Refused: the order was never sent to print.
    """
    found = order.deliveries.order_by("-round").first()
    if found is None:
        raise Refused("本案尚未送印製執行機構。")
    return found


def allot(*, order_id: int, quantities: Mapping[int, int], printed_on: date, by: User, at: datetime) -> list[PrintRun]:
    """編號印製: give the labels of this delivery their serials, one print run a line.

    Args:
        order_id: the order.
        quantities: line id -> pieces; of a first delivery exactly what was approved, of a reprint what is printed anew.
        printed_on: the day of printing.
        by: a person of the printing body.
        at: now.

    Raises:
        Refused: numbered before, other quantities than approved, nothing to print, or not the printing body's.
    """
    with moves.moving(LabelOrder, order_id, "allot", by=by, at=at) as order:
        delivery = current(order)
        if delivery.runs.exists():
            raise Refused("本次標章已編號。")
        found = [_run(order, delivery, line, quantities, printed_on, by=by, at=at) for line in order.lines.all()]
        made = [run for run in found if run is not None]
        if not made:
            raise Refused("請填重新印製之數量。", field="quantity")
        delivery.runs.set(made)
        order.revision += 1
        moves.note(order, runs=[run.number for run in made])
    return made


def _run(  # what a run consists of
    order: LabelOrder,
    delivery: Delivery,
    line: Any,  # noqa: ANN401  # an OrderLine
    quantities: Mapping[int, int],
    printed_on: date,
    *,
    by: User,
    at: datetime,
) -> PrintRun | None:
    approved: int = line.approved or 0
    quantity = approved if delivery.is_first else quantities.get(line.pk, 0)
    if not 0 <= quantity <= approved:
        raise Refused(f"{line.label.number}：重新印製之數量請填 0 至 {approved:,}。", field=f"quantity-{line.pk}")
    if printed_on < delivery.began_on:
        raise Refused("印製日不得在收到清單或查證屬實之日以前。", field="printed_on")
    if quantity == 0:
        return None
    printing = runs.Printing(
        label=line.label,
        kind=PrintRun.Kind.GOVERNMENT,
        shape=line.shape,
        quantity=quantity,
        source=order.number,
        printed_by=order.printing_body.name if order.printing_body else "",
        printed_on=printed_on,
        key=f"order-{line.pk}-{delivery.round}",
    )
    return runs.record_run(printing=printing, by=by, at=at)


def deliver(
    *,
    order_id: int,
    delivered_on: date,
    way: str,
    by: User,
    at: datetime,
    late_reason: str = "",
    uploads: Sequence[UploadedFile[Any]] = (),
) -> Delivery:
    """送交業者, the first time or again after a reprint; a late first delivery says its special circumstance.

    Args:
        order_id: the order.
        delivered_on: the day the firm got the labels.
        way: by whom or what, with a number.
        by: a person of the printing body.
        at: now.
        late_reason: 特殊情形, where the seven days have passed.
        uploads: proof of the delivery, if any.

    Raises:
        Refused: not numbered yet, a day that cannot be, late without reason, or not the printing body's.
    """
    today = timezone.localdate(at)
    if delivered_on > today:
        raise Refused("送交日不得在今日之後。", field="delivered_on")
    order = LabelOrder.objects.get(pk=order_id)
    name = "redeliver" if order.state == OrderState.REPRINTING else "deliver"
    with moves.moving(LabelOrder, order_id, name, by=by, at=at) as order:
        delivery = current(order)
        if not delivery.runs.exists():
            raise Refused("請先登錄編號印製之批次（標章編號及流水號）。")
        if delivered_on < delivery.began_on:
            raise Refused("送交日不得在收到清單或查證屬實之日以前。", field="delivered_on")
        reason = text_of(late_reason, field="late_reason", label="特殊情形", required=False, most=300)
        answer = _judged(delivery, delivered_on, reason, today)
        delivery.delivered_on, delivery.delivered_by = delivered_on, by
        delivery.way = text_of(way, field="way", label="送交方式及單號", most=120)
        delivery.late_reason = reason
        delivery.save()
        keep(order, uploads, kind=OrderPaper.Kind.DELIVERY, label="", by=by, at=at, required=False)
        order.revision += 1
        finding = answer.store(order, at)
        moves.note(order, delivered_on=delivered_on.isoformat(), round=delivery.round, findings=[finding.pk])
    tell_firm(order, "標章已送交，請核對", "請核對標章之數量、類型及編號；有誤差者，應即通知印製執行機構。", at)
    return delivery


def _judged(delivery: Delivery, delivered_on: date, reason: str, today: date) -> legal.Answer[Any]:
    """Whether it came in time; a late first delivery without its circumstance is refused."""
    if not delivery.is_first:
        return legal.reprint(delivery.began_on, delivered_on=delivered_on, on=today)
    answer = legal.delivery(delivery.began_on, delivered_on=delivered_on, circumstance=reason, on=today)
    if answer.result.breach:
        last = calendar.roc(delivery.due_on)
        raise Refused(f"已逾送交末日{last}，請載明特殊情形（附件十四第三點第四款）。", field="late_reason")
    return answer


# ---- the firm checks --------------------------------------------------------------------------------------


def accept(*, order_id: int, by: User, at: datetime) -> LabelOrder:
    """核對無誤: quantity, kind and numbers are right.

    Raises:
        Refused: not the firm's, or nothing delivered.
    """
    with moves.moving(LabelOrder, order_id, "accept", by=by, at=at) as order:
        delivery = current(order)
        delivery.checked_at = at
        delivery.save(update_fields=["checked_at"])
        order.revision += 1
    finish_if_done(order.approval_list_id, at)  # type: ignore[arg-type]  # delivered: on a list (constraint)
    return order


def report_error(
    *, order_id: int, faults: Faults, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> Delivery:
    """通知誤差: told to the printing body at once (annex 14 point 6(2)).

    Raises:
        Refused: nothing ticked or said, a wrong file, or nothing delivered.
    """
    if not (faults.quantity or faults.shape or faults.number):
        raise Refused("請勾選有誤差之事項：數量、類型或編號。", field="faults")
    with moves.moving(LabelOrder, order_id, "report_error", by=by, at=at) as order:
        delivery = current(order)
        delivery.checked_at = at
        delivery.wrong_quantity, delivery.wrong_shape = faults.quantity, faults.shape
        delivery.wrong_number = faults.number
        delivery.error_text = text_of(faults.text, field="text", label="誤差情形")
        delivery.error_is_true, delivery.answer, delivery.answered_at = None, "", None
        delivery.save()
        keep(order, uploads, kind=OrderPaper.Kind.ERROR, label="", by=by, at=at, required=False)
        order.revision += 1
        moves.note(order, errors=delivery.errors, text={"error": delivery.error_text})
    _tell_printer(order, "業者通知標章誤差", "請即查證；屬實者應於十五日內重新印製送交。", at)
    return delivery


def confirm_error(*, order_id: int, answer: str, by: User, at: datetime) -> Delivery:
    """查證屬實: a reprint is due within fifteen days of today.

    Raises:
        Refused: nothing said, or not the printing body's.
    """
    today = timezone.localdate(at)
    with moves.moving(LabelOrder, order_id, "confirm_error", by=by, at=at) as order:
        delivery = _answered(order, answer, is_true=True, at=at)
        last = legal.reprint(today, delivered_on=None, on=today)
        finding = last.store(order, at)
        due = last.result.deadline
        again = Delivery.objects.create(
            order=order,
            round=delivery.round + 1,
            began_on=today,
            due_on=due,
            is_estimated=legal.is_estimated(due, last.result.nominal_end),
        )
        moves.note(order, due_on=due.isoformat(), findings=[finding.pk], text={"answer": delivery.answer})
    tell_firm(order, "標章誤差查證屬實", f"將於{calendar.roc(due)}前重新印製送交。", at)
    return again


def deny_error(*, order_id: int, answer: str, by: User, at: datetime) -> Delivery:
    """查證不實, with its reason; the firm checks again.

    Raises:
        Refused: nothing said, or not the printing body's.
    """
    with moves.moving(LabelOrder, order_id, "deny_error", by=by, at=at) as order:
        delivery = _answered(order, answer, is_true=False, at=at)
        moves.note(order, text={"answer": delivery.answer})
    tell_firm(order, "標章誤差查證結果", "印製執行機構查證後認無誤差，請再行核對。", at)
    return delivery


def _answered(order: LabelOrder, answer: str, *, is_true: bool, at: datetime) -> Delivery:
    delivery = current(order)
    delivery.answer = text_of(answer, field="answer", label="查證結果")
    delivery.error_is_true, delivery.answered_at = is_true, at
    delivery.save()
    order.revision += 1
    return delivery


def _tell_printer(order: LabelOrder, subject: str, text: str, at: datetime) -> None:
    if order.printing_body_id is None:
        return
    notices.tell(
        order.printing_body_id,
        roles.PRINTING_BODY,
        subject=f"{subject}：{order.number}",
        text=text,
        url=reverse("mark:delivery", args=[order.number]),
        at=at,
    )
