"""The yearly plan: drafted from what the records say, edited, filed, approved (annex 15 point 3(1)1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import calendar, documents, moves, numbering
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned
from smilemark.governance import queries as governance
from smilemark.surveillance import documents as papers
from smilemark.surveillance import legal
from smilemark.surveillance.actions import telling
from smilemark.surveillance.actions.guarded import making, said
from smilemark.surveillance.models import Plan, PlanQuarter
from smilemark.surveillance.queries import frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from fractions import Fraction

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.foundation.moves import Actor
    from smilemark.governance.models import Announcement, Industry

QUARTERS = (1, 2, 3, 4)
METHOD = (
    "以驗證機構所驗證之獲證業者中，於抽樣母體計算日獲證滿三個月以上者為母體，每季依核定比例（無條件進位）簡單隨機抽樣；"
    "受查核生產工廠仍生產中之產品抽樣十分之一（無條件進位，至少一款）。"
    f"抽樣採可重現之方法（{legal.METHOD}）：抽樣前公布母體雜湊值及種子雜湊值，抽樣後公布種子及樣本，任何人得自行驗證。"
)
MATTERS = (
    "一、獲證產品之生產製程是否符合原產地認定基準。\n二、生產工廠是否符合工廠品管系統驗證基準。\n"
    "三、標章使用是否符合要點之規定。\n四、獲證產品品質是否符合產品品質檢驗基準。"
)


@dataclass(frozen=True, slots=True)
class QuarterDays:
    """When the visits of a quarter are made."""

    quarter: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What people write in a plan."""

    method: str
    matters: str
    safety_focus: str
    function_focus: str
    people: Sequence[int]
    quarters: Sequence[QuarterDays]


def quarter_of(day: date) -> int:
    """The quarter a day lies in, 1 to 4."""
    return (day.month - 1) // 3 + 1


def quarter_span(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)  # noqa: PLR2004  # the last one
    return first, date.fromordinal(after.toordinal() - 1)


def start_plan(*, body: Body, industry: Industry, year: int, by: Actor, at: datetime) -> Plan:
    """Draft the plan of a year, filled in from ratio, certified operators, criteria and assessors of the day.

    Raises:
        Refused: not a reviewer or decider of the body, out of scope, no ratio approved, or the plan is there already.
    """
    today = timezone.localdate(at)
    ratio = _must_be_startable(body, industry, year, by=by, today=today)
    safety, function = _focus(industry, today)
    plan = Plan(
        number=f"T{year - 1911}-{numbering.next_value(f'surveillance-plan-{year}'):04d}",
        body=body,
        industry=industry,
        year=year,
        method=METHOD,
        matters=MATTERS,
        safety_focus=safety,
        function_focus=function,
        ratio_announcement=ratio[1],
        ratio_numerator=ratio[0].numerator,
        ratio_denominator=ratio[0].denominator,
        counted_on=today,
    )
    try:
        with transaction.atomic():
            moves.begin(plan, "draft", by=by, at=at, year=year, industry=industry.code, body=body.pk)
            plan.people.set(accreditation.assessors_of(body, today))
            _lay_out(plan)
            count(plan, today)
    except IntegrityError as twice:
        raise Refused(f"{industry.name}{year - 1911}年度之計畫已經存在。", field="year") from twice
    return plan


def _must_be_startable(
    body: Body, industry: Industry, year: int, *, by: Actor, today: date
) -> tuple[Fraction, Announcement]:
    """The ratio of the industry with its announcement, where a plan may be begun.

    Raises:
        Refused: it may not; see ``start_plan``.
    """
    if not any(by.holds(role, body.pk) for role in (roles.REVIEWER, roles.DECIDER)):
        raise Refused("僅本驗證機構之審查或核定人員得擬定年度追蹤管理計畫（附件十五第三點第一款第一目）。")
    if industry.product_class == 2:  # noqa: PLR2004  # class 2
        raise Refused("第二類產品之追蹤管理依採認之特定產品驗證制度辦理（第四十點第三項）。", field="industry")
    if (reason := accreditation.why_not_in_scope(body, industry.product_class, industry, today)) is not None:
        raise Refused(reason, field="industry")
    if year not in (today.year, today.year + 1):
        raise Refused("僅得擬定本年度或次年度之計畫。", field="year")
    ratio = governance.sampling_ratio(industry, today)
    if ratio is None:
        raise Refused("本署尚未核定本產業之抽樣比例（附件十五第二點第一款第一目）。", field="industry")
    return ratio


def _lay_out(plan: Plan) -> None:
    """The four quarters with their days, nothing counted yet."""
    for quarter in QUARTERS:
        first, last = quarter_span(plan.year, quarter)
        PlanQuarter.objects.create(
            plan=plan,
            quarter=quarter,
            first_day=date(plan.year, first.month + 1, 1),
            last_day=last,
            firms_planned=0,
            products_planned=0,
        )


def _focus(industry: Industry, today: date) -> tuple[str, str]:
    """The safety and function criteria in force, as a proposal for 參."""
    announcement = governance.in_force("criteria", today, industry)
    found: dict[str, dict[str, None]] = {"safety": {}, "function": {}}
    for criterion in governance.criteria(announcement) if announcement is not None else []:
        if criterion.part in found:
            found[criterion.part][criterion.name] = None
    return "、".join(found["safety"]) or "依公告之安全性基準", "、".join(found["function"])


def count(plan: Plan, today: date) -> None:
    """Work out the numbers of the plan anew from the operators of the day.

    Whom the draws are made from: who will have been certified for three months some day of the year; how many per
    quarter: the approved share of those who will have been on the first day of its visits.
    """
    ratio = governance.sampling_ratio(plan.industry, today)
    if ratio is not None:
        plan.ratio_announcement = ratio[1]
        plan.ratio_numerator, plan.ratio_denominator = ratio[0].numerator, ratio[0].denominator
    plan.counted_on = today
    last = date(plan.year, 12, 31)
    holders = frames.holders_of(plan, today)
    since = [holder.since for holder in holders]
    labels = frames.labels_of_body(plan.body_id, plan.industry_id, today)
    in_year = legal.eligible(since, max(last, today))
    plan.targets = [
        {
            "code": holder.number,
            "firm": holder.firm_name,
            "labels": [{"number": number, "name": name} for number, name in labels.get(holder.number, [])],
        }
        for holder, counts in zip(holders, in_year, strict=True)
        if counts
    ]
    plan.firms_counted = len(plan.targets)
    plan.products_counted = sum(len(target["labels"]) for target in plan.targets)
    for quarter in plan.quarters.all():
        then = legal.eligible(since, quarter.first_day)
        styles = [legal.styles_size(holder.labels, last) for holder, old in zip(holders, then, strict=True) if old]
        quarter.firms_planned = legal.sample_size(len(styles), plan.ratio)
        quarter.products_planned = sum(sorted(styles, reverse=True)[: quarter.firms_planned])
        quarter.save(update_fields=["firms_planned", "products_planned"])
    plan.save()


def save_plan(*, plan_id: int, words: PlanWords, by: Actor, at: datetime, revision: int | None = None) -> Plan:
    """Write the draft and count anew.

    Raises:
        Refused: a field is empty, a person is no certified assessor of the body, days outside their quarter; named.
        Stale: saved elsewhere since ``revision``.
    """
    today = timezone.localdate(at)
    with making(Plan, plan_id, "edit", by=by, at=at, revision=revision) as plan:
        plan.method = said(words.method, field="method", label="抽樣方法")
        plan.matters = said(words.matters, field="matters", label="追蹤管理事項")
        plan.safety_focus = said(words.safety_focus, field="safety_focus", label="安全性重點抽檢項目")
        plan.function_focus = words.function_focus.strip()[:4000]
        plan.people.set(_people(plan, words.people, today))
        _set_days(plan, words.quarters)
        count(plan, today)
        moves.note(plan, counted_on=today.isoformat(), targets=plan.firms_counted)
    return plan


def _people(plan: Plan, wanted: Sequence[int], today: date) -> list[User]:
    known = {user.pk: user for user in accreditation.assessors_of(plan.body, today)}
    if not wanted:
        raise Refused("請選擇追蹤查核人員（附件十五附錄一肆）。", field="people")
    if strangers := [pk for pk in wanted if pk not in known]:
        user = get_user_model().objects.filter(pk=strangers[0]).first()
        name = user.display_name if user is not None else "所選人員"
        raise Refused(f"{name}非本驗證機構持有有效合格證書之評核人員（附件十五第五點）。", field="people")
    return [known[pk] for pk in wanted]


def _set_days(plan: Plan, quarters: Iterable[QuarterDays]) -> None:
    rows = {row.quarter: row for row in plan.quarters.all()}
    for given in quarters:
        first, last = quarter_span(plan.year, given.quarter)
        field = f"quarter-{given.quarter}"
        if not first <= given.first_day <= given.last_day <= last:
            raise Refused(
                f"第{given.quarter}季之查核期間應在{calendar.roc(first)}至{calendar.roc(last)}之間，且起日不得晚於迄日。",
                field=field,
            )
        row = rows[given.quarter]
        row.first_day, row.last_day = given.first_day, given.last_day
        row.save(update_fields=["first_day", "last_day"])


def file_plan(*, plan_id: int, by: Actor, at: datetime, revision: int | None = None) -> Plan:
    """報請本署核定: the numbers are counted once more, and the paper (FM-A15-1) is drawn.

    Raises:
        Refused: nobody is named for the visits.
    """
    today = timezone.localdate(at)
    with making(Plan, plan_id, "file", by=by, at=at, revision=revision) as plan:
        if not plan.people.exists():
            raise Refused("請選擇追蹤查核人員（附件十五附錄一肆）。", field="people")
        count(plan, today)
        due = legal.plan_due(plan.year)
        plan.filed_at, plan.return_reason = at, ""
        plan.paper = documents.draw(
            "surveillance/plan", asdict(papers.plan_words(plan)), title=papers.plan_title(plan), at=at
        )
        moves.note(plan, due=due.last_day.isoformat(), on_time=today <= due.last_day, targets=plan.firms_counted)
        telling.administration(
            plan,
            "年度追蹤管理計畫報請核定",
            f"{plan.body.name}報請核定{plan.roc_year}年度{plan.industry.name}獲證業者年度追蹤管理計畫。",
            at=at,
        )
    return plan


def return_plan(*, plan_id: int, reason: str, by: Actor, at: datetime) -> Plan:
    """The administration returns the plan; the body corrects and files it again (FC-A15-3)."""
    with making(Plan, plan_id, "return", by=by, at=at) as plan:
        plan.return_reason = said(reason, field="reason", label="退回修正之事由", limit=300)
        moves.note(plan, text={"reason": plan.return_reason})
        telling.body(plan, "年度追蹤管理計畫退回修正", plan.return_reason, at=at)
    return plan


def approve_plan(*, plan_id: int, number: str, by: Actor, at: datetime) -> Plan:
    """核定: only now may visits be announced and made."""
    with making(Plan, plan_id, "approve", by=by, at=at) as plan:
        plan.approval_number = cleaned(number, field="number", label="核定文號", limit=60)
        plan.approved_at = at
        moves.note(plan, approval_number=plan.approval_number)
        telling.body(plan, "年度追蹤管理計畫已核定", f"核定文號：{plan.approval_number}。", at=at)
    return plan
