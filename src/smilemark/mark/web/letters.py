"""Letters: opened by the addressee; the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import documents
from smilemark.mark.actions import letters as actions
from smilemark.mark.queries import letters as queries

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused
    from smilemark.mark.models import Letter

READERS = (*queries.ADDRESSEES, *queries.SENDERS, *queries.SEES_ALL)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter; its addressee opens it."""
    user = signed_in(request)
    get_object_or_404(queries.letters_visible_to(user), pk=pk)

    def open_it(typed: Typed) -> str:
        actions.open_letter(letter_id=pk, by=typed.by, at=typed.at)
        return "已開啟本函。"

    def show(refusal: Refused | None) -> HttpResponse:
        row = queries.letters_visible_to(user).get(pk=pk)
        context = {
            "letter": row,
            "is_sealed": queries.is_sealed(row, user),
            "is_addressee": queries.is_addressee(row, user),
        }
        return acting.page(request, "letter", context, refusal)

    return acting.act(request, {"open": open_it}, show)


def _readable(request: HttpRequest, pk: int) -> Letter:
    user = signed_in(request)
    found = get_object_or_404(queries.letters_visible_to(user), pk=pk)
    if queries.is_sealed(found, user):
        raise Http404("請先開啟本函。")
    return found


@role_required(*READERS)
@require_GET
def letter_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The letter's paper; the addressee gets it once opened."""
    return documents.response(_readable(request, pk).document, inline=True)


@role_required(*READERS)
@require_GET
def letter_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter's editable form, for its writer and those who oversee; the addressee gets the paper itself."""
    found = _readable(request, pk)
    if queries.is_addressee(found, signed_in(request)):
        raise Http404("可編輯之檔案供發文機關使用。")
    return documents.odt_response(found.document)


urlpatterns = [
    path("mark/letters/<int:pk>/", letter, name="letter"),
    path("mark/letters/<int:pk>.pdf", letter_pdf, name="letter_pdf"),
    path("mark/letters/<int:pk>.odt", letter_odt, name="letter_odt"),
]
