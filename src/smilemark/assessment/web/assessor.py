"""The assessor's pages: the annex 7 sheet on a tablet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.assessment import actions, legal, queries
from smilemark.assessment.models import AssessmentPhoto
from smilemark.assessment.web import pages
from smilemark.assessment.web.forms import sheet as forms
from smilemark.assessment.web.forms.fields import all_valid
from smilemark.foundation import clock
from smilemark.foundation.htmx import wants_part
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.assessment.models import FactoryAssessment

GRADES_PART = "assessment/_grades.html"


@role_required()
def factory(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment, for every reader who may see it."""
    return pages.factory_page(request, pages.factory_or_404(request, pk))


@role_required()
@require_POST
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Save annex 7 part I."""
    row = pages.factory_or_404(request, pk)
    form = pages.gate_form(row, clock.today(), request.POST)
    if not form.is_valid():
        return pages.factory_page(request, row, typed=pages.Typed({"gate": form}), status=422)
    try:
        actions.record_gate(
            assessment_id=row.pk,
            gate=form.record(),
            by=signed_in(request),
            at=clock.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as refusal:
        row.refresh_from_db()
        return pages.factory_page(request, row, typed=pages.Typed({"gate": form}, refusal), status=409)
    messages.success(request, "已儲存相關證明文件審查。")
    return redirect(f"{queries.factory_url(row)}#items")


@role_required()
@require_POST
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the items and the incident flag. htmx saves while typing and gets the grades; a browser gets the page."""
    row = pages.factory_or_404(request, pk)
    bound = [forms.ItemForm(request.POST, prefix=code) for code in legal.CODES]
    incident = forms.IncidentForm(request.POST)
    typed = pages.Typed({"items": bound, "incident": incident})
    is_valid = all_valid([*bound, incident])
    if wants_part(request):
        return _items_part(request, row, typed, is_valid=is_valid)
    if not is_valid:
        return pages.factory_page(request, row, typed=typed, status=422)
    try:
        _record(request, row, typed)
    except Refused as refusal:
        row.refresh_from_db()
        typed.refusal = refusal
        return pages.factory_page(request, row, typed=typed, status=409)
    messages.success(request, "已儲存評核表。")
    return redirect(f"{queries.factory_url(row)}#items")


def _record(request: HttpRequest, row: FactoryAssessment, typed: pages.Typed) -> FactoryAssessment:
    incident = typed.forms["incident"]
    return actions.record_items(
        assessment_id=row.pk,
        items=[form.record() for form in typed.forms["items"] if not form.is_blank],
        incident=incident.record(),
        by=signed_in(request),
        at=clock.now(),
        revision=incident.cleaned_data["revision"],
    )


def _items_part(request: HttpRequest, row: FactoryAssessment, typed: pages.Typed, *, is_valid: bool) -> HttpResponse:
    """Grades of what is typed; saved as well once nothing stands against it."""
    saved, refusal = False, None
    rows = pages.item_rows(row, typed.forms["items"])
    if is_valid and not any(entry.fault for entry in rows) and not _lacks_reason(rows):
        try:
            row = _record(request, row, typed)
            saved = True
            rows = pages.item_rows(row, typed.forms["items"])
        except Refused as refused:
            refusal = refused.reason
            row.refresh_from_db()
    context = {"row": row, "item_rows": rows, "saved": saved, "refusal": refusal, "now": clock.now()}
    response = render(request, GRADES_PART, context, status=200 if saved else 422 if refusal is None else 409)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _lacks_reason(rows: list[pages.ItemRow]) -> bool:
    """Whether a grade differs from the proposed one without a reason yet; said beside the item, not logged."""
    lacking = False
    for entry in rows:
        if entry.form is None or entry.finding is None:
            continue
        grade = entry.form.cleaned_data.get("grade")
        proposed = entry.finding.word
        chosen = dict(entry.form.fields["grade"].choices).get(grade) if grade else proposed  # type: ignore[attr-defined]  # a ChoiceField
        if chosen != proposed and not entry.form.cleaned_data.get("override_reason", "").strip():
            entry.fault = f"與依規定判定之「{proposed}」不同，請填寫理由（第二十八點第二項）。"
            lacking = True
    return lacking


@role_required()
@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign and conclude; the law says how it ends."""
    row = pages.factory_or_404(request, pk)
    form = forms.ConcludeForm(request.POST, request.FILES)
    if not form.is_valid():
        return pages.factory_page(request, row, typed=pages.Typed({"conclude": form}), status=422)
    given = form.cleaned_data
    try:
        actions.conclude(
            assessment_id=row.pk,
            signing=form.signing(),
            by=signed_in(request),
            at=clock.now(),
            assessed_on=given["assessed_on"],
            plan_due_on=given["plan_due_on"],
            revision=given["revision"],
        )
    except Refused as refusal:
        row.refresh_from_db()
        return pages.factory_page(request, row, typed=pages.Typed({"conclude": form}, refusal), status=409)
    messages.success(request, "已判定評核結果。")
    return redirect(queries.factory_url(row))


@role_required()
@require_POST
def refused_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the factory refused the assessment."""
    row = pages.factory_or_404(request, pk)
    form = forms.RefusedEntryForm(request.POST)
    if not form.is_valid():
        return pages.factory_page(request, row, typed=pages.Typed({"refused_entry": form}), status=422)
    try:
        actions.refused_entry(
            assessment_id=row.pk,
            text=form.cleaned_data["refusal_text"],
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        return pages.factory_page(request, row, typed=pages.Typed({"refused_entry": form}, refusal), status=409)
    messages.success(request, "已登錄業者拒絕評核，判定不通過。")
    return redirect(queries.factory_url(row))


@role_required()
@require_POST
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a picture."""
    row = pages.factory_or_404(request, pk)
    form = forms.PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return pages.factory_page(request, row, typed=pages.Typed({"photo": form}), status=422)
    given = form.cleaned_data
    try:
        actions.add_photo(
            assessment_id=row.pk,
            upload=given["file"],
            item_code=given["item_code"],
            caption=given["caption"],
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        return pages.factory_page(request, row, typed=pages.Typed({"photo": form}, refusal), status=409)
    messages.success(request, "已加入照片。")
    return redirect(f"{queries.factory_url(row)}#photos")


@role_required()
@require_POST
def remove_photo(request: HttpRequest, pk: int, photo_id: int) -> HttpResponse:
    """Take a picture off the sheet."""
    row = pages.factory_or_404(request, pk)
    if not AssessmentPhoto.objects.filter(pk=photo_id, assessment=row, removed_at=None).exists():
        return redirect(f"{queries.factory_url(row)}#photos")
    try:
        actions.remove_photo(photo_id=photo_id, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return pages.factory_page(request, row, typed=pages.Typed({}, refusal), status=409)
    messages.success(request, "已移除照片。")
    return redirect(f"{queries.factory_url(row)}#photos")
