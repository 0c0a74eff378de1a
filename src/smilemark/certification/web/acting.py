"""What the pages of the second half share: a section of a case as a page of its own, and what its buttons do.

A section's form posts ``do=name``; the name's handler reads what was typed, makes one action call and answers with the
sentence shown afterwards. A refusal shows the same page again with everything typed still there (409).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from smilemark.accounts.web.guard import signed_in
from smilemark.certification import permissions
from smilemark.certification.models import Case
from smilemark.certification.queries import results
from smilemark.certification.queries.cases import visible_to
from smilemark.foundation import calendar, clock
from smilemark.foundation.htmx import page_or_part
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, by whom, on which case, when."""

    request: HttpRequest
    case: Case
    by: User
    at: datetime

    def text(self, name: str) -> str:
        """The field as typed."""
        return self.request.POST.get(name, "").strip()

    def number(self, name: str, label: str) -> int:
        """A whole number.

        Raises:
            Refused: it is none.
        """
        written = self.text(name).replace(",", "")
        if not (written.isascii() and written.isdigit() and len(written) <= 9):  # noqa: PLR2004  # what a column holds
            raise Refused(f"{label}：請填整數。", field=name)
        return int(written)

    def day(self, name: str, label: str) -> date:
        """A day, ISO or of the Republic.

        Raises:
            Refused: it is none.
        """
        found = calendar.read_date(self.text(name)) if self.text(name) else None
        if found is None:
            raise Refused(f"{label}：請填日期，例如 115.6.15 或 2026-06-15。", field=name)
        return found

    def ids(self, name: str) -> list[int]:
        """The rows ticked."""
        return [pk for value in self.request.POST.getlist(name) if (pk := row_id(value)) is not None]

    def file(self, name: str) -> UploadedFile[Any] | None:
        """The file given, if any."""
        return self.request.FILES.get(name)

    def reasons(self) -> list[dict[str, str]]:
        """Reason and citation as typed."""
        return [{"text": self.text("reason"), "citation": self.text("citation")}]


Handler = "Callable[[Typed], str]"


def readable_case(request: HttpRequest, number: str) -> Case:
    """The case, if the reader may read all of it; anybody else's is a 404."""
    user = signed_in(request)
    case = visible_to(user).filter(number=number).select_related("certificate").first()
    if case is None or case.state == "draft" or not results.reads_all(user, case):
        raise Http404("沒有這個案件。")
    return case


def section(
    request: HttpRequest, number: str, part: str, title: str, handlers: Mapping[str, Callable[[Typed], str]]
) -> HttpResponse:
    """A section's page, or what one of its buttons does."""
    case = readable_case(request, number)
    if request.method == "POST":
        return _do(request, case, part, title, handlers)
    return show(request, case, part, title)


def _do(
    request: HttpRequest, case: Case, part: str, title: str, handlers: Mapping[str, Callable[[Typed], str]]
) -> HttpResponse:
    handler = handlers.get(request.POST.get("do", ""))
    if handler is None:
        raise Http404("沒有這個動作。")
    typed = Typed(request, case, signed_in(request), clock.now())
    try:
        said = handler(typed)
    except Refused as refusal:
        return show(request, Case.objects.get(pk=case.pk), part, title, refusal=refusal)
    messages.success(request, said)
    return redirect(request.path)


def show(request: HttpRequest, case: Case, part: str, title: str, *, refusal: Refused | None = None) -> HttpResponse:
    """The section as it stands; with a refusal, why not (409), and what was typed."""
    user, day = signed_in(request), clock.today()
    template = f"certification/{part}.html"
    context: dict[str, Any] = {
        "case": case,
        "day": day,
        "open": permissions.open_moves(case, user, day),
        "part": template,
        "title": title,
        "refusal": refusal.reason if refusal else "",
        "refusal_field": refusal.field if refusal else "",
        "typed": request.POST,
        **results.case_parts(case, user, day),
    }
    return page_or_part(request, "certification/section.html", template, context, 409 if refusal else 200)
