"""Pages on which people are entered and roles given and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from smilemark.accounts import actions, permissions, queries, roles
from smilemark.accounts.models import RoleAssignment, User
from smilemark.accounts.web.forms import ColleagueForm, PersonForm, RoleForm
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

MANAGERS = (*sorted(set(roles.MANAGED_BY.values())), roles.SYSTEM_ADMIN)
A_PAGE = 50


@role_required(*MANAGERS)
def people(request: HttpRequest) -> HttpResponse:
    """People of the organisations I manage, by organisation."""
    form = ColleagueForm(organisations=queries.managed_organisations(signed_in(request)))
    return _people_page(request, form)


def _people_page(request: HttpRequest, form: ColleagueForm, *, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    ours = queries.managed_organisations(user).filter(assignments__user=user, assignments__ended_at=None).distinct()
    groups = [(organisation, queries.people_of(organisation)) for organisation in ours.order_by("name")]
    return render(request, "accounts/people.html", {"groups": groups, "colleague": form}, status=status)


@require_POST
@role_required(*MANAGERS)
def add_colleague(request: HttpRequest) -> HttpResponse:
    """Give a role to somebody who has an account already."""
    by = signed_in(request)
    form = ColleagueForm(request.POST, organisations=queries.managed_organisations(by))
    if not form.is_valid():
        return _people_page(request, form, status=422)
    given = form.cleaned_data
    try:
        actions.add_colleague(
            email=given["email"],
            role=given["role"].pk,
            organisation_id=given["organisation"].pk,
            by=by,
            at=clock.now(),
            reason=given["reason"],
        )
    except Refused as refusal:
        _at_its_field(form, refusal)
        return _people_page(request, form, status=409)
    messages.success(request, "已加入同仁。", extra_tags="ok")
    return redirect("accounts:people")


@role_required(roles.SYSTEM_ADMIN)
def everyone(request: HttpRequest) -> HttpResponse:
    """All people, with a filter by name, user name, mail address or organisation."""
    typed = request.GET.get("q", "").strip()
    rows = User.objects.prefetch_related("assignments__role", "assignments__organisation").order_by("full_name", "pk")
    if typed:
        rows = rows.filter(
            Q(full_name__icontains=typed)
            | Q(username__icontains=typed)
            | Q(email__icontains=typed)
            | Q(assignments__organisation__name__icontains=typed)
        ).distinct()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/everyone.html", {"page": page, "q": typed})


@role_required(*MANAGERS)
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter a person with their first role; they get a mail to set their password."""
    user = signed_in(request)
    form = PersonForm(request.POST or None, organisations=queries.managed_organisations(user))
    if request.method == "POST" and form.is_valid():
        try:
            made = _enter(form, by=user)
        except Refused as refusal:
            _at_its_field(form, refusal)
            return render(request, "accounts/new_person.html", {"form": form}, status=409)
        _invite(request, made)
        messages.success(request, f"已建立{made.display_name}的帳號，並寄信請本人設定密碼。", extra_tags="ok")
        return redirect("accounts:person", made.pk)
    return render(request, "accounts/new_person.html", {"form": form}, status=422 if form.errors else 200)


def _enter(form: PersonForm, *, by: User) -> User:
    given = form.cleaned_data
    return actions.enter_person(
        username=given["username"],
        email=given["email"],
        full_name=given["full_name"],
        role=given["role"].pk,
        organisation_id=given["organisation"].pk,
        by=by,
        at=clock.now(),
        reason=given["reason"],
    )


def _invite(request: HttpRequest, user: User) -> None:
    invitation = ResetPasswordForm({"email": user.email})
    if invitation.is_valid():
        invitation.save(request)


def _at_its_field(form: forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)


@role_required()
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person with their roles."""
    form = RoleForm(organisations=queries.managed_organisations(signed_in(request)))
    return _person_page(request, pk, form)


def _person_page(
    request: HttpRequest, pk: int, form: RoleForm, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    by = signed_in(request)
    shown = get_object_or_404(queries.visible_to(by), pk=pk)
    assignments = [(row, permissions.why_not_end(by, row)) for row in queries.assignments_of(shown)]
    page: dict[str, Any] = {
        "person": shown,
        "assignments": assignments,
        "form": form,
        "may_give": any(by.holds(role) for role in MANAGERS),
        "refusal": refusal.reason if refusal else "",
    }
    return render(request, "accounts/person.html", page, status=status)


@require_POST
@role_required(*MANAGERS)
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a further role."""
    by = signed_in(request)
    user = get_object_or_404(queries.visible_to(by), pk=pk)
    form = RoleForm(request.POST, organisations=queries.managed_organisations(by))
    if not form.is_valid():
        return _person_page(request, pk, form, status=422)
    given = form.cleaned_data
    try:
        actions.give_role(
            user_id=user.pk,
            role=given["role"].pk,
            organisation_id=given["organisation"].pk,
            by=by,
            at=clock.now(),
            reason=given["reason"],
        )
    except Refused as refusal:
        _at_its_field(form, refusal)
        return _person_page(request, pk, form, status=409)
    messages.success(request, "已賦予角色。", extra_tags="ok")
    return redirect("accounts:person", pk)


@require_POST
@role_required(*MANAGERS)
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, with its reason."""
    by = signed_in(request)
    seen = RoleAssignment.objects.filter(user__in=queries.visible_to(by))
    assignment = get_object_or_404(seen, pk=pk)
    try:
        actions.end_role(assignment_id=pk, by=by, at=clock.now(), reason=request.POST.get("reason", ""))
    except Refused as refusal:
        form = RoleForm(organisations=queries.managed_organisations(by))
        return _person_page(request, assignment.user_id, form, refusal=refusal, status=409)
    messages.success(request, "已解除角色。", extra_tags="ok")
    if queries.visible_to(by).filter(pk=assignment.user_id).exists():
        return redirect("accounts:person", assignment.user_id)
    return redirect("accounts:people")
