"""Pages of people who are signed in: their to-do list, the officers' figures, checks while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock
from smilemark.site import legal, navigation, todo

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@require_GET
@role_required()
def todo_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, since when, until when, and what I wait for."""
    user, today = signed_in(request), clock.today()
    waits = todo.for_person(user, today)
    page = {
        "today": today,
        "todo": waits,
        "late": sum(item.is_late(today) for item in waits),
        "awaited": todo.awaited_by(user, today),
        "has_role": bool(user.held_roles()),
        "doors": [item for item in navigation.shown(request) if not item.is_current],
    }
    return render(request, "site/todo.html", page)


@require_GET
@role_required(*sorted(navigation.STAFF))
def dashboard(request: HttpRequest) -> HttpResponse:
    """Cases by state and by age, drawn on the server, with the table under each chart."""
    user, today = signed_in(request), clock.today()
    return render(request, "site/dashboard.html", {"today": today, "charts": todo.charts(user, today)})


def _typed(request: HttpRequest, name: str) -> str:
    """The parameter, whatever prefix its form gave it (``form-0-ubn``)."""
    key = next((key for key in request.GET if key == name or key.endswith(f"-{name}")), name)
    return request.GET.get(key, "").strip()


def _check(request: HttpRequest, name: str, ask: Callable[[str], tuple[bool, str]]) -> HttpResponse:
    value = _typed(request, name)
    fits, sentence = ask(value) if value else (True, "")
    return render(request, "site/_live_check.html", {"fits": fits, "sentence": sentence})


@require_GET
@role_required()
def check_ubn(request: HttpRequest) -> HttpResponse:
    """One sentence on a 統一編號."""
    return _check(request, "ubn", lambda value: legal.about_business_number(value, on=clock.today()))


@require_GET
@role_required()
def check_factory_number(request: HttpRequest) -> HttpResponse:
    """One sentence on a 工廠登記編號."""
    return _check(request, "number", legal.about_factory_number)


@require_GET
@role_required()
def check_hs_code(request: HttpRequest) -> HttpResponse:
    """One sentence on a tariff code."""
    return _check(request, "hs_code", legal.about_hs_code)
