"""The list of delegations under point 33 II: kept by the administration, read by the authority they are given to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import actions, permissions, queries
from smilemark.accreditation.web.forms import AuthorityForm, ChangeAuthorityForm, DelegateForm, EndForm
from smilemark.accreditation.web.officer import KEEPERS, Page, kept, opened_today
from smilemark.foundation import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.accreditation.models import Delegation

LIST = "/delegations/"


@role_required(roles.ADMINISTRATION, roles.SECRETARIAT, roles.SCHEME_AUTHORITY)
@require_GET
def delegations(request: HttpRequest) -> HttpResponse:
    """Which authority may grant the mark in which industry, from when to when."""
    user, today = signed_in(request), clock.today()
    may_keep = permissions.may_keep(user)
    context = {
        "rows": [(row, row.status_on(today)) for row in queries.delegations_visible_to(user)],
        "authorities": queries.authorities() if may_keep else [],
        "may_keep": may_keep,
    }
    return render(request, "accreditation/delegations.html", context)


@role_required(*KEEPERS)
def delegation_new(request: HttpRequest) -> HttpResponse:
    """Enter a delegation."""
    user = signed_in(request)

    def act(given: dict[str, Any]) -> Delegation:
        """Authority and industry go by their ids."""
        authority_id, industry_id = given.pop("authority").pk, given.pop("industry").pk
        return actions.delegate(authority_id=authority_id, industry_id=industry_id, **given, by=user, at=clock.now())

    return kept(
        request,
        DelegateForm(request.POST or None, **opened_today("first_day")),
        Page("登錄委託（第三十三點第二項）", LIST, LIST, "已登錄委託，自{day}起生效。", "first_day"),
        act,
    )


@role_required(*KEEPERS)
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation."""
    user = signed_in(request)
    row = get_object_or_404(queries.delegations_visible_to(user), pk=pk)
    form = EndForm(request.POST or None, **opened_today("ended_on"))
    form.fields["ended_on"].label = "終止日"
    return kept(
        request,
        form,
        Page(f"終止委託：{row.authority.name}「{row.industry.name}」", LIST, LIST, "已終止委託。"),
        lambda given: actions.end_delegation(delegation_id=row.pk, **given, by=user, at=clock.now()),
    )


@role_required(*KEEPERS)
def authority_new(request: HttpRequest) -> HttpResponse:
    """Register the authority of an adopted scheme."""
    user = signed_in(request)
    return kept(
        request,
        AuthorityForm(request.POST or None),
        Page("登錄特定產品驗證制度主管機關", LIST, LIST, "已登錄主管機關，請接著登錄委託。"),
        lambda given: actions.register_authority(**given, by=user, at=clock.now()),
    )


@role_required(*KEEPERS)
def authority_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an authority's head and how it is reached."""
    user = signed_in(request)
    row = get_object_or_404(queries.authorities(), pk=pk)
    held = {name: getattr(row, name) for name in ChangeAuthorityForm.base_fields}
    return kept(
        request,
        ChangeAuthorityForm(request.POST or None, initial=held),
        Page(f"變更資料：{row.name}", LIST, LIST, "已變更主管機關資料。"),
        lambda given: actions.change_authority(authority_id=row.pk, **given, by=user, at=clock.now()),
    )
