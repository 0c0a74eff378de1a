"""Structured logs: one JSON line per happening, with the request's id; no personal text, no bodies, no variables.

An exception is told by its type and the places it passed, never by its message (which may quote what a person
typed).
"""

from __future__ import annotations

import logging  # noqa: TC003  # Python's own logging reads the annotations of a formatter's factory
import os
import re
import sys
import time
import traceback
import uuid
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from django.http import HttpRequest, HttpResponse

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_KEPT_FRAMES = 12
_QUIET = ("/healthz", "/static/")


def without_messages(_logger: Any, _method: str, words: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401  # structlog's shape
    """An exception becomes its type and places."""
    info = words.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        words["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        frames = traceback.extract_tb(error.__traceback__)[-_KEPT_FRAMES:]
        words["at"] = [f"{frame.filename.rsplit('/src/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    words.pop("stack_info", None)
    return words


def _without_request(_logger: Any, _method: str, words: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401  # structlog's shape
    """Django hands the request itself to its log lines."""
    record = words.get("_record")
    if record is not None and hasattr(record, "status_code"):
        words["status"] = record.status_code
        words["event"] = "request refused" if record.status_code < 500 else "request failed"  # noqa: PLR2004  # HTTP
    return words


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    """Let structlog and Python's own logging write the same lines to stderr; called once by the settings."""
    structlog.configure(
        processors=[*_SHARED, without_messages, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter() -> logging.Formatter:
    """The one form of a line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, _without_request, without_messages],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": formatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "smilemark": {
            "handlers": ["stderr"],
            "level": os.environ.get("SMILEMARK_LOG_LEVEL", "INFO").upper(),
            "propagate": False,
        },
        "django_tasks_db": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "pyhanko": {"level": "ERROR"},
    },
}


class RequestLog:
    """Gives every request an id (kept from a proxy that gave one), and writes one line about it when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("smilemark.request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer and tell: method, route (not the address, which may hold words), status, milliseconds."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            if not request.path.startswith(_QUIET):
                match = request.resolver_match
                self.log.info(
                    "request",
                    method=request.method,
                    route=match.route if match is not None else "",
                    status=response.status_code,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )
        response.headers["X-Request-ID"] = request_id
        return response
