"""The page of a case to withdraw or cancel: prepared, heard, proposed, decided, each by whose step it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, moves
from smilemark.foundation.moves import Refused
from smilemark.remedies import actions, legal
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.actions.objections import why_not_object
from smilemark.remedies.models import EndingCase
from smilemark.remedies.queries import matters
from smilemark.remedies.web.listing import READERS, grounds_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed


def _amend(pk: int, t: Typed) -> str:
    actions.amend_case(case_id=pk, grounds=grounds_of(t), by=t.by, at=t.at, revision=t.revision())
    return "已儲存。"


def _attach(pk: int, t: Typed) -> str:
    actions.attach(model=EndingCase, pk=pk, label=t.text("label"), uploads=t.files("files"), by=t.by, at=t.at)
    return "已附加。"


def _invite(pk: int, t: Typed) -> str:
    letter = actions.invite(
        case_id=pk, days=t.number("days", "陳述意見期限（日）"), by=t.by, at=t.at, revision=t.revision()
    )
    return f"已發出陳述意見通知書 {letter.number}；期間自送達之次日起算。"


def _state_case(pk: int, t: Typed) -> str:
    statement = actions.state_case(case_id=pk, text=t.text("text"), uploads=t.files("files"), by=t.by, at=t.at)
    return "已收到您的陳述（逾期，仍存卷供參）。" if statement.is_late else "已收到您的陳述。"


def _note_statement(pk: int, t: Typed) -> str:
    actions.note_statement(
        case_id=pk,
        text=t.text("text"),
        stated_on=t.day("stated_on", "提出日"),
        uploads=t.files("files"),
        by=t.by,
        at=t.at,
    )
    return "已登錄陳述意見。"


def _propose(pk: int, t: Typed) -> str:
    proposal = Proposal(
        reasons=t.text("reasons"),
        assessment=t.text("assessment"),
        no_hearing=t.text("no_hearing"),
        no_hearing_reason=t.text("no_hearing_reason"),
        later_effect=t.day_or_none("later_effect", "指定之失效日"),
    )
    actions.propose_case(case_id=pk, proposal=proposal, by=t.by, at=t.at, revision=t.revision())
    return "已擬具處分，待核定人員核定。"


def _send_back(pk: int, t: Typed) -> str:
    actions.send_back_case(case_id=pk, reason=t.text("reason"), by=t.by, at=t.at, revision=t.revision())
    return "已退回查證。"


def _decide(pk: int, t: Typed) -> str:
    decision = actions.decide_case(case_id=pk, by=t.by, at=t.at, revision=t.revision())
    return f"已作成處分（{decision.get_kind_display()}）並發出處分書；自送達之日起生效。"


def _close(pk: int, t: Typed) -> str:
    actions.close_case(case_id=pk, reason=t.text("reason"), by=t.by, at=t.at, revision=t.revision())
    return "不予處分，已結案。"


ACTS: dict[str, Callable[[int, Typed], str]] = {
    "amend": _amend,
    "attach": _attach,
    "invite": _invite,
    "state_case": _state_case,
    "note_statement": _note_statement,
    "propose": _propose,
    "send_back": _send_back,
    "decide": _decide,
    "close": _close,
}
"""What a button of the page does: the row and what was typed, to the sentence shown."""


def _handlers(pk: int) -> dict[str, Callable[[Typed], str]]:
    return {name: partial(do, pk) for name, do in ACTS.items()}


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, number: str) -> HttpResponse:
    """A case to withdraw or cancel, and what the reader may do with it."""
    user = signed_in(request)
    found = get_object_or_404(matters.cases_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        row = matters.cases_visible_to(user).get(pk=found.pk)
        is_firm = user.holds(roles.APPLICANT, row.firm_id)
        decisions = list(row.decisions.select_related("decided_by", "letter").order_by("pk"))
        if is_firm:
            decisions = [decision for decision in decisions if decision.served_on is not None]
        last = decisions[-1] if decisions else None
        context = {
            "case": row,
            "ground": legal.ground(row.ground),
            "open": {offer.name: offer for offer in moves.open_to(row, user)},
            "is_firm": is_firm,
            "labels": row.labels.order_by("number"),
            "papers": row.papers.select_related("file"),
            "letters": row.letters.order_by("pk"),
            "statements": row.statements.all(),
            "decisions": decisions,
            "objection_of": last if is_firm and last is not None and why_not_object(last) is None else None,
            "objections": matters.objections_visible_to(user).filter(decision__case=row).order_by("pk"),
            "history": matters.history_of(row, inner=not is_firm),
        }
        return acting.page(request, "ending", context | ({} if is_firm else _outlook(row, clock.today())), refusal)

    return acting.act(request, _handlers(found.pk), show)


def _outlook(row: EndingCase, day: date) -> dict[str, Any]:
    """What the law says of the case today, for the authority: the act, the ban, until when it may be decided."""
    try:
        act, _point, years = legal.ended_under(row, day)
        outlook = {
            "act": "撤銷" if act == legal.WITHDRAW else "廢止",
            "years": years,
            "says": legal.what_follows(row, day).because,
        }
    except Refused as refusal:
        return {"outlook": {"why_not": refusal.reason}, **_choices(row)}
    limit = legal.limit(act, since=row.since, decided_on=None)
    return {"outlook": outlook | {"limit": limit.result.last_day}, **_choices(row)}


def _choices(row: EndingCase) -> dict[str, Any]:
    grounds = [ground for ground in legal.grounds().values() if ground.code != legal.OWN_REQUEST]
    initial = {
        "ground": row.ground,
        "facts": row.facts,
        "since": row.since.isoformat(),
        "serious": row.serious,
        "serious_reason": row.serious_reason,
        "order": row.order.number if row.order is not None else "",
        "is_severe_finding": row.is_severe_finding,
    }
    return {"exceptions": legal.hearing_exceptions(), "ending_grounds": grounds, "initial": initial}
