"""Between a request and its view: idle sessions end, typed forms survive it, staff set up a second factor first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from smilemark.accounts import queries
from smilemark.accounts.models import User
from smilemark.accounts.web import kept_forms
from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LAST_SEEN: Final = "last_seen"
WRITE_EVERY: Final = 60  # seconds between writes of the session's last moment
OPEN_WITHOUT_FACTOR: Final = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "set_language",
        "account_confirm_email",
        "site:privacy",
        "site:open_data_terms",
        "site:accessibility",
        "site:contact",
        "site:site_map",
        "foundation:healthz",
    }
)


class _Middleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response


class IdleSignOut(_Middleware):
    """Sign a staff member out who has not asked for anything for ``STAFF_IDLE_MINUTES``."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session when it is too old; else note the moment."""
        user = request.user
        if isinstance(user, User):
            now = int(clock.now().timestamp())
            seen = request.session.get(LAST_SEEN)
            if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60 and queries.holds_staff_role(user):
                logout(request)
                messages.warning(
                    request,
                    _("閒置超過 %(minutes)s 分鐘，已自動登出，請重新登入。") % {"minutes": settings.STAFF_IDLE_MINUTES},
                )
            elif seen is None or abs(now - seen) >= WRITE_EVERY:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class KeepTypedForms(_Middleware):
    """A form sent by somebody whose session has ended is kept, and offered again once they are back."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; then keep what was sent, or forget what was sent again."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            kept_forms.remember_person(request, response)
            key = request.POST.get(kept_forms.AGAIN) if request.method == "POST" else None
            if key:
                kept_forms.forget(request, response, key)
            return response
        where = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
        if request.method == "POST" and urlsplit(where).path == settings.LOGIN_URL:
            page = kept_forms.keep(request, response)
            if page is not None:
                header = "Location" if "Location" in response.headers else "HX-Redirect"
                response.headers[header] = f"{settings.LOGIN_URL}?{urlencode({'next': page})}"
        return response


class StaffNeedSecondFactor(_Middleware):
    """Send staff without a second factor to set one up before anything else (off in demo mode)."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Redirect where a second factor is missing and the page is not one of those that lead to it."""
        user = request.user
        if not settings.MFA_REQUIRED_FOR_STAFF or not isinstance(user, User):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN_WITHOUT_FACTOR:
            return None
        if not queries.holds_staff_role(user) or is_mfa_enabled(user):
            return None
        messages.warning(request, _("您的角色須使用多因子驗證，請先完成設定，再繼續使用系統。"))
        return redirect("mfa_index")
