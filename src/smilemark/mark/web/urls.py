"""Addresses of the app: the entrance, and those of every subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_GET

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.mark.web import checks, consents, deliveries, letters, licences, lists, orders, printing, runs, stops

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SECTIONS = (
    printing.SECTION,
    orders.SECTION,
    lists.SECTION,
    deliveries.SECTION,
    deliveries.LOSSES,
    stops.SECTION,
    runs.SECTION,
    licences.SECTION,
    checks.SECTION,
    consents.SECTION,
)


@role_required(*sorted(set().union(*(section.roles for section in SECTIONS))))
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The entrance: the sections the reader may read."""
    held = {role for role, _organisation in signed_in(request).held_roles()}
    return render(request, "mark/index.html", {"sections": [each for each in SECTIONS if each.roles & held]})


app_name = "mark"
urlpatterns: list[URLPattern | URLResolver] = [
    path("mark/", index, name="index"),
    *checks.urlpatterns,
    *consents.urlpatterns,
    *letters.urlpatterns,
    *licences.urlpatterns,
    *printing.urlpatterns,
    *orders.urlpatterns,
    *lists.urlpatterns,
    *deliveries.urlpatterns,
    *stops.urlpatterns,
    *runs.urlpatterns,
]
