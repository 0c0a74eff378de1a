"""One view, two readers: htmx gets the part, a browser gets the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse


def page_or_part(
    request: HttpRequest,
    page: str,
    part: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``part`` for htmx and ``page`` for everybody else; caches keep the two apart.

    Args:
        request: as it came.
        page: name of the whole page's template; it includes ``part``.
        part: name of the part's template.
        context: what both need.
        status: HTTP status of both (409 refused move, 422 form with errors).
    """
    response = render(request, part if wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part: not for a boosted link, not for a page its history lost."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )
