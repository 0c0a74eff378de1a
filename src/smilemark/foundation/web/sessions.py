"""Sessions on a busy database: a lock is told as a lock, not as a session that somebody ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest

RETRY_AFTER = "30"


class Sessions(SessionMiddleware):
    """Django's own; where the session cannot be written for a lock, a page says so (503)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep the session; what the view has answered counts only when that worked."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, OperationalError) as error:
            if not _locked(error):
                raise
            busy = HttpResponse(render_to_string("foundation/busy.html"), status=503)
            busy.headers["Retry-After"] = RETRY_AFTER
            return busy


def _locked(error: BaseException | None) -> bool:
    """Whether a lock stands at the beginning of the chain of errors."""
    while error is not None:
        if isinstance(error, OperationalError):
            return True
        error = error.__context__
    return False
