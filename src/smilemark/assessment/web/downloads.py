"""Files and papers of an assessment: every one is reached through a row the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from smilemark.accounts.web.guard import role_required
from smilemark.assessment import documents as words
from smilemark.assessment.web import pages
from smilemark.foundation import clock, documents, files

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.foundation.models import StoredDocument, StoredFile


def _file(stored: StoredFile | None, *, inline: bool = False) -> FileResponse:
    if stored is None:
        raise Http404
    return files.response(stored, inline=inline)


def _paper(stored: StoredDocument | None) -> FileResponse:
    if stored is None:
        raise Http404
    return documents.response(stored)


@role_required()
def photo(request: HttpRequest, pk: int, photo_id: int) -> FileResponse:
    """A picture of the sheet."""
    row = pages.factory_or_404(request, pk)
    return _file(get_object_or_404(row.photos.select_related("file"), pk=photo_id, removed_at=None).file, inline=True)


@role_required()
def signature(request: HttpRequest, pk: int) -> FileResponse:
    """The representative's drawn signature."""
    return _file(pages.factory_or_404(request, pk).representative_signature, inline=True)


@role_required()
def attachment(request: HttpRequest, pk: int, row_id: int) -> FileResponse:
    """An attachment of the corrective plan."""
    row = pages.factory_or_404(request, pk)
    plan = getattr(row, "plan", None)
    if plan is None:
        raise Http404
    return _file(get_object_or_404(plan.rows.select_related("attachment"), pk=row_id).attachment)


@role_required()
def scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan of a plan that came on paper."""
    plan = getattr(pages.factory_or_404(request, pk), "plan", None)
    return _file(plan.scan if plan is not None else None)


@role_required()
def sheet(request: HttpRequest, pk: int) -> FileResponse:
    """The annex 7 sheet."""
    return _paper(pages.factory_or_404(request, pk).sheet)


@role_required()
def plan(request: HttpRequest, pk: int) -> FileResponse:
    """The annex 9 plan as filed."""
    found = getattr(pages.factory_or_404(request, pk), "plan", None)
    return _paper(found.paper if found is not None else None)


@role_required()
def plan_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex 9 plan as an editable text: as filed, or as it stands, with the findings, for the firm to fill in."""
    row = pages.factory_or_404(request, pk)
    found = getattr(row, "plan", None)
    if found is None:
        raise Http404
    return documents.odt_response(found.paper or words.draft_plan(row, found, at=clock.now()))


@role_required()
def evidence(request: HttpRequest, pk: int, evidence_id: int) -> FileResponse:
    """A paper the origin finding rests on."""
    row = pages.origin_or_404(request, pk)
    return _file(get_object_or_404(row.evidence.select_related("file"), pk=evidence_id).file)


@role_required()
def origin_paper(request: HttpRequest, pk: int) -> FileResponse:
    """The origin sheet."""
    return _paper(pages.origin_or_404(request, pk).paper)
