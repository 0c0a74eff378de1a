"""Lists and pages of cases for the people of the body, and whoever else may read them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification import queries, states
from smilemark.certification.models import Case
from smilemark.certification.queries import cases, results
from smilemark.certification.web import case_page
from smilemark.foundation import files, spreadsheets
from smilemark.foundation.htmx import page_or_part

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import FileResponse, HttpRequest

READERS = (
    roles.APPLICANT,
    roles.REVIEWER,
    roles.ASSESSOR,
    roles.DECIDER,
    roles.LABORATORY,
    roles.SECRETARIAT,
    roles.ADMINISTRATION,
    roles.SCHEME_AUTHORITY,
)
A_PAGE = 25


def wanted(request: HttpRequest) -> cases.Filter:
    """The filter the address names."""
    given = request.GET
    return cases.Filter(
        q=given.get("q", "")[:100],
        state=given.get("state", ""),
        kind=given.get("kind", ""),
        product_class=given.get("class", ""),
        mine=given.get("mine") == "1",
        sort=given.get("sort", "-submitted"),
    )


@role_required(*READERS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The cases the reader may see: filtered, sorted, page by page."""
    chosen = wanted(request)
    rows = queries.listed(signed_in(request), chosen)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": chosen,
        "states": [state for state in states.State if state != states.State.DRAFT],
        "kinds": Case.Kind.choices,
        "sorts": cases.SORTS.items(),
        "formats": ("csv", "ods", "json"),
    }
    return page_or_part(request, "certification/cases.html", "certification/_cases.html", context)


@role_required(*READERS)
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Exactly the rows of the list, as CSV, ODS or JSON."""
    rows: QuerySet[Case] = queries.listed(signed_in(request), wanted(request))
    data = cases.exported(rows)
    if form == "csv":
        return _download(_csv(data), "text/csv; charset=utf-8", "csv")
    if form == "json":
        text = json.dumps(data, ensure_ascii=False, indent=1).encode()
        return _download(text, "application/json", "json")
    if form == "ods":
        return _download(_ods(data), "application/vnd.oasis.opendocument.spreadsheet", "ods")
    raise Http404("沒有這種格式。")


def _download(content: bytes, kind: str, extension: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="cases.{extension}"'}
    )


def _csv(data: list[dict[str, Any]]) -> bytes:
    """With a byte order mark, so that spreadsheets read it as UTF-8; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(cases.COLUMNS)
    writer.writerows([spreadsheets.as_text(value) for value in row.values()] for row in data)
    return text.getvalue().encode("utf-8-sig")


def _ods(data: list[dict[str, Any]]) -> bytes:
    from odfdo import Document, Row, Table  # noqa: PLC0415  # slow to import, and most processes never write a list

    document = Document("spreadsheet")
    document.body.clear()
    table = Table("案件")
    for values in [cases.COLUMNS, *(row.values() for row in data)]:
        line = Row()
        line.set_values([str(value) for value in values])
        table.append_row(line)
    document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@role_required(*READERS)
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case, top to bottom."""
    found = case_page.visible_case(request, number)
    if found.state == states.State.DRAFT:
        return redirect("certification:draft", found.number)
    return case_page.show(request, found)


@role_required(*READERS)
@require_GET
def paper(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A paper of a case the reader may see."""
    found = case_page.visible_case(request, number)
    if not results.reads_all(signed_in(request), found):
        raise Http404("檢驗機構僅得查閱其檢驗案件。")
    return files.response(get_object_or_404(found.attachments.select_related("file"), pk=pk).file)
