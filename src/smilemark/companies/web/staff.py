"""The page on which verifying and testing people declare their relations to firms (point 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.companies import actions, legal, permissions, queries
from smilemark.companies.web.forms import RelationForm
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.submitting import submit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.companies.models import Relation

DECLARING = tuple(sorted(permissions.DECLARING))


@role_required(*DECLARING)
def relations(request: HttpRequest) -> HttpResponse:
    """My declarations (all of them for those who keep the registers), and a form for a new one."""
    user = signed_in(request)
    form = RelationForm(request.POST or None, initial={"firm": request.GET.get("ubn", ""), "still_current": True})

    def declare(given: dict[str, Any]) -> Relation:
        """The firm is named by its 統一編號."""
        firm = queries.firm_by_ubn(given.pop("firm"))
        if firm is None:
            raise Refused("此統一編號尚未登錄於本系統，請確認號碼。", field="firm")
        return actions.declare_relation(firm_id=firm.pk, **given, by=user, at=clock.now())

    made, status = submit(form, declare)
    if made is not None:
        messages.success(request, "已揭露。系統將據以檢查指派及核定（第十五點）。", extra_tags="ok")
        return redirect("companies:relations")
    rows = queries.relations_visible_to(user).order_by("ended_at", "-declared_at", "pk")
    lines = [(row, legal.describe(row), row.user_id == user.pk) for row in rows]
    return render(request, "companies/relations.html", {"form": form, "lines": lines}, status=status)


@require_POST
@role_required(*DECLARING)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a declaration: it no longer counts, and stays on record."""
    user = signed_in(request)
    row = get_object_or_404(queries.relations_visible_to(user), pk=pk)
    try:
        actions.correct_relation(relation_id=row.pk, by=user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.reason, extra_tags="bad")
    else:
        messages.success(request, "已更正，該筆揭露自此不再適用。", extra_tags="ok")
    return redirect("companies:relations")
