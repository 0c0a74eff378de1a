"""Headers that keep foreign scripts out (nothing loads but what this site serves), and people's pages out of stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

POLICY: Final = (
    "default-src 'self'; "
    "img-src 'self' data: blob:; "  # the QR code of a second factor, photos before upload
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """Sets the policy on every answer that has none of its own; what a signed-in person is shown, nobody keeps."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then say what the answer may load, and that a shared machine shows it to nobody after sign-out."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        user = getattr(request, "user", None)  # static files and the public API have none
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
