"""The applicant's pages: begin, the task list, the sections."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification import actions, queries, states
from smilemark.certification.actions.edits import ChangedElsewhereError, open_sections
from smilemark.certification.models import Case, Certificate
from smilemark.certification.queries import completeness
from smilemark.certification.web import forms
from smilemark.companies import queries as companies
from smilemark.foundation import clock
from smilemark.foundation.htmx import wants_part
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EDITABLE = frozenset({states.State.DRAFT, states.State.SUPPLEMENT})
KIND_WORDS = {
    "new": "產品驗證：新申請，或已獲證業者增列產品",
    "renewal": "展延：使用期間屆滿前二個月起；第二類依採認之制度（第三十四點）",
    "change": "變更換發：名稱、地址或負責人變更（第三十二點第一項）",
    "reissue": "補發：驗證書遺失或毀損（第三十二點第三項）",
    "end": "終止使用：申請廢止標章使用權（第四十二點第一項第一款）",
}


def own_case(request: HttpRequest, number: str) -> Case:
    """The applicant's own case; anybody else's is a 404."""
    user = signed_in(request)
    rows = queries.visible_to(user).filter(firm_id__in=user.organisations_as(roles.APPLICANT))
    return get_object_or_404(rows, number=number)


def editable_case(request: HttpRequest, number: str) -> Case:
    """The applicant's own case while it may be edited; afterwards the address is no page any more."""
    case = own_case(request, number)
    if case.state not in EDITABLE:
        raise Http404("此申請書已送件，不得再修改。")
    return case


@role_required(roles.APPLICANT)
@require_GET
def my_cases(request: HttpRequest) -> HttpResponse:
    """All cases of the person's firms, and the form that begins a new one."""
    user = signed_in(request)
    rows = queries.visible_to(user).filter(firm_id__in=user.organisations_as(roles.APPLICANT)).order_by("-pk")
    return render(request, "certification/my_cases.html", {"cases": rows, **_start_context(request)})


def _start_context(request: HttpRequest) -> dict[str, Any]:
    user = signed_in(request)
    firms = list(companies.firms_of(user))
    certificates = Certificate.objects.filter(firm__in=[firm.pk for firm in firms]).select_related("industry", "firm")
    return {
        "firms": firms,
        "certificates": certificates.order_by("number"),
        "kinds": KIND_WORDS.items(),
        "draft_key": secrets.token_hex(16),
        "typed": request.POST,
    }


@role_required(roles.APPLICANT)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft; the same page sent twice answers the same draft."""
    user = signed_in(request)
    firm, certificate = request.POST.get("firm", ""), request.POST.get("certificate", "")
    try:
        case = actions.start_draft(
            firm_id=row_id(firm) or -1,
            kind=request.POST.get("kind", ""),
            certificate_id=row_id(certificate),
            draft_key=request.POST.get("draft_key", ""),
            by=user,
            at=clock.now(),
        )
    except Refused as refusal:
        rows = queries.visible_to(user).filter(firm_id__in=user.organisations_as(roles.APPLICANT)).order_by("-pk")
        context = {"cases": rows, "refusal": refusal.reason, "refusal_field": refusal.field, **_start_context(request)}
        return render(request, "certification/my_cases.html", context, status=409)
    return redirect("certification:draft", case.number)


@role_required(roles.APPLICANT)
@require_GET
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """The task list of the application."""
    case = own_case(request, number)
    if case.state not in EDITABLE:
        return redirect("certification:case", case.number)
    return render(request, "certification/task_list.html", task_list(case))


def task_list(case: Case) -> dict[str, Any]:
    """The sections with what each still lacks."""
    missing = completeness.missing(case, clock.today())
    asked = open_sections(case) if case.state == states.State.SUPPLEMENT else None
    sections = [
        {
            "code": code,
            "name": completeness.SECTION_NAMES[code],
            "missing": [item for item in missing if item.section == code],
            "is_open": asked is None or code in asked,
        }
        for code in completeness.sections(case)
    ]
    return {"case": case, "sections": sections, "done": sum(not row["missing"] for row in sections)}


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """One section of the application: a form that may be saved at any moment."""
    case = editable_case(request, number)
    kind = forms.section_form(case, section)
    if kind is None or section not in completeness.sections(case):
        raise Http404("沒有這一節。")
    today = clock.today()
    if request.method == "POST":
        form = kind(request.POST, case=case, today=today)
        return _save(request, case, section, form)
    initial = kind.initial_of(case)
    if "industry" in request.GET:
        initial["industry"] = request.GET["industry"]
    form = kind(initial=initial, case=case, today=today)
    if wants_part(request) and section == "scope":
        return render(request, "certification/_bodies.html", {"form": form})
    return render(request, "certification/apply_section.html", section_context(case, section, form))


def section_context(case: Case, section: str, form: object) -> dict[str, Any]:
    """What every section page shows."""
    return {"case": case, "section": section, "section_name": completeness.SECTION_NAMES[section], "form": form}


def _save(request: HttpRequest, case: Case, section: str, form: forms.SectionForm) -> HttpResponse:
    context = section_context(case, section, form)
    if not form.is_valid():
        return answer(request, "certification/apply_section.html", context, status=422)
    try:
        actions.save_section(
            case_id=case.pk,
            section=section,
            values=form.values(),
            revision=revision_of(request),
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        forms.add_refusal(form, refusal)
        return answer(request, "certification/apply_section.html", context | conflict(refusal), status=409)
    return saved(request, case)


def revision_of(request: HttpRequest) -> int:
    """The revision the page was opened with; a page that lost it has seen nothing."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0  # noqa: PLR2004  # fits the column


def conflict(refusal: Refused) -> dict[str, Any]:
    """The fields another window saved differently, for the page."""
    if isinstance(refusal, ChangedElsewhereError):
        return {"differences": refusal.differences, "revision": refusal.revision}
    return {}


def answer(request: HttpRequest, page: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """A page with the reason; an autosave gets one line instead."""
    if wants_part(request):
        return render(request, "certification/_autosaved.html", context | {"not_saved": True}, status=status)
    return render(request, page, context, status=status)


def saved(request: HttpRequest, case: Case, *, to: str = "") -> HttpResponse:
    """After a save: an autosave gets the new revision, a browser goes on."""
    if wants_part(request):
        case.refresh_from_db(fields=["revision"])
        return render(request, "certification/_autosaved.html", {"case": case})
    messages.success(request, "已儲存。")
    return redirect(to) if to and request.POST.get("then") != "list" else redirect("certification:draft", case.number)


@role_required(roles.APPLICANT)
@require_POST
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Throw the draft away."""
    case = own_case(request, number)
    try:
        actions.discard(case_id=case.pk, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return render(
            request, "certification/task_list.html", task_list(case) | {"refusal": refusal.reason}, status=409
        )
    messages.success(request, f"草稿 {case.number} 已捨棄。")
    return redirect("certification:my_cases")
