"""Who may open a page: signed in, and holding one of the roles; else a page that says why not."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from smilemark.accounts.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


def role_required(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let only holders of one of the roles (in any organisation) in; without roles: everybody signed in.

    Signed-out readers go to the sign-in page and come back. Which rows the reader then sees is ``visible_to``'s matter.
    """

    def guard(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if roles and not any(request.user.holds(role) for role in roles):
                raise PermissionDenied(why_not(*roles))
            return view(request, *args, **kwargs)

        return guarded

    return guard


def why_not(*roles: str) -> str:
    """The sentence of the 403 page: which roles this page is for."""
    names = Role.objects.filter(code__in=roles).order_by("code").values_list("name", flat=True)
    return f"此頁供{'、'.join(f'「{name}」' for name in names)}使用，您目前的角色不包含在內。"


def signed_in(request: HttpRequest) -> User:
    """The person behind a guarded request.

    Raises:
        PermissionDenied: nobody is signed in (the view was not guarded).
    """
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied("請先登入。")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    response = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request") == "true":  # a part cannot hold the sign-in page: move the whole page there
        whole = HttpResponse(status=204)
        whole.headers["HX-Redirect"] = response.url
        return whole
    return response
