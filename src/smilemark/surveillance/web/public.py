"""Draws, for anybody: what was published, and the draw made again (docs/drawing.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from smilemark.surveillance import legal
from smilemark.surveillance.queries import plans

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smilemark.surveillance.models import Draw

PAGE_SIZE = 50
ROWS_SHOWN = 100


def _draw(number: str) -> Draw:
    row = plans.draws().filter(number=number).first()
    if row is None:
        raise Http404
    return row


def draw_list(request: HttpRequest) -> HttpResponse:
    """Every draw, the newest first."""
    page = Paginator(plans.draws().defer("plan__targets", "frame_text"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "surveillance/draws.html", {"page": page})


def draw_page(request: HttpRequest, number: str) -> HttpResponse:
    """One draw: what was published, and each check of the draw made again."""
    row = _draw(number)
    is_public = plans.is_sample_public(row)
    rows = [line.split("\t") for line in row.frame_text.split("\n")[:-1]]
    page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    sample = set(row.sample) if is_public else set()
    context = {
        "row": row,
        "is_public": is_public,
        "page": page,
        "rows": [(line, line[0] in sample) for line in page],
        "head": _head(row),
        "checks": _checks(row) if is_public else [],
        "method": legal.METHOD,
    }
    return render(request, "surveillance/draw.html", context)


def _head(row: Draw) -> tuple[str, ...]:
    if row.kind == row.Kind.OPERATORS:
        return (_("驗證書編號"), _("獲證業者"), _("獲證日"))
    return (_("標章編號"), _("產品名稱"))


def _checks(row: Draw) -> list[tuple[str, bool]]:
    names = {
        "commitment": _("種子與抽樣前公布之雜湊值相符"),
        "frame_hash": _("母體與抽樣前公布之雜湊值相符"),
        "sample": _("以種子及母體重新抽樣，得到同一樣本"),
    }
    found = legal.verified(
        row.frame_text,
        purpose=row.purpose,
        seed=row.seed,
        public_value=row.public_value,
        commitment=row.commitment,
        frame_hash=row.frame_hash,
        size=row.size or 0,
        sample=row.sample,
    )
    return [(names[name], holds) for name, holds in found]


def frame(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The frame in its canonical form: its SHA-256 is the frame hash."""
    row = _draw(number)
    answer = HttpResponse(row.frame_text.encode(), content_type="text/tab-separated-values; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.tsv"'
    return answer


def record(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """What ``docs/verify_draw.py`` reads beside the frame; seed and sample once they are public."""
    row = _draw(number)
    said: dict[str, Any] = {
        "method": legal.METHOD,
        "purpose": row.purpose,
        "commitment": row.commitment,
        "public_value_name": row.public_value_name,
        "frame_hash": row.frame_hash,
    }
    if plans.is_sample_public(row):
        said |= {"seed": row.seed, "public_value": row.public_value, "size": row.size, "sample": row.sample}
    content = json.dumps(said, ensure_ascii=False, indent=1).encode()
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.json"'
    return answer
