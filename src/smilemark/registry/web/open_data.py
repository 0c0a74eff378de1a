"""The register as open data: the page about it, and the official zip."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from smilemark.foundation import clock
from smilemark.registry import actions, queries

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What there is, in which form, under which terms."""
    return render(request, "registry/open_data.html", {"changed": queries.last_change(), "today": clock.today()})


@require_safe
def productlist(request: HttpRequest) -> HttpResponseBase:
    """The official form of the whole register; written once for each state of the register and day."""
    today, changed = clock.today(), queries.last_change()
    moment = int(changed.timestamp() * 1_000_000) if changed else 0
    version = f"{today:%Y%m%d}-{moment}"
    seconds = int(changed.timestamp()) if changed else None
    place = _written(version)
    answer = FileResponse(
        place.open("rb"), content_type="application/zip", as_attachment=True, filename="productlist.zip"
    )
    answer.headers["ETag"] = f'"{version}"'
    if seconds is not None:
        answer.headers["Last-Modified"] = http_date(seconds)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    unchanged = get_conditional_response(request, etag=f'"{version}"')
    if unchanged is None:
        return answer
    answer.close()
    return unchanged


def _written(version: str) -> Path:
    """The archive of this version, made when it is first asked for; older ones are thrown away."""
    folder: Path = settings.HOME / "open-data"
    place = folder / f"productlist-{version}.zip"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        actions.export_register(place, on=clock.today())
        for old in folder.glob("productlist-*.zip"):
            if old != place:
                with contextlib.suppress(OSError):  # another process may be reading or removing it
                    old.unlink()
    return place
