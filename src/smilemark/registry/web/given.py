"""What was given with a report from the public, for the people who check it: photos, additions, contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import events, files
from smilemark.registry import queries
from smilemark.surveillance.queries import inquiries

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.registry.models import PublicReport

READERS: Final = (*sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)


def _given_or_404(request: HttpRequest, number: str) -> PublicReport:
    found = queries.report_for(signed_in(request), number)
    if found is None:
        raise Http404
    return found


@role_required(*READERS)
@never_cache
@require_safe
def given(request: HttpRequest, number: str) -> HttpResponse:
    """All that was given with a report."""
    found = _given_or_404(request, number)
    check = inquiries.visible_to(signed_in(request)).get(source_stream=events.stream_of(found))
    photos = found.photos.select_related("file").order_by("pk")
    return render(request, "registry/report_given.html", {"report": found, "check": check, "photos": photos})


@role_required(*READERS)
@never_cache
@require_safe
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A photo given with a report."""
    found = _given_or_404(request, number)
    return files.response(get_object_or_404(found.photos.select_related("file"), pk=pk).file, inline=True)
