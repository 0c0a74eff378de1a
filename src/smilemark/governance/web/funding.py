"""Pages on which the administration sets whose costs the government bears (point 38 I)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock
from smilemark.foundation.web.submitting import submit
from smilemark.governance import actions, queries
from smilemark.governance.models import StartUpFunding
from smilemark.governance.web.forms import EndFundingForm, FundForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django import forms
    from django.http import HttpRequest, HttpResponse


def _kept(
    request: HttpRequest, form: forms.Form, title: str, said: str, act: Callable[[dict[str, Any]], StartUpFunding]
) -> HttpResponse:
    made, status = submit(form, act)
    if made is None:
        return render(request, "governance/funding.html", {"form": form, "title": title}, status=status)
    messages.success(request, said, extra_tags="ok")
    return redirect("governance:industries")


@role_required(roles.ADMINISTRATION)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """The government bears the costs of an industry from a day on."""
    by = signed_in(request)
    industry = get_object_or_404(queries.industries(product_class=1), pk=pk)
    return _kept(
        request,
        FundForm(request.POST or None, initial={"first_day": clock.today()}),
        f"推動初期政府預算全額負擔：{industry.name}",
        "已登錄。",
        lambda given: actions.fund(industry_id=industry.pk, **given, by=by, at=clock.now()),
    )


@role_required(roles.ADMINISTRATION)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It stops."""
    by = signed_in(request)
    row = get_object_or_404(StartUpFunding.objects.select_related("industry"), pk=pk)
    return _kept(
        request,
        EndFundingForm(request.POST or None, initial={"last_day": clock.today()}),
        f"停止全額負擔：{row.industry.name}（{row.number}）",
        "已登錄停止。",
        lambda given: actions.end_funding(funding_id=row.pk, **given, by=by, at=clock.now()),
    )
