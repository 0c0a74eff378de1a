"""What granian serves in the benchmark of the look-up: Smilemark itself, and beside it one bare view.

The bare view runs the same one indexed query on the same connection and returns JSON. Its handler has no middleware at
all: no log line, no header, no limit; it is the least a Django server can do for this answer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilemark.config.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

smilemark = get_wsgi_application()

from smilemark.registry.queries import LOOKUP  # noqa: E402  # the apps are loaded only now

COLUMNS = (
    "number",
    "certified_on",
    "first_imported_on",
    "valid_until",
    "renewal_filed_on",
    "ended_on",
    "end_kind",
    "name",
    "model",
    "brand",
    "note",
    "changed",
    "certificate",
    "code",
    "industry",
    "firm_id",
    "firm",
    "ubn",
)


def bare(_request: HttpRequest, number: str) -> JsonResponse:
    """The same query, its row as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(LOOKUP, (number,))
        row = cursor.fetchone()
    return JsonResponse(dict(zip(COLUMNS, row, strict=True)))


urlpatterns = [path("bare/<str:number>", bare)]


class _Bare(WSGIHandler):
    """Django without middleware."""

    def load_middleware(self, is_async: bool = False) -> None:
        """None."""
        kept, settings.MIDDLEWARE = settings.MIDDLEWARE, []
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = kept

    def get_response(self, request: HttpRequest) -> Any:  # noqa: ANN401  # as the handler gives it
        """Answer from the one address there is."""
        request.urlconf = "bench.application"
        return super().get_response(request)


_bare = _Bare()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Bare below /bare/, Smilemark everywhere else."""
    handler = _bare if environ["PATH_INFO"].startswith("/bare/") else smilemark
    return handler(environ, start_response)
