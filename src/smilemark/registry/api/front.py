"""The way in to the public API: no session, no cookie, no sign-in, so none of the middleware that serves people.

Open to all origins (CORS), limited per address and minute. It stands before the request log, too: of a public, read-only
answer there is nothing to tell but its failures, and the line would cost as much as the look-up itself.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.cache import cache
from django.db import Error, OperationalError
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from smilemark.foundation.web.addresses import client_address
from smilemark.registry.api import answers, v1

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)
PREFIX: Final = "/api/v1/"
LABELS: Final = "/api/v1/labels/"
MINUTE: Final = 60
SERVER_ERROR: Final = 500
_PREFLIGHT_SECONDS: Final = "86400"


class PublicApi:
    """Answers everything under ``/api/v1/`` itself and passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._hsts = f"max-age={settings.SECURE_HSTS_SECONDS}" if settings.SECURE_HSTS_SECONDS else ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = self._limited(request) or self._answer(request)
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        headers["X-Content-Type-Options"] = "nosniff"
        if self._hsts:
            headers["Strict-Transport-Security"] = self._hsts
        if response.status_code >= SERVER_ERROR:
            log.error("public API", extra={"status": response.status_code})
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _preflight()
        if request.method not in {"GET", "HEAD"}:
            refused = answers.plain({"detail": "read only: GET, HEAD, OPTIONS"}, 405)
            refused.headers["Allow"] = "GET, HEAD, OPTIONS"
            return refused
        try:
            return _routed(request)
        except Resolver404:
            return answers.plain({"detail": "no such address"}, 404)
        except OperationalError:
            return _later()
        except Error:
            log.exception("public API: database")
            return answers.plain({"detail": "server error"}, SERVER_ERROR)

    def _limited(self, request: HttpRequest) -> HttpResponse | None:
        """429 where the address has used up its minute."""
        limit = settings.RATE_LIMIT_PER_MINUTE
        if not limit:
            return None
        now = time.time()
        key = f"api:{client_address(request)}:{int(now // MINUTE)}"
        cache.add(key, 0, MINUTE)
        try:
            used = cache.incr(key)
        except ValueError:  # the minute ended between the two calls
            return None
        if used <= limit:
            return None
        refused = answers.plain({"detail": f"more than {limit} requests a minute"}, 429)
        refused.headers["Retry-After"] = str(max(1, MINUTE - int(now % MINUTE)))
        return refused


def _routed(request: HttpRequest) -> HttpResponseBase:
    """The look-up goes straight to its answer; walking all addresses of the site would cost as much as its query."""
    path = request.path_info
    if path.startswith(LABELS):
        return v1.answer_label(request, path[len(LABELS) :])
    match = resolve(path, "smilemark.registry.api.urls")
    request.resolver_match = match
    return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]  # a view


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    return response


def _later() -> HttpResponse:
    response = answers.plain({"detail": "busy, try again"}, 503)
    response.headers["Retry-After"] = "5"
    return response
