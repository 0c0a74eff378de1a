"""The applicant's corrective plan (annex 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.assessment import actions, queries
from smilemark.assessment.web import pages
from smilemark.assessment.web.forms.fields import all_valid, place
from smilemark.assessment.web.forms.plan import AnswerForm
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from smilemark.assessment.models import FactoryAssessment

PLAN_PAGE = "assessment/plan.html"


class _Revision(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


@role_required()
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the plan, save it at any moment, file it."""
    row = pages.factory_or_404(request, pk)
    if queries.plan_of(row) is None:
        return redirect(queries.factory_url(row))
    if request.method != "POST":
        return _page(request, row)
    bound = [AnswerForm(request.POST, request.FILES, prefix=entry.item_code) for entry in row.plan.rows.all()]
    seen = _Revision(request.POST)
    typed = pages.Typed({"answers": bound, "seen": seen})
    if not all_valid([*bound, seen]):
        return _page(request, row, typed=typed, status=422)
    act = actions.file_plan if "file" in request.POST else actions.draft_plan
    try:
        act(
            assessment_id=row.pk,
            answers=[form.answer() for form in bound],
            by=signed_in(request),
            at=clock.now(),
            revision=seen.cleaned_data["revision"],
        )
    except Refused as refusal:
        row.refresh_from_db()
        typed.refusal = refusal
        return _page(request, row, typed=typed, status=409)
    if "file" in request.POST:
        messages.success(request, "已提出矯正計畫，待驗證機構判定。")
        return redirect(queries.factory_url(row))
    messages.success(request, "已儲存，尚未提出。")
    return redirect(queries.plan_url(row))


def _page(
    request: HttpRequest, row: FactoryAssessment, *, typed: pages.Typed | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = pages.factory_context(row, signed_in(request), clock.today())
    items = {item.code: item for item in row.items.all()}
    answered = {form.prefix: form for form in typed.forms["answers"]} if typed is not None else {}
    context["seen"] = _Revision(initial={"revision": row.revision})
    if typed is not None and typed.refusal is not None:
        context["refusal"] = typed.refusal.reason
        context["refusal_field"] = place(typed.refusal, typed.bound())
        context["is_stale"] = isinstance(typed.refusal, actions.Stale)
    elif typed is not None:
        context["faults"] = pages.faults(typed.bound())
    can_write = context["may"].get("draft_plan", False)
    context["answers"] = [
        {
            "item": items[entry.item_code],
            "stored": entry,
            "form": (
                answered.get(entry.item_code)
                or AnswerForm(prefix=entry.item_code, initial=AnswerForm.initial_of(entry))
            )
            if can_write
            else None,
        }
        for entry in context["plan_rows"]
    ]
    context["can_write"] = can_write
    return render(request, PLAN_PAGE, context, status=status)
