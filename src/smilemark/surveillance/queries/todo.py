"""What waits for a person in surveillance, with the legal last day; derived at every look, never counted down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.foundation import calendar
from smilemark.foundation.todo import TodoItem
from smilemark.governance import queries as governance
from smilemark.surveillance import legal
from smilemark.surveillance.models import Fault, Inquiry, Plan, PlanQuarter, Summary, Visit
from smilemark.surveillance.states import FaultState, InquiryState, PlanState, SummaryState, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from smilemark.accounts.models import User

VISITS = {
    VisitState.SELECTED: ("排定並通知查核", "附件十五第三點第一款第二目", "至少三整日前通知業者"),
    VisitState.IDLE: ("工廠未開工，改期並重新通知", "附件十五第三點第一款第二目", "至少三整日前通知業者"),
}
DESK_FAULTS = {
    FaultState.FOUND: ("通知改善", "附件十五第六點第一款"),
    FaultState.IMPROVEMENT_TOLD: ("查證改善情形", "附件十五第六點第一款"),
    FaultState.SERIOUS: ("重大缺失，通知陳述意見", "附件十五第六點第二款"),
    FaultState.KEPT: ("逐級層報驗證推動小組及認證審議會", "附件十五第六點第二款"),
}


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for this person."""
    return [
        *_yearly(user, today),
        *_administration(user),
        *_visits(user),
        *_assessor(user),
        *_faults(user, today),
        *_firm(user),
        *_inquiries(user),
    ]


def _inquiries(user: User) -> list[TodoItem]:
    """Irregular checks: the next step of each, with its last day; those without a body wait for the secretariat."""
    items = []
    if user.holds(roles.SECRETARIAT):
        waiting = Inquiry.objects.filter(state=InquiryState.RECEIVED)
        items += [_inquiry(row, "分派驗證機構", None, "第四十四點") for row in waiting]
    desks = user.organisations_as(roles.REVIEWER, roles.DECIDER)
    if not desks:
        return items
    for row in Inquiry.objects.filter(body_id__in=desks, state__in=(InquiryState.CHECKING, InquiryState.REPORTED)):
        if row.state == InquiryState.REPORTED:
            items.append(_inquiry(row, "後續處理並函覆", None, "附件十五附錄五"))
            continue
        left = sorted((clock for clock in legal.clocks(row) if clock.done is None), key=lambda clock: clock.last_day)
        if left:
            items.append(_inquiry(row, left[0].label, left[0].last_day, left[0].cite))
        else:
            items.append(_inquiry(row, "製作不定期查核報告", None, "附件十五第三點第二款第二目"))
    return items


def _inquiry(row: Inquiry, words: str, until: date | None, cite: str) -> TodoItem:
    return TodoItem(
        title=f"{words}：{row.subject} {row.number}",
        url=reverse("surveillance:inquiry", args=[row.pk]),
        since=timezone.localdate(row.trigger_at),
        until=until,
        cite=cite,
    )


def waiting_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape every app shares
    """What this person waits for others to do."""
    bodies = user.organisations_as(roles.REVIEWER, roles.DECIDER)
    if not bodies:
        return []
    filed = Plan.objects.defer("targets").filter(body_id__in=bodies, state=PlanState.FILED).select_related("industry")
    improving = Fault.objects.filter(body_id__in=bodies, state=FaultState.IMPROVING)
    stating = Fault.objects.filter(body_id__in=bodies, state=FaultState.STATEMENT)
    return (
        [
            TodoItem(
                title=f"待本署核定：{row.industry.name}{row.roc_year}年度追蹤管理計畫",
                url=reverse("surveillance:plan", args=[row.pk]),
                since=timezone.localdate(row.filed_at) if row.filed_at else None,
                cite="附件十五第三點第一款第一目",
            )
            for row in filed
        ]
        + [_fault(row, "待業者改善", row.improve_until, "附件十五第六點第一款") for row in _joined(improving)]
        + [_fault(row, "待業者陳述意見", row.state_until, "附件十五第六點第二款") for row in _joined(stating)]
    )


def _joined(rows: Iterable[Fault]) -> Iterable[Fault]:
    return rows.select_related("firm", "visit", "inquiry")  # type: ignore[attr-defined,no-any-return]  # always a query set


def _fault(row: Fault, words: str, until: date | None, cite: str) -> TodoItem:
    return TodoItem(
        title=f"{words}：{row.firm.name} {row.check_row.number}",
        url=reverse("surveillance:fault", args=[row.pk]),
        until=calendar.moved(until)[0] if until else None,
        cite=cite,
    )


def _yearly(user: User, today: date) -> list[TodoItem]:
    """Plans and summaries of the industries the body is accredited for (class 1), due each year."""
    bodies = user.organisations_as(roles.REVIEWER, roles.DECIDER)
    if not bodies:
        return []
    items = []
    year = legal.plan_year(today)
    drawn_up = Plan.objects.defer("targets").filter(body_id__in=bodies, year=year)
    plan_states = {(row.body_id, row.industry_id): row for row in drawn_up}
    done = {
        (row.body_id, row.industry_id): row
        for row in Summary.objects.defer("totals").filter(body_id__in=bodies, year=today.year)
    }
    carried = set(
        Plan.objects.filter(body_id__in=bodies, year=today.year, state=PlanState.APPROVED).values_list(
            "body_id", "industry_id"
        )
    )
    names = {industry.pk: industry.name for industry in governance.industries()}
    plan_due, summary_due = legal.plan_due(year), legal.summary_due(today.year)
    for body_id, industry_id in in_use.certified_industries(bodies, today):
        plan = plan_states.get((body_id, industry_id))
        if plan is None or plan.state == PlanState.DRAFT:
            url = reverse("surveillance:plan", args=[plan.pk]) if plan else reverse("surveillance:plans")
            items.append(
                TodoItem(
                    title=f"擬定{names[industry_id]}{year - 1911}年度追蹤管理計畫",
                    url=url,
                    until=plan_due.last_day,
                    cite=plan_due.cite,
                    next_step="報請本署核定後實施",
                )
            )
    for body_id, industry_id in sorted(carried):
        summary = done.get((body_id, industry_id))
        if today.month >= 11 and (summary is None or summary.state == SummaryState.DRAFT):  # noqa: PLR2004  # the summary's season
            url = reverse("surveillance:summary", args=[summary.pk]) if summary else reverse("surveillance:summaries")
            items.append(
                TodoItem(
                    title=f"陳報{names[industry_id]}{today.year - 1911}年度彙整報告",
                    url=url,
                    until=summary_due.last_day,
                    cite=summary_due.cite,
                    next_step="本署備查",
                )
            )
    return items


def _administration(user: User) -> list[TodoItem]:
    if not user.holds(roles.ADMINISTRATION):
        return []
    filed = Plan.objects.defer("targets").filter(state=PlanState.FILED).select_related("industry", "body")
    summaries = Summary.objects.defer("totals").filter(state=SummaryState.FILED).select_related("industry", "body")
    return [
        TodoItem(
            title=f"核定{row.industry.name}{row.roc_year}年度追蹤管理計畫（{row.body.name}）",
            url=reverse("surveillance:plan", args=[row.pk]),
            since=timezone.localdate(row.filed_at) if row.filed_at else None,
            cite="附件十五第三點第一款第一目",
            next_step="核定後始得查核",
        )
        for row in filed
    ] + [
        TodoItem(
            title=f"備查{row.industry.name}{row.year - 1911}年度彙整報告（{row.body.name}）",
            url=reverse("surveillance:summary", args=[row.pk]),
            since=timezone.localdate(row.filed_at) if row.filed_at else None,
            cite="附件十五第四點第一項",
        )
        for row in summaries
    ]


def _visits(user: User) -> list[TodoItem]:
    bodies = user.organisations_as(roles.REVIEWER)
    if not bodies:
        return []
    rows = Visit.objects.filter(body_id__in=bodies, state__in=VISITS).select_related("firm")
    quarters = PlanQuarter.objects.filter(plan__in=rows.values("plan"))
    ends = {(row.plan_id, row.quarter): row.last_day for row in quarters}
    items = []
    for row in rows:
        words, cite, following = VISITS[VisitState(row.state)]
        items.append(
            TodoItem(
                title=f"{words}：{row.firm.name} {row.number}",
                url=reverse("surveillance:visit", args=[row.pk]),
                since=row.next_start_on,
                until=ends.get((row.plan_id, row.quarter)),
                cite=cite,
                next_step=following,
            )
        )
    return items


def _assessor(user: User) -> list[TodoItem]:
    bodies = user.organisations_as(roles.ASSESSOR)
    if not bodies:
        return []
    states = (VisitState.NOTIFIED, VisitState.VISITING)
    rows = Visit.objects.filter(body_id__in=bodies, assessor=user, state__in=states).select_related("firm")
    return [
        TodoItem(
            title=f"定期追蹤查核：{row.firm.name} {row.number}",
            url=reverse("surveillance:visit", args=[row.pk]),
            until=row.audit_on,
            cite="附件十五第三點第一款",
            next_step="製作查核報告",
        )
        for row in rows
    ]


def _faults(user: User, today: date) -> list[TodoItem]:
    desks = user.organisations_as(roles.REVIEWER, roles.DECIDER)
    deciders = user.organisations_as(roles.DECIDER)
    if not desks:
        return []
    rows = Fault.objects.filter(body_id__in=desks).select_related("firm", "visit", "inquiry")
    items = []
    for row in rows.filter(state__in=[*DESK_FAULTS, FaultState.IMPROVING]):
        if row.state == FaultState.IMPROVING:
            last = calendar.moved(row.improve_until)[0] if row.improve_until else today
            if last < today:
                items.append(_fault(row, "改善期限已過，判定是否改善", row.improve_until, "附件十五第八點"))
            continue
        words, cite = DESK_FAULTS[FaultState(row.state)]
        items.append(_fault(row, words, None, cite))
    if deciders:
        for row in rows.filter(body_id__in=deciders, state__in=[FaultState.STATED, FaultState.STATEMENT]):
            last = calendar.moved(row.state_until)[0] if row.state_until else today
            if row.state == FaultState.STATED or last < today:
                items.append(_fault(row, "決定是否維持重大缺失", None, "附件十五第六點第二款"))
    return items


def _firm(user: User) -> list[TodoItem]:
    firms = user.organisations_as(roles.APPLICANT)
    if not firms:
        return []
    coming = Visit.objects.filter(firm_id__in=firms, state=VisitState.NOTIFIED).select_related("firm")
    faults = Fault.objects.filter(firm_id__in=firms).select_related("firm", "visit", "inquiry")
    return (
        [
            TodoItem(
                title=f"準備定期追蹤查核：{row.number}",
                url=reverse("surveillance:visit", args=[row.pk]),
                until=row.audit_on,
                cite="第三十九點、附件十五第三點第一款第二目",
                next_step="未開工者應於查核前通知並預告下次開工日",
            )
            for row in coming
        ]
        + [
            _fault(row, "改善查核缺失並通知完成", row.improve_until, "附件十五第六點第一款")
            for row in faults.filter(state=FaultState.IMPROVING)
        ]
        + [
            _fault(row, "就重大缺失陳述意見", row.state_until, "附件十五第六點第二款")
            for row in faults.filter(state=FaultState.STATEMENT)
        ]
    )
