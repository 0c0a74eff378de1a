"""Licences of other users and laboratories: the register with its export, a new contract, one licence."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, files, moves, spreadsheets
from smilemark.mark.actions import licences as actions
from smilemark.mark.legal import licences as legal
from smilemark.mark.models import Licence
from smilemark.mark.models.licences import ELECTRONIC, Work
from smilemark.mark.queries import history, letters
from smilemark.mark.queries import licences as queries
from smilemark.mark.states.licences import LICENCE_MOVES, LicenceState
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused

READERS = (roles.APPLICANT, roles.LABORATORY, roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "標章授權",
    "mark:licences",
    frozenset(READERS),
    "其他使用業者及檢驗機構於推廣製作物使用標章之授權合約（附件十三）。",
)
PER_PAGE = 30
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("q", "state", "kind")}


@role_required(*READERS)
@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """The register of users."""
    user, asked = signed_in(request), _asked(request)
    page = Paginator(queries.listed(user, **asked), PER_PAGE).get_page(request.GET.get("page"))
    context = asked | {
        "page": page,
        "states": LicenceState.choices,
        "kinds": Licence.Kind.choices,
        "formats": FORMS,
        "may_open": user.holds(roles.SECRETARIAT),
    }
    return acting.page(request, "licences", context)


@role_required(*READERS)
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as it is shown, for download."""
    if form not in FORMS:
        raise Http404("沒有這種格式。")
    rows = queries.exported(queries.listed(signed_in(request), **_asked(request)))
    if form == "json":
        body = json.dumps(rows, ensure_ascii=False)
    else:
        out = io.StringIO()
        writer = csv.DictWriter(out, queries.COLUMNS)
        writer.writeheader()
        writer.writerows({name: spreadsheets.as_text(cell) for name, cell in row.items()} for row in rows)
        body = "\ufeff" + out.getvalue()
    answer = HttpResponse(body, content_type=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="licences.{form}"'
    return answer


def _terms(typed: Typed) -> actions.Terms:
    return actions.Terms(
        kind=typed.text("kind"),
        first_day=typed.day("first_day", "授權起日"),
        last_day=typed.day("last_day", "授權末日"),
        works=typed.texts("works"),
        scope_text=typed.text("scope_text"),
        sites=typed.texts("sites"),
        consent_letter=typed.text("consent_letter"),
    )


def _fields(request: HttpRequest, row: Licence | None) -> dict[str, object]:
    """What stands in the fields at first, and what may be chosen."""
    sites = "\n".join(f"{site.name}，{site.place}" for site in row.sites.all()) if row else ""
    return {
        "kinds": Licence.Kind.choices,
        "physical": [(code, words) for code, words in Work.choices if code not in ELECTRONIC],
        "electronic": [(code, words) for code, words in Work.choices if code in ELECTRONIC],
        "picked": request.POST.getlist("works") or (row.works if row else []),
        "first": {"kind": row.kind if row else "other_user", "sites": sites, "row": row},
    }


@role_required(roles.SECRETARIAT)
@require_http_methods(["GET", "POST"])
def new_licence(request: HttpRequest) -> HttpResponse:
    """擬約; ``?previous=L115-000001``: renew that licence."""
    user = signed_in(request)
    opened: list[str] = []
    wanted = request.POST.get("previous") or request.GET.get("previous", "")
    previous = queries.licences_visible_to(user).filter(number=wanted).first() if wanted else None

    def open_it(typed: Typed) -> str:
        row = actions.open_licence(
            licensee=typed.text("licensee"),
            terms=_terms(typed),
            by=typed.by,
            at=typed.at,
            previous=previous,
            key=typed.text("key"),
        )
        opened.append(row.number)
        return "已擬約，請附加雙方簽訂之書面合約後生效。"

    def show(refusal: Refused | None) -> HttpResponse:
        firm = getattr(previous.licensee, "firm", None) if previous else None
        context = _fields(request, previous) | {
            "previous": previous,
            "licensee": (firm.ubn if firm else previous.licensee.name) if previous else "",
            "key": request.POST.get("key") or uuid4().hex,
        }
        return acting.page(request, "new_licence", context, refusal)

    answer = acting.act(request, {"open": open_it}, show)
    return redirect("mark:licence", opened[0]) if opened else answer


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """One licence: drafted, signed, ended by the secretariat; read by whom it is for."""
    user = signed_in(request)
    row = get_object_or_404(queries.licences_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        found = queries.licences_visible_to(user).get(pk=row.pk)
        return acting.page(request, "licence", _shown(request, found), refusal)

    return acting.act(request, _handlers(row.pk), show)


def _shown(request: HttpRequest, row: Licence) -> dict[str, object]:
    user, today = signed_in(request), clock.today()
    ground = next((each for each in legal.grounds() if each.code == row.end_ground), None)
    is_staff = any(user.holds(role) for role in queries.SEES_ALL)
    return _fields(request, row) | {
        "licence": row,
        "is_staff": is_staff,
        "is_in_force": queries.in_force(row, today),
        "uses": [(words, queries.why_not_use(row, code, today)) for code, words in legal.USES.items()],
        "sites": row.sites.all(),
        "papers": queries.papers_visible_to(user).filter(licence=row),
        "grounds": legal.grounds(),
        "ground": ground,
        "checks": row.checks.order_by("-pk") if is_staff else row.checks.exclude(state__in=["draft", "conforming"]),
        "open": {offer.name: offer for offer in moves.open_to(row, user)},
        "letters": letters.letters_of(row, user),
        "section": SECTION,
        "may_check": user.holds(roles.SECRETARIAT, row.licensor_id),
        "history": history.history_of(row, LICENCE_MOVES, beginning="擬具授權合約") if is_staff else [],
    }


def _handlers(pk: int) -> dict[str, acting.Handler]:
    def amend(typed: Typed) -> str:
        actions.amend_licence(licence_id=pk, terms=_terms(typed), by=typed.by, at=typed.at, revision=typed.revision())
        return "已儲存。"

    def attach(typed: Typed) -> str:
        actions.attach_paper(
            licence_id=pk,
            label=typed.text("label"),
            is_contract=typed.ticked("is_contract"),
            upload=typed.file("file"),
            by=typed.by,
            at=typed.at,
        )
        return "已附加檔案。"

    def put_in_force(typed: Typed) -> str:
        actions.put_in_force(
            licence_id=pk,
            contract_number=typed.text("contract_number"),
            signed_on=typed.day("signed_on", "簽約日"),
            by=typed.by,
            at=typed.at,
        )
        return "授權已生效並通知被授權單位。"

    def drop(typed: Typed) -> str:
        actions.drop_licence(licence_id=pk, by=typed.by, at=typed.at)
        return "已結案，未簽訂。"

    def end(typed: Typed) -> str:
        ending = actions.Ending(
            ground=typed.text("ground"),
            text=typed.text("text"),
            ended_on=typed.day("ended_on", "終止日"),
            confirmed=typed.ticked("confirmed"),
        )
        actions.end_licence(licence_id=pk, ending=ending, by=typed.by, at=typed.at)
        return "已終止授權並通知被授權單位。"

    return {"amend": amend, "attach": attach, "put_in_force": put_in_force, "drop": drop, "end": end}


@role_required(*READERS)
@require_GET
def licence_paper(request: HttpRequest, pk: int) -> FileResponse:
    """A contract or its annex."""
    found = get_object_or_404(queries.papers_visible_to(signed_in(request)), pk=pk)
    return files.response(found.file)


urlpatterns = [
    path("mark/licences/", licences, name="licences"),
    path("mark/licences/export.<slug:form>", export, name="licences_export"),
    path("mark/licences/new/", new_licence, name="new_licence"),
    path("mark/licences/<slug:number>/", licence, name="licence"),
    path("mark/licence-papers/<int:pk>", licence_paper, name="licence_paper"),
]
