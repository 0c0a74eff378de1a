"""The reviewer's decisions: assign, schedule, waive, receive, extend, judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.assessment import actions, queries
from smilemark.assessment.web import pages
from smilemark.assessment.web.forms import plan as plan_forms
from smilemark.assessment.web.forms import sheet as sheet_forms
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from smilemark.assessment.models import FactoryAssessment


def _decide(
    request: HttpRequest,
    row: FactoryAssessment,
    name: str,
    form: forms.Form,
    act: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """One form, one action: the page again with the reason where it is refused."""
    if not form.is_valid():
        return pages.factory_page(request, row, typed=pages.Typed({name: form}), status=422)
    try:
        act(assessment_id=row.pk, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        row.refresh_from_db()
        return pages.factory_page(request, row, typed=pages.Typed({name: form}, refusal), status=409)
    messages.success(request, done)
    return redirect(queries.factory_url(row))


@role_required()
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign the assessor."""
    row = pages.factory_or_404(request, pk)
    form = sheet_forms.AssignForm(request.POST, assessors=accreditation.assessors_of(row.body, clock.today()))
    return _decide(
        request,
        row,
        "assign",
        form,
        lambda **who: actions.assign_assessor(assessor_id=int(form.cleaned_data["assessor"]), **who),
        "已指派評核人員。",
    )


@role_required()
@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the on-site day."""
    row = pages.factory_or_404(request, pk)
    form = sheet_forms.ScheduleForm(request.POST)
    return _decide(
        request,
        row,
        "schedule",
        form,
        lambda **who: actions.schedule(scheduled_for=form.cleaned_data["scheduled_for"], **who),
        "已排定現場評核。",
    )


@role_required()
@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive the QMS assessment."""
    row = pages.factory_or_404(request, pk)
    form = pages.waive_form(row, clock.today(), request.POST)
    return _decide(
        request,
        row,
        "waive",
        form,
        lambda **who: actions.waive(
            gate=form.record() if "licence" in request.POST else None,  # the sheet's button waives on what is recorded
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            **who,
        ),
        "已決定免辦工廠品管系統評核；臺灣製原產地認定仍應辦理。",
    )


@role_required()
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a corrective plan that came on paper."""
    row = pages.factory_or_404(request, pk)
    form = plan_forms.ReceiveForm(request.POST, request.FILES)
    return _decide(
        request,
        row,
        "receive",
        form,
        lambda **who: actions.file_plan(paper=form.paper(), **who),
        "已登錄矯正計畫之送件。",
    )


@role_required()
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a later last day."""
    row = pages.factory_or_404(request, pk)
    form = plan_forms.ExtendForm(request.POST)
    return _decide(
        request,
        row,
        "extend",
        form,
        lambda **who: actions.extend_plan(**form.cleaned_data, **who),
        "已展延矯正計畫期限。",
    )


@role_required()
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge the plan by law."""
    row = pages.factory_or_404(request, pk)
    form = plan_forms.JudgeForm(request.POST)
    return _decide(
        request,
        row,
        "judge",
        form,
        lambda **who: actions.judge_plan(**form.cleaned_data, **who),
        "已判定矯正計畫。",
    )
