"""To-do lists of the second half: tests, samples, fees, letters, renewals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.legal import results as legal
from smilemark.certification.models import (
    Case,
    Certificate,
    Label,
    Letter,
    ProductTest,
    SampleLot,
)
from smilemark.certification.states import SampleState, State, TestState
from smilemark.foundation.todo import TodoItem

if TYPE_CHECKING:
    from datetime import date

    from smilemark.accounts.models import User


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for the person from the second half: tests, samples, fees, letters, renewals."""
    return [
        *_tests_to_do(user),
        *_samples_to_do(user, today),
        *_fees_to_do(user),
        *_letters_to_open(user),
        *_renewals_open(user, today),
    ]


def waiting_for(user: User, today: date) -> list[TodoItem]:
    """What the person waits for: decisions sent and not yet served."""
    del today
    bodies = user.organisations_as(roles.REVIEWER, roles.DECIDER)
    if not bodies:
        return []
    rows = Letter.objects.filter(case__body_id__in=bodies, served_on=None, decision__isnull=False)
    return [
        TodoItem(
            title=f"待送達：{letter.get_kind_display()} {letter.number}",
            url=reverse("certification:letter", args=[letter.pk]),
            since=letter.dated,
            next_step="送達後起算異議期間（第四十九點）",
        )
        for letter in rows.order_by("pk")
    ]


def _tests_to_do(user: User) -> list[TodoItem]:
    laboratories = user.organisations_as(roles.LABORATORY)
    if not laboratories:
        return []
    words = {TestState.AWAITING: "收樣", TestState.RECEIVED: "開始檢驗", TestState.TESTING: "登錄檢驗結果"}
    rows = ProductTest.objects.filter(laboratory_id__in=laboratories, state__in=words).select_related("product__case")
    return [
        TodoItem(
            title=f"{words[TestState(test.state)]}：{test.product}（{test.product.case.number}）",
            url=reverse("certification:test", args=[test.pk]),
            since=test.started_on,
            cite="第二十點",
            next_step="判定後由驗證機構彙整",
        )
        for test in rows.order_by("pk")
    ]


def _samples_to_do(user: User, today: date) -> list[TodoItem]:
    found: list[TodoItem] = []
    if firms := user.organisations_as(roles.APPLICANT):
        rows = SampleLot.objects.filter(product__case__firm_id__in=firms, state=SampleState.NOTIFIED)
        found += [
            _sample_item("領回樣品", lot, legal.collection_days(lot.notified_on).collect_until)
            for lot in rows.select_related("product__case").order_by("pk")
            if lot.notified_on is not None
        ]
    if bodies := user.organisations_as(roles.REVIEWER):
        rows = (
            SampleLot.objects.filter(product__case__body_id__in=bodies).select_related("product__case").order_by("pk")
        )
        over = [TestState.PASSED, TestState.FAILED, TestState.ADOPTED, TestState.CLOSED]
        held = rows.filter(state=SampleState.HELD, product__test__state__in=over)
        found += [_sample_item("通知領回樣品", lot, None) for lot in held]
        found += [
            _sample_item("逾期未領回樣品之處理", lot, None)
            for lot in rows.filter(state=SampleState.NOTIFIED)
            if lot.notified_on and legal.collection_days(lot.notified_on).may_destroy_from <= today
        ]
    return found


def _sample_item(word: str, lot: SampleLot, until: date | None) -> TodoItem:
    return TodoItem(
        title=f"{word}：{lot.product}（{lot.product.case.number}）",
        url=reverse("certification:samples", args=[lot.product.case.number]),
        since=lot.notified_on or lot.received_on,
        until=until,
        cite="第二十四點第二項",
    )


def _fees_to_do(user: User) -> list[TodoItem]:
    if not user.holds(roles.ADMINISTRATION):
        return []
    rows = Case.objects.filter(Q(state=State.FEE_DUE) | Q(payments__outcome="reported"), product_class=3).distinct()
    return [
        TodoItem(
            title=f"收取規費：{case.firm.name} {case.number}",
            url=reverse("certification:fee", args=[case.number]),
            since=timezone.localdate(case.submitted_at) if case.submitted_at else None,
            cite="第三十一點第一項",
            next_step="登錄收據後由驗證機構確認",
        )
        for case in rows.select_related("firm").order_by("pk")
    ]


def _letters_to_open(user: User) -> list[TodoItem]:
    firms = user.organisations_as(roles.APPLICANT)
    if not firms:
        return []
    rows = Letter.objects.filter(case__firm_id__in=firms, first_opened_at=None, served_on=None).select_related("case")
    return [
        TodoItem(
            title=f"開啟{letter.get_kind_display()}：{letter.case.number}",
            url=reverse("certification:letter", args=[letter.pk]),
            since=letter.dated,
            next_step="開啟即為送達",
        )
        for letter in rows.order_by("pk")
    ]


def _renewals_open(user: User, today: date) -> list[TodoItem]:
    """Labels whose end is near, which may be renewed, and for which nothing was filed (point 34)."""
    firms = user.organisations_as(roles.APPLICANT)
    if not firms:
        return []
    rows = (
        Certificate.objects.filter(firm_id__in=firms)
        .select_related("industry")
        .prefetch_related(
            Prefetch(
                "labels", queryset=Label.objects.filter(valid_until__gte=today, renewal_filed_on=None, ended_on=None)
            )
        )
    )
    found = []
    for certificate in rows.order_by("number"):
        due = [
            label
            for label in certificate.labels.all()
            if legal.renewal_is_near(label, today) and legal.why_not_renew(label, today) is None
        ]
        if due:
            found.append(
                TodoItem(
                    title=f"申請展延：驗證書 {certificate.number}（{len(due)} 項產品）",
                    url=reverse("certification:certificates"),
                    until=min(label.valid_until for label in due),
                    cite="第三十四點",
                    count=len(due),
                    next_step="逾期未申請者不得繼續使用",
                )
            )
    return found
