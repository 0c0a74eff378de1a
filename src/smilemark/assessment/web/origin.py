"""The origin page: bill of materials, live rate, the assessor's facts, the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.assessment import actions, documents, queries
from smilemark.assessment.web import pages, shown
from smilemark.assessment.web.forms import origin as forms
from smilemark.assessment.web.forms.fields import all_valid, place
from smilemark.assessment.web.forms.sheet import AssignForm
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.assessment.models import OriginDetermination

ORIGIN_PAGE = "assessment/origin.html"
RATE_PART = "assessment/_rate.html"
BASIS_WORDS = {
    "wholly_obtained": "完全取得或完全生產",
    "authority_decision": "貿易署另為認定",
    "hs6_change": "稅則前六位碼相異",
    "value_added": "附加價值率超過百分之三十五",
    "important_process": "符合重要製程",
}


@role_required()
def origin(request: HttpRequest, pk: int) -> HttpResponse:
    """One determination, for every reader who may see it."""
    return _page(request, pages.origin_or_404(request, pk))


@role_required()
@require_POST
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the bill of materials, tariff code and price."""
    row = pages.origin_or_404(request, pk)
    product = forms.ProductForm(request.POST)
    rows = forms.input_forms([], request.POST)
    typed = pages.Typed({"product": product, "inputs": rows})
    if not all_valid([*rows, product]):
        return _page(request, row, typed=typed, status=422)
    given = product.cleaned_data
    try:
        actions.declare_inputs(
            determination_id=row.pk,
            inputs=_typed_rows(rows),
            hs_code=given["hs_code"],
            fob_price=given["fob_price"],
            price_basis=given["price_basis"],
            by=signed_in(request),
            at=clock.now(),
            revision=given["revision"],
        )
    except Refused as refusal:
        row.refresh_from_db()
        typed.refusal = refusal
        return _page(request, row, typed=typed, status=409)
    messages.success(request, "已儲存物料清單。")
    return redirect(f"{queries.origin_url(row)}#inputs")


def _typed_rows(rows: list[forms.InputForm]) -> list[dict[str, Any]]:
    """By place on the page, so that a refusal's row number is the reader's."""
    numbered = {int(str(form.prefix).split("-")[1]): form.cleaned_data for form in rows}
    return [dict(numbered.get(place, {})) for place in range(max(numbered, default=-1) + 1)]


@role_required()
@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """The law's answer on what is typed in the bill of materials, without saving (htmx)."""
    row = pages.origin_or_404(request, pk)
    product = forms.ProductForm(request.POST)
    rows = forms.input_forms([], request.POST)
    context: dict[str, Any] = {"row": row}
    if all_valid([*rows, product]):
        try:
            judged = queries.judge_typed(
                row,
                _typed_rows(rows),
                hs_code=product.cleaned_data["hs_code"],
                price=product.cleaned_data["fob_price"],
                on=clock.today(),
            )
            context["rate"] = rate_words(judged.result)
        except Refused as refusal:
            context["lacking"] = refusal.reason
    else:
        context["lacking"] = "資料尚有欄位須修正。"
    return render(request, RATE_PART, context)


@role_required()
@require_POST
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the assessor found; with the button 「認定」 determine at once."""
    row = pages.origin_or_404(request, pk)
    form = forms.FactsForm(request.POST)
    special = [forms.SpecialForm(request.POST, condition=condition) for condition in queries.special_conditions(row)]
    excluded = [forms.ExclusionForm(request.POST, entry=entry) for entry in row.inputs.all()]
    typed = pages.Typed({"facts": form, "special": special, "exclusions": excluded})
    if not all_valid([form, *special, *excluded]):
        return _page(request, row, typed=typed, status=422)
    record = form.record(
        {one.condition.code: one.cleaned_data for one in special if one.cleaned_data["result"]},
        tuple(
            actions.Exclusion(one.entry.pk, one.cleaned_data["reason"])
            for one in excluded
            if one.cleaned_data["is_excluded"]
        ),
    )
    by, at = signed_in(request), clock.now()
    try:
        saved = actions.record_facts(
            determination_id=row.pk, record=record, by=by, at=at, revision=form.cleaned_data["revision"]
        )
        if "determine" in request.POST:
            row.refresh_from_db()
            pages.renew_revisions({"facts": form}, saved.revision)
            saved = actions.determine(determination_id=row.pk, by=by, at=at, revision=saved.revision)
    except Refused as refusal:
        row.refresh_from_db()
        typed.refusal = refusal
        return _page(request, row, typed=typed, status=409)
    messages.success(
        request,
        f"原產地認定結果：{saved.get_state_display()}。" if "determine" in request.POST else "已儲存查核事實。",
    )
    return redirect(f"{queries.origin_url(row)}#{'result' if 'determine' in request.POST else 'facts'}")


@role_required()
@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a paper."""
    row = pages.origin_or_404(request, pk)
    form = forms.EvidenceForm(request.POST, request.FILES)
    typed = pages.Typed({"evidence": form})
    if not form.is_valid():
        return _page(request, row, typed=typed, status=422)
    given = form.cleaned_data
    try:
        actions.attach_evidence(
            determination_id=row.pk,
            upload=given["file"],
            subject=given["subject"],
            label=given["label"],
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        typed.refusal = refusal
        return _page(request, row, typed=typed, status=409)
    messages.success(request, "已附佐證。")
    return redirect(f"{queries.origin_url(row)}#evidence")


@role_required()
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign the assessor of the determination."""
    row = pages.origin_or_404(request, pk)
    form = AssignForm(request.POST, assessors=accreditation.assessors_of(row.body, clock.today()))
    typed = pages.Typed({"assign": form})
    if not form.is_valid():
        return _page(request, row, typed=typed, status=422)
    try:
        actions.assign_origin_assessor(
            determination_id=row.pk,
            assessor_id=int(form.cleaned_data["assessor"]),
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        typed.refusal = refusal
        return _page(request, row, typed=typed, status=409)
    messages.success(request, "已指派評核人員。")
    return redirect(queries.origin_url(row))


def rate_words(result: Any) -> dict[str, Any]:  # noqa: ANN401  # the rule's result
    """The computed facts as the page shows them."""
    return {
        "percent": documents.percent(result.value_added_rate),
        "exact": result.value_added_rate,
        "over": result.value_added_over_35,
        "changed": result.hs6_changed,
    }


def _page(
    request: HttpRequest, row: OriginDetermination, *, typed: pages.Typed | None = None, status: int = 200
) -> HttpResponse:
    typed = typed or pages.Typed()
    context = _context(row, signed_in(request), clock.today())
    context["forms"].update(typed.forms)
    if typed.refusal is not None:
        context["refusal"] = typed.refusal.reason
        context["refusal_field"] = place(typed.refusal, typed.bound())
        if isinstance(typed.refusal, actions.Stale):
            pages.renew_revisions(typed.forms, row.revision)
            context["is_stale"] = True
    elif typed.forms:
        context["faults"] = pages.faults(typed.bound())
    return render(request, ORIGIN_PAGE, context, status=status)


def _context(row: OriginDetermination, user: User, today: date) -> dict[str, Any]:
    can = pages.open_moves(row, user, today)
    may = {name: why is None for name, why in can.items()}
    entries = list(row.inputs.all())
    made: dict[str, Any] = {
        "row": row,
        "may": may,
        "today": today,
        "obstacles": sorted({why for why in can.values() if why}),
        "forms": {},
        "entries": [{"row": entry, "origin": documents.origin_name(entry.origin)} for entry in entries],
        "factories": list(row.factories.all()),
        "evidence": list(row.evidence.select_related("file", "added_by")),
        "history": pages.history_of(row),
        "conditions": _conditions(row),
        "finding": shown.stored(row.finding, "原產地認定") if row.finding is not None else None,
    }
    made |= _judged_now(row, today)
    if may.get("declare") or may.get("record"):
        made["forms"]["product"] = forms.ProductForm(initial=forms.ProductForm.initial_of(row))
        made["forms"]["inputs"] = forms.input_forms(entries)
    if may.get("record"):
        made["forms"] |= _facts_forms(row)
    if may.get("attach"):
        made["forms"]["evidence"] = forms.EvidenceForm()
    if may.get("assign"):
        made["forms"]["assign"] = AssignForm(
            assessors=accreditation.assessors_of(row.body, today),
            initial={"assessor": str(row.assessor_id or "")},
        )
    return made


def _facts_forms(row: OriginDetermination) -> dict[str, Any]:
    return {
        "facts": forms.FactsForm(initial=forms.FactsForm.initial_of(row)),
        "special": [
            forms.SpecialForm(condition=condition, initial=row.special_results.get(condition.code, {}))
            for condition in queries.special_conditions(row)
        ],
        "exclusions": [
            forms.ExclusionForm(
                entry=entry, initial={"is_excluded": entry.is_excluded, "reason": entry.exclusion_reason}
            )
            for entry in row.inputs.all()
        ],
    }


def _conditions(row: OriginDetermination) -> list[dict[str, Any]]:
    words = {"met": ("符合", "ok"), "unmet": ("不符合", "bad"), "not_applicable": ("不適用本產品", "")}
    made = []
    for condition in queries.special_conditions(row):
        answer = row.special_results.get(condition.code, {})
        word, tone = words.get(answer.get("result", ""), ("尚未查核", "info"))
        made.append({"condition": condition, "word": word, "tone": tone, "note": answer.get("note", "")})
    return made


def _judged_now(row: OriginDetermination, today: date) -> dict[str, Any]:
    """While pending: what the law would say on the facts so far, or what is lacking."""
    if row.finding is not None:
        result = row.finding.result
        return {
            "basis": BASIS_WORDS.get(result.get("basis") or "", ""),
            "rate": {
                "percent": documents.percent(result["value_added_rate"]),
                "exact": result["value_added_rate"],
                "over": result["value_added_over_35"],
                "changed": result["hs6_changed"],
            },
        }
    made: dict[str, Any] = {}
    try:
        judged = queries.judge_typed(row, None, hs_code=row.hs_code, price=row.fob_price, on=today)
        made["rate"] = rate_words(judged.result)
    except Refused as refusal:
        made["lacking"] = refusal.reason
    if (missing := queries.missing_facts(row)) is not None:
        made["missing"] = missing.reason
    elif row.state == "pending":
        made["preview"] = shown.judged(queries.judge_origin(row, on=today), "依目前登錄之事實")
    return made
