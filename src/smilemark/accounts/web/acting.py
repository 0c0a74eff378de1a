"""What the pages share: what was typed, one action, the sentence afterwards; a refusal keeps everything typed (409)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from smilemark.accounts.web.guard import signed_in
from smilemark.foundation import calendar, clock
from smilemark.foundation.htmx import page_or_part
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User

OK, CONFLICT = 200, 409
LONGEST_NUMBER = 9  # digits an integer column holds


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, by whom, when."""

    request: HttpRequest
    by: User
    at: datetime

    def text(self, name: str) -> str:
        """The field as typed."""
        return self.request.POST.get(name, "").strip()

    def texts(self, name: str) -> list[str]:
        """Every value of a field that may be given several times, and every line of a text area."""
        return [
            line.strip() for value in self.request.POST.getlist(name) for line in value.splitlines() if line.strip()
        ]

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) == "on"

    def choice(self, name: str) -> bool | None:
        """Yes, no, or not answered."""
        return {"yes": True, "no": False}.get(self.text(name))

    def number(self, name: str, label: str) -> int:
        """A whole number.

        Raises:
            Refused: it is none.
        """
        written = self.text(name).replace(",", "")
        if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER):
            raise Refused(f"{label}：請填整數。", field=name)
        return int(written)

    def revision(self) -> int | None:
        """The revision of the page, for ``must_be_current``."""
        written = self.text("revision")
        return int(written) if written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER else None

    def day(self, name: str, label: str) -> date:
        """A day, ISO or of the Republic.

        Raises:
            Refused: it is none.
        """
        found = self.day_or_none(name, label)
        if found is None:
            raise Refused(f"{label}：請填日期，例如 115.6.15 或 2026-06-15。", field=name)
        return found

    def day_or_none(self, name: str, label: str) -> date | None:
        """A day, or nothing typed.

        Raises:
            Refused: something that is no day, or beyond the office calendar.
        """
        if not self.text(name):
            return None
        found = calendar.read_date(self.text(name))
        if found is None:
            raise Refused(f"{label}：請填日期，例如 115.6.15 或 2026-06-15。", field=name)
        if (reason := calendar.why_not_a_last_day(found)) is not None:
            raise Refused(f"{label}：{reason}", field=name)
        return found

    def files(self, name: str) -> list[UploadedFile[Any]]:
        """The files given."""
        return list(self.request.FILES.getlist(name))

    def file(self, name: str) -> UploadedFile[Any] | None:
        """The file given, if any."""
        return self.request.FILES.get(name)


def typed_of(request: HttpRequest) -> Typed:
    """The request as its handler reads it."""
    return Typed(request, signed_in(request), clock.now())


Handler = Callable[[Typed], str]
"""What a button does; answers with the sentence shown afterwards."""


def act(
    request: HttpRequest,
    handlers: Mapping[str, Callable[[Typed], str]],
    show: Callable[[Refused | None], HttpResponse],
) -> HttpResponse:
    """A page, or what one of its buttons (``do``) does; the handler answers with the sentence shown afterwards."""
    if request.method != "POST":
        return show(None)
    handler = handlers.get(request.POST.get("do", ""))
    if handler is None:
        raise Http404("沒有這個動作。")
    try:
        said = handler(typed_of(request))
    except Refused as refusal:
        return show(refusal)
    messages.success(request, said)
    return redirect(request.path)


def page(request: HttpRequest, name: str, context: dict[str, Any], refusal: Refused | None = None) -> HttpResponse:
    """The page ``name`` of the app that answers or, for htmx, its part; a refusal keeps everything that was typed."""
    app = request.resolver_match.app_name if request.resolver_match else ""
    more = {
        "day": clock.today(),
        "refusal": refusal.reason if refusal else "",
        "refusal_field": refusal.field if refusal else "",
        "typed": request.POST,
    }
    status = CONFLICT if refusal else OK
    return page_or_part(request, f"{app}/{name}.html", f"{app}/_{name}.html", context | more, status)
