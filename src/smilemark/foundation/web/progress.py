"""How far a long job is: a page, and the part htmx asks for again until it is done."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from smilemark.foundation.htmx import page_or_part
from smilemark.foundation.models import JobProgress


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's job; anybody else's is not there."""
    job = JobProgress.objects.filter(pk=pk, owner_id=request.user.pk).first()
    if job is None:
        raise Http404
    return page_or_part(request, "foundation/progress.html", "foundation/_progress.html", {"job": job})
