"""The page of an order to improve: each reader does what is theirs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import moves
from smilemark.remedies import actions, legal
from smilemark.remedies.actions.objections import why_not_object
from smilemark.remedies.models import ImprovementOrder
from smilemark.remedies.queries import matters
from smilemark.remedies.web.listing import READERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused


def _amend(pk: int, t: Typed) -> str:
    actions.amend_order(
        order_id=pk,
        facts=t.text("facts"),
        wanted=t.text("wanted"),
        days=t.number("days", "改善期限（日）"),
        by=t.by,
        at=t.at,
        revision=t.revision(),
    )
    return "已儲存。"


def _attach(pk: int, t: Typed) -> str:
    actions.attach(model=ImprovementOrder, pk=pk, label=t.text("label"), uploads=t.files("files"), by=t.by, at=t.at)
    return "已附加。"


def _issue(pk: int, t: Typed) -> str:
    actions.issue_order(order_id=pk, by=t.by, at=t.at, revision=t.revision())
    return "已命限期改善並發文；期限自送達之次日起算。"


def _drop(pk: int, t: Typed) -> str:
    actions.drop_order(order_id=pk, reason=t.text("reason"), by=t.by, at=t.at)
    return "不予發出，已結案。"


def _report(pk: int, t: Typed) -> str:
    actions.report_improvement(order_id=pk, text=t.text("text"), uploads=t.files("files"), by=t.by, at=t.at)
    return "已回報改善情形。"


def _return_report(pk: int, t: Typed) -> str:
    actions.return_report(order_id=pk, text=t.text("text"), by=t.by, at=t.at)
    return "已退回業者續行改善。"


def _extend(pk: int, t: Typed) -> str:
    actions.extend_order(
        order_id=pk,
        due_on=t.day("due_on", "新末日"),
        reason=t.text("reason"),
        by=t.by,
        at=t.at,
        revision=t.revision(),
    )
    return "已展延並發文。"


def _check(do: Callable[..., ImprovementOrder], pk: int, t: Typed) -> str:
    row = do(
        order_id=pk,
        text=t.text("text"),
        checked_on=t.day("checked_on", "複查日"),
        by=t.by,
        at=t.at,
        revision=t.revision(),
    )
    return f"複查結果：{row.get_state_display()}。"


ACTS: dict[str, Callable[[int, Typed], str]] = {
    "amend": _amend,
    "attach": _attach,
    "issue": _issue,
    "drop": _drop,
    "report": _report,
    "return_report": _return_report,
    "extend": _extend,
    "met": partial(_check, actions.check_met),
    "not_met": partial(_check, actions.check_not_met),
}
"""What a button of the page does: the row and what was typed, to the sentence shown."""


def _handlers(pk: int) -> dict[str, Callable[[Typed], str]]:
    return {name: partial(do, pk) for name, do in ACTS.items()}


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, number: str) -> HttpResponse:
    """An order to improve and what the reader may do with it."""
    user = signed_in(request)
    found = get_object_or_404(matters.orders_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        row = matters.orders_visible_to(user).get(pk=found.pk)
        decision = row.decisions.select_related("decided_by", "letter").last()
        is_firm = user.holds(roles.APPLICANT, row.firm_id)
        may_object = is_firm and decision is not None and why_not_object(decision) is None
        return acting.page(
            request,
            "order",
            {
                "order": row,
                "ground": legal.ground(row.ground),
                "open": {offer.name: offer for offer in moves.open_to(row, user)},
                "labels": row.labels.order_by("number"),
                "papers": row.papers.select_related("file"),
                "letters": row.letters.order_by("pk"),
                "decision": decision,
                "objection_of": decision if may_object else None,
                "is_firm": is_firm,
                "may_end": row.state == "not_met"
                and any(user.holds(r, row.authority_id) for r in (roles.REVIEWER, roles.SCHEME_AUTHORITY)),
                "history": matters.history_of(row, inner=not is_firm),
            },
            refusal,
        )

    return acting.act(request, _handlers(found.pk), show)
