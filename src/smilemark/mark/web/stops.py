"""Stops of intake: the public page, and the administration's announcements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required
from smilemark.foundation import clock
from smilemark.mark.actions import stops as actions
from smilemark.mark.actions.stops import Stop
from smilemark.mark.models import IntakeStop
from smilemark.mark.queries import stops as queries
from smilemark.mark.states.stops import StopState
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused

READERS = (roles.ADMINISTRATION, roles.SECRETARIAT)
SECTION = Section("停止受理公告", "mark:stops", frozenset(READERS), "公告停止受理本署印製標章之申請，及恢復受理。")
GROUND_WORDS = {
    IntakeStop.Ground.BUDGET_USED_UP: _("年度標章印製經費用罄"),
    IntakeStop.Ground.BUDGET_FROZEN_OR_CUT: _("標章印製相關經費遭立法院凍結或刪除"),
    IntakeStop.Ground.POLICY: _("因政府政策，有調整標章印製經費需要"),
}


@require_GET
def intake(request: HttpRequest) -> HttpResponse:
    """For anybody: whether applications are taken today, and what was announced."""
    today = clock.today()
    rows = list(queries.stops_visible_to(request.user).exclude(state=StopState.REVOKED))
    shown = [
        {
            "stop": row,
            "ground": GROUND_WORDS[IntakeStop.Ground(row.ground)],
            "open_from": row.last_day + timedelta(days=1) if row.last_day else None,
        }
        for row in rows
    ]
    running, coming = queries.in_force(today), queries.coming(today)
    context = {"day": today, "rows": shown, "running": running, "coming": coming}
    context["ground"] = GROUND_WORDS[IntakeStop.Ground(running.ground)] if running else ""
    return render(request, "mark/intake.html", context)


def _announce(t: Typed) -> str:
    stop = Stop(
        number=t.text("number"),
        ground=t.text("ground"),
        text=t.text("text"),
        first_day=t.day("first_day", "停止受理起日"),
        last_day=t.day_or_none("last_day", "停止受理迄日"),
    )
    actions.announce(stop=stop, by=t.by, at=t.at)
    return "已公告停止受理。"


def _reopen(t: Typed) -> str:
    actions.reopen(
        stop_id=t.number("stop", "公告"),
        open_from=t.day("open_from", "恢復受理日"),
        number=t.text("end_number"),
        text=t.text("end_text"),
        by=t.by,
        at=t.at,
    )
    return "已公告恢復受理。"


def _revoke(t: Typed) -> str:
    actions.revoke(
        stop_id=t.number("stop", "公告"), number=t.text("end_number"), text=t.text("end_text"), by=t.by, at=t.at
    )
    return "已撤回公告。"


ACTS: dict[str, acting.Handler] = {"announce": _announce, "reopen": _reopen, "revoke": _revoke}


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def stops(request: HttpRequest) -> HttpResponse:
    """Announcements and their ends, by the administration."""

    def show(refusal: Refused | None) -> HttpResponse:
        today = clock.today()
        rows = queries.stops_visible_to(request.user).select_related("announced_by")
        context = {
            "rows": [
                {
                    "stop": row,
                    "may_reopen": row.state == StopState.ANNOUNCED
                    and row.first_day <= today
                    and (row.last_day is None or row.last_day >= today),
                    "may_revoke": row.state == StopState.ANNOUNCED and row.first_day > today,
                }
                for row in rows
            ],
            "grounds": IntakeStop.Ground.choices,
            "may_announce": request.user.holds(roles.ADMINISTRATION),  # type: ignore[union-attr]  # signed in: role_required
        }
        return acting.page(request, "stops", context, refusal)

    return acting.act(request, ACTS, show)


urlpatterns = [
    path("labels/intake/", intake, name="intake"),
    path("mark/stops/", stops, name="stops"),
]
