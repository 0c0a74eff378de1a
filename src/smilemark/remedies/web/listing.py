"""Lists of ending cases, orders and objections, their export, and the page where a matter is opened."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification.queries import results as certification
from smilemark.foundation import spreadsheets
from smilemark.foundation.htmx import page_or_part
from smilemark.remedies import actions, legal
from smilemark.remedies.actions.endings import Grounds
from smilemark.remedies.queries import matters

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused

READERS = (roles.APPLICANT, *matters.STAFF, roles.SECRETARIAT, roles.ADMINISTRATION)
HANDLERS = (roles.REVIEWER, roles.SCHEME_AUTHORITY)
PER_PAGE = 30
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _chosen(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "endings")
    if kind not in matters.KINDS:
        raise Http404("沒有這份清單。")
    return kind


@role_required(*READERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list of one kind of matter."""
    user, kind = signed_in(request), _chosen(request)
    q, state = request.GET.get("q", "")[:100], request.GET.get("state", "")
    rows = matters.listed(user, kind, q=q, state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, matters.opened_at(row)) for row in page.object_list],
        "kind": matters.KINDS[kind],
        "kinds": matters.KINDS.values(),
        "q": q,
        "state": state,
        "formats": FORMS,
        "may_open": any(user.holds(role) for role in HANDLERS),
        "may_batch": user.holds(roles.REVIEWER) or user.holds(roles.ADMINISTRATION),
        "sees_batches": any(user.holds(role) for role in (*roles.BODY_ROLES, roles.SECRETARIAT, roles.ADMINISTRATION)),
    }
    return page_or_part(request, "remedies/index.html", "remedies/_index.html", context)


@role_required(*READERS)
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as it is shown, for download."""
    if form not in FORMS:
        raise Http404("沒有這種格式。")
    kind = _chosen(request)
    found = matters.listed(
        signed_in(request), kind, q=request.GET.get("q", "")[:100], state=request.GET.get("state", "")
    )
    rows = matters.exported(found)
    if form == "json":
        body = json.dumps(rows, ensure_ascii=False)
    else:
        out = io.StringIO()
        writer = csv.DictWriter(out, matters.COLUMNS)
        writer.writeheader()
        writer.writerows({name: spreadsheets.as_text(cell) for name, cell in row.items()} for row in rows)
        body = "\ufeff" + out.getvalue()
    answer = HttpResponse(body, content_type=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return answer


# ---- opening a matter -------------------------------------------------------------------------------------


@role_required(*HANDLERS)
@require_http_methods(["GET", "POST"])
def open_matter(request: HttpRequest) -> HttpResponse:
    """立案: an order to improve, or a case to withdraw or cancel, on labels of one certificate."""
    opened: list[str] = []

    def order(typed: Typed) -> str:
        row = actions.open_order(
            certificate=typed.text("certificate"),
            labels=typed.texts("labels"),
            ground=typed.text("ground"),
            facts=typed.text("facts"),
            wanted=typed.text("wanted"),
            days=typed.number("days", "改善期限（日）"),
            by=typed.by,
            at=typed.at,
        )
        opened.extend(("remedies:order", row.number))
        return "已擬具限期改善命令，請由核定人員核定後發出。"

    def ending(typed: Typed) -> str:
        row = actions.open_case(
            certificate=typed.text("certificate"),
            labels=typed.texts("labels"),
            grounds=grounds_of(typed),
            by=typed.by,
            at=typed.at,
        )
        opened.extend(("remedies:ending", row.number))
        return "已立案。"

    def show(refusal: Refused | None) -> HttpResponse:
        number = request.POST.get("certificate") or request.GET.get("certificate", "")
        return acting.page(
            request,
            "open",
            {
                "certificate": number[:20],
                "labels": _labels(number),
                "order_grounds": legal.order_grounds(),
                "ending_grounds": [ground for ground in legal.grounds().values() if ground.code != legal.OWN_REQUEST],
                "initial": {"order": request.GET.get("order", "")[:20], "facts": "", "since": "", "serious_reason": ""},
                "chosen": request.POST.getlist("labels"),
            },
            refusal,
        )

    answer = acting.act(request, {"order": order, "ending": ending}, show)
    return redirect(opened[0], opened[1]) if opened else answer


def grounds_of(typed: Typed) -> Grounds:
    """The grounds of an ending case as typed."""
    return Grounds(
        ground=typed.text("ground"),
        facts=typed.text("facts"),
        since=typed.day("since", "知悉或原因發生日"),
        serious=typed.choice("serious"),
        serious_reason=typed.text("serious_reason"),
        order=typed.text("order"),
        is_severe_finding=typed.ticked("is_severe_finding"),
    )


def _labels(certificate: str) -> list[object]:
    """The labels of a certificate that are still in use; the register is public."""
    if not (certificate.isascii() and certificate.isdigit() and len(certificate) == 8):  # noqa: PLR2004  # its form
        return []
    return list(certification.labels().filter(certificate__number=certificate, ended_on=None).order_by("number")[:500])
