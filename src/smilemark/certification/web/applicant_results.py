"""Letters and certificates: opened by the firm, kept by the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification.actions import letters
from smilemark.certification.models import CertificateVersion, Contract, Letter, SummaryReport
from smilemark.certification.queries import results
from smilemark.certification.web.acting import Typed, readable_case
from smilemark.certification.web.officer import READERS
from smilemark.foundation import clock, documents, offers
from smilemark.foundation.htmx import page_or_part
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

HOLDERS = (
    roles.APPLICANT,
    *sorted(roles.BODY_ROLES),
    roles.SECRETARIAT,
    roles.ADMINISTRATION,
    roles.SCHEME_AUTHORITY,
)


def _letter(request: HttpRequest, pk: int) -> Letter:
    return get_object_or_404(results.letters_visible_to(signed_in(request)), pk=pk)


@role_required(*HOLDERS)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter: the firm opens it (and is served); its writer records service by registered mail."""
    found = _letter(request, pk)
    if request.method == "GET":
        return _show_letter(request, found)
    typed = Typed(request, found.case, signed_in(request), clock.now())
    try:
        if request.POST.get("do") == "open":
            letters.open_letter(letter_id=pk, by=typed.by, at=typed.at)
        elif request.POST.get("do") == "post":
            letters.serve_by_post(
                letter_id=pk,
                posted_on=typed.day("posted_on", "交寄日"),
                served_on=typed.day("served_on", "送達日"),
                by=typed.by,
                at=typed.at,
            )
            messages.success(request, "已登錄送達。")
        else:
            raise Http404("沒有這個動作。")
    except Refused as refusal:
        return _show_letter(request, _letter(request, pk), refusal)
    return redirect("certification:letter", pk)


def _show_letter(request: HttpRequest, found: Letter, refusal: Refused | None = None) -> HttpResponse:
    user = signed_in(request)
    is_firm = user.holds(roles.APPLICANT, found.case.firm_id)
    context = {
        "letter": found,
        "case": found.case,
        "is_firm": is_firm,
        "is_staff": any(user.holds(role, found.writer_id) for role in letters.SERVERS),
        "is_sealed": is_firm and found.first_opened_at is None,
        "offers": offers.offers_on(found.decision, user),
        "refusal": refusal.reason if refusal else "",
        "refusal_field": refusal.field if refusal else "",
        "typed": request.POST,
    }
    status = 409 if refusal else 200
    return page_or_part(request, "certification/letter.html", "certification/_letter.html", context, status)


@role_required(*HOLDERS)
@require_GET
def letter_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The letter's paper; the firm reads it once it has opened the letter."""
    found = _letter(request, pk)
    is_firm = signed_in(request).holds(roles.APPLICANT, found.case.firm_id)
    if found.document is None or (is_firm and found.first_opened_at is None):
        raise Http404("請先開啟本函。")
    return documents.response(found.document, inline=True)


@role_required(*HOLDERS)
@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates the reader may download, each with its labels as they stand today and its versions."""
    day = clock.today()
    rows = results.certificates_visible_to(signed_in(request)).prefetch_related("versions__document")
    found = [(row, results.label_views(row, day), list(row.versions.all())) for row in rows.order_by("number")]
    return page_or_part(
        request,
        "certification/certificates.html",
        "certification/_certificates.html",
        {"certificates": found, "day": day, "is_applicant": signed_in(request).holds(roles.APPLICANT)},
    )


@role_required(*HOLDERS)
@require_GET
def certificate_pdf(request: HttpRequest, number: str, version: int) -> FileResponse:
    """One version of a certificate."""
    held = results.certificates_visible_to(signed_in(request)).filter(number=number)
    rows = CertificateVersion.objects.filter(certificate__in=held).select_related("document")
    found = get_object_or_404(rows, version=version)
    if found.document is None:
        raise Http404("本版次沒有檔案。")
    return documents.response(found.document, inline=True)


@role_required(*READERS)
@require_GET
def contract_pdf(request: HttpRequest, number: str) -> FileResponse:
    """The contract as signed so far."""
    case = readable_case(request, number)
    found = get_object_or_404(Contract.objects.select_related("document"), case=case)
    if found.document is None:
        raise Http404("契約尚未製作。")
    return documents.response(found.document, inline=True)


@role_required(*READERS)
@require_GET
def report_pdf(request: HttpRequest, number: str, revision: int) -> FileResponse:
    """A revision of the summary report, for the body and who oversees it."""
    case = readable_case(request, number)
    if signed_in(request).holds(roles.APPLICANT, case.firm_id):
        raise Http404("彙整報告由驗證機構留存。")
    found = get_object_or_404(SummaryReport.objects.select_related("document"), case=case, revision=revision)
    if found.document is None:
        raise Http404("報告尚未送審。")
    return documents.response(found.document, inline=True)
