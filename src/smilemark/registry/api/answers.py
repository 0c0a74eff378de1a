"""How the public API answers: compact JSON, open to all origins, with ETag and Last-Modified."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest

JSON = "application/json"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def plain(content: dict[str, Any], status: int) -> HttpResponse:
    """An answer without validators."""
    return HttpResponse(_encode(content).encode("utf-8", "replace"), JSON, status)


def conditional(request: HttpRequest, content: dict[str, Any], changed: datetime) -> HttpResponse:
    """200 with validators, or 304 where the reader has it already."""
    body = _encode(content).encode()
    response = HttpResponse(body, JSON)
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = response.headers
    headers["ETag"] = etag
    seconds = int(changed.timestamp())
    headers["Last-Modified"] = http_date(seconds)
    headers["Cache-Control"] = "public, max-age=60"
    asked = request.META
    if "HTTP_IF_NONE_MATCH" in asked or "HTTP_IF_MODIFIED_SINCE" in asked or "HTTP_IF_MATCH" in asked:
        return get_conditional_response(request, etag=etag, last_modified=seconds, response=response) or response
    return response


def invalid(parameter: str, message: str) -> HttpResponse:
    """422 naming the parameter."""
    return plain({"detail": [{"loc": ["query", parameter], "msg": message}]}, 422)


def unknown_parameters(asked: Iterable[str], known: set[str]) -> HttpResponse | None:
    """422 naming the first parameter that is not known; None where all are."""
    for parameter in asked:
        if parameter not in known:
            return invalid(parameter, "unknown parameter")
    return None
