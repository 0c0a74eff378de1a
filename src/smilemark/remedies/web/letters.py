"""Letters: opened by the firm, served by their writer; as PDF and ODT; and the files of a matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import calendar, documents, files
from smilemark.remedies import actions
from smilemark.remedies.actions import objections, service
from smilemark.remedies.models import Decision, Letter, Service
from smilemark.remedies.queries import matters
from smilemark.remedies.web.listing import READERS

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused


def _is_sealed(letter: Letter, user: User) -> bool:
    """The firm reads a letter once it has opened it, or was served otherwise."""
    return user.holds(roles.APPLICANT, letter.firm_id) and letter.first_opened_at is None and letter.served_on is None


def _contestable(letter: Letter, user: User) -> Decision | None:
    """The decision of the letter, where the reader may object to it, or enter an objection that came on paper."""
    decision = letter.decision
    if decision is None or not (user.holds(roles.APPLICANT, letter.firm_id) or user.holds(roles.ADMINISTRATION)):
        return None
    return decision if objections.why_not_object(decision) is None else None


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter: the firm opens it (and is served); its writer records service otherwise."""
    user = signed_in(request)
    get_object_or_404(matters.letters_visible_to(user), pk=pk)

    def open_it(typed: Typed) -> str:
        actions.open_letter(letter_id=pk, by=typed.by, at=typed.at)
        return "已開啟，本函已送達。"

    def serve(typed: Typed) -> str:
        record = service.ServiceRecord(
            method=typed.text("method"),
            done_on=typed.day("done_on", "收受、寄存或公告日"),
            succeeded=not typed.ticked("failed"),
            sent_on=typed.day_or_none("sent_on", "交寄日"),
            place=typed.text("place"),
            receiver=typed.text("receiver"),
            note=typed.text("note"),
            taken_all_the_same=typed.ticked("taken_all_the_same"),
        )
        row = actions.record_service(letter_id=pk, record=record, by=typed.by, at=typed.at, proof=typed.file("proof"))
        return "已登錄未送達。" if row.effective_on is None else f"已登錄送達，生效日{calendar.roc(row.effective_on)}。"

    def show(refusal: Refused | None) -> HttpResponse:
        row = matters.letters_visible_to(user).get(pk=pk)
        sealed = _is_sealed(row, user)
        context = {
            "letter": row,
            "is_sealed": sealed,
            "is_firm": user.holds(roles.APPLICANT, row.firm_id),
            "objection_of": _contestable(row, user),
            "services": row.services.select_related("recorded_by", "proof"),
            "may_serve": service.why_not_serve(row, user) is None,
            "methods": [choice for choice in Service.Method.choices if choice[0] != Service.Method.ELECTRONIC],
        }
        return acting.page(request, "letter", context, refusal)

    return acting.act(request, {"open": open_it, "serve": serve}, show)


def _readable(request: HttpRequest, pk: int) -> Letter:
    user = signed_in(request)
    found = get_object_or_404(matters.letters_visible_to(user), pk=pk)
    if _is_sealed(found, user):
        raise Http404("請先開啟本函。")
    return found


@role_required(*READERS)
@require_GET
def letter_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The letter's paper."""
    return documents.response(_readable(request, pk).document, inline=True)


@role_required(*READERS)
@require_GET
def letter_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter's editable form, for its writer and those who oversee; the firm gets the paper itself."""
    found = _readable(request, pk)
    if signed_in(request).holds(roles.APPLICANT, found.firm_id):
        raise Http404("可編輯之檔案供發文機關使用。")
    return documents.odt_response(found.document)


@role_required(*READERS)
@require_GET
def proof(request: HttpRequest, pk: int) -> FileResponse:
    """The certificate of service."""
    rows = Service.objects.filter(letter__in=matters.letters_visible_to(signed_in(request)).order_by().values("pk"))
    found = get_object_or_404(rows.select_related("proof"), pk=pk)
    if found.proof is None:
        raise Http404("沒有檔案。")
    return files.response(found.proof)


@role_required(*READERS)
@require_GET
def paper(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a matter."""
    found = get_object_or_404(matters.papers_visible_to(signed_in(request)), pk=pk)
    return files.response(found.file)
