"""The applicant's last pages: check your answers, submit, the receipt, the answer to a supplement, withdrawal."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification import actions, states
from smilemark.certification.actions.intake import IncompleteError, ReviewedStaleError
from smilemark.certification.actions.review import open_round
from smilemark.certification.legal import intake as legal
from smilemark.certification.queries import completeness
from smilemark.certification.web import case_page
from smilemark.certification.web.applicant import own_case, revision_of
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.certification.models import Case


@role_required(roles.APPLICANT)
@require_GET
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Check your answers."""
    case = own_case(request, number)
    if case.state != states.State.DRAFT:
        return redirect(
            "certification:receipt" if case.submitted_at else "certification:my_cases",
            *([case.number] if case.submitted_at else []),
        )
    return render(request, "certification/review.html", review_context(case))


def review_context(case: Case) -> dict[str, Any]:
    """Everything as filled, what is lacking, and what the eligibility check would say today."""
    today = clock.today()
    missing = completeness.missing(case, today)
    failed = []
    if case.kind in {"new", "renewal"} and not missing:
        failed = [check for check in legal.eligibility(case, today) if not check.finding.passed]
    return {
        "case": case,
        "missing": missing,
        "failed": failed,
        "products": case.products.select_related("item").prefetch_related("factories__factory"),
        "rows": case.factories.select_related("factory"),
        "papers": case.attachments.filter(replaced_at=None).select_related("file", "product", "factory__factory"),
        "names": legal.PAPER_NAMES,
        "sections": [(code, completeness.SECTION_NAMES[code]) for code in completeness.sections(case)],
        "submission_key": secrets.token_hex(16),
    }


@role_required(roles.APPLICANT)
@require_POST
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Submit; the same page sent again answers the same receipt."""
    case = own_case(request, number)
    try:
        done = actions.submit(
            case_id=case.pk,
            revision=revision_of(request),
            submission_key=request.POST.get("submission_key", ""),
            by=signed_in(request),
            at=clock.now(),
        )
    except (IncompleteError, ReviewedStaleError) as refusal:
        return render(
            request, "certification/review.html", review_context(case) | {"refusal": refusal.reason}, status=409
        )
    except Refused as refusal:
        context = {"case": case, "refusal": refusal.reason}
        page = "certification/receipt.html" if case.submitted_at else "certification/review.html"
        more = {} if case.submitted_at else review_context(case)
        return render(request, page, more | context, status=409)
    return redirect("certification:receipt", done.number)


@role_required(roles.APPLICANT)
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt with the reference number, and what comes next."""
    case = own_case(request, number)
    if case.submitted_at is None:
        raise Http404("此申請書尚未送件。")
    return render(request, "certification/receipt.html", {"case": case})


# ---- supplement --------------------------------------------------------------------------------------------


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """What the body asked for, an answer to each, and sending it."""
    case = own_case(request, number)
    asked = open_round(case)
    if case.state != states.State.SUPPLEMENT or asked is None:
        return redirect("certification:case", case.number)
    if request.method == "GET":
        return render(request, "certification/supplement.html", supplement_context(case))
    by, at = signed_in(request), clock.now()
    answers = {item.pk: request.POST.get(f"answer-{item.pk}", item.answer) for item in asked.items.all()}
    try:
        actions.save_answers(case_id=case.pk, answers=answers, by=by, at=at)
        if request.POST.get("then") == "send":
            actions.resubmit(case_id=case.pk, by=by, at=at)
            messages.success(request, "補件已送出，回到書面審查。")
            return redirect("certification:case", case.number)
    except Refused as refusal:
        context = supplement_context(case) | {"refusal": refusal.reason, "refusal_field": refusal.field}
        return render(request, "certification/supplement.html", context, status=409)
    messages.success(request, "已儲存，尚未送出。")
    return redirect("certification:supplement", case.number)


def supplement_context(case: Case) -> dict[str, Any]:
    """The open round, with where each item is answered."""
    asked = open_round(case)
    items = list(asked.items.all()) if asked is not None else []
    return {
        "case": case,
        "asked": asked,
        "items": [
            (item, legal.PAPER_NAMES.get(item.document_kind, ""), completeness.SECTION_NAMES.get(item.section, ""))
            for item in items
        ],
        "is_late": asked is not None and clock.today() > asked.due_on,
    }


@role_required(roles.APPLICANT)
@require_POST
def drop(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw the application."""
    case = own_case(request, number)
    try:
        actions.drop(case_id=case.pk, reason=request.POST.get("reason", ""), by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return case_page.show(request, case, status=409, refusal=refusal.reason, refusal_field=refusal.field)
    messages.success(request, f"申請案 {case.number} 已撤回。")
    return redirect("certification:case", case.number)
