"""The laboratory: its tests, and the entry of one test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification.actions import samples, testing
from smilemark.certification.models import ProductTest
from smilemark.certification.queries import results
from smilemark.certification.states import TestState
from smilemark.certification.web.acting import Typed
from smilemark.foundation import clock, files
from smilemark.foundation.htmx import page_or_part
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

TESTERS = (roles.LABORATORY, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
A_PAGE = 25


@role_required(*TESTERS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The tests the reader may see, those under way first."""
    rows = results.tests_visible_to(signed_in(request))
    state = request.GET.get("state", "")
    if state in TestState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": TestState.choices, "state": state}
    return page_or_part(request, "certification/test_list.html", "certification/_test_list.html", context)


@role_required(*TESTERS)
@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """One test: take in samples, start, record, conclude."""
    found = get_object_or_404(results.tests_visible_to(signed_in(request)), pk=pk)
    if request.method == "GET":
        return _show(request, found)
    handler = HANDLERS.get(request.POST.get("do", ""))
    if handler is None:
        raise Http404("沒有這個動作。")
    typed = Typed(request, found.product.case, signed_in(request), clock.now())
    try:
        said = handler(found, typed)
    except Refused as refusal:
        return _show(request, get_object_or_404(results.tests_visible_to(typed.by), pk=pk), refusal)
    messages.success(request, said)
    return redirect(request.path)


def _show(request: HttpRequest, found: ProductTest, refusal: Refused | None = None) -> HttpResponse:
    view = results.test_view(found, signed_in(request))
    rule = samples.style_rule_of(found.product)
    context: dict[str, Any] = {
        "view": view,
        "case": found.product.case,
        "rows": [(row, _typed_value(request, row), _typed_conforms(request, row)) for row in view.rows],
        "style_rule": rule,
        "day": clock.today(),
        "refusal": refusal.reason if refusal else "",
        "refusal_field": refusal.field if refusal else "",
        "typed": request.POST,
    }
    status = 409 if refusal else 200
    return page_or_part(request, "certification/test.html", "certification/_test.html", context, status)


def _typed_value(request: HttpRequest, row: results.CriterionRow) -> str:
    return request.POST.get(f"value_{row.criterion.pk}", row.measured)


def _typed_conforms(request: HttpRequest, row: results.CriterionRow) -> str:
    recorded = "" if row.result is None else ("yes" if row.result.conforms else "no")
    return request.POST.get(f"conforms_{row.criterion.pk}", recorded)


def _receive(found: ProductTest, typed: Typed) -> str:
    lot = samples.receive(
        product_id=found.product_id, quantity=typed.number("quantity", "樣品數量"), by=typed.by, at=typed.at
    )
    return f"已收樣品 {lot.quantity} 件。"


def _start(found: ProductTest, typed: Typed) -> str:
    testing.start(test_id=found.pk, by=typed.by, at=typed.at)
    return "已開始檢驗。"


def _record(found: ProductTest, typed: Typed) -> str:
    said = {"yes": True, "no": False}
    measured = [
        testing.Measured(
            criterion.pk,
            value=typed.text(f"value_{criterion.pk}"),
            conforms=said.get(typed.text(f"conforms_{criterion.pk}")),
            text=typed.text(f"text_{criterion.pk}"),
        )
        for criterion in testing.to_be_tested(found)
        if typed.text(f"value_{criterion.pk}") or typed.text(f"conforms_{criterion.pk}")
    ]
    testing.record(test_id=found.pk, measured=measured, by=typed.by, at=typed.at)
    return f"已登錄 {len(measured)} 項檢驗結果。"


def _conclude(found: ProductTest, typed: Typed) -> str:
    done = testing.conclude(
        test_id=found.pk,
        tested_on=typed.day("tested_on", "檢驗日"),
        report_number=typed.text("report_number"),
        report=typed.file("report"),
        by=typed.by,
        at=typed.at,
    )
    return f"已判定：{done.get_state_display()}。"


HANDLERS = {"receive": _receive, "start": _start, "record": _record, "conclude": _conclude}


@role_required(*TESTERS, roles.APPLICANT)
@require_GET
def report(request: HttpRequest, pk: int) -> FileResponse:
    """The test report as the laboratory gave it; the firm reads that of its own product."""
    user = signed_in(request)
    rows = ProductTest.objects.filter(product__case__firm_id__in=user.organisations_as(roles.APPLICANT))
    seen = results.tests_visible_to(user).values("pk")
    found = get_object_or_404((rows | ProductTest.objects.filter(pk__in=seen)).select_related("report_file"), pk=pk)
    if found.report_file is None:
        raise Http404("尚無檢驗報告。")
    return files.response(found.report_file)
