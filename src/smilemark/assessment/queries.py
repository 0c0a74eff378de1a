"""Reading origin determinations and factory assessments. ``visible_to`` is where every list, detail and file starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.assessment import bill, legal
from smilemark.assessment.models import (
    CorrectivePlan,
    FactoryAssessment,
    ItemResult,
    OriginDetermination,
    OriginEvidence,
    OriginInput,
    Purpose,
)
from smilemark.assessment.states import FactoryState, OriginState
from smilemark.foundation import calendar
from smilemark.foundation.moves import Refused
from smilemark.foundation.remembered import remembered
from smilemark.foundation.todo import TodoItem
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.companies.models import Factory
    from smilemark.governance.models import SpecialOriginCondition

OPEN_FACTORY = (FactoryState.PLANNED, FactoryState.PLAN_DUE, FactoryState.PLAN_CHECK)
OPEN_ORIGIN = (OriginState.PENDING,)
OVERSEERS = (roles.SECRETARIAT, roles.ADMINISTRATION)
MINIMAL_OPERATIONS = legal.MINIMAL_OPERATIONS


def _visible(user: User) -> Q:
    """The applicant's firm, the people of the body; secretariat and administration read all."""
    if any(user.holds(role) for role in OVERSEERS):
        return Q()
    return Q(firm_id__in=user.organisations_as(roles.APPLICANT)) | Q(
        body_id__in=user.organisations_as(*roles.BODY_ROLES)
    )


def visible_to(user: User) -> QuerySet[FactoryAssessment]:
    """The factory assessments the person may read."""
    if not user.is_active:
        return FactoryAssessment.objects.none()
    rows = FactoryAssessment.objects.filter(_visible(user))
    return rows.select_related("factory", "firm", "body", "industry", "assessor")


def origins_visible_to(user: User) -> QuerySet[OriginDetermination]:
    """The origin determinations the person may read."""
    if not user.is_active:
        return OriginDetermination.objects.none()
    rows = OriginDetermination.objects.filter(_visible(user))
    return rows.select_related("firm", "body", "industry", "assessor", "announcement", "finding")


def factories_of_case(case_number: str, purpose: str = Purpose.VERIFICATION) -> QuerySet[FactoryAssessment]:
    """The assessments of a case, for the app that owns the case."""
    return FactoryAssessment.objects.filter(case_number=case_number, purpose=purpose).select_related(
        "factory", "assessor"
    )


def origins_of_case(case_number: str, purpose: str = Purpose.VERIFICATION) -> QuerySet[OriginDetermination]:
    """The origin determinations of a case, for the app that owns the case."""
    return OriginDetermination.objects.filter(case_number=case_number, purpose=purpose).select_related(
        "assessor", "finding"
    )


# ---- earlier passes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LastPass:
    """An earlier pass of a factory: the day of the final decision (AMB-58) and the assessment."""

    passed_on: date
    assessment_id: int
    case_number: str


@remembered("assessment_factoryassessment", "companies_factory")
def last_pass(factory: Factory, before: date, *, excluding: int | None = None) -> LastPass | None:
    """The latest QMS assessment this factory passed on or before the day; a waiver is no pass (AMB-19).

    The same registration number is the same factory, also where another firm entered it.
    """
    same = Q(factory_id=factory.pk)
    if factory.number:
        same |= Q(factory__number=factory.number)
    rows = FactoryAssessment.objects.filter(same, state=FactoryState.PASSED, passed_on__lte=before)
    row = rows.exclude(pk=excluding or 0).order_by("-passed_on", "-pk").first()
    if row is None or row.passed_on is None:
        return None
    return LastPass(row.passed_on, row.pk, row.case_number)


def last_waiver(factory: Factory, before: date) -> date | None:
    """Day of the latest waiver, recorded only: it does not refresh the pass."""
    rows = FactoryAssessment.objects.filter(factory=factory, state=FactoryState.WAIVED, waived_on__lte=before)
    return rows.order_by("-waived_on").values_list("waived_on", flat=True).first()


def known_pass(row: FactoryAssessment, on: date) -> date | None:
    """The pass day that counts for this assessment: of this system where there is one, else the proved earlier one."""
    found = last_pass(row.factory, on, excluding=row.pk)
    return found.passed_on if found is not None else row.previous_passed_on


def assessment_day(row: FactoryAssessment, on: date) -> date:
    """The on-site day the gate is judged by: assessed, else planned from today on, else the day asked about (AMB-19).

    A day that was planned and has passed says nothing: nobody came.
    """
    return row.assessed_on or max(row.scheduled_for or on, on)


def is_adopted(row: FactoryAssessment, on: date) -> bool:
    """Whether the certificate's system is one announced as adopted on that day (point 19 II)."""
    written = row.qms_standard.strip().casefold()
    return any(written in (system.code.casefold(), system.name.casefold()) for system in governance.adopted_qms(on))


def judge_gate(row: FactoryAssessment, on: date, *, visited: bool = True) -> legal.Judged:
    """Annex 7 part I of this row, asked now.

    Args:
        row: with its three answers.
        on: the day asked about.
        visited: False for a waiver: there is no on-site day, so the answers must hold on the day it is decided.
    """
    day = assessment_day(row, on) if visited else on
    return legal.gate(
        row,
        day=day,
        is_adopted=is_adopted(row, day),
        last_pass=known_pass(row, on),
        last_waiver=last_waiver(row.factory, on),
    )


def plan_last_day(row: FactoryAssessment) -> date | None:
    """The day until which the plan may be filed: the set day, moved from a rest day (AMB-17)."""
    return calendar.moved(row.plan_due_on)[0] if row.plan_due_on else None


# ---- origin ------------------------------------------------------------------------------------------------


def special_conditions(row: OriginDetermination) -> list[SpecialOriginCondition]:
    """The special conditions of the pinned announcement (point 17 (2))."""
    return list(governance.special_conditions(row.announcement)) if row.announcement is not None else []


def judge_origin(row: OriginDetermination, *, on: date) -> legal.Judged:
    """The law's answer on the facts recorded so far; refuses where the law cannot judge them."""
    special = [(condition.code, condition.text) for condition in special_conditions(row)]
    return legal.origin(row, row.inputs.all(), special, on=on)


def judge_typed(
    row: OriginDetermination,
    rows: list[dict[str, Any]] | None,
    *,
    hs_code: str,
    price: object,
    on: date,
) -> legal.Judged:
    """The computed facts on values not saved yet (None: the stored inputs), for the rate shown while typing.

    Raises:
        Refused: a value is wrong or missing; names row and column.
    """
    if (reason := legal.why_not_hs(hs_code)) is not None:
        raise Refused(reason, field="hs_code")
    trial = OriginDetermination(
        hs_code=hs_code,
        fob_price=bill.checked_price(price),
        other_processing=True,
        final_transformation_in_taiwan=True,
    )
    if trial.fob_price is None:
        raise Refused("請填寫產品價格。", field="fob_price")
    excluded = {entry.pk for entry in row.inputs.all() if entry.is_excluded}
    if rows is None:
        return legal.origin(trial, row.inputs.all(), (), on=on)
    names = ("name", "hs_code", "origin", "cif_price")
    entries = [
        OriginInput(is_excluded=given["id"] in excluded, **{name: given[name] for name in names})  # type: ignore[literal-required]  # columns of InputRow
        for given in bill.checked_inputs(rows)
    ]
    return legal.origin(trial, entries, (), on=on)


def missing_facts(row: OriginDetermination) -> Refused | None:
    """What still has to be recorded before the origin can be determined; None when nothing is missing."""
    missing = _missing_values(row) or _missing_conditions(row)
    if missing is None and not row.reasoning:
        missing = Refused("請填寫認定說明（查核依據及情形；第十七點第一款）。", field="reasoning")
    return missing or _missing_evidence(row)


def _missing_values(row: OriginDetermination) -> Refused | None:
    if (reason := legal.why_not_hs(row.hs_code)) is not None:
        return Refused(reason, field="hs_code")
    if row.fob_price is None:
        return Refused("請填寫產品價格（原產地證明書及加工證明書管理辦法第五條第二項）。", field="fob_price")
    if not row.minimal_operations and row.other_processing is None:
        return Refused("請登錄在我國境內從事之作業（第五條第三項）。", field="operations")
    if row.wholly_obtained_head is None and row.final_transformation_in_taiwan is None:
        return Refused(
            "請登錄最終實質轉型是否在我國境內（第三條第一項第二款）。", field="final_transformation_in_taiwan"
        )
    return None


def _missing_conditions(row: OriginDetermination) -> Refused | None:
    for condition in special_conditions(row):
        if not row.special_results.get(condition.code, {}).get("result"):
            return Refused(
                f"尚未登錄特殊條件「{condition.text}」之查核結果（第十七點第二款）。",
                field=f"special-{condition.code}",
            )
    return None


def _missing_evidence(row: OriginDetermination) -> Refused | None:
    attached = set(row.evidence.values_list("subject", flat=True))
    if row.price_basis == OriginDetermination.PriceBasis.DOMESTIC and OriginEvidence.Subject.PRICE not in attached:
        return Refused("以內銷出廠價格計算者，應附產品價格之佐證（第五條第二項）。", field="file")
    if row.important_process_met and OriginEvidence.Subject.PROCESS not in attached:
        return Refused("以重要製程認定者，應附製程之佐證（第五條第一項第二款）。", field="file")
    return None


# ---- what waits for whom -----------------------------------------------------------------------------------


def todo_for(user: User, today: date) -> list[TodoItem]:
    """What waits for this person: assessor, reviewer, applicant."""
    items = [*_assessor_todo(user), *_reviewer_todo(user, today), *_applicant_todo(user)]
    return sorted(items, key=lambda item: (item.until is None, item.until or today))


def _assessor_todo(user: User) -> list[TodoItem]:
    bodies = user.organisations_as(roles.ASSESSOR)
    if not bodies:
        return []
    mine = {"assessor": user, "body_id__in": bodies}
    factories = FactoryAssessment.objects.filter(**mine, state=FactoryState.PLANNED).select_related("factory")
    origins = OriginDetermination.objects.filter(**mine, state=OriginState.PENDING)
    return [
        TodoItem(
            title=f"現場評核：{row.factory.name} {row.case_number}",
            url=factory_url(row),
            until=row.scheduled_for,
            cite="第二十七點",
            next_step="登錄評核表並判定",
        )
        for row in factories
    ] + [
        TodoItem(
            title=f"原產地認定：{row.product_name} {row.case_number}",
            url=origin_url(row),
            cite="第十七點、第二十七點",
            next_step="登錄查核事實並認定",
        )
        for row in origins
    ]


def _reviewer_todo(user: User, today: date) -> list[TodoItem]:
    bodies = user.organisations_as(roles.REVIEWER)
    if not bodies:
        return []
    factories = FactoryAssessment.objects.filter(body_id__in=bodies).select_related("factory", "plan")
    waiting = (
        Q(state=FactoryState.PLANNED, assessor=None) | Q(state=FactoryState.PLAN_CHECK) | Q(state=FactoryState.PLAN_DUE)
    )
    items = [item for row in factories.filter(waiting) if (item := _reviewer_item(row, today)) is not None]
    origins = OriginDetermination.objects.filter(body_id__in=bodies, state=OriginState.PENDING, assessor=None)
    return items + [
        TodoItem(title=f"指派評核人員：{row.product_name} {row.case_number}", url=origin_url(row), cite="第三十點")
        for row in origins
    ]


def _reviewer_item(row: FactoryAssessment, today: date) -> TodoItem | None:
    name = f"{row.factory.name} {row.case_number}"
    if row.state == FactoryState.PLANNED:
        return TodoItem(title=f"指派評核人員：{name}", url=factory_url(row), cite="第三十點", next_step="排定現場評核")
    if row.state == FactoryState.PLAN_CHECK:
        filed = row.plan.filed_at
        return TodoItem(
            title=f"判定矯正計畫：{name}",
            url=factory_url(row),
            since=timezone.localdate(filed) if filed else None,
            cite="第二十八點第一項第二款",
            next_step="通過或不通過",
        )
    last = plan_last_day(row)
    if last is not None and last < today:
        return TodoItem(
            title=f"矯正計畫逾期未提報：{name}",
            url=factory_url(row),
            since=last,
            cite="第二十八點第一項第一款第三目",
            next_step="判定不通過",
        )
    return None


def _applicant_todo(user: User) -> list[TodoItem]:
    firms = user.organisations_as(roles.APPLICANT)
    if not firms:
        return []
    rows = FactoryAssessment.objects.filter(firm_id__in=firms, state=FactoryState.PLAN_DUE).select_related("factory")
    return [
        TodoItem(
            title=f"提出矯正計畫：{row.factory.name} {row.case_number}",
            url=plan_url(row),
            since=row.assessed_on,
            until=plan_last_day(row),
            cite="第二十八點第一項第二款、附件九",
            next_step="驗證機構判定",
        )
        for row in rows
    ]


def waiting_for(user: User, today: date) -> list[TodoItem]:  # noqa: ARG001  # the shape every app shares
    """What this person waits for others to do."""
    firms = user.organisations_as(roles.APPLICANT)
    if firms:
        rows = FactoryAssessment.objects.filter(
            firm_id__in=firms, state__in=[FactoryState.PLANNED, FactoryState.PLAN_CHECK]
        )
        return [
            TodoItem(
                title=f"{row.get_state_display()}：{row.factory.name} {row.case_number}",
                url=factory_url(row),
                until=row.scheduled_for,
                cite="第二十七點、第二十八點",
            )
            for row in rows.select_related("factory")
        ]
    bodies = user.organisations_as(roles.REVIEWER)
    rows = FactoryAssessment.objects.filter(body_id__in=bodies, state=FactoryState.PLAN_DUE).select_related("factory")
    return [
        TodoItem(
            title=f"待業者提矯正計畫：{row.factory.name} {row.case_number}",
            url=factory_url(row),
            until=plan_last_day(row),
            cite="第二十八點第一項第二款",
        )
        for row in rows
    ]


def factory_url(row: FactoryAssessment) -> str:
    """Page of the sheet."""
    return reverse("assessment:factory", args=[row.pk])


def origin_url(row: OriginDetermination) -> str:
    """Page of the determination."""
    return reverse("assessment:origin", args=[row.pk])


def plan_url(row: FactoryAssessment) -> str:
    """Page of the corrective plan."""
    return reverse("assessment:plan", args=[row.pk])


def plan_of(row: FactoryAssessment) -> CorrectivePlan | None:
    """The plan, where one was begun."""
    return CorrectivePlan.objects.filter(assessment=row).first()


def sheet_items(row: FactoryAssessment) -> list[tuple[str, str, bool, ItemResult | None]]:
    """The eleven items of annex 7 part II: code, title, whether it has one count only, what is stored of it."""
    stored = {item.code: item for item in row.items.all()}
    return [(code, legal.NAMES[code], code in legal.ONE_COUNT, stored.get(code)) for code in legal.CODES]
