"""What a load balancer asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from smilemark.foundation import installation


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """200 ``ok`` while the database answers and has every migration; else 503 and which of the two is missing."""
    why_not = installation.why_not_healthy()
    answer = HttpResponse("ok" if why_not is None else f"unavailable: {why_not}", content_type="text/plain")
    answer.status_code = 200 if why_not is None else 503
    return answer
