"""The page of one assessment, put together for whoever reads it; the views below add what was typed or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render

from smilemark.accounts import roles
from smilemark.accounts.web.guard import signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.assessment import actions, documents, legal, permissions, queries
from smilemark.assessment.models import FactoryAssessment, ItemResult, OriginDetermination
from smilemark.assessment.web import shown
from smilemark.assessment.web.forms import plan as plan_forms
from smilemark.assessment.web.forms import sheet as sheet_forms
from smilemark.assessment.web.forms.fields import place, show_day
from smilemark.foundation import clock, events, moves
from smilemark.foundation.moves import Refused
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User

FACTORY_PAGE = "assessment/factory.html"
REVISION = "revision"


def factory_or_404(request: HttpRequest, pk: int) -> FactoryAssessment:
    """The assessment, if this reader may see it; another firm's is not there."""
    row = queries.visible_to(signed_in(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def origin_or_404(request: HttpRequest, pk: int) -> OriginDetermination:
    """The determination, if this reader may see it; another firm's is not there."""
    row = queries.origins_visible_to(signed_in(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@dataclass
class Typed:
    """What a refused or faulty request carried: the bound forms by name, and the refusal."""

    forms: dict[str, Any] = field(default_factory=dict)
    refusal: Refused | None = None

    def bound(self) -> dict[str, Form]:
        """All bound forms by prefix (or name), the lists taken apart."""
        flat: dict[str, Form] = {}
        for name, value in self.forms.items():
            for form in value if isinstance(value, list) else [value]:
                flat[str(form.prefix or name)] = form
        return flat


def open_moves(row: FactoryAssessment | OriginDetermination, user: User, today: date) -> dict[str, str | None]:
    """Move name -> why it may not be made today (None: it may), for the moves on this reader's buttons."""
    return {
        found.name: found.why_not or permissions.why_not_on(found.name, user, row, on=today)
        for found in moves.open_to(row, user)
    }


def factory_page(
    request: HttpRequest, row: FactoryAssessment, *, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    """The whole page, with what was typed and the refusal at its field."""
    typed = typed or Typed()
    context = factory_context(row, signed_in(request), clock.today())
    context["forms"].update(typed.forms)
    if typed.refusal is not None:
        context["refusal"] = typed.refusal.reason
        context["refusal_field"] = place(typed.refusal, typed.bound())
        if isinstance(typed.refusal, actions.Stale):
            renew_revisions(typed.forms, row.revision)
            context["is_stale"] = True
    elif typed.forms:
        context["faults"] = faults(typed.bound())
    context["item_rows"] = item_rows(row, context["forms"].get("items"), is_stale=context.get("is_stale", False))
    return render(request, FACTORY_PAGE, context, status=status)


def faults(bound: Mapping[str, Form]) -> list[tuple[str, str]]:
    """(field on the page, sentence) of every fault, for the summary at the top."""
    return [
        (form.add_prefix(name), f"{form.fields[name].label}：{error}")
        for form in bound.values()
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]


def renew_revisions(bound: Mapping[str, Any], revision: int) -> None:
    """The reader now sees what is stored: the next save may go on from there, with what was typed."""
    for value in bound.values():
        for form in value if isinstance(value, list) else [value]:
            if REVISION in form.fields:
                form.data = form.data.copy()
                form.data[form.add_prefix(REVISION)] = str(revision)


def factory_context(row: FactoryAssessment, user: User, today: date) -> dict[str, Any]:
    """Everything the page shows of a stored row."""
    can = open_moves(row, user, today)
    may = {name: why is None for name, why in can.items()}
    plan = queries.plan_of(row)
    return {
        "row": row,
        "today": today,
        "may": may,
        "obstacles": sorted({why for why in can.values() if why}),
        "forms": _factory_forms(row, may, today),
        "gate": _gate_shown(row, today),
        "can_waive": may.get("waive", False) and may.get("record", False) and _waivable(row, today),
        "conclusion": _conclusion(row, today),
        "finding": shown.stored(row.finding, "評核結果判定") if row.finding is not None else None,
        "photos": list(row.photos.filter(removed_at=None).select_related("file")),
        "plan": plan,
        "plan_rows": list(plan.rows.select_related("attachment")) if plan is not None else [],
        "plan_last_day": queries.plan_last_day(row),
        "plan_finding": shown.stored(plan.finding, "矯正計畫判定")
        if plan is not None and plan.finding is not None
        else None,
        "is_applicant": user.holds(roles.APPLICANT, row.firm_id),
        "history": history_of(row),
    }


def _factory_forms(row: FactoryAssessment, may: Mapping[str, bool], today: date) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if may.get("record"):
        stored = {item.code: item for item in row.items.all()}
        made["gate"] = gate_form(row, today)
        made["incident"] = sheet_forms.IncidentForm(initial=sheet_forms.IncidentForm.initial_of(row))
        made["items"] = [
            sheet_forms.ItemForm(prefix=code, initial=sheet_forms.ItemForm.initial_of(stored.get(code)))
            for code in legal.CODES
        ]
        made["conclude"] = sheet_forms.ConcludeForm(
            initial={
                "revision": row.revision,
                "assessed_on": show_day(
                    row.scheduled_for if row.scheduled_for and row.scheduled_for <= today else today
                ),
                "plan_due_on": sheet_forms.suggested_due(today),
                "remark": row.remark,
            }
        )
        made["refused_entry"] = sheet_forms.RefusedEntryForm()
        made["photo"] = sheet_forms.PhotoForm()
    elif may.get("waive"):
        made["waive"] = waive_form(row, today)
    if may.get("assign"):
        made["assign"] = sheet_forms.AssignForm(
            assessors=accreditation.assessors_of(row.body, today),
            initial={"assessor": str(row.assessor_id or "")},
        )
    if may.get("schedule"):
        made["schedule"] = sheet_forms.ScheduleForm(initial=sheet_forms.ScheduleForm.initial_of(row))
    if may.get("file_plan") and not may.get("draft_plan"):
        made["receive"] = plan_forms.ReceiveForm()
    if may.get("extend_plan"):
        made["extend"] = plan_forms.ExtendForm()
    if may.get("plan_in_time") or may.get("plan_late"):
        made["judge"] = plan_forms.JudgeForm()
    return made


def gate_form(row: FactoryAssessment, today: date, data: Any = None) -> sheet_forms.GateForm:  # noqa: ANN401  # request.POST
    """Part I of the sheet: stored or typed."""
    return sheet_forms.GateForm(
        data,
        initial=sheet_forms.GateForm.initial_of(row),
        adopted=governance.adopted_qms(today),
        written=row.qms_standard,
    )


def waive_form(row: FactoryAssessment, today: date, data: Any = None) -> sheet_forms.WaiveForm:  # noqa: ANN401  # request.POST
    """Part I with the waiver's words: stored or typed."""
    return sheet_forms.WaiveForm(
        data,
        initial=sheet_forms.WaiveForm.initial_of(row),
        adopted=governance.adopted_qms(today),
        written=row.qms_standard,
    )


def _gate_shown(row: FactoryAssessment, today: date) -> shown.Shown | None:
    if row.gate_recorded_on is None:
        return None
    judged = queries.judge_gate(row, row.assessed_on or row.waived_on or today, visited=row.waived_on is None)
    words = {"fail": "不通過", "deemed_met": "視同符合", "waived": "得免辦", "assess": "應辦理評核"}
    return shown.judged(judged, "相關證明文件審查", word=words[judged.result.outcome.value])


def _waivable(row: FactoryAssessment, today: date) -> bool:
    """Whether part I as recorded allows the waiver."""
    if row.gate_recorded_on is None:
        return False
    return queries.judge_gate(row, today, visited=False).result.outcome.value in ("deemed_met", "waived")


OUTCOME_WORDS = {"pass": "通過", "plan_required": "應於期限前提出矯正計畫後再行判定", "fail": "不通過"}


def _conclusion(row: FactoryAssessment, today: date) -> dict[str, Any] | None:
    """What the sheet leads to as it stands; what is lacking where it leads nowhere yet."""
    if row.state != "planned":
        return None
    try:
        end = actions.conclusion_of(row, on=today)
    except Refused as lacking:
        return {"lacking": lacking.reason}
    return {
        "outcome": end.outcome,
        "word": OUTCOME_WORDS[end.outcome],
        "raw": end.raw,
        "converted": end.converted,
        "unexplained": end.unexplained,
        "finding": shown.judged(end.judged, "評核結果判定", word=OUTCOME_WORDS[end.outcome]),
    }


@dataclass
class ItemRow:
    """One item on the page: its form (or none), what is stored, the proposed grade and why."""

    code: str
    key: str
    title: str
    form: sheet_forms.ItemForm | None
    stored: ItemResult | None
    method: tuple[tuple[str, str], ...]
    finding: shown.Shown | None = None
    fault: str = ""
    differs: str = ""

    @property
    def area(self) -> str:
        """Digit of the area the item belongs to."""
        return self.code[0]

    @property
    def area_name(self) -> str:
        """Name of that area."""
        return next(name for digit, _, name in documents.AREAS if digit == self.area)


def item_rows(
    row: FactoryAssessment, bound: list[sheet_forms.ItemForm] | None, *, is_stale: bool = False
) -> list[ItemRow]:
    """The eleven items in order, each with the grade of what is typed (bound forms) or stored."""
    stored = {item.code: item for item in row.items.all()}
    forms_by_code = {str(form.prefix): form for form in bound or []}
    return [_item_row(row, code, stored.get(code), forms_by_code.get(code), is_stale=is_stale) for code in legal.CODES]


def _item_row(
    row: FactoryAssessment,
    code: str,
    stored: ItemResult | None,
    form: sheet_forms.ItemForm | None,
    *,
    is_stale: bool,
) -> ItemRow:
    made = ItemRow(code, code.replace(".", "-"), documents.ITEM_TITLES[code], form, stored, legal.METHOD[code])
    record = form.record() if form is not None and form.is_bound and form.is_valid() and not form.is_blank else None
    try:
        if record is not None:
            made.finding = _grade_shown(preview(row, record))
        elif stored is not None and (form is None or not form.is_bound):
            made.finding = _grade_shown(legal.grade_of(stored, on=row.assessed_on or clock.today()))
    except Refused as refusal:
        made.fault = refusal.reason
    if is_stale and stored is not None and record is not None and _differ(stored, record):
        made.differs = (
            f"目前已存：應執行 {stored.total}、未執行 {stored.not_executed}、完全未執行 {stored.not_executed_basic}、"
            f"規範{stored.get_rules_display()}、紀錄{stored.get_records_display()}、{stored.get_grade_display()}。{stored.text}"
        )
    return made


def _differ(stored: ItemResult, record: actions.ItemRecord) -> bool:
    typed = (record.total, record.not_executed, record.rules, record.records, record.text.strip())
    return typed != (stored.total, stored.not_executed, stored.rules, stored.records, stored.text)


def preview(row: FactoryAssessment, record: actions.ItemRecord) -> legal.Judged:
    """The grade of what is typed, without saving.

    Raises:
        Refused: absurd counts, with item and field.
    """
    basic = record.not_executed if record.not_executed_basic is None else record.not_executed_basic
    return legal.grade(
        record.code,
        total=record.total,
        not_executed=record.not_executed,
        not_executed_basic=basic,
        rules=record.rules,
        records=record.records,
        incident=legal.has_open_incident(row, record.code) and record.total != 0,
        on=clock.today(),
    )


GRADE_TONES = {
    "conforming": "ok",
    "slight": "info",
    "minor": "warn",
    "major": "warn",
    "severe": "bad",
    "not_applicable": "",
}


def _grade_shown(judged: legal.Judged) -> shown.Shown:
    grade = judged.result.grade.value
    made = shown.judged(judged, f"依規定判定：{judged.because[0][0]}", word=str(ItemResult.Grade(grade).label))
    return shown.Shown(made.kind, GRADE_TONES[grade], made.word, made.title, made.cite, made.reasons, made.readings)


def history_of(row: FactoryAssessment | OriginDetermination) -> list[dict[str, Any]]:
    """Who did what when, with the article of each move."""
    table = moves.governed()[type(row)]
    return [
        {
            "at": event.at,
            "actor": event.eventtext.text.get("actor", ""),
            "label": "開案" if event.move == "open" else table[event.move].label if event.move in table else event.move,
            "cite": table[event.move].cite if event.move in table else "",
        }
        for event in events.history(row)
    ]
