"""Plans: the list, the plan with its Gantt chart, its draws, its paper."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.certification.queries import in_use
from smilemark.foundation import clock, documents
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.row_ids import row_id
from smilemark.governance import queries as governance
from smilemark.surveillance import actions, legal, permissions
from smilemark.surveillance import documents as papers
from smilemark.surveillance.actions.draws import is_time_of
from smilemark.surveillance.actions.plans import QUARTERS
from smilemark.surveillance.queries import frames, plans
from smilemark.surveillance.states import PlanState
from smilemark.surveillance.web import acting, forms
from smilemark.surveillance.web.acting import Act, Nothing, plain
from smilemark.surveillance.web.gantt import gantt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import Draw, Plan

READERS = (*sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
PAGE_SIZE = 50
TERM = 100
"""Longest search, in characters."""
TARGETS_SHOWN = 20
"""Operators on one page of the list of targets, each with its products folded."""

ACTS: dict[str, Act] = {
    "edit": Act(
        forms.plan_form,
        lambda row, given, by, at: actions.save_plan(
            plan_id=row.pk, words=given["words"], revision=given["revision"], by=by, at=at
        ),
        "計畫已儲存，抽樣數量已依今日之獲證業者重新計算。",
        button="儲存計畫",
    ),
    "file": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.file_plan(plan_id=row.pk, by=by, at=at),  # noqa: ARG005  # the shape of every act
        "已報請本署核定。",
    ),
    "approve": Act(
        plain(forms.ApproveForm),
        lambda row, given, by, at: actions.approve_plan(plan_id=row.pk, number=given["number"], by=by, at=at),
        "已核定，驗證機構得開始查核。",
    ),
    "return": Act(
        plain(forms.ReturnForm),
        lambda row, given, by, at: actions.return_plan(plan_id=row.pk, reason=given["reason"], by=by, at=at),
        "已退回修正。",
        look="second",
    ),
}


@role_required(*READERS)
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans by year, and a form to begin one."""
    user = signed_in(request)
    form = _start_form(request, user)
    begun = acting.begin(request, form, lambda ready: actions.start_plan(**started(ready), by=user, at=clock.now()))
    if begun.row is not None:
        messages.success(request, "已開始擬定，抽樣數量已依獲證業者計算。")
        return redirect("surveillance:plan", begun.row.pk)
    rows = plans.visible_to(user)
    year = request.GET.get("year", "")
    if year.isascii() and year.isdigit():
        rows = rows.filter(year=int(year[:4]))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "years": plans.years(user),
        "year": year,
        "start": form,
        "refusal": begun.refusal,
        "due": legal.plan_due(legal.plan_year(clock.today())),
        "due_year": legal.plan_year(clock.today()) - 1911,
    }
    return render(request, "surveillance/plans.html", context, status=begun.status)


def _start_form(request: HttpRequest, user: User) -> forms.StartForm | None:
    today = clock.today()
    return start_form(request, user, years=(today.year, today.year + 1), default=legal.plan_year(today))


def start_form(request: HttpRequest, user: User, *, years: tuple[int, ...], default: int) -> forms.StartForm | None:
    """The form to begin a plan or a summary, with the body's industries; None: the reader may not."""
    bodies = user.organisations_as(roles.REVIEWER, roles.DECIDER)
    if not bodies:
        return None
    pairs = in_use.certified_industries(bodies, clock.today())
    names = {row.pk: row.name for row in accreditation.bodies_visible_to(user).filter(pk__in=bodies)}
    wanted = {industry for _body, industry in pairs}
    industries = [(row.pk, str(row)) for row in governance.industries() if row.pk in wanted]
    return forms.StartForm(
        request.POST if request.method == "POST" else None,
        bodies=[(pk, names[pk]) for pk in bodies if pk in names],
        industries=industries,
        years=[(year, f"{year - 1911}年度") for year in years],
        initial={"year": default},
    )


def started(form: forms.StartForm) -> dict[str, Any]:
    """Body, industry and year as the form gives them."""
    given = form.cleaned_data
    body = accreditation.bodies_visible_to(None).get(pk=given["body"])  # type: ignore[arg-type]  # the register is public
    industry = governance.industries().get(pk=given["industry"])
    return {"body": body, "industry": industry, "year": given["year"]}


def plan_or_404(request: HttpRequest, pk: int) -> Plan:
    """The plan, if this reader may see it."""
    row = plans.visible_to(signed_in(request)).filter(pk=pk).prefetch_related("quarters", "people").first()
    if row is None:
        raise Http404
    return row


@role_required()
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan."""
    row = plan_or_404(request, pk)
    if request.method == "POST" and request.POST.get("do") in ("freeze", "draw"):
        return _drawing(request, row)
    return acting.page(
        request,
        row,
        template="surveillance/plan.html",
        acts=ACTS,
        context=_context,
        again=lambda: plan_or_404(request, pk),
    )


def _context(row: Plan, user: User, day: date, tried: acting.Shown) -> dict[str, Any]:
    draws = {draw.quarter: draw for draw in plans.draws_of(row)}
    why_not = permissions.why_not_yet(row)
    may_draw = any(user.holds(role, row.body_id) for role in (roles.REVIEWER, roles.DECIDER)) and why_not is None
    found = frames.population(body_id=row.body_id, industry_id=row.industry_id, on=day)
    return {
        "gantt": gantt(row),
        "quarters": [(entry, draws.get(entry.quarter)) for entry in row.quarters.all()],
        "due": legal.plan_due(row.year),
        "draws": draws,
        "eligible": len(found.eligible),
        "too_young": found.too_young,
        "why_not_yet": why_not,
        "freeze": _freeze_form(row, draws, day) if may_draw else None,
        "draw_forms": [
            (draw, forms.DrawForm(auto_id=f"id_draw_{draw.pk}_%s"))
            for draw in draws.values()
            if may_draw and draw.state == "frozen"
        ],
        **tried.extra,
    }


def _freeze_form(row: Plan, draws: Mapping[int, Draw], day: date) -> forms.FreezeForm | None:
    """The quarters whose frame may be published now; None: none."""
    choices = [
        (quarter, f"第{quarter}季")
        for quarter in QUARTERS
        if quarter not in draws and is_time_of(row.year, quarter, day)
    ]
    if not choices:
        return None
    form = forms.FreezeForm(auto_id="id_freeze_%s")
    field: Any = form.fields["quarter"]
    field.choices = choices
    return form


def _drawing(request: HttpRequest, row: Plan) -> HttpResponse:
    """Publish a frame, or draw from it."""
    user, now = signed_in(request), clock.now()
    name = request.POST["do"]
    draw_id = request.POST.get("draw", "")
    form = forms.FreezeForm(request.POST) if name == "freeze" else forms.DrawForm(request.POST)
    refusal = None
    if form.is_valid():
        try:
            if name == "freeze":
                actions.freeze_operators(plan_id=row.pk, **form.cleaned_data, by=user, at=now)
                messages.success(request, "母體及種子雜湊值已公布，得進行抽樣。")
            else:
                draw = row.draws.filter(pk=row_id(draw_id) or 0).first()
                if draw is None:
                    raise Http404
                actions.draw_operators(draw_id=draw.pk, **form.cleaned_data, by=user, at=now)
                messages.success(request, "已抽樣，受查核工廠已列入查核清單。")
            return redirect(request.path)
        except Refused as refused:
            refusal = refused
    status = 409 if refusal else 422
    offered = acting.offers(row, user, clock.today(), ACTS, acting.Shown())
    context = {
        "row": row,
        "offers": offered,
        "refusal": refusal.reason if refusal else "",
        "faulty": None if refusal else form,
        "history": acting.history(row),
        "today": clock.today(),
        **_context(row, user, clock.today(), acting.Shown()),
    }
    return render(request, "surveillance/plan.html", context, status=status)


@role_required()
def plan_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """追蹤查核對象: the operators of the plan with their products, found by name, code or number."""
    row = plan_or_404(request, pk)
    q = request.GET.get("q", "").strip()[:TERM]
    page = Paginator(plans.targets(row, q), TARGETS_SHOWN).get_page(request.GET.get("page"))
    return render(request, "surveillance/targets.html", {"row": row, "q": q, "page": page})


@role_required()
def plan_paper(request: HttpRequest, pk: int) -> FileResponse:
    """FM-A15-1 as filed, PDF."""
    row = plan_or_404(request, pk)
    if row.paper is None:
        raise Http404
    return documents.response(row.paper)


@role_required()
def plan_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """FM-A15-1 as an editable text: as filed, or as it stands while it is drawn up."""
    row = plan_or_404(request, pk)
    paper = row.paper
    if paper is None or row.state == PlanState.DRAFT:
        words = asdict(papers.plan_words(row))
        paper = documents.draft("surveillance/plan", words, title=papers.plan_title(row), at=clock.now())
    return documents.odt_response(paper)
