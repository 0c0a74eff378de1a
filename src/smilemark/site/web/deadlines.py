"""The deadlines board and its export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, spreadsheets
from smilemark.foundation import deadlines as running
from smilemark.foundation.htmx import page_or_part
from smilemark.site import deadlines

if TYPE_CHECKING:
    from django.http import HttpRequest

PER_PAGE = 30


def _wanted(request: HttpRequest) -> deadlines.Filter:
    """The filter the address names."""
    given = request.GET
    when = given.get("when", "all")
    return deadlines.Filter(
        when=when if when in deadlines.WHEN else "all",
        kind=given.get("kind", "")[:20],
        mine=given.get("mine") == "1",
        q=given.get("q", "")[:100],
    )


@role_required()
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What is overdue, due today and coming, as far as the reader may see it."""
    user, wanted, now = signed_in(request), _wanted(request), clock.now()
    running.settle(timezone.localdate(now))
    page = Paginator(deadlines.listed(user, wanted, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": deadlines.lines(page.object_list, now),
        "groups": deadlines.counted(user, wanted, now),
        "wanted": wanted,
        "kinds": running.kinds().values(),
        "formats": spreadsheets.FORMS,
        "today": timezone.localdate(now),
    }
    return page_or_part(request, "site/deadlines.html", "site/_deadlines.html", context)


@role_required()
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Exactly the rows of the board under its filter, all pages."""
    if form not in spreadsheets.FORMS:
        raise Http404("沒有這種格式。")
    now = clock.now()
    running.settle(timezone.localdate(now))
    rows = deadlines.listed(signed_in(request), _wanted(request), now)
    body = spreadsheets.written(form, "期限", deadlines.COLUMNS, deadlines.exported(deadlines.lines(rows, now)))
    answer = HttpResponse(body, content_type=spreadsheets.FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="deadlines.{form}"'
    return answer
