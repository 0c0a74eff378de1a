"""Reports from the public: the form, and what became of one, by its token alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from smilemark.foundation import clock, events
from smilemark.foundation.moves import Refused
from smilemark.foundation.web import rates
from smilemark.foundation.web.addresses import client_address
from smilemark.registry import actions, queries
from smilemark.registry.models import PublicReport
from smilemark.registry.web import numbers
from smilemark.registry.web.forms import AdditionForm, ReportForm
from smilemark.registry.web.words import REPORT_STEPS, liability
from smilemark.surveillance.queries import inquiries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_HOUR: Final = 10
"""Reports and additions to them one address may send in an hour."""


def _may_send(request: HttpRequest) -> bool:
    return rates.may("report", client_address(request), per_hour=PER_HOUR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; a report that was taken in leads to its own page."""
    if request.method != "POST":
        typed = numbers.read(request.GET.get("label", ""))
        form = ReportForm(initial={"label_number": typed.number or typed.text[:40]})
        return render(request, "registry/report_new.html", {"form": form})
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "registry/report_new.html", {"form": form}, status=422)
    if not _may_send(request):
        refused = {"form": form, "refusal": "同一網路位址一小時內通報次數過多，請稍後再送出；您填的內容仍在畫面上。"}
        answer = render(request, "registry/report_new.html", refused, status=429)
        answer.headers["Retry-After"] = rates.retry_after()
        return answer
    try:
        report = actions.receive_report(words=form.words(), photos=form.cleaned_data["photos"], at=clock.now())
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        return render(request, "registry/report_new.html", {"form": form}, status=409)
    return HttpResponseRedirect(reverse("registry:report", args=[report.token]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Where a report stands and what comes next; more can be added. Contact and photos are never shown."""
    found = get_object_or_404(PublicReport, token=token)
    form, status = AdditionForm(), 200
    if request.method == "POST":
        form = AdditionForm(request.POST)
        status = 422
        if form.is_valid() and not _may_send(request):
            form.add_error("text", "同一網路位址一小時內通報及補充次數過多，請稍後再送出。")
            status = 429
        elif form.is_valid():
            try:
                actions.add_to_report(report_id=found.pk, text=form.cleaned_data["text"], at=clock.now())
            except Refused as refusal:
                form.add_error("text" if refusal.field else None, refusal.reason)
                status = 409
            else:
                return HttpResponseRedirect(reverse("registry:report", args=[token]))
    checked = inquiries.public_state(events.stream_of(found))
    label = queries.label_on(found.label_number, clock.today()) if found.label_number else None
    page = {
        "report": found,
        "checked": checked,
        "form": form,
        "steps": REPORT_STEPS[found.kind],
        "photos": found.photos.count(),
        "liability": liability(label.firm_name if label is not None else ""),
    }
    response = render(request, "registry/report.html", page, status=status)
    # The address is the key to the page and goes to no other site. Not "no-referrer": a browser would then send the form
    # below with "Origin: null", which is refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
