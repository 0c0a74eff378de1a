"""The list: what I assess, by day; what my body assesses; how my firm's assessments stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import render

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.assessment import queries
from smilemark.foundation import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 50
SHOWS = {"open": "進行中", "done": "已結束", "all": "全部"}


@role_required()
def assessments(request: HttpRequest) -> HttpResponse:
    """Factories and products to assess, the next day first."""
    user = signed_in(request)
    is_assessor = user.holds(roles.ASSESSOR)
    whose = request.GET.get("whose") or ("mine" if is_assessor else "all")
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "open"
    factories = queries.visible_to(user).order_by(F("scheduled_for").asc(nulls_last=True), "pk")
    origins = queries.origins_visible_to(user).order_by("pk")
    if whose == "mine":
        factories, origins = factories.filter(assessor=user), origins.filter(assessor=user)
    if show == "open":
        factories = factories.filter(state__in=queries.OPEN_FACTORY)
        origins = origins.filter(state__in=queries.OPEN_ORIGIN)
    elif show == "done":
        factories = factories.exclude(state__in=queries.OPEN_FACTORY)
        origins = origins.exclude(state__in=queries.OPEN_ORIGIN)
    context = {
        "factories": Paginator(factories, PAGE_SIZE).get_page(request.GET.get("page")),
        "origins": Paginator(origins, PAGE_SIZE).get_page(request.GET.get("origin_page")),
        "whose": whose,
        "show": show,
        "shows": SHOWS,
        "is_assessor": is_assessor,
        "today": clock.today(),
    }
    return render(request, "assessment/list.html", context)
