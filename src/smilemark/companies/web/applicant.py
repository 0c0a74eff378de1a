"""Pages of those who act for a firm: the firm, its factories, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.companies import actions, queries
from smilemark.companies.history import line_of
from smilemark.companies.web.forms import FactoryForm, FirmForm, RegisterForm
from smilemark.foundation import clock
from smilemark.foundation.web.submitting import submit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.companies.models import Factory, Firm


@role_required()
def mine(request: HttpRequest) -> HttpResponse:
    """The firms I act for."""
    firms = queries.firms_of(signed_in(request)).prefetch_related("factories")
    return render(request, "companies/mine.html", {"firms": firms})


@role_required()
def register(request: HttpRequest) -> HttpResponse:
    """Register the firm I act for."""
    user = signed_in(request)
    form = RegisterForm(request.POST or None)
    made, status = submit(form, lambda given: actions.register_firm(**given, by=user, at=clock.now()))
    if made is not None:
        messages.success(request, "已登錄業者，請接著登錄工廠。", extra_tags="ok")
        return redirect("companies:own_firm", made.pk)
    return render(request, "companies/register.html", {"form": form}, status=status)


def _own(user: User, pk: int) -> Firm:
    return get_object_or_404(queries.firms_of(user), pk=pk)


def _own_factory(user: User, pk: int) -> Factory:
    return get_object_or_404(
        queries.factories_visible_to(user).filter(firm__in=queries.firms_of(user).order_by()), pk=pk
    )


@role_required(roles.APPLICANT)
def own_firm(request: HttpRequest, pk: int) -> HttpResponse:
    """One firm of mine: data, factories, people, history, bans."""
    firm = _own(signed_in(request), pk)
    context = {
        "firm": firm,
        "factories": queries.factories_of(firm),
        "members": queries.members_of(firm),
        "banned": queries.why_banned(firm, clock.today()),
        "history": [line_of(event) for event in reversed(queries.history(firm))],
    }
    return render(request, "companies/own_firm.html", context)


@role_required(roles.APPLICANT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the firm says of itself."""
    user = signed_in(request)
    firm = _own(user, pk)
    now = {field: getattr(firm, field) for field in FirmForm.base_fields}
    form = FirmForm(request.POST or None, initial=now)
    made, status = submit(form, lambda given: actions.change_firm(firm_id=firm.pk, **given, by=user, at=clock.now()))
    if made is not None:
        messages.success(request, "已變更業者資料。", extra_tags="ok")
        return redirect("companies:own_firm", firm.pk)
    return render(request, "companies/edit.html", {"form": form, "firm": firm}, status=status)


@role_required(roles.APPLICANT)
def factory_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a factory of my firm."""
    user = signed_in(request)
    firm = _own(user, pk)
    form = FactoryForm(request.POST or None, initial={"county": firm.county})
    made, status = submit(form, lambda given: actions.add_factory(firm_id=firm.pk, **given, by=user, at=clock.now()))
    if made is not None:
        messages.success(request, f"已新增工廠「{made.name}」。", extra_tags="ok")
        return redirect("companies:own_firm", firm.pk)
    return render(request, "companies/factory.html", {"form": form, "firm": firm}, status=status)


@role_required(roles.APPLICANT)
def factory(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a factory of my firm."""
    user = signed_in(request)
    row = _own_factory(user, pk)
    now: dict[str, Any] = {field: getattr(row, field) for field in FactoryForm.base_fields}
    form = FactoryForm(request.POST or None, initial=now)
    made, status = submit(
        form, lambda given: actions.change_factory(factory_id=row.pk, **given, by=user, at=clock.now())
    )
    if made is not None:
        messages.success(request, f"已變更工廠「{made.name}」。", extra_tags="ok")
        return redirect("companies:own_firm", row.firm_id)
    context = {"form": form, "firm": row.firm, "factory": row}
    return render(request, "companies/factory.html", context, status=status)


@require_POST
@role_required(roles.APPLICANT)
def factory_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a factory out of use for new applications."""
    user = signed_in(request)
    row = actions.close_factory(factory_id=_own_factory(user, pk).pk, by=user, at=clock.now())
    messages.success(request, f"已停用工廠「{row.name}」。", extra_tags="ok")
    return redirect("companies:own_firm", row.firm_id)


@require_POST
@role_required(roles.APPLICANT)
def factory_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a factory into use again."""
    user = signed_in(request)
    row = actions.reopen_factory(factory_id=_own_factory(user, pk).pk, by=user, at=clock.now())
    messages.success(request, f"已恢復使用工廠「{row.name}」。", extra_tags="ok")
    return redirect("companies:own_firm", row.firm_id)
