"""The applicant's pages for factories, products and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.certification import actions
from smilemark.certification.legal import intake as legal
from smilemark.certification.queries import completeness
from smilemark.certification.web import forms
from smilemark.certification.web.applicant import answer, conflict, editable_case, revision_of, saved, task_list
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.certification.models import Case, CaseProduct

EMPTY_ROWS, MORE_ROWS = 3, 5


# ---- factories ---------------------------------------------------------------------------------------------


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def factories(request: HttpRequest, number: str) -> HttpResponse:
    """Every manufacturer: choose from the firm's list, or enter a new one."""
    case = editable_case(request, number)
    chosen, new = forms.AddFactoryForm(case=case), forms.NewFactoryForm()
    status = 200
    if request.method == "POST":
        is_new = "name" in request.POST
        form: Any = forms.NewFactoryForm(request.POST) if is_new else forms.AddFactoryForm(request.POST, case=case)
        status = _add_factory(request, case, form, is_new=is_new)
        if status == 200:  # noqa: PLR2004  # saved
            return redirect("certification:draft_factories", case.number)
        chosen, new = (chosen, form) if is_new else (form, new)
    context = {
        "case": case,
        "rows": case.factories.select_related("factory"),
        "together": case.maker_role in actions.TOGETHER,
        "chosen": chosen,
        "new": new,
        "section_name": completeness.SECTION_NAMES["factories"],
    }
    return render(request, "certification/apply_factories.html", context, status=status)


def _add_factory(request: HttpRequest, case: Case, form: Any, *, is_new: bool) -> int:  # noqa: ANN401  # either form
    if not form.is_valid():
        return 422
    by, at = signed_in(request), clock.now()
    try:
        if is_new:
            actions.add_new_factory(case_id=case.pk, values=form.cleaned_data, by=by, at=at)
        else:
            actions.add_factory(case_id=case.pk, factory_id=int(form.cleaned_data["factory"]), by=by, at=at)
    except Refused as refusal:
        forms.add_refusal(form, refusal)
        return 409
    return 200


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def factory(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What one factory does, and its quality management certificate."""
    case = editable_case(request, number)
    row = get_object_or_404(case.factories.select_related("factory"), pk=pk)
    form = forms.FactoryRowForm(request.POST or None, initial=forms.FactoryRowForm.initial_of(row), today=clock.today())
    context: dict[str, Any] = {"case": case, "row": row, "form": form, "section_name": str(row.factory)}
    if request.method != "POST":
        return render(request, "certification/apply_section.html", context)
    if not form.is_valid():
        return answer(request, "certification/apply_section.html", context, status=422)
    try:
        actions.save_factory(
            case_id=case.pk,
            row_id=row.pk,
            values=form.cleaned_data,
            revision=revision_of(request),
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        forms.add_refusal(form, refusal)
        return answer(request, "certification/apply_section.html", context | conflict(refusal), status=409)
    return saved(request, case, to=reverse("certification:draft_factories", args=[case.number]))


@role_required(roles.APPLICANT)
@require_POST
def factory_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a factory off the application."""
    case = editable_case(request, number)
    get_object_or_404(case.factories, pk=pk)
    try:
        actions.remove_factory(case_id=case.pk, row_id=pk, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return render(
            request, "certification/task_list.html", task_list(case) | {"refusal": refusal.reason}, status=409
        )
    return redirect("certification:draft_factories", case.number)


# ---- products ----------------------------------------------------------------------------------------------


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def products(request: HttpRequest, number: str) -> HttpResponse:
    """The products of the application, and a line to add one."""
    case = editable_case(request, number)
    form, status = forms.AddProductForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                product = actions.add_product(
                    case_id=case.pk, name=form.cleaned_data["name"], by=signed_in(request), at=clock.now()
                )
            except Refused as refusal:
                forms.add_refusal(form, refusal)
                status = 409
            else:
                return redirect("certification:draft_product", case.number, product.pk)
    lacking = {item.row_id for item in completeness.missing(case, clock.today()) if item.section == "products"}
    rows = [(product, product.pk not in lacking) for product in case.products.select_related("item")]
    context = {"case": case, "rows": rows, "form": form, "section_name": completeness.SECTION_NAMES["products"]}
    return render(request, "certification/apply_products.html", context, status=status)


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One product with its bill of materials."""
    case = editable_case(request, number)
    row = get_object_or_404(case.products.all(), pk=pk)
    initial = forms.ProductForm.initial_of(row)
    form = forms.ProductForm(request.POST or None, initial=initial, case=case, today=clock.today())
    if request.method != "POST":
        return render(request, PRODUCT_PAGE, product_context(case, row, form, row.bill_of_materials, EMPTY_ROWS))
    typed = forms.rows_typed(request.POST)
    if request.POST.get("then") == "rows":
        return render(request, PRODUCT_PAGE, product_context(case, row, form, typed, MORE_ROWS))
    context = product_context(case, row, form, typed, 0)
    if not form.is_valid():
        return answer(request, PRODUCT_PAGE, context, status=422)
    try:
        actions.save_product(
            case_id=case.pk,
            product_id=row.pk,
            values=form.values() | {"bill_of_materials": typed},
            revision=revision_of(request),
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        forms.add_refusal(form, refusal)
        return answer(request, PRODUCT_PAGE, context | conflict(refusal), status=409)
    return saved(request, case, to=reverse("certification:draft_products", args=[case.number]))


PRODUCT_PAGE = "certification/apply_product.html"


def product_context(
    case: Case, row: CaseProduct, form: object, typed: list[dict[str, Any]], more: int
) -> dict[str, Any]:
    """What the product page shows: the rows as typed, and some empty ones."""
    empty = dict.fromkeys(forms.ROW_COLUMNS, "")
    rows = list(enumerate([*typed, *([empty] * more)]))
    return {"case": case, "product": row, "form": form, "rows": rows, "section_name": row.name}


@role_required(roles.APPLICANT)
@require_POST
def product_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a product out of the draft."""
    case = editable_case(request, number)
    get_object_or_404(case.products.all(), pk=pk)
    try:
        actions.remove_product(case_id=case.pk, product_id=pk, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return render(
            request, "certification/task_list.html", task_list(case) | {"refusal": refusal.reason}, status=409
        )
    return redirect("certification:draft_products", case.number)


# ---- papers ------------------------------------------------------------------------------------------------


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, number: str) -> HttpResponse:
    """The papers point 23 asks for in this case, why, and what has been given."""
    case = editable_case(request, number)
    status, refused = 200, {}
    if request.method == "POST":
        form = forms.PaperForm(request.POST, request.FILES)
        status = _attach(request, case, form)
        if status == 200:  # noqa: PLR2004  # stored
            messages.success(request, "已上傳。")
            return redirect("certification:draft_documents", case.number)
        refused = {"form": form, "refused_slot": _slot(request.POST)}
    context = documents_context(case) | refused
    return render(request, "certification/apply_documents.html", context, status=status)


def _slot(data: Any) -> str:  # noqa: ANN401  # a QueryDict
    return f"{data.get('kind', '')}-{data.get('product') or ''}-{data.get('factory') or ''}"


def _attach(request: HttpRequest, case: Case, form: forms.PaperForm) -> int:
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    try:
        actions.attach(
            case_id=case.pk,
            kind=given["kind"],
            upload=given["file"],
            product_id=given["product"],
            factory_id=given["factory"],
            valid_until=given["valid_until"],
            by=signed_in(request),
            at=clock.now(),
        )
    except Refused as refusal:
        forms.add_refusal(form, refusal)
        return 409
    return 200


def documents_context(case: Case) -> dict[str, Any]:
    """Required papers with what is given, then everything else that was given."""
    given = completeness.current_papers(case)
    wanted = legal.papers(case)
    slots = [
        {
            "paper": paper,
            "id": f"{paper.kind}-{paper.product_id or ''}-{paper.factory_id or ''}",
            "given": given.get((paper.kind, paper.product_id, paper.factory_id)),
            "needs_day": paper.kind in legal.VALID_UNTIL_NEEDED,
        }
        for paper in wanted
    ]
    known = {(paper.kind, paper.product_id, paper.factory_id) for paper in wanted}
    others = case.attachments.filter(replaced_at=None).select_related("file")
    return {
        "case": case,
        "slots": slots,
        "others": [row for row in others if (row.kind, row.product_id, row.factory_id) not in known],
        "names": legal.PAPER_NAMES,
        "section_name": completeness.SECTION_NAMES["documents"],
    }


@role_required(roles.APPLICANT)
@require_POST
def document_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a paper back."""
    case = editable_case(request, number)
    get_object_or_404(case.attachments.all(), pk=pk)
    try:
        actions.detach(case_id=case.pk, attachment_id=pk, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return render(
            request, "certification/task_list.html", task_list(case) | {"refusal": refusal.reason}, status=409
        )
    return redirect("certification:draft_documents", case.number)
