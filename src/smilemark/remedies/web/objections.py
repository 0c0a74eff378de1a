"""Objections: filed by the firm, entered from paper by the administration, reviewed, decided."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification.queries import results as verifications
from smilemark.foundation import clock, moves
from smilemark.remedies import actions, legal
from smilemark.remedies.actions import objections, reviews
from smilemark.remedies.actions.reviews import Review
from smilemark.remedies.models import Objection
from smilemark.remedies.queries import matters
from smilemark.remedies.web.listing import READERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused
    from smilemark.remedies.actions.objections import Contested


@role_required(roles.APPLICANT, roles.ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def new_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """提出異議 against a decision: the firm in the system, the administration from paper."""
    decision = get_object_or_404(matters.decisions_visible_to(signed_in(request)), pk=pk, objection=None)
    return _new(request, decision, decision.matter)


@role_required(roles.APPLICANT, roles.ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def new_verification_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """提出異議 against a decision of certification: refusal, result, renewal, change, end of use (point 49)."""
    decision = get_object_or_404(verifications.decisions_visible_to(signed_in(request)), pk=pk)
    return _new(request, decision, decision.case)


def _file(decision: Contested, t: Typed) -> Objection:
    return actions.file_objection(
        decision_id=decision.pk,
        of=objections.of_whom(decision),
        reasons=t.text("reasons"),
        uploads=t.files("files"),
        submission_key=t.text("key") or secrets.token_urlsafe(16),
        by=t.by,
        at=t.at,
    )


def _register(decision: Contested, t: Typed) -> Objection:
    arrival = objections.Arrival(
        filing=t.text("filing"),
        arrived_on=t.day("arrived_on", "到達日"),
        postmark_on=t.day_or_none("postmark_on", "郵戳日"),
        in_writing=not t.ticked("not_in_writing"),
    )
    return actions.register_objection(
        decision_id=decision.pk,
        of=objections.of_whom(decision),
        arrival=arrival,
        reasons=t.text("reasons"),
        uploads=t.files("files"),
        by=t.by,
        at=t.at,
    )


def _new(request: HttpRequest, decision: Contested, matter: Any) -> HttpResponse:  # noqa: ANN401  # a matter or a case
    is_firm = signed_in(request).holds(roles.APPLICANT, matter.firm_id)
    filed: list[Objection] = []

    def file(t: Typed) -> str:
        filed.append(_file(decision, t))
        return "已提出異議。"

    def register(t: Typed) -> str:
        filed.append(_register(decision, t))
        return "已登錄書面異議。"

    def show(refusal: Refused | None) -> HttpResponse:
        context = {
            "decision": decision,
            "matter": matter,
            "is_firm": is_firm,
            "why_not": objections.why_not_object(decision),
            "key": request.POST.get("key") or secrets.token_urlsafe(16),
            "filings": [choice for choice in Objection.Filing.choices if choice[0] != Objection.Filing.ELECTRONIC],
        }
        return acting.page(request, "new_objection", context, refusal)

    answer = acting.act(request, {"file": file, "register": register}, show)
    return redirect("remedies:objection", filed[0].number) if filed else answer


def _handlers(pk: int) -> dict[str, Callable[[Typed], str]]:
    def attach(t: Typed) -> str:
        actions.attach(model=Objection, pk=pk, label=t.text("label"), uploads=t.files("files"), by=t.by, at=t.at)
        return "已附加。"

    def accept(t: Typed) -> str:
        actions.accept_objection(objection_id=pk, by=t.by, at=t.at, revision=t.revision())
        return "已受理，進行複查。"

    def not_accept(t: Typed) -> str:
        actions.not_accept_objection(objection_id=pk, by=t.by, at=t.at, revision=t.revision())
        return "不予受理，決定書已作成。"

    def explain(t: Typed) -> str:
        actions.explain_objection(objection_id=pk, text=t.text("text"), by=t.by, at=t.at)
        return "已說明。"

    def propose(t: Typed) -> str:
        review = Review(
            outcome=t.text("outcome"),
            text=t.text("text"),
            new_ground=t.text("new_ground"),
            new_serious=t.choice("new_serious"),
            new_text=t.text("new_text"),
        )
        actions.propose_review(objection_id=pk, review=review, by=t.by, at=t.at, revision=t.revision())
        return "已擬具複查決定，待另一位承辦人員核定。"

    def send_back(t: Typed) -> str:
        actions.send_back_review(objection_id=pk, reason=t.text("reason"), by=t.by, at=t.at, revision=t.revision())
        return "已退回複查。"

    def decide(t: Typed) -> str:
        decision = actions.decide_review(objection_id=pk, by=t.by, at=t.at, revision=t.revision())
        return f"已作成複查決定（{decision.get_kind_display()}），自送達之日起生效。"

    def withdraw(t: Typed) -> str:
        actions.withdraw_objection(objection_id=pk, reason=t.text("reason"), by=t.by, at=t.at)
        return "已撤回異議。"

    return {
        "attach": attach,
        "accept": accept,
        "not_accept": not_accept,
        "explain": explain,
        "propose": propose,
        "send_back": send_back,
        "decide": decide,
        "withdraw": withdraw,
    }


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """An objection and what the reader may do with it."""
    user = signed_in(request)
    found = get_object_or_404(matters.objections_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        row = matters.objections_visible_to(user).get(pk=found.pk)
        is_firm = user.holds(roles.APPLICANT, row.firm_id)
        decision = row.decisions.select_related("decided_by", "letter").last()
        if is_firm and decision is not None and decision.served_on is None:
            decision = None
        possible = reviews.outcomes_of(row)
        context = {
            "objection": row,
            "original": row.original,
            "original_is_verification": row.verification_id is not None,
            "served_on": objections.served_on(row),
            "original_letter": objections.original_letter(row),
            "admissibility": legal.admissibility(row, served=objections.served_on(row), on=clock.today()),
            "open": {offer.name: offer for offer in moves.open_to(row, user)},
            "is_firm": is_firm,
            "is_administration": user.holds(roles.ADMINISTRATION),
            "decision": decision,
            "letters": row.letters.order_by("pk"),
            "papers": row.papers.select_related("file"),
            "outcomes": [choice for choice in Objection.Outcome.choices if choice[0] in possible],
            "ending_grounds": [
                ground
                for ground in legal.grounds().values()
                if ground.code != legal.OWN_REQUEST and row.ending_case is not None
            ],
            "new_ground": legal.grounds().get(row.new_ground),
            "history": matters.history_of(row, inner=not is_firm),
        }
        return acting.page(request, "objection", context, refusal)

    return acting.act(request, _handlers(found.pk), show)
