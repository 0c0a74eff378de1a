"""What waits for whom: orders, cases, objections, letters to open, service to record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation.todo import TodoItem
from smilemark.remedies import states
from smilemark.remedies.models import Batch, EndingCase, ImprovementOrder, Letter, Objection
from smilemark.remedies.queries.matters import cases_visible_to
from smilemark.remedies.states import BatchState, EndingState, ObjectionState, OrderState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.accounts.models import User

POINT_43 = "第四十三點第一項"
POINT_49 = "第四十九點第一項第一款"
HEARING = "行政程序法第一百零五條"


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for the person; the number of queries does not grow with the number of matters."""
    found: list[TodoItem] = []
    if firms := user.organisations_as(roles.APPLICANT):
        found += _firm_todo(firms)
    if held := user.organisations_as(roles.REVIEWER, roles.SCHEME_AUTHORITY):
        found += _handler_todo(held, today)
    if held := user.organisations_as(roles.DECIDER, roles.SCHEME_AUTHORITY):
        found += _decider_todo(held, user)
    if user.holds(roles.ADMINISTRATION):
        found += _administration_todo(user)
    return found


def _firm_todo(firms: list[int]) -> list[TodoItem]:
    letters = Letter.objects.filter(firm_id__in=firms, first_opened_at=None, served_on=None).order_by("pk")
    found = [
        TodoItem(
            title=f"開啟{letter.get_kind_display()}：{letter.number}",
            url=reverse("remedies:letter", args=[letter.pk]),
            since=letter.dated,
            next_step="開啟即為送達，期間自次日起算",
        )
        for letter in letters
    ]
    orders = ImprovementOrder.objects.filter(firm_id__in=firms, state=OrderState.RUNNING).order_by("pk")
    found += [_order_item("改善並回報", order, "回報後由驗證機構複查") for order in orders]
    cases = EndingCase.objects.filter(firm_id__in=firms, state=EndingState.STATEMENT, statements=None).order_by("pk")
    return found + [_case_item("陳述意見", case, "逾期視為放棄陳述之機會") for case in cases]


def _order_item(word: str, order: ImprovementOrder, next_step: str) -> TodoItem:
    return TodoItem(
        title=f"{word}：{order.number}",
        url=reverse("remedies:order", args=[order.number]),
        since=timezone.localdate(order.reported_at or order.opened_at),
        until=order.due_on,
        cite=POINT_43 if order.due_on else "",
        next_step=next_step,
    )


def _case_item(word: str, case: EndingCase, next_step: str) -> TodoItem:
    hearing = case.state == EndingState.STATEMENT
    return TodoItem(
        title=f"{word}：{case.number}",
        url=reverse("remedies:ending", args=[case.number]),
        since=timezone.localdate(case.proposed_at or case.opened_at),
        until=case.statement_until if hearing else None,
        cite=HEARING if hearing else "",
        next_step=next_step,
    )


def _handler_todo(held: list[int], today: date) -> list[TodoItem]:
    orders = ImprovementOrder.objects.filter(
        authority_id__in=held, state__in=[OrderState.RUNNING, OrderState.REPORTED]
    ).order_by("pk")
    found = [
        _order_item("複查改善情形", order, "作成複查結果")
        for order in orders
        if order.state == OrderState.REPORTED or (order.due_on is not None and order.due_on < today)
    ]
    cases = EndingCase.objects.filter(
        authority_id__in=held, state__in=[EndingState.OPEN, EndingState.RETURNED, EndingState.STATEMENT]
    ).prefetch_related("statements")
    for case in cases.order_by("pk"):
        if case.state != EndingState.STATEMENT:
            found.append(_case_item("查證及通知陳述意見", case, "聽取意見後擬具處分"))
        elif case.statements.all() or (case.statement_until is not None and case.statement_until < today):
            found.append(_case_item("擬具處分", case, "由核定人員作成處分"))
    failed = _unserved(held).filter(effect_due_on=None, dated__lt=today)
    return found + [
        TodoItem(
            title=f"確認送達：{letter.get_kind_display()} {letter.number}",
            url=reverse("remedies:letter", args=[letter.pk]),
            since=letter.dated,
            cite="行政程序法第六十七條",
            next_step="業者未開啟者，改以郵寄等方式送達",
        )
        for letter in failed
    ]


def _unserved(held: list[int]) -> QuerySet[Letter]:
    kinds = [Letter.Kind.ORDER, Letter.Kind.INVITATION, Letter.Kind.DECISION, Letter.Kind.RESULT]
    return Letter.objects.filter(authority_id__in=held, served_on=None, kind__in=kinds).order_by("pk")


def _decider_todo(held: list[int], user: User) -> list[TodoItem]:
    drafts = ImprovementOrder.objects.filter(authority_id__in=held, state=OrderState.DRAFT).exclude(opened_by=user)
    found = [_order_item("核定限期改善命令", order, "發函後自送達起算期限") for order in drafts.order_by("pk")]
    proposed = EndingCase.objects.filter(authority_id__in=held, state=EndingState.PROPOSED)
    proposed = proposed.exclude(opened_by=user).exclude(proposed_by=user)
    found += [_case_item("核定處分", case, "送達後生效") for case in proposed.order_by("pk")]
    batches = Batch.objects.filter(authority_id__in=held, state=BatchState.TRIED).exclude(opened_by=user)
    found += [_batch_item(batch) for batch in batches.order_by("pk")]
    asked = Objection.objects.filter(authority_id__in=held, state=ObjectionState.REVIEW, explanation="").order_by("pk")
    return found + [_objection_item("說明原決定", row) for row in asked]


def _batch_item(batch: Batch) -> TodoItem:
    return TodoItem(
        title=f"執行異常事件批次：{batch.number} {batch.title}",
        url=reverse("remedies:batch", args=[batch.number]),
        since=timezone.localdate(batch.tried_at or batch.opened_at),
        next_step="逐件辦理試算所列之驗證書",
    )


def _objection_item(word: str, row: Objection) -> TodoItem:
    return TodoItem(
        title=f"{word}：{row.number}",
        url=reverse("remedies:objection", args=[row.number]),
        since=row.arrived_on,
        cite=POINT_49,
        next_step="應即進行複查",
    )


ADMINISTRATION_WORDS = {
    ObjectionState.FILED: "審查異議應否受理",
    ObjectionState.REVIEW: "複查異議",
    ObjectionState.PROPOSED: "核定複查決定",
}


def _administration_todo(user: User) -> list[TodoItem]:
    rows = Objection.objects.filter(state__in=ADMINISTRATION_WORDS).order_by("pk")
    found = [
        _objection_item(ADMINISTRATION_WORDS[ObjectionState(row.state)], row)
        for row in rows
        if row.state != ObjectionState.PROPOSED or row.proposed_by_id != user.pk
    ]
    batches = Batch.objects.filter(authority=None, state=BatchState.TRIED).exclude(opened_by=user).order_by("pk")
    return found + [_batch_item(batch) for batch in batches]


def waiting_for(user: User, today: date) -> list[TodoItem]:
    """What the person waits for: a firm its objections and cases, an authority the firms' answers."""
    found: list[TodoItem] = []
    if firms := user.organisations_as(roles.APPLICANT):
        running = [ObjectionState.FILED, ObjectionState.REVIEW, ObjectionState.PROPOSED]
        rows = Objection.objects.filter(firm_id__in=firms, state__in=running).order_by("pk")
        found += [_objection_item(f"異議{row.get_state_display()}", row) for row in rows]
    if held := user.organisations_as(roles.REVIEWER, roles.DECIDER, roles.SCHEME_AUTHORITY):
        orders = ImprovementOrder.objects.filter(authority_id__in=held, state=OrderState.RUNNING, due_on__gte=today)
        found += [_order_item("待業者改善", order, "回報或屆期後複查") for order in orders.order_by("pk")]
        cases = EndingCase.objects.filter(
            authority_id__in=held, state=EndingState.STATEMENT, statements=None, statement_until__gte=today
        )
        found += [_case_item("待業者陳述意見", case, "陳述或屆期後擬具處分") for case in cases.order_by("pk")]
    return found


def workload_for(user: User, today: date) -> list[tuple[str, int, str]]:
    """Running ending cases by state, in the order of the table: label, number, tone."""
    del today
    counts: dict[str, int] = {}
    ended = [EndingState.EFFECTIVE, EndingState.CLOSED, EndingState.SET_ASIDE]
    for state in cases_visible_to(user).exclude(state__in=ended).order_by().values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return [(str(state.label), counts[state], "info") for state in states.EndingState if state in counts]
