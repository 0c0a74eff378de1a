"""Incident batches: described, tried out, executed; a table of what would happen and of what did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation import moves
from smilemark.remedies import actions, legal
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.models import Batch
from smilemark.remedies.queries import matters
from smilemark.remedies.web.listing import PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused

BATCH_READERS = (*sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
SUBJECT_FIELDS = {"laboratory": "laboratory", "body": "body", "factory": "factory"}
MOST_LINES = 200


@role_required(*BATCH_READERS)
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """The batches the reader may see, newest first."""
    user = signed_in(request)
    rows = matters.batches_visible_to(user).order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_open = user.holds(roles.REVIEWER) or user.holds(roles.ADMINISTRATION)
    return acting.page(request, "batches", {"page": page, "may_open": may_open})


@role_required(roles.REVIEWER, roles.ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    """建立批次."""
    user = signed_in(request)
    opened: list[Batch] = []

    def open_it(typed: Typed) -> str:
        criterion = typed.text("criterion")
        subject = SUBJECT_FIELDS.get(criterion, "")
        incident = Incident(
            title=typed.text("title"),
            criterion=criterion,
            act=typed.text("act"),
            ground=typed.text("ground"),
            facts=typed.text("facts"),
            since=typed.day("since", "知悉日"),
            days=typed.number("days", "期限（日）"),
            subject_id=typed.number(subject, "對象") if subject else None,
            first_day=typed.day_or_none("first_day", "起日"),
            last_day=typed.day_or_none("last_day", "迄日"),
            numbers=typed.texts("numbers"),
            wanted=typed.text("wanted"),
        )
        opened.append(actions.open_batch(incident=incident, by=typed.by, at=typed.at))
        return "已建立批次，請先試算。"

    def show(refusal: Refused | None) -> HttpResponse:
        return acting.page(request, "new_batch", _choices(user), refusal)

    answer = acting.act(request, {"open": open_it}, show)
    return redirect("remedies:batch", opened[0].number) if opened else answer


def _choices(user: User) -> dict[str, Any]:
    left_out = {legal.OWN_REQUEST, legal.SERIOUS, legal.CLASS_2_ONLY}
    return {
        "criteria": Batch.Criterion.choices,
        "acts": Batch.Act.choices,
        "grounds": [ground for ground in legal.grounds().values() if ground.code not in left_out],
        "laboratories": accreditation.laboratories_visible_to(user),
        "bodies": accreditation.bodies_visible_to(user),
        "factories": companies.factories_visible_to(user).order_by("firm__name", "name", "pk")[:2000],
    }


def _handlers(pk: int) -> dict[str, Callable[[Typed], str]]:
    def try_out(t: Typed) -> str:
        batch = actions.try_out_batch(batch_id=pk, by=t.by, at=t.at)
        return f"試算完成：涉及 {batch.lines.count()} 份驗證書。"

    def execute(t: Typed) -> str:
        actions.execute_batch(batch_id=pk, by=t.by, at=t.at, revision=t.revision())
        return "已開始執行。"

    def drop(t: Typed) -> str:
        actions.drop_batch(batch_id=pk, reason=t.text("reason"), by=t.by, at=t.at)
        return "不予執行。"

    return {"try_out": try_out, "execute": execute, "drop": drop}


@role_required(*BATCH_READERS)
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """A batch: what would happen, the button, what happened."""
    user = signed_in(request)
    found = get_object_or_404(matters.batches_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        row = matters.batches_visible_to(user).get(pk=found.pk)
        lines = row.lines.select_related("certificate__firm", "certificate__industry", "case", "order")
        results = list(lines.order_by().values_list("result", flat=True))
        context = {
            "batch": row,
            "ground": legal.ground(row.ground),
            "open": {offer.name: offer for offer in moves.open_to(row, user)},
            "page": Paginator(lines.order_by("certificate__number"), MOST_LINES).get_page(request.GET.get("page")),
            "planned": results.count("planned"),
            "skipped": results.count("skipped"),
            "done": results.count("done"),
            "failed": results.count("failed"),
            "shows_progress": row.progress_id is not None and row.executed_by_id == user.pk,
            "history": matters.history_of(row, inner=True),
        }
        return acting.page(request, "batch", context, refusal)

    return acting.act(request, _handlers(found.pk), show)
