"""Visits: the list, the visit on a tablet, its photos, notices and report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.assessment import queries as assessment
from smilemark.foundation import clock, documents, files
from smilemark.foundation.moves import Refused
from smilemark.surveillance import actions, legal
from smilemark.surveillance.actions.reporting import missing_for_report
from smilemark.surveillance.queries import visits
from smilemark.surveillance.states import VisitState
from smilemark.surveillance.web import acting, forms
from smilemark.surveillance.web.acting import Act, Nothing, plain

if TYPE_CHECKING:
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.surveillance.models import ProductCheck, Visit

PAGE_SIZE = 50
SHOWS = {"open": "進行中", "done": "已結束", "all": "全部"}


def _check_of(row: Visit, pk: int) -> ProductCheck:
    check = row.products.filter(pk=pk).first()
    if check is None:
        raise Refused("查無此查核產品。")
    return check


def _record(row: Visit, given: dict[str, Any], by: User, at: Any) -> None:  # noqa: ANN401  # aware moment
    check = _check_of(row, given["check"])
    names = ("origin", "origin_text", "mark_use", "mark_breach", "mark_text")
    record = actions.CheckRecord(**{name: given[name] for name in names})
    actions.record_product(check_id=check.pk, record=record, by=by, at=at)


def _record_test(row: Visit, given: dict[str, Any], by: User, at: Any) -> None:  # noqa: ANN401  # aware moment
    check = _check_of(row, given["check"])
    record = actions.TestRecord(
        quality=given["quality"],
        laboratory_id=given["laboratory"],
        tested_on=given["tested_on"],
        report_number=given["report_number"],
        text=given["quality_text"],
        report=given["report"],
    )
    actions.record_test(check_id=check.pk, record=record, by=by, at=at)


def _check_form(row: Visit, data: Any = None, files_: Any = None, **how: Any) -> forms.CheckForm:  # noqa: ANN401, ARG001  # as offered
    return forms.CheckForm(data, **how)


def _test_form(row: Visit, data: Any = None, files_: Any = None, **how: Any) -> forms.TestForm:  # noqa: ANN401  # as offered
    return forms.TestForm(row, data, files_, **how)


ACTS: dict[str, Act] = {
    "name_factory": Act(
        forms.factory_form,
        lambda row, given, by, at: actions.name_factory(visit_id=row.pk, **given, by=by, at=at),
        "已指定生產工廠。",
    ),
    "assign": Act(
        forms.assign_form,
        lambda row, given, by, at: actions.assign(visit_id=row.pk, **given, by=by, at=at),
        "已指派查核人員。",
    ),
    "notify": Act(
        forms.notify_form,
        lambda row, given, by, at: actions.notify(visit_id=row.pk, **given, by=by, at=at),
        "已通知業者。",
    ),
    "tell_idle": Act(
        plain(forms.IdleForm),
        lambda row, given, by, at: actions.tell_idle(visit_id=row.pk, **given, by=by, at=at),
        "已通知驗證機構，將另行通知查核日。",
        look="second",
    ),
    "declare_production": Act(
        forms.production_form,
        lambda row, given, by, at: actions.declare_production(
            visit_id=row.pk, numbers=given["in_production"], by=by, at=at
        ),
        "已登錄仍生產中之產品。",
    ),
    "draw_products": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.draw_products(visit_id=row.pk, by=by, at=at),  # noqa: ARG005  # the shape of every act
        "已抽樣產品。",
    ),
    "start": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.start(visit_id=row.pk, by=by, at=at),  # noqa: ARG005  # as above
        "已開始現場查核，請填寫工廠品管系統評核表及產品查核表。",
    ),
    "record": Act(_check_form, _record, "產品查核表已儲存。"),
    "record_test": Act(_test_form, _record_test, "產品檢驗結果已儲存。"),
    "photo": Act(
        forms.photo_form,
        lambda row, given, by, at: actions.add_photo(
            visit_id=row.pk,
            upload=given["file"],
            check_id=given["product"],
            caption=given["caption"],
            key=given["key"],
            by=by,
            at=at,
        ),
        "已加入照片。",
        move="record",
        button="加入照片",
        look="second",
    ),
    "remove_photo": Act(
        plain(forms.RemovePhotoForm),
        lambda row, given, by, at: actions.remove_photo(
            photo_id=get_object_or_404(row.photos, pk=given["photo"]).pk, by=by, at=at
        ),
        "已移除照片。",
        move="record",
    ),
    "report": Act(
        forms.report_form,
        lambda row, given, by, at: actions.make_report(
            visit_id=row.pk,
            remark=given["remark"],
            other=given["other"].splitlines(),
            revision=given["revision"],
            by=by,
            at=at,
        ),
        "查核報告已完成。",
    ),
    "refused_entry": Act(
        plain(forms.RefusedEntryForm),
        lambda row, given, by, at: actions.refused_entry(visit_id=row.pk, text=given["refusal_text"], by=by, at=at),
        "已登錄業者拒絕查核。",
        look="danger",
    ),
    "report_breach": Act(
        plain(forms.BreachForm),
        lambda row, given, by, at: actions.report_breach(visit_id=row.pk, text=given["breach_text"], by=by, at=at),
        "已層報本署。",
        look="second",
    ),
    "drop": Act(
        plain(forms.DropForm),
        lambda row, given, by, at: actions.drop(visit_id=row.pk, reason=given["reason"], by=by, at=at),
        "已登錄不查核；有替補者已依抽樣順序列入。",
        look="danger",
    ),
}
GENERIC = (
    "name_factory",
    "assign",
    "notify",
    "tell_idle",
    "declare_production",
    "draw_products",
    "start",
    "refused_entry",
    "report_breach",
    "drop",
)
"""Acts the page shows one after another; the others stand where they belong."""


@role_required()
@require_GET
def index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view
    """The beginning of surveillance: the list every reader may open."""
    return redirect("surveillance:visits")


@role_required()
def visit_list(request: HttpRequest) -> HttpResponse:
    """The visits the reader may see, the next day first."""
    user = signed_in(request)
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "open"
    rows = visits.with_open_faults(visits.visible_to(user))
    if show == "open":
        rows = rows.filter(state__in=visits.OPEN)
    elif show == "done":
        rows = rows.exclude(state__in=visits.OPEN)
    whose = request.GET.get("whose", "")
    if whose == "mine":
        rows = rows.filter(assessor=user)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "show": show,
        "shows": SHOWS,
        "whose": whose,
        "is_assessor": user.holds(roles.ASSESSOR),
        "today": clock.today(),
    }
    return render(request, "surveillance/visits.html", context)


def visit_or_404(request: HttpRequest, pk: int) -> Visit:
    """The visit, if this reader may see it."""
    row = visits.visible_to(signed_in(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@role_required()
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit."""
    return acting.page(
        request,
        visit_or_404(request, pk),
        template="surveillance/visit.html",
        acts=ACTS,
        context=_context,
        again=lambda: visit_or_404(request, pk),
    )


def _context(row: Visit, user: User, day: date, tried: acting.Shown) -> dict[str, Any]:
    opened = acting.offers(row, user, day, ACTS, tried)
    checks = list(row.products.select_related("laboratory"))
    photos = list(row.photos.filter(removed_at=None).select_related("product", "file"))
    visiting = row.state == VisitState.VISITING
    sheet = row.assessment
    is_suspect = user.holds(
        roles.APPLICANT, row.firm_id
    )  # whom the authority was told of is not told so (annex 15 point 7)
    return {
        "tells_breach": row.breach_reported_at is not None and not is_suspect,
        "history": acting.history(row, without=frozenset({"report_breach"}) if is_suspect else frozenset()),
        "steps": [opened[name] for name in GENERIC if name in opened],
        "sheets": [_sheet(row, check, opened, tried, day) for check in checks],
        "photos": photos,
        "notices": list(row.notices.select_related("document")),
        "faults": list(row.faults.select_related("finding", "product")),
        "draw": getattr(row, "product_draw", None),
        "sheet_url": assessment.factory_url(sheet) if sheet is not None else "",
        "missing": missing_for_report(row) if visiting else [],
        "keep_until": _keep_until(row),
        "latest_notice": legal.earliest_audit(day),
    }


def _keep_until(row: Visit) -> date | None:
    """Until when the report is kept (annex 15 point 4 II)."""
    if row.reported_at is None:
        return None
    return legal.keep_until("operator_regular_audit_report", timezone.localdate(row.reported_at))


def _sheet(
    row: Visit, check: ProductCheck, opened: dict[str, acting.Offer], tried: acting.Shown, day: date
) -> dict[str, Any]:
    """The forms of one product: what was typed stays in the form it was typed in."""
    here = tried.form is not None and str(tried.form.data.get("check", "")) == str(check.pk)
    names = ("origin", "origin_text", "mark_use", "mark_breach", "mark_text")
    record = tried.form if here and tried.name == "record" else None
    test = tried.form if here and tried.name == "record_test" else None
    initial = {"check": check.pk, **{name: getattr(check, name) for name in names}}
    tested = {
        "check": check.pk,
        "quality": check.quality,
        "quality_text": check.quality_text,
        "laboratory": check.laboratory_id,
        "report_number": check.test_report_number,
        "tested_on": check.tested_on or day,
    }
    return {
        "check": check,
        "record": (record or forms.CheckForm(initial=initial, auto_id=f"id_record_{check.pk}_%s"))
        if "record" in opened
        else None,
        "test": (test or forms.TestForm(row, initial=tested, auto_id=f"id_test_{check.pk}_%s"))
        if "record_test" in opened
        else None,
    }


@role_required()
def photo(request: HttpRequest, pk: int, photo_id: int) -> FileResponse:
    """A picture of the visit."""
    row = visit_or_404(request, pk)
    found = get_object_or_404(row.photos.select_related("file"), pk=photo_id, removed_at=None)
    return files.response(found.file, inline=True)


@role_required()
def notice(request: HttpRequest, pk: int, notice_id: int) -> FileResponse:
    """A notice of the visit; the firm's first opening is kept."""
    row = visit_or_404(request, pk)
    found = get_object_or_404(row.notices.select_related("document"), pk=notice_id)
    actions.open_notice(notice_id=found.pk, by=signed_in(request), at=clock.now())
    return documents.response(found.document)


@role_required()
def test_report(request: HttpRequest, pk: int, check_id: int) -> FileResponse:
    """The laboratory's report on a product."""
    row = visit_or_404(request, pk)
    found = get_object_or_404(row.products.select_related("test_report"), pk=check_id)
    if found.test_report is None:
        raise Http404
    return files.response(found.test_report)


@role_required()
def report(request: HttpRequest, pk: int) -> FileResponse:
    """FM-A15-2, PDF."""
    row = visit_or_404(request, pk)
    if row.report is None:
        raise Http404
    return documents.response(row.report)


@role_required()
def report_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """FM-A15-2 as an editable text, in the words of the report."""
    row = visit_or_404(request, pk)
    if row.report is None:
        raise Http404
    return documents.odt_response(row.report)
