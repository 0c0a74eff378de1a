"""The yearly summary: its figures are counted at every look until it is filed, its lines are read page by page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, documents
from smilemark.surveillance import actions, legal
from smilemark.surveillance import documents as papers
from smilemark.surveillance.queries import plans
from smilemark.surveillance.queries.totals import figures, totals
from smilemark.surveillance.web import acting, forms, parts
from smilemark.surveillance.web.acting import Act, Nothing, plain
from smilemark.surveillance.web.plans import PAGE_SIZE, READERS, start_form, started

if TYPE_CHECKING:
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import Summary

ACTS: dict[str, Act] = {
    "edit": Act(
        forms.remark_form,
        lambda row, given, by, at: actions.edit_summary(
            summary_id=row.pk, remark=given["remark"], revision=given["revision"], by=by, at=at
        ),
        "說明已儲存。",
        button="儲存說明",
        look="second",
    ),
    "file": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.file_summary(summary_id=row.pk, by=by, at=at),  # noqa: ARG005  # the shape of every act
        "已陳報本署備查。",
    ),
    "note": Act(
        plain(forms.NoteForm),
        lambda row, given, by, at: actions.note_summary(summary_id=row.pk, number=given["number"], by=by, at=at),
        "已備查。",
    ),
}


@role_required(*READERS)
def summary_list(request: HttpRequest) -> HttpResponse:
    """The summaries by year, and a form to begin one."""
    user = signed_in(request)
    today = clock.today()
    form = start_form(request, user, years=(today.year, today.year - 1), default=today.year)
    begun = acting.begin(request, form, lambda ready: actions.start_summary(**started(ready), by=user, at=clock.now()))
    if begun.row is not None:
        messages.success(request, "已開始製作，統計由查核紀錄計算。")
        return redirect("surveillance:summary", begun.row.pk)
    rows = plans.summaries_visible_to(user)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "start": form,
        "refusal": begun.refusal,
        "due": legal.summary_due(today.year),
    }
    return render(request, "surveillance/summaries.html", context, status=begun.status)


def summary_or_404(request: HttpRequest, pk: int) -> Summary:
    """The summary, if this reader may see it."""
    row = plans.summaries_visible_to(signed_in(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@role_required()
def summary_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One summary."""
    return acting.page(
        request,
        summary_or_404(request, pk),
        template="surveillance/summary.html",
        acts=ACTS,
        context=_context,
        again=lambda: summary_or_404(request, pk),
    )


def _context(row: Summary, user: User, day: date, tried: acting.Shown) -> dict[str, Any]:  # noqa: ARG001  # as every page's
    counted = row.totals or asdict(figures(row))
    keep = legal.keep_until("operator_surveillance_summary", timezone.localdate(row.filed_at)) if row.filed_at else None
    return {
        "totals": counted,
        "parts": [(name, part, part.count(row)) for name, part in parts.PARTS.items()],
        "due": legal.summary_due(row.year),
        "keep_until": keep,
    }


@role_required()
def summary_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One of the summary's lists, page by page."""
    row, shown = summary_or_404(request, pk), parts.PARTS.get(part)
    if shown is None:
        raise Http404
    page = Paginator(shown.rows(row), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"row": row, "part": shown, "page": page, "lines": shown.cells(row, page.object_list)}
    return render(request, "surveillance/summary_part.html", context)


@role_required()
def summary_paper(request: HttpRequest, pk: int) -> FileResponse:
    """FM-A15-6 as filed, PDF."""
    row = summary_or_404(request, pk)
    if row.paper is None:
        raise Http404
    return documents.response(row.paper)


@role_required()
def summary_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """FM-A15-6 as an editable text: as filed, or with the numbers of today while it is made."""
    row = summary_or_404(request, pk)
    paper = row.paper
    if paper is None:
        words = asdict(papers.summary_words(row, totals(row)))
        paper = documents.draft("surveillance/summary", words, title=papers.summary_title(row), at=clock.now())
    return documents.odt_response(paper)
