"""A finding: improvement, statement, decision, report upward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import files
from smilemark.surveillance import actions
from smilemark.surveillance.actions.faults import POINTS, REPORTED_TO, last_day_to_improve, last_day_to_state
from smilemark.surveillance.queries import visits
from smilemark.surveillance.web import acting, forms
from smilemark.surveillance.web.acting import Act, Nothing, plain

if TYPE_CHECKING:
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import Fault

ACTS: dict[str, Act] = {
    "notify_improvement": Act(
        plain(forms.ImproveForm),
        lambda row, given, by, at: actions.notify_improvement(fault_id=row.pk, **given, by=by, at=at),
        "已通知業者改善。",
    ),
    "tell_improved": Act(
        plain(forms.ImprovedForm),
        lambda row, given, by, at: actions.tell_improved(
            fault_id=row.pk, text=given["improvement_text"], proof=given["proof"], by=by, at=at
        ),
        "已通知驗證機構改善完成。",
    ),
    "confirm_improved": Act(
        plain(forms.CheckedForm),
        lambda row, given, by, at: actions.confirm_improved(fault_id=row.pk, text=given["check_text"], by=by, at=at),
        "已登錄改善完成。",
    ),
    "ask_again": Act(
        plain(forms.AskAgainForm),
        lambda row, given, by, at: actions.ask_again(
            fault_id=row.pk, text=given["check_text"], improve_until=given["improve_until"], by=by, at=at
        ),
        "已再通知改善。",
        look="second",
    ),
    "not_improved": Act(
        plain(forms.NotImprovedForm),
        lambda row, given, by, at: actions.not_improved(
            fault_id=row.pk,
            text=given["check_text"],
            council_finds_severe=given["council_finds_severe"],
            by=by,
            at=at,
        ),
        "已判定未改善，屬重大缺失；請通知業者陳述意見。",
        look="danger",
    ),
    "invite_statement": Act(
        plain(forms.InviteForm),
        lambda row, given, by, at: actions.invite_statement(fault_id=row.pk, **given, by=by, at=at),
        "已通知業者陳述意見。",
    ),
    "state_case": Act(
        plain(forms.StatementForm),
        lambda row, given, by, at: actions.state_case(
            fault_id=row.pk, text=given["statement"], paper=given["paper"], by=by, at=at
        ),
        "已送出陳述意見。",
    ),
    "keep": Act(
        plain(forms.KeepForm),
        lambda row, given, by, at: actions.keep_view(fault_id=row.pk, ruling=actions.Ruling(**given), by=by, at=at),
        "已決定維持重大缺失之判斷。",
        look="danger",
    ),
    "lift": Act(
        plain(forms.LiftForm),
        lambda row, given, by, at: actions.lift_view(fault_id=row.pk, **given, by=by, at=at),
        "已決定不維持重大缺失之判斷。",
        look="second",
    ),
    "order_improvement": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.order_improvement(fault_id=row.pk, by=by, at=at),  # noqa: ARG005  # the shape of every act
        "已擬具限期改善命令，由核定人員核定後發出；屆期仍未改善者，再立案廢止。",
    ),
    "open_ending": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.open_ending(fault_id=row.pk, by=by, at=at),  # noqa: ARG005  # the shape of every act
        "已立案，處分之陳述意見、發文及送達於該案辦理。",
        look="danger",
    ),
    "report_up": Act(
        plain(forms.ReportUpForm),
        lambda row, given, by, at: actions.report_up(fault_id=row.pk, **given, by=by, at=at),
        "已登錄層報各別產業驗證推動小組及認證審議會。",
    ),
}
FILES = {"proof": "improvement_proof", "statement": "statement_file"}


def fault_or_404(request: HttpRequest, pk: int) -> Fault:
    """The finding, if this reader may see its visit."""
    row = visits.faults_visible_to(signed_in(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@role_required()
def fault_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding."""
    return acting.page(
        request,
        fault_or_404(request, pk),
        template="surveillance/fault.html",
        acts=ACTS,
        context=_context,
        again=lambda: fault_or_404(request, pk),
    )


def _context(row: Fault, user: User, day: date, tried: acting.Shown) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    return {
        "steps": list(acting.offers(row, user, day, ACTS, tried).values()),
        "visit": row.visit,
        "inquiry": row.inquiry if any(user.holds(role, row.body_id) for role in roles.BODY_ROLES) else None,
        "number": row.check_row.number,
        "improve_last": last_day_to_improve(row),
        "state_last": last_day_to_state(row),
        "decision": decision,
        "point": POINTS.get(decision.point, "") if decision is not None else "",
        "reported_to": [(REPORTED_TO[entry["to"]], entry["number"], entry["day"]) for entry in row.reported_to],
    }


@role_required()
def fault_file(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """What the firm gave: proof of improvement, or the paper of its statement."""
    row = fault_or_404(request, pk)
    stored = getattr(row, FILES[name]) if name in FILES else None
    if stored is None:
        raise Http404
    return files.response(stored)
