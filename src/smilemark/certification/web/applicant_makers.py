"""The applicant finds the factory of another firm that makes the products with it, by registration number alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification import actions
from smilemark.certification.web import forms
from smilemark.certification.web.applicant import editable_case
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.foundation.web import rates

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_HOUR: Final = 30
"""Numbers one person may ask about in an hour: enough for a long chain, too few to try them all."""


@never_cache
@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def makers(request: HttpRequest, number: str) -> HttpResponse:
    """Ask with ``?number=``: name, number and county of the factory; sent, it stands on the application."""
    case = editable_case(request, number)
    given = request.POST if request.method == "POST" else request.GET
    form = forms.MakerForm(given if "number" in given else None)
    context: dict[str, Any] = {"case": case, "form": form, "section_name": "其他業者之工廠"}
    page = "certification/apply_maker.html"
    if not form.is_bound:
        return render(request, page, context)
    if not form.is_valid():
        return render(request, page, context, status=422)
    if not rates.may("maker", signed_in(request).pk, per_hour=PER_HOUR):
        form.add_error("number", "一小時內查詢次數過多，請稍後再查。")
        answer = render(request, page, context, status=429)
        answer.headers["Retry-After"] = rates.retry_after()
        return answer
    asked = form.cleaned_data["number"]
    try:
        if request.method == "POST":
            actions.add_maker(case_id=case.pk, number=asked, by=signed_in(request), at=clock.now())
            return redirect("certification:draft_factories", case.number)
        context["found"] = actions.find_maker(case, asked)
    except Refused as refusal:
        forms.add_refusal(form, refusal)
        return render(request, page, context, status=409)
    return render(request, page, context)
