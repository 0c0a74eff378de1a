"""What waits for whom with government-printed labels, and until when by annex 14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation.todo import TodoItem
from smilemark.mark.models import ApprovalList, Delivery, LabelOrder, QuantityObjection
from smilemark.mark.queries import lists
from smilemark.mark.states.lists import ListState
from smilemark.mark.states.orders import APPLY as LISTS
from smilemark.mark.states.orders import CHECK, OBJECTION, ObjectionState, OrderState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.accounts.models import User


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for the person; the number of queries does not grow with the number of orders."""
    found: list[TodoItem] = []
    if held := user.organisations_as(roles.APPLICANT):
        found += _firm(held)
    if held := user.organisations_as(roles.REVIEWER):
        rows = _orders(body_id__in=held, state=OrderState.SUBMITTED)
        found += [_item("審查標章印製數量", order, "擬具核准數量，送核定") for order in rows]
    if held := user.organisations_as(roles.DECIDER):
        found += _decider(held, user)
    if held := user.organisations_as(*lists_compilers()):
        found += _compile(held, today)
    if user.holds(roles.SECRETARIAT):
        waiting = ApprovalList.objects.filter(state=ListState.COMPILED).select_related("body").order_by("pk")
        found += [_list_item("轉送核准清單", row, "印製執行機構自收到之次日起七日內送交業者") for row in waiting]
    if held := user.organisations_as(roles.PRINTING_BODY):
        found += _printer(held)
    return found


def lists_compilers() -> tuple[str, ...]:
    """Who compiles a body's list."""
    return (roles.REVIEWER, roles.DECIDER)


def _orders(**given: object) -> QuerySet[LabelOrder]:
    return LabelOrder.objects.filter(**given).select_related("firm").order_by("pk")


def _item(word: str, order: LabelOrder, next_step: str, until: date | None = None, cite: str = "") -> TodoItem:
    return TodoItem(
        title=f"{word}：{order.firm.name} {order.number}",
        url=reverse("mark:order", args=[order.number]),
        since=timezone.localdate(order.submitted_at or order.opened_at),
        until=until,
        cite=cite if until else "",
        next_step=next_step,
    )


def _firm(held: list[int]) -> list[TodoItem]:
    drafts = _orders(firm_id__in=held, state=OrderState.DRAFT)
    found = [_item("完成本署印製標章之申請", order, "送件後由驗證機構審查") for order in drafts]
    rows = _orders(firm_id__in=held, state=OrderState.SUPPLEMENT)
    found += [_item("補件", order, "補齊後繼續審查", order.supplement_until, LISTS) for order in rows]
    delivered = _orders(firm_id__in=held, state=OrderState.DELIVERED)
    return found + [_item("核對標章數量、類型及編號", order, "有誤差者，應即通知印製執行機構") for order in delivered]


def _decider(held: list[int], user: User) -> list[TodoItem]:
    rows = _orders(body_id__in=held, state=OrderState.PROPOSED).exclude(proposed_by=user)
    found = [_item("核定標章印製數量", order, "核准者列入本月核准清單") for order in rows]
    asked = QuantityObjection.objects.filter(order__body_id__in=held, state=ObjectionState.FILED)
    return found + [
        TodoItem(
            title=f"說明核准數量異議：{row.order.firm.name} {row.number}",
            url=reverse("mark:order", args=[row.order.number]),
            since=row.filed_on,
            until=row.reply_until,
            cite=OBJECTION,
            next_step="書面說明予業者，並副知秘書處",
        )
        for row in asked.select_related("order__firm").order_by("pk")
    ]


def _compile(held: list[int], today: date) -> list[TodoItem]:
    return [
        TodoItem(
            title="編製本月核准清單",
            url=reverse("mark:lists"),
            since=today.replace(day=1),
            until=lists.due_day(body_id, today),
            cite=LISTS,
            next_step="由秘書處轉送印製執行機構",
        )
        for body_id in lists.bodies_waiting(today)
        if body_id in held
    ]


def _list_item(word: str, row: ApprovalList, next_step: str) -> TodoItem:
    return TodoItem(
        title=f"{word}：{row.body.name} {row.number}",
        url=reverse("mark:list", args=[row.number]),
        since=timezone.localdate(row.compiled_at),
        next_step=next_step,
    )


def _printer(held: list[int]) -> list[TodoItem]:
    words = {OrderState.PRINTING: ("印製並送交標章", LISTS), OrderState.REPRINTING: ("重新印製並送交標章", CHECK)}
    waiting = Delivery.objects.filter(order__printing_body_id__in=held, order__state__in=words, delivered_on=None)
    found = [
        TodoItem(
            title=f"{words[OrderState(row.order.state)][0]}：{row.order.firm.name} {row.order.number}",
            url=reverse("mark:delivery", args=[row.order.number]),
            since=row.began_on,
            until=row.due_on,
            cite=words[OrderState(row.order.state)][1],
            next_step="業者核對數量、類型及編號",
        )
        for row in waiting.select_related("order__firm").order_by("due_on", "pk")
    ]
    faulty = _orders(printing_body_id__in=held, state=OrderState.FAULTY)
    return found + [
        TodoItem(
            title=f"查證標章誤差：{order.firm.name} {order.number}",
            url=reverse("mark:delivery", args=[order.number]),
            next_step="屬實者於十五日內重新印製送交",
        )
        for order in faulty
    ]


# ---- what a person waits for ------------------------------------------------------------------------------

_AWAITED = {
    OrderState.SUBMITTED: ("待驗證機構審查", "核准後列入每月核准清單"),
    OrderState.PROPOSED: ("待驗證機構審查", "核准後列入每月核准清單"),
    OrderState.APPROVED: ("待列入核准清單", "清單編製時函知核准數量"),
    OrderState.LISTED: ("待送印製執行機構", "秘書處轉送後七日內送交"),
    OrderState.PRINTING: ("待送交標章", "送交後核對數量、類型及編號"),
    OrderState.FAULTY: ("待印製執行機構查證誤差", "屬實者於十五日內重新印製"),
    OrderState.REPRINTING: ("待重新印製之標章", "送交後再行核對"),
}


def waiting_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape of every provider
    """A firm waits for its labels and for the explanation of its objection."""
    held = user.organisations_as(roles.APPLICANT)
    if not held:
        return []
    rows = list(_orders(firm_id__in=held, state__in=list(_AWAITED)).prefetch_related("deliveries"))
    found = []
    for order in rows:
        word, next_step = _AWAITED[OrderState(order.state)]
        running = [row for row in order.deliveries.all() if row.delivered_on is None]
        found.append(_item(word, order, next_step, running[-1].due_on if running else None, LISTS))
    asked = QuantityObjection.objects.filter(order__firm_id__in=held, state=ObjectionState.FILED)
    return found + [
        _item("待驗證機構說明異議", row.order, "書面說明", row.reply_until, OBJECTION)
        for row in asked.select_related("order__firm").order_by("pk")
    ]
