"""Pages of those who keep the registers or accept cases: every firm, its factories, its bans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.companies import actions, permissions, queries
from smilemark.companies.history import line_of
from smilemark.companies.web.forms import BanForm
from smilemark.foundation import calendar, clock
from smilemark.foundation.web.submitting import submit

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse


READERS = tuple(sorted(queries.SEES_ALL))
A_PAGE = 50


@role_required(*READERS)
def firms(request: HttpRequest) -> HttpResponse:
    """All firms, found by name or 統一編號."""
    typed = request.GET.get("q", "").strip()
    rows = queries.matching(queries.visible_to(signed_in(request)), typed).order_by("name", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "companies/firms.html", {"page": page, "q": typed})


@role_required(*READERS)
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """One firm: data, factories, bans, rows with the same 統一編號, history; the administration enters bans here."""
    user = signed_in(request)
    row = get_object_or_404(queries.visible_to(user), pk=pk)
    form = BanForm(request.POST or None)
    may_ban = user.holds(roles.ADMINISTRATION)

    def enter(given: dict[str, Any]) -> str:
        """A point without a ban is an answer too."""
        ban = actions.record_ban(firm_id=row.pk, **given, by=user, at=clock.now())
        if ban is None:
            return "此依據未定不得重新申請之期間。"
        return f"已登錄：{calendar.roc(ban.first_day)}至{calendar.roc(ban.last_day)}不得重新申請。"

    words, status = submit(form, enter) if may_ban else (None, 200)
    if words is not None:
        messages.success(request, words, extra_tags="ok")
        return redirect("companies:firm", row.pk)
    context = {
        "firm": row,
        "factories": queries.factories_of(row),
        "members": queries.members_of(row),
        "bans": row.bans.order_by("-first_day"),
        "banned": queries.why_banned(row, clock.today()),
        "duplicates": queries.possible_duplicates(row),
        "recused": queries.why_recused(user, row, clock.today()),
        "warning": queries.recusal_warning(user, row, clock.today()),
        "form": form if may_ban else None,
        "history": [line_of(event) for event in reversed(queries.history(row))],
        "declares": any(user.holds(role) for role in permissions.DECLARING),
    }
    return render(request, "companies/firm.html", context, status=status)
