"""Pages for everybody: verify a label, search products, a firm's page."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from smilemark.foundation import clock, spreadsheets
from smilemark.mark.queries import printing
from smilemark.registry import queries, states
from smilemark.registry.web import numbers
from smilemark.registry.web.words import ANSWERS, liability

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from smilemark.certification.models import Label

PAGE_SIZE = 20
MOST_DOWNLOADED = 20_000
MOST_PAGES = 1_000_000


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with ``?number=`` the way to the answer's own address."""
    number = request.GET.get("number", "").strip()
    if number:
        typed = numbers.read(number)
        # What was typed stands in the address, so that the answer can say how it was read.
        return HttpResponseRedirect(f"{reverse('registry:verify')}{quote(typed.text, safe='')}")
    return render(request, "registry/verify.html")


@require_safe
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The answer about one number; where the QR code leads."""
    typed, today = numbers.read(number), clock.today()
    if typed.number is None:
        return _answer(request, typed, "malformed", None, status=422)
    found = queries.label_on(typed.number, today)
    if found is not None:
        return _answer(request, typed, found.state.value, found)
    known = queries.has_certificate(typed.number[:8], today)
    return _answer(request, typed, "unknown" if known else "forged", None, status=404)


def _answer(
    request: HttpRequest, typed: numbers.Typed, answer: str, found: queries.PublicLabel | None, *, status: int = 200
) -> HttpResponse:
    words = ANSWERS[answer]
    page = {"typed": typed, "answer": answer, "words": words, "label": found, "today": clock.today()}
    if found is not None:
        page["liability"] = liability(found.firm_name)
        page["may_print"] = printing.may_print(found.number, clock.today())
    return render(request, "registry/label.html", page, status=status)


def _wanted(request: HttpRequest) -> queries.Search:
    """The search of the address; a status nobody knows does not narrow, of many words the first are left in the form."""
    asked = request.GET
    status = asked.get("status", "")
    q = asked.get("q", "").replace("\0", "")[:100].strip()
    words = queries.words_of(q)
    return queries.Search(
        q=q if len(words) <= queries.MOST_WORDS else " ".join(words[: queries.MOST_WORDS]),
        industry=asked.get("industry", "").replace("\0", "")[:40],
        status=status if status in states.PUBLIC_STATES else "",
    )


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Search with filters, count and pages."""
    wanted, today = _wanted(request), clock.today()
    labels = queries.found(wanted, today)
    page = Paginator(queries.Matches(labels, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    typed = numbers.read(wanted.q)
    context = {
        "wanted": wanted,
        "page": page,
        "rows": queries.public_rows(page.object_list, today),
        "industries": queries.industries(),
        "states": [(state.value, state.label) for state in states.PUBLIC_STATES],
        "number": typed.number,
        "same_industry": None if wanted.industry else queries.industry_named(wanted.q),
        "query": request.GET.urlencode(),
        "today": today,
    }
    return render(request, "registry/products.html", context)


_COLUMNS = (
    "標章編號",
    "狀態",
    "產品名稱",
    "產品型號",
    "品牌名稱",
    "獲證業者",
    "統一編號",
    "產業代碼",
    "產業別",
    "通過日期",
    "產品效期",
    "查詢日",
)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def _rows(labels: QuerySet[Label], today: date) -> Iterator[queries.PublicLabel]:
    """The rows of the search, a thousand at a time, no more than ``MOST_DOWNLOADED``."""
    last, done = "", 0
    while done < MOST_DOWNLOADED:
        part = queries.public_rows(labels.filter(number__gt=last).values_list("pk", flat=True)[:1000], today)
        if not part:
            return
        yield from part
        last, done = part[-1].number, done + len(part)


def _cells(row: queries.PublicLabel, today: date) -> tuple[str, ...]:
    certified_on = row.days.certified_on
    return (
        row.number,
        row.state.value,
        row.product_name,
        row.product_model,
        row.brand,
        row.firm_name,
        row.firm_ubn or "",
        row.industry_code,
        row.industry_name,
        certified_on.isoformat() if certified_on else "",
        row.days.valid_until.isoformat(),
        today.isoformat(),
    )


@require_safe
def products_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The search shown, as CSV (UTF-8 with BOM, so that spreadsheets read it)."""
    wanted, today = _wanted(request), clock.today()
    writer = csv.writer(_Echo())
    labels = queries.found(wanted, today)

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(_COLUMNS)
        for row in _rows(labels, today):
            yield writer.writerow([spreadsheets.as_text(cell) for cell in _cells(row, today)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="products.csv"'
    return response


@require_safe
def products_json(request: HttpRequest) -> StreamingHttpResponse:
    """The search shown, as JSON: a list of objects with the columns of the CSV."""
    wanted, today = _wanted(request), clock.today()
    labels = queries.found(wanted, today)

    def parts() -> Iterator[str]:
        between = "["
        for row in _rows(labels, today):
            yield between + json.dumps(dict(zip(_COLUMNS, _cells(row, today), strict=True)), ensure_ascii=False)
            between = ",\n"
        yield "[]" if between == "[" else "]"

    response = StreamingHttpResponse(parts(), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="products.json"'
    return response


@require_safe
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """A firm with labels: its name, 統一編號 and products. A firm that only applied has no public page."""
    today = clock.today()
    if pk > queries.LARGEST_ID:
        raise Http404
    shown = get_object_or_404(queries.firms_on_register(today), pk=pk)
    labels = queries.on_register(today).filter(certificate__firm_id=pk).order_by("number")
    page = Paginator(labels.values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "firm": shown,
        "page": page,
        "rows": queries.public_rows(page.object_list, today),
        "counts": queries.counts_by_state(labels, today),
        "today": today,
    }
    return render(request, "registry/firm.html", context)
