"""A person's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from smilemark.accounts import actions, queries
from smilemark.accounts.models import PersonProfile
from smilemark.accounts.web import kept_forms
from smilemark.accounts.web.forms import ProfileForm
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@role_required()
def profile(request: HttpRequest) -> HttpResponse:
    """Name, roles, password and second factor."""
    user = signed_in(request)
    title = PersonProfile.objects.filter(user=user).values_list("title", flat=True).first() or ""
    form = ProfileForm(request.POST or None, initial={"full_name": user.full_name, "title": title})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(
            user_id=user.pk, full_name=form.cleaned_data["full_name"], title=form.cleaned_data["title"], at=clock.now()
        )
        messages.success(request, "已儲存。", extra_tags="ok")
        return redirect("accounts:profile")
    page = {
        "form": form,
        "assignments": queries.assignments_of(user),
        "has_factor": is_mfa_enabled(user),
        "needs_factor": queries.holds_staff_role(user),
    }
    return render(request, "accounts/profile.html", page, status=422 if form.errors else 200)


@require_POST
@role_required()
def discard_kept_form(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept when the session ended."""
    response = redirect(kept_forms.page_or_home(request))
    kept_forms.forget(request, response, request.POST.get("key", ""))
    return response
