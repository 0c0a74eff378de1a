"""What a person has been told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from smilemark.foundation import clock, outbox
from smilemark.foundation.htmx import page_or_part
from smilemark.foundation.models import Notice
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 30


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The reader's own notices, newest first."""
    rows = Notice.objects.filter(user_id=_reader(request)).order_by("-created_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page_or_part(request, "foundation/notices.html", "foundation/_notices.html", {"page": page})


@login_required
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """The reader has read these (``notice`` = ids), or all of them (no id given)."""
    user_id = _reader(request)
    given = [pk for typed in request.POST.getlist("notice") if (pk := row_id(typed)) is not None]
    wanted = given if "notice" in request.POST else list(outbox.unread(user_id).values_list("pk", flat=True))
    outbox.mark_read(user_id=user_id, notice_ids=wanted, at=clock.now())
    return redirect("foundation:notices")


def _reader(request: HttpRequest) -> int:
    """Id of the signed-in person; the decorator has sent everybody else to sign in."""
    return int(request.user.pk or 0)
