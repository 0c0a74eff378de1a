"""A locked database, a full disk, a value no column holds, a refusal nobody took: a sentence instead of a traceback."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING, Final

from django.db import OperationalError

from smilemark.foundation.moves import Refused
from smilemark.site.web import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
LARGEST_ID: Final = 2**63 - 1
NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class Storable:
    """Refuses what no column holds and no person types: U+0000 in a text (PostgreSQL), an id beyond 2^63."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _places: object, names: dict[str, object]
    ) -> HttpResponse | None:
        """404 for an address with it, 422 for a field; None for everything else."""
        if "\0" in request.path or any(isinstance(given, int) and given > LARGEST_ID for given in names.values()):
            return errors.error_page(request, "404", status=404)
        for given in (request.GET, request.POST):
            field = next(
                (name for name, values in given.lists() if any("\0" in text for text in (name, *values))), None
            )
            if field is not None:
                reason = f"欄位「{field.replace(chr(0), '')[:40]}」含有無法儲存之控制字元（U+0000），請刪除後再送出。"
                return errors.error_page(request, "400", status=422, reason=reason)
        return None


class BusyOrFull:
    """Turns what passes by itself (lock, full disk) into 503, and a refusal no page took into its sentence (409)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 for these, 409 for a refusal; None for all others."""
        if isinstance(exception, Refused):
            return errors.error_page(request, "400", status=409, reason=exception.reason)
        full = isinstance(exception, OSError) and exception.errno in NO_SPACE
        if not full and not isinstance(exception, OperationalError):
            return None
        log.error("busy or full", exc_info=exception)
        answer = errors.error_page(request, "503", status=503)
        answer.headers["Retry-After"] = "30"
        return answer
