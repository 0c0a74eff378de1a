"""Print runs: the list, one run, and the tracing of a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import events
from smilemark.mark.actions import runs as actions
from smilemark.mark.permissions.runs import why_not_void
from smilemark.mark.queries import runs as queries
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused

READERS = (roles.APPLICANT, *sorted(roles.BODY_ROLES), roles.PRINTING_BODY, roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "印製批次與標章追溯", "mark:runs", frozenset(READERS), "以標章編號及流水號，查出印製批次、申請案及業者。"
)
PER_PAGE = 30


@role_required(*READERS)
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The runs a person may read; with label number and serial, the run a tag is of."""
    user = signed_in(request)
    label, serial = request.GET.get("label", ""), request.GET.get("serial", "")
    asked = bool(label.strip() or serial.strip())
    page = Paginator(queries.runs_visible_to(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "label": label,
        "serial": serial,
        "trace": queries.trace(user, label=label, serial=serial) if asked else None,
    }
    return acting.page(request, "runs", context)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, number: str) -> HttpResponse:
    """One run; whoever may voids it."""
    user = signed_in(request)
    row = get_object_or_404(queries.runs_visible_to(user), number=number)

    def void(typed: Typed) -> str:
        actions.void_run(run_id=row.pk, reason=typed.text("reason"), by=typed.by, at=typed.at)
        return "已作廢。"

    def show(refusal: Refused | None) -> HttpResponse:
        found = queries.runs_visible_to(user).get(pk=row.pk)
        may_void = found.voided_at is None and why_not_void(user, found) is None
        context = {"run": found, "may_void": may_void, "events": events.history(found)}
        return acting.page(request, "run", context, refusal)

    return acting.act(request, {"void": void}, show)


urlpatterns = [
    path("mark/runs/", runs, name="runs"),
    path("mark/runs/<slug:number>/", run, name="run"),
]
