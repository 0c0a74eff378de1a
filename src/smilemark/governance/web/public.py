"""What was announced, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from smilemark.foundation import clock, events
from smilemark.governance import permissions, queries
from smilemark.governance.comparing import differences
from smilemark.governance.history import line_of
from smilemark.governance.models import Announcement, Industry

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_PAGE = 50


@require_GET
def announcements(request: HttpRequest) -> HttpResponse:
    """Announcements, newest first; by subject and industry, in force today or all."""
    rows = queries.visible_to(request.user).filter(state__in=queries.PUBLIC_STATES)
    subject, code = request.GET.get("subject", ""), request.GET.get("industry", "")
    if subject in Announcement.Subject.values:
        rows = rows.filter(subject=subject)
    if code:
        rows = rows.filter(industry__code=code)
    today = clock.today()
    if request.GET.get("all") != "1":
        rows = queries.in_force_on(rows, today)
    page = Paginator(rows.order_by("-effective_from", "subject", "industry__code", "pk"), A_PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "subjects": Announcement.Subject.choices,
        "industries": Industry.objects.all(),
        "subject": subject,
        "code": code,
        "all": request.GET.get("all") == "1",
        "may_draft": _may_draft(request),
    }
    return render(request, "governance/announcements.html", context)


def _may_draft(request: HttpRequest) -> bool:
    return request.user.is_authenticated and queries.may_draft(request.user)


@require_GET
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement with everything it sets, and the versions before and after it."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    context = {
        "announcement": row,
        "today": clock.today(),
        "versions": queries.versions_of(row, request.user),
        "history": [line_of(event) for event in events.history(row)] if _may_draft(request) else [],
        "may_draft": _may_draft(request),
        **queries.shown_contents(row),
    }
    return render(request, "governance/announcement.html", context)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What the announcement changed against the version before it."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    before = queries.version_before(row)
    context = {"announcement": row, "before": before, "differences": differences(before, row)}
    return render(request, "governance/compare.html", context)


@require_GET
def industries(request: HttpRequest) -> HttpResponse:
    """The industries of the scheme, and how sure their codes are."""
    open_now = {row.pk for row in queries.industries_open_on(clock.today())}
    fundings = queries.start_up_fundings()
    today = clock.today()
    rows = [
        (row, row.pk in open_now, held := fundings.get(row.pk, []), any(each.is_in_force_on(today) for each in held))
        for row in queries.industries()
    ]
    may_fund = request.user.is_authenticated and permissions.why_not_fund(request.user) is None
    return render(request, "governance/industries.html", {"rows": rows, "today": today, "may_fund": may_fund})
