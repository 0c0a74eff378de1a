"""核准清單 (annex 14 point 3(4)): compiled once a month by body, by a job or by hand; sent on by the secretariat."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import calendar, documents, events, moves
from smilemark.foundation.documents.official import Section
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.mark.actions import letters, notices
from smilemark.mark.actions.orders import tell_firm
from smilemark.mark.actions.texts import number_for
from smilemark.mark.documents import lists as papers
from smilemark.mark.documents.letters import SECRETARIAT
from smilemark.mark.documents.orders import QUANTITY_REMEDY
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import ApprovalList, Delivery, LabelOrder, ListDay
from smilemark.mark.models.lists import LAST_LIST_DAY
from smilemark.mark.queries import lists as queries
from smilemark.mark.queries import orders as order_queries
from smilemark.mark.states.orders import OrderState

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.foundation.moves import Actor

COMPILERS = (roles.REVIEWER, roles.DECIDER)
_log = structlog.get_logger("smilemark.mark.lists")


def why_not_compile(by: Actor, body_id: int) -> str | None:
    """Why ``by`` may not compile the list of the body; None: may."""
    if by is SYSTEM or any(by.holds(role, body_id) for role in COMPILERS):
        return None
    return "核准清單由該驗證機構之審查或核定人員編製（附件十四第三點第四款）。"


def compile_list(*, body_id: int, by: Actor, at: datetime) -> ApprovalList:
    """編製核准清單: close what the body has approved; the firms are told the quantity by letter.

    Args:
        body_id: the body.
        by: its reviewer or decider; the system on the body's day.
        at: now; its month is the list's.

    Raises:
        Refused: not the body's, this month's list is there, nothing approved, or nobody to sign the letters.
    """
    if (why := why_not_compile(by, body_id)) is not None:
        raise Refused(why)
    today = timezone.localdate(at)
    month = today.replace(day=1)
    with transaction.atomic():
        # Two who compile at once: the second waits here, then finds the list of the first.
        Organisation.objects.select_for_update().get(pk=body_id)
        known = ApprovalList.objects.filter(body_id=body_id, month=month).first()
        if known is not None:
            raise Refused(f"本月核准清單已編製：{known.number}；之後核准者列入次月清單。")
        body, orders = _ready(body_id, today)
        if not orders:
            raise Refused("目前沒有已核准而得列入清單之申請。")
        number = number_for("C", at)
        words = asdict(papers.list_words(number, body, orders, month, today))
        row = ApprovalList(
            number=number,
            body=body,
            month=month,
            compiled_at=at,
            compiled_by_id=by.pk,
            words=words,
            document=documents.draw("mark/approval_list", words, title=f"本署印製標章核准清單（{number}）", at=at),
        )
        moves.begin(row, "compile", by=by, at=at, orders=[order.number for order in orders])
        for order in orders:
            _put_on(row, order, by=by, at=at)
    notices.tell_all(
        roles.SECRETARIAT,
        subject=f"核准清單待轉送：{number}",
        text=f"{body.name}編製{calendar.roc(month)[:-2]}核准清單，請轉送印製執行機構。",
        url=reverse("mark:list", args=[number]),
        at=at,
    )
    return row


def _ready(body_id: int, on: date) -> tuple[Body, list[LabelOrder]]:
    """The approved orders whose labels are all in use; what is not is for the body to revoke."""
    approved = order_queries.approved_of(body_id)
    ready = [order for order in approved if order_queries.why_not_list(order, on) is None]
    return accreditation.bodies_visible_to(None).get(pk=body_id), ready  # type: ignore[arg-type]  # the register is public


def _put_on(row: ApprovalList, order: LabelOrder, *, by: Actor, at: datetime) -> None:
    with moves.moving(LabelOrder, order.pk, "put_on_list", by=SYSTEM, at=at) as locked:
        locked.approval_list = row
        locked.revision += 1
        moves.note(locked, list=row.number)
    letters.write(
        matter=order,
        sender=row.body,
        addressee=order.firm,
        kind=order_queries.NOTICE,
        subject=f"檢送貴業者申請本署印製MIT微笑標章（{order.number}）之核准數量，請查照。",
        sections=[Section("說明", papers.notice_items(order, row.number))],
        by=by,
        at=at,
        remedy=QUANTITY_REMEDY,
        copies_to=(SECRETARIAT,),
    )


def compile_due(at: datetime) -> int:
    """Compile the lists of the bodies whose day has come; gives how many. Asks little when nothing is due.

    A list that cannot be made (nobody signs for the body) stays on the body's to-do list.
    """
    today = timezone.localdate(at)
    made = 0
    for body_id in queries.bodies_waiting(today):
        if queries.due_day(body_id, today) > today:
            continue
        try:
            compile_list(body_id=body_id, by=SYSTEM, at=at)
        except (Refused, IntegrityError) as reason:
            _log.warning("approval list not compiled", body=body_id, reason=str(reason))
        else:
            made += 1
    return made


# ---- sent on ----------------------------------------------------------------------------------------------


def forward_list(*, list_id: int, printing_body_id: int, by: User, at: datetime) -> ApprovalList:
    """轉送印製執行機構: it has the list the same day in this system, and its seven days run.

    Raises:
        Refused: not the secretariat, not a printing body, or sent on before.
    """
    today = timezone.localdate(at)
    with moves.moving(ApprovalList, list_id, "forward", by=by, at=at) as row:
        printer = queries.printing_bodies().filter(pk=printing_body_id).first()
        if printer is None:
            raise Refused("請選擇標章印製執行機構。", field="printing_body")
        row.printing_body, row.received_on, row.sent_by = printer, today, by
        last = legal.delivery(today, delivered_on=None, circumstance=None, on=today)
        finding = last.store(row, at)
        due, nominal = last.result.deadline, last.result.nominal_end
        for order in row.orders.order_by("pk"):
            with moves.moving(LabelOrder, order.pk, "send_to_print", by=SYSTEM, at=at) as locked:
                locked.printing_body = printer
                locked.revision += 1
                moves.note(locked, due_on=due.isoformat())
            Delivery.objects.create(
                order=order, began_on=today, due_on=due, is_estimated=legal.is_estimated(due, nominal)
            )
        moves.note(row, printing_body=printer.name, due_on=due.isoformat(), findings=[finding.pk])
    notices.tell(
        printer.pk,
        roles.PRINTING_BODY,
        subject=f"收到核准清單：{row.number}",
        text=f"請於{calendar.roc(due)}前印製並送交各業者。",
        url=reverse("mark:list", args=[row.number]),
        at=at,
    )
    for order in row.orders.select_related("firm"):
        tell_firm(order, "標章印製中", f"核准清單已送{printer.name}，預定{calendar.roc(due)}前送交。", at)
    return row


def finish_if_done(list_id: int, at: datetime) -> None:
    """Close a list once every firm has found its labels in order."""
    open_orders = LabelOrder.objects.filter(approval_list_id=list_id).exclude(state=OrderState.ACCEPTED)
    if open_orders.exists():
        return
    with moves.moving(ApprovalList, list_id, "finish", by=SYSTEM, at=at):
        pass


# ---- the body's day ---------------------------------------------------------------------------------------


def set_list_day(*, body_id: int, day: int, effective_from: date, by: User, at: datetime) -> ListDay:
    """Set the day of the month on which the body's list is compiled, from a later day on.

    Raises:
        Refused: not the body's decider, not a day every month has, not in the future, or set before for that day.
    """
    if not by.holds(roles.DECIDER, body_id):
        raise Refused("每月編製日由該驗證機構之核定人員設定。")
    if not 1 <= day <= LAST_LIST_DAY:
        raise Refused(f"每月編製日：請填 1 至 {LAST_LIST_DAY}。", field="day")
    if effective_from <= timezone.localdate(at):
        raise Refused("生效日：請填明日以後之日期。", field="effective_from")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=body_id)
        if ListDay.objects.filter(body_id=body_id, effective_from=effective_from).exists():
            raise Refused("這一天已有設定，請改填其他生效日。", field="effective_from")
        row = ListDay.objects.create(body_id=body_id, day=day, effective_from=effective_from, set_at=at, set_by=by)
        events.record(row, "set", by=by, at=at, data={"day": day, "from": effective_from.isoformat()})
    return row
