"""The registers of bodies and laboratories, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from smilemark.accreditation import permissions, queries
from smilemark.foundation import clock, events

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _may_keep(request: HttpRequest) -> bool:
    return request.user.is_authenticated and permissions.may_keep(request.user)


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies, with the scopes they hold today."""
    today = clock.today()
    found = queries.bodies_visible_to(request.user)
    rows = [(row, [s for s in row.accreditations.all() if s.is_valid_on(today)]) for row in found]
    context = {"rows": rows, "today": today, "may_keep": _may_keep(request)}
    return render(request, "accreditation/bodies.html", context)


@require_GET
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body with every accreditation it held."""
    row = get_object_or_404(queries.bodies_visible_to(request.user), pk=pk)
    today = clock.today()
    context = {
        "body": row,
        "scopes": [(scope, scope.status_on(today)) for scope in row.accreditations.all()],
        "may_keep": _may_keep(request),
        "history": events.history(row) if _may_keep(request) else [],
    }
    return render(request, "accreditation/body.html", context)


@require_GET
def laboratories(request: HttpRequest) -> HttpResponse:
    """All laboratories, with the industries they are recognised for today."""
    today = clock.today()
    found = queries.laboratories_visible_to(request.user)
    rows = [(row, [s for s in row.recognitions.all() if s.is_valid_on(today)]) for row in found]
    context = {"rows": rows, "today": today, "may_keep": _may_keep(request)}
    return render(request, "accreditation/laboratories.html", context)


@require_GET
def laboratory(request: HttpRequest, pk: int) -> HttpResponse:
    """One laboratory with every recognition it held."""
    row = get_object_or_404(queries.laboratories_visible_to(request.user), pk=pk)
    today = clock.today()
    context = {
        "laboratory": row,
        "scopes": [(scope, scope.status_on(today)) for scope in row.recognitions.all()],
        "may_keep": _may_keep(request),
        "history": events.history(row) if _may_keep(request) else [],
    }
    return render(request, "accreditation/laboratory.html", context)
