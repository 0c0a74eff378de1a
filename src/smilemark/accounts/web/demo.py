"""One-click sign-in of the demonstration; outside demo mode this address answers 404 and no such people exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from smilemark.accounts.models import RoleAssignment, User
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from django.db.models import QuerySet


def people() -> QuerySet[RoleAssignment]:
    """One line per role and demonstration person; empty outside demo mode."""
    if not settings.DEMO:
        return RoleAssignment.objects.none()
    return (
        RoleAssignment.objects.filter(user__is_demo=True, user__is_active=True, ended_at=None)
        .select_related("user", "role", "organisation")
        .order_by("role__organisation_kind", "role__name", "user_id")
    )


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people."""
    if not settings.DEMO:
        raise Http404
    chosen = row_id(request.POST.get("user", "")) or 0
    user = get_object_or_404(User, pk=chosen, is_demo=True, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    wanted = request.POST.get("next", "")
    return redirect(
        wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else settings.LOGIN_REDIRECT_URL
    )
