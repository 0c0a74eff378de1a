"""Which periods of surveillance run (annex 15): plans, summaries, quarters, notices, improvements, irregular checks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.foundation import calendar
from smilemark.foundation.deadlines import Kind, Running, Source
from smilemark.governance import queries as governance
from smilemark.surveillance import legal
from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, PlanQuarter, Summary, Visit
from smilemark.surveillance.states import DrawState, FaultState, InquiryState, PlanState, SummaryState, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = "附件十五第三點第二款第一目"
KINDS: Final = (
    Kind(
        "D11",
        "追蹤查核之通知（查核三日前）",
        "附件十五第三點第一款第二目",
        "Notice of a regular audit (three full days before)",
    ),
    Kind("D12", "品質異常之購樣送驗（五日）", PLACE, "Quality complaint: sample bought and sent to test (5 days)"),
    Kind("D13", "產品標示之確認（三日）", PLACE, "Check of the product's label (3 days)"),
    Kind("D14", "標示不實之現場評核（五日）", PLACE, "Factory visit after a suspected false label (5 days)"),
    Kind("D15", "虛擬通路查核（二十四小時）", PLACE, "Check of virtual channels (24 hours)"),
    Kind("D16", "實體通路查核（三日）", PLACE, "Check of physical channels (3 days)"),
    Kind("D17", "年度追蹤管理計畫", "附件十五第三點第一款第一目", "Annual surveillance plan"),
    Kind("D19", "年度追蹤管理彙整報告", "附件十五第四點第一項", "Annual surveillance summary"),
    Kind("D20", "每季追蹤查核", "附件十五第二點第一款", "Quarterly surveillance audits"),
    Kind("AUDIT", "已通知之查核日", "附件十五第三點第一款第二目", "Day of an announced audit"),
    Kind("IMPROVE", "查核缺失之改善", "附件十五第六點第一款", "Improvement of an audit finding"),
    Kind("HEARD", "重大缺失之陳述意見", "附件十五第六點第二款", "Statement on a severe finding"),
)
CHECK: Final = {"sample": "D12", "label": "D13", "site": "D14", "virtual": "D15", "physical": "D16"}
DESK: Final = frozenset({roles.REVIEWER, roles.DECIDER})
SUMMARY_SEASON: Final = 11
"""From November on the summary of the year is listed."""


def _of(pk: str) -> list[int]:
    return [int(pk)]


def _inquiries(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # the shape of a source
    rows = Inquiry.objects.filter(state__in=(InquiryState.RECEIVED, InquiryState.CHECKING))
    for row in rows if ids is None else rows.filter(pk__in=ids):
        for clock in legal.clocks(row):
            if clock.done is not None:
                continue
            yield Running(
                stream=f"surveillance.inquiry:{row.pk}",
                code=clock.step,
                kind=CHECK[clock.step],
                title=f"{clock.label}：{row.subject}",
                number=row.number,
                url=reverse("surveillance:inquiry", args=[row.pk]),
                started_on=timezone.localdate(row.trigger_at),
                last_day=clock.last_day,
                last_moment=clock.until if isinstance(clock.until, datetime) else None,
                is_estimated=calendar.office().is_estimated(clock.last_day),
                organisation_id=row.body_id,
                body_id=row.body_id,
                roles=frozenset({roles.REVIEWER}) if row.body_id else frozenset({roles.SECRETARIAT}),
            )


def _visits(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # as above
    rows = Visit.objects.filter(state__in=(VisitState.SELECTED, VisitState.IDLE, VisitState.NOTIFIED))
    rows = (
        rows.select_related("firm", "plan")
        .defer("plan__targets")
        .prefetch_related(Prefetch("plan__quarters", queryset=PlanQuarter.objects.order_by("quarter")))
    )
    for row in rows if ids is None else rows.filter(pk__in=ids):
        if row.state == VisitState.NOTIFIED and row.audit_on is not None:
            yield _visit(row, "audit", "AUDIT", "定期追蹤查核", row.audit_on, person=row.assessor_id)
            yield _visit(row, "ready", "AUDIT", "準備定期追蹤查核", row.audit_on, firm=True)
            continue
        end = next((found.last_day for found in row.plan.quarters.all() if found.quarter == row.quarter), None)
        if end is not None:
            yield _visit(row, "quarter", "D20", f"第{row.quarter}季追蹤查核", end)
            yield _visit(row, "notice", "D11", "通知查核（本季最後一日查核者）", legal.latest_notice(end))


def _visit(  # what differs between the four lines
    row: Visit, code: str, kind: str, words: str, last: date, *, person: int | None = None, firm: bool = False
) -> Running:
    return Running(
        stream=f"surveillance.visit:{row.pk}",
        code=code,
        kind=kind,
        title=f"{words}：{row.firm.name}",
        number=row.number,
        url=reverse("surveillance:visit", args=[row.pk]),
        last_day=last,
        organisation_id=row.firm_id if firm else row.body_id,
        body_id=None if firm else row.body_id,
        person_id=person,
        roles=frozenset({roles.APPLICANT} if firm else {roles.ASSESSOR} if person else {roles.REVIEWER}),
    )


def _faults(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # as above
    rows = Fault.objects.filter(state__in=(FaultState.IMPROVING, FaultState.STATEMENT))
    rows = rows.select_related("firm", "visit", "inquiry")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        hearing = row.state == FaultState.STATEMENT
        last, start = (row.state_until, row.invited_on) if hearing else (row.improve_until, row.notified_on)
        if last is None:
            continue
        last, is_estimated = calendar.moved(last)
        yield Running(
            stream=f"surveillance.fault:{row.pk}",
            code="heard" if hearing else "improve",
            kind="HEARD" if hearing else "IMPROVE",
            title=f"{'就重大缺失陳述意見' if hearing else '改善查核缺失並通知完成'}：{row.firm.name}",
            number=row.check_row.number,
            url=reverse("surveillance:fault", args=[row.pk]),
            started_on=start,
            last_day=last,
            is_estimated=is_estimated,
            is_right=hearing,
            organisation_id=row.firm_id,
            body_id=row.body_id,
            roles=frozenset({roles.APPLICANT}),
        )


def _years(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # few rows: always all of them
    """Plans and summaries of every body and industry that has operators in use."""
    year = legal.plan_year(day)
    plans = {(row.body_id, row.industry_id): row for row in Plan.objects.filter(year=year)}
    names = {industry.pk: industry.name for industry in governance.industries()}
    due = legal.plan_due(year)
    for body, industry in in_use.industries_with_operators(day):
        plan = plans.get((body, industry))
        if plan is None or plan.state == PlanState.DRAFT:
            url = reverse("surveillance:plan", args=[plan.pk]) if plan else reverse("surveillance:plans")
            title = f"擬定{names[industry]}{year - 1911}年度追蹤管理計畫"
            yield _yearly(f"plan-{body}-{industry}-{year}", "D17", title, url, due, body)
    yield from _undrawn(day, names)
    if day.month < SUMMARY_SEASON:
        return
    summaries = {(row.body_id, row.industry_id): row for row in Summary.objects.defer("totals").filter(year=day.year)}
    due = legal.summary_due(day.year)
    carried = Plan.objects.filter(year=day.year, state=PlanState.APPROVED).values_list("body_id", "industry_id")
    for body, industry in sorted(carried):
        summary = summaries.get((body, industry))
        if summary is None or summary.state == SummaryState.DRAFT:
            url = reverse("surveillance:summary", args=[summary.pk]) if summary else reverse("surveillance:summaries")
            title = f"陳報{names[industry]}{day.year - 1911}年度彙整報告"
            yield _yearly(f"summary-{body}-{industry}-{day.year}", "D19", title, url, due, body)


def _undrawn(day: date, names: dict[int, str]) -> Iterator[Running]:
    """Approved plans whose operators of this quarter are not drawn yet."""
    quarter = (day.month + 2) // 3
    drawn = Draw.objects.filter(kind=Draw.Kind.OPERATORS, state=DrawState.DRAWN, quarter=quarter)
    rows = PlanQuarter.objects.filter(plan__year=day.year, plan__state=PlanState.APPROVED, quarter=quarter)
    for row in rows.exclude(plan__in=drawn.values("plan")).select_related("plan").defer("plan__targets"):
        yield Running(
            stream="surveillance.year:all",
            code=f"draw-{row.plan_id}-{quarter}",
            kind="D20",
            title=f"抽樣並查核{names[row.plan.industry_id]}{row.plan.roc_year}年第{quarter}季",
            number=row.plan.number,
            url=reverse("surveillance:plan", args=[row.plan_id]),
            last_day=row.last_day,
            organisation_id=row.plan.body_id,
            body_id=row.plan.body_id,
            roles=DESK,
        )


def _yearly(code: str, kind: str, title: str, url: str, due: legal.Due, body: int) -> Running:  # one line
    return Running(
        stream="surveillance.year:all",
        code=code,
        kind=kind,
        title=title,
        url=url,
        last_day=due.last_day,
        is_estimated=due.is_estimated,
        organisation_id=body,
        body_id=body,
        roles=DESK,
    )


def _whole(pk: str) -> list[str]:  # noqa: ARG001  # whichever plan: the duties of the year are derived together
    return ["all"]


SOURCES: Final = (
    Source("surveillance.inquiry:", _inquiries, {"surveillance.inquiry": _of}),
    Source("surveillance.visit:", _visits, {"surveillance.visit": _of}),
    Source("surveillance.fault:", _faults, {"surveillance.fault": _of}),
    Source("surveillance.year:", _years, {f"surveillance.{name}": _whole for name in ("plan", "summary", "draw")}),
)
